"""Which gateway an application sends through, with a test that answers in words (A10)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from smsdesk.domain.applications import Application
from smsdesk.domain.errors import DeskError
from smsdesk.domain.text import Text, tr
from smsdesk.operations.applications import set_gateway
from smsdesk.operations.gateways import test_gateway
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.card import Card
from smsdesk.ui.widgets.form import FormField, combo
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row, scrolling
from smsdesk.ui.widgets.toast import toast

if TYPE_CHECKING:
    from smsdesk.ui.applications.application_page import ApplicationPage


class GatewaySection(QWidget):
    """The choice, what it means, and the test."""

    def __init__(self, page: ApplicationPage) -> None:
        super().__init__()
        self._page = page
        self._shown: Application | None = None
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
        card.setMaximumWidth(720)
        self._choice.changed.connect(self._explain)
        self.setLayout(column(scrolling(holding(column(card, STRETCH)))))

    def show_application(self, shown: Application, gateways: Mapping[str, Text]) -> None:
        """Show the choices and the stored one."""
        if self._combo.count() != len(gateways):
            self._combo.clear()
            for key, name in gateways.items():
                self._combo.addItem(str(name), key)
        if self._shown is None or shown.gateway != self._shown.gateway:
            self._choice.set_value(shown.gateway)
        self._shown = shown
        self._explain()

    def _explain(self) -> None:
        self._note.setText(
            tr(
                "The sandbox plays a carrier on this computer: reports and replies come back, nothing "
                "leaves, nothing costs."
            )
            if self._choice.value() == "sandbox"
            else ""
        )
        self._note.setHidden(not self._note.text())

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
