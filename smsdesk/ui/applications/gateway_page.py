"""One gateway: what it is, its settings with test and preview, and the carrier's own account (A10, N1)."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy

from smsdesk.domain.errors import NotFound
from smsdesk.domain.text import text, tr
from smsdesk.operations.gateways import GatewayUse, gateways_overview
from smsdesk.ui.applications.beside import Beside
from smsdesk.ui.applications.gateway_account_card import GatewayAccountCard
from smsdesk.ui.applications.gateway_settings_card import GatewaySettingsCard
from smsdesk.ui.applications.gateway_words import Standing, standing_while_written, state_of, use_words
from smsdesk.ui.applications.section import Unsaved
from smsdesk.ui.applications.unreadable_keys import UnreadableKeys
from smsdesk.ui.context import Context
from smsdesk.ui.gateways_down import GatewaysDown
from smsdesk.ui.widgets.badge import StatusBadge
from smsdesk.ui.widgets.card import Card
from smsdesk.ui.widgets.labels import ElidedLabel, Picture, label
from smsdesk.ui.widgets.layouts import column, row
from smsdesk.ui.widgets.page import Page

#: Under what is written and not saved in gateways' settings is kept: no application has it.
NO_APPLICATION = 0
#: The picture of each way to stand; of the others it says only what is so.
_PICTURES = {"success": "circle-check", "danger": "circle-alert"}


class StandingCard(Card):
    """How a gateway stands: who sends through it, and what is missing or wrong."""

    def __init__(self) -> None:
        super().__init__(tr("How it stands"))
        self._picture = Picture("circle-check", "success", 18)
        self.state = label("", "label", wrap=True, selectable=True)
        self.use = label("", "secondary", wrap=True)
        said = row(self._picture, column(self.state, self.use, spacing=4), spacing=8)
        said.setAlignment(self._picture, Qt.AlignmentFlag.AlignTop)
        said.setStretch(1, 1)
        self.body.addLayout(said)

    def show_use(self, use: GatewayUse, standing: Standing) -> None:
        """The badge's words where there are no others."""
        role = standing.badge.role
        self._picture.show_icon(_PICTURES.get(role, "info"), role if role in _PICTURES else "text_secondary")
        self.state.setText(standing.words or standing.badge.words)
        self.use.setText(use_words(use))


class GatewayPage(Page):
    """Pushed above the list of gateways."""

    kinds = frozenset({"gateway", "application"})

    def __init__(self, context: Context, gateway: str) -> None:
        super().__init__(context, tab="applications")
        self.gateway = gateway
        self._unsaved = Unsaved.of(context)
        self._down = GatewaysDown.of(context)
        self._keys = UnreadableKeys(self)
        self._name = ElidedLabel("", "title")
        self._name.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._badge = StatusBadge()
        self.head.insertWidget(0, self._name)
        self.head.insertWidget(1, self._badge)
        self._about = label("", "secondary", wrap=True)
        self.standing = StandingCard()
        self.settings = GatewaySettingsCard(self)
        self.account = GatewayAccountCard(self, gateway)
        self.body.addWidget(self._about)
        self.beside = Beside(self.settings, self.standing, self.settings.preview, self.account)
        self.body.addWidget(self.beside, 1)
        self.body.addWidget(self.settings.foot)
        self._taken_up = False
        self._use: GatewayUse | None = None
        self._down.changed.connect(self.refresh)

    def place(self) -> dict[str, Any]:
        return {"gateway": self.gateway}

    async def load(self) -> None:
        await self._keys.look()
        found = {one.gateway: one for one in await self.context.runner.run(gateways_overview)}
        if self.gateway not in found:
            raise NotFound(text("This program does not have the gateway “{gateway}”.", gateway=self.gateway))
        shown = found[self.gateway]
        self._name.setText(str(shown.name))
        self._use = shown
        self._about.setText(str(shown.about))
        await self.settings.show_gateway(self.gateway)
        if not self._taken_up:
            self._taken_up = True
            self.settings.take_up(self._unsaved.get(NO_APPLICATION, self.gateway))
            self.settings.edited.connect(self._keep)
            self.account.begin(shown)
        self._stand()

    def _stand(self) -> None:
        """How it stands, by what is written where that is not saved."""
        if self._use is None:
            return
        down = self._down.state(self.gateway)
        if self.settings.edits():
            standing = standing_while_written(self._use, self.settings.missing(), down)
        else:
            standing = state_of(self._use, down)
        self._badge.set_badge(standing.badge)
        self.standing.show_use(self._use, standing)

    def _keep(self) -> None:
        self._stand()
        self._unsaved.put(NO_APPLICATION, self.gateway, self.settings.edits())
