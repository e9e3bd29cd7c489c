"""The records of replies in the window: statuses, filters, the message each answers, ways on (D3, D8)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel

from smsdesk.app import App
from smsdesk.domain.applications import ApplicationType
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.profile import Region
from smsdesk.domain.reply_records import ReplyStatus
from smsdesk.operations.applications import create_application
from smsdesk.store.reply_rows import ReplyFacts, store_replies
from smsdesk.ui.customers.blocklist_page import BlocklistPage
from smsdesk.ui.customers.replies_page import RepliesPage as Conversations
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.statistics.past import Past, mobile_number, put_past
from smsdesk.ui.statistics.replies_page import RepliesPage
from smsdesk.ui.widgets.side_panel import SidePanel

MINUTE = 60_000
ANN, BOB = mobile_number("CN", 0), mobile_number("CN", 1)
STRANGER = "+8613900139000"


@pytest.fixture
def page(opened: App, window: MainWindow, settled: Callable[[], None]) -> RepliesPage:
    """Four replies: an answer, one that unsubscribes, and two out of the blue."""
    desk = opened.desk
    application = create_application(desk, name="Bakery", type=ApplicationType.OTHER).id
    now = desk.clock()
    sent = [Past(now - 60 * MINUTE, MessageStatus.DELIVERED, 2)]
    put_past(desk, sent, region=Region.MAINLAND, application_id=application, name="Weekend offer")
    said = ((ANN, "When do you open?"), (BOB, "TD"), (STRANGER, "STOP"), (STRANGER, "Who is this?"))
    with desk.database.write() as session:
        facts = [
            ReplyFacts(f"{place}", number, words, now + (place - 50) * MINUTE, "")
            for place, (number, words) in enumerate(said)
        ]
        store_replies(session, "sandbox", facts)
    window.context.regions.set("statistics", Region.MAINLAND)
    window.open_place("statistics", "replies")
    settled()
    made = window.current_page()
    assert isinstance(made, RepliesPage)
    return made


def said(page: RepliesPage) -> list[str]:
    return [one.content for one in page.table.model.rows]


def words_of(panel: SidePanel) -> list[str]:
    return [each.text() for each in panel.findChildren(QLabel) if not each.isHidden()]


def test_each_reply_says_what_became_of_it(page: RepliesPage) -> None:
    lines = page.table.view.as_tsv(list(range(4))).splitlines()
    assert [line.split("\t")[1:] for line in lines[1:]] == [
        [STRANGER, "Who is this?", "Answers no message", "Unread", "", ""],
        [STRANGER, "STOP", "Asks for no more", "Unread", "", ""],
        [BOB, "TD", "Unsubscribed", "Unread", "", "Your order is ready."],
        [ANN, "When do you open?", "Answers a message", "Unread", "", "Your order is ready."],
    ]


def test_filters_narrow_the_list(page: RepliesPage, settled: Callable[[], None]) -> None:
    for status, expected in (
        (ReplyStatus.STOP, ["STOP"]),
        (ReplyStatus.ANSWER, ["When do you open?"]),
        ("unread", ["Who is this?", "STOP", "TD", "When do you open?"]),
    ):
        page.arrive(status=status)
        settled()
        assert said(page) == expected
    page.arrive(status=None, number="139001")
    settled()
    assert said(page) == ["Who is this?", "STOP"]
    page.arrive(number="")
    page.choice.choose(page.choice.period, application_id=1)
    settled()
    assert said(page) == ["TD", "When do you open?"]


def test_a_reply_opens_with_its_message_and_its_conversation(
    page: RepliesPage, window: MainWindow, settled: Callable[[], None], qtbot: Any
) -> None:
    page.table.view.selectRow(2)
    settled()
    shown = words_of(page.panel)
    assert {"Unsubscribed", "TD", "Your order is ready.", "Weekend offer", "Bakery"} <= set(shown)
    assert any("the number gets nothing" in words for words in shown)
    (lead,) = [
        each for each in page.panel.findChildren(QAbstractButton) if each.text() == "Open conversation"
    ]
    qtbot.mouseClick(lead, Qt.MouseButton.LeftButton)
    settled()
    conversation = window.current_page()
    assert isinstance(conversation, Conversations)
    assert conversation.number == BOB


def test_who_asked_for_no_more_without_being_unsubscribed_can_be_blocked(
    page: RepliesPage, window: MainWindow, settled: Callable[[], None], qtbot: Any
) -> None:
    page.table.view.selectRow(1)
    settled()
    assert any("nothing was unsubscribed" in words for words in words_of(page.panel))
    ways = {each.text(): each for each in page.panel.findChildren(QAbstractButton)}
    assert "Open task" not in ways
    qtbot.mouseClick(ways["Block…"], Qt.MouseButton.LeftButton)
    settled()
    assert isinstance(window.current_page(), BlocklistPage)


def test_who_asked_for_no_more_from_abroad_can_be_blocked_too(
    page: RepliesPage, opened: App, window: MainWindow, settled: Callable[[], None], qtbot: Any
) -> None:
    with opened.desk.writing("reply") as session:
        store_replies(session, "sandbox", [ReplyFacts("x", "+447730438711", "STOP", opened.desk.now(), "")])
    window.context.regions.set("statistics", Region.GLOBAL)
    settled()
    assert said(page) == ["STOP"]
    page.table.view.selectRow(0)
    settled()
    ways = {each.text(): each for each in page.panel.findChildren(QAbstractButton)}
    qtbot.mouseClick(ways["Block…"], Qt.MouseButton.LeftButton)
    settled()
    assert isinstance(window.current_page(), BlocklistPage)


def test_the_other_region_has_replies_of_its_own(
    page: RepliesPage, window: MainWindow, settled: Callable[[], None]
) -> None:
    window.context.regions.set("statistics", Region.GLOBAL)
    settled()
    assert said(page) == []


def test_what_is_shown_is_exported(
    page: RepliesPage, run: Callable[[Any], Any], settled: Callable[[], None], tmp_path: Path
) -> None:
    page.arrive(status=ReplyStatus.UNSUBSCRIBED)
    settled()
    path = tmp_path / "replies.csv"
    run(page.export.export_to(path))
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 2
    assert BOB in lines[1]
