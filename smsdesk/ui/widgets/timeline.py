"""What happened to one thing, step by step: a message's way, a review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from smsdesk.ui.palette import colour
from smsdesk.ui.widgets.badge import paint_dot
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import clear, column, row


@dataclass(frozen=True)
class Moment:
    """``at`` is the time in words; ``role`` colours the dot (success, warning, danger, info, neutral)."""

    title: str
    at: str
    note: str = ""
    role: str = "neutral"


class _Step(QWidget):
    def __init__(self, moment: Moment, first: bool, last: bool) -> None:
        super().__init__()
        self._role, self._first, self._last = moment.role, first, last
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        title = label(moment.title, "label", wrap=True)
        at = label(moment.at, "small")
        head = row(title, at)
        head.setStretch(0, 1)
        head.setAlignment(at, Qt.AlignmentFlag.AlignTop)  # beside the first line of a long title
        whole = column(head, spacing=2, margins=(24, 2, 0, 14))
        if moment.note:
            whole.addWidget(label(moment.note, "secondary", wrap=True, selectable=True))
        self.setLayout(whole)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour("border_strong"), 2))
        if not self._first:
            painter.drawLine(QPointF(7, 0), QPointF(7, 4))
        if not self._last:
            painter.drawLine(QPointF(7, 18), QPointF(7, self.height()))
        paint_dot(painter, QPointF(7, 11), self._role, side=10)
        painter.setBrush(Qt.BrushStyle.NoBrush)


class Timeline(QWidget):
    """Moments from the first to the last."""

    def __init__(self, moments: Sequence[Moment] = ()) -> None:
        super().__init__()
        self._layout = column(spacing=0)
        self.setLayout(self._layout)
        self.set_moments(moments)

    def set_moments(self, moments: Sequence[Moment]) -> None:
        clear(self._layout)
        for index, moment in enumerate(moments):
            self._layout.addWidget(_Step(moment, index == 0, index == len(moments) - 1))
        self._layout.addStretch(1)
