"""Blocking the numbers of a file through the real window (C4)."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel, QPushButton

from smsdesk.app import App
from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.signatures import Purpose, SignatureType
from smsdesk.operations.blocklist import block_numbers, list_blocked
from smsdesk.operations.number_files import Standing
from smsdesk.operations.signatures import create_signature
from smsdesk.ui.customers.block_file import BlockFile, enough
from smsdesk.ui.customers.blocklist_page import BlocklistPage
from smsdesk.ui.dropped_files import FileDrops
from smsdesk.ui.main_window import MainWindow
from tests.ui.customers.acting import answer_file, bars, in_view, press

Until = Callable[[Callable[[], object]], None]
OpenPage = Callable[..., Any]
Sheet = Callable[..., Path]

ROWS = ("No,Name,Phone", "1,Ann,13800138000", "2,Bo,13800138001", "3,Cy,13800138001", "4,Dot,12")


@pytest.fixture
def blocklist(opened: App, open_page: OpenPage) -> BlocklistPage:
    """One number is blocked already."""
    for content in ("河畔面包", "面包之家"):
        create_signature(
            opened.desk,
            region=Region.MAINLAND,
            type=SignatureType.COMPANY,
            purpose=Purpose.SELF_USE,
            content=content,
        )
    block_numbers(opened.desk, numbers="13800138000", signature="河畔面包", sms_type=SmsType.REGULAR)
    page: BlocklistPage = open_page("blocklist")
    return page


def form(page: BlocklistPage) -> BlockFile:
    return next(each for each in page.panel.findChildren(BlockFile) if each.isVisible())


def words(page: BlocklistPage) -> list[str]:
    """What is said in the panel."""
    return [each.text() for each in page.panel.findChildren(QLabel) if in_view(each, page.panel)]


def looked(until: Until, page: BlocklistPage, path: Path) -> BlockFile:
    """Take the file and wait until it was compared with the list."""
    page.take_file(path)
    until(lambda: form(page).standing)
    return form(page)


def test_a_file_is_seen_then_blocked_then_undone(
    blocklist: BlocklistPage, opened: App, sheet: Sheet, window: MainWindow, until: Until
) -> None:
    press(blocklist.tools, "From a file…")
    assert not form(blocklist).start.isEnabled()
    form(blocklist).zone.pressed.emit()
    until(lambda: answer_file(window, sheet(*ROWS, name="unsubscribed.csv")))
    until(lambda: form(blocklist).start.isEnabled())
    assert form(blocklist).start.text() == "Block 1 number"
    assert form(blocklist).column.currentText() == "C · Phone (e.g. 13800138000)"
    said = words(blocklist)
    for each in (
        "New numbers",
        "On the list already",
        "Twice in the file",
        "Not a number, left out",
        "Row 5: 12",
    ):
        assert each in said
    assert len(list_blocked(opened.desk)) == 1, "nothing is kept before it was seen"
    form(blocklist).sms_type.segments()[1].click()
    until(lambda: form(blocklist).start.text() == "Block 2 numbers")
    form(blocklist).start.click()
    until(lambda: len(list_blocked(opened.desk)) == 3)
    until(lambda: not blocklist.panel.is_open())
    until(lambda: bars(blocklist) == ["2 numbers blocked."])
    until(lambda: len(blocklist.table.model.rows) == 3)
    press(blocklist, "Undo (10)")
    until(lambda: [one.number for one in list_blocked(opened.desk)] == ["+8613800138000"])
    until(lambda: len(blocklist.table.model.rows) == 1)


def test_a_double_click_blocks_once(blocklist: BlocklistPage, sheet: Sheet, until: Until) -> None:
    """Both presses may come before the first one's work begins."""
    taken = looked(until, blocklist, sheet(*ROWS))
    until(lambda: taken.start.isEnabled())
    taken.start.click()
    assert not taken.start.isEnabled()
    taken.start.click()
    until(lambda: bars(blocklist) == ["1 number blocked."])
    until(lambda: not blocklist.panel.is_open())


def test_an_older_comparison_never_overwrites_a_newer_one(
    blocklist: BlocklistPage, sheet: Sheet, until: Until
) -> None:
    """As when one signature is chosen right after another: the first answer comes last."""
    filled = looked(until, blocklist, sheet(*ROWS))
    asked, ended, answer = list[int](), list[int](), asyncio.Event()

    async def stand(numbers: Sequence[str]) -> Standing:
        asked.append(len(asked))
        if len(asked) > 1:
            return Standing(0, 1_000, 1_000)
        await answer.wait()
        ended.append(0)
        return Standing(len(numbers), 1_000, 1_000)

    filled.stand = stand  # type: ignore[method-assign]
    filled.compare_anew()
    until(lambda: asked)
    filled.compare_anew()
    until(lambda: filled.standing)
    answer.set()
    until(lambda: ended)
    assert filled.standing == Standing(0, 1_000, 1_000)
    assert filled.start.text() == "Block 2 numbers"


def test_the_rows_that_are_left_out_are_exported(
    blocklist: BlocklistPage, sheet: Sheet, window: MainWindow, tmp_path: Path, until: Until
) -> None:
    looked(until, blocklist, sheet(*ROWS))
    save = [each for each in form(blocklist).result.findChildren(QPushButton) if each.text() == "Export…"]
    save[0].click()
    path = tmp_path / "left out.csv"
    until(lambda: answer_file(window, path))
    until(path.exists)
    until(lambda: len(list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))) == 2)
    header, row = csv.reader(path.read_text(encoding="utf-8-sig").splitlines())
    assert header == ["No", "Name", "Phone", "Row in the file", "Reason"]
    assert row[1:4] == ["Dot", "12", "5"]


def test_the_column_is_chosen_where_none_is_recognised(
    blocklist: BlocklistPage, sheet: Sheet, until: Until
) -> None:
    # Too few of the second column are numbers for it to be guessed.
    rows = [f"Guest {at},see file" for at in range(12)]
    blocklist.take_file(sheet("Who,What", *rows, "Ann,13800138005", *rows, *rows))
    until(lambda: form(blocklist).found)
    assert any("Choose the column" in each for each in words(blocklist))
    assert form(blocklist).column.currentIndex() == -1
    assert "Choose the column" in form(blocklist).start.toolTip()
    form(blocklist).column.setCurrentIndex(1)
    until(lambda: form(blocklist).start.isEnabled())
    assert form(blocklist).start.text() == "Block 1 number"
    form(blocklist).column.setCurrentIndex(0)
    until(lambda: "holds no numbers" in form(blocklist).start.toolTip())
    assert not form(blocklist).start.isEnabled()


def test_a_file_with_nobody_new_says_so(blocklist: BlocklistPage, sheet: Sheet, until: Until) -> None:
    looked(until, blocklist, sheet("Phone", "13800138000"))
    assert not form(blocklist).start.isEnabled()
    assert "on the list already" in form(blocklist).start.toolTip()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no workbook"])
def test_a_bad_file_is_one_sentence_and_another_can_be_taken(
    blocklist: BlocklistPage, sheet: Sheet, tmp_path: Path, until: Until, content: bytes
) -> None:
    path = tmp_path / "bad.xlsx"
    path.write_bytes(content)
    blocklist.take_file(path)
    until(lambda: any("bad.xlsx" in each for each in words(blocklist)))
    looked(until, blocklist, sheet(*ROWS))
    assert not any("bad.xlsx" in each for each in words(blocklist))
    assert form(blocklist).start.isEnabled()


def test_a_list_that_is_too_small_is_raised_where_it_is_in_the_way(
    blocklist: BlocklistPage, opened: App, sheet: Sheet, until: Until
) -> None:
    many = [f"139{at:08}" for at in range(1_200)]
    looked(until, blocklist, sheet("Phone", *many))
    assert not form(blocklist).start.isEnabled()
    assert "The blocklist holds at most 1,000 numbers and has room for 999 more; these are 1,200." in words(
        blocklist
    )
    press(form(blocklist).result, "Let it hold 2,000 numbers")
    until(lambda: form(blocklist).start.isEnabled())
    form(blocklist).start.click()
    until(lambda: len(list_blocked(opened.desk)) == 1_201)
    until(lambda: blocklist._count.text() == "1,201 of 2,000")
    until(lambda: len(blocklist.table.model.rows) == 1_000)  # the others come by scrolling


def test_a_large_list_is_sorted_as_a_whole(
    blocklist: BlocklistPage, opened: App, sheet: Sheet, until: Until
) -> None:
    looked(until, blocklist, sheet("Phone", "13700137000", "13900139000"))
    form(blocklist).start.click()
    until(lambda: len(blocklist.table.model.rows) == 3)
    blocklist.table.model.sort(0)
    until(lambda: [one.number[-7:] for one in blocklist.table.model.rows][:1] == ["0137000"])
    assert [one.number for one in blocklist.table.model.rows] == sorted(
        one.number for one in list_blocked(opened.desk)
    )


def test_closing_the_panel_gives_up_the_file(
    blocklist: BlocklistPage, opened: App, sheet: Sheet, settled: Callable[[], None]
) -> None:
    blocklist.take_file(sheet(*ROWS))
    blocklist.panel.close_panel()
    settled()
    blocklist.take_file(sheet(*ROWS))
    blocklist.add()  # something else takes the panel
    settled()
    assert not bars(blocklist)
    assert len(list_blocked(opened.desk)) == 1


def test_a_file_dropped_on_the_page_is_for_the_blocklist(
    blocklist: BlocklistPage, sheet: Sheet, window: MainWindow, until: Until
) -> None:
    path = sheet(*ROWS)
    drops = window.findChildren(FileDrops)
    place = (drops[0] if drops else FileDrops(window))._place([path], QPoint(200, 300))
    assert place.words == "Drop to block the numbers of this file"
    assert place.take is not None
    place.take()
    until(lambda: form(blocklist).standing)


@pytest.mark.parametrize(
    ("wanted", "most"),
    [(1_001, 2_000), (1_900, 3_000), (7_996, 10_000), (9_500, 20_000), (199_999, 200_000), (200_001, None)],
)
def test_the_raised_limit_is_round_and_leaves_room(wanted: int, most: int | None) -> None:
    assert enough(wanted) == most
