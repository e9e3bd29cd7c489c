"""The applications as cards (A1, A2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QMenu, QStackedWidget

from smsdesk.domain import limits
from smsdesk.domain.applications import Application, ApplicationCard
from smsdesk.domain.text import Text, tr, trn
from smsdesk.operations.applications import application_count, list_applications
from smsdesk.operations.gateways import list_gateways
from smsdesk.operations.next_steps import steps_done
from smsdesk.ui import formats
from smsdesk.ui.applications.application_page import ApplicationPage
from smsdesk.ui.applications.card_grid import CardGrid
from smsdesk.ui.applications.card_model import Shown
from smsdesk.ui.applications.gateway_page import GatewayPage
from smsdesk.ui.applications.gateways_page import GatewaysPage
from smsdesk.ui.applications.new_form import NewApplicationForm
from smsdesk.ui.applications.next_steps_card import NextStepsCard
from smsdesk.ui.applications.section import Unsaved
from smsdesk.ui.applications.switching import ask_to_switch
from smsdesk.ui.applications.words import state_badge, type_words
from smsdesk.ui.context import Context
from smsdesk.ui.first_run.sample import sample_link
from smsdesk.ui.gateways_down import GatewaysDown
from smsdesk.ui.icons import icon
from smsdesk.ui.widgets.empty_state import EmptyState
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, scrolling
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.toast import toast

#: Milliseconds after which today's figures follow the messages that are sent.
_FIGURES_PAUSE = 1000
#: Up to so many applications the next steps are shown.
_FEW = 3
#: No bound on a height, as Qt has it.
_ALL = 16_777_215


class ApplicationsPage(Page):
    """Every application; a press on a card opens it."""

    kinds = frozenset({"application", "alarm", "callback", "signature", "template", "customer", "gateway"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, tab="applications", title=tr("Applications"))
        self.push: Callable[[Page], None] = lambda page: None
        self._search = ""
        self._loaded: list[ApplicationCard] = []
        self._gateways: Mapping[str, Text] = {}
        self._down = GatewaysDown.of(context)
        self._unsaved = Unsaved.of(context)
        self._form = NewApplicationForm(self)
        self.count = label("", "secondary")
        box = self.tools.add_search(tr("Search applications"), self._searched)
        box.returnPressed.connect(self._to_cards)
        self.tools.add_note(self.count)
        self.primary = self.tools.set_primary(tr("New application"), self._form.open)
        self._tip = self.primary.toolTip()
        self.grid = CardGrid(tr("Applications"))
        self.grid.opened.connect(self.open_application)
        self.grid.menu_wanted.connect(self._menu)
        self.empty = EmptyState(
            "layout-grid",
            tr("Applications send your messages."),
            tr("One for the shop, one for the website: each has its own limits, key and gateway."),
            action=(tr("New application"), self._form.open),
            sample=sample_link(context),
        )
        self._nothing = EmptyState(
            "search", tr("No application matches the search."), tr("Name, overview and AppID are searched.")
        )
        self.stack = QStackedWidget()
        for each in (self.grid, self.empty, self._nothing):
            self.stack.addWidget(each)
        self.steps = NextStepsCard(context)
        content = column(self.stack, self.steps, STRETCH, spacing=16)
        content.setStretch(0, 1)
        content.setStretch(2, 0)
        # In a low window, or below a bar, cards and steps keep their height and scroll together.
        self.area = scrolling(holding(content))
        self.body.addWidget(self.area)
        self.grid.measured.connect(self._make_room)
        self.steps.closed.connect(self._make_room)
        self.stack.currentChanged.connect(self._make_room)
        self._figures = QTimer(self)
        self._figures.setSingleShot(True)
        self._figures.setInterval(_FIGURES_PAUSE)
        self._figures.timeout.connect(self.refresh)
        self._down.changed.connect(self._show)
        self._unsaved.changed.connect(self._show)

    async def load(self) -> None:
        run = self.context.runner.run
        self._gateways = await run(list_gateways)
        self._loaded = await run(list_applications, search=self._search)
        total = await run(application_count)
        if self._search:
            self.count.setText(
                tr("{found} of {count} match", found=len(self._loaded), count=formats.number(total))
            )
        else:
            self.count.setText(tr("{count} of {limit}", count=total, limit=limits.APPLICATIONS.value))
        self._offer_new(total)
        wanted = self.grid if self._loaded else self._nothing if self._search else self.empty
        self.stack.setCurrentWidget(wanted)
        await self._show_steps(total)
        self._show()

    def arrive(self, **arguments: Any) -> None:
        """``application_id`` opens that application (``section`` a part of it), ``new=True`` the form for a
        new one, ``gateways=True`` the list of gateways, ``gateway`` the settings of one, ``deleted`` names an
        application that has just been deleted."""
        if arguments.get("gateways") or "gateway" in arguments:
            self.push(GatewaysPage(self.context, self.push))
            if "gateway" in arguments:
                self.push(GatewayPage(self.context, arguments["gateway"]))
        elif arguments.get("new"):
            self._form.open()
        elif "application_id" in arguments:
            self.open_application(arguments["application_id"], arguments.get("section", "information"))
        elif "deleted" in arguments:
            self.bars.success(
                tr(
                    "“{name}” is deleted. Its message records stay in Statistics.",
                    name=arguments["deleted"],
                )
            )

    def open_application(self, application_id: int, section: str = "information") -> None:
        """Put its page above the cards; who comes back goes on from its card."""
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)
        if (place := self.grid.cards.place(application_id)) >= 0:
            self.grid.setCurrentIndex(self.grid.cards.index(place))
        self.push(ApplicationPage(self.context, application_id, section))

    def _show(self) -> None:
        # A reset forgets which card the keyboard was at.
        index = self.grid.currentIndex()
        at = self.grid.cards.card(index).application.id if index.isValid() else 0
        scrolled = self.grid.verticalScrollBar().value()
        self.grid.cards.set_cards([self._card(each) for each in self._loaded])
        place = self.grid.cards.place(at)
        if place >= 0 and not self.grid.currentIndex().isValid():
            self.grid.setCurrentIndex(self.grid.cards.index(place))
            self.grid.verticalScrollBar().setValue(scrolled)

    async def _show_steps(self, total: int) -> None:
        """Below the cards of whoever has just begun."""
        if self.steps.wanted and 0 < total <= _FEW and not self._search:
            self.steps.show_steps(await self.context.runner.run(steps_done))
        else:
            self.steps.hide()
        self._make_room()

    def _make_room(self) -> None:
        """The next steps follow right below the cards."""
        shared = not self.steps.isHidden() and self.stack.currentWidget() is self.grid
        self.stack.setMinimumHeight(self.grid.wanted_height if shared else 0)
        self.stack.setMaximumHeight(self.grid.wanted_height if shared else _ALL)

    def _card(self, card: ApplicationCard) -> Shown:
        application = card.application
        rate = card.success_rate
        hints, urgent = self._hints(card)
        return Shown(
            application,
            state_badge(application),
            tr("{type} · AppID {app_id}", type=type_words(application.type), app_id=application.app_id),
            (
                (tr("Requests today"), formats.number(card.requests_today)),
                (tr("Success rate"), formats.NOTHING if rate is None else formats.share(rate)),
                (tr("Sends through"), self._gateway_words(application)),
            ),
            " · ".join(hints),
            urgent,
            _tip(card),
        )

    def _gateway_words(self, application: Application) -> str:
        if not application.second_gateway:
            return self._name_of(application.gateway)
        return tr(
            "{first} → {second}",
            first=self._name_of(application.gateway),
            second=self._name_of(application.second_gateway),
        )

    def _name_of(self, gateway: str) -> str:
        return str(self._gateways.get(gateway, gateway))

    def _hints(self, card: ApplicationCard) -> tuple[list[str], bool]:
        """What needs a person, and whether it keeps messages from being sent."""
        hints = []
        first, second = card.application.gateway, card.application.second_gateway
        down = card.application.enabled and self._down.state(first) is not None
        urgent = down and (not second or self._down.state(second) is not None)
        if urgent and second:
            hints.append(tr("Neither gateway can be reached"))
        elif urgent:
            hints.append(tr("The gateway cannot be reached"))
        elif down:
            hints.append(tr("{gateway} is down, the second takes over", gateway=self._name_of(first)))
        hints += map(str, card.attention)
        if card.application.id in self._unsaved.applications():
            hints.append(tr("Changes not saved yet"))
        return hints, urgent

    def _offer_new(self, total: int) -> None:
        full = limits.APPLICATIONS.reached(total)
        why = tr(
            "There are {limit} applications, no more are possible. Delete one that is no longer used first.",
            limit=limits.APPLICATIONS.value,
        )
        self.primary.setEnabled(not full)
        self.primary.setToolTip(why if full else self._tip)
        self.primary.setAccessibleDescription(why if full else "")

    def _searched(self, words: str) -> None:
        self._search = words
        self.refresh()

    def _to_cards(self) -> None:
        """Enter in the search box: with one found it opens, else the arrows go on in the cards."""
        if self.grid.cards.rowCount() == 1 and self.stack.currentWidget() is self.grid:
            self.open_application(self.grid.cards.cards[0].application.id)
        else:
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and not self.grid.hasFocus():
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)

    def _things_changed(self, kinds: frozenset[str]) -> None:
        super()._things_changed(kinds)
        if "message" in kinds and not self._figures.isActive():
            self._figures.start()

    # The menu of a card

    def _menu(self, application_id: int, place: QPoint) -> None:
        self.menu_of(application_id).popup(place)

    def menu_of(self, application_id: int) -> QMenu:
        """What can be done with one application."""
        shown = self.grid.cards.cards[self.grid.cards.place(application_id)].application
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(icon("chevron-right"), tr("Open"), partial(self.open_application, shown.id))
        menu.addAction(icon("copy"), tr("Copy AppID"), partial(self._copy, shown))
        menu.addSeparator()
        words = tr("Disable…") if shown.enabled else tr("Enable…")
        picture = "power-off" if shown.enabled else "power"
        menu.addAction(icon(picture), words, self.act(ask_to_switch, self, shown))
        return menu

    def _copy(self, shown: Application) -> None:
        QGuiApplication.clipboard().setText(shown.app_id)
        toast(self, tr("AppID copied"))


def _tip(card: ApplicationCard) -> str:
    """What the figures count: sent is not yet arrived."""
    if not card.requests_today:
        return card.application.name
    counts = {
        "sent": formats.number(card.accepted_today),
        "delivered": formats.number(card.delivered_today),
    }
    words = trn(
        "Today: {count} request, {sent} sent (taken by the carrier), {delivered} delivered (arrived).",
        "Today: {count} requests, {sent} sent (taken by the carrier), {delivered} delivered (arrived).",
        card.requests_today,
        **counts,
    )
    return f"{card.application.name}\n{words}"
