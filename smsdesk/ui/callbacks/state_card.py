"""How callbacks stand: what waits, what went wrong, and a way to send it again (A8, N3)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from smsdesk.domain.callbacks import CallbackState
from smsdesk.domain.text import tr, trn
from smsdesk.operations.callbacks import callback_state, forget_callbacks, send_callbacks_again
from smsdesk.ui.context import Context
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.card import Card
from smsdesk.ui.widgets.confirm import confirm
from smsdesk.ui.widgets.labels import Picture, label
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row


class StateCard(Card):
    """Hidden while nothing was ever told."""

    def __init__(self, context: Context, application: Callable[[], int], parent: QWidget) -> None:
        """``application``: whose callbacks; ``parent`` is what questions are asked over."""
        super().__init__(tr("How they stand"))
        self._context = context
        self._application = application
        self._over = parent
        self.shown = CallbackState()
        self._picture = Picture("circle-check", "success", 18)
        self.words = label("", wrap=True)
        self.failed = label("", wrap=True)
        self.fault = label("", "danger", wrap=True, selectable=True)
        self.success = label("", "secondary", wrap=True)
        lines = holding(column(self.words, self.failed, self.fault, self.success, spacing=6))
        whole = row(self._picture, lines, spacing=10)
        whole.setStretch(1, 1)
        whole.setAlignment(self._picture, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(whole)
        self.again = button(
            tr("Send again"),
            lambda: context.runner.spawn(self._send_again(), owner=self),
            picture="rotate-cw",
        )
        self.forget = button(
            tr("Forget…"), lambda: context.runner.spawn(self._forget(), owner=self), kind="quiet-danger"
        )
        self.body.addLayout(row(self.again, self.forget, STRETCH))
        self.hide()

    async def load(self) -> None:
        """Look anew."""
        state = await self._context.runner.run(callback_state, application_id=self._application())
        self.show_state(state)

    def show_state(self, state: CallbackState) -> None:
        """In words; the technical fault stands as the sentence it is."""
        self.shown = state
        open_ones = state.waiting or state.failed
        troubled = bool(state.failed or (state.waiting and state.fault))
        if troubled:
            self._picture.show_icon("circle-alert", "danger" if state.failed else "warning")
        elif state.waiting:
            self._picture.show_icon("hourglass", "info")
        else:
            self._picture.show_icon("circle-check", "success")
        self.words.setText(self._waiting_words(state))
        self.failed.setText(
            trn(
                "{count} could not be delivered and is kept.",
                "{count} could not be delivered and are kept.",
                state.failed,
            )
        )
        self.failed.setVisible(bool(state.failed))
        self.fault.setText(tr("The last try: {reason}", reason=state.fault or ""))
        self.fault.setVisible(troubled and state.fault is not None)
        self.success.setText(
            tr("Last delivered {time}.", time=self._context.formats.time(state.last_success))
            if state.last_success
            else tr("Nothing has been delivered yet.")
        )
        self.again.setVisible(troubled)
        self.forget.setVisible(bool(state.failed))
        self.setVisible(bool(open_ones or state.last_success))

    def _waiting_words(self, state: CallbackState) -> str:
        if not state.waiting:
            return tr("Nothing is waiting.")
        return trn(
            "{count} is waiting since {time}. It is tried again by itself.",
            "{count} are waiting, the first since {time}. They are tried again by themselves.",
            state.waiting,
            time=self._context.formats.time(state.oldest_waiting),
        )

    async def _send_again(self) -> None:
        state = await self._context.runner.run(send_callbacks_again, application_id=self._application())
        self.show_state(state)

    async def _forget(self) -> None:
        title = trn(
            "Forget {count} that could not be delivered?",
            "Forget {count} that could not be delivered?",
            self.shown.failed,
        )
        words = tr("Your program will never hear of them. The messages and replies themselves stay here.")
        if await confirm(self._over, title, words, tr("Forget"), destructive=True):
            self.show_state(
                await self._context.runner.run(forget_callbacks, application_id=self._application())
            )
