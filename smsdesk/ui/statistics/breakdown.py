"""A number and its parts, so that one sees that they add up: a bar, and a line for each part (D5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from smsdesk.domain.text import tr
from smsdesk.ui import formats
from smsdesk.ui.palette import colour
from smsdesk.ui.style import font
from smsdesk.ui.widgets.badge import paint_dot
from smsdesk.ui.widgets.card import Card
from smsdesk.ui.widgets.labels import label, line
from smsdesk.ui.widgets.layouts import clear, column, row
from smsdesk.ui.widgets.pressable_ground import paint_ground
from smsdesk.ui.widgets.send_progress import Segment, SegmentBar
from smsdesk.ui.widgets.tips import plain_tip

_HEIGHT, _SHARE = 52, 64


@dataclass(frozen=True)
class Part:
    """``key`` comes back when it is pressed; ``note`` explains it in one line; ``role`` is its colour."""

    key: object
    words: str
    count: int
    note: str
    role: str


class _PartLine(QAbstractButton):
    """Dot, words and explanation at the left, count and share at the right."""

    def __init__(self, part: Part, share: float | None) -> None:
        super().__init__()
        self._part, self._share = part, formats.share(share)
        self.setAccessibleName(f"{part.words}: {formats.number(part.count)} ({self._share})")
        self.setAccessibleDescription(part.note)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setEnabled(part.count > 0)
        if part.count:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def sizeHint(self) -> QSize:
        return QSize(360, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(220, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        paint_ground(painter, area, self, pressable=self.isEnabled())
        upper = QRectF(area.left() + 8, area.top() + 5, area.width() - 16, 22)
        paint_dot(painter, QPointF(upper.left() + 5, upper.center().y()), self._part.role, side=10)
        strong = font("body", weight=QFont.Weight.DemiBold, tabular=True)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        number = formats.number(self._part.count)
        painter.setFont(strong)
        painter.setPen(colour("text"))
        painter.drawText(upper.adjusted(0, 0, -_SHARE, 0), right, number)
        taken = QFontMetrics(strong).horizontalAdvance(number) + _SHARE + 12
        painter.setFont(font("body", tabular=True))
        painter.setPen(colour("text_secondary"))
        painter.drawText(upper, right, self._share)
        painter.setPen(colour("text"))
        cut = self._words(painter, upper.adjusted(20, 0, -taken, 0), self._part.words)
        painter.setFont(font("small"))
        painter.setPen(colour("text_secondary"))
        lower = QRectF(upper.left() + 20, upper.bottom(), upper.width() - 20, 18)
        cut |= self._words(painter, lower, self._part.note)
        self.setToolTip(plain_tip(f"{self._part.words}\n{self._part.note}") if cut else "")

    @staticmethod
    def _words(painter: QPainter, place: QRectF, words: str) -> bool:
        """Whether they had to be cut."""
        fitted = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(place.width()))
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, fitted)
        return fitted != words


class Breakdown(Card):
    """``pressed(key)`` when a part was pressed."""

    pressed = Signal(object)

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self._shown: tuple[object, ...] = ()
        self._bar = SegmentBar(12)
        self._parts = column(spacing=0)
        self._whole_words = label("", "label", wrap=True)
        self._whole = label("", "label")
        self.body.addWidget(self._bar)
        self.body.addLayout(self._parts)
        self.body.addWidget(line())
        # The sum stands under its parts, in their column.
        total = row(self._whole_words, self._whole, margins=(28, 0, 8 + _SHARE, 0))
        total.setStretch(0, 1)
        self.body.addLayout(total)
        self.body.addStretch(1)

    def show_parts(self, whole_words: str, parts: Sequence[Part]) -> None:
        """The parts and, under them, their sum."""
        if self._shown == (whole_words, *parts):
            return
        self._shown = (whole_words, *parts)
        whole = sum(part.count for part in parts)
        self._whole_words.setText(whole_words)
        self._whole.setText(tr("= {count}", count=formats.number(whole)))
        self._bar.set_segments([Segment(part.words, part.count, part.role) for part in parts])
        clear(self._parts)
        for part in parts:
            made = _PartLine(part, part.count / whole if whole else None)
            made.clicked.connect(lambda _checked=False, key=part.key: self.pressed.emit(key))
            self._parts.addWidget(made)
