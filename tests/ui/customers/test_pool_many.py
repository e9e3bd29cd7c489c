"""What is done to many customers of the pool, to all that match, to two who are one, and to one for good."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QMenu, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from smsdesk.app import App
from smsdesk.domain.customer_filters import CustomerFilter
from smsdesk.domain.customers import CustomerGroup
from smsdesk.domain.profile import Region, SmsType
from smsdesk.operations import customer_search, customers, groups
from smsdesk.operations.customers import NewCustomer, put_customers
from smsdesk.store.reply_rows import ReplyFacts, store_replies
from smsdesk.store.tables import BlockedRow, UnsubscribedRow
from smsdesk.ui.bulk.new_task import NewTaskPage
from smsdesk.ui.customers.blocklist_page import BlocklistPage
from smsdesk.ui.customers.customer_history import CustomerHistory
from smsdesk.ui.customers.erase_question import EraseQuestion
from smsdesk.ui.customers.merge_question import MergeQuestion
from smsdesk.ui.customers.number_change import ChangeNumberQuestion
from smsdesk.ui.customers.numbers_field import NumbersField
from smsdesk.ui.customers.pool_page import PoolPage
from smsdesk.ui.main_window import MainWindow
from tests.ui.customers.acting import answer_file, bars, press, questions, said

Until = Callable[[Callable[[], object]], None]


@pytest.fixture
def page(vip: CustomerGroup, opened: App, open_page: Callable[..., PoolPage]) -> PoolPage:
    customers.enter_customers(opened.desk, numbers="+12025550123", sms_type=SmsType.REGULAR)
    return open_page("pool")


@pytest.fixture
def long_page(opened: App, open_page: Callable[..., PoolPage], until: Until) -> PoolPage:
    """A pool of which only the first page is here, all of its rows selected."""
    with opened.desk.writing("customer"):
        put_customers(
            opened.desk,
            [NewCustomer(f"+86139{at:08d}", "CN", "Ann" if at % 2 else "Bo") for at in range(600)],
            sms_type=SmsType.REGULAR,
            group_id=None,
        )
    page: PoolPage = open_page("pool")
    until(lambda: page._total == 600)
    return page


def undo(page: PoolPage) -> None:
    offers = [each for each in page.bars.findChildren(QPushButton) if each.text().startswith("Undo")]
    assert len(offers) == 1
    offers[0].click()


def act(page: PoolPage, title: str) -> None:
    offered = {each.title: each for each in page.table._offered(page.table.selected())}
    offered[title].on(page.table.selected())


def offered(page: PoolPage) -> set[str]:
    return {each.title for each in page.table._offered(page.table.selected())}


def choose_all(page: PoolPage) -> None:
    page.table.view.selectAll()
    press(page, "Choose all that match")


def members(opened: App, name: str) -> int | None:
    return next(one.members for one in groups.list_groups(opened.desk) if one.name == name)


def test_all_that_match_can_be_chosen_beyond_what_is_here(long_page: PoolPage, until: Until) -> None:
    page = long_page
    assert len(page.model.rows) < 600
    choose_all(page)
    assert page.whole() == (page._shown, 600)
    assert "Merge…" not in offered(page)
    assert "Erase person…" not in offered(page)
    words = [each.text() for each in page.table._bar.findChildren(type(page._count))]
    assert "600 selected" in words
    page.table.view.selectRow(0)
    assert page.whole() is None
    offers = [each.text() for each in page.findChildren(QPushButton) if each.isVisible()]
    assert "Choose only those selected" not in offers


def test_all_that_match_join_a_group_leave_it_and_come_back(
    long_page: PoolPage, opened: App, window: MainWindow, until: Until
) -> None:
    page = long_page
    vip = groups.create_group(opened.desk, name="VIP", sms_type=SmsType.REGULAR)
    page._searched("Ann")
    until(lambda: page._total == 300 and page._shown.search == "Ann")
    choose_all(page)
    act(page, "Add to group…")
    until(lambda: questions(window))
    choice = questions(window)[0].findChildren(QComboBox)[0]
    choice.setCurrentIndex(choice.findData(vip.id))
    questions(window)[0].accept_button.click()
    until(lambda: bars(page) == ["300 customers are in “VIP” now."])
    assert members(opened, "VIP") == 300
    undo(page)
    until(lambda: members(opened, "VIP") == 0)


def test_all_that_match_are_deleted_after_a_question_and_come_back(
    long_page: PoolPage, opened: App, window: MainWindow, until: Until
) -> None:
    page = long_page
    choose_all(page)
    act(page, "Delete")
    until(lambda: questions(window))
    questions(window)[0].accept_button.click()
    until(lambda: bars(page) == ["600 customers were deleted."])
    assert customer_search.customer_count(opened.desk) == 0
    undo(page)
    until(lambda: customer_search.customer_count(opened.desk) == 600)
    until(lambda: page._count.text() == "600 customers")


def test_all_that_match_are_exported(
    long_page: PoolPage, window: MainWindow, tmp_path: Path, until: Until
) -> None:
    page = long_page
    choose_all(page)
    act(page, "Export…")
    until(lambda: answer_file(window, tmp_path / "all.csv"))
    until(lambda: said(window) == ["“all.csv” is written: 600 rows."])
    lines = list(csv.reader((tmp_path / "all.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert len(lines) == 601


def test_what_is_shown_is_exported_from_the_menu(
    page: PoolPage, window: MainWindow, tmp_path: Path, until: Until
) -> None:
    page.type_filter.setCurrentIndex(page.type_filter.findData(SmsType.REGULAR))
    until(lambda: page._count.text() == "1 customer")
    next(each for each in page.more.actions() if each.text().startswith("Export")).trigger()
    until(lambda: answer_file(window, tmp_path / "some.xlsx"))
    until(lambda: said(window) == ["“some.xlsx” is written: 1 row."])


def test_the_type_of_many_is_changed_and_only_theirs_goes_back(
    page: PoolPage, opened: App, until: Until
) -> None:
    page.table.view.selectAll()
    act(page, "Mark as Marketing")
    until(lambda: bars(page) == ["1 customer is marked as Marketing now."])
    undo(page)
    until(lambda: [one.sms_type for one in page.model.rows].count(SmsType.REGULAR) == 1)


def test_a_smart_group_filters_but_takes_nobody(
    page: PoolPage, opened: App, window: MainWindow, until: Until
) -> None:
    smart = groups.create_group(
        opened.desk, name="Abroad", sms_type=SmsType.REGULAR, filter=CustomerFilter(countries=("US",))
    )
    until(lambda: page.group_filter.findData(smart.id) >= 0)
    page.table.view.selectAll()
    act(page, "Add to group…")
    until(lambda: questions(window))
    choice = questions(window)[0].findChildren(QComboBox)[0]
    assert choice.findData(smart.id) < 0
    questions(window)[0].refuse_button.click()
    page.group_filter.setCurrentIndex(page.group_filter.findData(smart.id))
    until(lambda: [one.number for one in page.model.rows] == ["+12025550123"])


def test_two_entries_become_one_and_come_back(
    page: PoolPage, opened: App, window: MainWindow, until: Until
) -> None:
    first, second = page.model.rows[0], page.model.rows[1]
    customers.update_customer(opened.desk, customer_id=second.id, name="Ann")
    until(lambda: page.model.rows[1].name == "Ann")
    before = list(page.model.rows)
    page.table.view.selectAll()
    assert page.table.selected()[0].id == first.id
    act(page, "Merge…")
    until(lambda: questions(window))
    question = questions(window)[0]
    assert isinstance(question, MergeQuestion)
    question.choices[0].setChecked(True)
    question.accept_button.click()
    until(lambda: bars(page) == ["4 entries are +12025550123 now."])
    until(lambda: [(one.name, one.groups) for one in page.model.rows] == [("Ann", ("VIP",))])
    undo(page)
    until(lambda: list(page.model.rows) == before)


@pytest.mark.parametrize("refusals", [False, True])
def test_a_person_is_erased_after_the_number_is_typed(
    page: PoolPage, opened: App, window: MainWindow, qtbot: QtBot, until: Until, refusals: bool
) -> None:
    number = page.model.rows[1].number
    with opened.desk.writing("reply") as session:
        store_replies(session, "sandbox", [ReplyFacts("1", number, "call me", opened.desk.now(), "")])
    until(lambda: page.model.rows[1].last_reply_at)
    page.table.view.selectRow(1)
    act(page, "Erase person…")
    until(lambda: questions(window))
    question = questions(window)[0]
    assert isinstance(question, EraseQuestion)
    words = " ".join(each.text() for each in question.findChildren(type(page._count)))
    for one in ("1 reply", "unsubscribed", "Backups"):
        assert one in words
    assert not question.accept_button.isEnabled()
    qtbot.keyClicks(question.field, number)
    question.refusals.setChecked(refusals)
    question.accept_button.click()
    until(lambda: bars(page))
    assert bars(page) == ["1 person is erased: 0 messages left without number and text, 1 reply deleted."]
    until(lambda: number not in [one.number for one in page.model.rows])
    assert not page.panel.is_open()


def test_several_are_erased_by_typing_how_many(
    page: PoolPage, opened: App, window: MainWindow, qtbot: QtBot, until: Until
) -> None:
    page.table.view.selectAll()
    act(page, "Erase person…")
    until(lambda: questions(window))
    question = questions(window)[0]
    assert isinstance(question, EraseQuestion)
    qtbot.keyClicks(question.field, "erase 4")
    question.accept_button.click()
    until(lambda: customer_search.customer_count(opened.desk) == 0)


def panel_menu(page: PoolPage) -> dict[str, Any]:
    more = next(
        each
        for each in page.panel.findChildren(QToolButton)
        if each.accessibleName() == "More" and each.menu()
    )
    menu = more.menu()
    assert isinstance(menu, QMenu)
    return {each.text(): each for each in menu.actions()}


def test_the_menu_leads_to_the_messages_of_a_person(page: PoolPage, window: MainWindow, until: Until) -> None:
    page.table.view.selectRow(1)
    number = page.model.rows[1].number
    act(page, "Messages to this person")
    until(lambda: type(window.current_page()).__name__ == "RecordsPage")
    shown: Any = window.current_page()
    assert shown.search.text() == number
    assert shown.region is (Region.MAINLAND if number.startswith("+86") else Region.GLOBAL)


def test_the_panel_shows_what_passed_and_leads_on(
    page: PoolPage, opened: App, window: MainWindow, until: Until
) -> None:
    number = page.model.rows[1].number
    with opened.desk.writing("reply") as session:
        store_replies(session, "sandbox", [ReplyFacts("1", number, "call me", opened.desk.now(), "")])
    until(lambda: page.model.rows[1].last_reply_at)
    page.table.view.selectRow(1)

    def said() -> str:
        history = [each for each in page.panel.findChildren(CustomerHistory) if each.isVisible()]
        return " ".join(each.text() for one in history for each in one.findChildren(type(page._count)))

    until(lambda: "call me" in said())
    assert {"Delete", "Erase person…", "Block…", "Add to group…"} <= set(panel_menu(page))
    press(page.panel, "Message records")
    until(lambda: type(window.current_page()).__name__ == "RecordsPage")


def test_a_message_to_one_person_begins_with_the_number(
    page: PoolPage, window: MainWindow, until: Until
) -> None:
    number = page.model.rows[1].number
    page.table.view.selectRow(1)
    press(page.panel, "Send SMS")
    task = window.current_page()
    assert isinstance(task, NewTaskPage)
    until(lambda: task.recipients.pasted.field.toPlainText() == number)


def form_of(page: BlocklistPage) -> list[str]:
    """The numbers in the form that is open."""
    return next(each for each in page.panel.findChildren(NumbersField) if each.isVisible()).value().split()


def test_who_is_to_be_blocked_goes_to_the_blocklist(page: PoolPage, window: MainWindow, until: Until) -> None:
    page.table.view.selectRow(0)  # not of the mainland
    assert "Block…" in [each.text() for each in page.table.menu().actions()]
    act(page, "Block…")
    blocklist = window.current_page()
    assert isinstance(blocklist, BlocklistPage)
    until(lambda: form_of(blocklist) == ["+12025550123"])
    assert not [bar.words.text() for bar in blocklist.panel.bars.bars()]
    blocklist.panel.close_panel()
    window.open_place("customers", "pool")
    page.table.view.selectAll()
    act(page, "Block…")
    mainland = [f"+861380013800{at}" for at in (0, 1, 2)]
    until(lambda: sorted(form_of(blocklist)) == mainland)
    left_out = "1 number is left out: it needs another choice of signature."
    assert [bar.words.text() for bar in blocklist.panel.bars.bars()] == [left_out]


def test_a_wrong_number_is_corrected_and_comes_back(
    page: PoolPage, opened: App, window: MainWindow, until: Until
) -> None:
    one = page.model.rows[0]
    with opened.desk.writing("customer") as session:
        session.add(
            UnsubscribedRow(number=one.number, signature="S", sms_type="marketing", keyword="T", at=1)
        )
    page.table.view.selectRow(0)
    act(page, "Change number…")
    until(lambda: questions(window))
    question = questions(window)[0]
    assert isinstance(question, ChangeNumberQuestion)
    assert any("is unsubscribed" in each.text() for each in question.findChildren(QLabel))
    assert not question.accept_button.isEnabled()
    question.field.setText("1380013")
    assert not question.accept_button.isEnabled()
    question.field.setText("+12025550124")
    assert question.told.text() == "+12025550124 · United States"
    question.accept_button.click()
    until(lambda: page.model.rows[0].number == "+12025550124")
    assert bars(page) == ["+12025550123 is +12025550124 now."]
    undo(page)
    until(lambda: page.model.rows[0] == one)


def test_a_number_somebody_else_has_leads_to_merging(
    page: PoolPage, opened: App, window: MainWindow, until: Until
) -> None:
    first, second = page.model.rows[0], page.model.rows[1]
    with opened.desk.writing("customer") as session:
        session.add(BlockedRow(number=second.number, signature="S", sms_type="marketing", created_at=1))
    page.table.view.selectRow(0)
    act(page, "Change number…")
    until(lambda: questions(window))
    asked = questions(window)[0]
    assert isinstance(asked, ChangeNumberQuestion)
    asked.field.setText(second.number)
    asked.accept_button.click()
    until(lambda: questions(window) and questions(window)[0] is not asked)
    questions(window)[0].accept_button.click()
    until(lambda: any(isinstance(each, MergeQuestion) for each in questions(window)))
    merge = next(each for each in questions(window) if isinstance(each, MergeQuestion))
    assert "blocked" in [each.text() for each in merge.findChildren(QLabel)]
    merge.choices[0].setChecked(True)
    merge.accept_button.click()
    until(lambda: first.number not in [one.number for one in page.model.rows])
    assert second.number in [one.number for one in page.model.rows]
