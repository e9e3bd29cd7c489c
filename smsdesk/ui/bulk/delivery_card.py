"""Delivery over time as growing lines, and failures by reason as bars that filter the messages (B8)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from PySide6.QtCore import Signal

from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.statistics import Reason
from smsdesk.domain.task_reports import Timeline
from smsdesk.domain.text import tr
from smsdesk.ui.formats import Formats
from smsdesk.ui.messages.words import status_badge
from smsdesk.ui.widgets.bar_chart import BarChart, BarItem
from smsdesk.ui.widgets.card import Card
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import scrolling
from smsdesk.ui.widgets.trend_chart import Series, TrendChart

#: Steps without anything are drawn as long as all steps are no more than this.
_MOST_STEPS = 480
_DAY = 86_400_000
HEIGHT = 272

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
    """``chosen((status, code))`` when a reason was pressed."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__(tr("Failures by reason"))
        self.chart = BarChart(tr("Failures by reason"), role="danger")
        self.chart.pressed.connect(self.chosen.emit)
        self._area = scrolling(self.chart)
        self._nothing = label("", "secondary", wrap=True)
        self.body.addWidget(self._nothing)
        self.body.addWidget(self._area, 1)
        self.body.addStretch()
        self.setFixedHeight(HEIGHT)

    def show_failures(self, failures: Sequence[Reason], *, finished: bool) -> None:
        self._nothing.setText(tr("Nothing failed.") if finished else tr("Nothing has failed so far."))
        # What is unknown has not failed: it is asked about above.
        failed = [each for each in failures if each.status is not MessageStatus.UNKNOWN]
        self._nothing.setHidden(bool(failed))
        self._area.setHidden(not failed)
        self.chart.set_bars(
            [
                BarItem(
                    (each.status, each.code),
                    str(each.reason),
                    each.count,
                    note=status_badge(each.status).words,
                )
                for each in failed
            ]
        )
