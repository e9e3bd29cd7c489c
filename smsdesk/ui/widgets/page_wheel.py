"""The wheel on a page that scrolls and has tables in it that scroll too: who began to scroll goes on."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QScrollArea

#: Seconds of rest after which a turn of the wheel begins anew.
PAUSE = 0.4


class PageWheel(QObject):
    """While the page is being scrolled, a table that comes to lie under the pointer does not take the wheel.

    After a rest the table has it, and gives it back at its end, as every table does. Counts for what the
    page holds when this is made. ``clock`` gives seconds.
    """

    def __init__(self, area: QScrollArea, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(area)
        self._area = area
        self._clock = clock
        self._turned = -PAUSE
        """When the page was last scrolled by the wheel."""
        area.viewport().installEventFilter(self)
        for inner in area.findChildren(QAbstractScrollArea):
            inner.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QWheelEvent):
            if watched is self._area.viewport():
                self._turned = self._clock()
            elif self._clock() - self._turned < PAUSE and self._can_turn(event.angleDelta().y()):
                event.ignore()  # goes on to what the table stands in, and so to the page
                return True
        return super().eventFilter(watched, event)

    def _can_turn(self, up: int) -> bool:
        bar = self._area.verticalScrollBar()
        return (up > 0 and bar.value() > bar.minimum()) or (up < 0 and bar.value() < bar.maximum())
