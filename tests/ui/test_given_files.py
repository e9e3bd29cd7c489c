"""A spreadsheet opened from outside leads to a new bulk task, by whatever way it comes (issue 7)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QFileOpenEvent
from pytestqt.qtbot import QtBot

from smsdesk.ui.bulk.new_task import NewTaskPage
from smsdesk.ui.given_files import FilesToTasks, GivenFiles
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.single_instance import SingleInstance, raise_running


@pytest.fixture
def files(qapp: QCoreApplication) -> GivenFiles:
    return GivenFiles(qapp)


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_text("number\n+447700900123\n")
    return path


def test_a_second_start_hands_over_its_file(qtbot: QtBot, tmp_path: Path) -> None:
    given = tmp_path / "a\nb \udce9.csv"
    first = SingleInstance(tmp_path)
    with qtbot.waitSignal(first.given, timeout=60_000) as waited:
        assert raise_running(tmp_path, given)
    assert waited.args == [given]
    first.close()


def test_it_leads_to_a_new_task(
    window: MainWindow, files: GivenFiles, sheet: Path, settled: Callable[[], None], qtbot: QtBot
) -> None:
    files.take(sheet)
    FilesToTasks(files, window.context)
    settled()
    page = window.current_page()
    assert isinstance(page, NewTaskPage)
    qtbot.waitUntil(lambda: getattr(page.composition.source, "path", "") == str(sheet), timeout=60_000)
    files.take(sheet)
    settled()
    assert window.current_page() is not page, "the second file begins another task"


def test_the_desktop_may_tell_of_it_by_an_event(files: GivenFiles, sheet: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(files.given, timeout=60_000):
        assert files.eventFilter(files, QFileOpenEvent(str(sheet)))
    assert files.pop() == sheet
    assert files.pop() is None
