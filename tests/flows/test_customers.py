"""From a customer list to a sent message: import, block one, send to the group, hear back (C2–C5, B3, E2)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from smsdesk.app import App
from smsdesk.domain.checking import Reason
from smsdesk.domain.profile import Region
from smsdesk.operations import customer_search, groups, tasks
from smsdesk.store.reply_rows import ReplyFacts, store_replies
from smsdesk.ui.bulk.new_task import NewTaskPage
from smsdesk.ui.bulk.send_question import SendQuestion
from smsdesk.ui.customers.blocklist_page import BlocklistPage
from smsdesk.ui.customers.erase_question import EraseQuestion
from smsdesk.ui.customers.group_choice import GroupTarget
from smsdesk.ui.customers.import_page import ImportPage
from smsdesk.ui.customers.numbers_field import NumbersField
from smsdesk.ui.customers.pool_page import PoolPage
from smsdesk.ui.customers.unsubscribed_page import UnsubscribedPage
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.statistics.records_page import RecordsPage
from tests.operations.shop import Shop, furnish
from tests.ui.customers.acting import press

Until = Callable[[Callable[[], object]], None]


@pytest.fixture
def shop(opened: App) -> Shop:
    return furnish(opened.desk)


def customers(folder: Path) -> Path:
    file = folder / "customers.csv"
    rows = [f"1390000{at:04d},Name {at}" for at in range(5)]
    file.write_text("\n".join(["Mobile,Name", *rows, "12,Nobody"]) + "\n", encoding="utf-8")
    return file


def import_into(window: MainWindow, until: Until, file: Path, name: str) -> ImportPage:
    window.open_place("customers", "import")
    page = window.current_page()
    assert isinstance(page, ImportPage)
    page.file.take(file)
    until(lambda: page.columns.found)
    page.target.choice.set_value(GroupTarget(new_group=name))
    press(page.tools, "Import 6 rows")
    until(lambda: page.result)
    return page


def block(window: MainWindow, until: Until, settled: Callable[[], None], number: str) -> None:
    window.open_place("customers", "blocklist")
    page = window.current_page()
    assert isinstance(page, BlocklistPage)
    settled()
    press(page.tools, "Block numbers")
    page.panel.findChildren(NumbersField)[-1].box.setPlainText(number)
    press(page.panel, "Block")
    until(lambda: [one.number for one in page.table.model.rows] == [f"+86{number}"])


def send_to(window: MainWindow, until: Until, shop: Shop, group_id: int) -> NewTaskPage:
    """The new task's page with the group and the template without variables, checked."""
    window.open_place("customers", "groups", group_id=group_id)
    groups_page = window.current_page()
    assert groups_page is not None
    until(lambda: groups_page.panel.is_open())
    press(groups_page.panel, "Send SMS")
    page = window.current_page()
    assert isinstance(page, NewTaskPage)
    until(lambda: page.message.application.count() and page.message.template.count())
    control = page.message.template
    names = [item.name if (item := control.itemData(at)) else "" for at in range(control.count())]
    control.setCurrentIndex(names.index(shop.notice.name))
    until(lambda: page.composition.current is not None)
    return page


def test_an_imported_list_is_sent_to_without_whom_was_blocked_or_left(
    opened: App,
    shop: Shop,
    window: MainWindow,
    until: Until,
    settled: Callable[[], None],
    tmp_path: Path,
) -> None:
    imported = import_into(window, until, customers(tmp_path), "Regulars")
    assert imported.result is not None
    assert [one.number_text for one in imported.result.table.model.rows] == ["12"]
    group = groups.list_groups(opened.desk)[0]
    assert (group.name, group.members) == ("Regulars", 5)

    block(window, until, settled, "13900000001")
    page = send_to(window, until, shop, group.id)
    found = page.composition.current
    assert found is not None
    assert (found.ready, dict(found.counts)) == (4, {Reason.BLOCKED: 1})

    page.send.send_button.click()
    until(lambda: _questions())
    question = _questions()[0]
    question.consent.click()
    question.accept_button.click()
    until(lambda: tasks.list_tasks(opened.desk, region=Region.MAINLAND))
    task = tasks.list_tasks(opened.desk, region=Region.MAINLAND)[0]
    until(lambda: tasks.task(opened.desk, task_id=task.id).totals.sent == 4)

    answer = ReplyFacts("1", "+8613900000002", " t ", opened.desk.now(), "")
    with opened.desk.writing("reply") as session:
        store_replies(session, "sandbox", [answer])
    window.open_place("customers", "unsubscribed")
    left = window.current_page()
    assert isinstance(left, UnsubscribedPage)
    until(lambda: [one.number for one in left.table.model.rows] == ["+8613900000002"])

    again = send_to(window, until, shop, group.id)
    found = again.composition.current
    assert found is not None
    assert dict(found.counts) == {Reason.BLOCKED: 1, Reason.UNSUBSCRIBED: 1}


def test_a_person_is_found_written_to_and_erased_for_good(
    opened: App, shop: Shop, window: MainWindow, until: Until, settled: Callable[[], None], tmp_path: Path
) -> None:
    import_into(window, until, customers(tmp_path), "Regulars")
    number = "+8613900000003"
    window.open_place("customers", "pool")
    page = window.current_page()
    assert isinstance(page, PoolPage)
    until(lambda: len(page.model.rows) == 5)
    page.search.setText("139 0000 0003")
    until(lambda: [one.number for one in page.model.rows] == [number])
    page.model.setData(page.model.index(0, 1), "Ann Lund")
    until(lambda: customer_search.list_customers(opened.desk, search="Ann Lund").customers)
    until(lambda: page.model.rows[0].name == "Ann Lund")

    page.table.view.selectRow(0)
    press(page.panel, "Send SMS")
    task_page = window.current_page()
    assert isinstance(task_page, NewTaskPage)
    until(lambda: task_page.message.application.count() and task_page.message.template.count())
    control = task_page.message.template
    names = [item.name if (item := control.itemData(at)) else "" for at in range(control.count())]
    control.setCurrentIndex(names.index(shop.notice.name))
    until(lambda: (found := task_page.composition.current) is not None and found.ready == 1)
    task_page.send.send_button.click()
    until(lambda: _questions())
    _questions()[0].consent.click()
    _questions()[0].accept_button.click()
    until(lambda: tasks.list_tasks(opened.desk, region=Region.MAINLAND))
    task = tasks.list_tasks(opened.desk, region=Region.MAINLAND)[0]
    until(lambda: tasks.task(opened.desk, task_id=task.id).totals.delivered == 1)

    window.open_place("customers", "pool", search=number)
    until(lambda: [one.last_message_at is not None for one in page.model.rows] == [True])
    page.spawn(page.actions_on.erase(page.model.rows))
    until(lambda: page.findChildren(EraseQuestion))
    question = page.findChildren(EraseQuestion)[0]
    until(lambda: question.isVisible())
    question.field.setText(number)
    question.accept_button.click()
    until(lambda: customer_search.customer_count(opened.desk) == 4)

    assert tasks.task(opened.desk, task_id=task.id).totals.delivered == 1
    window.open_place("statistics", "records")
    records = window.current_page()
    assert isinstance(records, RecordsPage)
    until(lambda: len(records.table.model.rows) == 1)
    shown = {each.key: each.words(records.table.model.rows[0]) for each in records.table.model.columns}
    assert (shown["number"], shown["content"], shown["status"]) == ("erased", "erased", "Delivered")


def _questions() -> list[SendQuestion]:
    return [
        each for each in QApplication.topLevelWidgets() if isinstance(each, SendQuestion) and each.isVisible()
    ]
