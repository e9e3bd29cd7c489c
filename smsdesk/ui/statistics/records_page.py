"""Every message that was requested, newest first, with filters, "Why?" and export (D2, D8)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from smsdesk.domain.messages import Message, MessageStatus
from smsdesk.domain.records import RecordFilter, RecordKey
from smsdesk.domain.text import tr, trn
from smsdesk.operations.records import export_records, records
from smsdesk.ui import formats
from smsdesk.ui.bridge import Work
from smsdesk.ui.context import Context
from smsdesk.ui.messages.why import MessageDetails
from smsdesk.ui.messages.words import content_words, number_words, reason_words, status_badge
from smsdesk.ui.statistics.filters import SenderFilter
from smsdesk.ui.statistics.period_choice import PeriodChooser
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.confirm import choose_save
from smsdesk.ui.widgets.data_table import DataTable
from smsdesk.ui.widgets.empty_state import EmptyState
from smsdesk.ui.widgets.form import combo
from smsdesk.ui.widgets.layouts import STRETCH, column, row
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.table_model import Column, RowsModel, Slice
from smsdesk.ui.widgets.work_bar import WorkBar


class RecordsPage(Page):
    """A table that fetches by key as it is scrolled."""

    kinds = frozenset({"message", "task", "application", "template"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, tab="statistics")
        self._number = ""
        self._filter = RecordFilter(self.region)
        self.period = PeriodChooser(context, first="30_days")
        self.asked = SenderFilter(context)
        self.status = combo(
            [
                (None, tr("All statuses")),
                *(
                    (status, status_badge(status).words)
                    for status in MessageStatus
                    if status not in (MessageStatus.QUEUED, MessageStatus.CANCELLED)
                ),
            ]
        )
        self.status.setAccessibleName(tr("Status"))
        self.tools.add_search(tr("Number or its last 4 digits"), self._searched)
        self._export = button(tr("Export…"), self.act(self._ask_export), picture="download")
        self.tools.add(self._export)
        self._works = column(spacing=8)
        self.table: DataTable[Message] = DataTable(
            context,
            RowsModel(self._columns(context), identity=lambda one: one.id),
            name=tr("Message records"),
            memory="statistics/records",
            empty=EmptyState(
                "inbox",
                tr("No message was sent in this period."),
                tr("Choose a longer period, or send the first one."),
                action=(tr("New bulk task"), lambda: context.open("bulk", "new")),
            ),
            bars=self.bars,
        )
        self.table.model.set_loader(self._fetch)
        self.table.chosen.connect(self._chosen)
        self.body.addLayout(row(self.period, self.asked, self.status, STRETCH, spacing=8))
        self.body.addLayout(self._works)
        self.body.addWidget(self.table, 1)
        self.period.changed.connect(self.refresh)
        self.asked.changed.connect(self.refresh)
        self.status.currentIndexChanged.connect(lambda _: self.refresh())

    def arrive(self, **arguments: Any) -> None:
        """``day``, ``number``, ``application_id``, ``template_id``, ``status`` set the filters."""
        day = arguments.get("day")
        if isinstance(day, date):
            self.period.choose_days(day, day)
        for box, key in (
            (self.asked.application, "application_id"),
            (self.asked.template, "template_id"),
            (self.status, "status"),
        ):
            if key in arguments:
                box.setCurrentIndex(max(0, box.findData(arguments[key])))
        if "number" in arguments and self.tools.search is not None:
            self.tools.search.setText(arguments["number"])
            self._number = arguments["number"]
        self.refresh()

    async def load(self) -> None:
        await self.asked.load(self.region)
        chosen = await self.period.value()
        self._filter = RecordFilter(
            self.region,
            number=self._number,
            application_id=self.asked.application_id,
            template_id=self.asked.template_id,
            status=self.status.currentData(),
            start=chosen.start,
            end=chosen.end,
        )
        filtered = bool(self._number or self.asked.application_id or self.asked.template_id)
        await self.table.reload(filtered=filtered or self._filter.status is not None)

    async def _fetch(
        self, after: RecordKey | None, limit: int, sort_key: str, descending: bool
    ) -> Slice[Message]:
        page = await self.context.runner.run(records, filter=self._filter, after=after, limit=limit)
        return Slice(page.rows, page.next_key)

    def _columns(self, context: Context) -> list[Column[Message]]:
        times = context.formats.time
        return [
            Column(
                "requested",
                tr("Requested"),
                lambda one: one.requested_at,
                show=lambda one: times(one.requested_at) if one.requested_at else formats.NOTHING,
                sort=False,
                width=130,
            ),
            Column("number", tr("Number"), number_words, sort=False, width=150),
            Column("content", tr("Content"), content_words, sort=False, stretch=True, quiet=True),
            Column(
                "fragments", tr("Fragments"), lambda one: one.fragments, number=True, sort=False, width=90
            ),
            Column(
                "status",
                tr("Status"),
                lambda one: one.status,
                badge=lambda one: status_badge(one.status),
                sort=False,
                width=170,
            ),
            Column("reason", tr("Reason"), reason_words, sort=False, width=200, quiet=True),
            Column(
                "application", tr("Application"), lambda one: one.application_name, sort=False, hidden=True
            ),
            Column("template", tr("Template"), lambda one: one.template_name, sort=False, hidden=True),
            Column("signature", tr("Signature"), lambda one: one.signature, sort=False, hidden=True),
            Column("code", tr("Code"), lambda one: one.code, sort=False, hidden=True),
        ]

    def _searched(self, words: str) -> None:
        self._number = words
        self.refresh()

    def _chosen(self, one: Message | None) -> None:
        if one is not None:
            everything = button(tr("All to this number"), lambda: self.arrive(number=one.number))
            self.panel.open_with(
                number_words(one),
                MessageDetails(one, self.context.formats),
                *((everything,) if one.number else ()),
                button(tr("Open task"), lambda: self.context.open("bulk", "task", task_id=one.task_id)),
            )

    async def _ask_export(self) -> None:
        path = await choose_save(
            self,
            tr("Export message records"),
            tr("Message records.xlsx"),
            tr("Excel workbook (*.xlsx);;Comma-separated text (*.csv)"),
        )
        if path is not None:
            await self.export_to(path)

    async def export_to(self, path: Path) -> None:
        """Write every record of the filters in view, with progress and Cancel."""
        work = Work(self)
        bar = WorkBar(tr("Exporting to {file}", file=path.name), work)
        self._works.addWidget(bar)
        self._export.setEnabled(False)
        try:
            count = await self.context.runner.run_job(
                work, export_records, filter=self._filter, path=path, progress=work.progress
            )
        finally:
            bar.finish()
            self._export.setEnabled(True)
        self.bars.success(
            trn(
                "{count} record written to {file}.",
                "{count} records written to {file}.",
                count,
                file=str(path),
            )
        )
