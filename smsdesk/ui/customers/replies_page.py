"""Replies as conversations: who wrote at the left, what passed between you at the right (C6)."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFrame, QStackedWidget, QWidget

from smsdesk.domain.conversations import Conversation, Turn
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.review import ReviewStatus
from smsdesk.domain.text import tr, trn
from smsdesk.operations.answering import answer, preview_answer
from smsdesk.operations.applications import list_applications
from smsdesk.operations.conversations import conversation, conversations, correspondent, read_conversation
from smsdesk.operations.replies import mark_all_replies, mark_replies
from smsdesk.operations.signatures import list_signatures
from smsdesk.operations.templates import list_templates
from smsdesk.ui.context import Context
from smsdesk.ui.customers.answer_form import AnswerChoices, AnswerForm
from smsdesk.ui.customers.conversation_list import ROW, ConversationList
from smsdesk.ui.customers.conversation_thread import Thread
from smsdesk.ui.customers.thread_head import ThreadHead
from smsdesk.ui.unread_replies import UnreadReplies
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.empty_state import EmptyState
from smsdesk.ui.widgets.labels import line
from smsdesk.ui.widgets.layouts import column, holding, row
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.segmented import SegmentedControl

_APPLICATION = "replies/application"
_PAGE = 100
_TURNS = 50
#: Messages in these states still change by themselves.
_OPEN = (MessageStatus.QUEUED, MessageStatus.IN_FLIGHT, MessageStatus.ACCEPTED, MessageStatus.UNKNOWN)


class RepliesPage(Page):
    """``context.open("customers", "replies", number=…)`` opens that conversation."""

    kinds = frozenset({"reply", "customer", "blocklist", "template", "signature", "application", "task"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, tab="customers", title=tr("Replies"))
        self._search = ""
        self.number = ""
        """Of the open conversation; empty for none."""
        self._shown = ""
        """Whose turns stand in the thread."""
        self._next: tuple[int, str] | None = None
        self._loading_more = False
        self._at_begin = False
        self._keep_unread = ""
        """Put aside by hand: it is not read until it is opened again."""
        self._looked_at = False
        """Whether what is open was opened by hand: it is read then, also before the window is active."""
        self.tools.add_search(tr("Search number, name or words"), self._searched)
        self.all_read = button(
            tr("Mark all as read"), self.act(self._read_all), kind="quiet", picture="check"
        )
        self.tools.add(self.all_read)
        self.filter = SegmentedControl([(False, tr("All")), (True, tr("Unread"))], tr("Which conversations"))
        self.filter.changed.connect(lambda _value: self.refresh())
        self.list = ConversationList(context)
        self.list.setFixedWidth(ROW.width() + 2)
        self.list.chosen.connect(self.open_conversation)
        self.list.more.connect(lambda: self.spawn(self._load_more()))
        self._found_nothing = EmptyState("search", tr("Nothing found"), tr("Try fewer or other words."))
        self._left = _stack(self.list, _card(self._found_nothing))
        self._left.setFixedWidth(ROW.width() + 2)
        self.thread_head = ThreadHead(context)
        self.thread_head.unread.connect(self.act(self._mark_unread))
        self.thread_view = Thread(context)
        self.thread_view.earlier.connect(lambda: self.spawn(self._load_earlier()))
        self.thread_view.opened.connect(lambda task: context.open("bulk", "", task_id=task))
        self.form = AnswerForm()
        self.form.check.connect(self.act(self._check))
        self.form.send.connect(self._send_pressed)
        self.form.go.connect(lambda tab: context.open(tab))
        open_one = column(self.thread_head, line(), self.thread_view, line(), self.form, spacing=0)
        open_one.setStretch(2, 1)
        nobody = EmptyState(
            "messages-square", tr("Choose a conversation"), tr("It opens here, with what you wrote before.")
        )
        self._right = _stack(nobody, holding(open_one))
        left = column(self.filter, self._left, spacing=12)
        left.setStretch(1, 1)
        both = row(holding(left), _card(self._right), spacing=16)
        both.setStretch(1, 1)
        empty = EmptyState(
            "reply",
            tr("No replies yet."),
            tr("What people answer to your messages comes in here by itself."),
        )
        self._whole = _stack(_card(empty), holding(both))
        self.body.addWidget(self._whole)
        self._unread = UnreadReplies.of(context)
        self._unread.changed.connect(self._show_unread)
        self._show_unread()
        context.hub.changed.connect(self._messages_changed)

    # Loading

    async def load(self) -> None:
        run = self.context.runner.run
        only_unread = bool(self.filter.value())
        most = max(_PAGE, len(self.list.rows))
        found = await run(conversations, search=self._search, unread=only_unread, most=most)
        rows = list(found.rows)
        self._next = found.next_key
        filtered = only_unread or bool(self._search)
        open_row = next((one for one in self.list.rows if one.number == self.number), None)
        if only_unread and open_row is not None and all(one.number != self.number for one in rows):
            # It was read just now: it stays in view until the user goes elsewhere.
            rows = sorted([*rows, _read(open_row)], key=lambda one: (one.last_at, one.number), reverse=True)
        self._whole.setCurrentIndex(1 if rows or filtered or self.number else 0)
        self._left.setCurrentIndex(0 if rows else 1)
        self.list.show_rows(rows, self.number)
        await self._load_thread()

    def arrive(self, number: str = "", unread: bool = False, **_arguments: Any) -> None:
        """Open the conversation with a number, or show only what is unread."""
        if number:
            self.tools.search.clear()  # type: ignore[union-attr]
            self._search = ""
            self.filter.set_value(False)
            self.open_conversation(number)
        elif unread:
            self.filter.set_value(True)
        self.refresh()

    def open_conversation(self, number: str) -> None:
        """Show it; what is unread of it counts as read then."""
        self.number, self._keep_unread, self._looked_at = number, "", True
        self._whole.setCurrentIndex(1)
        self.list.choose(number)
        self.spawn(self._load_thread())

    async def _load_thread(self) -> None:
        number = self.number
        if not number:
            self._right.setCurrentIndex(0)
            return
        run = self.context.runner.run
        who = await run(correspondent, number=number)
        page = await run(conversation, number=number, most=_TURNS)
        templates = await run(list_templates, region=who.region, status=ReviewStatus.APPROVED)
        signatures = await run(list_signatures, region=who.region)
        cards = await run(list_applications)
        if number != self.number:
            return
        self.thread_head.show_correspondent(who)
        usable = [card.application for card in cards if card.application.enabled]
        approved = [one for one in signatures if one.status is ReviewStatus.APPROVED]
        last = self.context.settings.text(_APPLICATION)
        kept = next((one.id for one in usable if str(one.id) == last), usable[0].id if usable else None)
        self.form.begin(who, AnswerChoices(usable, templates, approved), kept)
        self._right.setCurrentIndex(1)
        self._show_turns(list(page.rows), whole=page.next_key is None)
        await self._read_open()

    async def _read_open(self) -> None:
        """What stands in view is read, but not while nobody looks at the window."""
        unread = any(turn.incoming and not turn.read for turn in self.thread_view.turns)
        seen = self._looked_at or (self.isVisible() and self.isActiveWindow())
        if unread and seen and self.number not in ("", self._keep_unread):
            self._looked_at = False
            await self.context.runner.run(read_conversation, number=self.number)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.ActivationChange and self.isActiveWindow() and self.isVisible():
            self.spawn(self._read_open())

    def _show_turns(self, latest: list[Turn], *, whole: bool) -> None:
        if self._shown != self.number:
            self._shown, self._at_begin = self.number, whole
            self.thread_view.begin(latest)
            return
        first = latest[0].key if latest else None
        older = [turn for turn in self.thread_view.turns if first is not None and turn.key < first]
        # What waited and has gone since stands further down now.
        ids = {turn.message_id for turn in latest if turn.message_id}
        older = [turn for turn in older if not turn.message_id or turn.message_id not in ids]
        if whole:
            older, self._at_begin = [], True
        self.thread_view.update_turns([*older, *latest])

    async def _load_earlier(self) -> None:
        turns = self.thread_view.turns
        if self._at_begin or self._loading_more or not turns or self._shown != self.number:
            return
        self._loading_more = True
        try:
            number = self.number
            page = await self.context.runner.run(
                conversation, number=number, before=turns[0].key, most=_TURNS
            )
            if number == self.number:
                self._at_begin = page.next_key is None
                self.thread_view.update_turns([*page.rows, *self.thread_view.turns])
        finally:
            self._loading_more = False

    async def _load_more(self) -> None:
        if self._next is None or self._loading_more:
            return
        self._loading_more = True
        try:
            found = await self.context.runner.run(
                conversations,
                search=self._search,
                unread=bool(self.filter.value()),
                after=self._next,
                most=_PAGE,
            )
            known = {one.number for one in self.list.rows}
            rows = [*self.list.rows, *(one for one in found.rows if one.number not in known)]
            self._next = found.next_key
            self.list.show_rows(rows, self.number)
        finally:
            self._loading_more = False

    def _messages_changed(self, kinds: frozenset[str]) -> None:
        # Ten times a second while a large task runs: only what is in view, and only while it can change.
        if "message" not in kinds or kinds & self.kinds or not self.isVisible() or not self.number:
            return
        if any(turn.status in _OPEN for turn in self.thread_view.turns):
            self.spawn(self._load_turns())

    async def _load_turns(self) -> None:
        number = self.number
        page = await self.context.runner.run(conversation, number=number, most=_TURNS)
        if number == self.number == self._shown:
            self._show_turns(list(page.rows), whole=page.next_key is None)

    # Acting

    def _searched(self, words: str) -> None:
        self._search = words
        self.refresh()

    def _show_unread(self) -> None:
        self.all_read.setEnabled(self._unread.count > 0)
        self.all_read.setToolTip("" if self._unread.count else tr("Everything is read."))

    async def _read_all(self) -> None:
        self._keep_unread = ""
        count = await self.context.runner.run(mark_all_replies)
        self.bars.success(trn("{count} reply marked as read.", "{count} replies marked as read.", count))

    async def _mark_unread(self) -> None:
        number = self._keep_unread = self.number
        last = next((turn for turn in reversed(self.thread_view.turns) if turn.reply_id is not None), None)
        if last is None or last.reply_id is None:
            self._keep_unread = ""
            self.bars.info(tr("This number has written nothing."))
            return
        await self.context.runner.run(mark_replies, reply_ids=[last.reply_id], read=False)
        if number == self.number:
            # As in every messenger: it is put aside for later.
            self.number = self._shown = ""
            self.list.choose("")
            self._right.setCurrentIndex(0)

    async def _check(self) -> None:
        arguments = self.form.arguments()
        found = await self.context.runner.run(preview_answer, **arguments)  # type: ignore[arg-type]
        if self.form.complete and arguments == self.form.arguments():
            self.form.show_preview(found)

    def _send_pressed(self) -> None:
        # Busy at once: the second click of a double click comes before the coroutine runs.
        self.form.set_busy(True)
        self.spawn(self._send())

    async def _send(self) -> None:
        arguments = self.form.arguments()
        try:
            await self.context.runner.run(answer, **arguments)  # type: ignore[arg-type]
            self.context.settings.set_text(_APPLICATION, str(arguments["application_id"]))
            if arguments["number"] == self.number:
                self.form.clear_answer()
                await self._load_turns()
                self.thread_view.to_end()
        finally:
            self.form.set_busy(False)


def _read(one: Conversation) -> Conversation:
    return Conversation(one.number, one.name, one.last_words, one.last_at, one.replies, 0)


def _card(content: QWidget) -> QFrame:
    card = QFrame()
    card.setProperty("card", "true")
    card.setLayout(column(content, margins=(1,)))
    return card


def _stack(*pages: QWidget) -> QStackedWidget:
    made = QStackedWidget()
    for page in pages:
        made.addWidget(page)
    return made
