"""The window: menu bar, tabs, pages, status. What it shows is built in the tabs' own packages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from smsdesk.domain.profile import Profile
from smsdesk.domain.text import tr, trn
from smsdesk.operations.profile import profile as read_profile
from smsdesk.ui import menus
from smsdesk.ui.context import Context, Tab
from smsdesk.ui.day_watch import DayWatch
from smsdesk.ui.dropped_files import FileDrops
from smsdesk.ui.exports import Exports
from smsdesk.ui.exports.notices import ExportBars
from smsdesk.ui.languages import Languages
from smsdesk.ui.menu_entries import ENTRIES
from smsdesk.ui.opening import first_size, take_place
from smsdesk.ui.status_line import StatusLine
from smsdesk.ui.style import Theme
from smsdesk.ui.tab_strip import TabStrip
from smsdesk.ui.unread_replies import UnreadReplies
from smsdesk.ui.widgets.bars import Bar, Bars
from smsdesk.ui.widgets.confirm import confirm
from smsdesk.ui.widgets.layouts import column, holding
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.page_stack import PageStack
from smsdesk.ui.widgets.subpages import SubPages
from smsdesk.ui.window_tabs import TAB_MEMORY

_GEOMETRY = "window/geometry"


class MainWindow(QMainWindow):
    """``closed`` when the user has closed it for good."""

    closed = Signal()

    def __init__(self, context: Context, tabs: Sequence[Tab], theme: Theme, languages: Languages) -> None:
        super().__init__()
        self.context = context.within(self, self.open_place, self.reopen)
        self._tabs = list(tabs)
        self._theme = theme
        self._languages = languages
        self._made: dict[str, QWidget] = {}
        self._places: dict[str, dict[str, Any]] = {}
        """What was open in tabs that are not made again yet."""
        self._may_close = False
        self.reopening = False
        """Whether the desk is to be opened anew once this window is closed."""
        self.setMinimumSize(960, 600)
        self.resize(first_size())
        if kept := context.settings.blob(_GEOMETRY):
            take_place(self, kept)
        self._languages.use(context.profile.language)
        self._build(context.settings.text(TAB_MEMORY))
        self._shortcuts()
        context.hub.changed.connect(self._things_changed)
        context.state.changed.connect(self._profile_changed)
        DayWatch(self.context, self)

    # Building

    def _build(self, tab: str) -> None:
        self._drawn = _drawn_from(self.context.profile) if self.context.state.exists else None
        business = self.context.profile.business_name
        self.setWindowTitle(tr("SMS Desk — {business}", business=business) if business else tr("SMS Desk"))
        self.bars = Bars()
        self.bars.setContentsMargins(0, 8, 0, 0)  # not on the strip of tabs
        self.context.runner.lasting = self.bars
        menus.fill(self.menuBar(), ENTRIES, self.context, self.bars)
        self.strip = TabStrip(self._tabs)
        self.pages = _Pages()
        self.status = StatusLine(self.context)
        ExportBars(self.context, self.bars)
        above = column(self.bars, margins=(24, 0, 24, 0))
        if self.context.safe:
            above.insertLayout(0, column(self._safe_bar(), margins=(0, 8, 0, 0)))
        whole = column(self.strip, holding(above), spacing=0)
        if self.context.state.exists:
            whole.addWidget(self.pages, 1)
            whole.addWidget(self.status)
        else:
            self.strip.hide()
            self.status.hide()
            from smsdesk.ui import first_run  # once in a desk's life

            whole.addWidget(first_run.create(self.context), 1)
        self.setCentralWidget(holding(whole))
        keys = [each.key for each in self._tabs]
        self.strip.choose(keys.index(tab) if tab in keys else 0)
        self.strip.chosen.connect(self._choose)
        if self.context.state.exists:
            self._choose(self.strip.bar.currentIndex())
            if "customers" in keys:
                UnreadReplies.of(self.context).mark(self.strip.bar, keys.index("customers"), after=16)

    def _safe_bar(self) -> Bar:
        """Says what safe mode is for as long as it lasts; other bars do not push it out."""
        words = tr(
            "Safe mode: nothing is sent and no gateway is asked, and how the window looked is set aside."
        )
        return Bar("warning", words, actions=((tr("Start normally"), self.reopen),), lasting=True)

    def rebuild(self) -> None:
        """Build everything that has words anew (another language or zone). The tab stays, and in every tab
        the page that was opened there."""
        tab = self.tab()
        for key, made in self._made.items():
            place = made.place() if isinstance(made, PageStack) else None
            if place is not None:
                self._places[key] = place
        old = self.takeCentralWidget()
        assert old is not None
        for page in old.findChildren(Page):
            page.dispose()
        old.hide()
        old.deleteLater()
        self._made.clear()
        self._build(tab)

    def tab(self) -> str:
        """Key of the tab in view."""
        return self._tabs[self.strip.bar.currentIndex()].key

    def page_of(self, tab: str) -> QWidget:
        """The widget of a tab, made when it is first wanted. Raises StopIteration for an unknown key."""
        if tab not in self._made:
            declared = next(each for each in self._tabs if each.key == tab)
            self._made[tab] = declared.create(self.context)
            self.pages.addWidget(self._made[tab])
            if place := self._places.pop(tab, None):
                self._made[tab].arrive(**place)  # type: ignore[attr-defined]
        return self._made[tab]

    def _choose(self, index: int) -> None:
        key = self._tabs[index].key
        self.pages.setCurrentWidget(self.page_of(key))
        self.context.settings.set_text(TAB_MEMORY, key)

    def current_page(self) -> Page | None:
        """The page in view, inside sub-pages and stacks."""
        shown = self.pages.currentWidget() if self.context.state.exists else None
        return shown.current_page() if shown is not None else None  # type: ignore[attr-defined]

    def open_tab(self, tab: str) -> None:
        """Go to a tab as it was left."""
        self.strip.choose([each.key for each in self._tabs].index(tab))

    def open_place(self, tab: str, page: str = "", /, **arguments: Any) -> None:
        """Go to a tab, a page of it, with arguments for its ``arrive``."""
        self.open_tab(tab)
        shown = self.page_of(tab)
        if isinstance(shown, SubPages):
            shown.arrive(page, **arguments)
        elif page or arguments:
            if page:
                arguments["page"] = page
            shown.arrive(**arguments)  # type: ignore[attr-defined]

    # Keys

    def _shortcuts(self) -> None:
        keys: list[tuple[str, Callable[[], object]]] = [
            (f"Ctrl+{digit + 1}", partial(self.strip_to, digit)) for digit in range(len(self._tabs))
        ]
        keys += [
            ("Ctrl+F", self._search),
            ("Ctrl+N", self._new),
            ("F5", self._refresh),
            ("Ctrl+Z", self._take_back),
            ("Ctrl+Tab", lambda: self._turn(1)),
            ("Ctrl+Shift+Tab", lambda: self._turn(-1)),
        ]
        for key, act in keys:
            QShortcut(QKeySequence(key), self).activated.connect(act)

    def strip_to(self, index: int) -> None:
        """Go to the tab at that place, from 0."""
        self.strip.choose(index)

    def _search(self) -> None:
        page = self.current_page()
        if page is not None:
            page.go_to_search()

    def _new(self) -> None:
        page = self.current_page()
        if page is not None and page.tools.primary is not None:
            page.tools.primary.click()

    def _refresh(self) -> None:
        page = self.current_page()
        if page is not None:
            page.refresh()

    def _take_back(self) -> None:
        page = self.current_page()
        if page is not None:
            page.bars.take_back()

    def _turn(self, step: int) -> None:
        shown = self.pages.currentWidget()
        if isinstance(shown, PageStack):
            shown = shown.currentWidget()
        if isinstance(shown, SubPages):
            shown.names.setCurrentIndex((shown.names.currentIndex() + step) % shown.names.count())

    # The profile

    def _things_changed(self, kinds: frozenset[str]) -> None:
        if "profile" in kinds:
            self.context.runner.spawn(self._load_profile(), self.bars)

    async def _load_profile(self) -> None:
        found = await self.context.runner.run(read_profile)
        if found is not None:
            self.context.state.set(found)

    def _profile_changed(self) -> None:
        profile = self.context.profile
        if profile.theme != self._theme.choice:
            self._theme.choose(profile.theme)
        self._languages.use(profile.language)
        # Prices, appearance and review change no word of a page; what is being written there stays.
        if self._drawn is None or _drawn_from(profile) != self._drawn:
            self.rebuild()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.findChild(FileDrops) is None:
            FileDrops(self)
        # Not on the first tab: a ring around it from the start would look like a choice.
        self.setFocus()

    # Closing

    def reopen(self) -> None:
        """Close without a question, to come back on the desk as it is at its next start."""
        self.reopening = True
        self.leave()

    def leave(self) -> None:
        """Close without a question: there is nobody to answer it."""
        self._may_close = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        sending = self.status.sending()
        exporting = Exports.of(self.context).running()
        if (sending or exporting) and not self._may_close:
            event.ignore()
            left = sum(task.totals.remaining for task in sending)
            question = self._ask_to_close(left) if sending else self._ask_to_stop(len(exporting))
            self.context.runner.spawn(question, self.bars)
            return
        self.context.settings.set_blob(_GEOMETRY, self.saveGeometry())
        self.context.settings.flush()
        event.accept()
        self.closed.emit()

    async def _ask_to_close(self, left: int) -> None:
        words = trn(
            "{count} message is not sent yet. It waits and is sent when SMS Desk is opened again.",
            "{count} messages are not sent yet. They wait and are sent when SMS Desk is opened again.",
            left,
        )
        if await confirm(self, tr("Close while sending?"), words, tr("Close SMS Desk")):
            self._may_close = True
            self.close()

    async def _ask_to_stop(self, exporting: int) -> None:
        words = trn(
            "{count} export is not finished. It is stopped, and nothing is left of its file.",
            "{count} exports are not finished. They are stopped, and nothing is left of their files.",
            exporting,
        )
        if await confirm(self, tr("Close while exporting?"), words, tr("Close SMS Desk")):
            self._may_close = True
            self.close()


class _Pages(QStackedWidget):
    """The tabs' pages, which take the room there is. Qt's own asks all of them, hidden ones too, how high
    each would be for its width, and that costs more than to show one."""

    def hasHeightForWidth(self) -> bool:
        return False


def _drawn_from(profile: Profile) -> Profile:
    """What pages are built from: a change of anything else leaves them as they are."""
    return replace(profile, theme="", currency="", price_mainland="", price_global="", automatic_review=True)
