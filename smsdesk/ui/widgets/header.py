"""The first row of a page: region or title at the left; search, filter, actions, "New …" at the right."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget
from shiboken6 import isValid

from smsdesk.domain.profile import Region
from smsdesk.domain.text import tr
from smsdesk.ui.context import Context
from smsdesk.ui.icons import icon
from smsdesk.ui.widgets.buttons import button, set_kind
from smsdesk.ui.widgets.layouts import STRETCH, row
from smsdesk.ui.widgets.segmented import SegmentedControl

#: Narrowest and widest a search box gets for its hint, and what stands around that, in pixels.
_WIDTHS, _AROUND_HINT = (240, 310), 64


class SearchBox(QLineEdit):
    """``searched(words)`` comes a moment after the last key; Esc empties it."""

    searched = Signal(str)

    def __init__(self, hint: str) -> None:
        super().__init__()
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.setClearButtonEnabled(True)
        self.addAction(QAction(icon("search"), "", self), QLineEdit.ActionPosition.LeadingPosition)
        hint_width = self.fontMetrics().horizontalAdvance(hint) + _AROUND_HINT
        self.setFixedWidth(min(max(_WIDTHS[0], hint_width), _WIDTHS[1]))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(200)
        self._pause.timeout.connect(lambda: self.searched.emit(self.text().strip()))
        self.textChanged.connect(self._pause.start)

    def sizeHint(self) -> QSize:
        """The whole hint fits; where a page has little room it may allow less (``setMinimumWidth``)."""
        return QSize(self.maximumWidth(), super().sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


class Tools(QWidget):
    """The right end of the first row."""

    def __init__(self) -> None:
        super().__init__()
        # The stretch keeps them at the right where they are given more room (SubPages).
        self._row: QHBoxLayout = row(STRETCH, spacing=8)
        self.setLayout(self._row)
        self.search: SearchBox | None = None
        self.primary: QPushButton | None = None
        self._picture = ""
        self._instead: dict[QWidget, Callable[[bool], object] | None] = {}

    def add_search(self, hint: str, on: Callable[[str], object]) -> SearchBox:
        """A search box (Ctrl+F); ``on(words)`` is called a moment after typing."""
        self.search = SearchBox(hint)
        self.search.searched.connect(on)
        self._row.insertWidget(1, self.search)
        return self.search

    def add_note(self, widget: QWidget) -> QWidget:
        """Quiet words left of the search box (add it after that): how many there are."""
        self._row.insertWidget(1, widget)
        self._row.insertSpacing(2, 8)
        return widget

    def add(self, widget: QWidget) -> QWidget:
        """Anything between the search box and the primary button: a filter, a quiet button."""
        self._row.insertWidget(self._row.count() - (1 if self.primary else 0), widget)
        return widget

    def set_primary(self, words: str, on: Callable[[], object], *, picture: str = "plus") -> QPushButton:
        """The one primary button of the page (Ctrl+N)."""
        self.primary = button(words, on, kind="primary", picture=picture)
        self.primary.setToolTip(tr("{action} (Ctrl+N)", action=words))
        self._picture = picture
        self._row.addWidget(self.primary)
        return self.primary

    def stand_for(self, primary: QPushButton | None, picture: str = "plus") -> None:
        """A button elsewhere on the page is its primary one for now (Ctrl+N), or none is."""
        self.primary, self._picture = primary, picture
        if primary is not None:
            set_kind(primary, "" if self._instead else "primary", picture)

    def step_back(self, who: QWidget, back: bool, give_way: Callable[[bool], object] | None = None) -> None:
        """While ``who`` shows a primary button of its own, this one is a plain one: there is one a page.
        ``give_way(True)``: another came after it, whose button is the primary one now."""
        self._instead.pop(who, None)
        self._instead = {one: does for one, does in self._instead.items() if isValid(one)}
        if back:
            self._instead[who] = give_way
        last = next(reversed(self._instead), None)
        for one, does in self._instead.items():
            if does is not None:
                does(one is not last)
        if self.primary is not None:
            set_kind(self.primary, "" if self._instead else "primary", self._picture)


def tools_above(widget: QWidget) -> Tools | None:
    """The tools of the page that a widget stands on."""
    above = widget.parentWidget()
    while above is not None:
        tools = getattr(above, "tools", None)
        if isinstance(tools, Tools):
            return tools
        above = above.parentWidget()
    return None


class RegionSwitch(SegmentedControl):
    """Mainland China or Global, remembered for the tab."""

    def __init__(self, context: Context, tab: str) -> None:
        super().__init__(
            [(Region.MAINLAND, tr("Mainland China")), (Region.GLOBAL, tr("Global"))], tr("Region")
        )
        self.set_value(context.regions.get(tab))
        self.changed.connect(lambda region: context.regions.set(tab, region))
        self._context, self._tab = context, tab
        context.regions.changed.connect(self._follow)

    def _follow(self, tab: str) -> None:
        # Another part of the window chose the region (a task's page that opens its records).
        if tab == self._tab and self.value() is not self._context.regions.get(tab):
            self.set_value(self._context.regions.get(tab))
