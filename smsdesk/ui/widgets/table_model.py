"""Rows with declared columns: a list that is all there, or one that is fetched page by page by key.

The model never fetches by itself: it says ``more_wanted`` and ``DataTable`` runs ``fetch``.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QPixmap

from smsdesk.ui.widgets.badge import Badge
from smsdesk.ui.widgets.send_progress import Segment
from smsdesk.ui.widgets.tips import plain_tip

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex

#: Rows fetched at once.
PAGE = 200
#: Roles beyond Qt's own.
ROW_ROLE = Qt.ItemDataRole.UserRole
BADGE_ROLE = Qt.ItemDataRole.UserRole + 1
QUIET_ROLE = Qt.ItemDataRole.UserRole + 2
PARTS_ROLE = Qt.ItemDataRole.UserRole + 3
PICTURES_ROLE = Qt.ItemDataRole.UserRole + 4
LINK_ROLE = Qt.ItemDataRole.UserRole + 5


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column. ``value`` gives what is sorted by; ``show`` the words in the cell.

    ``number`` aligns right with tabular figures. ``quiet`` writes in the secondary colour. ``stretch`` takes
    the room that is left. ``sort`` False takes the header's sorting away; for fetched rows the loader is
    given ``key`` as the sort key. ``width`` is in logical pixels.
    """

    key: str
    title: str
    value: Callable[[Row], Any]
    show: Callable[[Row], str] | None = None
    width: int = 140
    number: bool = False
    quiet: bool = False
    stretch: bool = False
    sort: bool = True
    badge: Callable[[Row], Badge | None] | None = None
    parts: Callable[[Row], Sequence[Segment]] | None = None
    """A thin bar under the words; none for an empty sequence."""
    pictures: Callable[[Row], Sequence[QPixmap]] | None = None
    """Small pictures in place of the words, which stay for screen readers and for sorting."""
    tip: Callable[[Row], str] | None = None
    link: Callable[[Row], bool] | None = None
    """Whether the cell of that row leads somewhere when it is clicked (``DataTable.pressed``)."""
    hidden: bool = False
    """Not shown until the user asks for it in the header's menu."""
    spare: bool = False
    """Gives way while the table is too narrow for all columns, the last such column first: what it says is
    said elsewhere too, for example in the panel that makes the table narrow."""

    def words(self, row: Row) -> str:
        if self.show is not None:
            return self.show(row)
        if self.badge is not None:
            badge = self.badge(row)
            return badge.words if badge else ""
        value = self.value(row)
        if value is None:
            return "–"
        return f"{value:,}" if self.number and isinstance(value, int) else str(value)


@dataclass(frozen=True)
class Slice(Generic[Row]):
    """What a loader gives: rows in order, and the key to go on after (None at the end)."""

    rows: Sequence[Row]
    next: Any = None


#: ``await loader(after, limit, sort, descending)``: ``after`` is the last ``Slice.next``, None at first.
Loader = Callable[[Any, int, str, bool], Awaitable[Slice[Row]]]


class RowsModel(QAbstractTableModel, Generic[Row]):
    """``identity`` tells rows apart (their id), so that a selection survives a reload."""

    more_wanted = Signal()
    about_to_replace = Signal()
    replaced = Signal()
    sorted_anew = Signal()
    """The order of fetched rows was changed; ``DataTable`` reloads."""

    def __init__(self, columns: Sequence[Column[Row]], identity: Callable[[Row], Any]) -> None:
        super().__init__()
        self.columns = list(columns)
        self.identity = identity
        self._rows: list[Row] = []
        self._loader: Loader[Row] | None = None
        self._next: Any = None
        self._complete = True
        self._generation = 0
        self._fetching = False
        self._sort: tuple[int, bool] | None = None

    # What it holds

    @property
    def rows(self) -> Sequence[Row]:
        """The rows that are here."""
        return self._rows

    @property
    def complete(self) -> bool:
        """Whether there are no others to fetch."""
        return self._complete

    def row(self, index: int) -> Row:
        return self._rows[index]

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these; sorted by the header's choice. Same rows in the same order are only repainted."""
        self._loader = None
        self._complete = True
        self._put(self._sorted(rows))

    def set_loader(self, loader: Loader[Row]) -> None:
        """Rows come from ``loader``, page by page; ``await reload()`` fetches the first."""
        self._loader = loader
        self._complete = False

    def sort_choice(self) -> tuple[str, bool]:
        """Key of the sorted column (empty for none) and whether it is descending."""
        return (self.columns[self._sort[0]].key, self._sort[1]) if self._sort else ("", False)

    async def reload(self, *, keep: bool = True) -> None:
        """Fetch anew: as many rows as were there (``keep``), at most five pages, or the first page."""
        if self._loader is None:
            return
        self._generation += 1
        generation = self._generation
        limit = min(max(PAGE, len(self._rows) if keep else 0), 5 * PAGE)
        self._fetching = True
        try:
            slice_ = await self._loader(None, limit, *self.sort_choice())
        finally:
            if generation == self._generation:
                self._fetching = False
        if generation == self._generation:
            self._next, self._complete = slice_.next, slice_.next is None
            self._put(list(slice_.rows))

    async def fetch(self) -> None:
        """Fetch the next page; nothing when one is on its way or all are here."""
        if self._loader is None or self._complete or self._fetching:
            return
        generation = self._generation
        self._fetching = True
        try:
            slice_ = await self._loader(self._next, PAGE, *self.sort_choice())
        finally:
            if generation == self._generation:
                self._fetching = False
        if generation != self._generation:
            return
        self._next, self._complete = slice_.next, slice_.next is None
        if slice_.rows:
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(slice_.rows) - 1)
            self._rows.extend(slice_.rows)
            self.endInsertRows()

    def update_row(self, row: Row) -> bool:
        """Replace the row of the same identity in place (progress of a task); False when it is not here."""
        return self.update_rows([row]) == 1

    def update_rows(self, rows: Sequence[Row]) -> int:
        """Replace the rows of the same identities in place; the number of those that were here."""
        wanted = {self.identity(row): row for row in rows}
        found = 0
        for index, old in enumerate(self._rows):
            if found == len(wanted):
                break
            new = wanted.get(self.identity(old))
            if new is not None:
                found += 1
                self._rows[index] = new
                self.dataChanged.emit(self.index(index, 0), self.index(index, len(self.columns) - 1))
        return found

    # Qt's side

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self._rows[index.row()], self.columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return column.words(row)
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(column.tip(row)) if column.tip else None
            case Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if column.number else Qt.AlignmentFlag.AlignLeft
                return side | Qt.AlignmentFlag.AlignVCenter
            case _ if role == BADGE_ROLE:
                return column.badge(row) if column.badge else None
            case _ if role == PARTS_ROLE:
                return column.parts(row) if column.parts else None
            case _ if role == PICTURES_ROLE:
                return column.pictures(row) if column.pictures else None
            case _ if role == LINK_ROLE:
                return column.link is not None and column.link(row)
            case _ if role == QUIET_ROLE:
                return column.quiet
            case _ if role == ROW_ROLE:
                return row
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.number else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and not self._complete and not self._fetching and bool(self._rows)

    def fetchMore(self, parent: Index) -> None:
        self.more_wanted.emit()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if not 0 <= column < len(self.columns) or not self.columns[column].sort:
            return
        self._sort = (column, order == Qt.SortOrder.DescendingOrder)
        if self._loader is None:
            self._put(self._sorted(self._rows))
        else:
            self.sorted_anew.emit()

    def _sorted(self, rows: Sequence[Row]) -> list[Row]:
        if self._sort is None:
            return list(rows)
        value = self.columns[self._sort[0]].value

        def key(row: Row) -> tuple[bool, Any]:
            found = value(row)
            return found is None, found.casefold() if isinstance(found, str) else found

        return sorted(rows, key=key, reverse=self._sort[1])

    def _put(self, rows: list[Row]) -> None:
        if len(rows) == len(self._rows) and all(
            self.identity(new) == self.identity(old) for new, old in zip(rows, self._rows, strict=True)
        ):
            self._rows = rows
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(self.columns) - 1))
            self.replaced.emit()
            return
        self.about_to_replace.emit()
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()
        self.replaced.emit()
