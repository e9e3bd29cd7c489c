"""What carriers reported: with and without a receipt, good and bad ones, and why not (D5)."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex

from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.statistics import Figures, Point, Reason, ReceiptAnalysis, StatisticsFilter
from smsdesk.domain.text import text, tr
from smsdesk.operations.receipt_analysis import receipt_analysis
from smsdesk.operations.statistics_sheets import export_receipts
from smsdesk.ui import formats
from smsdesk.ui.context import Context
from smsdesk.ui.statistics.analysis_page import AnalysisPage
from smsdesk.ui.statistics.breakdown import Breakdown, Part
from smsdesk.ui.statistics.choice import StatisticsChoice
from smsdesk.ui.statistics.reason_table import ReasonTable
from smsdesk.ui.widgets.card import Card
from smsdesk.ui.widgets.empty_state import EmptyState
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import column, holding, row, scrolling
from smsdesk.ui.widgets.row_delegate import ROW_HEIGHT
from smsdesk.ui.widgets.trend_chart import Series, TrendChart

_FULL, _NOTHING = range(2)
#: Rows of the table of reasons that are there without scrolling in it: the page scrolls, as long as it can.
_FEWEST_ROWS, _MOST_ROWS = 4, 40

_REPORTED = (MessageStatus.DELIVERED, MessageStatus.UNDELIVERED)


class ReceiptsPage(AnalysisPage):
    """Two sums, the rates over time, and the reasons; each part leads to its messages."""

    def __init__(self, context: Context, choice: StatisticsChoice) -> None:
        super().__init__(context, choice, title=text("Receipt analysis"), job=export_receipts)
        self._hourly = False
        self.arrived = Breakdown(tr("Has a receipt come?"))
        self.said = Breakdown(tr("What do the receipts say?"))
        for each in (self.arrived, self.said):
            each.pressed.connect(lambda statuses: self.open_records(status=statuses))
        both = row(self.arrived, self.said, spacing=16)
        both.setStretch(0, 1)
        both.setStretch(1, 1)
        self._chart = TrendChart(tr("Receipts over time"))
        self._chart.setMinimumHeight(220)
        self.table = ReasonTable(
            context,
            self,
            name=tr("Why messages were not delivered"),
            memory="statistics/receipts",
            role="danger",
            open_records=self._open,
            empty=EmptyState("circle-check", tr("No receipt says that a message was not delivered.")),
        )
        full = column(
            both,
            Card(tr("Receipts over time")).add(self._chart),
            column(label(tr("Why messages were not delivered"), "heading"), self.table, spacing=8),
            spacing=16,
        )
        nothing = EmptyState(
            "receipt-text",
            tr("Nothing was sent in this period."),
            tr("Receipts say what became of messages. They appear here as soon as carriers send them."),
            action=(tr("New bulk task"), lambda: context.open("bulk", "new")),
        )
        self._content = holding(full)
        self._area = scrolling(self._content)
        self.table.view.selectionModel().currentRowChanged.connect(self._keep_in_view)
        self.fill(self._area, nothing)

    def _keep_in_view(self, index: QModelIndex) -> None:
        """The row the keyboard is at stays in view: the page scrolls, not the table."""
        view = self.table.view
        if index.isValid() and view.hasFocus():
            middle = view.viewport().mapTo(self._content, view.visualRect(index).center())
            self._area.ensureVisible(0, middle.y(), 0, ROW_HEIGHT)

    async def load_figures(self, asked: StatisticsFilter) -> int:
        found = await self.context.runner.run(receipt_analysis, filter=asked)
        if not found.total.accepted:
            return _NOTHING
        self._show(found)
        return _FULL

    def _show(self, found: ReceiptAnalysis) -> None:
        total = found.total
        self._hourly = found.hourly
        self.arrived.show_parts(tr("Messages sent"), _arrived(total))
        self.said.show_parts(tr("Messages with a receipt"), _said(total))
        figures = [point.figures for point in found.trend]
        self._chart.set_data(
            [self._when(point) for point in found.trend],
            [
                Series(tr("With receipt"), [one.receipts for one in figures], "series_1"),
                Series(tr("Without receipt"), [one.without_receipt for one in figures], "neutral"),
                _rate(tr("Receipt rate"), [one.receipt_rate for one in figures], "series_4"),
                _rate(tr("Receipt success rate"), [one.receipt_success_rate for one in figures], "series_2"),
            ],
        )
        self.table.show_reasons(found.reasons)
        rows = min(max(len(found.reasons), _FEWEST_ROWS), _MOST_ROWS)
        self.table.setFixedHeight((rows + 1) * ROW_HEIGHT + 4)

    def _when(self, point: Point) -> str:
        moment = self.context.formats.moment(point.start)
        return moment.strftime("%H:%M") if self._hourly else self.context.formats.day(moment.date())

    def _open(self, reason: Reason) -> None:
        self.open_records(status=reason.status, code=reason.code)


def _arrived(total: Figures) -> list[Part]:
    return [
        Part(
            _REPORTED,
            tr("With receipt (receipt rate)"),
            total.receipts,
            tr("The carrier reported whether it was delivered."),
            "series_1",
        ),
        Part(
            MessageStatus.ACCEPTED,
            tr("Without receipt"),
            total.without_receipt,
            tr("No report yet: most come within minutes, some within 72 hours, a few never."),
            "neutral",
        ),
    ]


def _said(total: Figures) -> list[Part]:
    return [
        Part(
            MessageStatus.DELIVERED,
            tr("Delivered (receipt success rate)"),
            total.delivered,
            tr("The message is on the telephone."),
            "success",
        ),
        Part(
            MessageStatus.UNDELIVERED,
            tr("Not delivered"),
            total.undelivered,
            tr("It did not arrive; the reasons stand below."),
            "danger",
        ),
    ]


def _rate(name: str, values: list[float | None], colour: str) -> Series:
    return Series(name, values, colour, show=lambda value: formats.share(value), share=True)
