"""Name, type, overview and AppID of an application, and beside them its AppKey (A3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from smsdesk.domain import limits
from smsdesk.domain.applications import Application
from smsdesk.domain.text import tr
from smsdesk.operations.applications import update_application
from smsdesk.ui.applications.app_key_card import AppKeyCard
from smsdesk.ui.applications.section import FormSection
from smsdesk.ui.applications.words import type_choices
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.card import Card
from smsdesk.ui.widgets.form import FormField, combo
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row, scrolling
from smsdesk.ui.widgets.toast import toast

if TYPE_CHECKING:
    from smsdesk.ui.applications.application_page import ApplicationPage


class InformationSection(FormSection):
    """Two cards: what can be edited, and what identifies the application."""

    def __init__(self, page: ApplicationPage) -> None:
        super().__init__(page)
        name = self.form.add(
            "name", FormField(tr("Name"), QLineEdit(), limit=limits.APPLICATION_NAME_LENGTH.value)
        )
        type = self.form.add("type", FormField(tr("Type"), combo([*type_choices()])))
        overview = self.form.add(
            "overview",
            FormField(
                tr("Overview"),
                QPlainTextEdit(),
                limit=limits.APPLICATION_OVERVIEW_LENGTH.value,
                optional=True,
            ),
        )
        details = Card(tr("Information")).add(name, type, overview)
        details.body.addStretch(1)
        details.body.addLayout(row(self.save_button, self.discard_button, STRETCH))
        self._app_id = label("", selectable=True)
        self._created = label("")
        self.key = AppKeyCard(page)
        identity = Card(tr("Identity"))
        app_id, created = label(tr("SDK AppID"), "small"), label(tr("Created"), "small")
        app_id.setBuddy(self._app_id)
        created.setBuddy(self._created)
        identity.body.addLayout(
            row(
                column(app_id, self._app_id, spacing=2),
                column(created, self._created, spacing=2),
                STRETCH,
                button(tr("Copy AppID"), self._copy_app_id, picture="copy"),
                spacing=32,
            )
        )
        cards = row(details, column(identity, self.key, STRETCH, spacing=16), spacing=16)
        cards.setStretch(0, 3)
        cards.setStretch(1, 2)
        self.setLayout(column(scrolling(holding(column(cards, STRETCH)))))
        self.finish()

    async def load(self, shown: Application) -> None:
        await super().load(shown)
        self.fill(name=shown.name, type=shown.type, overview=shown.overview)
        self._app_id.setText(shown.app_id)
        self._created.setText(self.page.context.formats.time(shown.created_at))

    def leave(self) -> None:
        self.key.hide_key()

    async def save(self, values: Mapping[str, Any]) -> Application:
        return await self.page.context.runner.run(
            update_application, application_id=self.application_id, **values
        )

    def _copy_app_id(self) -> None:
        QGuiApplication.clipboard().setText(self._app_id.text())
        toast(self.page, tr("AppID copied"))
