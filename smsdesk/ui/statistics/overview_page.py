"""What happened in a period: figures, what became of them, trend, table, each leading to its records (D1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QStackedWidget

from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.profile import Region
from smsdesk.domain.statistics import Figures, Point, StatisticsFilter
from smsdesk.domain.text import text, tr, trn
from smsdesk.operations.overview import Comparison, overview
from smsdesk.operations.statistics_sheets import export_overview
from smsdesk.ui import formats
from smsdesk.ui.context import Context
from smsdesk.ui.exports import export_button
from smsdesk.ui.fragment_words import fragment_tip
from smsdesk.ui.statistics.adding_up import AddingUp
from smsdesk.ui.statistics.choice import ChoiceBar, StatisticsChoice
from smsdesk.ui.statistics.comparing import count_change, rate_change
from smsdesk.ui.statistics.figure_cards import FigureCards, KeyFigure
from smsdesk.ui.statistics.following_page import FollowingPage
from smsdesk.ui.statistics.overview_table import OverviewTable
from smsdesk.ui.statistics.period_choice import ChosenPeriod, PeriodChooser, days_words, span_words
from smsdesk.ui.statistics.records_filters import SUCCESSES, UNDER_WAY
from smsdesk.ui.widgets.card import Card
from smsdesk.ui.widgets.empty_state import EmptyState
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row, scrolling
from smsdesk.ui.widgets.trend_chart import Series, TrendChart

#: The records a figure counts, by its key; None for all of them.
STATUSES: dict[str, MessageStatus | tuple[MessageStatus, ...] | None] = {
    "requests": None,
    "accepted": SUCCESSES,
    "delivered": MessageStatus.DELIVERED,
    "undelivered": MessageStatus.UNDELIVERED,
    "open": MessageStatus.ACCEPTED,
    "failed": MessageStatus.FAILED,
    "unknown": MessageStatus.UNKNOWN,
    "rest": UNDER_WAY,
}
_HOUR_MS = 3_600_000
#: A page less wide has the chart and what it adds up to below each other.
_NARROW = 1080
_SIDE_WIDTH = 360
#: Height of the chart: so small that the table below begins in view on a screen of 768 pixels, on larger ones
#: a part of the page.
_CHART_LEAST, _CHART_MOST, _CHART_PART = 208, 360, 0.38


class OverviewPage(FollowingPage):
    """Figures compared with the period before, what they consist of, the chart and its numbers."""

    def __init__(self, context: Context, choice: StatisticsChoice) -> None:
        super().__init__(context)
        self.choice = choice
        self.bar = ChoiceBar(context, choice)
        self._hourly = False
        self._trend: tuple[Point, ...] = ()
        self._filter: StatisticsFilter | None = None
        self.export = export_button(
            self,
            title=lambda: text("Overview"),
            name=lambda: tr("Overview"),
            job=export_overview,
            arguments=lambda: {"filter": self._filter},
        )
        self.export.setEnabled(False)
        self.tools.add(self.export)
        self.figures = FigureCards()
        self.compared = label("", "small")
        self.adding_up = AddingUp()
        self.chart = TrendChart(tr("Trend"), pressable=True)
        self.chart.setFixedHeight(_CHART_LEAST)
        self.table = OverviewTable(context, self._when)
        self._middle = row(Card().add(self.chart), self.adding_up, spacing=16)
        self._middle.setStretch(0, 1)
        full = column(
            self.figures,
            self._middle,
            self.table,
            STRETCH,
            spacing=16,
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(scrolling(holding(full)))
        for empty in (self._nothing_sent(), self._sent_elsewhere()):
            card = Card()
            card.body.setContentsMargins(0, 0, 0, 0)
            self.stack.addWidget(card.add(empty))
        self.bar.say(self.compared)
        self.body.addWidget(self.bar)
        self.body.addWidget(self.stack, 1)
        choice.changed.connect(self.refresh)
        self.figures.pressed.connect(self._open_all)
        self.adding_up.pressed.connect(self._open_all)
        self.table.pressed.connect(self._open_step)
        self.chart.pressed.connect(lambda at: self._open_step(self._trend[at], "requests"))

    @property
    def period(self) -> PeriodChooser:
        """The chooser of the period."""
        return self.bar.period

    async def load(self) -> None:
        await self.bar.load(self.region)
        self._filter = await self.choice.value(self.region)
        found = await self.context.runner.run(overview, filter=self._filter)
        elsewhere = False
        if not found.overview.total.requests:
            asked = replace(self._filter, region=_other(self.region))
            elsewhere = bool((await self.context.runner.run(overview, filter=asked)).overview.total.requests)
        self._show(found, elsewhere)

    def _nothing_sent(self) -> EmptyState:
        return EmptyState(
            "chart-column",
            tr("Nothing was sent in this period."),
            tr("Figures appear here as soon as messages leave."),
            action=(tr("New bulk task"), lambda: self.context.open("bulk", "new")),
            sample=(
                tr("Show the last 30 days of everything"),
                lambda: self.choice.choose(ChosenPeriod("30_days")),
            ),
        )

    def _sent_elsewhere(self) -> EmptyState:
        """What was sent is on the other side of the switch: it must not look lost."""
        return EmptyState(
            "chart-column",
            tr("Nothing was sent in this region in this period."),
            tr("What was sent stands in the other region: Mainland China or Global, at the top."),
            action=(
                tr("Show the other region"),
                lambda: self.context.regions.set("statistics", _other(self.region)),
            ),
        )

    def _show(self, found: Comparison, elsewhere: bool) -> None:
        total, trend = found.overview.total, found.overview.trend
        self._hourly, self._trend = found.overview.hourly, trend
        self.stack.setCurrentIndex(0 if total.requests else 2 if elsewhere else 1)
        self.export.setEnabled(bool(total.requests))
        self.export.setToolTip("" if total.requests else tr("There is nothing to export."))
        self.figures.set_figures(
            _key_figures(total, found.before if found.before.requests else None, self.region)
        )
        self.compared.setText(self._compared(found))
        self.adding_up.set_figures(total)
        self.chart.set_data(
            [self._when(point) for point in trend], trend_series(trend, self.context.formats.now())
        )
        self.table.set_overview(found.overview)

    def _compared(self, found: Comparison) -> str:
        shown = self.context.formats
        start, end = found.earlier
        if not found.overview.total.requests:
            return ""
        if not self._hourly:
            first, last = shown.moment(start).date(), shown.moment(end - 1).date()
            count, days = (last - first).days + 1, days_words(shown, first, last)
            if not found.before.requests:
                return trn(
                    "Nothing was sent in the {count} day before: {days}.",
                    "Nothing was sent in the {count} days before: {days}.",
                    count,
                    days=days,
                )
            return trn(
                "Compared with the {count} day before: {days}.",
                "Compared with the {count} days before: {days}.",
                count,
                days=days,
            )
        if end - start < 23 * _HOUR_MS:
            time = span_words(shown, start, end)
            if not found.before.requests:
                return tr("Nothing was sent in the hours before: {time}.", time=time)
            return tr("Compared with {time}.", time=time)
        day = shown.day(shown.moment(start).date())
        if not found.before.requests:
            return tr("Nothing was sent on the day before ({day}).", day=day)
        if found.period.end > shown.now():
            return tr("Compared with the whole day before ({day}); this day is not over yet.", day=day)
        return tr("Compared with the day before ({day}).", day=day)

    def _when(self, point: Point) -> str:
        moment = self.context.formats.moment(point.start)
        return moment.strftime("%H:%M") if self._hourly else self.context.formats.day(moment.date())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < _NARROW
        direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._middle.setDirection(direction)
        self.adding_up.setMinimumWidth(0 if narrow else _SIDE_WIDTH)
        high = round(self.height() * _CHART_PART)
        self.chart.setFixedHeight(min(max(high, _CHART_LEAST), _CHART_MOST))

    # To the records

    def _open_all(self, key: str) -> None:
        self._open({**self.choice.records(), "status": STATUSES[key]})

    def _open_step(self, point: Point, key: str) -> None:
        moment = self.context.formats.moment(point.start)
        span: dict[str, Any] = (
            {"start": point.start, "end": point.start + _HOUR_MS} if self._hourly else {"day": moment.date()}
        )
        senders = {key: self.choice.records()[key] for key in ("application_id", "template_id")}
        self._open({**senders, **span, "status": STATUSES[key]})

    def _open(self, arguments: dict[str, Any]) -> None:
        self.context.open("statistics", "records", region=self.region, **arguments)


def _other(region: Region) -> Region:
    return Region.GLOBAL if region is Region.MAINLAND else Region.MAINLAND


def _key_figures(total: Figures, before: Figures | None, region: Region) -> list[KeyFigure]:
    """``before``: of the period before; None when nothing was sent in it, which is said once elsewhere."""
    change, role = ("", "small")
    if before is not None:
        change, role = rate_change(total.success_rate, before.success_rate)

    def note(of: Callable[[Figures], int]) -> str:
        return "" if before is None else count_change(of(total), of(before))

    return [
        KeyFigure(
            tr("Requests"),
            formats.number(total.requests),
            note(lambda one: one.requests),
            tip=tr("Messages the desk tried to send."),
            key="requests",
        ),
        KeyFigure(
            tr("Sent"),
            formats.number(total.accepted),
            note(lambda one: one.accepted),
            tip=tr("Taken by the carrier, whether it arrived or not. Providers call these successes."),
            key="accepted",
        ),
        KeyFigure(
            tr("Success rate"),
            formats.share(total.success_rate),
            change,
            role,
            tip=tr("Sent among the requests. How much of it arrived is under “Delivered”."),
        ),
        KeyFigure(
            tr("Delivered"),
            formats.number(total.delivered),
            tr("{share} of the requests", share=formats.share(total.delivered / max(1, total.requests))),
            tip=tr(
                "Arrived, as the carrier reported. The receipt of a message that was just sent may still "
                "come."
            ),
            key="delivered",
        ),
        KeyFigure(
            tr("Billable fragments"),
            formats.number(total.fragments),
            note(lambda one: one.fragments),
            tip=tr("Of what was sent. {fragment}", fragment=fragment_tip(region)),
        ),
    ]


def trend_series(trend: Sequence[Point], now: int) -> list[Series]:
    """The lines of the chart. Steps after ``now`` (ms since 1970 UTC) are open: nothing can have happened."""

    def values(of: Callable[[Figures], float | None]) -> list[float | None]:
        return [of(point.figures) if point.start <= now else None for point in trend]

    return [
        Series(tr("Requests"), values(lambda one: one.requests), "series_1"),
        Series(tr("Sent"), values(lambda one: one.accepted), "series_2"),
        Series(tr("Billable fragments"), values(lambda one: one.fragments), "series_3"),
        Series(
            tr("Success rate"),
            values(lambda one: one.success_rate),
            "series_4",
            show=lambda value: formats.share(value),
            share=True,
        ),
    ]
