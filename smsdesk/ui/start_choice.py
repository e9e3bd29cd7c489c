"""After a start that came to nothing, or when it is asked for: one question on how to start this time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any

import tzlocal
from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QWidget

from smsdesk.domain.errors import Cancelled, DeskError
from smsdesk.domain.text import tr
from smsdesk.store.backup import backups_in
from smsdesk.store.crash_reports import CrashReport
from smsdesk.store.folder import Folder
from smsdesk.store.restoring import prepare_restore
from smsdesk.ui.backups.restore import BackupChoice
from smsdesk.ui.bridge import Work
from smsdesk.ui.crash_dialog import Details
from smsdesk.ui.end_signals import EndSignals
from smsdesk.ui.formats import Formats
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.card import PressableCard
from smsdesk.ui.widgets.confirm import fit_to_words
from smsdesk.ui.widgets.labels import Picture, label
from smsdesk.ui.widgets.layouts import column, row


class Way(StrEnum):
    """How to start."""

    SAFE = "safe"
    RESTORE = "restore"
    NORMAL = "normal"


class StartDialog(QDialog):
    """Three ways to start. ``way`` is the chosen one; None: the program is not wanted now."""

    def __init__(self, *, failed: bool, report: CrashReport | None = None) -> None:
        super().__init__()
        self.way: Way | None = None
        title = (
            tr("SMS Desk did not get started the last time") if failed else tr("How should SMS Desk start?")
        )
        words = (
            tr("It ended before its window was ready. What you saved is there. How should it start now?")
            if failed
            else tr("Safe mode helps to look around when something does not work as it should.")
        )
        self.setWindowTitle(tr("SMS Desk"))
        self.setFixedWidth(560)
        self.cards = {
            Way.SAFE: self._card(
                Way.SAFE,
                "shield-check",
                tr("Start in safe mode"),
                tr("Look around without sending: no gateway is asked, and the window has its first look."),
            ),
            Way.NORMAL: self._card(
                Way.NORMAL,
                "circle-play",
                tr("Start normally"),
                tr("What waits to be sent is sent, as always."),
            ),
            Way.RESTORE: self._card(
                Way.RESTORE,
                "archive-restore",
                tr("Restore a backup…"),
                tr("Go back to an earlier day. What is there now is kept as a backup."),
            ),
        }
        whole = column(spacing=12, margins=(24, 24, 24, 20))
        said = column(label(title, "heading", wrap=True), label(words, "secondary", wrap=True), spacing=8)
        whole.addLayout(said)
        whole.addSpacing(4)
        for each in self.cards.values():
            whole.addWidget(each)
        foot = row()
        if report is not None:
            self.details = Details(report.text)
            foot.addWidget(self.details.switch)
            foot.addWidget(self.details.copy_button)
            whole.addWidget(self.details)
        foot.addStretch(1)
        foot.addWidget(button(tr("Quit"), self.reject))
        whole.addSpacing(4)
        whole.addLayout(foot)
        self.setLayout(whole)
        self.cards[Way.SAFE if failed else Way.NORMAL].setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        fit_to_words(self)

    def _card(self, way: Way, picture: str, title: str, words: str) -> PressableCard:
        card = PressableCard(title)
        said = column(label(title, "heading"), label(words, "secondary", wrap=True), spacing=4)
        line = row(Picture(picture, "accent_text", 24), said, spacing=16)
        line.setStretch(1, 1)
        line.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        card.body.addLayout(line)
        card.pressed.connect(partial(self._choose, way))
        return card

    def _choose(self, way: Way) -> None:
        self.way = way
        self.accept()


class EarlyRestore(BackupChoice):
    """The choice of a backup before the desk is opened, which may be what cannot be done."""

    def __init__(self, parent: QWidget | None, folder: Folder, times: Formats) -> None:
        super().__init__(parent, times, backups_in(folder))
        self._folder = folder
        self._running: set[asyncio.Task[None]] = set()

    def spawn(self, coroutine: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.get_running_loop().create_task(self._guarded(coroutine))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _guarded(self, coroutine: Coroutine[Any, Any, Any]) -> None:
        try:
            await coroutine
        except Cancelled:
            return
        except DeskError as fault:
            self.bars.error(fault)

    async def prepare(self, work: Work, path: Path) -> None:
        def do() -> None:
            prepare_restore(self._folder, path, progress=work.progress.report)

        work.start()
        try:
            await asyncio.get_running_loop().run_in_executor(None, do)
        finally:
            work.finish()


async def ask_how_to_start(
    folder: Folder, clock: Callable[[], int], ends: EndSignals, *, failed: bool, report: CrashReport | None
) -> Way | None:
    """Ask until there is an answer; a restore is prepared here and done by opening the desk. None: quit."""
    while True:
        dialog = StartDialog(failed=failed, report=report)
        ends.call(dialog.reject)
        way = dialog.way if await answered(dialog) else None
        dialog.deleteLater()
        if way is not Way.RESTORE:
            return way
        if await restored(folder, clock, ends):
            return way


async def restored(folder: Folder, clock: Callable[[], int], ends: EndSignals) -> bool:
    """Let the user choose a backup, before the desk is opened; whether one lies ready to be put in place."""
    choice = EarlyRestore(None, folder, Formats(tzlocal.get_localzone_name, clock))
    ends.call(choice.reject)
    return await choice.answer()


async def answered(dialog: QDialog) -> bool:
    """Show a dialog that stands alone and wait for it; whether it was accepted."""
    gone = asyncio.get_running_loop().create_future()

    def settle(result: int) -> None:
        if not gone.done():
            gone.set_result(result == QDialog.DialogCode.Accepted)

    dialog.finished.connect(settle)
    dialog.show()
    return bool(await gone)
