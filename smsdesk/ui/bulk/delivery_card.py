"""Delivery over time as growing lines, and failures by reason as bars that filter the messages (B8)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from PySide6.QtCore import Qt, Signal

from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.statistics import Reason
from smsdesk.domain.task_reports import Timeline
from smsdesk.domain.text import tr, trn
from smsdesk.ui.formats import Formats
from smsdesk.ui.widgets.bar_chart import BarChart, BarItem
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.card import Card
from smsdesk.ui.widgets.labels import Picture, label
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row
from smsdesk.ui.widgets.trend_chart import Series, TrendChart

#: Steps without anything are drawn as long as all steps are no more than this.
_MOST_STEPS = 480
_DAY = 86_400_000
HEIGHT = 280
#: Reasons that are shown at first; the rest is opened below them.
_FEW = 4
_HIGHEST = 16_777_215

StatusAndCode = tuple[MessageStatus, str]


class DeliveryCard(Card):
    """How many were sent, delivered and failed by when."""

    def __init__(self, shown: Formats) -> None:
        super().__init__(tr("Delivery over time"))
        self._formats = shown
        self.chart = TrendChart(tr("Delivery over time"))
        self.body.addWidget(self.chart, 1)
        self.setFixedHeight(HEIGHT)

    def show_timeline(self, timeline: Timeline) -> None:
        if not timeline.points:
            self.chart.set_data((), ())
            return
        ends, counts = grown(timeline)
        span = ends[-1] - ends[0]
        words = [
            self._formats.time(end) if span > _DAY else self._formats.moment(end).strftime("%H:%M")
            for end in ends
        ]
        self.chart.set_data(
            words,
            (
                Series(tr("Sent"), counts[0], "series_1"),
                Series(tr("Delivered"), counts[1], "success"),
                Series(tr("Failed or not delivered"), counts[2], "danger"),
            ),
        )


def grown(timeline: Timeline) -> tuple[list[int], tuple[list[float], list[float], list[float]]]:
    """Ends of the steps (ms since 1970 UTC), and what was handed over, delivered and failed by each of them.

    The first end is the beginning, where all is 0.
    """
    step = timeline.step
    by_start = {point.start: point for point in timeline.points}
    first, last = timeline.points[0].start, timeline.points[-1].start
    starts: Sequence[int] = range(first, last + 1, step)
    if len(starts) > _MOST_STEPS:
        starts = tuple(by_start)
    points = [by_start.get(start) for start in starts]
    sent = accumulate((point.sent if point else 0 for point in points), initial=0)
    delivered = accumulate((point.delivered if point else 0 for point in points), initial=0)
    failed = accumulate((point.failed if point else 0 for point in points), initial=0)
    ends = [first, *(start + step for start in starts)]
    return ends, ([*map(float, sent)], [*map(float, delivered)], [*map(float, failed)])


class FailuresCard(Card):
    """The most frequent reasons, all of them at a press. ``chosen((status, code))`` when one is pressed."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__(tr("Failures by reason"))
        self.chart = BarChart(tr("Failures by reason"), role="danger")
        self.chart.pressed.connect(self.chosen.emit)
        self.all = button("", self._turn, kind="link")
        self.all.hide()
        self._opened = False
        self._failed: Sequence[Reason] = ()
        self._words = label("", "secondary", wrap=True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        picture = row(STRETCH, Picture("circle-check", "success", 28), STRETCH)
        self._nothing = holding(column(STRETCH, picture, self._words, STRETCH, 24, spacing=12))
        self.body.addWidget(self._nothing, 1)
        self.body.addWidget(self.chart)
        self.body.addLayout(row(self.all, STRETCH, margins=(4, 0, 0, 0)))
        self.body.addStretch()
        self._fit()

    def show_failures(self, failures: Sequence[Reason], *, finished: bool) -> None:
        self._words.setText(tr("Nothing failed.") if finished else tr("Nothing has failed so far."))
        # What is unknown has not failed: it is asked about above.
        self._failed = [each for each in failures if each.status is not MessageStatus.UNKNOWN]
        self._nothing.setHidden(bool(self._failed))
        self.chart.setHidden(not self._failed)
        self._show()

    def _show(self) -> None:
        # A list that scrolls inside a page that scrolls would catch the wheel.
        total = sum(each.count for each in self._failed)
        shown = self._failed if self._opened else self._failed[:_FEW]
        self.chart.set_bars(
            [BarItem((each.status, each.code), str(each.reason), each.count) for each in shown], total
        )
        count = len(self._failed)
        self.all.setHidden(count <= _FEW)
        self.all.setText(
            tr("Show the most frequent only")
            if self._opened
            else trn("Show {count} reason", "Show all {count} reasons", count)
        )
        self._fit()

    def _turn(self) -> None:
        self._opened = not self._opened
        self._show()

    def _fit(self) -> None:
        """As high as its neighbour, unless all the reasons are shown."""
        self.setMinimumHeight(HEIGHT)
        self.setMaximumHeight(_HIGHEST if self._opened else HEIGHT)
