"""The pool through the real window (C1, C2)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from smsdesk.app import App
from smsdesk.domain.customers import CustomerGroup
from smsdesk.domain.profile import SmsType
from smsdesk.operations import customer_search, customers, groups
from smsdesk.operations.customers import NewCustomer, put_customers
from smsdesk.ui.customers.customer_form import CustomerForm
from smsdesk.ui.customers.pool_page import PoolPage
from smsdesk.ui.main_window import MainWindow
from tests.ui.customers.acting import bars, in_view, press, questions

Until = Callable[[Callable[[], object]], None]


@pytest.fixture
def page(vip: CustomerGroup, opened: App, open_page: Callable[..., PoolPage]) -> PoolPage:
    customers.enter_customers(opened.desk, numbers="+12025550123", sms_type=SmsType.REGULAR)
    return open_page("pool")


def numbers(page: PoolPage) -> list[str]:
    return [one.number for one in page.model.rows]


def form(page: PoolPage) -> CustomerForm:
    found = [each for each in page.panel.findChildren(CustomerForm) if in_view(each, page.panel)]
    assert len(found) == 1
    return found[0]


def undo(page: PoolPage) -> None:
    """Press "Undo" of the bar that offers it."""
    offers = [each for each in page.bars.findChildren(QPushButton) if each.text().startswith("Undo")]
    assert len(offers) == 1
    offers[0].click()


def act(page: PoolPage, title: str) -> None:
    """Do a row action with what is selected."""
    next(each for each in page.table.row_actions if each.title == title).on(page.table.selected())


def test_the_newest_come_first_with_their_country_and_groups(page: PoolPage) -> None:
    assert numbers(page) == ["+12025550123", "+8613800138002", "+8613800138001", "+8613800138000"]
    words = [column.words(page.model.rows[1]) for column in page.model.columns]
    assert words[:6] == ["+8613800138002", "", "VIP", "", "Marketing", "China"]


def test_searching_as_one_types(page: PoolPage, qtbot: QtBot, until: Until) -> None:
    qtbot.keyClicks(page.search, "138 0013 8001")
    until(lambda: numbers(page) == ["+8613800138001"])
    qtbot.keyClick(page.search, Qt.Key.Key_Escape)
    until(lambda: len(numbers(page)) == 4)


def test_filters_by_type_and_group(page: PoolPage, until: Until) -> None:
    page.type_filter.setCurrentIndex(page.type_filter.findData(SmsType.REGULAR))
    until(lambda: numbers(page) == ["+12025550123"])
    page.group_filter.setCurrentIndex(page.group_filter.findText("VIP"))
    until(lambda: numbers(page) == [])
    page.type_filter.setCurrentIndex(0)
    until(lambda: len(numbers(page)) == 3)


def test_a_header_sorts_on_the_database(page: PoolPage, until: Until) -> None:
    page.table.view.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    until(lambda: numbers(page) == sorted(numbers(page)) and len(numbers(page)) == 4)


def test_a_long_pool_is_fetched_as_it_is_scrolled(
    opened: App, open_page: Callable[..., PoolPage], until: Until
) -> None:
    with opened.desk.writing("customer"):
        put_customers(
            opened.desk,
            [NewCustomer(f"+86139{at:08d}", "CN") for at in range(1_000)],
            sms_type=SmsType.REGULAR,
            group_id=None,
        )
    page = open_page("pool")
    first = len(numbers(page))
    assert first < 1_000
    page.table.view.scrollToBottom()
    until(lambda: len(numbers(page)) > first)


def test_a_customer_is_edited_in_the_panel(page: PoolPage, opened: App, until: Until) -> None:
    second = groups.create_group(opened.desk, name="Second", sms_type=SmsType.REGULAR)
    until(lambda: page.group_filter.findData(second.id) >= 0)
    page.table.select(page.model.rows[-1].id)
    fields = form(page)
    before = page.model.rows[-1]
    assert page.panel.accessibleName() == (before.name or before.number)
    fields.form.set_values(name="Ann", note="no nuts", sms_type=SmsType.REGULAR, group_ids=[second.id])
    press(page.panel, "Save")
    until(lambda: page.model.rows[-1].name == "Ann")
    one = page.model.rows[-1]
    assert (one.note, one.sms_type, one.groups) == ("no nuts", SmsType.REGULAR, ("Second",))
    assert not page.panel.is_open()
    undo(page)
    until(lambda: page.model.rows[-1] == before)


def test_what_is_typed_survives_a_change_of_others(page: PoolPage, opened: App, until: Until) -> None:
    page.table.select(page.model.rows[-1].id)
    name = form(page).form.fields["name"].control
    assert isinstance(name, QLineEdit)
    name.setText("Half a na")
    customers.enter_customers(opened.desk, numbers="13700137000", sms_type=SmsType.REGULAR)
    until(lambda: len(numbers(page)) == 5)
    assert form(page).form.fields["name"].control is name
    assert name.text() == "Half a na"


def test_going_to_another_customer_loses_nothing_that_was_typed(page: PoolPage, until: Until) -> None:
    first, second = page.model.rows[:2]
    page.table.select(first.id)
    form(page).form.set_values(name="Half a na")
    page.table.select(second.id)
    until(lambda: bars(page) == [f"What you changed for {first.number} is not saved."])
    press(page.bars, "Go back to it")
    until(lambda: form(page).customer == first)
    assert form(page).form.fields["name"].value() == "Half a na"
    press(page.panel, "Save")
    until(lambda: page.model.rows[0].name == "Half a na")


def test_many_join_a_new_group(page: PoolPage, window: MainWindow, opened: App, until: Until) -> None:
    page.table.view.selectAll()
    act(page, "Add to group…")
    until(lambda: questions(window))
    asked = questions(window)[0]
    choice = asked.findChildren(QComboBox)[0]
    choice.setCurrentIndex(choice.count() - 1)
    assert not asked.accept_button.isEnabled()
    asked.findChildren(QLineEdit)[-1].setText("Everybody")
    asked.accept_button.click()
    until(lambda: bars(page) == ["4 customers are in “Everybody” now."])
    members = {one.name: one.members for one in groups.list_groups(opened.desk)}
    assert members == {"VIP": 3, "Everybody": 4}


def test_many_leave_their_only_group_and_come_back(page: PoolPage, opened: App, until: Until) -> None:
    page.table.view.selectAll()
    act(page, "Remove from group…")
    until(lambda: bars(page) == ["3 customers taken out of “VIP”."])
    assert groups.list_groups(opened.desk)[0].members == 0
    until(lambda: all(not one.groups for one in page.model.rows))
    page.bars.bars()[0].findChildren(QPushButton)[0].click()
    until(lambda: groups.list_groups(opened.desk)[0].members == 3)


def test_many_are_deleted_and_come_back_by_undo(page: PoolPage, opened: App, until: Until) -> None:
    before = list(page.model.rows)
    page.table.view.selectAll()
    page.table.view.delete_pressed.emit()
    until(lambda: bars(page) == ["4 customers were deleted."])
    until(lambda: numbers(page) == [])
    assert customer_search.customer_count(opened.desk) == 0
    undo(page)
    until(lambda: list(page.model.rows) == before)


def test_entering_into_the_shown_group(page: PoolPage, opened: App, until: Until) -> None:
    page.group_filter.setCurrentIndex(page.group_filter.findText("VIP"))
    until(lambda: len(numbers(page)) == 3)
    press(page.tools, "Enter numbers")
    assert page.entering is not None
    page.entering.numbers.box.setPlainText("13900139000\n13800138000")
    press(page.panel, "Add to the pool")
    until(lambda: len(numbers(page)) == 4)
    assert bars(page) == ["1 number added, 1 already there."]


def test_an_empty_pool_offers_the_import(open_page: Callable[..., PoolPage], window: MainWindow) -> None:
    page = open_page("pool")
    press(page.table, "Import a spreadsheet")
    assert type(window.current_page()).__name__ == "ImportPage"
