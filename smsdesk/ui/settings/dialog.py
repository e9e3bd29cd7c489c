"""The settings: sections at the left, one Save for all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QFrame, QListWidget, QListWidgetItem, QPushButton, QStackedWidget

from smsdesk.domain.errors import DeskError
from smsdesk.domain.text import tr
from smsdesk.operations.profile import raise_to_organization, update_profile
from smsdesk.ui.context import Context
from smsdesk.ui.icons import icon
from smsdesk.ui.settings.callbacks_section import callbacks_section
from smsdesk.ui.settings.limits_section import limits_section
from smsdesk.ui.settings.mail_section import mail_section
from smsdesk.ui.settings.review_section import review_section
from smsdesk.ui.settings.sections import (
    SYSTEM,
    Section,
    appearance_section,
    prices_section,
    profile_section,
)
from smsdesk.ui.widgets.bars import Bars
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.confirm import confirm
from smsdesk.ui.widgets.form import Form
from smsdesk.ui.widgets.layouts import STRETCH, column, row, scrolling
from smsdesk.ui.widgets.toast import toast

SIZE = QSize(780, 620)
_ROW = 34


class SettingsDialog(QDialog):
    """Accepted once what was changed is saved."""

    def __init__(self, context: Context, section: str = "profile") -> None:
        super().__init__(context.window)
        self._context = context
        self.setWindowTitle(tr("Settings"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.form = Form(self)
        self.bars = Bars()
        self.raise_button: QPushButton = button(tr("Become an organization…"), self._raise)
        self.sections: list[Section] = [
            profile_section(context, self.form, self.raise_button),
            prices_section(context, self.form),
            limits_section(context, self.form),
            review_section(context, self.form),
            mail_section(context, self.form),
            callbacks_section(context, self.form),
            appearance_section(context, self.form),
        ]
        self._before = self.form.values()
        self.names = QListWidget()
        self._pages = QStackedWidget()
        self.save: QPushButton = button(tr("Save"), self._save, kind="primary")
        self.save.setDefault(True)
        self.form.save_with(self.save)
        self._build()
        self.show_section(section)
        loading = context.runner.spawn(self._load(), self.bars)
        assert loading is not None
        self.finished.connect(lambda _result: loading.cancel())

    async def _load(self) -> None:
        """Fill what is kept elsewhere than in the profile; until it is there, it cannot be changed."""
        later = [section for section in self.sections if section.load is not None]
        for section in later:
            section.content.setEnabled(False)
        for section in later:
            assert section.load is not None
            values = await section.load()
            self.form.set_values(**values)
            now = self.form.values()
            self._before |= {key: now[key] for key in values if key in now}
            section.content.setEnabled(True)

    def _build(self) -> None:
        self.names.setObjectName("settingsSections")
        self.names.setAccessibleName(tr("Sections"))
        self.names.setFixedWidth(184)
        self.names.setIconSize(QSize(18, 18))
        for each in self.sections:
            item = QListWidgetItem(icon(each.picture), each.title)
            item.setSizeHint(QSize(0, _ROW))
            self.names.addItem(item)
            self._pages.addWidget(scrolling(each.content))
        self.names.currentRowChanged.connect(self._pages.setCurrentIndex)
        down = QFrame()
        down.setProperty("line", "down")
        down.setFixedWidth(1)
        middle = row(self.names, down, self._pages, spacing=0)
        middle.setStretch(2, 1)
        across = QFrame()
        across.setProperty("line", "true")
        buttons = row(STRETCH, button(tr("Cancel"), self.reject), self.save)
        foot = column(self.bars, buttons, spacing=12, margins=(20, 12, 20, 14))
        whole = column(middle, across, foot, spacing=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        self.resize(SIZE)

    def show_section(self, key: str) -> None:
        """Turn to a section by its key; raises StopIteration for an unknown one."""
        self.names.setCurrentRow(next(at for at, one in enumerate(self.sections) if one.key == key))

    def changes(self) -> dict[str, Any]:
        """What differs from what is saved, by field; of fields that were put away, all."""
        return {
            key: "" if value == SYSTEM and key in ("theme", "language") else value
            for key, value in self.form.values().items()
            if key not in self._before or value != self._before[key]
        }

    def _save(self) -> None:
        self._context.runner.spawn(self._store(), self.bars)

    async def _store(self) -> None:
        changes = self.changes()
        if changes:
            self.form.set_busy(True)
            try:
                await self._store_sections(changes)
            except DeskError as fault:
                if not self.form.tell(fault):
                    raise
                self._turn_to(fault.field)
                return
            finally:
                self.form.set_busy(False)
            if self._context.window is not None:
                toast(self._context.window, tr("Saved"))
        self.accept()

    async def _store_sections(self, changes: Mapping[str, Any]) -> None:
        """What is saved by itself first: the profile's change rebuilds the window."""
        profile = dict(changes)
        for section in self.sections:
            if section.save is None:
                continue
            changed = {key: profile.pop(key) for key in section.fields if key in profile}
            if changed:
                await section.save(changed)
                self._before |= changed
        if profile:
            await self._context.runner.run(update_profile, **profile)

    def _turn_to(self, field: str) -> None:
        self.show_section(next(one.key for one in self.sections if field in one.fields))

    def _raise(self) -> None:
        self._context.runner.spawn(self._become_organization(), self.bars)

    async def _become_organization(self) -> None:
        words = tr(
            "Marketing messages, messages abroad and limits of your own are then open to you, and bulk tasks "
            "need no approval. Everything you have stays. There is no way back to a person."
        )
        if await confirm(self, tr("Become an organization?"), words, tr("Become an organization")):
            await self._context.runner.run(raise_to_organization)
            self.accept()


async def show_settings(context: Context, section: str = "profile") -> None:
    """Show the settings and wait until they are closed."""
    dialog = SettingsDialog(context, section)
    closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def settle() -> None:
        if not closed.done():
            closed.set_result(None)

    dialog.finished.connect(settle)
    dialog.open()
    try:
        await closed
    finally:
        dialog.hide()
        dialog.deleteLater()
