"""One application with its quieter pages: information, sending limits, allowlist, gateway (A3–A6, A10)."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget

from smsdesk.domain.applications import Application
from smsdesk.domain.text import tr
from smsdesk.operations.applications import (
    application,
    delete_application,
    disable_application,
    enable_application,
)
from smsdesk.operations.gateways import list_gateways
from smsdesk.ui.applications.allowlist_section import AllowlistSection
from smsdesk.ui.applications.gateway_section import GatewaySection
from smsdesk.ui.applications.information_section import InformationSection
from smsdesk.ui.applications.limits_section import LimitsSection
from smsdesk.ui.applications.words import state_badge
from smsdesk.ui.context import Context
from smsdesk.ui.widgets.badge import StatusBadge
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.confirm import confirm, confirm_by_typing
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.subpages import SubPageRow


class ApplicationPage(Page):
    """Pushed above the cards; its head names the application and its state."""

    kinds = frozenset({"application", "allowlist", "gateway"})

    def __init__(self, context: Context, application_id: int) -> None:
        super().__init__(context, tab="applications")
        self._id = application_id
        self._shown: Application | None = None
        self._name = label("", "title")
        self._badge = StatusBadge()
        self.head.insertWidget(0, self._name)
        self.head.insertWidget(1, self._badge)
        self._switch = button(tr("Disable…"), self.act(self._switch_state))
        self._delete = button(tr("Delete…"), self.act(self._delete_it), kind="danger-quiet")
        self.tools.add(self._switch)
        self.tools.add(self._delete)
        self._names = SubPageRow(tr("Application"))
        self._sections = QStackedWidget()
        self.information = InformationSection(self)
        self.limits = LimitsSection(self)
        self.allowlist = AllowlistSection(self)
        self.gateway = GatewaySection(self)
        for words, section in (
            (tr("Information"), self.information),
            (tr("Sending limits"), self.limits),
            (tr("Allowlist"), self.allowlist),
            (tr("Gateway"), self.gateway),
        ):
            self._names.addTab(words)
            self._sections.addWidget(section)
        self._names.currentChanged.connect(self._sections.setCurrentIndex)
        self.body.addWidget(self._names)
        self.body.addWidget(self._sections, 1)

    def choose(self, place: int) -> None:
        """Show the section at that place, from 0."""
        self._names.setCurrentIndex(place)

    async def load(self) -> None:
        shown = await self.context.runner.run(application, application_id=self._id)
        self._shown = shown
        self._name.setText(shown.name)
        self._badge.set_badge(state_badge(shown))
        self._switch.setText(tr("Disable…") if shown.enabled else tr("Enable…"))
        self._delete.setEnabled(not shown.enabled)
        self._delete.setToolTip(tr("Disable the application first.") if shown.enabled else "")
        self.information.show_application(shown)
        self.limits.show_application(shown)
        gateways = await self.context.runner.run(list_gateways)
        await self.gateway.show_application(shown, gateways)
        await self.allowlist.load(shown.id)

    async def _switch_state(self) -> None:
        if self._shown is None:
            return
        if self._shown.enabled:
            if await confirm(
                self,
                tr("Disable “{name}”?", name=self._shown.name),
                tr("It sends nothing from now on. Its running tasks pause and go on when you enable it."),
                tr("Disable application"),
                destructive=True,
            ):
                await self.context.runner.run(disable_application, application_id=self._id)
        elif await confirm(
            self,
            tr("Enable “{name}”?", name=self._shown.name),
            tr("Its paused tasks go on sending at once."),
            tr("Enable application"),
        ):
            await self.context.runner.run(enable_application, application_id=self._id)

    async def _delete_it(self) -> None:
        if self._shown is None:
            return
        name = self._shown.name
        if await confirm_by_typing(
            self,
            tr("Delete “{name}”?", name=name),
            tr("This cannot be undone. Its message records stay readable in Statistics."),
            name,
            tr("Delete application"),
        ):
            await self.context.runner.run(delete_application, application_id=self._id, confirm_name=name)
            self.context.open("applications", "list")
