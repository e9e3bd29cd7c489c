"""Settings → Callbacks: where replies go whose application has no address of its own (A8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from smsdesk.domain.errors import DeskError
from smsdesk.domain.text import tr
from smsdesk.operations.callbacks import ACCOUNT, CallbackKind, reply_fallback, set_reply_fallback
from smsdesk.ui.callbacks.address_field import AddressField, Trial, own_server_field
from smsdesk.ui.callbacks.exchange_view import ExchangeView
from smsdesk.ui.callbacks.state_card import StateCard
from smsdesk.ui.context import Context
from smsdesk.ui.settings.sections import Section
from smsdesk.ui.widgets.form import Form
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column

#: Before the keyword of the operation: the form is shared with the other sections.
_OURS = "callbacks_"


def callbacks_section(context: Context, form: Form) -> Section:
    """The account's own address for replies, saved by itself."""
    content = CallbacksContent(context, form)
    fields = (f"{_OURS}reply_url", f"{_OURS}own_server")
    return Section("callbacks", "reply", tr("Callbacks"), content, fields, content.save, content.load)


class CallbacksContent(QWidget):
    """One address with its trial, and how what belongs to no application stands."""

    def __init__(self, context: Context, form: Form) -> None:
        super().__init__()
        self._context = context
        self.exchange = ExchangeView()
        self.own_server = own_server_field()
        trial = Trial(context.runner, self.own_server, self.exchange, lambda: ACCOUNT)
        self.reply = AddressField(
            trial,
            CallbackKind.REPLY,
            tr("Address for replies"),
            tr("Your program gets each reply by itself, as JSON."),
        )
        form.add(f"{_OURS}reply_url", self.reply.field)
        form.add(f"{_OURS}own_server", self.own_server)
        note = tr(
            "Only needed when a program of yours wants to know what customers reply. It is told of replies "
            "to every application without an address of its own, and of those that answer no message."
        )
        self.state = StateCard(context, lambda: ACCOUNT, self)
        self.setLayout(
            column(
                label(tr("Callbacks"), "title"),
                label(note, "secondary", wrap=True),
                self.reply,
                self.own_server,
                self.exchange,
                self.state,
                STRETCH,
                spacing=18,
                margins=(28, 22, 28, 20),
            )
        )

    async def load(self) -> Mapping[str, Any]:
        """The kept address, by field of the form."""
        kept = await self._context.runner.run(reply_fallback)
        await self.state.load()
        return {f"{_OURS}own_server": kept.own_server, f"{_OURS}reply_url": kept.reply_url}

    async def save(self, _changed: Mapping[str, Any]) -> None:
        """Keep the address. A fault names the form's field."""
        try:
            await self._context.runner.run(
                set_reply_fallback,
                reply_url=self.reply.field.value(),
                own_server=self.own_server.value(),
            )
        except DeskError as fault:
            fault.field = fault.field and f"{_OURS}{fault.field}"
            raise
