"""The figures of each hour or day with their totals; a number leads to its records (D1)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from smsdesk.domain.statistics import Figures, Overview, Point
from smsdesk.domain.text import tr
from smsdesk.ui import formats
from smsdesk.ui.context import Context
from smsdesk.ui.widgets.data_table import DataTable
from smsdesk.ui.widgets.layouts import column
from smsdesk.ui.widgets.row_delegate import ROW_HEIGHT
from smsdesk.ui.widgets.table_model import Column, RowsModel
from smsdesk.ui.widgets.totals_row import TotalsRow

#: Rows in view at once; of more one scrolls.
_MOST_ROWS = 12


class OverviewTable(QFrame):
    """``pressed(point, key of the figure)``."""

    pressed = Signal(object, str)

    def __init__(self, context: Context, when: Callable[[Point], str]) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self._when = when
        self.table: DataTable[Point] = DataTable(
            context,
            RowsModel(self._columns(), identity=lambda one: one.start),
            name=tr("Figures"),
            memory="statistics/overview-figures",
        )
        self.table.view.setProperty("flat", True)
        self.table.pressed.connect(self.pressed)
        self.table.opened.connect(lambda point: self.pressed.emit(point, "requests"))
        self.totals = TotalsRow(self.table.view, self.table.model)
        whole = column(self.table, self.totals, spacing=0, margins=(1,))
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def set_overview(self, shown: Overview) -> None:
        """Newest first; hours in which nothing was sent are left out."""
        rows = [point for point in shown.trend if point.figures.requests] if shown.hourly else shown.trend
        self.table.set_rows(list(reversed(rows)))
        self.totals.set_totals({"start": tr("Total"), **_total_words(shown.total)})
        view = self.table.view
        high = view.horizontalHeader().sizeHint().height() + min(len(rows), _MOST_ROWS) * ROW_HEIGHT
        self.table.setFixedHeight(max(high + 4, 3 * ROW_HEIGHT))

    def _columns(self) -> list[Column[Point]]:
        return [
            Column("start", tr("Time"), lambda one: one.start, show=self._when, stretch=True, width=120),
            _count("requests", tr("Requests"), lambda figures: figures.requests),
            _count("accepted", tr("Sent"), lambda figures: figures.accepted),
            Column(
                "rate",
                tr("Success rate"),
                lambda one: -1 if one.figures.success_rate is None else one.figures.success_rate,
                show=lambda one: formats.share(one.figures.success_rate, even=True),
                number=True,
                width=112,
            ),
            _count("delivered", tr("Delivered"), lambda figures: figures.delivered),
            _count("undelivered", tr("Not delivered"), lambda figures: figures.undelivered),
            _count("open", tr("No receipt yet"), lambda figures: figures.without_receipt),
            _count("failed", tr("Failed"), lambda figures: figures.failed),
            _count("unknown", tr("Unknown"), lambda figures: figures.unknown, hidden=True),
            Column(
                "fragments",
                tr("Billable fragments"),
                lambda one: one.figures.fragments,
                number=True,
                width=140,
            ),
        ]


def _count(key: str, title: str, of: Callable[[Figures], int], *, hidden: bool = False) -> Column[Point]:
    return Column(
        key,
        title,
        lambda one: of(one.figures),
        number=True,
        width=116,
        hidden=hidden,
        link=lambda one: bool(of(one.figures)),
    )


def _total_words(total: Figures) -> dict[str, str]:
    return {
        "requests": formats.number(total.requests),
        "accepted": formats.number(total.accepted),
        "rate": formats.share(total.success_rate, even=True),
        "delivered": formats.number(total.delivered),
        "undelivered": formats.number(total.undelivered),
        "open": formats.number(total.without_receipt),
        "failed": formats.number(total.failed),
        "unknown": formats.number(total.unknown),
        "fragments": formats.number(total.fragments),
    }
