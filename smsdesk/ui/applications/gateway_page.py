"""One gateway: what it is, its settings with test and preview, and the carrier's own account (A10, N1)."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from smsdesk.domain.errors import NotFound
from smsdesk.domain.text import text
from smsdesk.operations.gateways import gateways_overview
from smsdesk.ui.applications.gateway_account_card import GatewayAccountCard
from smsdesk.ui.applications.gateway_settings_card import GatewaySettingsCard
from smsdesk.ui.applications.gateway_words import state_of, use_words
from smsdesk.ui.applications.section import Unsaved
from smsdesk.ui.context import Context
from smsdesk.ui.gateways_down import GatewaysDown
from smsdesk.ui.widgets.badge import StatusBadge
from smsdesk.ui.widgets.labels import ElidedLabel, label
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row, scrolling
from smsdesk.ui.widgets.page import Page

#: Under what is written and not saved in gateways' settings is kept: no application has it.
NO_APPLICATION = 0
#: Widest the form gets, in pixels.
WIDTH = 820
#: From this width on there is room for something beside it.
WIDE = 1100


class Beside(QWidget):
    """The form, and what follows from it beside it and always in view; below it where there is no room."""

    def __init__(self, form: QWidget, *others: QWidget) -> None:
        super().__init__()
        self._others = holding(column(*others, spacing=16))
        self._left = column(form, STRETCH, spacing=16)
        self._right = column(STRETCH)
        self.left = scrolling(holding(self._left))
        self.right = scrolling(holding(self._right))
        for each in (self.left, self.right):
            each.setMaximumWidth(WIDTH)
        whole = row(self.left, self.right, spacing=16)
        whole.addStretch(0)
        whole.setStretch(0, 3)
        whole.setStretch(1, 2)
        self.setLayout(whole)
        self._left.insertWidget(1, self._others)
        self.right.hide()
        self._wide = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = event.size().width() >= WIDE
        if wide != self._wide:
            self._wide = wide
            (self._right if wide else self._left).insertWidget(0 if wide else 1, self._others)
            self.right.setVisible(wide)


class GatewayPage(Page):
    """Pushed above the list of gateways."""

    kinds = frozenset({"gateway", "application"})

    def __init__(self, context: Context, gateway: str) -> None:
        super().__init__(context, tab="applications")
        self.gateway = gateway
        self._unsaved = Unsaved.of(context)
        self._down = GatewaysDown.of(context)
        self._name = ElidedLabel("", "title")
        self._name.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._badge = StatusBadge()
        self.head.insertWidget(0, self._name)
        self.head.insertWidget(1, self._badge)
        self._about = label("", "secondary", wrap=True)
        self._use = label("", "secondary", wrap=True)
        self.settings = GatewaySettingsCard(self)
        self.account = GatewayAccountCard(self, gateway)
        self.body.addWidget(self._about)
        self.body.addWidget(self._use)
        self.beside = Beside(self.settings, self.settings.preview, self.account)
        self.body.addWidget(self.beside, 1)
        self.body.addWidget(self.settings.foot)
        self._taken_up = False
        self._down.changed.connect(self.refresh)

    async def load(self) -> None:
        found = {one.gateway: one for one in await self.context.runner.run(gateways_overview)}
        if self.gateway not in found:
            raise NotFound(text("This program does not have the gateway “{gateway}”.", gateway=self.gateway))
        shown = found[self.gateway]
        self._name.setText(str(shown.name))
        self._badge.set_badge(state_of(shown, self._down.state(self.gateway)).badge)
        self._about.setText(str(shown.about))
        self._use.setText(use_words(shown))
        await self.settings.show_gateway(self.gateway)
        if not self._taken_up:
            self._taken_up = True
            self.settings.take_up(self._unsaved.get(NO_APPLICATION, self.gateway))
            self.settings.edited.connect(self._keep)
            self.account.begin(shown)

    def _keep(self) -> None:
        self._unsaved.put(NO_APPLICATION, self.gateway, self.settings.edits())
