"""Blocklist, unsubscribed users and replies through the real window (C4–C6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from smsdesk.app import App
from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.signatures import Purpose, SignatureType
from smsdesk.operations.blocklist import block_numbers, list_blocked
from smsdesk.operations.signatures import create_signature
from smsdesk.store.reply_rows import ReplyFacts, store_replies
from smsdesk.store.tables import UnsubscribedRow
from smsdesk.ui.customers.blocklist_page import BlocklistPage
from smsdesk.ui.customers.numbers_field import NumbersField
from smsdesk.ui.customers.replies_page import RepliesPage
from smsdesk.ui.customers.unsubscribed_page import UnsubscribedPage
from smsdesk.ui.main_window import MainWindow
from tests.operations.shop import furnish
from tests.ui.customers.acting import bars, press, questions

Until = Callable[[Callable[[], object]], None]
OpenPage = Callable[..., Any]


@pytest.fixture
def signatures(opened: App) -> list[str]:
    names = ["河畔面包", "面包之家"]
    for name in names:
        create_signature(
            opened.desk,
            region=Region.MAINLAND,
            type=SignatureType.COMPANY,
            purpose=Purpose.SELF_USE,
            content=name,
        )
    return names


@pytest.fixture
def blocklist(signatures: list[str], opened: App, open_page: OpenPage) -> BlocklistPage:
    """Two numbers under the first signature, one under the second."""
    for numbers, signature in (("13800138000\n13800138001", 0), ("13900139000", 1)):
        block_numbers(
            opened.desk, numbers=numbers, signature=signatures[signature], sms_type=SmsType.MARKETING
        )
    page: BlocklistPage = open_page("blocklist")
    return page


def blocked(page: BlocklistPage) -> list[str]:
    return [one.number for one in page.table.model.rows]


def field(page: BlocklistPage) -> NumbersField:
    return next(each for each in page.panel.findChildren(NumbersField) if each.isVisible())


def test_blocking_without_a_mainland_signature_says_what_is_missing(open_page: OpenPage) -> None:
    page = open_page("blocklist")
    block = page.tools.primary
    assert not block.isEnabled()
    assert "mainland signature" in block.toolTip()
    press(page.table, "Block numbers")
    assert "mainland signature" in bars(page)[0]


def test_numbers_are_blocked_and_bad_lines_stay(
    blocklist: BlocklistPage, signatures: list[str], opened: App, until: Until
) -> None:
    press(blocklist.tools, "Block numbers")
    box = field(blocklist)
    box.box.setPlainText("13700137000\nnobody")
    press(blocklist.panel, "Block")
    until(lambda: len(blocked(blocklist)) == 4)
    until(lambda: box.value() == "nobody")
    newest = list_blocked(opened.desk)[0]
    assert (newest.number, newest.signature) == ("+8613700137000", sorted(signatures)[0])
    assert newest.sms_type is SmsType.REGULAR


def test_the_blocklist_is_asked_by_number_and_signature(
    blocklist: BlocklistPage, signatures: list[str], qtbot: QtBot, until: Until
) -> None:
    qtbot.keyClicks(blocklist.search, "139 0013")
    until(lambda: blocked(blocklist) == ["+8613900139000"])
    blocklist.search.clear()
    until(lambda: len(blocked(blocklist)) == 3)
    blocklist.signature.combo.setCurrentIndex(blocklist.signature.combo.findData(signatures[0]))
    until(lambda: blocked(blocklist) == ["+8613800138001", "+8613800138000"])


@pytest.mark.parametrize(("rows", "sure", "left"), [([0], True, 2), ([0, 1, 2], True, 0), ([0], False, 3)])
def test_removing_is_confirmed(
    blocklist: BlocklistPage,
    window: MainWindow,
    opened: App,
    until: Until,
    rows: list[int],
    sure: bool,
    left: int,
) -> None:
    for row in rows:
        selection = blocklist.table.view.selectionModel()
        flags = selection.SelectionFlag
        selection.select(blocklist.table.model.index(row, 0), flags.Select | flags.Rows)
    blocklist.table.view.delete_pressed.emit()
    until(lambda: questions(window))
    asked = questions(window)[0]
    (asked.accept_button if sure else asked.refuse_button).click()
    until(lambda: not questions(window) and len(blocked(blocklist)) == left)
    assert len(list_blocked(opened.desk)) == left


def test_unsubscribed_users_are_asked_by_number_and_signature(
    opened: App, open_page: OpenPage, qtbot: QtBot, until: Until
) -> None:
    with opened.desk.writing("reply") as session:
        session.add_all(
            UnsubscribedRow(
                number=number, signature=signature, sms_type="marketing", keyword="T", at=at, reply_id=None
            )
            for at, (number, signature) in enumerate(
                [("+8613800138000", "河畔"), ("+8613800138001", "面包"), ("+12025550123", "Bakery")]
            )
        )
    page: UnsubscribedPage = open_page("unsubscribed")

    def shown() -> list[str]:
        return [one.number for one in page.table.model.rows]

    assert shown() == ["+12025550123", "+8613800138001", "+8613800138000"]
    page.signature.combo.setCurrentIndex(page.signature.combo.findData("面包"))
    until(lambda: shown() == ["+8613800138001"])
    page.signature.combo.setCurrentIndex(0)
    assert page.tools.search is not None
    qtbot.keyClicks(page.tools.search, "202-555")
    until(lambda: shown() == ["+12025550123"])


def reply(opened: App, number: str, content: str, at: int) -> None:
    with opened.desk.writing("reply") as session:
        store_replies(session, "sandbox", [ReplyFacts(f"{number}{at}", number, content, at, "")])


def sent(opened: App, number: str) -> int:
    """A message that has arrived; gives the moment."""
    shop = furnish(opened.desk)
    shop.sent(shop.pasted(number))
    at = opened.desk.now()
    from sqlalchemy import update

    from smsdesk.store.tables import MessageRow

    with opened.desk.writing("message") as session:
        session.execute(update(MessageRow).values(status="delivered", gateway="sandbox", requested_at=at))
    return at


def test_a_reply_is_shown_with_the_message_it_answers(
    opened: App, open_page: OpenPage, window: MainWindow, until: Until
) -> None:
    at = sent(opened, "13800138000")
    reply(opened, "+8613800138000", "Thank you", at + 1_000)
    reply(opened, "+8613800138009", "Who is this?", at + 2_000)
    page: RepliesPage = open_page("replies")
    answers = {one.content: one.answers for one in page.table.model.rows}
    assert answers["Who is this?"] == ""
    assert answers["Thank you"]
    page.table.view.selectRow(1)
    until(page.panel.is_open)
    words = [each.text() for each in page.panel.findChildren(QLabel) if each.isVisible()]
    assert answers["Thank you"] in words
    assert "Thank you" in words
    press(page.panel, "Block…")
    blocklist = window.current_page()
    assert isinstance(blocklist, BlocklistPage)
    until(lambda: blocklist.panel.is_open() and field(blocklist).value() == "+8613800138000")


def test_a_reply_comes_in_by_itself_and_is_found(
    opened: App, open_page: OpenPage, qtbot: QtBot, until: Until
) -> None:
    page: RepliesPage = open_page("replies")
    assert page.table.model.rows == []
    reply(opened, "+8613800138000", "When?", 1_000)
    reply(opened, "+8613800138001", "Yes, 100%", 2_000)
    until(lambda: [one.content for one in page.table.model.rows] == ["Yes, 100%", "When?"])
    assert page.tools.search is not None
    qtbot.keyClicks(page.tools.search, "100%")
    until(lambda: [one.content for one in page.table.model.rows] == ["Yes, 100%"])
    assert page.tools.primary is None
