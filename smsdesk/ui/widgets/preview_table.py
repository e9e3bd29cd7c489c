"""The first rows of a file, with the columns that are used named by their use (B2, C3)."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableView

from smsdesk.domain.columns import column_letters
from smsdesk.domain.recipients import NUMBER
from smsdesk.domain.text import tr
from smsdesk.operations.preparation import Columns
from smsdesk.ui.widgets.row_delegate import RowDelegate
from smsdesk.ui.widgets.table_model import Column, RowsModel

#: Height of a row of the preview, and rows in view at most.
_ROW, _SHOWN = 32, 4

PreviewRow = tuple[int, tuple[str, ...]]


class PreviewTable(QTableView):
    """The first rows as they stand in the file."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[object, ...] = ()
        self._model: RowsModel[PreviewRow] = RowsModel([], lambda row: row[0])
        self.setModel(self._model)
        self.setItemDelegate(RowDelegate(self))
        self.setAccessibleName(tr("First rows of the file"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(_ROW)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setFixedHeight(_ROW)

    def show_rows(self, columns: Columns, body: list[PreviewRow]) -> None:
        """``body`` are the rows below the titles."""
        shown = (columns.names, tuple(columns.assigned.items()), tuple(body))
        if shown == self._shown:
            return
        self._shown = shown
        used = {place: key for key, place in columns.assigned.items() if place is not None}
        titles: list[Column[PreviewRow]] = [
            Column("row", tr("Row"), lambda row: row[0], width=64, quiet=True, sort=False)
        ]
        for place, name in enumerate(columns.names):
            titles.append(
                Column(
                    str(place),
                    _preview_title(name, used.get(place)),
                    partial(cell_of, place),
                    quiet=place not in used,
                    sort=False,
                )
            )
        old = self._model
        self._model = RowsModel(titles, lambda row: row[0])
        self._model.set_rows(body)
        self.setModel(self._model)
        old.deleteLater()
        self.setFixedHeight(_ROW * (1 + max(1, min(len(body), _SHOWN))) + 4)
        self.setHidden(not body)
        self._fit()

    def _fit(self) -> None:
        header = self.horizontalHeader()
        count = self._model.columnCount()
        if count < 2:
            return
        room = max(0, self.viewport().width() - 64)
        width = max(132, room // (count - 1))
        header.resizeSection(0, 64)
        for place in range(1, count):
            header.resizeSection(place, width)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._fit()


def column_title(name: str, place: int) -> str:
    """A column by its letter and title."""
    letters = column_letters(place)
    return letters if name == letters else tr("{letter} · {title}", letter=letters, title=name)


def _preview_title(name: str, key: str | None) -> str:
    if key is None:
        return name
    use = {NUMBER: tr("number"), "name": tr("name"), "note": tr("note")}.get(key, f"{{{key}}}")
    return tr("{column} → {use}", column=name, use=use)


def cell_of(place: int, row: PreviewRow) -> str:
    """The cell of a column; rows may be shorter than the header."""
    return row[1][place] if place < len(row[1]) else ""
