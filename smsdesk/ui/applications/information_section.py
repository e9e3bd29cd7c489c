"""Name, type, overview, AppID and AppKey of an application (A3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from smsdesk.domain import limits
from smsdesk.domain.applications import Application
from smsdesk.domain.errors import DeskError
from smsdesk.domain.text import tr
from smsdesk.operations.applications import reveal_app_key, rotate_app_key, update_application
from smsdesk.ui.applications.words import type_choices
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.card import Card
from smsdesk.ui.widgets.confirm import confirm
from smsdesk.ui.widgets.form import Form, FormField, combo
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row, scrolling
from smsdesk.ui.widgets.toast import toast

if TYPE_CHECKING:
    from smsdesk.ui.applications.application_page import ApplicationPage

#: Shown in place of the AppKey; as long as one, so that nothing moves when it is revealed.
HIDDEN = "•" * 32


class InformationSection(QWidget):
    """Two cards: what can be edited, and the key."""

    def __init__(self, page: ApplicationPage) -> None:
        super().__init__()
        self._page = page
        self._shown: Application | None = None
        self._form = Form(self)
        name = self._form.add(
            "name", FormField(tr("Name"), QLineEdit(), limit=limits.APPLICATION_NAME_LENGTH.value)
        )
        type = self._form.add("type", FormField(tr("Type"), combo([*type_choices()])))
        overview = self._form.add(
            "overview",
            FormField(
                tr("Overview"),
                QPlainTextEdit(),
                limit=limits.APPLICATION_OVERVIEW_LENGTH.value,
                optional=True,
            ),
        )
        save = button(tr("Save changes"), page.act(self._save), kind="primary")
        self._form.save_with(save)
        details = Card(tr("Information")).add(name, type, overview, holding(row(save, STRETCH)))
        self._app_id = label("", selectable=True)
        self._created = label("")
        self._key = label(HIDDEN, selectable=True)
        self._reveal = button(tr("Reveal"), page.act(self._reveal_or_hide))
        key = Card(
            tr("AppKey"),
            note=tr("Programs that send through this desk sign with it. Never give it to anyone."),
        )
        app_id_name, key_name, created_name = (
            label(tr("SDK AppID"), "small"),
            label(tr("AppKey"), "small"),
            label(tr("Created"), "small"),
        )
        app_id_name.setBuddy(self._app_id)
        key_name.setBuddy(self._key)
        created_name.setBuddy(self._created)
        key.body.addLayout(
            row(
                column(app_id_name, self._app_id, spacing=2),
                button(tr("Copy AppID"), self._copy_app_id),
                STRETCH,
            )
        )
        key.body.addLayout(column(key_name, self._key, spacing=2))
        key.body.addLayout(
            row(
                self._reveal,
                button(tr("Copy AppKey"), page.act(self._copy_key)),
                button(tr("Rotate…"), page.act(self._rotate), kind="danger-quiet"),
                STRETCH,
            )
        )
        key.body.addLayout(column(created_name, self._created, spacing=2))
        key.body.addStretch(1)
        cards = row(details, key, spacing=16)
        cards.setStretch(0, 3)
        cards.setStretch(1, 2)
        self.setLayout(column(scrolling(holding(column(cards, STRETCH)))))

    def show_application(self, shown: Application) -> None:
        """Fill in what is stored; what is being typed is only overwritten by a change elsewhere."""
        if shown != self._shown:
            self._form.set_values(name=shown.name, type=shown.type, overview=shown.overview)
        self._shown = shown
        self._app_id.setText(shown.app_id)
        self._created.setText(self._page.context.formats.time(shown.created_at))

    async def _save(self) -> None:
        assert self._shown is not None
        self._form.set_busy(True)
        try:
            await self._page.context.runner.run(
                update_application, application_id=self._shown.id, **self._form.values()
            )
            toast(self._page, tr("Saved"))
        except DeskError as fault:
            if not self._form.tell(fault):
                self._page.bars.error(fault)
        finally:
            self._form.set_busy(False)

    async def _app_key(self) -> str:
        assert self._shown is not None
        return await self._page.context.runner.run(reveal_app_key, application_id=self._shown.id)

    async def _reveal_or_hide(self) -> None:
        hidden = self._key.text() == HIDDEN
        self._key.setText(await self._app_key() if hidden else HIDDEN)
        self._reveal.setText(tr("Hide") if hidden else tr("Reveal"))

    async def _copy_key(self) -> None:
        QGuiApplication.clipboard().setText(await self._app_key())
        toast(self._page, tr("AppKey copied"))

    def _copy_app_id(self) -> None:
        QGuiApplication.clipboard().setText(self._app_id.text())
        toast(self._page, tr("AppID copied"))

    async def _rotate(self) -> None:
        assert self._shown is not None
        if await confirm(
            self._page,
            tr("Make a new AppKey?"),
            tr("The present key stops working at once. Programs that use it need the new one."),
            tr("Rotate AppKey"),
            destructive=True,
        ):
            await self._page.context.runner.run(rotate_app_key, application_id=self._shown.id)
            self._key.setText(HIDDEN)
            self._reveal.setText(tr("Reveal"))
            self._page.bars.success(tr("The new AppKey is ready. Reveal or copy it here."))
