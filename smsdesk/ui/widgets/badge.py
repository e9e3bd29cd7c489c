"""A status: a coloured dot and a word, never colour alone."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from smsdesk.ui.palette import colour
from smsdesk.ui.style import font


@dataclass(frozen=True)
class Badge:
    """``role``: ``success``, ``warning``, ``danger``, ``info`` or ``neutral``."""

    words: str
    role: str = "neutral"


DOT = 8


def paint_dot(painter: QPainter, middle: QPointF, role: str, *, side: float = DOT) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(role))
    painter.drawEllipse(middle, side / 2, side / 2)
    painter.restore()


def paint_badge(painter: QPainter, rect: QRect, badge: Badge, *, disabled: bool = False) -> None:
    """Dot and word from the left of ``rect``, in the middle of its height; cut with … where it is narrow."""
    middle = rect.top() + rect.height() / 2
    paint_dot(painter, QPointF(rect.left() + DOT / 2, middle), badge.role)
    words = rect.adjusted(DOT + 8, 0, 0, 0)
    painter.setPen(colour("text_disabled" if disabled else "text"))
    fitted = painter.fontMetrics().elidedText(badge.words, Qt.TextElideMode.ElideRight, words.width())
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, fitted)


#: Height of a pill, and what it is wider than its word.
PILL = 24
_AROUND = DOT + 8 + 20


def pill_width(badge: Badge) -> int:
    """How wide ``paint_pill`` wants to be."""
    return QFontMetrics(font("small", weight=QFont.Weight.Medium)).horizontalAdvance(badge.words) + _AROUND


def paint_pill(painter: QPainter, rect: QRect, badge: Badge) -> None:
    """Dot and word on a soft ground."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(f"{badge.role}_soft"))
    area = QRectF(rect)
    painter.drawRoundedRect(area, PILL / 2, PILL / 2)
    paint_dot(painter, QPointF(area.left() + 10 + DOT / 2, area.center().y()), badge.role)
    painter.setFont(font("small", weight=QFont.Weight.Medium))
    painter.setPen(colour(badge.role))
    painter.drawText(
        area.adjusted(10 + DOT + 7, 0, 0, 0),
        Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
        badge.words,
    )
    painter.restore()


class StatusBadge(QLabel):
    """The status of the thing a page is about, as a pill. It is a label: a screen reader reads its word."""

    def __init__(self, badge: Badge | None = None) -> None:
        super().__init__()
        self._badge = badge or Badge("")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_badge(self._badge)

    def set_badge(self, badge: Badge) -> None:
        self._badge = badge
        self.setText(badge.words)
        if not badge.words:
            self.hide()
        elif self.isHidden() and self.parentWidget() is not None:
            self.show()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(pill_width(self._badge), PILL)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_pill(QPainter(self), self.rect(), self._badge)
