"""Figures by country or region, of the messages abroad (D7)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from smsdesk.domain.places import country_name
from smsdesk.domain.profile import Region
from smsdesk.domain.statistics import CountryFigures, Figures, StatisticsFilter
from smsdesk.domain.text import text, tr
from smsdesk.operations.country_figures import country_figures
from smsdesk.operations.statistics_sheets import export_countries
from smsdesk.ui import formats
from smsdesk.ui.context import Context
from smsdesk.ui.fragment_words import fragment_tip
from smsdesk.ui.statistics.analysis_page import AnalysisPage
from smsdesk.ui.statistics.choice import StatisticsChoice
from smsdesk.ui.statistics.figure_cards import FigureCards, KeyFigure
from smsdesk.ui.statistics.reason_table import share_parts
from smsdesk.ui.widgets.data_table import DataTable, RowAction
from smsdesk.ui.widgets.empty_state import EmptyState
from smsdesk.ui.widgets.layouts import column, holding
from smsdesk.ui.widgets.table_model import Column, RowsModel

_FULL, _NOTHING, _MAINLAND = range(3)


class CountriesPage(AnalysisPage):
    """Figures above, a row for each country below; a row leads to its messages."""

    def __init__(self, context: Context, choice: StatisticsChoice) -> None:
        super().__init__(context, choice, title=text("Countries"), job=export_countries)
        written = context.profile.price_global
        self._price = Decimal(written) if written else None
        self._all = 0
        self.figures = FigureCards()
        self.figures.pressed.connect(lambda _key: self.open_records())
        self.table: DataTable[CountryFigures] = DataTable(
            context,
            RowsModel(self._columns(), identity=lambda one: one.country),
            name=tr("Countries and regions"),
            memory="statistics/countries",
            actions=[
                RowAction(tr("Show the messages"), lambda rows: self._open(rows[0]), "list", many=False)
            ],
            bars=self.bars,
        )
        self.table.opened.connect(self._open)
        full = column(self.figures, self.table, spacing=16)
        full.setStretch(1, 1)
        nothing = EmptyState(
            "globe",
            tr("Nothing was sent abroad in this period."),
            tr("Choose a longer period or other filters, or send a message."),
            action=(tr("New bulk task"), lambda: context.open("bulk", "new")),
        )
        mainland = EmptyState(
            "map-pin",
            tr("Messages of the region Mainland China all go to one country."),
            tr("Figures by country are kept for the region Global."),
            action=(tr("Show Global"), lambda: context.regions.set("statistics", Region.GLOBAL)),
        )
        self.fill(holding(full), nothing, mainland)

    async def load_figures(self, asked: StatisticsFilter) -> int:
        if asked.region is Region.MAINLAND:
            return _MAINLAND
        found = await self.context.runner.run(country_figures, filter=asked)
        if not found:
            return _NOTHING
        self._all = sum(one.figures.requests for one in found)
        self.figures.set_figures(self._sums(found))
        self.table.set_rows(found)
        return _FULL

    def _sums(self, found: Sequence[CountryFigures]) -> list[KeyFigure]:
        accepted = sum(one.figures.accepted for one in found)
        fragments = sum(one.figures.fragments for one in found)
        price, currency = self._price, self.context.profile.currency
        return [
            KeyFigure(tr("Countries and regions"), formats.number(len(found))),
            KeyFigure(tr("Requests"), formats.number(self._all), key="requests"),
            KeyFigure(
                tr("Success rate"),
                formats.share(accepted / self._all),
                tip=tr("Sent among the requests. How much of it arrived is under “Delivered”."),
            ),
            KeyFigure(tr("Billable fragments"), formats.number(fragments), tip=fragment_tip(Region.GLOBAL)),
            KeyFigure(
                tr("Cost"),
                formats.NOTHING if price is None else formats.money(float(price * fragments), currency),
                tr("No price yet: see Settings, Prices")
                if price is None
                else tr("{price} a fragment", price=formats.money(float(price), currency)),
            ),
        ]

    def _open(self, one: CountryFigures) -> None:
        self.open_records(country=one.country)

    def _columns(self) -> list[Column[CountryFigures]]:
        columns: list[Column[CountryFigures]] = [
            Column(
                "country",
                tr("Country or region"),
                lambda one: country_name(one.country),
                stretch=True,
                width=148,
                tip=lambda one: one.country,
            ),
            _count("requests", tr("Requests"), lambda one: one.requests, width=92),
            Column(
                "share",
                tr("Proportion"),
                lambda one: one.figures.requests,
                show=lambda one: formats.share(one.figures.requests / self._all, even=True),
                parts=lambda one: share_parts(one.figures.requests / self._all, "series_1"),
                number=True,
                width=140,
            ),
            _count("accepted", tr("Sent"), lambda one: one.accepted, width=96),
            Column(
                "rate",
                tr("Success rate"),
                lambda one: one.figures.success_rate or 0,
                show=lambda one: formats.share(one.figures.success_rate, even=True),
                number=True,
                width=108,
            ),
            _count("delivered", tr("Delivered"), lambda one: one.delivered, width=92),
            _count("fragments", tr("Billable fragments"), lambda one: one.fragments, width=130),
        ]
        price, currency = self._price, self.context.profile.currency
        if price is not None:
            columns.append(
                Column(
                    "cost",
                    tr("Cost"),
                    lambda one: one.figures.fragments,
                    show=lambda one: formats.money(float(price * one.figures.fragments), currency),
                    number=True,
                    width=116,
                )
            )
        return columns


def _count(key: str, title: str, of: Callable[[Figures], int], *, width: int) -> Column[CountryFigures]:
    return Column(key, title, lambda one: of(one.figures), number=True, width=width)
