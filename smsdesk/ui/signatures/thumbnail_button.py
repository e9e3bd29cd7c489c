"""A small picture that opens large when it is pressed (G1)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QAbstractButton

from smsdesk.domain.text import tr
from smsdesk.ui.palette import colour


class ThumbnailButton(QAbstractButton):
    """``name`` says what is in the picture; ``side`` is the longest side in logical pixels."""

    def __init__(self, picture: QPixmap, name: str, on: Callable[[], object], *, side: int) -> None:
        super().__init__()
        self._picture = picture
        self._size = picture.deviceIndependentSize().toSize()
        self._size.scale(QSize(side, side), Qt.AspectRatioMode.KeepAspectRatio)
        self.setFixedSize(self._size.expandedTo(QSize(24, 24)) + QSize(6, 6))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolTip(tr("Show it large"))
        self.setAccessibleName(tr("{name}, show it large", name=name))
        self.clicked.connect(lambda _checked=False: on())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        place = QRect(0, 0, self._size.width(), self._size.height())
        place.moveCenter(self.rect().center())
        painter.drawPixmap(place, self._picture)
        lively = self.underMouse() or self.hasFocus()
        painter.setPen(colour("focus" if lively else "border_strong"))
        painter.drawRect(place.adjusted(-1, -1, 0, 0))
        if self.hasFocus():
            painter.drawRect(place.adjusted(-2, -2, 1, 1))
