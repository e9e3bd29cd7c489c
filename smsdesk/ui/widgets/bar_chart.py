"""Horizontal bars, largest first: failures by reason. Each can be pressed to see what is behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from smsdesk.ui import formats
from smsdesk.ui.palette import colour
from smsdesk.ui.style import font
from smsdesk.ui.widgets.layouts import clear, column
from smsdesk.ui.widgets.pressable_ground import paint_ground
from smsdesk.ui.widgets.tips import plain_tip


@dataclass(frozen=True)
class BarItem:
    """One bar. ``key`` comes back when it is pressed; ``note`` is quiet text after the words."""

    key: object
    words: str
    value: int
    note: str = ""


class _BarLine(QAbstractButton):
    def __init__(self, item: BarItem, share: float, role: str, pressable: bool) -> None:
        super().__init__()
        self._item, self._share, self._role = item, share, role
        number = formats.number(item.value)
        self.setAccessibleName(f"{item.words}: {number} ({formats.share(share)})")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setToolTip(plain_tip(item.words if not item.note else f"{item.words}\n{item.note}"))
        if pressable:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._pressable = pressable

    def sizeHint(self) -> QSize:
        return QSize(320, 44)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 44)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(0, 0, 0, 0)
        paint_ground(painter, area, self, pressable=self._pressable)
        inner = area.adjusted(8, 4, -8, -8)
        words = inner.adjusted(0, 0, 0, -10)
        painter.setFont(font("body", weight=QFont.Weight.Medium, tabular=True))
        painter.setPen(colour("text"))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        number = f"{formats.number(self._item.value)}"
        share = formats.share(self._share, even=True)
        painter.drawText(words.adjusted(0, 0, -58, 0), right, number)
        taken = painter.fontMetrics().horizontalAdvance(number) + 70
        painter.setFont(font("small", tabular=True))
        painter.setPen(colour("text_secondary"))
        painter.drawText(words, right, share)
        self._title(painter, words.adjusted(0, 0, -taken, 0))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("sunken"))
        trough = QRectF(inner.left(), inner.bottom() - 6, inner.width(), 6)
        painter.drawRoundedRect(trough, 3, 3)
        painter.setBrush(colour(self._role))
        trough.setWidth(max(6.0, trough.width() * self._share))
        painter.drawRoundedRect(trough, 3, 3)

    def _title(self, painter: QPainter, place: QRectF) -> None:
        painter.setFont(font())
        painter.setPen(colour("text"))
        metrics = painter.fontMetrics()
        fitted = metrics.elidedText(self._item.words, Qt.TextElideMode.ElideRight, int(place.width()))
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, fitted)
        used = metrics.horizontalAdvance(fitted) + 8
        painter.setFont(font("small"))
        # Half a note says less than none; the tool tip has it whole.
        if painter.fontMetrics().horizontalAdvance(self._item.note) <= place.width() - used:
            painter.setPen(colour("text_secondary"))
            painter.drawText(place.adjusted(used, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self._item.note)


class BarChart(QWidget):
    """``pressed(key)`` when a bar was pressed; with ``pressable`` False they are only to look at."""

    pressed = Signal(object)

    def __init__(self, name: str, *, role: str = "series_1", pressable: bool = True) -> None:
        super().__init__()
        self._role = role
        self._pressable = pressable
        self._items: tuple[BarItem, ...] = ()
        self._total = 0
        self.setAccessibleName(name)
        self._layout = column(spacing=4)
        self.setLayout(self._layout)

    def set_bars(self, items: Sequence[BarItem], total: int = 0) -> None:
        """Show these in their order; a share is of ``total``, else of their sum, and so is the bar."""
        total = total or sum(item.value for item in items) or 1
        if (tuple(items), total) == (self._items, self._total):
            return
        self._items, self._total = tuple(items), total
        clear(self._layout)
        for item in items:
            line = _BarLine(item, item.value / total, self._role, self._pressable)
            if self._pressable:
                line.clicked.connect(partial(self._press, item.key))
            self._layout.addWidget(line)
        self._layout.addStretch(1)

    def _press(self, key: object, _checked: bool = False) -> None:
        self.pressed.emit(key)
