"""One application with its quieter pages, from its information to its gateway (A3–A10)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QSizePolicy, QStackedWidget

from smsdesk.domain.applications import Application
from smsdesk.domain.errors import NotFound
from smsdesk.domain.text import tr
from smsdesk.operations.applications import application
from smsdesk.ui.applications.alarms_section import AlarmsSection
from smsdesk.ui.applications.allowlist_section import AllowlistSection
from smsdesk.ui.applications.callbacks_section import CallbacksSection
from smsdesk.ui.applications.gateway_section import GatewaySection
from smsdesk.ui.applications.information_section import InformationSection
from smsdesk.ui.applications.limits_section import LimitsSection
from smsdesk.ui.applications.reminders_section import RemindersSection
from smsdesk.ui.applications.section import Section, Unsaved
from smsdesk.ui.applications.switching import ask_to_delete, ask_to_switch
from smsdesk.ui.applications.words import state_badge
from smsdesk.ui.context import Context
from smsdesk.ui.widgets.badge import StatusBadge
from smsdesk.ui.widgets.bars import Bar
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.labels import ElidedLabel
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.subpages import SubPageRow


class ApplicationPage(Page):
    """Pushed above the cards; its head names the application and its state."""

    kinds = frozenset({"application", "allowlist", "gateway", "alarm", "callback"})

    def __init__(self, context: Context, application_id: int, section: str = "information") -> None:
        """``section`` is a key of ``sections``; an unknown one means the first."""
        super().__init__(context, tab="applications")
        self.application_id = application_id
        self._shown: Application | None = None
        self._unsaved = Unsaved.of(context)
        self._name = ElidedLabel("", "title")
        self._name.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._badge = StatusBadge()
        self.head.insertWidget(0, self._name)
        self.head.insertWidget(1, self._badge)
        self._switch = button(tr("Disable…"), self.act(self._switch_state))
        self._delete = button(tr("Delete…"), self.act(self._delete_it), kind="danger-quiet")
        self.tools.add(self._switch)
        self.tools.add(self._delete)
        self._asleep = Bar(
            "warning",
            tr("This application is disabled: it sends nothing, and its running tasks are paused."),
            lasting=True,
        )
        self._asleep.hide()
        self._names = SubPageRow(tr("Application"))
        self._stack = QStackedWidget()
        declared: tuple[tuple[str, str, Callable[[ApplicationPage], Section]], ...] = (
            ("information", tr("Information"), InformationSection),
            ("limits", tr("Sending limits"), LimitsSection),
            ("allowlist", tr("Allowlist"), AllowlistSection),
            ("reminders", tr("Reminders"), RemindersSection),
            ("callbacks", tr("Callbacks"), CallbacksSection),
            ("alarms", tr("Alarm contacts"), AlarmsSection),
            ("gateway", tr("Gateway"), GatewaySection),
        )
        self._titles = {key: title for key, title, _ in declared}
        self.sections: dict[str, Section] = {key: create(self) for key, _, create in declared}
        self._fresh: set[str] = set()
        self._taken_up: set[str] = set()
        for key, each in self.sections.items():
            self._names.addTab(self._titles[key])
            self._stack.addWidget(each)
            self._mark(key, bool(self._unsaved.get(application_id, key)))
        if section in self.sections:
            self.choose(section)
        self._names.currentChanged.connect(self._chosen)
        self.body.addWidget(self._asleep)
        self.body.addWidget(self._names)
        self.body.addWidget(self._stack, 1)

    @property
    def section(self) -> Section:
        """The section in view."""
        return self.sections[self._key]

    @property
    def _key(self) -> str:
        return list(self.sections)[self._names.currentIndex()]

    def choose(self, key: str) -> None:
        """Show the section of that key. Raises ``ValueError`` for an unknown one."""
        place = list(self.sections).index(key)
        self._names.setCurrentIndex(place)
        self._stack.setCurrentIndex(place)
        self.tools.stand_for(self.section.primary)

    def arrive(self, **arguments: Any) -> None:
        """``section`` shows that one."""
        if arguments.get("section") in self.sections:
            self.choose(arguments["section"])

    def file_words(self) -> str:
        return self.section.file_words()

    def take_file(self, file: Path) -> None:
        self.section.take_file(file)

    def place(self) -> dict[str, Any]:
        return {"application_id": self.application_id, "section": self._key}

    async def load(self) -> None:
        try:
            shown = await self.context.runner.run(application, application_id=self.application_id)
        except NotFound:
            if self._shown is None:
                raise
            self._unsaved.drop(self.application_id)
            self.context.open("applications", "list")  # it was deleted, here or by another program
            return
        self._shown = shown
        self._name.setText(shown.name)
        self._badge.set_badge(state_badge(shown))
        self._switch.setText(tr("Disable…") if shown.enabled else tr("Enable…"))
        self._delete.setEnabled(not shown.enabled)
        self._delete.setToolTip(tr("Disable the application first.") if shown.enabled else "")
        self._delete.setAccessibleDescription(self._delete.toolTip())
        self._asleep.setVisible(not shown.enabled)
        self._fresh.clear()
        await self._load_section(shown)

    async def _load_section(self, shown: Application) -> None:
        """The one in view; the others when they come into view."""
        while (key := self._key) not in self._fresh:
            self._fresh.add(key)
            section = self.sections[key]
            await section.load(shown)
            if key in self._taken_up:
                continue
            self._taken_up.add(key)
            if edits := self._unsaved.get(self.application_id, key):
                section.take_up(edits)
            self._keep(key)
            section.edited.connect(lambda at=key: self._keep(at))

    def _chosen(self, place: int) -> None:
        self._leave()
        self._stack.setCurrentIndex(place)
        self.panel.close_panel()
        self.tools.stand_for(self.section.primary)
        if self._shown is not None:
            self.spawn(self._load_section(self._shown))

    def _leave(self) -> None:
        section = self._stack.currentWidget()
        assert isinstance(section, Section)
        section.leave()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._leave()

    def _keep(self, key: str) -> None:
        edits = self.sections[key].edits()
        self._unsaved.put(self.application_id, key, edits)
        self._mark(key, bool(edits))

    def _mark(self, key: str, unsaved: bool) -> None:
        place = list(self.sections).index(key)
        title = self._titles[key]
        words = tr("{section} •", section=title) if unsaved else title
        if self._names.tabText(place) != words:
            self._names.setTabText(place, words)
            self._names.setTabToolTip(place, tr("Not saved yet") if unsaved else "")
            self._names.setAccessibleTabName(
                place, tr("{section}, not saved yet", section=title) if unsaved else title
            )

    def _things_changed(self, kinds: frozenset[str]) -> None:
        if kinds & (self.kinds | self.section.follows):
            self.refresh()

    async def _switch_state(self) -> None:
        if self._shown is not None:
            await ask_to_switch(self, self._shown)

    async def _delete_it(self) -> None:
        if self._shown is not None and await ask_to_delete(self, self._shown):
            self._unsaved.drop(self.application_id)
            self.context.open("applications", "list", deleted=self._shown.name)
