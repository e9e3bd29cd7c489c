"""Key figures of a period beside those of the period before; one that counts messages leads to them (D1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QSizePolicy

from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, clear, column, row
from smsdesk.ui.widgets.tips import plain_tip

#: What a button's frame takes before its words; the labels begin there too.
_INDENT = 4


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
        self._row = row(spacing=0, margins=(4, 14, 4, 14))
        self.setLayout(self._row)
        self._shape: tuple[tuple[str, ...], ...] = ()
        self._parts: list[tuple[QPushButton | QLabel, QLabel]] = []

    def set_figures(self, figures: Sequence[KeyFigure]) -> None:
        """Show these; while their names stay only the words are changed, so that the focus stays too."""
        shape = tuple((each.name, each.role, each.key, each.tip) for each in figures)
        if shape != self._shape:
            self._shape = shape
            self._build(figures)
        for (value, note), figure in zip(self._parts, figures, strict=True):
            value.setText(figure.value)
            note.setText(figure.note)
            # Where none has a note the card is less tall; where one has, the others keep the place.
            note.setHidden(not any(each.note for each in figures))
            if isinstance(value, QPushButton):
                value.setAccessibleName(f"{figure.name}: {figure.value}")

    def values(self) -> dict[str, str]:
        """What stands there, by name."""
        return {shape[0]: part[0].text() for shape, part in zip(self._shape, self._parts, strict=True)}

    def _build(self, figures: Sequence[KeyFigure]) -> None:
        clear(self._row)
        self._parts = []
        for index, figure in enumerate(figures):
            if index:
                hairline = QFrame()
                hairline.setProperty("line", "down")
                hairline.setFixedWidth(1)
                self._row.addWidget(hairline)
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
            cell = column(name, row(value, STRETCH), note, spacing=1, margins=(12, 0, 16, 0))
            cell.addStretch(1)
            self._row.addLayout(cell, 1)
            self._parts.append((value, note))

    def minimumSizeHint(self) -> QSize:
        return QSize(320, super().minimumSizeHint().height())
