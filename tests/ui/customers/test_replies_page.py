"""Conversations through the real window: read, scrolled, answered (C6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabBar
from pytestqt.qtbot import QtBot
from sqlalchemy import text as sql

from smsdesk.app import App
from smsdesk.domain.customers import ABROAD
from smsdesk.domain.profile import SmsType
from smsdesk.operations import replies, tasks
from smsdesk.operations.applications import disable_application
from smsdesk.operations.blocklist import block_numbers, list_blocked, unblock_numbers
from smsdesk.operations.customer_search import list_customers
from smsdesk.operations.customers import enter_customers, update_customer
from smsdesk.operations.erasing import erase
from smsdesk.store.message_counts import counted
from smsdesk.store.reply_rows import ReplyFacts, store_replies
from smsdesk.ui.customers.blocklist_page import BlocklistPage
from smsdesk.ui.customers.replies_page import RepliesPage
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.widgets.count_badge import CountBadge
from tests.operations.shop import Shop, furnish
from tests.ui.customers.acting import press

Until = Callable[[Callable[[], object]], None]
OpenPage = Callable[..., Any]
ANN, BOB = "+8613800138000", "+8613900139000"


@pytest.fixture
def shop(opened: App) -> Shop:
    return furnish(opened.desk)


def write(opened: App, number: str, *said: str, at: int | None = None) -> None:
    """They reply, now or at that time and each a second later."""
    at = opened.desk.now() if at is None else at
    with opened.desk.writing("reply") as session:
        facts = [
            ReplyFacts(f"{number}{at + 1_000 * place}", number, words, at + 1_000 * place, "")
            for place, words in enumerate(said)
        ]
        store_replies(session, "sandbox", facts)


def sent(shop: Shop, number: str, *, at: int | None = None, status: str = "delivered") -> None:
    """A message of an hour ago that has arrived."""
    shop.sent(shop.pasted(number))
    at = shop.desk.now() - 3_600_000 if at is None else at
    with shop.desk.writing("message") as session, counted(session, "m.requested_at IS NULL"):
        session.execute(
            sql(
                "UPDATE message SET status = :status, gateway = 'sandbox', requested_at = :at "
                "WHERE requested_at IS NULL"
            ),
            {"at": at, "status": status},
        )


def shown(page: RepliesPage) -> list[str]:
    return [one.number for one in page.list.rows]


def said(page: RepliesPage) -> list[str]:
    return [bubble.turn.content for bubble in page.thread_view.bubbles()]


def unread_marks(window: MainWindow) -> list[int]:
    """What the main tab and the sub-page show."""
    found = []
    for bar in window.findChildren(QTabBar):
        for at in range(bar.count()):
            badge = bar.tabButton(at, QTabBar.ButtonPosition.RightSide)
            if isinstance(badge, CountBadge):
                found.append(badge.count)
    return found


def test_a_reply_comes_in_by_itself_marks_the_tabs_and_is_read_when_opened(
    opened: App, shop: Shop, window: MainWindow, open_page: OpenPage, until: Until
) -> None:
    page: RepliesPage = open_page("replies")
    assert shown(page) == []
    assert unread_marks(window) == []
    sent(shop, ANN)
    write(opened, ANN, "Thank you", "See you")
    write(opened, BOB, "Who is this?", at=opened.desk.now() - 5_000)
    until(lambda: shown(page) == [ANN, BOB])
    until(lambda: unread_marks(window) == [3, 3])
    assert [one.unread for one in page.list.rows] == [2, 1]
    page.list.setCurrentIndex(page.list.model().index(0, 0))
    until(lambda: said(page) == ["【河畔面包】明天上午九点开门。", "Thank you", "See you"])
    until(lambda: unread_marks(window) == [1, 1])
    assert "Delivered" in page.thread_view.bubbles()[0].accessibleDescription()
    page.list.setCurrentIndex(page.list.model().index(1, 0))
    until(lambda: said(page) == ["Who is this?"])
    assert "Answers no message" in page.thread_view.bubbles()[0].accessibleDescription()
    until(lambda: unread_marks(window) == [])


def test_conversations_are_found_by_number_name_and_words_and_by_what_is_unread(
    opened: App, open_page: OpenPage, qtbot: QtBot, until: Until
) -> None:
    enter_customers(opened.desk, numbers=ANN, sms_type=SmsType.REGULAR)
    one = list_customers(opened.desk).customers[0]
    update_customer(opened.desk, customer_id=one.id, name="Ann Lee", note="", sms_type=SmsType.REGULAR)
    write(opened, ANN, "Yes, 100%")
    write(opened, BOB, "When?", at=opened.desk.now() - 9_000)
    page: RepliesPage = open_page("replies")
    search = page.tools.search
    assert search is not None
    for words, found in (("ann", [ANN]), ("139 0013", [BOB]), ("100%", [ANN]), ("zzz", [])):
        search.clear()
        qtbot.keyClicks(search, words)
        until(lambda found=found: shown(page) == found)
    search.clear()
    until(lambda: len(shown(page)) == 2)
    page.open_conversation(BOB)
    until(lambda: replies.unread_replies(opened.desk) == 1)
    page.filter.segments()[1].click()
    # What was read just now stays until another is opened.
    until(lambda: ANN in shown(page))
    page.open_conversation(ANN)
    until(lambda: replies.unread_replies(opened.desk) == 0)
    page.refresh()
    until(lambda: shown(page) == [ANN])


def test_a_place_opens_its_conversation_and_all_can_be_marked_as_read(
    opened: App, open_page: OpenPage, window: MainWindow, until: Until
) -> None:
    write(opened, ANN, "one")
    write(opened, BOB, "two")
    page: RepliesPage = open_page("replies", number=ANN)
    until(lambda: said(page) == ["one"])
    until(lambda: replies.unread_replies(opened.desk) == 1)
    press(page.tools, "Mark all as read")
    until(lambda: replies.unread_replies(opened.desk) == 0)
    until(lambda: not page.all_read.isEnabled())
    page.thread_head.unread.emit()
    until(lambda: replies.unread_replies(opened.desk) == 1)
    until(lambda: page.number == "")
    page.open_conversation(ANN)
    until(lambda: replies.unread_replies(opened.desk) == 0)


def test_earlier_turns_load_and_what_comes_in_leaves_the_place_alone(
    opened: App, open_page: OpenPage, until: Until
) -> None:
    write(opened, ANN, *(f"line {at}" for at in range(120)), at=opened.desk.now() - 600_000)
    page: RepliesPage = open_page("replies", number=ANN)
    until(lambda: len(said(page)) == 50)
    thread = page.thread_view
    bar = thread.verticalScrollBar()
    assert thread.at_end()
    bar.setValue(0)
    until(lambda: len(said(page)) == 100)
    until(lambda: not page._loading_more)
    assert said(page)[0] == "line 20"
    line_70 = thread.bubbles()[50]
    assert line_70.turn.content == "line 70"
    assert abs(line_70.y() - bar.value()) < 100  # it was the first one in view
    place = line_70.y() - bar.value()
    write(opened, ANN, "and this")
    until(lambda: said(page)[-1] == "and this")
    assert len(said(page)) == 101
    assert line_70.y() - bar.value() == place
    assert thread.below.isVisible()
    thread.below.click()
    assert thread.at_end()
    assert not thread.below.isVisible()
    write(opened, ANN, "at the end", at=opened.desk.now() + 1_000)
    until(lambda: said(page)[-1] == "at the end")
    assert thread.at_end()


def test_a_reply_shows_what_it_answers_where_something_else_stands_between(
    opened: App, shop: Shop, open_page: OpenPage, until: Until
) -> None:
    now = opened.desk.now()
    sent(shop, ANN, at=now - 7_200_000)
    write(opened, ANN, "directly", at=now - 7_000_000)
    page: RepliesPage = open_page("replies", number=ANN)
    until(lambda: said(page)[1:] == ["directly"])
    assert "明天" not in page.thread_view.bubbles()[1].accessibleDescription()
    shop.sent(shop.pasted(f"{ANN},Ann,7", shop.order))
    with opened.desk.writing("message") as session, counted(session, "m.requested_at IS NULL"):
        session.execute(
            sql(
                "UPDATE message SET status = 'failed', code = '1015', requested_at = :at "
                "WHERE requested_at IS NULL"
            ),
            {"at": now - 3_600_000},
        )
    write(opened, ANN, "what about tomorrow?", at=now - 60_000)
    until(lambda: said(page)[-1] == "what about tomorrow?")
    bubbles = page.thread_view.bubbles()
    assert "明天上午九点开门" in bubbles[-1].accessibleDescription()  # the one that arrived
    assert "Failed" in bubbles[-2].accessibleDescription()


def test_an_answer_is_a_template_filled_with_what_is_known_of_them(
    opened: App, shop: Shop, open_page: OpenPage, until: Until, qtbot: QtBot
) -> None:
    enter_customers(opened.desk, numbers=ANN, sms_type=SmsType.REGULAR)
    one = list_customers(opened.desk).customers[0]
    update_customer(opened.desk, customer_id=one.id, name="Ann", note="", sms_type=SmsType.REGULAR)
    write(opened, ANN, "Where is it?")
    page: RepliesPage = open_page("replies", number=ANN)
    form = page.form
    until(lambda: form.template.count() == 2)
    assert not form.send_button.isEnabled()
    form.template.setCurrentIndex(form.template.findText("Order"))
    assert [field.accessibleName() for field in form.fields] == ["{1}", "{2}"]
    menu = form.offers(form.fields[0])
    offered = {action.text(): action for action in menu.actions()}
    assert list(offered) == ["Name: Ann", f"Number: {ANN}"]
    offered["Name: Ann"].trigger()
    assert form.fields[0].text() == "Ann"
    qtbot.keyClicks(form.fields[1], "1042")
    until(lambda: form.send_button.isEnabled())
    assert form.text.accessibleDescription() == "【河畔面包】您好Ann，您的订单1042已发货。"
    assert form.size_note.text() == "24 characters · 1 fragment"
    qtbot.keyClick(form.fields[1], Qt.Key.Key_Return)
    assert tasks.list_tasks(opened.desk, region=shop.notice.region) == []
    form.send_button.click()
    form.send_button.click()  # the second click of a double click
    until(lambda: said(page)[-1] == "【河畔面包】您好Ann，您的订单1042已发货。")
    assert "Waiting" in page.thread_view.bubbles()[-1].accessibleDescription()
    made = tasks.list_tasks(opened.desk, region=shop.notice.region)
    assert [(task.name, task.totals.total) for task in made] == [("Answer: Order", 1)]
    assert form.template.currentIndex() == -1
    assert page.context.settings.text("replies/application") == str(shop.application.id)


def test_an_answer_that_may_not_go_says_why(
    opened: App, shop: Shop, open_page: OpenPage, until: Until
) -> None:
    write(opened, ANN, "hm")
    page: RepliesPage = open_page("replies", number=ANN)
    form = page.form
    until(lambda: form.template.count() == 2)
    form.template.setCurrentIndex(form.template.findText("Notice"))
    until(lambda: form.send_button.isEnabled())
    block_numbers(opened.desk, numbers=ANN, signature="河畔面包", sms_type=SmsType.REGULAR)
    form.template.setCurrentIndex(form.template.findText("Order"))
    form.template.setCurrentIndex(form.template.findText("Notice"))
    until(lambda: "block" in form.problem.text())
    assert not form.send_button.isEnabled()
    assert "block" in form.send_button.toolTip()
    disable_application(opened.desk, application_id=shop.application.id)
    until(lambda: form.application.count() == 0)
    assert not form.send_button.isEnabled()


def test_who_is_blocked_is_told_before_anything_is_filled_in(
    opened: App, shop: Shop, open_page: OpenPage, until: Until
) -> None:
    write(opened, ANN, "hm")
    page: RepliesPage = open_page("replies", number=ANN)
    form = page.form
    until(lambda: form.template.count() == 2)
    form.template.setCurrentIndex(form.template.findText("Order"))
    assert form.problem.isHidden()
    block_numbers(opened.desk, numbers=ANN, signature="河畔面包", sms_type=SmsType.REGULAR)
    until(lambda: "blocklist" in form.problem.text())
    assert not form.complete, "nothing was filled in"
    assert "blocklist" in form.send_button.toolTip()
    # Another type of message may go.
    unblock_numbers(opened.desk, ids=[one.id for one in list_blocked(opened.desk)])
    until(form.problem.isHidden)
    block_numbers(opened.desk, numbers=ANN, signature="河畔面包", sms_type=SmsType.MARKETING)
    until(lambda: form._who is not None and bool(form._who.blocked))
    assert form.problem.isHidden()


def test_a_correspondent_is_blocked_from_the_conversation(
    opened: App, shop: Shop, open_page: OpenPage, window: MainWindow, until: Until
) -> None:
    write(opened, ANN, "T")
    page: RepliesPage = open_page("replies", number=ANN)
    until(lambda: "changed nothing" in page.thread_view.bubbles()[0].accessibleDescription())
    press(page, "Block…")
    blocklist = window.current_page()
    assert isinstance(blocklist, BlocklistPage)
    until(blocklist.panel.is_open)


def test_somebody_abroad_is_blocked_from_the_conversation_and_told_of_there(
    opened: App, shop: Shop, open_page: OpenPage, window: MainWindow, until: Until
) -> None:
    leeds = "+447730438711"
    write(opened, leeds, "no more")
    page: RepliesPage = open_page("replies", number=leeds)
    form = page.form
    until(lambda: form.template.findText("Abroad") >= 0)
    form.template.setCurrentIndex(form.template.findText("Abroad"))
    assert form.problem.isHidden()
    # An entry of a mainland signature is not about messages abroad.
    block_numbers(opened.desk, numbers=leeds, signature="河畔面包", sms_type=SmsType.REGULAR)
    until(lambda: form._who is not None and len(form._who.blocked) == 1)
    assert form.problem.isHidden()
    press(page, "Block…")
    blocklist = window.current_page()
    assert isinstance(blocklist, BlocklistPage)
    until(blocklist.panel.is_open)
    press(blocklist.panel, "Block")
    until(lambda: any(one.signature == ABROAD for one in list_blocked(opened.desk)))
    page = open_page("replies", number=leeds)
    form = page.form
    until(lambda: "other countries" in form.problem.text())
    assert not form.send_button.isEnabled()


def test_who_is_erased_leaves_no_conversation(opened: App, open_page: OpenPage, until: Until) -> None:
    write(opened, ANN, "my name is Ann")
    write(opened, BOB, "hi")
    page: RepliesPage = open_page("replies", number=ANN)
    until(lambda: said(page) == ["my name is Ann"])
    erase(opened.desk, numbers=[ANN])
    until(lambda: shown(page) == [BOB])
    until(lambda: said(page) == [])


def test_words_are_copied_and_the_keyboard_goes_from_bubble_to_bubble(
    opened: App, open_page: OpenPage, until: Until, qtbot: QtBot, qapp: Any
) -> None:
    write(opened, ANN, "first", "second\nline")
    page: RepliesPage = open_page("replies", number=ANN)
    until(lambda: len(said(page)) == 2)
    page.thread_view.setFocus()
    qtbot.keyClick(page.thread_view, Qt.Key.Key_Up)
    bubbles = page.thread_view.bubbles()
    assert bubbles[1].hasFocus()
    qtbot.keyClick(bubbles[1], Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert qapp.clipboard().text() == "second\nline"
    qtbot.keyClick(bubbles[1], Qt.Key.Key_Up)
    assert bubbles[0].hasFocus()
