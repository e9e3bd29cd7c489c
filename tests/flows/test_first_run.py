"""From an empty folder to a sent sample, and back to a backup, as a user goes (P1, S3)."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from smsdesk.app import App, open_desk
from smsdesk.domain.tasks import TaskStatus
from smsdesk.operations.backup import make_backup
from smsdesk.operations.profile import profile, update_profile
from smsdesk.operations.tasks import list_tasks
from smsdesk.store.folder import Folder
from smsdesk.store.start_record import StartRecord
from smsdesk.ui import window as program
from smsdesk.ui.backups.restore import RestoreDialog, show_restore
from smsdesk.ui.bulk.new_task import NewTaskPage
from smsdesk.ui.bulk.send_question import SendQuestion
from smsdesk.ui.crash_dialog import CrashDialog
from smsdesk.ui.end_signals import EndSignals
from smsdesk.ui.first_run.page import FirstRunPage
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.style import Theme
from smsdesk.ui.widgets.bars import Bar
from tests.ui.waiting import wait_until

Until = Callable[[Callable[[], object]], None]


class Program:
    """The program from its first line to its last, on the loop of the test."""

    def __init__(self, folder: Path, qapp: QApplication, theme: Theme) -> None:
        self.folder = folder
        self.opened: list[App] = []
        self._qapp = qapp
        self._theme = theme
        self.ended: asyncio.Task[int] | None = None

    def open(self, safe: bool) -> App:
        self.opened.append(open_desk(self.folder, engine=True, safe=safe))
        return self.opened[-1]

    async def live(self) -> int:
        ends = EndSignals()
        start = StartRecord(Folder(self.folder))
        living = program.Living(self.open, start, self._qapp, self._theme, ends, lambda: None)
        try:
            return await living.live(ask=False)
        finally:
            ends.close()

    @property
    def desk(self) -> Any:
        return self.opened[-1].desk

    def window(self) -> MainWindow | None:
        shown = [each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow)]
        return next((each for each in shown if each.isVisible()), None)


@pytest.fixture
def running(
    tmp_path: Path,
    qapp: QApplication,
    theme: Theme,
    loop: asyncio.AbstractEventLoop,
    until: Until,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Program]:
    """The program, with its window in view, on an empty folder."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # the program sets its own
    made = Program(tmp_path / "desk", qapp, theme)
    made.ended = loop.create_task(made.live())
    until(made.window)
    yield made
    window = made.window()
    if window is not None:
        window._may_close = True
        window.close()
    until(made.ended.done)
    assert made.ended.result() == 0
    assert not [each for each in QApplication.topLevelWidgets() if isinstance(each, CrashDialog)]


@pytest.fixture
def until(run: Callable[..., Any]) -> Until:
    """Let the loop run until something holds, at most a minute."""
    return partial(wait_until, run)


def begin(running: Program, until: Until) -> MainWindow:
    """Answer the questions and take the sample."""
    window = running.window()
    assert window is not None
    page = window.findChild(FirstRunPage)
    assert isinstance(page, FirstRunPage)
    page.form.set_values(country="CN", time_zone="Asia/Shanghai")
    page.try_it.click()
    until(lambda: isinstance(window.current_page(), NewTaskPage))
    return window


def test_from_an_empty_folder_to_a_sent_sample(running: Program, until: Until) -> None:
    window = begin(running, until)
    page = window.current_page()
    assert isinstance(page, NewTaskPage)
    until(lambda: page.composition.current is not None and page.composition.current.ready == 61)
    until(page.send.send_button.isEnabled)
    page.send.send_button.click()
    until(lambda: any(each.isVisible() for each in window.findChildren(SendQuestion)))
    question = next(each for each in window.findChildren(SendQuestion) if each.isVisible())
    question.consent.click()
    question.accept_button.click()
    until(lambda: [task.status for task in list_tasks(running.desk)] == [TaskStatus.SENT])
    assert list_tasks(running.desk)[0].totals.total == 61


def test_a_restored_backup_opens_the_window_anew_and_says_what_was_kept(
    running: Program, until: Until
) -> None:
    window = begin(running, until)
    backup = make_backup(running.desk)
    update_profile(running.desk, business_name="After the backup")
    until(lambda: window.windowTitle() == "SMS Desk — After the backup")

    window.context.runner.spawn(show_restore(window.context), window.bars)
    until(lambda: any(each.isVisible() for each in window.findChildren(RestoreDialog)))
    dialog = next(each for each in window.findChildren(RestoreDialog) if each.isVisible())
    assert dialog.chosen() == backup
    dialog.accept_button.click()

    until(lambda: len(running.opened) == 2 and running.window() not in (None, window))
    again = running.window()
    assert again is not None
    assert again.windowTitle() == "SMS Desk — Riverside Bakery"
    restored = profile(running.desk)
    assert restored is not None
    assert restored.business_name == "Riverside Bakery"
    told = [bar.words.text() for bar in again.findChildren(Bar) if bar.isVisible()]
    assert any(words.startswith("The backup is in place.") and "before a restore" in words for words in told)
    assert not QApplication.activeModalWidget()
