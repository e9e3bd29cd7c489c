"""Everything that passed between the business and one number, in the order of time, for a side panel (D2)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from smsdesk.domain.text import tr
from smsdesk.operations.conversations import conversation
from smsdesk.ui.context import Context
from smsdesk.ui.customers.conversation_thread import Thread
from smsdesk.ui.widgets.layouts import column

_TURNS = 50


class NumberThread(QWidget):
    """``await load()`` shows the last turns or what has changed; older ones come as one scrolls up."""

    def __init__(self, context: Context, number: str) -> None:
        super().__init__()
        self._context = context
        self.number = number
        self._whole = False
        self._begun = False
        self._loading = False
        self.thread_view = Thread(context)
        self.thread_view.setMinimumHeight(240)
        self.thread_view.setAccessibleName(tr("All messages and replies of {number}", number=number))
        self.thread_view.earlier.connect(lambda: context.runner.spawn(self._load_earlier(), owner=self))
        self.thread_view.opened.connect(lambda task: context.open("bulk", "task", task_id=task))
        self.setLayout(column(self.thread_view))

    async def load(self) -> None:
        """The last turns; those that were scrolled to before stay."""
        page = await self._context.runner.run(conversation, number=self.number, most=_TURNS)
        if not isValid(self):
            return
        latest = list(page.rows)
        if not self._begun:
            self._begun, self._whole = True, page.next_key is None
            self.thread_view.begin(latest)
            return
        first = latest[0].key if latest else None
        older = [turn for turn in self.thread_view.turns if first is not None and turn.key < first]
        if page.next_key is None:
            older, self._whole = [], True
        # What waited and has gone since stands further down now.
        ids = {turn.message_id for turn in latest if turn.message_id}
        older = [turn for turn in older if not turn.message_id or turn.message_id not in ids]
        self.thread_view.update_turns([*older, *latest])

    async def _load_earlier(self) -> None:
        turns = self.thread_view.turns
        if self._whole or self._loading or not turns:
            return
        self._loading = True
        try:
            page = await self._context.runner.run(
                conversation, number=self.number, before=turns[0].key, most=_TURNS
            )
            if isValid(self):
                self._whole = page.next_key is None
                self.thread_view.update_turns([*page.rows, *self.thread_view.turns])
        finally:
            self._loading = False
