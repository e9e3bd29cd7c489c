"""The last that passed between the business and a customer, with the way to all of it (C1, C6)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from smsdesk.domain.conversations import Turn
from smsdesk.domain.recipients import masked
from smsdesk.domain.text import tr
from smsdesk.operations.conversations import conversation
from smsdesk.ui.context import Context
from smsdesk.ui.messages.words import status_badge
from smsdesk.ui.widgets.badge import StatusBadge
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, clear, column, holding, row

#: Turns that are shown; more are a press away.
_TURNS = 4


class CustomerHistory(QWidget):
    """``await load()`` fetches the last messages and replies of a number."""

    def __init__(self, context: Context, number: str) -> None:
        super().__init__()
        self._context = context
        self._number = number
        self._turns = column(spacing=12)
        talk = button(
            tr("Conversation"),
            lambda: context.open("customers", "replies", number=number),
            kind="link",
        )
        records = button(
            tr("Message records"),
            lambda: context.open("statistics", "records", number=number),
            kind="link",
        )
        head = row(label(tr("Last messages and replies"), "label"), STRETCH)
        self.setLayout(column(head, self._turns, row(talk, records, STRETCH, spacing=16), spacing=8))

    async def load(self) -> None:
        """Show what there is now."""
        found = await self._context.runner.run(conversation, number=self._number, most=_TURNS)
        if isValid(self):  # else the panel shows something else by now
            self.show_turns(found.rows)

    def show_turns(self, turns: Sequence[Turn]) -> None:
        """The oldest first, as they were said."""
        clear(self._turns)
        if not turns:
            self._turns.addWidget(label(tr("Nothing yet."), "secondary"))
        for turn in turns:
            self._turns.addWidget(self._turn(turn))

    def _turn(self, turn: Turn) -> QWidget:
        when = self._context.formats.time(turn.at)
        said = tr("Reply · {when}", when=when) if turn.incoming else tr("You · {when}", when=when)
        head = row(label(said, "small"), STRETCH)
        if turn.status is not None and not turn.incoming:
            head.addWidget(StatusBadge(status_badge(turn.status)))
        words = label(masked(turn.content), wrap=True, selectable=True)
        return holding(column(head, words, spacing=2))
