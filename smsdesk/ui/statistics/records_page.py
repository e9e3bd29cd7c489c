"""Every message that was requested, newest first, with filters, "Why?", threads and export (D2, D8)."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from smsdesk.domain.conversations import Correspondent
from smsdesk.domain.errors import Invalid
from smsdesk.domain.messages import Message
from smsdesk.domain.records import RecordFilter, RecordKey
from smsdesk.domain.text import text, tr
from smsdesk.operations.conversations import correspondent
from smsdesk.operations.records import export_records, records
from smsdesk.ui.context import Context
from smsdesk.ui.exports import export_button
from smsdesk.ui.icons import icon
from smsdesk.ui.messages.number_thread import NumberThread
from smsdesk.ui.messages.why import MessageDetails
from smsdesk.ui.messages.words import number_words
from smsdesk.ui.statistics.period_choice import ANY, CHOSEN, DEFAULT, SPAN, ChosenPeriod
from smsdesk.ui.statistics.record_count import RecordCount
from smsdesk.ui.statistics.records_columns import record_columns
from smsdesk.ui.statistics.records_filters import Looser, RecordFilters
from smsdesk.ui.statistics.records_nothing import NoRecords
from smsdesk.ui.widgets.buttons import button, more_button, tool_button
from smsdesk.ui.widgets.data_table import DataTable, RowAction
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.table_model import RowsModel, Slice
from smsdesk.ui.widgets.toast import toast


class RecordsPage(Page):
    """A table that fetches by key as it is scrolled; see ``arrive`` for how to get to some of the records."""

    kinds = frozenset({"message", "task", "application", "template"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, tab="statistics")
        self._filter = RecordFilter(self.region)
        self._shown: Message | None = None
        """Whose details are in the panel."""
        self._thread: NumberThread | None = None
        self.filters = RecordFilters(context)
        self.search = self.tools.add_search(tr("Name, number or its last 4 digits"), self._searched)
        self.count = RecordCount(context)
        self.tools.add_note(self.count)
        self.export = export_button(
            self,
            title=lambda: text("Message records"),
            name=lambda: tr("Message records"),
            job=export_records,
            arguments=lambda: {"filter": self._filter},
        )
        self.tools.add(self.export)
        self.columns = tool_button("columns-3", tr("Choose columns"), self._choose_columns)
        self.tools.add(self.columns)
        self.nothing = NoRecords(context, self.filters.clear_all)
        self.table: DataTable[Message] = DataTable(
            context,
            RowsModel(record_columns(context.formats), identity=lambda one: one.id),
            name=tr("Message records"),
            memory="statistics/message-records",
            empty=self.nothing,
            actions=self._actions(),
            bars=self.bars,
        )
        self.table.model.set_loader(self._fetch)
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(lambda one: self.spawn(self.show_message(one)))
        self.panel.closed.connect(self._panel_closed)
        self.body.addWidget(self.filters)
        self.body.addWidget(self.table, 1)
        self.filters.changed.connect(self.refresh)
        self.filters.number_cleared.connect(lambda: self._show_number(""))

    # What is shown

    def arrive(self, **arguments: Any) -> None:
        """Show exactly the records of a figure: ``context.open("statistics", "records", **arguments)``.

        - ``region``: a ``Region``; the tab changes to it.
        - The period: ``period`` (``today``, ``yesterday``, ``7_days``, ``30_days``, ``any``), or ``day`` (a
          date), or ``first`` and ``last`` (dates, both included), or ``start`` and ``end`` (ms
          since 1970 UTC, to before the end). Without one: of a number any time, else as everywhere.
        - ``application_id``, ``template_id``, ``signature_id``, ``country`` (ISO 3166 alpha-2), ``code``,
          ``number`` (whole, its last four digits or more, or a name).
        - ``status``: a ``MessageStatus`` or several of them; ``code`` may be several codes as well.

        What is not named, or None, is taken off. Without any argument the page stays as it was left.
        """
        if not arguments:
            self.refresh()
            return
        if arguments.get("region"):
            self.context.regions.set(self.tab, arguments["region"])
        number = arguments.get("number") or ""
        self.filters.set(
            period=_period(arguments),
            application_id=arguments.get("application_id"),
            template_id=arguments.get("template_id"),
            signature_id=arguments.get("signature_id"),
            status=arguments.get("status"),
            code=arguments.get("code") or "",
            country=arguments.get("country") or "",
            number=number,
        )
        self._show_number(number)
        self.table.view.clearSelection()
        self.panel.close_panel()
        self.table.view.scrollToTop()
        self.refresh()

    async def load(self) -> None:
        before, self._filter = self._filter, await self.filters.load(self.region)
        asked = self._filter
        try:
            await self.table.reload(keep=asked == before, filtered=False)
        except Invalid as fault:
            if fault.field != "number":
                raise
            self.table.set_rows([])
            self.table.model.set_loader(self._fetch)
            self.nothing.show_fault(str(fault))
            self.count.forget()
            self._offer_export(0)
            return
        rows = self.table.model.rows
        self._offer_export(len(rows))
        self.count.ask(asked, known=len(rows) if self.table.model.complete else None)
        if not rows:
            self.nothing.show_looking()
            self.spawn(self._look_for_looser(asked))
        if self._thread is not None:
            await self._thread.load()

    def _offer_export(self, rows: int) -> None:
        self.export.setEnabled(bool(rows))
        self.export.setToolTip("" if rows else tr("There is nothing to export."))

    async def _fetch(
        self, after: RecordKey | None, limit: int, sort_key: str, descending: bool
    ) -> Slice[Message]:
        page = await self.context.runner.run(records, filter=self._filter, after=after, limit=limit)
        return Slice(page.rows, page.next_key)

    async def _look_for_looser(self, asked: RecordFilter) -> None:
        """Which filter hides what there is."""
        run, helping = self.context.runner.run, list[Looser]()
        ever = await run(records, filter=RecordFilter(asked.region), limit=1)
        for each in self.filters.loosened(asked) if ever.rows else ():
            if (await run(records, filter=each.filter, limit=1)).rows:
                helping.append(each)
        if asked == self._filter and not self.table.model.rows:
            if ever.rows:
                self.nothing.show_loosers(helping)
            else:
                self.nothing.show_begin()

    def _searched(self, words: str) -> None:
        if words != self.filters.number:
            self.filters.number = words
            self.filters.changed.emit()

    def _show_number(self, number: str) -> None:
        self.filters.number = number
        if self.search.text().strip() != number:
            self.search.setText(number)

    def _choose_columns(self) -> None:
        menu = self.table.view.columns_menu()
        below = self.columns.rect().bottomRight() - QPoint(menu.sizeHint().width(), -4)
        menu.popup(self.columns.mapToGlobal(below))

    # What can be done with a record

    def _actions(self) -> list[RowAction[Message]]:
        def known(rows: list[Message]) -> bool:
            return all(one.number for one in rows)

        return [
            RowAction(tr("Copy number"), self._copy_numbers, "copy", fits=known),
            RowAction(
                tr("All messages and replies of this number"),
                lambda rows: self.spawn(self.show_thread(rows[0].number)),
                "messages-square",
                many=False,
                fits=known,
            ),
            RowAction(
                tr("Records of this number only"),
                lambda rows: self.arrive(number=rows[0].number),
                "list-filter",
                many=False,
                fits=known,
            ),
            RowAction(tr("Open task"), lambda rows: self._open_task(rows[0]), "send", many=False),
            RowAction(
                tr("Show in the pool"),
                lambda rows: self._open_customer(rows[0].number),
                "users",
                many=False,
                fits=known,
            ),
        ]

    def _copy_numbers(self, rows: list[Message]) -> None:
        QGuiApplication.clipboard().setText("\n".join(dict.fromkeys(one.number for one in rows)))
        toast(self, tr("Copied"))

    def _open_task(self, one: Message) -> None:
        self.context.open("bulk", "task", task_id=one.task_id)

    def _open_customer(self, number: str) -> None:
        self.context.open("customers", "pool", search=number)

    # The panel

    def _chosen(self, one: Message | None) -> None:
        if one is None:
            return
        if self.panel.is_open() and self._thread is not None and self._thread.number == one.number:
            return  # the thread follows by itself
        if not self.panel.is_open() or one != self._shown:
            self.spawn(self.show_message(one))

    async def show_message(self, one: Message) -> None:
        """The details of a record with "Why?"."""
        self._shown = one
        who = await self.context.runner.run(correspondent, number=one.number) if one.number else None
        if one != self._shown:
            return
        self._thread = None
        buttons = [button(tr("Open task"), lambda: self._open_task(one))]
        if one.number:
            thread = button(
                tr("Conversation"), self.act(self.show_thread, one.number), picture="messages-square"
            )
            buttons = [thread, *buttons]
        self.panel.open_with(
            number_words(one),
            MessageDetails(one, self.context.formats),
            *((more_button(self._more(one, who), tr("More")),) if one.number else ()),
            *buttons,
            note=who.name if who is not None else "",
        )

    async def show_thread(self, number: str) -> None:
        """Everything that passed with a number, in the order of time."""
        thread = NumberThread(self.context, number)
        await thread.load()
        who = await self.context.runner.run(correspondent, number=number)
        self._thread = thread
        back = self._shown
        answer = button(
            tr("Reply"), lambda: self.context.open("customers", "replies", number=number), picture="reply"
        )
        buttons = [answer]
        if back is not None and back.number == number:
            details = button(
                tr("Back to the message"), self.act(self.show_message, back), picture="chevron-left"
            )
            buttons = [details, answer]
        self.panel.open_with(
            number,
            thread,
            *buttons,
            note=who.name or tr("All messages and replies, in the order of time"),
            fill=True,
        )
        thread.thread_view.to_end()

    def _more(self, one: Message, who: Correspondent | None) -> QMenu:
        menu = QMenu()
        menu.addAction(icon("copy"), tr("Copy number"), lambda: self._copy_numbers([one]))
        menu.addAction(
            icon("list-filter"), tr("Records of this number only"), lambda: self.arrive(number=one.number)
        )
        if who is not None and who.customer_id is not None:
            menu.addAction(icon("users"), tr("Open customer"), lambda: self._open_customer(one.number))
        return menu

    def _panel_closed(self) -> None:
        self._shown = self._thread = None
        self.table.view.clearSelection()


def _period(arguments: dict[str, Any]) -> ChosenPeriod:
    """The period that is meant by the keywords of ``arrive``."""
    day, first, last = (arguments.get(key) for key in ("day", "first", "last"))
    if arguments.get("start") is not None and arguments.get("end") is not None:
        return ChosenPeriod(SPAN, start=arguments["start"], end=arguments["end"])
    if isinstance(day, date):
        return ChosenPeriod(CHOSEN, day, day)
    if isinstance(first, date) and isinstance(last, date):
        return ChosenPeriod(CHOSEN, first, last)
    return ChosenPeriod(arguments.get("period") or (ANY if arguments.get("number") else DEFAULT))
