"""What every page is: a first row, bars, the body, a panel at the right, and when it loads.

A page loads when it is shown and something it shows has changed meanwhile; while it is hidden it only
goes stale. Loads never overlap: what changes during one is loaded after it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from smsdesk.domain.profile import Region
from smsdesk.ui.context import Context
from smsdesk.ui.widgets.bars import Bars
from smsdesk.ui.widgets.busy_line import BusyLine
from smsdesk.ui.widgets.buttons import tool_button
from smsdesk.ui.widgets.header import RegionSwitch, Tools
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row
from smsdesk.ui.widgets.side_panel import SidePanel

#: Distance of a page's content from the window's sides.
SIDE = 24


class Page(QWidget):
    """A page of a tab. Subclasses fill ``self.body`` in ``__init__`` and load in ``load``.

    ``kinds`` names what the page shows (the ``on`` of operations): a change of one makes it load anew.
    """

    kinds: frozenset[str] = frozenset()

    def __init__(self, context: Context, *, tab: str = "", title: str = "", region: bool = False) -> None:
        """``tab`` is the key of the tab, for the region; ``region`` shows the region switch here."""
        super().__init__()
        self.context = context
        self.tab = tab
        self.tools = Tools()
        self.bars = Bars()
        self.busy = BusyLine()
        self.body: QVBoxLayout = column(spacing=16)
        self.panel = SidePanel()
        self.panel.opened.connect(lambda primary: self.tools.step_back(self.panel, primary))
        self.panel.closed.connect(lambda: self.tools.step_back(self.panel, False))
        self._stale = True
        self._loading = False
        self._tasks: set[asyncio.Task[Any]] = set()
        left: QWidget = RegionSwitch(context, tab) if region else label(title, "title")
        self.head: QHBoxLayout = row(left, STRETCH, self.tools, spacing=16, margins=(0, 0, 0, 0))
        self._second = row()
        self._head_holder = holding(column(self.head, self._second, spacing=8))
        self._head_holder.setMinimumHeight(40)
        middle = row(holding(self.body), self.panel, spacing=16)
        middle.setStretch(0, 1)
        whole = column(self._head_holder, self.bars, middle, spacing=16, margins=(SIDE, 16, SIDE, 16))
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.busy.setParent(self)
        context.hub.changed.connect(self._things_changed)
        context.hub.new_day.connect(self._day_changed)
        context.regions.changed.connect(self._region_changed)

    @property
    def region(self) -> Region:
        """The region chosen on this page's tab."""
        return self.context.regions.get(self.tab)

    async def load(self) -> None:
        """Fetch and show; called when needed. May be called again at any time."""

    def arrive(self, **arguments: Any) -> None:
        """The user was sent here by ``context.open`` with these arguments."""

    def place(self) -> dict[str, Any] | None:
        """The arguments with which the tab's ``arrive`` opens this page as it is, when the window is built
        anew; None: the tab begins where it always does. Asked of pages above a tab's first."""
        return None

    def file_words(self) -> str:
        """What dropping a spreadsheet on the window does while this page is in view; empty: nothing of its
        own."""
        return ""

    def take_file(self, file: Path) -> None:
        """A spreadsheet was dropped; asked only where ``file_words`` says something."""

    def refresh(self) -> None:
        """Load now when in view (F5), else when shown."""
        self._stale = True
        if self.isVisible() and not self._loading:
            self.spawn(self._load())

    def go_to_search(self) -> None:
        """Into the search box (Ctrl+F), where there is one."""
        if self.tools.search is not None:
            self.tools.search.setFocus()
            self.tools.search.selectAll()

    def spawn(self, coroutine: Coroutine[Any, Any, Any]) -> None:
        """Start a coroutine from a slot; a ``DeskError`` shows as a bar of this page."""
        task = self.context.runner.spawn(coroutine, self.bars)
        if task is not None:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def dispose(self) -> None:
        """The page goes for good: what it still waits for is of no interest. An operation that has begun
        in a worker ends as it would have."""
        for task in list(self._tasks):
            task.cancel()
        self.deleteLater()

    def act(self, function: Callable[..., Coroutine[Any, Any, Any]], *arguments: Any) -> Callable[[], None]:
        """A slot that spawns ``function(*arguments)``: ``button(tr("Copy"), self.act(self.copy, 7))``."""
        return lambda: self.spawn(function(*arguments))

    def current_page(self) -> Page:
        """The page in view; pages that hold others answer with theirs."""
        return self

    def take_head(self) -> None:
        """Used by ``SubPages``: the first row is shown there."""
        self._head_holder.hide()
        layout = self.layout()
        assert layout is not None
        layout.setContentsMargins(SIDE, 0, SIDE, 16)

    def set_tools_below(self, below: bool) -> None:
        """The tools stand in a row of their own, where what the first row names needs the room."""
        before, wanted = (self.head, self._second) if below else (self._second, self.head)
        if before.indexOf(self.tools) >= 0:
            before.removeWidget(self.tools)
            wanted.addWidget(self.tools)

    def set_back(self, words: str, on: Callable[[], object]) -> None:
        """A ‹ button before the title (also Alt+Left), for a page that was opened from another."""
        back = tool_button("chevron-left", words, on)
        back.setShortcut("Alt+Left")
        self.head.insertWidget(0, back)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.busy.setGeometry(0, 0, self.width(), 2)
        if self._stale and not self._loading:
            self.spawn(self._load())

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self.bars.forget_undo()

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self.busy.setGeometry(0, 0, self.width(), 2)

    def _things_changed(self, kinds: frozenset[str]) -> None:
        if kinds & self.kinds:
            self.refresh()

    def _day_changed(self) -> None:
        # Pages that show nothing of the desk are being written on: no other day changes what they say.
        if self.kinds:
            self.refresh()

    def _region_changed(self, tab: str) -> None:
        if tab == self.tab:
            self.panel.close_panel()
            self.refresh()

    async def _load(self) -> None:
        if self._loading:  # two were asked for at once: the one that runs sees that it is stale
            return
        self._loading = True
        try:
            while self._stale:
                self._stale = False
                with self.busy.working():
                    await self.load()
        finally:
            self._loading = False
