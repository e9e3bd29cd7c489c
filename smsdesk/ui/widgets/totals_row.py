"""The sums below a table, each under its column, also when columns are moved, sized or scrolled."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from smsdesk.domain.text import tr
from smsdesk.ui.palette import colour
from smsdesk.ui.style import font
from smsdesk.ui.widgets.row_delegate import PAD, ROW_HEIGHT
from smsdesk.ui.widgets.table_model import RowsModel
from smsdesk.ui.widgets.table_view import TableView


class TotalsRow(QWidget):
    """``set_totals({column key: words})``; put it right below the table's ``DataTable``."""

    def __init__(self, view: TableView, model: RowsModel) -> None:  # type: ignore[type-arg]
        super().__init__()
        self._view, self._model = view, model
        self._words: Mapping[str, str] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        header = view.horizontalHeader()
        for signal in (header.sectionResized, header.sectionMoved, header.geometriesChanged):
            signal.connect(self._moved)
        view.horizontalScrollBar().valueChanged.connect(self._moved)

    def set_totals(self, words: Mapping[str, str]) -> None:
        """What stands under which column, by its key."""
        self._words = words
        said = [
            tr("{name}: {value}", name=column.title, value=words[column.key])
            for column in self._model.columns
            if column.number and words.get(column.key)
        ]
        self.setAccessibleName(tr("Totals. {totals}", totals=", ".join(said)))
        self.update()

    def words(self) -> Mapping[str, str]:
        """What stands there, by the column's key."""
        return self._words

    def sizeHint(self) -> QSize:
        return QSize(320, ROW_HEIGHT)

    def _moved(self, *_what: object) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(0, 0, self.width(), 1, colour("border_strong"))
        header = self._view.horizontalHeader()
        shift = self._view.mapToParent(self._view.viewport().pos()).x()
        painter.setPen(colour("text"))
        for index, column in enumerate(self._model.columns):
            words = self._words.get(column.key, "")
            if not words or header.isSectionHidden(index):
                continue
            left = shift + header.sectionViewportPosition(index)
            place = QRect(left + PAD, 1, header.sectionSize(index) - 2 * PAD, self.height() - 1)
            painter.setFont(font(weight=QFont.Weight.DemiBold, tabular=column.number))
            side = Qt.AlignmentFlag.AlignRight if column.number else Qt.AlignmentFlag.AlignLeft
            painter.drawText(place, side | Qt.AlignmentFlag.AlignVCenter, words)
