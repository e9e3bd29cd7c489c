"""Requests and what was sent as sums of what became of them, one below the other as on a bill (D1)."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from smsdesk.domain.statistics import Figures
from smsdesk.domain.text import tr
from smsdesk.ui import formats
from smsdesk.ui.widgets.badge import paint_dot
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.card import Card
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, clear, column, holding, row
from smsdesk.ui.widgets.send_progress import Segment, SegmentBar


@dataclass(frozen=True)
class Term:
    """One number; those of the next ``level`` below it add up to it. ``key`` says which records it leads
    to, ``role`` the colour of its dot and of its part of the bar, ``note`` in few words what is counted."""

    key: str
    name: str
    count: int
    level: int
    note: str = ""
    role: str = ""


def terms(figures: Figures) -> tuple[Term, ...]:
    """Requests and what they consist of, down to what became of those the carrier took."""
    rest = figures.requests - figures.accepted - figures.failed - figures.unknown
    found = [
        Term("requests", tr("Requests"), figures.requests, 0, tr("tried to send")),
        Term("accepted", tr("Sent"), figures.accepted, 1, tr("taken by the carrier")),
        Term("delivered", tr("Delivered"), figures.delivered, 2, role="success"),
        Term("open", tr("No receipt yet"), figures.without_receipt, 2, role="series_1"),
        Term("undelivered", tr("Not delivered"), figures.undelivered, 2, role="series_3"),
        Term("failed", tr("Failed"), figures.failed, 1, tr("refused, not sent"), role="danger"),
    ]
    if figures.unknown:
        found.append(Term("unknown", tr("Unknown"), figures.unknown, 1, tr("nobody can say"), role="warning"))
    if rest:
        found.append(Term("rest", tr("Waiting or stopped"), rest, 1, role="neutral"))
    return tuple(found)


class AddingUp(Card):
    """``pressed(key of the term)``."""

    pressed = Signal(str)

    def __init__(self) -> None:
        super().__init__(tr("What became of them"))
        self._terms: tuple[Term, ...] = ()
        self._bar = SegmentBar(8)
        self._lines = column(spacing=2)
        self.body.addWidget(self._bar)
        self.body.addLayout(self._lines)
        self.body.addStretch(1)

    def set_figures(self, figures: Figures) -> None:
        """Show these."""
        shown = terms(figures)
        if shown == self._terms:
            return
        self._terms = shown
        self._bar.set_segments([Segment(each.name, each.count, each.role) for each in shown if each.role])
        clear(self._lines)
        for each in shown:
            self._lines.addWidget(self._line(each))

    def _line(self, term: Term) -> QWidget:
        words = formats.number(term.count)
        number = button(words, lambda: self.pressed.emit(term.key), kind="link")
        number.setAccessibleName(tr("{name}: {value}", name=term.name, value=words))
        number.setEnabled(bool(term.count))
        sum_ = not term.role
        name = label(term.name, "label" if sum_ else "")
        parts: list[QWidget] = [_Dot(term.role)] if term.role else []
        parts.append(name)
        if term.note:
            parts.append(label(term.note, "small"))
        line = row(*parts, STRETCH, number, spacing=8, margins=(20 * term.level, 0, 0, 0))
        return holding(line)


class _Dot(QWidget):
    def __init__(self, role: str) -> None:
        super().__init__()
        self._role = role
        self.setFixedSize(8, 16)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_dot(painter, QPointF(4, 8), self._role)
