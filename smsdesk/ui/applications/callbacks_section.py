"""Where a program of the user's is told of an application's reports and replies (A8, N3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from smsdesk.domain.applications import Application
from smsdesk.domain.text import tr
from smsdesk.operations.callbacks import CallbackKind, reply_fallback, set_callbacks
from smsdesk.ui.applications.beside import Beside
from smsdesk.ui.applications.section import FormSection
from smsdesk.ui.callbacks.address_field import AddressField, Trial, own_server_field
from smsdesk.ui.callbacks.exchange_view import ExchangeView
from smsdesk.ui.callbacks.state_card import StateCard
from smsdesk.ui.settings.dialog import show_settings
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.card import Card
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column, row

if TYPE_CHECKING:
    from smsdesk.ui.applications.application_page import ApplicationPage


class CallbacksSection(FormSection):
    """Two addresses, each with a trial, and how the callbacks stand."""

    follows = frozenset({"callback"})

    def __init__(self, page: ApplicationPage) -> None:
        super().__init__(page)
        self.exchange = ExchangeView(stacked=True)
        own_server = own_server_field()
        trial = Trial(page.context.runner, own_server, self.exchange, lambda: self.application_id)
        self.status = AddressField(
            trial,
            CallbackKind.STATUS,
            tr("Address for delivery reports"),
            tr("Your program gets up to 100 reports at a time, as a JSON list."),
        )
        self.reply = AddressField(
            trial,
            CallbackKind.REPLY,
            tr("Address for replies"),
            tr("Your program gets each reply by itself, as JSON."),
        )
        self.form.add("status_url", self.status.field)
        self.form.add("reply_url", self.reply.field)
        self.form.add("own_server", own_server)
        self.card = Card(
            tr("Callbacks"),
            note=tr(
                "Only needed when a program of yours wants to know what became of a message, or what a "
                "customer replied: your web shop, for example. SMS Desk then tells it at these addresses. "
                "Without them nothing is missing here."
            ),
        ).add(self.status, self.reply)
        self.account = label("", "small", wrap=True)
        go = button(tr("The account’s address…"), page.act(self._open_settings), kind="link")
        beside = row(self.account, go, spacing=12)
        beside.setStretch(0, 1)
        self.card.body.addLayout(beside)
        self.card.add(own_server)
        self.card.body.addLayout(row(self.save_button, self.discard_button, STRETCH))
        self.state = StateCard(page.context, lambda: self.application_id, page)
        tried = Card(tr("The test")).add(self.exchange)
        tried.hide()
        self.exchange.shown.connect(tried.setVisible)
        self.setLayout(column(Beside(self.card, self.state, tried)))
        self.finish()

    async def load(self, shown: Application) -> None:
        await super().load(shown)
        stored = shown.callbacks
        # The switch first: the addresses are judged by it.
        self.fill(own_server=stored.own_server, status_url=stored.status_url, reply_url=stored.reply_url)
        for each in (self.status, self.reply):
            each.refresh()
        fallback = await self.page.context.runner.run(reply_fallback)
        self.account.setText(
            tr("Left empty, replies go to the account’s address: {url}", url=fallback.reply_url)
            if fallback.reply_url
            else tr("One address for the replies of all applications can be set for the account.")
        )
        await self.state.load()

    async def save(self, values: Mapping[str, Any]) -> Application:
        return await self.page.context.runner.run(set_callbacks, application_id=self.application_id, **values)

    async def _open_settings(self) -> None:
        await show_settings(self.page.context, "callbacks")
