"""Counts as chips of which one is chosen: how many rows are ready, how many are wrong for which reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QWidget

from smsdesk.domain.text import tr
from smsdesk.ui import formats
from smsdesk.ui.palette import colour
from smsdesk.ui.style import font
from smsdesk.ui.widgets.badge import DOT, paint_dot
from smsdesk.ui.widgets.flow_layout import FlowLayout
from smsdesk.ui.widgets.tab_order import set_after

_PAD = 12


@dataclass(frozen=True)
class Count:
    """``key`` is what choosing it means; ``role`` colours the dot."""

    key: str
    words: str
    count: int
    role: str


class CountChip(QAbstractButton):
    """A dot, a number and a word. Space and the arrow keys choose."""

    def __init__(self, count: Count) -> None:
        super().__init__()
        self._count = count
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_count(count)

    def show_count(self, count: Count) -> None:
        self._count = count
        number = formats.number(count.count)
        self.setAccessibleName(tr("{count} {reason}", count=number, reason=count.words))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        strong, plain = self._fonts()
        number = QFontMetrics(strong).horizontalAdvance(formats.number(self._count.count))
        words = QFontMetrics(plain).horizontalAdvance(self._count.words)
        return QSize(2 * _PAD + DOT + 8 + number + 6 + words + 2, 32)

    @staticmethod
    def _fonts() -> tuple[QFont, QFont]:
        return font(weight=QFont.Weight.DemiBold, tabular=True), font()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        edge = "focus" if self.hasFocus() else "accent" if chosen else "border_strong"
        painter.setPen(QPen(colour(edge), 2 if self.hasFocus() else 1.2))
        painter.setBrush(colour("selected" if chosen else "hover" if self.underMouse() else "surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 15, 15)
        middle = self.height() / 2
        paint_dot(painter, QPointF(_PAD + DOT / 2, middle), self._count.role)
        strong, plain = self._fonts()
        left = _PAD + DOT + 8
        painter.setPen(colour("text"))
        painter.setFont(strong)
        number = formats.number(self._count.count)
        painter.drawText(QRectF(left, 0, self.width(), self.height()), Qt.AlignmentFlag.AlignVCenter, number)
        left += QFontMetrics(strong).horizontalAdvance(number) + 6
        painter.setFont(plain)
        painter.setPen(colour("text" if chosen else "text_secondary"))
        place = QRectF(left, 0, self.width() - left, self.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, self._count.words)


class CountChips(QWidget):
    """``chosen(key)`` when the user chooses another chip."""

    chosen = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._flow = FlowLayout(spacing=8)
        self.setLayout(self._flow)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self.chips: dict[str, CountChip] = {}

    def set_counts(self, counts: Sequence[Count]) -> None:
        """Show these; the chosen one stays while it is among them, else the first is."""
        keys = [count.key for count in counts]
        if keys != list(self.chips):
            kept = self.value()
            for chip in self.chips.values():
                self._group.removeButton(chip)
                self._flow.removeWidget(chip)
                chip.hide()
                chip.deleteLater()
            self.chips = {count.key: self._chip(count) for count in counts}
            set_after(self, self.chips.values())
            if keys:
                self.chips[kept if kept in keys else keys[0]].setChecked(True)
        for count in counts:
            self.chips[count.key].show_count(count)

    def value(self) -> str:
        """Key of the chosen chip; empty without chips."""
        return next((key for key, chip in self.chips.items() if chip.isChecked()), "")

    def choose(self, key: str) -> None:
        """Choose as if the user had."""
        if key in self.chips and not self.chips[key].isChecked():
            self.chips[key].setChecked(True)
            self.chosen.emit(key)

    def _chip(self, count: Count) -> CountChip:
        chip = CountChip(count)
        self._group.addButton(chip)
        self._flow.addWidget(chip)
        chip.clicked.connect(lambda: self.chosen.emit(count.key))
        return chip
