"""Blocklist and unsubscribed users through the real window (C4, C5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from smsdesk.app import App
from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.signatures import Purpose, SignatureType
from smsdesk.operations.blocklist import block_numbers, list_blocked
from smsdesk.operations.signatures import create_signature
from smsdesk.store.tables import UnsubscribedRow
from smsdesk.ui.customers.blocklist_page import BlocklistPage
from smsdesk.ui.customers.numbers_field import NumbersField
from smsdesk.ui.customers.unsubscribed_page import UnsubscribedPage
from smsdesk.ui.main_window import MainWindow
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
