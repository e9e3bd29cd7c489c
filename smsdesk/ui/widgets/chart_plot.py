"""The painted part of a chart of lines: the step under the mouse or the arrow keys shows its values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from smsdesk.ui import formats
from smsdesk.ui.palette import colour
from smsdesk.ui.style import font
from smsdesk.ui.widgets.chart_scale import short, ticks

LEFT, _RIGHT, _TOP, BOTTOM = 46, 12, 10, 28
#: Room at the right where shares have a scale of their own.
_SHARES = 52


#: Of the line on top; of lines through more steps than ``_MANY``.
_WIDTH, _DENSE, _MANY = 2.0, 1.3, 60


@dataclass(frozen=True)
class Series:
    """One line: a value per label (None leaves a gap); ``show`` writes it in the hover box.

    ``share`` marks values from 0 to 1, drawn on a scale of 0–100 % of their own.
    """

    name: str
    values: Sequence[float | None]
    colour: str = "series_1"
    show: Callable[[float], str] = lambda value: formats.number(round(value))
    share: bool = False


class Plot(QWidget):
    """``pressed(index)`` when a step was clicked, or Enter pressed on it."""

    pressed = Signal(int)

    def __init__(self, name: str, *, pressable: bool = False) -> None:
        super().__init__()
        self._pressable = pressable
        self.labels: Sequence[str] = ()
        self.series: Sequence[Series] = ()
        self.off: set[str] = set()
        self.at = -1
        self.setMouseTracking(True)
        if pressable:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(160)

    def sizeHint(self) -> QSize:
        return QSize(600, 240)

    def shown(self) -> list[Series]:
        return [each for each in self.series if each.name not in self.off]

    def describe(self) -> str:
        """The values at the chosen place in words."""
        if not 0 <= self.at < len(self.labels):
            return ""
        parts = [f"{each.name}: {self._words(each)}" for each in self.shown()]
        return f"{self.labels[self.at]}. " + ", ".join(parts)

    def _words(self, each: Series) -> str:
        value = each.values[self.at]
        return formats.NOTHING if value is None else each.show(value)

    def _area(self) -> QRectF:
        right = _SHARES if self._mixed() else _RIGHT
        return QRectF(LEFT, _TOP, self.width() - LEFT - right, self.height() - _TOP - BOTTOM)

    def _mixed(self) -> bool:
        """Whether counts and shares are shown together: shares then have a scale at the right."""
        return len({each.share for each in self.shown()}) == 2

    def _x(self, index: int) -> float:
        area = self._area()
        steps = max(1, len(self.labels) - 1)
        return area.center().x() if len(self.labels) == 1 else area.left() + area.width() * index / steps

    # Mouse and keyboard

    def go(self, at: int) -> None:
        at = at if 0 <= at < len(self.labels) else -1
        if at != self.at:
            self.at = at
            self.setAccessibleDescription(self.describe())
            self.update()

    def say(self) -> None:
        """Have a screen reader say the values at the chosen place."""
        words = self.describe()
        if words and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def _index_at(self, x: float) -> int:
        """The step nearest to that place; -1 where there is none."""
        area = self._area()
        steps = max(1, len(self.labels) - 1)
        at = round((x - area.left()) / max(1.0, area.width()) * steps)
        return min(max(at, 0), len(self.labels) - 1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.go(self._index_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._press(self._index_at(event.position().x()))

    def leaveEvent(self, event: QEvent) -> None:
        self.go(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self.labels) - 1
        match event.key():
            case Qt.Key.Key_Right:
                self.go(min(self.at + 1, last))
            case Qt.Key.Key_Left:
                self.go(last if self.at < 0 else max(self.at - 1, 0))
            case Qt.Key.Key_Home:
                self.go(0)
            case Qt.Key.Key_End:
                self.go(last)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self._pressable:
                self._press(self.at)
                return
            case _:
                super().keyPressEvent(event)
                return
        self.say()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.go(-1)

    def _press(self, at: int) -> None:
        if self._pressable and 0 <= at < len(self.labels):
            self.pressed.emit(at)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self._area()
        shown = self.shown()
        counted = [value for each in shown if not each.share for value in each.values if value is not None]
        steps = ticks(max(counted, default=0.0))
        only_shares = bool(shown) and all(each.share for each in shown)
        self._grid(painter, area, [0, 0.25, 0.5, 0.75, 1.0] if only_shares else steps, only_shares)
        if self._mixed():
            self._shares(painter, area)
        # The first is on top, and those below it are wider: of lines that coincide all are seen.
        for place, each in reversed(list(enumerate(shown))):
            self._line(painter, area, each, 1.0 if each.share else steps[-1], place)
        if self.hasFocus():
            painter.setPen(QPen(colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        if 0 <= self.at < len(self.labels) and shown:
            self._hover(painter, area, shown, steps[-1])

    def _grid(self, painter: QPainter, area: QRectF, steps: Sequence[float], shares: bool) -> None:
        painter.setFont(font("small", tabular=True))
        for step in steps:
            y = area.bottom() - area.height() * step / steps[-1]
            painter.setPen(QPen(colour("grid"), 1))
            painter.drawLine(QPointF(area.left(), round(y) + 0.5), QPointF(area.right(), round(y) + 0.5))
            painter.setPen(colour("text_secondary"))
            words = formats.share(step) if shares else short(step)
            painter.drawText(
                QRectF(0, y - 10, LEFT - 8, 20),
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                words,
            )
        if not self.labels:
            return
        widest = max(painter.fontMetrics().horizontalAdvance(words) for words in self.labels) + 20
        every = max(1, -(-len(self.labels) * widest // max(1, int(area.width()))))
        for index in range(0, len(self.labels), every):
            place = QRectF(self._x(index) - widest / 2, area.bottom() + 8, widest, 18)
            place.moveLeft(min(max(place.left(), 0.0), self.width() - widest + 10))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self.labels[index])

    def _shares(self, painter: QPainter, area: QRectF) -> None:
        """The scale of the shares, at the right."""
        painter.setPen(colour("text_secondary"))
        for share in (0.0, 0.5, 1.0):
            y = area.bottom() - area.height() * share
            painter.drawText(
                QRectF(area.right() + 8, y - 10, _SHARES - 8, 20),
                Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
                f"{share:.0%}",
            )

    def _line(self, painter: QPainter, area: QRectF, each: Series, top: float, place: int) -> None:
        width = _DENSE if len(self.labels) > _MANY else _WIDTH
        if not each.share:
            width += min(place, 2) * width / 3
        runs: list[list[QPointF]] = [[]]
        for index, value in enumerate(each.values):
            if value is None:
                runs.append([])
            else:
                runs[-1].append(QPointF(self._x(index), area.bottom() - area.height() * value / (top or 1)))
        for run in filter(None, runs):
            path = QPainterPath(run[0])
            for point in run[1:]:
                path.lineTo(point)
            if not each.share and place == 0:  # several on each other would be mud
                under = QPainterPath(path)
                under.lineTo(run[-1].x(), area.bottom())
                under.lineTo(run[0].x(), area.bottom())
                fade = QLinearGradient(0, area.top(), 0, area.bottom())
                fade.setColorAt(0, colour(each.colour, 0.20))
                fade.setColorAt(1, colour(each.colour, 0.0))
                painter.fillPath(under, fade)
            pen = QPen(colour(each.colour), width)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(path)
            if len(run) == 1:
                painter.setBrush(colour(each.colour))
                painter.drawEllipse(run[0], 3, 3)

    def _hover(self, painter: QPainter, area: QRectF, shown: Sequence[Series], top: float) -> None:
        x = self._x(self.at)
        painter.setPen(QPen(colour("border_strong"), 1))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        for each in shown:
            value = each.values[self.at]
            if value is not None:
                painter.setPen(QPen(colour("surface"), 2))
                painter.setBrush(colour(each.colour))
                y = area.bottom() - area.height() * value / (1.0 if each.share else top or 1)
                painter.drawEllipse(QPointF(x, y), 5, 5)
        bold, plain = font("small", weight=QFont.Weight.DemiBold, tabular=True), font("small")
        names = max(QFontMetricsF(plain).horizontalAdvance(each.name) for each in shown)
        values = max(QFontMetricsF(bold).horizontalAdvance(self._words(each)) for each in shown)
        title = self.labels[self.at]
        width = max(names + values + 54, QFontMetricsF(bold).horizontalAdvance(title) + 24)
        box = QRectF(x + 12, area.top() + 4, width, 30 + 20 * len(shown))
        if box.right() > self.width() - 4:
            box.moveRight(x - 12)
        painter.setPen(QPen(colour("border_strong"), 1))
        painter.setBrush(colour("raised"))
        painter.drawRoundedRect(box, 8, 8)
        painter.setFont(bold)
        painter.setPen(colour("text"))
        painter.drawText(QPointF(box.left() + 12, box.top() + 19), title)
        for index, each in enumerate(shown):
            line = QRectF(box.left() + 12, box.top() + 26 + 20 * index, width - 24, 20)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(each.colour))
            painter.drawEllipse(QPointF(line.left() + 4, line.center().y()), 4, 4)
            painter.setFont(plain)
            painter.setPen(colour("text_secondary"))
            painter.drawText(line.adjusted(14, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, each.name)
            painter.setFont(bold)
            painter.setPen(colour("text"))
            painter.drawText(
                line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self._words(each)
            )
