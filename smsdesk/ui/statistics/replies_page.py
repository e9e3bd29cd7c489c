"""What people replied, as records: what became of each reply and which message it answers (D3, D8)."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from smsdesk.domain.conversations import Correspondent
from smsdesk.domain.reply_records import ReplyKey, ReplyRecord, ReplyStatus
from smsdesk.domain.statistics import StatisticsFilter
from smsdesk.domain.text import text, tr
from smsdesk.operations.conversations import correspondent
from smsdesk.operations.reply_records import export_replies, reply_records
from smsdesk.ui.context import Context
from smsdesk.ui.exports import export_button
from smsdesk.ui.statistics.choice import ChoiceBar, StatisticsChoice
from smsdesk.ui.statistics.reply_details import ReplyDetails, reply_badge
from smsdesk.ui.widgets.badge import Badge
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.data_table import DataTable, RowAction
from smsdesk.ui.widgets.empty_state import EmptyState
from smsdesk.ui.widgets.filter_choice import FilterChoice
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.table_model import Column, RowsModel, Slice

_UNREAD = "unread"


class RepliesPage(Page):
    """A table that fetches by key as it is scrolled; a chosen reply opens with the message it answers."""

    kinds = frozenset({"reply", "customer", "application", "template"})

    def __init__(self, context: Context, choice: StatisticsChoice) -> None:
        super().__init__(context, tab="statistics")
        self.choice = choice
        self._search = ""
        self._asked: StatisticsFilter | None = None
        self.bar = ChoiceBar(context, choice)
        self.status = FilterChoice(tr("Status"), tr("All replies"))
        self.status.set_choices(
            [*((one, reply_badge(one).words) for one in ReplyStatus), (_UNREAD, tr("Unread"))]
        )
        self.tools.add_search(tr("Search number or words"), self._searched)
        self.export = export_button(
            self,
            title=lambda: text("Replies"),
            name=lambda: tr("Replies"),
            job=export_replies,
            arguments=lambda: {"filter": self._asked, **self._narrowed()},
        )
        self.tools.add(self.export)
        self.table: DataTable[ReplyRecord] = DataTable(
            context,
            RowsModel(self._columns(), identity=lambda one: one.id),
            name=tr("Replies"),
            memory="statistics/replies",
            empty=EmptyState(
                "reply",
                tr("Nobody replied in this period."),
                tr("What people answer to your messages comes in here by itself."),
            ),
            actions=[
                RowAction(
                    tr("Open conversation"),
                    lambda rows: self._converse(rows[0]),
                    "messages-square",
                    many=False,
                )
            ],
            bars=self.bars,
        )
        self.table.model.set_loader(self._fetch)
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(self._converse)
        self.bar.add(self.status)
        self.body.addWidget(self.bar)
        self.body.addWidget(self.table, 1)
        choice.changed.connect(self.refresh)
        self.status.changed.connect(self.refresh)

    def arrive(self, **arguments: Any) -> None:
        """``status``: one of ``ReplyStatus`` or ``"unread"``; ``number``: only this number's replies."""
        if "status" in arguments:
            self.status.set_value(arguments["status"])
        if "number" in arguments and self.tools.search is not None:
            self.tools.search.setText(arguments["number"])
            self._search = arguments["number"]
        self.refresh()

    async def load(self) -> None:
        await self.bar.load(self.region)
        self._asked = await self.choice.value(self.region)
        narrowed = self._asked.application_id is not None or self._asked.template_id is not None
        await self.table.reload(filtered=narrowed or bool(self._search) or self.status.value() is not None)

    async def _fetch(
        self, after: ReplyKey | None, limit: int, sort_key: str, descending: bool
    ) -> Slice[ReplyRecord]:
        asked = self._asked or await self.choice.value(self.region)
        page = await self.context.runner.run(
            reply_records, filter=asked, after=after, limit=limit, **self._narrowed()
        )
        return Slice(page.rows, page.next_key)

    def _narrowed(self) -> dict[str, Any]:
        chosen = self.status.value()
        return {
            "search": self._search,
            "status": None if chosen == _UNREAD else chosen,
            "unread": chosen == _UNREAD,
        }

    def _searched(self, words: str) -> None:
        self._search = words
        self.refresh()

    def _chosen(self, reply: ReplyRecord | None) -> None:
        if reply is not None:
            self.spawn(self._show(reply))

    async def _show(self, reply: ReplyRecord) -> None:
        who = await self.context.runner.run(correspondent, number=reply.number)
        if self.table.selected() != [reply]:
            return  # another was chosen meanwhile
        self.panel.open_with(
            reply.name or reply.number,
            ReplyDetails(reply, who, self.context.formats),
            *self._ways_on(reply, who),
            button(tr("Open conversation"), lambda: self._converse(reply), kind="primary"),
        )

    def _ways_on(self, reply: ReplyRecord, who: Correspondent) -> list[QWidget]:
        if reply.task_id is not None:
            task_id = reply.task_id
            return [button(tr("Open task"), lambda: self.context.open("bulk", "task", task_id=task_id))]
        if reply.status is ReplyStatus.STOP and not who.blocked:
            numbers = reply.number
            return [
                button(tr("Block…"), lambda: self.context.open("customers", "blocklist", numbers=numbers))
            ]
        return []

    def _converse(self, reply: ReplyRecord) -> None:
        self.context.open("customers", "replies", number=reply.number)

    def _columns(self) -> list[Column[ReplyRecord]]:
        times = self.context.formats.time
        return [
            Column(
                "at", tr("Time"), lambda one: one.at, show=lambda one: times(one.at), sort=False, width=128
            ),
            Column("number", tr("Number"), lambda one: one.number, sort=False, width=150),
            Column(
                "content",
                tr("Reply"),
                lambda one: one.content,
                sort=False,
                stretch=True,
                width=260,
                tip=_said,
            ),
            Column(
                "status",
                tr("Status"),
                lambda one: one.status,
                badge=lambda one: reply_badge(one.status),
                sort=False,
                width=176,
                spare=True,
            ),
            Column(
                "read", tr("Read"), lambda one: one.read_at, badge=_read, sort=False, width=100, spare=True
            ),
            Column(
                "name", tr("Customer"), lambda one: one.name, sort=False, width=120, quiet=True, spare=True
            ),
            Column(
                "answers",
                tr("Answers the message"),
                lambda one: one.answers,
                sort=False,
                stretch=True,
                width=200,
                quiet=True,
                spare=True,
            ),
            Column("task", tr("Task"), lambda one: one.task_name, sort=False, hidden=True),
            Column(
                "application", tr("Application"), lambda one: one.application_name, sort=False, hidden=True
            ),
            Column("template", tr("Template"), lambda one: one.template_name, sort=False, hidden=True),
            Column("signature", tr("Signature"), lambda one: one.signature, sort=False, hidden=True),
        ]


def _said(reply: ReplyRecord) -> str:
    return reply.content[:500]


def _read(reply: ReplyRecord) -> Badge:
    return Badge(tr("Read"), "neutral") if reply.read_at else Badge(tr("Unread"), "info")
