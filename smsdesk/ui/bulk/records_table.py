"""The messages of a task, fetched as one scrolls, by state and reason, or those that are looked for; a chosen
one says why (B8, D2, E5)."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QPushButton, QWidget
from shiboken6 import isValid

from smsdesk.domain.codes import explain
from smsdesk.domain.messages import Message, MessageStatus
from smsdesk.domain.places import country_name
from smsdesk.domain.text import tr
from smsdesk.operations.task_pages import task_messages
from smsdesk.ui.context import Context
from smsdesk.ui.messages.words import content_words, number_words, reason_words, status_badge
from smsdesk.ui.widgets.bars import Bars
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.card import Card
from smsdesk.ui.widgets.data_table import DataTable
from smsdesk.ui.widgets.empty_state import EmptyState
from smsdesk.ui.widgets.flow_layout import FlowLayout
from smsdesk.ui.widgets.form import combo
from smsdesk.ui.widgets.header import SearchBox
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import row
from smsdesk.ui.widgets.table_model import Column, RowsModel, Slice

#: Rows that are fetched anew as a whole; of more only those in view.
_FEW = 1_000
#: Scrolling has come to rest after so many milliseconds.
_REST_MS = 120
#: Characters of what is looked for that are repeated when nothing was found.
_QUOTED = 40
HEIGHT = 420


class RecordsCard(Card):
    """``chosen(message or None)``. ``filter_by`` and ``refresh`` fetch; ``search`` is the box for words."""

    chosen = Signal(object)

    def __init__(self, context: Context, task_id: int, bars: Bars) -> None:
        self.status = combo(
            [(None, tr("All states")), *((each, status_badge(each).words) for each in MessageStatus)]
        )
        self.status.setAccessibleName(tr("State"))
        self.search = SearchBox(tr("Search number, name or text"))
        self.reason: QPushButton = button("", lambda: self.filter_by(self.status.currentData()), picture="x")
        self.reason.setToolTip(tr("Show every reason"))
        self.reason.setHidden(True)
        super().__init__()
        self.setAccessibleName(tr("Messages"))
        filters = QWidget()
        filters.setLayout(FlowLayout(self.search, self.status, self.reason))
        head = row(label(tr("Messages"), "heading"), filters, spacing=24)
        head.setStretch(1, 1)
        self.body.addLayout(head)
        self._context = context
        self._task_id = task_id
        self._code: str | None = None
        self._words = ""
        self.search.searched.connect(self._searched)
        self.status.activated.connect(lambda _at: self.filter_by(self.status.currentData()))
        self.table: DataTable[Message] = DataTable(
            context,
            RowsModel(_columns(context), identity=lambda message: message.id),
            name=tr("Messages"),
            memory="task-messages",
            empty=EmptyState("inbox", tr("No messages yet")),
            bars=bars,
        )
        self.table.model.set_loader(self._load)
        self.table.chosen.connect(self.chosen.emit)
        self.body.addWidget(self.table, 1)
        self.setFixedHeight(HEIGHT)
        self._bars = bars
        self._behind = False
        """Rows out of view are older than the ones in view."""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_REST_MS)
        self._pause.timeout.connect(lambda: context.runner.spawn(self._refresh_view(), bars))
        self.table.view.verticalScrollBar().valueChanged.connect(self._scrolled)

    def filter_by(self, status: MessageStatus | None, code: str | None = None) -> None:
        """Show only messages of that state, and of that reason."""
        self.status.setCurrentIndex(max(0, self.status.findData(status)))
        self._code = code
        self.reason.setHidden(code is None)
        if code is not None:
            self.reason.setText(str(explain(code).title))
        self._show_anew()

    def forget_search(self) -> None:
        """Show what ``filter_by`` says, whatever was looked for."""
        self._words = ""
        self.search.clear()

    def _searched(self, words: str) -> None:
        if words != self._words:
            self._words = words
            self._show_anew()

    def _show_anew(self) -> None:
        """The first of the messages that are wanted now."""
        self._context.runner.spawn(self.table.reload(keep=False), self._bars)

    async def _say_why_empty(self) -> None:
        """Before the empty list is shown."""
        wanted, elsewhere = self._wanted(), False
        if self._words and (self.status.currentData() is not None or self._code is not None):
            others = await self._context.runner.run(
                task_messages, task_id=self._task_id, search=self._words, limit=1
            )
            elsewhere = bool(others.rows)
        if isValid(self) and self._wanted() == wanted:
            self.table.set_empty(self._nothing(elsewhere))

    def _wanted(self) -> tuple[Any, ...]:
        return self._words, self.status.currentData(), self._code

    def _quoted(self) -> str:
        """What is looked for, as much of it as a line holds."""
        return self._words if len(self._words) <= _QUOTED else self._words[: _QUOTED - 1] + "…"

    def _nothing(self, elsewhere: bool) -> EmptyState:
        """Why the list is empty, and the way out of it."""
        if elsewhere:
            return EmptyState(
                "search",
                tr("Nothing matches in this state"),
                tr("Messages of this task in other states match “{words}”.", words=self._quoted()),
                action=(tr("Show them"), lambda: self.filter_by(None)),
            )
        if self._words:
            return EmptyState(
                "search",
                tr("Nothing matches"),
                tr(
                    "No message of this task matches “{words}”. Rows that the check left out have none.",
                    words=self._quoted(),
                ),
                action=(tr("Clear the search"), self.search.clear),
            )
        if self.status.currentData() is not None:
            return EmptyState(
                "search", tr("Nothing matches"), tr("No message of this task is in this state.")
            )
        return EmptyState("inbox", tr("No messages yet"))

    async def refresh(self) -> None:
        """Fetch what may have changed, without moving the list."""
        self._behind = len(self.table.model.rows) > _FEW
        if self._behind:
            await self._refresh_view()
        else:
            await self.table.reload()

    def _scrolled(self) -> None:
        if self._behind:
            self._pause.start()

    async def _refresh_view(self) -> None:
        model, view = self.table.model, self.table.view
        top = max(0, view.rowAt(0))
        bottom = view.rowAt(view.viewport().height() - 1)
        rows = model.rows[top : (bottom + 1) or None]
        if not rows:
            return
        found = await self._context.runner.run(
            task_messages,
            task_id=self._task_id,
            positions=tuple(each.position for each in rows),
            limit=len(rows),
        )
        model.update_rows(found.rows)

    async def _load(self, after: Any, limit: int, _sort: str, _descending: bool) -> Slice[Message]:
        page = await self._context.runner.run(
            task_messages,
            task_id=self._task_id,
            status=self.status.currentData(),
            code=self._code,
            search=self._words,
            after=after,
            limit=limit,
        )
        if after is None and not page.rows:
            await self._say_why_empty()
        return Slice(page.rows, page.next_key)


def _columns(context: Context) -> list[Column[Message]]:
    shown = context.formats

    def moment(key: str, title: str, at: str, **more: Any) -> Column[Message]:
        return Column(
            key,
            title,
            lambda message: getattr(message, at),
            show=lambda message: shown.time(getattr(message, at), seconds=True),
            width=130,
            quiet=True,
            sort=False,
            **more,
        )

    return [
        Column("number", tr("Number"), number_words, width=140, sort=False),
        Column(
            "status",
            tr("Status"),
            lambda message: message.status,
            badge=lambda message: status_badge(message.status),
            width=160,
            sort=False,
        ),
        Column(
            "content",
            tr("Text"),
            content_words,
            width=226,
            quiet=True,
            stretch=True,
            spare=True,
            sort=False,
            tip=content_words,
        ),
        Column(
            "reason",
            tr("Why"),
            reason_words,
            width=200,
            stretch=True,
            sort=False,
            tip=lambda message: "\n".join(filter(None, (reason_words(message), message.code))),
        ),
        moment("sent", tr("Sent at"), "sent_at", spare=True),
        moment("reported", tr("Receipt"), "reported_at", spare=True),
        moment("requested", tr("Requested"), "requested_at", hidden=True),
        Column(
            "country",
            tr("Country"),
            lambda message: country_name(message.country),
            width=120,
            quiet=True,
            sort=False,
            hidden=True,
        ),
        Column(
            "fragments",
            tr("Fragments"),
            lambda message: message.fragments,
            number=True,
            width=100,
            sort=False,
            hidden=True,
        ),
        Column(
            "attempts",
            tr("Attempts"),
            lambda message: message.attempts,
            number=True,
            width=100,
            sort=False,
            hidden=True,
        ),
    ]
