"""All gateways there are: what each is for, how it stands, who uses it, and a test (A10, N1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from smsdesk.domain.errors import DeskError
from smsdesk.domain.text import tr
from smsdesk.operations.gateways import GatewayUse, gateways_overview, try_gateway
from smsdesk.ui.applications.gateway_page import GatewayPage
from smsdesk.ui.applications.gateway_settings_card import TestAnswer
from smsdesk.ui.applications.gateway_words import state_of, use_words
from smsdesk.ui.applications.section import below
from smsdesk.ui.applications.unreadable_keys import UnreadableKeys
from smsdesk.ui.context import Context
from smsdesk.ui.gateways_down import GatewaysDown
from smsdesk.ui.widgets.badge import StatusBadge
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.card import Card
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, row
from smsdesk.ui.widgets.page import Page

#: Widest the list gets, in pixels, and from where on two cards stand beside each other.
WIDTH, _TWO = 1320, 1000


class Cards(QWidget):
    """The gateways, two in a row where there is room: none is out of sight."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(16)
        self._cards: list[QWidget] = []
        self._columns = 1

    def add(self, card: QWidget) -> None:
        """After the others."""
        self._cards.append(card)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        columns = 2 if event.size().width() >= _TWO else 1
        if columns != self._columns:
            self._columns = columns
            self._place()

    def _place(self) -> None:
        for place, card in enumerate(self._cards):
            self._grid.addWidget(card, *divmod(place, self._columns))
        for column_ in range(2):
            self._grid.setColumnStretch(column_, int(column_ < self._columns))


class GatewaysPage(Page):
    """Pushed above the applications; a gateway's settings are pushed above it."""

    kinds = frozenset({"gateway", "application"})

    def __init__(self, context: Context, push: Callable[[Page], None]) -> None:
        super().__init__(context, tab="applications", title=tr("Gateways"))
        self._push = push
        self._down = GatewaysDown.of(context)
        self._keys = UnreadableKeys(self)
        self.cards: dict[str, GatewayCard] = {}
        self._list = Cards()
        self.body.addWidget(
            label(
                tr(
                    "Set up a gateway once; then choose under Gateway of each application which one it "
                    "sends through, and which one takes over while that is down."
                ),
                "secondary",
                wrap=True,
            )
        )
        self.body.addLayout(below(self._list, width=WIDTH))
        self._down.changed.connect(self.refresh)

    def place(self) -> dict[str, Any]:
        return {"gateways": True}

    async def load(self) -> None:
        await self._keys.look()
        for use in await self.context.runner.run(gateways_overview):
            if use.gateway not in self.cards:
                self.cards[use.gateway] = GatewayCard(self, use.gateway)
                self._list.add(self.cards[use.gateway])
            self.cards[use.gateway].show_use(use, self._down)

    def open_gateway(self, gateway: str) -> None:
        """Its settings."""
        self._push(GatewayPage(self.context, gateway))


class GatewayCard(Card):
    """One gateway of the list."""

    def __init__(self, page: GatewaysPage, gateway: str) -> None:
        super().__init__()
        self._page = page
        self._gateway = gateway
        self._name = label("", "heading")
        self.badge = StatusBadge()
        self._about = label("", "", wrap=True)
        self._use = label("", "secondary", wrap=True)
        self.state = label("", "danger", wrap=True, selectable=True)
        self.answer = TestAnswer()
        self.settings_button = button(tr("Settings…"), lambda: page.open_gateway(gateway), picture="settings")
        self.test_button = button(tr("Test"), page.act(self.try_out), picture="plug-zap")
        self.body.addLayout(row(self._name, self.badge, STRETCH, self.test_button, self.settings_button))
        self.add(self._about, self._use, self.state, self.answer)
        self.body.addStretch(1)
        self.state.hide()

    def show_use(self, use: GatewayUse, down: GatewaysDown) -> None:
        standing = state_of(use, down.state(self._gateway))
        self._name.setText(str(use.name))
        self.setAccessibleName(str(use.name))
        self.badge.set_badge(standing.badge)
        self._about.setText(str(use.about))
        self._use.setText(use_words(use))
        self.state.setText(standing.words)
        self.state.setProperty("kind", "danger" if standing.badge.role == "danger" else "warning")
        self.state.style().unpolish(self.state)
        self.state.style().polish(self.state)
        self.state.setVisible(bool(standing.words))
        self.settings_button.setText(tr("Settings…") if use.set_up else tr("Set up…"))
        for each in (self.settings_button, self.test_button):
            each.setAccessibleName(tr("{action} {gateway}", action=each.text(), gateway=use.name))
        self.test_button.setEnabled(use.set_up)
        self.test_button.setToolTip(
            tr("Tries whether it can be reached. Nothing is sent.") if use.set_up else tr("Set it up first.")
        )

    async def try_out(self) -> None:
        """Test it with the settings that are stored."""
        self.test_button.setEnabled(False)
        self.answer.tell(tr("Trying…"), "secondary")
        try:
            said = await self._page.context.runner.run(try_gateway, gateway=self._gateway)
        except DeskError as fault:
            self.answer.tell(str(fault), "danger")
        else:
            self.answer.tell(str(said), "success")
        finally:
            self.test_button.setEnabled(True)
