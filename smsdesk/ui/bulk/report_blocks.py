"""What a printed page is made of: blocks that know their height and paint themselves, in points (1/72 inch).

The same blocks go to a PDF, to a printer and to a picture. They are black on white whatever the window's
colours are, and tell nothing by colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QPainter,
    QPainterPath,
    QPen,
    QTextLayout,
    QTextOption,
)

from smsdesk.ui import formats
from smsdesk.ui.widgets.chart_scale import ticks

INK = QColor(Qt.GlobalColor.black)
GREY = QColor.fromRgb(90, 90, 90)
RULE = QColor.fromRgb(190, 190, 190)
FILL = QColor.fromRgb(120, 120, 120)

#: What ends a line for Qt's layout of text.
_LINE_END = "\u2028"
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def face(size: int, *, bold: bool = False) -> QFont:
    """The window's typeface in points of the paper.

    Without the figures of one width that the window has, or brackets raised beside figures: what takes the
    place of a sign cannot be found or copied in a PDF.
    """
    made = QFont(QGuiApplication.font())
    made.setPixelSize(size)
    made.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    made.setFeature(QFont.Tag("calt"), 0)
    return made


class Block(Protocol):
    """A piece that is never broken over two pages."""

    @property
    def keeps_with_next(self) -> bool: ...

    def height(self, width: float) -> float: ...

    def paint(self, painter: QPainter, area: QRectF) -> None: ...


@dataclass(frozen=True)
class Gap:
    """Empty space."""

    points: float
    keeps_with_next: bool = False

    def height(self, width: float) -> float:
        return self.points

    def paint(self, painter: QPainter, area: QRectF) -> None: ...


@dataclass(frozen=True)
class Words:
    """A paragraph; ``boxed`` draws a frame around it."""

    text: str
    size: int = 10
    bold: bool = False
    grey: bool = False
    boxed: bool = False
    keeps_with_next: bool = False

    def height(self, width: float) -> float:
        return _height(self.text, face(self.size, bold=self.bold), width - 2 * self._inset) + 2 * self._inset

    def paint(self, painter: QPainter, area: QRectF) -> None:
        if self.boxed:
            painter.setPen(QPen(RULE, 0.75))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        inner = area.adjusted(self._inset, self._inset, -self._inset, -self._inset)
        _write(painter, inner, Cell(self.text, 1, grey=self.grey), face(self.size, bold=self.bold))

    @property
    def _inset(self) -> float:
        return 10.0 if self.boxed else 0.0


@dataclass(frozen=True)
class Cell:
    """One cell of a line: its share of the width, and how it is written."""

    text: str
    part: float
    right: bool = False
    bold: bool = False
    grey: bool = False
    bar: float | None = None
    """A bar of that length, 0–1, in place of words."""


@dataclass(frozen=True)
class Line:
    """Cells side by side, as a table's row; ``ruled`` draws a hairline below."""

    cells: Sequence[Cell]
    size: int = 10
    ruled: bool = True
    keeps_with_next: bool = False

    def height(self, width: float) -> float:
        highest = max(
            _height(cell.text or "x", face(self.size, bold=cell.bold), width * cell.part - 8)
            for cell in self.cells
        )
        return highest + 7

    def paint(self, painter: QPainter, area: QRectF) -> None:
        left = area.left()
        for cell in self.cells:
            width = area.width() * cell.part
            place = QRectF(left, area.top() + 3, width - 8, area.height() - 6)
            if cell.bar is None:
                font = face(self.size, bold=cell.bold)
                if _height(cell.text, font, place.width()) < 2 * self.size:
                    # One line stands in the middle of the first: characters of another script are higher.
                    place.setHeight(min(place.height(), _first(self, area.width())))
                _write(painter, place, cell, font)
            else:
                _bar(painter, place, cell.bar)
            left += width
        if self.ruled:
            painter.setPen(QPen(RULE, 0.5))
            painter.drawLine(area.bottomLeft(), area.bottomRight())


@dataclass(frozen=True)
class Curve:
    """One line of a chart, told apart by its strokes; values from left to right."""

    name: str
    values: Sequence[float]
    style: Qt.PenStyle


@dataclass(frozen=True)
class Chart:
    """Lines over time. ``labels`` stand below, one for each value; as many are shown as fit."""

    labels: Sequence[str]
    curves: Sequence[Curve]
    keeps_with_next: bool = False

    def height(self, width: float) -> float:
        return 190.0

    def paint(self, painter: QPainter, area: QRectF) -> None:
        steps_up = ticks(max((max(curve.values, default=0) for curve in self.curves), default=0))
        top = steps_up[-1]
        plot = area.adjusted(52, 26, -12, -22)
        self._legend(painter, area)
        self._grid(painter, plot, steps_up)
        steps = max(1, len(self.labels) - 1)
        for curve in self.curves:
            path = QPainterPath()
            for at, value in enumerate(curve.values):
                x = plot.left() + plot.width() * at / steps
                point = QPointF(x, plot.bottom() - plot.height() * value / top)
                path.lineTo(point) if at else path.moveTo(point)
            painter.setPen(QPen(INK, 1.3, curve.style))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(path)

    def _legend(self, painter: QPainter, area: QRectF) -> None:
        left, small = area.left(), face(9)
        painter.setFont(small)
        for curve in self.curves:
            painter.setPen(QPen(INK, 1.3, curve.style))
            painter.drawLine(QPointF(left, area.top() + 7), QPointF(left + 26, area.top() + 7))
            painter.setPen(INK)
            painter.drawText(QPointF(left + 31, area.top() + 10), curve.name)
            left += 31 + QFontMetricsF(small).horizontalAdvance(curve.name) + 20

    def _grid(self, painter: QPainter, plot: QRectF, steps: Sequence[float]) -> None:
        small = face(8)
        painter.setFont(small)
        for step in steps:
            y = plot.bottom() - plot.height() * step / steps[-1]
            painter.setPen(QPen(RULE, 0.5))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(GREY)
            place = QRectF(plot.left() - 52, y - 6, 46, 12)
            painter.drawText(place, _RIGHT, formats.number(round(step)))
        metrics = QFontMetricsF(small)
        widest = max((metrics.horizontalAdvance(words) for words in self.labels), default=0) + 14
        every = max(1, -(-len(self.labels) * int(widest) // max(1, int(plot.width()))))
        last = max(1, len(self.labels) - 1)
        painter.setPen(GREY)
        for at in range(0, len(self.labels), every):
            x = plot.left() + plot.width() * at / last
            place = QRectF(x - widest / 2, plot.bottom() + 5, widest, 12)
            place.moveLeft(min(place.left(), plot.right() + 12 - widest))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self.labels[at])


def _first(line: Line, width: float) -> float:
    """The height of one line of words beside the highest of them."""
    single = [
        height
        for cell in line.cells
        if (height := _height(cell.text or "x", face(line.size, bold=cell.bold), width * cell.part - 8))
        < 2 * line.size
    ]
    return max(single, default=0.0) + 1


def _height(text: str, font: QFont, width: float) -> float:
    layout = QTextLayout(text.replace("\n", _LINE_END), font)
    layout.setTextOption(_wrapping())
    layout.beginLayout()
    high, leading = 0.0, max(0.0, QFontMetricsF(font).leading())
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(1.0, width))
        high += line.height() + leading
    layout.endLayout()
    return high - leading


def _wrapping() -> QTextOption:
    """Between words; inside one only where it is longer than the line, such as a code."""
    made = QTextOption()
    made.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return made


def _write(painter: QPainter, area: QRectF, cell: Cell, font: QFont) -> None:
    painter.setFont(font)
    painter.setPen(GREY if cell.grey else INK)
    side = Qt.AlignmentFlag.AlignRight if cell.right else Qt.AlignmentFlag.AlignLeft
    option = _wrapping()
    option.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
    # A little more than was measured: a printer's widths are rounded otherwise than ours.
    painter.drawText(area.adjusted(0, -1, 1, 1), cell.text, option)


def _bar(painter: QPainter, area: QRectF, share: float) -> None:
    whole = QRectF(area.left(), area.top() + 3, area.width(), 7)
    painter.setPen(QPen(RULE, 0.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(whole)
    if share > 0:
        painter.fillRect(QRectF(whole.left(), whole.top(), max(1.0, whole.width() * share), 7), FILL)
