"""How far a task is: one large bar in the colours of delivered, sent, failed and remaining, and the words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from smsdesk.domain.tasks import Totals
from smsdesk.domain.text import tr
from smsdesk.ui import formats
from smsdesk.ui.palette import colour
from smsdesk.ui.style import font
from smsdesk.ui.widgets.badge import paint_dot


@dataclass(frozen=True)
class Segment:
    """A part of the bar: words, count and colour."""

    words: str
    count: int
    role: str


def segments(totals: Totals) -> tuple[Segment, ...]:
    """The parts of a task, in the order of the bar; those that are always of interest come with 0 too."""
    parts = (
        Segment(tr("Delivered"), totals.delivered, "success"),
        Segment(tr("Sent, no receipt yet"), totals.accepted, "series_1"),
        Segment(tr("Not delivered"), totals.undelivered, "series_3"),
        Segment(tr("Failed"), totals.failed, "danger"),
        Segment(tr("Unknown"), totals.unknown, "warning"),
        Segment(tr("Not sent"), totals.cancelled, "neutral"),
        Segment(tr("Remaining"), totals.remaining, "border_strong"),
    )
    always = {"success", "danger", "border_strong"}
    return tuple(part for part in parts if part.count or part.role in always)


def paint_segments(painter: QPainter, area: QRectF, parts: Sequence[Segment]) -> None:
    """The bar in ``area``; a part that exists is at least two pixels wide, what remains is the ground."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    outline = QPainterPath()
    outline.addRoundedRect(area, area.height() / 2, area.height() / 2)
    painter.fillPath(outline, colour("sunken"))
    total = sum(part.count for part in parts)
    painter.setClipPath(outline, Qt.ClipOperation.IntersectClip)
    left = area.left()
    for part in parts:
        if part.count and part.role != "border_strong":
            width = max(2.0, area.width() * part.count / total)
            painter.fillRect(QRectF(left, area.top(), width, area.height()), colour(part.role))
            left += width
    painter.restore()


class SegmentBar(QWidget):
    """Only the bar, ``height`` pixels high; a part that exists is at least two pixels wide."""

    def __init__(self, height: int = 10) -> None:
        super().__init__()
        self._segments: Sequence[Segment] = ()
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_segments(self, parts: Sequence[Segment]) -> None:
        self._segments = parts
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_segments(QPainter(self), QRectF(self.rect()), self._segments)


class SendProgress(QWidget):
    """Bar and legend. ``set_totals`` may be called ten times a second."""

    def __init__(self) -> None:
        super().__init__()
        self._segments: tuple[Segment, ...] = ()
        self._total = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Progress"))
        self._bar = SegmentBar(14)
        self._bar.setParent(self)

    def sizeHint(self) -> QSize:
        return QSize(520, 82)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 82)

    def set_totals(self, totals: Totals) -> None:
        self._segments = segments(totals)
        self._total = totals.total
        self._bar.set_segments(self._segments)
        self.setAccessibleDescription(
            ", ".join(f"{part.words}: {formats.number(part.count)}" for part in self._segments)
        )
        self.update()

    def resizeEvent(self, event: object) -> None:
        self._bar.setGeometry(0, 0, self.width(), 14)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if not self._segments:
            return
        left = 0.0
        width = self.width() / max(len(self._segments), 4)
        for part in self._segments:
            painter.setFont(font("small"))
            painter.setPen(colour("text_secondary"))
            paint_dot(painter, QPointF(left + 4, 34), part.role)
            place = QRectF(left + 14, 24, width - 18, 20)
            fitted = painter.fontMetrics().elidedText(
                part.words, Qt.TextElideMode.ElideRight, int(place.width())
            )
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, fitted)
            painter.setFont(font("title", weight=QFont.Weight.DemiBold, tabular=True))
            painter.setPen(colour("text"))
            number = formats.number(part.count)
            painter.drawText(QRectF(left, 46, width, 30), Qt.AlignmentFlag.AlignVCenter, number)
            advance = painter.fontMetrics().horizontalAdvance(number)
            painter.setFont(font("small"))
            painter.setPen(colour("text_secondary"))
            share = formats.share(part.count / self._total) if self._total else ""
            painter.drawText(
                QRectF(left + advance + 8, 49, width - advance - 8, 26), Qt.AlignmentFlag.AlignVCenter, share
            )
            left += width


class ProgressLine(SegmentBar):
    """A thin line for one value, such as the check of a file. ``set_progress(done, total)``; 0 is unknown."""

    def __init__(self) -> None:
        super().__init__(6)

    def set_progress(self, done: int, total: int) -> None:
        rest = max(0, total - done)
        self.set_segments((Segment("", done, "accent"), Segment("", rest if total else 1, "border_strong")))
        self.setAccessibleDescription(formats.share(done / total) if total else "")
