"""Who replied to be left alone: from which signature and type, and with which word (C5)."""

from __future__ import annotations

from typing import Any

from smsdesk.domain.customers import UnsubscribedNumber
from smsdesk.domain.text import tr
from smsdesk.operations.unsubscribed import list_unsubscribed, unsubscribed_signatures
from smsdesk.ui.context import Context
from smsdesk.ui.customers.signature_filter import SignatureFilter
from smsdesk.ui.sms_types import type_words
from smsdesk.ui.widgets.data_table import DataTable
from smsdesk.ui.widgets.empty_state import EmptyState
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.table_model import Column, RowsModel, Slice


class UnsubscribedPage(Page):
    """A table to look into; it fills itself from the replies."""

    kinds = frozenset({"reply"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, tab="customers", title=tr("Unsubscribed"))
        self._search = ""
        self.tools.add_search(tr("Search number"), self._searched)
        self.signature = SignatureFilter(self.refresh)
        self.tools.add(self.signature)
        model: RowsModel[UnsubscribedNumber] = RowsModel(
            [
                Column("number", tr("Number"), lambda one: one.number, width=180, stretch=True, sort=False),
                Column("signature", tr("Signature"), lambda one: one.signature, width=220, sort=False),
                Column("type", tr("SMS type"), lambda one: type_words(one.sms_type), quiet=True, sort=False),
                Column("keyword", tr("Replied"), lambda one: one.keyword, sort=False),
                Column(
                    "at",
                    tr("When"),
                    lambda one: one.at,
                    show=lambda one: context.formats.time(one.at),
                    width=160,
                    quiet=True,
                    sort=False,
                    tip=lambda one: context.formats.exact(one.at),
                ),
            ],
            identity=lambda one: one.id,
        )
        model.set_loader(self._load_slice)
        self.table: DataTable[UnsubscribedNumber] = DataTable(
            context,
            model,
            name=tr("Unsubscribed"),
            memory="unsubscribed",
            empty=EmptyState(
                "user-minus",
                tr("Nobody has unsubscribed."),
                tr(
                    "Who replies T, N, TD, QX, 0000 or Unsubscribe within 72 hours stands here at once, "
                    "and gets nothing more of that type under that signature."
                ),
            ),
            bars=self.bars,
        )
        self.body.addWidget(self.table)

    async def load(self) -> None:
        self.signature.offer(await self.context.runner.run(unsubscribed_signatures))
        await self.table.reload(filtered=bool(self._search or self.signature.value()))

    async def _load_slice(
        self, after: Any, limit: int, sort: str, descending: bool
    ) -> Slice[UnsubscribedNumber]:
        found = await self.context.runner.run(
            list_unsubscribed,
            search=self._search,
            signature=self.signature.value(),
            after=after,
            most=limit,
        )
        return Slice(found.rows, found.next_key)

    def _searched(self, words: str) -> None:
        self._search = words
        self.refresh()
