"""Tools → Log: in columns, searched, filtered, unfolded and copied; however long or broken the file is."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from smsdesk.app import App
from smsdesk.ui.log_reading import SHOWN_BYTES, LogEntry, end_of, entries_of, entry_of, in_zone, read_log
from smsdesk.ui.log_viewer import GRAVE, LogDialog, show_log
from smsdesk.ui.main_window import MainWindow
from tests.ui.waiting import wait_until

Until = Callable[[Callable[[], object]], None]

SHANGHAI = ZoneInfo("Asia/Shanghai")
TRACEBACK = "Traceback\n  File x\nValueError: '…'"
LINES = f"""2026-05-01 09:30:00,100 INFO MainThread smsdesk.app: opened
2026-05-01 09:30:01,200 ERROR desk-work_0 smsdesk.ui.bridge: a task of the window failed
{TRACEBACK}
2026-05-01 09:30:02,300 WARNING MainThread somelibrary: slow: very
"""


@pytest.fixture
def until(context: Any, run: Callable[..., Any]) -> Until:
    return lambda holds: wait_until(run, holds)


def opened_log(window: MainWindow, until: Until) -> LogDialog:
    window.context.runner.spawn(show_log(window.context), window.bars)
    until(lambda: any(each.isVisible() for each in window.findChildren(LogDialog)))
    dialog = next(each for each in window.findChildren(LogDialog) if each.isVisible())
    until(dialog.count.text)
    return dialog


def written(window: MainWindow, until: Until, log: str) -> LogDialog:
    """The dialog with this log file."""
    dialog = opened_log(window, until)
    dialog._file.with_name("other.log").write_text(log)
    dialog._file = dialog._file.with_name("other.log")
    dialog.count.clear()
    dialog.load()
    until(dialog.count.text)
    return dialog


def cells(dialog: LogDialog, key: str) -> list[str]:
    column = next(each for each in dialog.table.model.columns if each.key == key)
    return [column.words(line) for line in dialog.table.model.rows]


def test_the_log_is_read_searched_filtered_and_copied(window: MainWindow, until: Until) -> None:
    dialog = written(window, until, LINES)
    assert cells(dialog, "level") == ["Info", "Error", "Warning"]
    assert cells(dialog, "where") == ["app", "ui.bridge", "somelibrary"]
    assert cells(dialog, "words") == ["opened", "a task of the window failed", "slow: very"]
    assert cells(dialog, "more") == ["", "3 lines", ""]
    assert dialog.count.text() == "3 of 3 entries"
    dialog.search.setText("valueerror")
    assert cells(dialog, "words") == ["a task of the window failed"], "what is folded is searched too"
    dialog.copy()
    assert QGuiApplication.clipboard().text().endswith(f"a task of the window failed\n{TRACEBACK}")
    dialog.search.clear()
    dialog.level.segments()[1].click()
    assert dialog.level.value() == GRAVE
    assert cells(dialog, "level") == ["Error", "Warning"]
    assert dialog.copy_button.text() == "Copy all"
    dialog.table.view.selectRow(1)
    assert dialog.copy_button.text() == "Copy selection"
    dialog.copy()
    assert QGuiApplication.clipboard().text().endswith("WARNING MainThread somelibrary: slow: very")
    assert "\n" not in QGuiApplication.clipboard().text()
    dialog.search.setText("opened")
    assert dialog.table.model.rowCount() == 0
    assert dialog.count.text() == "0 of 3 entries"
    dialog.accept()


def test_a_traceback_is_unfolded_under_its_line_and_folded_up_again(window: MainWindow, until: Until) -> None:
    dialog = written(window, until, LINES)
    entry = dialog.table.model.row(1)
    dialog.table.pressed.emit(entry, "more")
    assert cells(dialog, "words") == [
        "opened",
        "a task of the window failed",
        *TRACEBACK.split("\n"),
        "slow: very",
    ]
    assert cells(dialog, "more") == ["", "Fold up", "", "", "", ""]
    assert cells(dialog, "time")[2:5] == ["", "", ""]
    dialog.table.opened.emit(dialog.table.model.row(1))
    assert len(cells(dialog, "words")) == 3
    dialog.table.opened.emit(dialog.table.model.row(0))
    assert len(cells(dialog, "words")) == 3, "there is nothing under it"
    dialog.accept()


def test_the_log_shows_the_time_of_the_profiles_zone(opened: App, window: MainWindow, until: Until) -> None:
    before = datetime.now(window.context.formats.zone).replace(tzinfo=None, microsecond=0)
    logging.getLogger("smsdesk.test").info("at this hour")
    dialog = opened_log(window, until)
    dialog.search.setText("at this hour")
    told = datetime.fromisoformat(cells(dialog, "time")[0])
    assert before <= told <= before + timedelta(minutes=5)
    zone = window.context.profile.time_zone
    assert any(zone in each.text() for each in dialog.findChildren(QLabel))
    dialog.accept()


def test_a_log_that_is_not_there_says_so(window: MainWindow, until: Until, tmp_path: Path) -> None:
    dialog = LogDialog(window.context, tmp_path / "none")
    dialog.open()
    dialog.load()
    until(dialog.count.text)
    assert dialog.count.text() == "0 of 0 entries"
    dialog.accept()


def test_an_entry_is_taken_apart() -> None:
    at = datetime(2026, 5, 1, 9, 30, tzinfo=UTC).astimezone().strftime("%Y-%m-%d %H:%M:%S,007")
    entry = entry_of(4, f"{at} ERROR Main Thread smsdesk.engine.lane: it: failed\nTraceback\n  x", SHANGHAI)
    assert entry == LogEntry(
        4,
        "2026-05-01 17:30:00,007 ERROR Main Thread smsdesk.engine.lane: it: failed\nTraceback\n  x",
        "2026-05-01 17:30:00",
        "ERROR",
        "Main Thread",
        "smsdesk.engine.lane",
        "it: failed",
        ("Traceback", "  x"),
    )
    for strange in ("", "no time at all", "2026-05-01 nonsense", f"{at} LOUD a b: c"):
        found = entry_of(0, strange, SHANGHAI)
        assert (found.level, found.words) == ("", found.whole)


def test_a_line_without_a_time_stays_as_it_is() -> None:
    at = datetime(2026, 5, 1, 9, 30, tzinfo=UTC).astimezone().strftime("%Y-%m-%d %H:%M:%S,007")
    assert in_zone(f"{at} INFO a\nTraceback", SHANGHAI) == "2026-05-01 17:30:00,007 INFO a\nTraceback"
    for line in ("", "2026", "0001-01-01 00:00:00,000", "no time at all in this line"):
        assert in_zone(line, SHANGHAI) == line


def test_a_traceback_belongs_to_its_entry() -> None:
    log = "2026-05-01 1 INFO a\n2026-05-01 2 ERROR b\nTraceback\n  File x\n2026-05-01 3 INFO c"
    assert entries_of(log) == [
        "2026-05-01 1 INFO a",
        "2026-05-01 2 ERROR b\nTraceback\n  File x",
        "2026-05-01 3 INFO c",
    ]


def test_of_a_long_log_the_last_whole_lines_are_shown(tmp_path: Path) -> None:
    file = tmp_path / "log"
    file.write_text("first line\nsecond line\nthird line\n")
    assert end_of(file, 20) == "third line\n"
    assert end_of(file) == "first line\nsecond line\nthird line\n"
    assert end_of(tmp_path / "none") == ""
    file.write_text("x" * 100)
    assert end_of(file, 20) == "x" * 20, "one endless line has an end, too"


def test_of_a_log_of_fifty_megabytes_only_the_end_is_read(tmp_path: Path) -> None:
    file = tmp_path / "log"
    with file.open("wb") as log:
        log.truncate(50_000_000)  # nothing but zeroes, which take no room on most disks
        log.seek(0, 2)
        log.write(b"\n2026-05-01 09:30:00,100 INFO MainThread smsdesk.app: \xff\xfe broken \x00 bytes\n")
    read = read_log(file, SHANGHAI)
    assert read.earlier
    assert [entry.words for entry in read.entries] == ["�� broken \x00 bytes"]
    assert sum(len(entry.whole) for entry in read.entries) < SHOWN_BYTES


@pytest.mark.parametrize("log", [b"", b"\n\n", b"\xff" * 1000, b"\x00" * 1000, b"2026-\r\n\r", b"\xe6\x97"])
def test_whatever_the_bytes_are_it_can_be_read(tmp_path: Path, log: bytes) -> None:
    file = tmp_path / "log"
    file.write_bytes(log)
    assert not read_log(file, SHANGHAI).earlier


@pytest.mark.parametrize("length", [300, 100_000])
def test_a_long_line_of_something_else_is_shown_as_it_stands(length: int) -> None:
    """Where its logger ends is not looked for in all of it: that took minutes, in which the window stood."""
    line = f"2026-05-01 09:30:00,100 INFO {'x' * length}: hello"
    entry = entry_of(0, line, SHANGHAI)
    assert (entry.level, entry.logger) == ("", "")
    assert entry.words.endswith(": hello")
