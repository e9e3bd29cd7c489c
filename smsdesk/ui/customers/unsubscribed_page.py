"""Who replied to be left alone: from which signature and type, and with which word (C5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QStackedWidget

from smsdesk.domain.customers import UnsubscribedNumber
from smsdesk.domain.text import tr, trn
from smsdesk.operations.unsubscribed import (
    ask_for_removal,
    list_unsubscribed,
    unsubscribed_signatures,
    waiting_removals,
)
from smsdesk.ui import formats
from smsdesk.ui.context import Context
from smsdesk.ui.customers.keyword_list import keyword_list
from smsdesk.ui.customers.removal_questions import ReasonQuestion
from smsdesk.ui.customers.removals_table import RemovalsTable
from smsdesk.ui.customers.signature_filter import SignatureFilter
from smsdesk.ui.sms_types import type_words
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.data_table import DataTable, RowAction
from smsdesk.ui.widgets.empty_state import EmptyState
from smsdesk.ui.widgets.layouts import STRETCH, row
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.segmented import SegmentedControl
from smsdesk.ui.widgets.table_model import Column, RowsModel, Slice

_LIST, _REMOVALS = "list", "removals"


class UnsubscribedPage(Page):
    """The list fills itself from the replies; a number leaves it only through an application.

    ``context.open("customers", "unsubscribed", removals=True)`` shows the applications.
    """

    kinds = frozenset({"reply", "removal", "blocklist"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, tab="customers", title=tr("Unsubscribed"))
        self._search = ""
        self.tools.add_search(tr("Search number"), self._searched)
        self.signature = SignatureFilter(self.refresh)
        self.tools.add(self.signature)
        self.view = SegmentedControl(
            [(_LIST, tr("Unsubscribed")), (_REMOVALS, tr("Applications for removal"))], tr("What is shown")
        )
        self.view.changed.connect(self._viewed)
        self.words = button(tr("Words that unsubscribe"), self._show_words, kind="link")
        self.table: DataTable[UnsubscribedNumber] = self._list()
        self.removals = RemovalsTable(self)
        self._tables = QStackedWidget()
        self._tables.addWidget(self.table)
        self._tables.addWidget(self.removals)
        self.body.setSpacing(12)
        self.body.addLayout(row(self.view, STRETCH, self.words))
        self.body.addWidget(self._tables, 1)

    def _list(self) -> DataTable[UnsubscribedNumber]:
        times = self.context.formats
        model: RowsModel[UnsubscribedNumber] = RowsModel(
            [
                Column("number", tr("Number"), lambda one: one.number, width=152, sort=False),
                Column("name", tr("Name"), lambda one: one.name, width=132, stretch=True, sort=False),
                Column(
                    "signature",
                    tr("Signature"),
                    lambda one: one.signature,
                    width=160,
                    stretch=True,
                    sort=False,
                ),
                Column(
                    "type",
                    tr("SMS type"),
                    lambda one: type_words(one.sms_type),
                    width=112,
                    quiet=True,
                    sort=False,
                    spare=True,
                ),
                Column("keyword", tr("Replied"), lambda one: one.keyword, width=120, sort=False),
                Column(
                    "at",
                    tr("When"),
                    lambda one: one.at,
                    show=lambda one: times.time(one.at),
                    width=160,
                    quiet=True,
                    sort=False,
                    tip=lambda one: times.exact(one.at),
                ),
            ],
            identity=lambda one: one.id,
        )
        model.set_loader(self._load_slice)
        return DataTable(
            self.context,
            model,
            name=tr("Unsubscribed"),
            memory="unsubscribed",
            empty=EmptyState(
                "user-minus",
                tr("Nobody has unsubscribed."),
                tr(
                    "Who replies T, STOP or another of these words within 72 hours stands here at once, and "
                    "gets nothing more of that type under that signature."
                ),
                sample=(tr("Words that unsubscribe"), self._show_words),
            ),
            actions=[
                RowAction(
                    tr("Apply for removal…"), lambda rows: self.spawn(self.apply(rows)), "clipboard-check"
                ),
                RowAction(
                    tr("Show conversation"),
                    lambda rows: self.context.open("customers", "replies", number=rows[0].number),
                    "messages-square",
                    many=False,
                ),
            ],
            bars=self.bars,
            bar_from=1,
        )

    async def load(self) -> None:
        run = self.context.runner.run
        waiting = await run(waiting_removals)
        title = tr("Applications for removal")
        if waiting:
            title = tr("Applications for removal ({count})", count=formats.number(waiting))
        self.view.segments()[1].setText(title)
        self.signature.offer(await run(unsubscribed_signatures))
        if self.view.value() == _LIST:
            await self.table.reload(filtered=bool(self._search or self.signature.value()))
        else:
            self.removals.search = self._search
            await self.removals.reload(filtered=bool(self._search))

    def arrive(self, removals: bool = False, **_arguments: Any) -> None:
        """Show the list or the applications."""
        self.view.set_value(_REMOVALS if removals else _LIST)
        self._viewed()

    def _viewed(self, _value: object = None) -> None:
        listed = self.view.value() == _LIST
        self._tables.setCurrentIndex(0 if listed else 1)
        self.signature.setVisible(listed)
        self.panel.close_panel()
        self.refresh()

    async def _load_slice(
        self, after: Any, limit: int, sort: str, descending: bool
    ) -> Slice[UnsubscribedNumber]:
        found = await self.context.runner.run(
            list_unsubscribed,
            search=self._search,
            signature=self.signature.value() or "",
            after=after,
            most=limit,
        )
        return Slice(found.rows, found.next_key)

    def _searched(self, words: str) -> None:
        self._search = words
        self.refresh()

    async def apply(self, rows: Sequence[UnsubscribedNumber]) -> None:
        """Ask for the reason and hand the application in."""
        question = ReasonQuestion(self, len(rows))
        if not await question.answer():
            return
        ids = [one.id for one in rows]
        made = await self.context.runner.run(ask_for_removal, unsubscribed_ids=ids, **question.form.values())
        if not made:
            self.bars.info(tr("An application waits for them already."), self._to_removals())
            return
        words = trn(
            "{count} application waits for review.", "{count} applications wait for review.", len(made)
        )
        self.bars.success(words, self._to_removals())

    def _to_removals(self) -> tuple[str, Any]:
        return tr("Review"), lambda: self.arrive(removals=True)

    def _show_words(self) -> None:
        self.panel.open_with(tr("Words that unsubscribe"), keyword_list())
