"""Which gateway an application sends through, its settings, and a test that answers in words (A10)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from smsdesk.domain.applications import Application
from smsdesk.domain.errors import DeskError
from smsdesk.domain.text import tr
from smsdesk.operations.applications import set_gateway
from smsdesk.operations.carrier_reviews import reviewed_where
from smsdesk.operations.gateways import list_gateways, try_gateway
from smsdesk.ui.applications.gateway_settings_card import GatewaySettingsCard
from smsdesk.ui.applications.section import FormSection, below
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.card import Card
from smsdesk.ui.widgets.form import FormField, combo
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, row

if TYPE_CHECKING:
    from smsdesk.ui.applications.application_page import ApplicationPage


class GatewaySection(FormSection):
    """The choice, what it means, the test, and below it the settings as the gateway declares them."""

    def __init__(self, page: ApplicationPage) -> None:
        super().__init__(page)
        self.settings = GatewaySettingsCard(page)
        self.settings.edited.connect(self.edited)
        self.choice = combo([])
        field = self.form.add("gateway", FormField(tr("Gateway"), self.choice))
        self._note = label("", "secondary", wrap=True)
        self.answer = label("", "success", wrap=True, selectable=True)
        self.answer.hide()
        self._test = button(tr("Test"), page.act(self._try), picture="plug-zap")
        self._test.setToolTip(tr("Tries whether it can be reached. Nothing is sent."))
        card = Card(tr("Gateway"), note=tr("The way out for this application’s messages.")).add(
            field, self._note, self.answer
        )
        card.body.addLayout(row(self.save_button, self._test, self.discard_button, STRETCH))
        field.changed.connect(page.act(self._chosen))
        self.setLayout(below(card, self.settings))
        self.finish()

    async def load(self, shown: Application) -> None:
        await super().load(shown)
        gateways = await self.page.context.runner.run(list_gateways)
        if self.choice.count() != len(gateways):
            self.choice.clear()
            for key, name in gateways.items():
                self.choice.addItem(str(name), key)
            self._stored.clear()
        self.fill(gateway=shown.gateway)
        await self._show_settings()

    async def save(self, values: Mapping[str, Any]) -> Application:
        """Messages not yet sent go through the new gateway from now on."""
        return await self.page.context.runner.run(set_gateway, application_id=self.application_id, **values)

    def edits(self) -> dict[str, Any]:
        settings = self.settings.edits()
        return super().edits() | ({"settings": settings} if settings else {})

    def take_up(self, edits: Mapping[str, Any]) -> None:
        super().take_up(edits)
        self.settings.take_up(edits.get("settings", {}))

    def may_save(self) -> str:
        return "" if super().edits() else tr("Nothing has been changed.")

    async def _chosen(self) -> None:
        self.answer.hide()
        await self._show_settings()

    async def _show_settings(self) -> None:
        gateway = self.form.fields["gateway"].value()
        if gateway is None:
            return
        review = str(await self.page.context.runner.run(reviewed_where, gateway=gateway))
        sandbox = tr(
            "The sandbox plays a carrier on this computer: reports and replies come back, nothing leaves, "
            "nothing costs."
        )
        self._note.setText(
            tr("{gateway} {review}", gateway=sandbox, review=review) if gateway == "sandbox" else review
        )
        await self.settings.show_gateway(gateway)

    async def _try(self) -> None:
        self._test.setEnabled(False)
        self._tell(tr("Trying…"), "secondary")
        try:
            answer = await self.page.context.runner.run(
                try_gateway, gateway=self.form.fields["gateway"].value()
            )
        except DeskError as fault:
            self._tell(str(fault), "danger")
        else:
            self._tell(str(answer), "success")
        finally:
            self._test.setEnabled(True)

    def _tell(self, words: str, kind: str) -> None:
        self.answer.setText(words)
        self.answer.setProperty("kind", kind)
        self.answer.style().unpolish(self.answer)
        self.answer.style().polish(self.answer)
        self.answer.show()
