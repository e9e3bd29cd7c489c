"""The values of a chart as a table, for those who cannot see it or want to copy the numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from smsdesk.domain.text import tr
from smsdesk.ui import formats
from smsdesk.ui.widgets.chart_plot import Series
from smsdesk.ui.widgets.row_delegate import RowDelegate

_ROW = 32
Index = QModelIndex | QPersistentModelIndex


class _Values(QAbstractTableModel):
    """A row for each label, a column for each series."""

    def __init__(self) -> None:
        super().__init__()
        self.labels: Sequence[str] = ()
        self.series: Sequence[Series] = ()

    def set_data(self, labels: Sequence[str], series: Sequence[Series]) -> None:
        self.beginResetModel()
        self.labels, self.series = labels, series
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.labels)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() or not self.labels else 1 + len(self.series)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.words(index.row(), index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(index.column()) | Qt.AlignmentFlag.AlignVCenter
        return None

    def words(self, row: int, column: int) -> str:
        if column == 0:
            return self.labels[row]
        each = self.series[column - 1]
        value = each.values[row]
        return formats.NOTHING if value is None else each.show(value)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return tr("Time") if section == 0 else self.series[section - 1].name
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(section) | Qt.AlignmentFlag.AlignVCenter
        return None


def _side(column: int) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft


class ChartValues(QTableView):
    """Ctrl+C copies the selected rows, or all, with their titles."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._values = _Values()
        self._values.setParent(self)
        self.setModel(self._values)
        self.setItemDelegate(RowDelegate(self))
        self.setAccessibleName(tr("{name}: values", name=name))
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setHighlightSections(False)

    def set_data(self, labels: Sequence[str], series: Sequence[Series]) -> None:
        """Show these."""
        self._values.set_data(labels, series)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """Put the rows on the clipboard as tab-separated lines."""
        chosen = sorted({index.row() for index in self.selectedIndexes()}) or range(self._values.rowCount())
        columns = range(self._values.columnCount())
        horizontal = Qt.Orientation.Horizontal
        lines = ["\t".join(str(self._values.headerData(at, horizontal)) for at in columns)]
        lines += ["\t".join(self._values.words(row, at) for at in columns) for row in chosen]
        QGuiApplication.clipboard().setText("\n".join(lines) + "\n")
