"""The answer to what was asked last, looked up in the background while the question still changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from smsdesk.domain.errors import Cancelled, DeskError
from smsdesk.operations.desk import Progress
from smsdesk.ui.context import Context

#: Milliseconds without another question before the last one is looked up.
PAUSE = 250


class LatestAnswer(QObject):
    """``ask`` as often as wanted: what is looked up for an older question is stopped, and its answer never
    comes. ``changed`` tells when it begins to wait and when the answer or the fault is there."""

    changed = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._running = running = _Running()
        self._question: tuple[Callable[..., Any], dict[str, Any]] | None = None
        self.answer: Any = None
        self.fault: DeskError | None = None
        self.waiting = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._begin)
        # Not a method of ours: by then there is no QObject any more.
        self.destroyed.connect(running.end)

    def ask(self, job: Callable[..., Any], **arguments: Any) -> None:
        """Run a job that takes ``progress`` as soon as nothing else is asked for a moment."""
        self._running.end()
        self._question = (job, arguments)
        self.answer, self.fault, self.waiting = None, None, True
        self._pause.start(PAUSE)
        self.changed.emit()

    def forget(self) -> None:
        """There is nothing to ask now."""
        self._running.end()
        self._pause.stop()
        self.answer, self.fault, self.waiting = None, None, False
        self.changed.emit()

    def _begin(self) -> None:
        self._context.runner.spawn(self._look(), owner=self)

    async def _look(self) -> None:
        if not isValid(self) or self._question is None or not self.waiting:
            return
        job, arguments = self._question
        progress = self._running.begin()
        answer: Any = None
        fault: DeskError | None = None
        try:
            answer = await self._context.runner.run(job, progress=progress, **arguments)
        except Cancelled:
            return
        except DeskError as told:
            fault = told
        if not progress.cancelled and isValid(self):
            self.answer, self.fault, self.waiting = answer, fault, False
            self.changed.emit()


class _Running:
    """What is looked up just now."""

    def __init__(self) -> None:
        self._progress = Progress()

    def begin(self) -> Progress:
        self.end()
        self._progress = Progress()
        return self._progress

    def end(self, *_gone: object) -> None:
        self._progress.cancel()
