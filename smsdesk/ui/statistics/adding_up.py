"""Requests and successes as sums of what became of them: what adds up stands as an equation (D1)."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from smsdesk.domain.statistics import Figures
from smsdesk.domain.text import tr
from smsdesk.ui import formats
from smsdesk.ui.widgets.badge import paint_dot
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.card import Card
from smsdesk.ui.widgets.flow_layout import FlowLayout
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import clear, column, holding, row
from smsdesk.ui.widgets.send_progress import Segment, SegmentBar
from smsdesk.ui.widgets.tips import plain_tip


@dataclass(frozen=True)
class Term:
    """One number of a sum; ``key`` says which records it leads to, ``role`` the colour of its dot."""

    key: str
    name: str
    count: int
    role: str = ""
    tip: str = ""


def sums(figures: Figures) -> tuple[tuple[Term, ...], tuple[Term, ...]]:
    """Requests and what they consist of; successes and what they consist of. The first term is the sum."""
    rest = figures.requests - figures.accepted - figures.failed - figures.unknown
    success = tr("Taken by the carrier, whether it arrived or not.")
    requests = [
        Term("requests", tr("Requests"), figures.requests, tip=tr("Messages the desk tried to send.")),
        Term("accepted", tr("Successes"), figures.accepted, tip=success),
        Term("failed", tr("Failed"), figures.failed, "danger", tr("Refused before the carrier took it.")),
    ]
    if figures.unknown:
        unsure = tr("The gateway did not say whether it took the message.")
        requests.append(Term("unknown", tr("Unknown"), figures.unknown, "warning", unsure))
    if rest:
        waits = tr("It waits for another try, or its task was stopped.")
        requests.append(Term("rest", tr("Waiting or stopped"), rest, "neutral", waits))
    successes = (
        Term("accepted", tr("Successes"), figures.accepted, tip=success),
        Term(
            "delivered",
            tr("Delivered"),
            figures.delivered,
            "success",
            tr("The carrier reported that it arrived."),
        ),
        Term(
            "undelivered",
            tr("Not delivered"),
            figures.undelivered,
            "series_3",
            tr("The carrier reported that it could not be delivered."),
        ),
        Term(
            "open",
            tr("No receipt yet"),
            figures.without_receipt,
            "series_1",
            tr("The carrier has not reported yet what became of it."),
        ),
    )
    return tuple(requests), successes


class AddingUp(Card):
    """``pressed(key of the term)``."""

    pressed = Signal(str)

    def __init__(self) -> None:
        super().__init__(tr("What became of them"))
        self._terms: tuple[tuple[Term, ...], ...] = ()
        self._bar = SegmentBar(8)
        self._lines = column(spacing=12)
        self.body.addWidget(self._bar)
        self.body.addLayout(self._lines)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def set_figures(self, figures: Figures) -> None:
        """Show these."""
        terms = sums(figures)
        if terms == self._terms:
            return
        self._terms = terms
        requests, successes = terms
        parts = [*successes[1:], *requests[2:]]
        self._bar.set_segments([Segment(each.name, each.count, each.role) for each in parts])
        clear(self._lines)
        for line in terms:
            self._lines.addWidget(self._equation(line))

    def _equation(self, terms: tuple[Term, ...]) -> QWidget:
        flow = FlowLayout(spacing=12)
        for place, term in enumerate(terms):
            if place:
                sign = label("=" if place == 1 else "+", "secondary")
                sign.setMinimumHeight(30)
                flow.addWidget(sign)
            flow.addWidget(self._term(term))
        return holding(flow)

    def _term(self, term: Term) -> QWidget:
        number = button(
            formats.number(term.count), lambda: self.pressed.emit(term.key), kind="figure", tip=term.tip
        )
        number.setAccessibleName(f"{term.name}: {formats.number(term.count)}")
        number.setEnabled(bool(term.count))
        number.setCursor(Qt.CursorShape.PointingHandCursor)
        name = label(term.name, "small")
        name.setToolTip(plain_tip(term.tip))
        under = row(*((_Dot(term.role),) if term.role else ()), name, spacing=6, margins=(4, 0, 0, 0))
        under.addStretch(1)
        return holding(column(number, under, spacing=0))


class _Dot(QWidget):
    def __init__(self, role: str) -> None:
        super().__init__()
        self._role = role
        self.setFixedSize(8, 16)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_dot(painter, QPointF(4, 8), self._role)
