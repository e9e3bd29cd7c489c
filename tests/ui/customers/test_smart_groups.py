"""Smart groups through the real window: the filter's form, counts in the background, keeping (C3)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit

from smsdesk.app import App
from smsdesk.domain.customer_filters import (
    Comparison,
    Contact,
    ContactCondition,
    CustomerFilter,
    FieldCondition,
)
from smsdesk.domain.customers import CustomerField, CustomerGroup
from smsdesk.domain.errors import NotFound
from smsdesk.domain.profile import SmsType
from smsdesk.domain.text import text
from smsdesk.operations import customer_fields, customers, groups
from smsdesk.operations.customer_search import list_customers
from smsdesk.operations.desk import Desk, Progress
from smsdesk.ui.context import Context
from smsdesk.ui.customers.filter_form import FilterEditor
from smsdesk.ui.customers.filter_rows import ContactRow, CountriesRow, FieldRow, GroupsRow
from smsdesk.ui.customers.groups_page import GroupsPage
from smsdesk.ui.customers.own_columns import open_own_columns
from smsdesk.ui.latest_answer import LatestAnswer
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.widgets.confirm import Question
from smsdesk.ui.widgets.page import Page
from tests.ui.conftest import Run
from tests.ui.customers.acting import bars, button, press, questions

Until = Callable[[Callable[[], object]], None]
OpenPage = Callable[..., GroupsPage]


@pytest.fixture
def level(opened: App, vip: CustomerGroup) -> CustomerField:
    """A column in which one of the three says Gold."""
    made = customer_fields.put_field(opened.desk, name="Level")
    one = list_customers(opened.desk).customers[0]
    customers.update_customer(opened.desk, customer_id=one.id, name="Ann", fields={made.id: "Gold"})
    return made


@pytest.fixture
def page(level: CustomerField, open_page: OpenPage) -> GroupsPage:
    return open_page("groups")


@pytest.fixture
def editor(page: GroupsPage, until: Until) -> FilterEditor:
    """The form for a new smart group."""
    press(page.tools, "New smart group")
    until(lambda: page.group_form is not None)
    assert page.group_form is not None
    assert page.group_form.editor is not None
    return page.group_form.editor


def add(editor: FilterEditor, words: str) -> Any:
    """Choose a condition from the menu; its row."""
    action = next(one for one in editor.fill_menu().actions() if one.text() == words)
    assert action.isEnabled()
    action.trigger()
    return editor.rows[-1]


def listed(page: GroupsPage) -> dict[str, int | None]:
    return {one.name: one.members for one in page.table.model.rows}


def make(opened: App, asked: CustomerFilter, name: str = "Smart") -> CustomerGroup:
    return groups.create_group(opened.desk, name=name, sms_type=SmsType.REGULAR, filter=asked)


def test_a_smart_group_is_made_of_conditions_and_says_whom_it_finds(
    page: GroupsPage, editor: FilterEditor, opened: App, level: CustomerField, until: Until
) -> None:
    save = button(page.panel, "Create group")
    assert page.form is not None
    page.form.set_values(name="Not gold")
    assert save.toolTip() == "Add at least one condition; without one it would be everybody."
    row = add(editor, "Level")
    assert isinstance(row, FieldRow)
    assert save.toolTip() == "Write the text for “Level”."
    row.text.setText("gold")
    until(lambda: editor.count.text() == "1 customer matches")
    row.comparison.setCurrentIndex(row.comparison.findData(Comparison.IS_NOT))
    until(lambda: editor.count.text() == "2 customers match")
    never = add(editor, "Was sent a message")
    assert isinstance(never, ContactRow)
    until(lambda: editor.count.text() == "Nobody matches.")
    never.holds.setCurrentIndex(1)
    never.period.setCurrentIndex(0)
    until(lambda: editor.count.text() == "2 customers match")
    save.click()
    until(lambda: listed(page) == {"Not gold": 2, "VIP": 3})
    made = groups.list_groups(opened.desk)[0]
    assert made.filter == CustomerFilter(
        contacts=(ContactCondition(Contact.MESSAGED, 0, holds=False),),
        fields=(FieldCondition(level.id, Comparison.IS_NOT, "gold"),),
    )
    until(lambda: page._details and len(page._details.members.model.rows) == 2)
    assert button(page.panel, "Send SMS").isEnabled()


def test_a_birthday_is_asked_for_by_month_or_today(editor: FilterEditor) -> None:
    row = add(editor, "Level")
    assert isinstance(row, FieldRow)
    assert row.month.isHidden()
    row.comparison.setCurrentIndex(row.comparison.findData(Comparison.MONTH))
    assert row.text.isHidden()
    assert not row.month.isHidden()
    row.month.setCurrentIndex(4)
    assert row.problem() == ""
    asked = row.add_to(CustomerFilter()).fields[0]
    assert (asked.comparison, asked.value) == (Comparison.MONTH, "5")
    again = FieldRow(asked, "Level")
    assert again.add_to(CustomerFilter()).fields == (asked,)
    again.deleteLater()
    row.comparison.setCurrentIndex(row.comparison.findData(Comparison.TODAY))
    assert row.month.isHidden()
    assert row.add_to(CustomerFilter()).fields == (FieldCondition(asked.field_id, Comparison.TODAY, ""),)


def test_a_condition_is_taken_away_again(editor: FilterEditor, until: Until) -> None:
    row = add(editor, "Country")
    assert isinstance(row, CountriesRow)
    assert editor.problem() == "Choose at least one country."
    assert not next(one for one in editor.fill_menu().actions() if one.text() == "Country").isEnabled()
    row.choice.set_value(["CN"])
    row.choice.changed.emit()
    until(lambda: editor.count.text() == "3 customers match")
    row.remove.click()
    assert (editor.rows, editor.count.text()) == ([], "")
    assert editor.value() == CustomerFilter()


def test_a_filter_is_edited_later(page: GroupsPage, opened: App, vip: CustomerGroup, until: Until) -> None:
    made = make(opened, CustomerFilter(countries=("CN",), group_ids=(vip.id,), sms_type=SmsType.MARKETING))
    until(lambda: listed(page) == {"Smart": 3, "VIP": 3})
    page.table.select(made.id)
    press(page.panel, "Edit…")
    until(lambda: page.group_form is not None)
    assert page.group_form is not None
    editor = page.group_form.editor
    assert editor is not None
    assert editor.value() == made.filter
    editor.rows[0].remove.click()
    add(editor, "Sent a reply")
    press(page.panel, "Save")
    until(lambda: listed(page) == {"Smart": 0, "VIP": 3})
    assert not button(page.panel, "Send SMS").isEnabled()


def test_a_condition_on_what_was_deleted_must_go_before_the_filter_is_kept(
    page: GroupsPage, opened: App, level: CustomerField, until: Until
) -> None:
    other = groups.create_group(opened.desk, name="Other", sms_type=SmsType.REGULAR)
    made = make(
        opened,
        CustomerFilter(group_ids=(other.id,), fields=(FieldCondition(level.id, Comparison.FILLED),)),
    )
    customer_fields.delete_field(opened.desk, field_id=level.id)
    groups.delete_group(opened.desk, group_id=other.id)
    until(lambda: listed(page) == {"Smart": 0, "VIP": 3})
    page.table.select(made.id)
    press(page.panel, "Edit…")
    until(lambda: page.group_form is not None)
    assert page.group_form is not None
    editor = page.group_form.editor
    assert editor is not None
    assert isinstance(editor.rows[0], GroupsRow)
    assert editor.problem() == "Untick the group that was deleted."
    editor.rows[0].remove.click()
    assert editor.problem() == "Remove the condition on the column that was deleted."
    editor.rows[0].remove.click()
    add(editor, "SMS type")
    press(page.panel, "Save")
    until(lambda: groups.group(opened.desk, group_id=made.id).gone is None)


def test_who_is_in_it_now_is_kept_as_a_group(
    page: GroupsPage, window: MainWindow, opened: App, until: Until
) -> None:
    made = make(opened, CustomerFilter(countries=("CN",)))
    until(lambda: listed(page) == {"Smart": 3, "VIP": 3})
    page.table.select(made.id)
    press(page.panel, "Keep as a group…")
    until(lambda: questions(window))
    question: Question = questions(window)[0]
    name = question.findChild(QLineEdit)
    assert name is not None
    name.setText("Kept")
    question.accept_button.click()
    until(lambda: bars(page) == ["“Kept” was made, with 3 members."])
    until(lambda: listed(page) == {"Kept": 3, "Smart": 3, "VIP": 3})
    assert groups.list_groups(opened.desk)[0].filter is None


def test_deleting_a_column_names_the_smart_groups_that_ask_for_it(
    page: GroupsPage,
    open_page: Callable[..., Page],
    window: MainWindow,
    opened: App,
    level: CustomerField,
    until: Until,
) -> None:
    made = make(opened, CustomerFilter(fields=(FieldCondition(level.id, Comparison.FILLED),)))
    pool = open_page("pool")
    columns = open_own_columns(pool)
    until(lambda: columns.fields)
    pool.spawn(columns.delete(level))
    until(lambda: questions(window))
    words = " ".join(each.text() for each in questions(window)[0].findChildren(QLabel))
    assert "1 customer loses the value" in words
    assert "“Smart”" in words
    questions(window)[0].accept_button.click()
    until(lambda: groups.group(opened.desk, group_id=made.id).gone)


def test_counts_follow_the_customers(page: GroupsPage, opened: App, until: Until) -> None:
    made = make(opened, CustomerFilter(sms_type=SmsType.REGULAR))
    until(lambda: listed(page) == {"Smart": 0, "VIP": 3})
    page.table.select(made.id)
    customers.enter_customers(opened.desk, numbers="13900139000", sms_type=SmsType.REGULAR)
    until(lambda: listed(page) == {"Smart": 1, "VIP": 3})
    until(lambda: page._details and len(page._details.members.model.rows) == 1)


# -- the latest answer ---------------------------------------------------------------------------------


def test_an_older_answer_never_overwrites_a_newer_one(
    context: Context, run: Run[Any], window: MainWindow, until: Until
) -> None:
    """The first look waits until the second has answered, and ends after it."""
    begun, answered = threading.Event(), threading.Event()

    def look(_desk: Desk, *, number: int, progress: Progress) -> int:
        if number == 1:
            begun.set()
            assert answered.wait(60)
        return number

    latest = LatestAnswer(context, window)
    seen: list[Any] = []
    latest.changed.connect(lambda: seen.append(latest.answer))
    latest.ask(look, number=1)
    until(begun.is_set)
    latest.ask(look, number=2)
    until(lambda: latest.answer == 2)
    answered.set()
    run(context.runner.idle())
    assert [one for one in seen if one is not None] == [2]
    assert not latest.waiting


def test_a_fault_is_the_answer_and_forgetting_stops_waiting(
    context: Context, window: MainWindow, until: Until
) -> None:
    def look(_desk: Desk, *, progress: Progress) -> int:
        raise NotFound(text("This group is not there any more. It may have been deleted."))

    latest = LatestAnswer(context, window)
    latest.ask(look)
    assert latest.waiting
    until(lambda: latest.fault is not None)
    latest.ask(look)
    latest.forget()
    assert (latest.waiting, latest.fault, latest.answer) == (False, None, None)
