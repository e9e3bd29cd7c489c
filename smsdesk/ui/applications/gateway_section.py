"""Which gateway an application sends through, its settings, and a test that answers in words (A10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget

from smsdesk.domain.applications import Application
from smsdesk.domain.errors import DeskError
from smsdesk.domain.text import Text, tr
from smsdesk.operations.applications import set_gateway
from smsdesk.operations.gateways import (
    GatewaySetting,
    gateway_settings,
    save_gateway_settings,
    test_gateway,
)
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.card import Card
from smsdesk.ui.widgets.form import Form, FormField, combo
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, clear, column, holding, row, scrolling
from smsdesk.ui.widgets.toast import toast

if TYPE_CHECKING:
    from smsdesk.ui.applications.application_page import ApplicationPage


class GatewaySection(QWidget):
    """The choice, what it means, the test, and below it the settings as the gateway declares them."""

    def __init__(self, page: ApplicationPage) -> None:
        super().__init__()
        self._page = page
        self._shown: Application | None = None
        self._settings: tuple[GatewaySetting, ...] = ()
        self._form = Form(self)
        self._combo = combo([])
        self._choice = FormField(tr("Gateway"), self._combo)
        self._note = label("", "secondary", wrap=True)
        self._answer = label("", "success", wrap=True)
        self._answer.hide()
        self._test = button(tr("Test"), page.act(self._try))
        card = Card(tr("Gateway"), note=tr("The way out for this application’s messages.")).add(
            self._choice, self._note, self._answer
        )
        card.body.addLayout(
            row(button(tr("Save gateway"), page.act(self._save), kind="primary"), self._test, STRETCH)
        )
        self._fields = column(spacing=16)
        self._save_settings = button(tr("Save settings"), page.act(self._keep))
        settings = Card(
            tr("Settings of the gateway"), note=tr("They hold for every application that sends through it.")
        )
        settings.body.addLayout(self._fields)
        settings.body.addLayout(row(self._save_settings, STRETCH))
        for each in (card, settings):
            each.setMaximumWidth(720)
        self._choice.changed.connect(page.act(self._chosen))
        self.setLayout(column(scrolling(holding(column(card, settings, STRETCH, spacing=16)))))

    async def show_application(self, shown: Application, gateways: Mapping[str, Text]) -> None:
        """Show the choices, the stored one and its settings."""
        if self._combo.count() != len(gateways):
            self._combo.clear()
            for key, name in gateways.items():
                self._combo.addItem(str(name), key)
        if self._shown is None or shown.gateway != self._shown.gateway:
            self._choice.set_value(shown.gateway)
        self._shown = shown
        await self._chosen()

    async def _chosen(self) -> None:
        gateway = self._choice.value()
        if gateway is None:
            return
        self._note.setText(
            tr(
                "The sandbox plays a carrier on this computer: reports and replies come back, nothing "
                "leaves, nothing costs."
            )
            if gateway == "sandbox"
            else ""
        )
        self._note.setHidden(not self._note.text())
        found = await self._page.context.runner.run(gateway_settings, gateway=gateway)
        if found != self._settings:
            self._settings = found
            self._build(found)

    def _build(self, settings: Sequence[GatewaySetting]) -> None:
        clear(self._fields)
        self._form = Form(self)
        for one in settings:
            declared = one.declared
            control: QWidget
            if declared.choices:
                control = combo([(choice, choice) for choice in declared.choices], one.value)
            else:
                control = QLineEdit(one.value)
                if declared.secret:
                    control.setEchoMode(QLineEdit.EchoMode.Password)
                    control.setPlaceholderText(tr("Kept; type to replace it") if one.kept else "")
            field = FormField(str(declared.label), control, hint=str(declared.help), optional=True)
            self._form.add(declared.key, field)
            self._fields.addWidget(field)
        self._form.save_with(self._save_settings)

    async def _keep(self) -> None:
        self._form.set_busy(True)
        try:
            await self._page.context.runner.run(
                save_gateway_settings, gateway=self._choice.value(), values=self._form.values()
            )
            toast(self._page, tr("Settings saved"))
        except DeskError as fault:
            if not self._form.tell(fault):
                self._page.bars.error(fault)
        finally:
            self._form.set_busy(False)

    async def _save(self) -> None:
        assert self._shown is not None
        await self._page.context.runner.run(
            set_gateway, application_id=self._shown.id, gateway=self._choice.value()
        )
        toast(self._page, tr("Gateway saved"))

    async def _try(self) -> None:
        self._test.setEnabled(False)
        self._answer.hide()
        gateway = self._choice.value()
        try:
            answer = await self._page.context.runner.run(test_gateway, gateway=gateway)
        except DeskError as fault:
            self._page.bars.error(fault)
        else:
            self._answer.setText(str(answer))
            self._answer.show()
        finally:
            self._test.setEnabled(True)
