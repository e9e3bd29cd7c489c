"""Key figures of a period beside those of the period before; one that counts messages leads to them (D1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QSizePolicy, QWidget

from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, clear, column, holding, row
from smsdesk.ui.widgets.tips import plain_tip

#: What a button's frame takes before its words; the labels begin there too.
_INDENT = 4
#: Narrowest a figure may get, in pixels, before the figures break into rows.
_LEAST = 132


@dataclass(frozen=True)
class KeyFigure:
    """``note`` compares it with the period before; ``tip`` says what is counted. A figure with a ``key`` can
    be pressed. ``role`` colours the note: success, danger or small."""

    name: str
    value: str
    note: str = ""
    role: str = "small"
    tip: str = ""
    key: str = ""


class FigureCards(QFrame):
    """``pressed(key)``."""

    pressed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(4, 14, 4, 14)
        self._grid.setHorizontalSpacing(0)
        self._grid.setVerticalSpacing(12)
        self._columns = 0
        self._noted = False
        self._cells: list[QWidget] = []
        self._hairlines: list[QFrame] = []
        self._shape: tuple[tuple[str, ...], ...] = ()
        self._parts: list[tuple[QPushButton | QLabel, QLabel]] = []

    def set_figures(self, figures: Sequence[KeyFigure]) -> None:
        """Show these; while their names stay only the words are changed, so that the focus stays too."""
        shape = tuple((each.name, each.role, each.key, each.tip) for each in figures)
        if shape != self._shape:
            self._shape = shape
            self._build(figures)
        self._noted = any(each.note for each in figures)
        for (value, note), figure in zip(self._parts, figures, strict=True):
            value.setText(figure.value)
            note.setText(figure.note)
            if isinstance(value, QPushButton):
                value.setAccessibleName(f"{figure.name}: {figure.value}")
        self._show_notes()

    def _show_notes(self) -> None:
        """Where none has a note the card is less tall; where one has, the others keep the place. Where there
        is little room the figures alone are shown."""
        for _, note in self._parts:
            note.setHidden(not self._noted or self._columns < len(self._cells))

    def values(self) -> dict[str, str]:
        """What stands there, by name."""
        return {shape[0]: part[0].text() for shape, part in zip(self._shape, self._parts, strict=True)}

    def _build(self, figures: Sequence[KeyFigure]) -> None:
        clear(self._grid)
        self._parts, self._cells, self._hairlines = [], [], []
        for figure in figures:
            value: QPushButton | QLabel
            if figure.key:
                value = button("", lambda key=figure.key: self.pressed.emit(key), kind="figure")  # type: ignore[misc]
                value.setCursor(Qt.CursorShape.PointingHandCursor)
            else:
                value = label("", "figure", selectable=True)
                value.setMinimumHeight(30)
                value.setContentsMargins(_INDENT, 2, 0, 0)
            name = label(figure.name, "small")
            name.setContentsMargins(_INDENT, 0, 0, 0)
            name.setToolTip(plain_tip(figure.tip))
            value.setToolTip(plain_tip(figure.tip))
            if isinstance(value, QLabel):
                name.setBuddy(value)
            note = label("", figure.role, wrap=True)
            note.setContentsMargins(_INDENT, 0, 0, 0)
            cell = column(name, row(value, STRETCH), note, spacing=1, margins=(12, 0, 10, 0))
            cell.addStretch(1)
            hairline = QFrame()
            hairline.setProperty("line", "down")
            hairline.setFixedWidth(1)
            self._cells.append(holding(cell))
            self._hairlines.append(hairline)
            self._parts.append((value, note))
        self._columns = 0
        self._place()

    def _place(self) -> None:
        """Beside each other; in two or three rows where that would cut their words."""
        count = len(self._cells)
        rows_ = next((rows for rows in (1, 2) if self.width() >= -(-count // rows) * _LEAST), 3)
        columns = max(1, -(-count // rows_))
        if columns == self._columns:
            return
        self._columns = columns
        for place, (cell, hairline) in enumerate(zip(self._cells, self._hairlines, strict=True)):
            at, across = divmod(place, columns)
            self._grid.addWidget(cell, at, 2 * across)
            self._grid.addWidget(hairline, at, 2 * across + 1)
            hairline.setHidden(across == columns - 1 or place == count - 1)
        for across in range(self._grid.columnCount()):
            self._grid.setColumnStretch(across, int(across % 2 == 0 and across < 2 * columns))
        self._show_notes()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def minimumSizeHint(self) -> QSize:
        return QSize(320, super().minimumSizeHint().height())
