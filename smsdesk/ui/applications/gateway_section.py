"""Which gateway an application sends through, which takes over, and a test in words (A10, N1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout

from smsdesk.domain.applications import Application, second_gateway_problem
from smsdesk.domain.errors import DeskError
from smsdesk.domain.text import Text, tr
from smsdesk.operations.applications import set_gateway
from smsdesk.operations.carrier_reviews import reviewed_where
from smsdesk.operations.gateways import GatewayUse, gateways_overview, try_gateway
from smsdesk.ui.applications.beside import Beside
from smsdesk.ui.applications.gateway_settings_card import TestAnswer
from smsdesk.ui.applications.section import FormSection
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.card import Card
from smsdesk.ui.widgets.form import FormField, combo
from smsdesk.ui.widgets.labels import label, line
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row

if TYPE_CHECKING:
    from smsdesk.ui.applications.application_page import ApplicationPage


class GatewaySection(FormSection):
    """The two choices and what they mean; a gateway's settings have a page of their own."""

    def __init__(self, page: ApplicationPage) -> None:
        super().__init__(page)
        self._uses: dict[str, GatewayUse] = {}
        self.choice = combo([])
        self.second = combo([("", tr("None: messages wait until it is back"))])
        first = self.form.add("gateway", FormField(tr("Send through"), self.choice))
        self._first_name, self._second_name = label("", "label"), label("", "label")
        self._note = label("", "secondary", wrap=True)
        second = self.form.add(
            "second_gateway",
            FormField(
                tr("If it is down, send through"),
                self.second,
                hint=tr(
                    "The second takes over when the first has been down for a few seconds, and goes on until "
                    "the first has stayed up for a minute. A message of which it is not known whether the "
                    "first took it is never sent through the second."
                ),
                optional=True,
                rule=self._problem,
            ),
        )
        self._second_note = label("", "secondary", wrap=True)
        self._set_up_second = button("", self._open_second, picture="settings")
        self.answer = TestAnswer()
        self._test = button(tr("Test"), page.act(self._try), picture="plug-zap")
        self._test.setToolTip(tr("Tries whether it can be reached. Nothing is sent."))
        self._set_up = button(tr("Settings…"), self._open_settings, picture="settings")
        card = Card(tr("Gateway"), note=tr("The way out for this application’s messages.")).add(first, second)
        card.body.addLayout(row(self.save_button, self.discard_button, STRETCH))
        connection = Card(tr("Connection"), self._test)
        connection.body.addLayout(_about_one(self._first_name, self._note, self._set_up))
        standby = column(
            line(), _about_one(self._second_name, self._second_note, self._set_up_second), spacing=12
        )
        self._standby = holding(standby)
        self._standby.hide()
        connection.add(self._standby, self.answer)
        first.changed.connect(page.act(self._chosen))
        second.changed.connect(page.act(self._chosen))
        self.setLayout(column(Beside(card, connection)))
        self.finish()

    async def load(self, shown: Application) -> None:
        await super().load(shown)
        self._uses = {one.gateway: one for one in await self.page.context.runner.run(gateways_overview)}
        names = {key: str(one.name) for key, one in self._uses.items()}
        # One that this program does not have (any more) is shown by its key, so that it can be changed.
        for key in (shown.gateway, shown.second_gateway):
            if key:
                names.setdefault(key, key)
        for box, empty in ((self.choice, 0), (self.second, 1)):
            if [box.itemData(place) for place in range(empty, box.count())] != list(names):
                chosen = box.currentData()
                box.blockSignals(True)
                while box.count() > empty:
                    box.removeItem(empty)
                for key, name in names.items():
                    box.addItem(name, key)
                box.setCurrentIndex(max(box.findData(chosen), 0))
                box.blockSignals(False)
        self.fill(gateway=shown.gateway, second_gateway=shown.second_gateway)
        await self._show_notes()

    async def save(self, values: Mapping[str, Any]) -> Application:
        """Messages not yet sent go through the new gateway from now on."""
        return await self.page.context.runner.run(set_gateway, application_id=self.application_id, **values)

    def _problem(self, second: object) -> str | Text | None:
        return second_gateway_problem(self.choice.currentData() or "", str(second or ""))

    async def _chosen(self) -> None:
        self.answer.hide()
        # Whether the second is right depends on the first.
        field = self.form.fields["second_gateway"]
        if field.problem() or self.second.property("wrong"):
            field.blockSignals(True)
            field.check()
            field.blockSignals(False)
        await self._show_notes()

    async def _show_notes(self) -> None:
        gateway, second = self.choice.currentData(), self.second.currentData()
        if gateway is None:
            return
        self._name_one(self._first_name, self._set_up, gateway)
        await self._tell(self._note, gateway)
        self._standby.setVisible(bool(second))
        if second:
            self._name_one(self._second_name, self._set_up_second, second)
            await self._tell(self._second_note, second, standby=True)

    def _name_one(self, name: QLabel, button_: QPushButton, gateway: str) -> None:
        name.setText(self._name(gateway))
        words = tr("Set up…") if self._missing(gateway) else tr("Settings…")
        button_.setText(words)
        button_.setAccessibleName(tr("{action} {gateway}", action=words, gateway=self._name(gateway)))
        button_.setEnabled(gateway in self._uses)

    async def _tell(self, note: QLabel, gateway: str, *, standby: bool = False) -> None:
        note.setText(await self._about(gateway, standby=standby))
        note.setProperty("kind", "warning" if self._missing(gateway) else "secondary")
        note.style().unpolish(note)
        note.style().polish(note)

    def _missing(self, gateway: str) -> bool:
        """Whether nothing can be sent through it as it is."""
        use = self._uses.get(gateway)
        return use is None or not use.set_up

    async def _about(self, gateway: str, *, standby: bool = False) -> str:
        use = self._uses.get(gateway)
        if use is None:
            return tr("This program does not have this gateway. Choose another.")
        if not use.set_up:
            return tr("{gateway} is not set up yet.", gateway=use.name)
        review = await self.page.context.runner.run(reviewed_where, gateway=gateway, standby=standby)
        return tr("{gateway} {review}", gateway=use.about, review=review)

    def _name(self, gateway: str) -> str:
        use = self._uses.get(gateway)
        return gateway if use is None else str(use.name)

    def _open_settings(self) -> None:
        self.page.context.open("applications", "", gateway=self.choice.currentData())

    def _open_second(self) -> None:
        self.page.context.open("applications", "", gateway=self.second.currentData())

    async def _try(self) -> None:
        """The chosen one, and the second where there is one, with the settings that are stored."""
        self._test.setEnabled(False)
        self.answer.tell(tr("Trying…"), "secondary")
        said, kind = [], "success"
        try:
            for gateway in (self.choice.currentData(), self.second.currentData()):
                if not gateway:
                    continue
                try:
                    answer = str(await self.page.context.runner.run(try_gateway, gateway=gateway))
                except DeskError as fault:
                    answer, kind = str(fault), "danger"
                said.append(tr("{gateway}: {answer}", gateway=self._name(gateway), answer=answer))
            self.answer.tell("\n".join(said), kind)
        finally:
            self._test.setEnabled(True)


def _about_one(name: QLabel, note: QLabel, set_up: QPushButton) -> QVBoxLayout:
    """Its name with the button at its right, and below what it is."""
    return column(row(name, STRETCH, set_up), note, spacing=6)
