"""Tells when another day has begun: what says “today” is drawn anew then (A2, D1)."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from smsdesk.ui.context import Context

#: In milliseconds: so long at most something says “today” of yesterday.
_LOOK_MS = 10_000


class DayWatch(QObject):
    """Compares the day in the profile's zone again and again: no timer that is set for midnight would hold
    over a computer that slept, or a clock that was set."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._day = context.formats.today()
        timer = QTimer(self)
        timer.timeout.connect(self.look)
        timer.start(_LOOK_MS)

    def look(self) -> None:
        """Tell by ``Hub.new_day`` if it is another day than at the last look, a later or an earlier one."""
        day = self._context.formats.today()
        if day != self._day:
            self._day = day
            self._context.hub.new_day.emit()
