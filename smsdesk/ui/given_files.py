"""Spreadsheets that are opened with the program from outside (“Open with”): each leads to a new bulk task.

They come with the command line, from a second start, or from the desktop (macOS), perhaps before there is a
window, and before a first start's questions are answered; they wait until then.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal
from PySide6.QtGui import QFileOpenEvent

if TYPE_CHECKING:
    from smsdesk.ui.context import Context


class GivenFiles(QObject):
    """What was given and not yet shown; ``given`` when there is something."""

    given = Signal()

    def __init__(self, application: QCoreApplication) -> None:
        super().__init__(application)
        self._waiting: Path | None = None
        if sys.platform == "darwin":  # elsewhere a look at every event would be for nothing
            application.installEventFilter(self)

    @classmethod
    def of(cls, application: QCoreApplication) -> GivenFiles:
        """The application's own."""
        return application.findChild(cls) or cls(application)

    def take(self, path: Path) -> None:
        """Keep it until it is shown; another takes its place, as there is one new task at a time."""
        self._waiting = path
        self.given.emit()

    def pop(self) -> Path | None:
        """What waits, to be shown now."""
        path, self._waiting = self._waiting, None
        return path

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent) and event.file():
            self.take(Path(event.file()))
            return True
        return super().eventFilter(watched, event)


class FilesToTasks(QObject):
    """Leads each given file to a new bulk task in the window whose child this is."""

    def __init__(self, files: GivenFiles, context: Context) -> None:
        super().__init__(context.window)
        self._files = files
        self._context = context
        files.given.connect(self._lead)
        context.state.changed.connect(self._lead)
        self._lead()

    def _lead(self) -> None:
        if self._context.state.exists and (path := self._files.pop()):
            self._context.open("bulk", "new", file=path)
