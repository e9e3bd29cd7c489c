"""Blocklist and unsubscribed users through the real window (C4, C5)."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtWidgets import QComboBox, QLabel
from pytestqt.qtbot import QtBot

from smsdesk.app import App
from smsdesk.domain.customers import ABROAD, UnsubscribedNumber
from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.signatures import Purpose, SignatureType
from smsdesk.operations.blocklist import block_numbers, list_blocked
from smsdesk.operations.blocklist_limit import change_blocklist_limit
from smsdesk.operations.signatures import create_signature
from smsdesk.operations.unsubscribed import (
    ask_for_removal,
    list_removals,
    list_unsubscribed,
    waiting_removals,
)
from smsdesk.store.tables import CustomerRow, UnsubscribedRow
from smsdesk.ui.customers.block_file import BlockFile
from smsdesk.ui.customers.blocklist_page import BlocklistPage
from smsdesk.ui.customers.numbers_field import NumbersField
from smsdesk.ui.customers.removal_questions import ApproveQuestion, ReasonQuestion, RejectQuestion
from smsdesk.ui.customers.unsubscribed_page import UnsubscribedPage
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.widgets.confirm import Question
from tests.operations.shop import change_profile
from tests.ui.customers.acting import bars, button, in_view, press, questions

Until = Callable[[Callable[[], object]], None]
OpenPage = Callable[..., Any]
Q = TypeVar("Q", bound=Question)


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


def choice(page: BlocklistPage) -> QComboBox:
    """What the numbers are blocked under, in the form that is open."""
    return next(each for each in page.panel.findChildren(QComboBox) if in_view(each, page.panel))


def choices(page: BlocklistPage) -> list[str]:
    found = choice(page)
    return [found.itemText(at) for at in range(found.count())]


@pytest.fixture
def british(opened: App) -> None:
    """The desk is at home in Leeds; ask for it before the window."""
    change_profile(opened.desk, country="GB")


def test_a_shop_abroad_blocks_without_a_mainland_signature(
    british: None, opened: App, open_page: OpenPage, qtbot: QtBot, until: Until
) -> None:
    page: BlocklistPage = open_page("blocklist")
    assert page.file_button.isEnabled()
    assert page.tools.primary is not None
    assert page.tools.primary.isEnabled()
    assert not [each for each in page.findChildren(QLabel) if "there is none yet" in each.text()]
    press(page.tools, "Block numbers")
    assert choices(page) == ["All messages to other countries"]
    hints = [each.text() for each in page.panel.findChildren(QLabel)]
    assert "Holds for all messages of this type to other countries, whatever their signature." in hints
    field(page).box.setPlainText("07730 438711\n07730 438712")
    press(page.panel, "Block")
    until(lambda: len(blocked(page)) == 2)
    assert {one.signature for one in list_blocked(opened.desk)} == {ABROAD}
    shown = page.table.view.as_tsv([0]).splitlines()[1].split("\t")
    assert "All messages to other countries" in shown
    qtbot.keyClicks(page.search, "07730 438711")
    until(lambda: blocked(page) == ["+447730438711"])


@pytest.mark.parametrize("abroad", [True, False])
def test_other_countries_come_first_where_home_is_one(
    abroad: bool, opened: App, signatures: list[str], request: pytest.FixtureRequest
) -> None:
    if abroad:
        change_profile(opened.desk, country="GB")
    page: BlocklistPage = request.getfixturevalue("open_page")("blocklist")
    mainland = [f"【{each}】" for each in sorted(signatures)]
    other = ["All messages to other countries"]
    expected = other + mainland if abroad else mainland + other
    press(page.tools, "Block numbers")
    assert choices(page) == expected
    assert choice(page).currentText() == expected[0]
    hint = "Holds for messages with this mainland signature only, not for those to other countries."
    choice(page).setCurrentIndex(choice(page).findData(signatures[0]))
    assert hint in [each.text() for each in page.panel.findChildren(QLabel) if in_view(each, page.panel)]
    choice(page).setCurrentIndex(choice(page).findData(ABROAD))
    assert hint not in [each.text() for each in page.panel.findChildren(QLabel) if in_view(each, page.panel)]
    page.panel.close_panel()
    press(page.tools, "From a file…")
    file_form = next(each for each in page.panel.findChildren(BlockFile) if each.isVisible())
    combo = file_form.signature
    assert [combo.itemText(at) for at in range(combo.count())] == expected
    assert combo.currentText() == expected[0]


@pytest.mark.parametrize(
    ("numbers", "under"), [("+447730438711", ABROAD), ("+8613800138000\n+8613800138001", None)]
)
def test_the_choice_is_the_one_that_holds_for_the_numbers_that_are_brought(
    signatures: list[str], open_page: OpenPage, until: Until, numbers: str, under: str | None
) -> None:
    page: BlocklistPage = open_page("blocklist", numbers=numbers)
    until(lambda: field(page).value() == numbers)
    assert choice(page).currentData() == (sorted(signatures)[0] if under is None else under)


def test_the_list_shows_what_is_blocked_abroad(blocklist: BlocklistPage, opened: App, until: Until) -> None:
    block_numbers(opened.desk, numbers="+447730438711", signature=ABROAD, sms_type=SmsType.REGULAR)
    until(lambda: len(blocked(blocklist)) == 4)
    combo = blocklist.signature.combo
    combo.setCurrentIndex(combo.findText("All messages to other countries"))
    until(lambda: blocked(blocklist) == ["+447730438711"])
    combo.setCurrentIndex(0)
    until(lambda: len(blocked(blocklist)) == 4)


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


def test_what_is_shown_of_the_blocklist_is_exported(
    blocklist: BlocklistPage, signatures: list[str], run: Callable[..., Any], tmp_path: Path, until: Until
) -> None:
    blocklist.signature.combo.setCurrentIndex(blocklist.signature.combo.findData(signatures[0]))
    until(lambda: len(blocked(blocklist)) == 2)
    path = tmp_path / "blocked.csv"
    assert run(blocklist.export_button.export_to(path)).rows == 2
    header, *rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert header == ["Number", "Name", "Signature", "SMS type", "Blocked"]
    assert [row[2:4] for row in rows] == [[signatures[0], "Marketing"]] * 2
    assert [re.sub(r"\D", "", row[0]) for row in rows] == ["8613800138001", "8613800138000"]


def test_the_lists_say_whose_the_numbers_are(
    blocklist: BlocklistPage, opened: App, left: list[UnsubscribedNumber]
) -> None:
    desk = opened.desk
    with desk.writing("customer") as session:
        session.add(
            CustomerRow(
                number="+8613800138000", name="Ann", country="CN", note="", sms_type="regular", created_at=0
            )
        )
    ask_for_removal(desk, unsubscribed_ids=[one.id for one in left], reason="They asked")
    lists: list[Any] = [list_blocked(desk), list_unsubscribed(desk).rows, list_removals(desk).rows]
    for found in lists:
        assert {one.number: one.name for one in found if one.number.endswith("8000") or one.name} == {
            "+8613800138000": "Ann"
        }


@pytest.fixture
def left(opened: App) -> list[UnsubscribedNumber]:
    """Two numbers that unsubscribed, the newest first."""
    with opened.desk.writing("reply") as session:
        session.add_all(
            UnsubscribedRow(
                number=number, signature="河畔", sms_type="marketing", keyword="T", at=at, reply_id=None
            )
            for at, number in enumerate(["+8613800138000", "+8613800138001"])
        )
    return list(list_unsubscribed(opened.desk).rows)


def asked(window: MainWindow, kind: type[Q]) -> Q:
    return next(each for each in questions(window) if isinstance(each, kind))


def test_a_number_leaves_the_list_only_through_an_application_with_a_reason(
    opened: App, left: list[UnsubscribedNumber], open_page: OpenPage, window: MainWindow, until: Until
) -> None:
    page: UnsubscribedPage = open_page("unsubscribed")
    page.table.view.selectAll()
    page.spawn(page.apply(page.table.selected()))
    until(lambda: questions(window))
    question = asked(window, ReasonQuestion)
    assert not question.accept_button.isEnabled()
    question.reason.set_value("Both signed the form at the counter")
    assert question.accept_button.isEnabled()
    question.accept_button.click()
    until(lambda: waiting_removals(opened.desk) == 2)
    assert len(list_unsubscribed(opened.desk).rows) == 2
    until(lambda: page.view.segments()[1].text() == "Applications for removal (2)")
    page.view.segments()[1].click()
    until(lambda: len(page.removals.model.rows) == 2)
    first, second = page.removals.model.rows
    assert (first.reason, first.asked_by) == ("Both signed the form at the counter", "owner")

    page.spawn(page.removals.approve(first))
    until(lambda: questions(window))
    approve = asked(window, ApproveQuestion)
    assert not approve.accept_button.isEnabled()  # they must have asked for it
    approve.consent.click()
    approve.accept_button.click()
    until(lambda: len(list_unsubscribed(opened.desk).rows) == 1)
    assert list_unsubscribed(opened.desk).rows[0].number == second.number

    until(lambda: not questions(window))
    page.spawn(page.removals.reject(second))
    until(lambda: questions(window))
    reject = asked(window, RejectQuestion)
    assert not reject.accept_button.isEnabled()
    reject.note.set_value("The form is not theirs")
    reject.accept_button.click()
    until(lambda: [one.status for one in page.removals.model.rows] == ["approved", "rejected"])
    until(lambda: page.view.segments()[1].text() == "Applications for removal")
    page.removals.select(second.id)
    until(page.panel.is_open)
    words = [each.text() for each in page.panel.findChildren(QLabel) if each.isVisible()]
    assert "The form is not theirs" in words
    assert "You left the number on the list" in words
    assert len(list_unsubscribed(opened.desk).rows) == 1


def test_an_application_that_waits_is_not_made_again(
    opened: App, left: list[UnsubscribedNumber], open_page: OpenPage, window: MainWindow, until: Until
) -> None:
    ask_for_removal(opened.desk, unsubscribed_ids=[left[0].id], reason="Asked on the phone")
    page: UnsubscribedPage = open_page("unsubscribed")
    page.spawn(page.apply([left[0]]))
    until(lambda: questions(window))
    question = asked(window, ReasonQuestion)
    question.reason.set_value("Again")
    question.accept_button.click()
    until(lambda: any("waits for them already" in words for words in bars(page)))
    assert waiting_removals(opened.desk) == 1


def test_the_words_that_end_a_subscription_are_shown(open_page: OpenPage, until: Until) -> None:
    page: UnsubscribedPage = open_page("unsubscribed")
    page.words.click()
    until(page.panel.is_open)
    words = [each.text() for each in page.panel.findChildren(QLabel) if each.isVisible()]
    assert "T, N, TD, QX, 0000, Unsubscribe, R" in words
    assert "German" in words
    assert "STOPP, ABMELDEN" in words


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


def test_a_full_blocklist_is_made_larger_from_the_form(
    blocklist: BlocklistPage, opened: App, until: Until
) -> None:
    change_blocklist_limit(opened.desk, most=3)
    press(blocklist.tools, "Block numbers")
    box = field(blocklist)
    box.box.setPlainText("13700137000, 13700137001")
    press(blocklist.panel, "Block")
    until(lambda: "room for 0 more" in box.box.accessibleDescription())
    until(lambda: button(blocklist.panel, "Let it hold 1,000 numbers"))
    press(blocklist.panel, "Let it hold 1,000 numbers")
    until(lambda: "room for 0 more" not in box.box.accessibleDescription())
    press(blocklist.panel, "Block")
    until(lambda: len(list_blocked(opened.desk)) == 5)
    until(lambda: not blocklist.panel.is_open())


def test_what_is_typed_outlives_another_language(
    blocklist: BlocklistPage, opened: App, window: MainWindow, open_page: OpenPage, until: Until
) -> None:
    press(blocklist.tools, "Block numbers")
    field(blocklist).box.setPlainText("13700137000\n13700137001")
    signature = next(each for each in blocklist.panel.findChildren(QComboBox) if each.isVisible())
    signature.setCurrentIndex(1)
    chosen = signature.currentData()
    window.rebuild()
    page: BlocklistPage = open_page("blocklist")
    assert page is not blocklist
    until(lambda: field(page).value() == "13700137000\n13700137001")
    press(page.panel, "Block")
    until(lambda: len(list_blocked(opened.desk)) == 5)
    assert {one.signature for one in list_blocked(opened.desk)[:2]} == {chosen}
    until(lambda: not page.panel.is_open())
    # Saved or given up, it does not come back.
    window.rebuild()
    page = open_page("blocklist")
    until(lambda: len(blocked(page)) == 5)
    assert not page.panel.is_open()
