"""A thin line at the top of a page that moves while something is loading."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from smsdesk.ui.palette import colour

#: What is done sooner shows no line: a flicker tells nobody anything.
PATIENCE = 150


class BusyLine(QWidget):
    """``with busy_line.working(): …`` shows it after a moment, until the last one is done."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(2)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._at = 0.0
        self._works = 0
        self._timer = QTimer(self)
        self._timer.setInterval(33)
        self._timer.timeout.connect(self._step)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE)
        self._patience.timeout.connect(self._appear)
        self.hide()

    @contextmanager
    def working(self) -> Iterator[None]:
        self._works += 1
        if self._works == 1:
            self._patience.start()
        try:
            yield
        finally:
            self._works -= 1
            # A page that was rebuilt meanwhile has taken its line with it.
            if not self._works and isValid(self):
                self._patience.stop()
                self._timer.stop()
                self.hide()

    def _appear(self) -> None:
        self.raise_()
        self.show()
        self._timer.start()

    def _step(self) -> None:
        self._at = (self._at + 0.018) % 1.4
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        left = (self._at - 0.4) * self.width()
        painter.fillRect(QRectF(left, 0, self.width() * 0.4, 2), colour("accent"))
