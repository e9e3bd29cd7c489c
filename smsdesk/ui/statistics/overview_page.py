"""What happened in a period: figures, trend, table (D1)."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget

from smsdesk.domain.statistics import Figures, Overview, Point, StatisticsFilter
from smsdesk.domain.text import tr
from smsdesk.operations.overview import Comparison, overview
from smsdesk.ui import formats
from smsdesk.ui.context import Context
from smsdesk.ui.statistics.filters import SenderFilter
from smsdesk.ui.statistics.period_choice import PeriodChooser
from smsdesk.ui.widgets.card import Card
from smsdesk.ui.widgets.data_table import DataTable
from smsdesk.ui.widgets.empty_state import EmptyState
from smsdesk.ui.widgets.figures import Figure, FigureRow
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row, scrolling
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.table_model import Column, RowsModel
from smsdesk.ui.widgets.trend_chart import Series, TrendChart


class OverviewPage(Page):
    """Figures compared with the period before, the chart and its numbers."""

    kinds = frozenset({"message", "task", "application", "template"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, tab="statistics")
        self.period = PeriodChooser(context)
        self.filter = SenderFilter(context)
        self._figures = FigureRow()
        self._chart = TrendChart(tr("Trend"))
        self._chart.setMinimumHeight(240)
        self._hourly = False
        self._table: DataTable[Point] = DataTable(
            context,
            RowsModel(
                [
                    Column("start", tr("Time"), lambda one: one.start, show=self._when, stretch=True),
                    _count("requests", tr("Requests"), lambda figures: figures.requests),
                    _count("accepted", tr("Successes"), lambda figures: figures.accepted),
                    _count("fragments", tr("Billable fragments"), lambda figures: figures.fragments),
                    _count("delivered", tr("Delivered"), lambda figures: figures.delivered),
                    _count("failed", tr("Failed"), lambda figures: figures.failed + figures.undelivered),
                    Column(
                        "rate",
                        tr("Success rate"),
                        lambda one: one.figures.success_rate or 0,
                        show=lambda one: _share(one.figures.success_rate),
                        number=True,
                        width=120,
                    ),
                ],
                identity=lambda one: one.start,
            ),
            name=tr("Figures"),
            memory="statistics/overview",
        )
        self._table.opened.connect(self._open_records)
        chart = Card().add(self._chart)
        full = column(self._figures, chart, self._table, spacing=16)
        full.setStretch(2, 1)
        self._empty = EmptyState(
            "chart-column",
            tr("Nothing was sent in this period."),
            tr("Figures appear here as soon as messages leave."),
            action=(tr("New bulk task"), lambda: context.open("bulk", "new")),
        )
        self._stack = QStackedWidget()
        self._table.setMinimumHeight(280)
        self._stack.addWidget(scrolling(holding(full)))
        self._stack.addWidget(self._empty)
        self.body.addLayout(row(self.period, self.filter, STRETCH, spacing=8))
        self.body.addWidget(self._stack, 1)
        self.period.changed.connect(self.refresh)
        self.filter.changed.connect(self.refresh)

    async def load(self) -> None:
        await self.filter.load(self.region)
        chosen = await self.period.value()
        found = await self.context.runner.run(
            overview,
            filter=StatisticsFilter(
                self.region, *chosen, self.filter.application_id, self.filter.template_id
            ),
        )
        self._show(found)

    def _show(self, found: Comparison) -> None:
        total, trend = found.overview.total, found.overview.trend
        self._hourly = found.overview.hourly
        self._stack.setCurrentIndex(0 if total.requests else 1)
        self._figures.set_figures(_figures(total, found.before))
        self._chart.set_data([self._when(point) for point in trend], _series(found.overview))
        shown = [point for point in trend if point.figures.requests] if self._hourly else list(trend)
        self._table.set_rows(list(reversed(shown)))

    def _when(self, point: Point) -> str:
        moment = self.context.formats.moment(point.start)
        return moment.strftime("%H:%M") if self._hourly else self.context.formats.day(moment.date())

    def _open_records(self, point: Point) -> None:
        moment = self.context.formats.moment(point.start)
        self.context.open(
            "statistics",
            "records",
            day=moment.date(),
            application_id=self.filter.application_id,
            template_id=self.filter.template_id,
        )


def _count(key: str, title: str, of: object) -> Column[Point]:
    assert callable(of)
    return Column(key, title, lambda one: of(one.figures), number=True, width=130)


def _share(rate: float | None) -> str:
    return formats.NOTHING if rate is None else formats.share(rate)


def _figures(total: Figures, before: Figures) -> list[Figure]:
    return [
        Figure(tr("Requests"), formats.number(total.requests), _before(before.requests)),
        Figure(tr("Successes"), formats.number(total.accepted), _before(before.accepted)),
        Figure(tr("Success rate"), _share(total.success_rate), _before_share(before.success_rate)),
        Figure(tr("Billable fragments"), formats.number(total.fragments), _before(before.fragments)),
        Figure(tr("Delivered"), formats.number(total.delivered), _before(before.delivered)),
    ]


def _before(count: int) -> str:
    return tr("{count} in the period before", count=formats.number(count))


def _before_share(rate: float | None) -> str:
    return tr("{count} in the period before", count=_share(rate))


def _series(shown: Overview) -> list[Series]:
    figures = [point.figures for point in shown.trend]
    return [
        Series(tr("Requests"), [one.requests for one in figures], "series_1"),
        Series(tr("Successes"), [one.accepted for one in figures], "series_2"),
        Series(tr("Billable fragments"), [one.fragments for one in figures], "series_3"),
        Series(
            tr("Success rate"),
            [one.success_rate for one in figures],
            "series_4",
            show=lambda value: formats.share(value),
            share=True,
        ),
    ]
