"""What people replied, with the message each reply answers (C6)."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from smsdesk.domain.customers import Reply
from smsdesk.domain.text import tr
from smsdesk.operations.replies import list_replies
from smsdesk.ui.context import Context
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.card import Card
from smsdesk.ui.widgets.data_table import DataTable
from smsdesk.ui.widgets.empty_state import EmptyState
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import column, holding
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.table_model import Column, RowsModel, Slice


class RepliesPage(Page):
    """A table; a chosen reply is shown in full, below the message it answers."""

    kinds = frozenset({"reply", "customer"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, tab="customers", title=tr("Replies"))
        self._search = ""
        self.tools.add_search(tr("Search number or reply"), self._searched)
        model: RowsModel[Reply] = RowsModel(
            [
                Column("number", tr("From"), lambda one: one.number, width=144, sort=False),
                Column("name", tr("Name"), lambda one: one.name or "–", width=112, quiet=True, sort=False),
                Column("content", tr("Reply"), lambda one: one.content, width=200, stretch=True, sort=False),
                Column(
                    "answers",
                    tr("In answer to"),
                    lambda one: one.answers or "–",
                    width=200,
                    stretch=True,
                    quiet=True,
                    sort=False,
                    tip=lambda one: one.answers,
                ),
                Column(
                    "at",
                    tr("Received"),
                    lambda one: one.at,
                    show=lambda one: context.formats.time(one.at),
                    width=140,
                    quiet=True,
                    sort=False,
                    tip=lambda one: context.formats.exact(one.at),
                ),
            ],
            identity=lambda one: one.id,
        )
        model.set_loader(self._load_slice)
        self.table: DataTable[Reply] = DataTable(
            context,
            model,
            name=tr("Replies"),
            memory="replies",
            empty=EmptyState(
                "reply",
                tr("No replies yet."),
                tr("What people answer to your messages comes in here by itself."),
            ),
            bars=self.bars,
        )
        self.body.addWidget(self.table)
        self.table.chosen.connect(self._chosen)

    async def load(self) -> None:
        await self.table.reload(filtered=bool(self._search))

    async def _load_slice(self, after: Any, limit: int, sort: str, descending: bool) -> Slice[Reply]:
        found = await self.context.runner.run(list_replies, search=self._search, after=after, most=limit)
        return Slice(found.rows, found.next_key)

    def _searched(self, words: str) -> None:
        self._search = words
        self.refresh()

    def _chosen(self, one: Reply | None) -> None:
        if one is None:
            return
        sent = Card().add(
            label(one.answers, wrap=True, selectable=True)
            if one.answers
            else label(tr("No message to this number in the 72 hours before."), "secondary", wrap=True)
        )
        got = Card().add(label(one.content, wrap=True, selectable=True))
        parts: list[QWidget] = [
            label(tr("You wrote"), "small"),
            sent,
            label(tr("Reply of {when}", when=self.context.formats.exact(one.at)), "small"),
            got,
        ]
        buttons = [
            button(
                tr("Show in the pool"),
                lambda: self.context.open("customers", "pool", search=one.number),
            )
        ]
        if one.number.startswith("+86"):
            buttons.insert(
                0,
                button(
                    tr("Block…"),
                    lambda: self.context.open("customers", "blocklist", numbers=one.number),
                    kind="danger-quiet",
                ),
            )
        self.panel.open_with(
            one.name or one.number,
            holding(column(*parts, spacing=8)),
            *buttons,
            note=one.number if one.name else "",
        )
