"""How many records there are in all, counted beside the page and never before it (D2)."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel
from shiboken6 import isValid

from smsdesk.domain.errors import DeskError
from smsdesk.domain.records import RecordFilter
from smsdesk.domain.text import tr, trn
from smsdesk.operations.records import record_count
from smsdesk.ui.context import Context

#: While messages are being sent the same question is not asked more often than this.
_PAUSE_MS = 2_000


class RecordCount(QLabel):
    """Says "12,345 records"; while a new question is counted it says so."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setProperty("kind", "secondary")
        self.count: int | None = None
        self._context = context
        self._asked: RecordFilter | None = None
        self._counting = False
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(_PAUSE_MS)
        self._again.timeout.connect(self._start)

    def ask(self, filter: RecordFilter, known: int | None = None) -> None:
        """Count these; ``known``: the page holds all of them."""
        new = filter != self._asked
        self._asked = filter
        if known is not None:
            self._again.stop()
            self._show(known)
        elif new:
            self._show(None)
            self._start()
        elif not self._again.isActive():
            self._again.start()

    def forget(self) -> None:
        """There is no question that could be counted."""
        self._again.stop()
        self._asked = self.count = None
        self.clear()

    def _start(self) -> None:
        if not self._counting:
            self._context.runner.spawn(self._count(), owner=self)

    async def _count(self) -> None:
        self._counting = True
        try:
            while (asked := self._asked) is not None:
                try:
                    found = await self._context.runner.run(record_count, filter=asked)
                except DeskError:
                    return  # the page says what is wrong with the question
                if not isValid(self):
                    return
                if asked == self._asked:
                    self._show(found)
                    return
        finally:
            self._counting = False

    def _show(self, count: int | None) -> None:
        self.count = count
        self.setText(tr("Counting…") if count is None else trn("{count} record", "{count} records", count))
