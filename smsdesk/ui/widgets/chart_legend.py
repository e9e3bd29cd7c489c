"""The legend of a chart: every series is a check box in its colour."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QWidget

from smsdesk.ui.palette import colour
from smsdesk.ui.style import font
from smsdesk.ui.widgets.flow_layout import FlowLayout
from smsdesk.ui.widgets.layouts import clear


class LegendBox(QCheckBox):
    """A painted check box: a dot in the colour of the series, hollow when it is off."""

    def __init__(self, name: str, role: str) -> None:
        super().__init__(name)
        self._role = role
        self.setChecked(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 30, 26)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: object) -> bool:
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(colour("focus"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        middle = self.height() / 2
        painter.setPen(QPen(colour(self._role if self.isChecked() else "text_disabled"), 2))
        painter.setBrush(colour(self._role) if self.isChecked() else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(11, middle), 4, 4)
        painter.setFont(font("small"))
        painter.setPen(colour("text" if self.isChecked() else "text_secondary"))
        painter.drawText(self.rect().adjusted(22, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.text())


class Legend(QWidget):
    """``switched(name, on)``."""

    switched = Signal(str, bool)

    def __init__(self) -> None:
        super().__init__()
        self._names: tuple[tuple[str, str], ...] = ()
        self._row = FlowLayout(spacing=8)
        self.setLayout(self._row)

    def set_series(self, series: Sequence[tuple[str, str]]) -> None:
        """(name, colour) of each; what was switched off stays so while the names stay."""
        if tuple(series) == self._names:
            return
        self._names = tuple(series)
        clear(self._row)
        for name, role in series:
            box = LegendBox(name, role)
            box.toggled.connect(lambda on, which=name: self.switched.emit(which, on))
            self._row.addWidget(box)
