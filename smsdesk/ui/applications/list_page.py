"""The applications as cards (A1, A2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPlainTextEdit, QStackedWidget, QWidget

from smsdesk.domain import limits
from smsdesk.domain.applications import Application, ApplicationCard
from smsdesk.domain.errors import DeskError
from smsdesk.domain.text import Text, tr
from smsdesk.operations.applications import create_application, list_applications
from smsdesk.operations.gateways import list_gateways
from smsdesk.ui import formats
from smsdesk.ui.applications.application_page import ApplicationPage
from smsdesk.ui.applications.words import state_badge, type_choices, type_words
from smsdesk.ui.context import Context
from smsdesk.ui.first_run.sample import sample_link
from smsdesk.ui.widgets.badge import StatusBadge
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.card import PressableCard
from smsdesk.ui.widgets.empty_state import EmptyState
from smsdesk.ui.widgets.form import Form, FormField, combo
from smsdesk.ui.widgets.labels import ElidedLabel, label
from smsdesk.ui.widgets.layouts import STRETCH, clear, column, holding, row, scrolling
from smsdesk.ui.widgets.page import Page

#: Narrowest card, in pixels; as many stand side by side as fit.
CARD_WIDTH = 360
GAP = 16


class ApplicationsPage(Page):
    """Every application; a press on a card opens it."""

    kinds = frozenset({"application", "message"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, tab="applications", title=tr("Applications"))
        self.push: Callable[[Page], None] = lambda page: None
        self._search = ""
        self._cards: list[ApplicationCard] = []
        self._gateways: Mapping[str, Text] = {}
        self._columns = 0
        self._count = label("", "secondary")
        self.tools.add(self._count)
        self.tools.add_search(tr("Search applications"), self._searched)
        self.tools.set_primary(tr("New application"), self._new)
        self._grid = QGridLayout()
        self._grid.setSpacing(GAP)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._empty = EmptyState(
            "layout-grid",
            tr("Applications send your messages."),
            tr("One for the shop, one for the website: each has its own limits, key and gateway."),
            action=(tr("New application"), self._new),
            sample=sample_link(context),
        )
        self._nothing = EmptyState("search", tr("No application matches the search."))
        self._area = scrolling(holding(self._grid))
        self._stack = QStackedWidget()
        for each in (self._area, self._empty, self._nothing):
            self._stack.addWidget(each)
        self.body.addWidget(self._stack)

    async def load(self) -> None:
        self._gateways = await self.context.runner.run(list_gateways)
        self._cards = await self.context.runner.run(list_applications, search=self._search)
        if self._search:
            self._stack.setCurrentWidget(self._area if self._cards else self._nothing)
        else:
            self._stack.setCurrentWidget(self._area if self._cards else self._empty)
            self._count.setText(
                tr("{count} of {limit}", count=len(self._cards), limit=limits.APPLICATIONS.value)
            )
        self._lay_out(anew=True)

    def arrive(self, **arguments: Any) -> None:
        """``application_id`` opens that application, ``new=True`` the form for a new one."""
        if arguments.get("new"):
            self._new()
        elif "application_id" in arguments:
            self._open(arguments["application_id"])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self, anew: bool = False) -> None:
        room = self._stack.width()
        columns = max(1, (room + GAP) // (CARD_WIDTH + GAP))
        if columns == self._columns and not anew:
            return
        self._columns = columns
        clear(self._grid)
        for place, card in enumerate(self._cards):
            self._grid.addWidget(self._card(card), place // columns, place % columns)
        for place in range(columns):
            self._grid.setColumnStretch(place, 1)

    def _card(self, card: ApplicationCard) -> PressableCard:
        application = card.application
        made = PressableCard(application.name)
        made.setMinimumWidth(CARD_WIDTH)
        name = ElidedLabel(application.name, "heading")
        head = row(name, StatusBadge(state_badge(application)))
        head.setStretch(0, 1)
        made.body.addLayout(head)
        made.body.addWidget(
            ElidedLabel(
                tr("{type} · AppID {app_id}", type=type_words(application.type), app_id=application.app_id),
                "secondary",
            )
        )
        made.body.addSpacing(8)
        rate = card.success_rate
        made.body.addLayout(
            row(
                _figure(tr("Requests today"), formats.number(card.requests_today)),
                _figure(tr("Success rate"), formats.NOTHING if rate is None else formats.share(rate)),
                _figure(tr("Sends through"), self._gateway_words(application)),
                STRETCH,
                spacing=24,
            )
        )
        made.pressed.connect(lambda: self._open(application.id))
        return made

    def _gateway_words(self, application: Application) -> str:
        return str(self._gateways.get(application.gateway, application.gateway))

    def _open(self, application_id: int) -> None:
        self.push(ApplicationPage(self.context, application_id))

    def _searched(self, words: str) -> None:
        self._search = words
        self.refresh()

    def _new(self) -> None:
        form = Form(self)
        name = form.add(
            "name",
            FormField(
                tr("Name"),
                QLineEdit(),
                limit=limits.APPLICATION_NAME_LENGTH.value,
                hint=tr("What sends the messages, for example your shop’s name."),
            ),
        )
        type = form.add("type", FormField(tr("Type"), combo([*type_choices()])))
        overview = form.add(
            "overview",
            FormField(
                tr("Overview"),
                QPlainTextEdit(),
                limit=limits.APPLICATION_OVERVIEW_LENGTH.value,
                optional=True,
                hint=tr("What it sends, and to whom."),
            ),
        )
        create = button(tr("Create application"), kind="primary")
        form.save_with(create)
        create.clicked.connect(self.act(self._create, form))
        self.panel.open_with(
            tr("New application"),
            holding(column(name, type, overview, spacing=16)),
            button(tr("Cancel"), self.panel.close_panel),
            create,
            focus=name.control,
        )

    async def _create(self, form: Form) -> None:
        form.set_busy(True)
        try:
            made = await self.context.runner.run(create_application, **form.values())
        except DeskError as fault:
            if not form.tell(fault):
                self.panel.bars.error(fault)
        else:
            self.panel.close_panel()
            self.bars.success(
                tr("“{name}” is ready. Its AppID is {app_id}.", name=made.name, app_id=made.app_id)
            )
        finally:
            form.set_busy(False)


def _figure(name: str, value: str) -> QWidget:
    return holding(column(label(name, "small"), label(value), spacing=2))
