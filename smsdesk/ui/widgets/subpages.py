"""Several pages of one tab: the first row above, then a quiet row of names, then the chosen page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from smsdesk.ui.context import Context
from smsdesk.ui.widgets.header import RegionSwitch
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row
from smsdesk.ui.widgets.page import SIDE, Page


@dataclass(frozen=True)
class SubPage:
    """``create`` is called when the page is first chosen."""

    key: str
    title: str
    create: Callable[[], Page]


class SubPageRow(QTabBar):
    """The quieter row of tabs."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName("subPages")
        self.setAccessibleName(name)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setCursor(Qt.CursorShape.PointingHandCursor)


class SubPages(QWidget):
    """The tab's widget where a tab has several pages. ``region`` shows the region switch at the left."""

    def __init__(
        self, context: Context, *, tab: str, title: str, pages: Sequence[SubPage], region: bool = False
    ) -> None:
        super().__init__()
        self._pages = list(pages)
        self._made: dict[str, Page] = {}
        self._context = context
        self._memory = f"page/{tab}"
        self.names = SubPageRow(title)
        self._tools = QStackedWidget()
        self._stack = QStackedWidget()
        self.left: QWidget = RegionSwitch(context, tab) if region else label(title, "title")
        self.head = row(self.left, STRETCH, self._tools, spacing=16)
        head = holding(self.head)
        head.setFixedHeight(40)
        for page in self._pages:
            self.names.addTab(page.title.replace("&", "&&"))
        whole: QVBoxLayout = column(
            holding(column(head, self.names, spacing=8, margins=(SIDE, 16, SIDE, 16))), self._stack, spacing=0
        )
        whole.setStretch(1, 1)
        self.setLayout(whole)
        kept = context.settings.text(self._memory)
        keys = [page.key for page in self._pages]
        self.names.setCurrentIndex(keys.index(kept) if kept in keys else 0)
        self.names.currentChanged.connect(self._choose)
        self._choose(self.names.currentIndex())

    def current_page(self) -> Page:
        page = self._stack.currentWidget()
        assert isinstance(page, Page)
        return page

    def page(self, key: str) -> Page:
        """The page of that key, made when needed. Raises KeyError for an unknown one."""
        if key not in self._made:
            declared = {page.key: page for page in self._pages}[key]
            made = declared.create()
            made.take_head()
            self._made[key] = made
            self._stack.addWidget(made)
            self._tools.addWidget(made.tools)
        return self._made[key]

    def index(self, key: str) -> int:
        """Place of the page of that key in the row of names. Raises ValueError for an unknown one."""
        return [page.key for page in self._pages].index(key)

    def open(self, key: str, **arguments: Any) -> None:
        """Show the page of that key."""
        self.names.setCurrentIndex(self.index(key))
        self.page(key).arrive(**arguments)

    def arrive(self, page: str = "", **arguments: Any) -> None:
        """Called by the window for ``context.open(tab, page, …)``."""
        if page:
            self.open(page, **arguments)
        elif arguments:
            self.current_page().arrive(**arguments)

    def _choose(self, index: int) -> None:
        declared = self._pages[index]
        page = self.page(declared.key)
        self._context.settings.set_text(self._memory, declared.key)
        self._stack.setCurrentWidget(page)
        self._tools.setCurrentWidget(page.tools)
