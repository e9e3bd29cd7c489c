"""The view inside a ``DataTable``: rows under mouse and keyboard, type-to-find, copy, remembered columns."""

from __future__ import annotations

import json
import time

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView

from smsdesk.ui.context import WindowSettings
from smsdesk.ui.widgets.row_delegate import ROW_HEIGHT, RowDelegate
from smsdesk.ui.widgets.table_model import LINK_ROLE, RowsModel

#: Seconds of silence after which typing begins a new word to find.
FIND_PAUSE = 1.0


class TableView(QTableView):
    """Set up for rows; ``entered_row(index)`` on Enter or a double click."""

    entered_row = Signal(int)
    link_pressed = Signal(int, str)
    """Row and key of the column of a cell that leads somewhere."""
    delete_pressed = Signal()

    def __init__(self, model: RowsModel, name: str, settings: WindowSettings, memory: str) -> None:  # type: ignore[type-arg]
        super().__init__()
        self._rows = model
        self._settings = settings
        self._memory = f"table/{memory}"
        self._find = ""
        self._found_at = 0.0
        self._fitting = False
        self._by_hand = False
        self._spared: set[int] = set()
        self._delegate = RowDelegate(self)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        self._set_header()
        self.doubleClicked.connect(lambda index: self.entered_row.emit(index.row()))
        self.clicked.connect(self._follow)

    # Columns

    def _set_header(self) -> None:
        header = self.horizontalHeader()
        header.setSectionsMovable(True)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(56)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(
            lambda place: self.columns_menu().popup(header.mapToGlobal(place))
        )
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSortIndicatorClearable(False)
        self.setSortingEnabled(True)
        self._by_hand = self._restore_columns()
        # Widths and order are remembered, a sort order is not: a list begins in its natural order.
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setStretchLastSection(False)
        header.sectionResized.connect(self._keep)
        header.sectionMoved.connect(self._keep)

    def _restore_columns(self) -> bool:
        """As they were left, by their keys: columns may have come and gone since. False: nothing is kept."""
        header = self.horizontalHeader()
        try:
            kept = json.loads(self._settings.text(self._memory) or "{}")
            places = {key: (int(width), int(at), bool(hidden)) for key, (width, at, hidden) in kept.items()}
        except (ValueError, TypeError, AttributeError):
            places = {}
        columns = self._rows.columns
        for index, column in enumerate(columns):
            width, _, hidden = places.get(column.key, (0, 0, column.hidden))
            header.resizeSection(index, width or column.width)
            header.setSectionHidden(index, hidden)
        known = [index for index, column in enumerate(columns) if column.key in places]
        # What is new keeps its place among the others, at the end of those before it.
        for at, index in enumerate(sorted(known, key=lambda one: places[columns[one].key][1])):
            header.moveSection(header.visualIndex(index), at)
        if all(header.isSectionHidden(index) for index in range(len(columns))):
            header.setSectionHidden(0, False)
        return bool(known)

    def columns_menu(self) -> QMenu:
        """The menu in which columns are shown and hidden; the header has it too."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        header = self.horizontalHeader()
        shown = sum(self._wanted(index) for index in range(header.count()))
        for index, column in enumerate(self._rows.columns):
            entry = menu.addAction(column.title)
            entry.setCheckable(True)
            entry.setChecked(self._wanted(index))
            entry.setEnabled(not self._wanted(index) or shown > 1)
            entry.toggled.connect(lambda on, at=index: self._show_column(at, on))
        return menu

    def _show_column(self, index: int, shown: bool) -> None:
        self._spared.discard(index)
        self.horizontalHeader().setSectionHidden(index, not shown)
        self._fit()
        self._keep()

    def _wanted(self, index: int) -> bool:
        """Whether the user wants to see the column, be there room for it now or not."""
        return index in self._spared or not self.horizontalHeader().isSectionHidden(index)

    def _spare(self, wanted: list[int]) -> list[int]:
        """Let spare columns give way, the last first, until the others have room; those that are left."""
        header = self.horizontalHeader()
        columns = self._rows.columns
        room = self.viewport().width()
        shown = list(wanted)
        for index in sorted(wanted, key=header.visualIndex, reverse=True):
            if sum(columns[each].width for each in shown) > room and columns[index].spare:
                shown.remove(index)
        self._spared = set(wanted) - set(shown)
        for index in wanted:
            if header.isSectionHidden(index) == (index in shown):
                header.setSectionHidden(index, index not in shown)
        return shown

    def _keep(self) -> None:
        if not self._fitting:
            self._by_hand = True
            header = self.horizontalHeader()
            spared, self._spared = self._spared, set()
            for index in spared:  # whoever arranges the columns decides about all of them
                header.showSection(index)
            kept = {
                column.key: [header.sectionSize(at), header.visualIndex(at), header.isSectionHidden(at)]
                for at, column in enumerate(self._rows.columns)
            }
            self._settings.set_text(self._memory, json.dumps(kept))

    def _fit(self) -> None:
        """Give the room that is left to the columns that stretch, until the user sizes one."""
        header = self.horizontalHeader()
        if self._by_hand:
            return
        columns = self._rows.columns
        self._fitting = True
        shown = self._spare([index for index in range(header.count()) if self._wanted(index)])
        stretching = [index for index in shown if columns[index].stretch] or shown[-1:]
        left = self.viewport().width() - sum(columns[index].width for index in shown)
        for index in shown:
            extra = max(0, left) // len(stretching) if index in stretching else 0
            header.resizeSection(index, columns[index].width + extra)
        self._fitting = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    # Mouse and keyboard

    def _follow(self, index: QModelIndex) -> None:
        if index.data(LINK_ROLE):
            self.link_pressed.emit(index.row(), self._rows.columns[index.column()].key)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.rowAt(int(event.position().y())))
        leads = bool(self.indexAt(event.position().toPoint()).data(LINK_ROLE))
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if leads else Qt.CursorShape.ArrowCursor)
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    def _hover(self, row: int) -> None:
        if row != self._delegate.hovered:
            old, self._delegate.hovered = self._delegate.hovered, row
            for each in (old, row):
                self._repaint_row(each)

    def _repaint_row(self, row: int) -> None:
        if row >= 0:
            top = self.rowViewportPosition(row)
            self.viewport().update(0, top, self.viewport().width(), ROW_HEIGHT)

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().currentChanged(current, previous)
        self._mark(current.row() if self.hasFocus() else -1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._rows.rowCount():
            self.selectionModel().setCurrentIndex(
                self._rows.index(0, 0), self.selectionModel().SelectionFlag.NoUpdate
            )
        self._mark(self.currentIndex().row())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._mark(-1)

    def _mark(self, row: int) -> None:
        old, self._delegate.focused = self._delegate.focused, row
        for each in (old, row):
            self._repaint_row(each)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_rows()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.entered_row.emit(self.currentIndex().row())
        elif event.key() == Qt.Key.Key_Delete and self.selected():
            self.delete_pressed.emit()
        elif event.key() == Qt.Key.Key_Escape and self.selected():
            self.clearSelection()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Type to find: the first row below that has a cell beginning with what was typed."""
        now = time.monotonic()
        self._find = search if now - self._found_at > FIND_PAUSE else self._find + search
        self._found_at = now
        wanted = self._find.casefold()
        count = self._rows.rowCount()
        start = self.currentIndex().row() + (1 if len(self._find) == 1 else 0)
        shown = [
            column
            for index, column in enumerate(self._rows.columns)
            if not self.isColumnHidden(index) and not column.number
        ]
        for column in shown:
            for step in range(count):
                at = (max(start, 0) + step) % count
                if column.words(self._rows.row(at)).casefold().startswith(wanted):
                    self.selectRow(at)
                    return

    # Selection

    def selectRow(self, row: int) -> None:
        """Select this row alone and go to it, whatever keys are held: Qt's own would add it with Ctrl."""
        flags = QItemSelectionModel.SelectionFlag
        header = self.horizontalHeader()
        first = next(
            (at for at in map(header.logicalIndex, range(header.count())) if not self.isColumnHidden(at)), 0
        )
        self.selectionModel().setCurrentIndex(self._rows.index(row, first), flags.ClearAndSelect | flags.Rows)

    def selected(self) -> list[int]:
        """Numbers of the selected rows, from the top."""
        found: set[int] = set()
        selection = self.selectionModel().selection()
        for area in (selection.at(index) for index in range(selection.size())):
            found.update(range(area.top(), area.bottom() + 1))
        return sorted(found)

    def as_tsv(self, rows: list[int]) -> str:
        """The rows as tab-separated lines with a header, columns as on screen and those that gave way."""
        header = self.horizontalHeader()
        shown = sorted((at for at in range(header.count()) if self._wanted(at)), key=header.visualIndex)
        columns = [self._rows.columns[at] for at in shown]
        lines = ["\t".join(column.title for column in columns)]
        for row in rows:
            cells = (column.words(self._rows.row(row)) for column in columns)
            lines.append("\t".join(" ".join(cell.split()) for cell in cells))
        return "\n".join(lines) + "\n"

    def copy_rows(self) -> None:
        """Put the selected rows on the clipboard."""
        if rows := self.selected():
            QGuiApplication.clipboard().setText(self.as_tsv(rows))
