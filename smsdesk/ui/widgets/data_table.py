"""A table with everything a list of the desk has: empty state, actions on many, menu, busy line, memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QItemSelectionModel, QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QMenu, QStackedLayout, QWidget
from shiboken6 import isValid

from smsdesk.domain.text import tr, trn
from smsdesk.ui.context import Context
from smsdesk.ui.icons import icon
from smsdesk.ui.widgets.bars import Bars
from smsdesk.ui.widgets.busy_line import BusyLine
from smsdesk.ui.widgets.buttons import button, more_button, tool_button
from smsdesk.ui.widgets.empty_state import EmptyState
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import clear, column, row
from smsdesk.ui.widgets.table_model import RowsModel
from smsdesk.ui.widgets.table_view import TableView

Row = TypeVar("Row")


@dataclass(frozen=True)
class RowAction(Generic[Row]):
    """Something to do with the selected rows: in the menu of a row and, for several, in the bar below.

    ``fits`` says whether it can be done with just these; what cannot is not offered. ``delete`` binds Del.
    ``seldom`` puts it behind the three dots of the bar.
    """

    title: str
    on: Callable[[list[Row]], object]
    picture: str = ""
    destructive: bool = False
    many: bool = True
    delete: bool = False
    fits: Callable[[list[Row]], bool] = lambda rows: True
    seldom: bool = False


class DataTable(QWidget, Generic[Row]):
    """``chosen(row or None)`` when the selection changes, ``opened(row)`` on Enter or a double click,
    ``pressed(row, key of the column)`` on a cell that leads somewhere (``Column.link``)."""

    chosen = Signal(object)
    opened = Signal(object)
    pressed = Signal(object, str)

    def __init__(
        self,
        context: Context,
        model: RowsModel[Row],
        *,
        name: str,
        memory: str,
        empty: QWidget | None = None,
        actions: Sequence[RowAction[Row]] = (),
        bars: Bars | None = None,
        bar_from: int = 2,
    ) -> None:
        """``name`` is for screen readers, ``memory`` the key under which widths are kept. ``bar_from`` is
        how many selected rows bring up the bar of actions. Faults of fetching show in ``bars``."""
        super().__init__()
        self._context = context
        self._bars = bars
        self._bar_from = bar_from
        self._kept: tuple[set[Any], Any, int] = (set(), None, 0)
        self._in_bar: list[RowAction[Row]] = []
        self._meant: int | None = None
        self.model = model
        self.row_actions = list(actions)
        self.view = TableView(model, name, context.settings, memory)
        self.busy = BusyLine()
        self._nothing_found = EmptyState("search", tr("Nothing matches"), tr("Try fewer or other words."))
        self._empty = empty or EmptyState("inbox", tr("Nothing here yet"))
        self._filtered = False
        self._loaded = False
        self._layers = QStackedLayout(self)  # with its parent: else the first layer flashes as a window
        for layer in (self.view, self._card(self._empty), self._card(self._nothing_found)):
            self._layers.addWidget(layer)
        self.busy.setParent(self)
        self._bar = QFrame(self)
        self._bar.setProperty("bar", "floating")
        self._bar.setLayout(row(margins=(16, 6, 8, 6)))
        self._bar.hide()
        self._connect()

    @staticmethod
    def _card(content: QWidget) -> QFrame:
        card = QFrame()
        card.setProperty("card", "true")
        card.setLayout(column(content, margins=(1,)))
        return card

    def _connect(self) -> None:
        self.model.more_wanted.connect(lambda: self._spawn(self._fetch()))
        self.model.sorted_anew.connect(lambda: self._spawn(self.reload(keep=False)))
        self.model.about_to_replace.connect(self._remember)
        self.model.replaced.connect(self._restore)
        self.view.selectionModel().selectionChanged.connect(self._selection_changed)
        self.view.entered_row.connect(lambda at: self.opened.emit(self.model.row(at)))
        self.view.link_pressed.connect(lambda at, key: self.pressed.emit(self.model.row(at), key))
        self.view.delete_pressed.connect(self._delete)
        self.view.customContextMenuRequested.connect(self._menu)

    # Contents

    def set_rows(self, rows: Sequence[Row], *, filtered: bool = False) -> None:
        """Show these. ``filtered``: an empty list means that nothing matches, not that nothing is there."""
        self._filtered = filtered
        self._loaded = True
        self.model.set_rows(rows)
        self._choose_layer()

    async def reload(self, *, keep: bool = True, filtered: bool | None = None) -> None:
        """Fetch the loader's rows anew (see ``RowsModel.set_loader``)."""
        if not isValid(self):  # in a panel that has been given to something else since
            return
        if filtered is not None:
            self._filtered = filtered
        with self.busy.working():
            await self.model.reload(keep=keep)
        if not isValid(self):
            return
        self._loaded = True
        self._choose_layer()

    def set_empty(self, empty: QWidget) -> None:
        """Another empty state."""
        layer = self._card(empty)
        old = self._layers.widget(1)
        assert old is not None
        current = self._layers.currentIndex()
        self._layers.removeWidget(old)
        old.deleteLater()
        self._layers.insertWidget(1, layer)
        self._layers.setCurrentIndex(current)

    def selected(self) -> list[Row]:
        """The selected rows, from the top."""
        return [self.model.row(at) for at in self.view.selected()]

    def select(self, identity: Any) -> bool:
        """Select the row of that identity and scroll to it; False when it is not here."""
        for at, each in enumerate(self.model.rows):
            if self.model.identity(each) == identity:
                self.view.selectRow(at)
                return True
        return False

    async def _fetch(self) -> None:
        if not isValid(self):
            return
        with self.busy.working():
            await self.model.fetch()

    def _spawn(self, coroutine: Any) -> None:
        self._context.runner.spawn(coroutine, self._bars)

    def _choose_layer(self) -> None:
        if self.model.rowCount() or not self._loaded:
            self._layers.setCurrentIndex(0)
        else:
            self._layers.setCurrentIndex(2 if self._filtered else 1)

    # A reload keeps what was selected and where the list stood

    def _remember(self) -> None:
        identity = self.model.identity
        rows = self.view.selected()
        current = self.view.currentIndex().row()
        self._kept = (
            {identity(self.model.row(at)) for at in rows},
            identity(self.model.row(current)) if 0 <= current < self.model.rowCount() else None,
            self.view.verticalScrollBar().value(),
        )

    def _restore(self) -> None:
        wanted, current, scrolled = self._kept
        self._kept = (set(), None, 0)
        if not wanted and current is None:
            self.refresh_actions()
            return
        selection = self.view.selectionModel()
        flags = QItemSelectionModel.SelectionFlag
        identity = self.model.identity
        for at, each in enumerate(self.model.rows):
            key = identity(each)
            if key == current:
                selection.setCurrentIndex(self.model.index(at, 0), flags.NoUpdate)
            if key in wanted:
                selection.select(self.model.index(at, 0), flags.Select | flags.Rows)
        self.view.verticalScrollBar().setValue(scrolled)
        self._selection_changed()

    # Actions

    def _offered(self, rows: list[Row]) -> list[RowAction[Row]]:
        return [
            action
            for action in self.row_actions
            if rows and (action.many or len(rows) == 1) and action.fits(rows)
        ]

    def _selection_changed(self) -> None:
        rows = self.selected()
        self._show_bar(rows)
        self.chosen.emit(rows[0] if len(rows) == 1 else None)

    def refresh_actions(self) -> None:
        """The selected rows may have changed in place: offer what can be done with them now."""
        rows = self.selected()
        if not self._bar.isHidden() and self._offered(rows) != self._in_bar:
            self._show_bar(rows)

    def count_as(self, meant: int | None) -> None:
        """The selection stands for so many rows, of which not all are here; None: for itself."""
        self._meant = meant
        self._show_bar(self.selected())

    def _show_bar(self, rows: list[Row]) -> None:
        if len(rows) < self._bar_from:
            self._bar.hide()
            return
        layout = self._bar.layout()
        assert layout is not None
        clear(layout)
        count = len(rows) if self._meant is None else self._meant
        layout.addWidget(label(trn("{count} selected", "{count} selected", count), "label"))
        self._in_bar = self._offered(rows)
        for action in (each for each in self._in_bar if not each.seldom):
            kind = "quiet-danger" if action.destructive else "quiet"
            # What is selected is asked again at the click: rows may have changed under the bar.
            layout.addWidget(
                button(
                    action.title,
                    partial(self._do, action),
                    kind=kind,
                    picture=action.picture,
                )
            )
        layout.addWidget(button(tr("Copy"), self.view.copy_rows, kind="quiet", picture="copy"))
        if seldom := [each for each in self._in_bar if each.seldom]:
            menu = QMenu(self._bar)
            self._fill_menu(menu, seldom)
            layout.addWidget(more_button(menu, tr("More")))
        layout.addWidget(tool_button("x", tr("Clear the selection"), self.view.clearSelection))
        self._bar.show()
        self._place()

    def _do(self, action: RowAction[Row]) -> None:
        action.on(self.selected())

    def _delete(self) -> None:
        rows = self.selected()
        for action in self._offered(rows):
            if action.delete:
                action.on(rows)
                return

    def _menu(self, place: QPoint) -> None:
        rows = self.selected()
        if rows:
            self.menu().popup(self.view.viewport().mapToGlobal(place))

    def menu(self) -> QMenu:
        """The menu of the selected rows."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._fill_menu(menu, self._offered(self.selected()))
        if not menu.isEmpty():
            menu.addSeparator()
        copy = menu.addAction(icon("copy"), tr("Copy"))
        copy.triggered.connect(lambda: self.view.copy_rows())
        return menu

    def _fill_menu(self, menu: QMenu, actions: Sequence[RowAction[Row]]) -> None:
        for action in actions:
            if action.destructive and not menu.isEmpty():
                menu.addSeparator()
            entry = menu.addAction(action.title)
            if action.picture:
                entry.setIcon(icon(action.picture, "danger" if action.destructive else "text_secondary"))
            entry.triggered.connect(lambda _checked=False, act=action: self._do(act))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._place()

    def _place(self) -> None:
        self.busy.setGeometry(8, self.view.horizontalHeader().height(), self.width() - 16, 2)
        self._bar.adjustSize()
        self._bar.move((self.width() - self._bar.width()) // 2, self.height() - self._bar.height() - 16)
        self._bar.raise_()
