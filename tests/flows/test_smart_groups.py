"""From a question to a message: those who have Gold, but not the staff, with what the pool knows (B3, C3)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from smsdesk.app import App
from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.recipients import GroupSource
from smsdesk.operations import customer_fields, groups, tasks
from smsdesk.operations.customers import NewCustomer, put_customers
from smsdesk.store.tables import MessageRow
from smsdesk.ui.bulk.new_task import NewTaskPage
from smsdesk.ui.bulk.send_question import SendQuestion
from smsdesk.ui.customers.filter_rows import FieldRow
from smsdesk.ui.customers.groups_page import GroupsPage
from smsdesk.ui.main_window import MainWindow
from tests.operations.shop import Shop, furnish
from tests.ui.customers.acting import press

Until = Callable[[Callable[[], object]], None]


@pytest.fixture
def shop(opened: App) -> Shop:
    return furnish(opened.desk)


@pytest.fixture
def level(opened: App, shop: Shop) -> int:
    """A column; five customers, of whom the first four have Gold and the first is of the staff."""
    desk = opened.desk
    made = customer_fields.put_field(desk, name="Level")
    staff = groups.create_group(desk, name="Staff", sms_type=SmsType.REGULAR)
    for at, (said, group_id) in enumerate(
        [("Gold", staff.id), ("gold", None), ("GOLD", None), ("Gold", None), ("Silver", None)]
    ):
        one = NewCustomer(f"+86139000000{at:02}", "CN", f"Name {at}", fields={made.id: said})
        with desk.writing("customer"):
            put_customers(desk, [one], sms_type=SmsType.REGULAR, group_id=group_id)
    return made.id


def make_smart(window: MainWindow, until: Until) -> GroupsPage:
    window.open_place("customers", "groups")
    page = window.current_page()
    assert isinstance(page, GroupsPage)
    press(page.tools, "New smart group")
    until(lambda: page.group_form is not None)
    assert page.group_form is not None
    editor = page.group_form.editor
    assert editor is not None
    page.group_form.form.set_values(name="Gold customers")
    next(one for one in editor.fill_menu().actions() if one.text() == "Level").trigger()
    row = editor.rows[0]
    assert isinstance(row, FieldRow)
    row.text.setText("gold")
    until(lambda: editor.count.text() == "4 customers match")
    press(page.panel, "Create group")
    until(
        lambda: {one.name: one.members for one in page.table.model.rows} == {"Gold customers": 4, "Staff": 1}
    )
    return page


def new_task(window: MainWindow, until: Until, shop: Shop) -> NewTaskPage:
    page = window.current_page()
    assert isinstance(page, NewTaskPage)
    until(lambda: page.message.application.count() and page.message.template.count())
    control = page.message.template
    names = [item.name if (item := control.itemData(at)) else "" for at in range(control.count())]
    control.setCurrentIndex(names.index(shop.order.name))
    return page


def question() -> SendQuestion | None:
    shown = [one for one in QApplication.topLevelWidgets() if isinstance(one, SendQuestion)]
    return next((one for one in shown if one.isVisible()), None)


def test_a_smart_group_without_another_gets_the_message_with_its_own_column(
    opened: App, shop: Shop, level: int, window: MainWindow, until: Until
) -> None:
    desk = opened.desk
    groups_page = make_smart(window, until)
    gold = groups.list_groups(desk)[0]
    until(lambda: groups_page.panel.is_open() and groups_page._details)
    press(groups_page.panel, "Send SMS")
    page = new_task(window, until, shop)
    form = page.recipients.groups
    until(lambda: form.count.text() == "4 customers in all")
    form.leave_out.click()
    staff = next(one.id for one in groups.list_groups(desk) if one.name == "Staff")
    form.excluded.boxes[staff].setChecked(True)
    until(lambda: form.count.text() == "3 customers in all")
    column = form.fields[2]
    column.setCurrentIndex(column.findData(f"field:{level}"))
    until(lambda: page.composition.current is not None)
    assert page.composition.current is not None
    assert page.composition.current.ready == 3

    page.send.send_button.click()
    until(question)
    asked = question()
    assert asked is not None
    asked.consent.click()
    asked.accept_button.click()
    until(lambda: tasks.list_tasks(desk, region=Region.MAINLAND))
    task = tasks.list_tasks(desk, region=Region.MAINLAND)[0]
    until(lambda: tasks.task(desk, task_id=task.id).totals.sent == 3)
    assert task.source == "Gold customers, but not Staff"
    with desk.reading() as session:
        sent = session.execute(
            select(MessageRow.number, MessageRow.content)
            .where(MessageRow.task_id == task.id)
            .order_by(MessageRow.position)
        ).all()
    assert [tuple(one) for one in sent] == [
        (f"+86139000000{at:02}", f"【河畔面包】您好Name {at}，您的订单{said}已发货。")
        for at, said in ((1, "gold"), (2, "GOLD"), (3, "Gold"))
    ]

    recipe = tasks.recipe_of(desk, task_id=task.id)
    assert recipe.source == GroupSource((gold.id,), {1: "name", 2: f"field:{level}"}, {}, (staff,))
    groups.delete_group(desk, group_id=staff)
    customer_fields.delete_field(desk, field_id=level)
    window.open_place("bulk", "new", recipe=recipe)
    copy = window.current_page()
    assert isinstance(copy, NewTaskPage)
    assert copy is not page
    form = copy.recipients.groups
    until(lambda: form.excluded.lost)
    assert form.missing() == "A group that was to be left out was deleted."
    form.go_on.click()
    assert form.missing() == "Choose what fills {2}: its column was deleted."
    until(lambda: "cannot be used" in form.count.text())
    assert copy.composition.send_problem()
