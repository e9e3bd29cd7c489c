"""The settings of a gateway as it declares them, with their help in words (A10, N1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from smsdesk.domain.errors import DeskError
from smsdesk.domain.text import tr
from smsdesk.operations.gateways import GatewaySetting, gateway_settings, save_gateway_settings
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.card import Card
from smsdesk.ui.widgets.form import Form, FormField, combo
from smsdesk.ui.widgets.layouts import STRETCH, clear, column, row
from smsdesk.ui.widgets.toast import toast

if TYPE_CHECKING:
    from smsdesk.ui.applications.application_page import ApplicationPage


class GatewaySettingsCard(Card):
    """``edited`` when what is written and not saved has changed."""

    edited = Signal()

    def __init__(self, page: ApplicationPage) -> None:
        super().__init__(
            tr("Settings of the gateway"), note=tr("They hold for every application that sends through it.")
        )
        self._page = page
        self._gateway = ""
        self._shown: tuple[GatewaySetting, ...] = ()
        self._stored: dict[str, str] = {}
        self.form = Form(self)
        self._fields = column(spacing=16)
        self._save = button(tr("Save settings"), page.act(self._keep))
        self.body.addLayout(self._fields)
        self.body.addLayout(row(self._save, STRETCH))

    async def show_gateway(self, gateway: str) -> None:
        """Show its settings as they are stored; what is being written in them stays."""
        found = await self._page.context.runner.run(gateway_settings, gateway=gateway)
        if gateway == self._gateway and found == self._shown:
            return
        edits = self._changes() if gateway == self._gateway else {}
        self._gateway, self._shown = gateway, found
        self._build(found)
        self.form.set_values(**{key: value for key, value in edits.items() if key in self.form.fields})
        self.setVisible(bool(found))

    def edits(self) -> dict[str, Any]:
        """What is written and not saved, with the gateway it is for."""
        changes = self._changes()
        return {"gateway": self._gateway, "values": changes} if changes else {}

    def take_up(self, edits: Mapping[str, Any]) -> None:
        """Go on with it, when it is for the gateway that is shown."""
        if edits and edits["gateway"] == self._gateway:
            self.form.set_values(
                **{key: value for key, value in edits["values"].items() if key in self.form.fields}
            )

    def _changes(self) -> dict[str, str]:
        return {
            key: value for key, value in self.form.values().items() if value != self._stored.get(key, value)
        }

    def _build(self, settings: Sequence[GatewaySetting]) -> None:
        clear(self._fields)
        self.form = Form(self)
        for one in settings:
            field = FormField(
                str(one.declared.label), _control(one), hint=str(one.declared.help), optional=True
            )
            self.form.add(one.declared.key, field)
            self._fields.addWidget(field)
        self._stored = dict(self.form.values())
        self.form.save_with(self._save)
        self.form.changed.connect(self._look)
        self._look()

    def _look(self) -> None:
        if self._save.isEnabled() and not self._changes():
            self._save.setEnabled(False)
            self._save.setToolTip(tr("Nothing has been changed."))
            self._save.setAccessibleDescription(tr("Nothing has been changed."))
        self.edited.emit()

    async def _keep(self) -> None:
        values = self.form.values()
        form = self.form
        form.set_busy(True)
        try:
            await self._page.context.runner.run(save_gateway_settings, gateway=self._gateway, values=values)
            self._stored = dict(values)
            toast(self._page, tr("Settings saved"))
        except DeskError as fault:
            if not form.tell(fault):
                self._page.bars.error(fault)
        finally:
            form.set_busy(False)


def _control(one: GatewaySetting) -> QWidget:
    declared = one.declared
    if declared.choices:
        words = declared.words or declared.choices
        return combo([*zip(declared.choices, map(str, words), strict=True)], one.value)
    control = QLineEdit(one.value)
    if declared.secret:
        control.setEchoMode(QLineEdit.EchoMode.Password)
        control.setPlaceholderText(tr("Kept; type to replace it") if one.kept else "")
    return control
