"""Key numbers side by side in one card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout

from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import clear, column, row
from smsdesk.ui.widgets.tips import plain_tip


@dataclass(frozen=True)
class Figure:
    """A name, its value in words, and a small remark (``role`` colours it: success, warning, danger). ``tip``
    explains it on hover."""

    name: str
    value: str
    note: str = ""
    role: str = ""
    tip: str = ""


class FigureRow(QFrame):
    """A card of figures with hairlines between them."""

    def __init__(self, figures: Sequence[Figure] = ()) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._row = row(spacing=0, margins=(4, 14, 4, 14))
        self.setLayout(self._row)
        self.set_figures(figures)

    def set_figures(self, figures: Sequence[Figure]) -> None:
        """Show these. Where names and number of them stay, only the words are changed."""
        names = tuple((figure.name, bool(figure.note), figure.role, figure.tip) for figure in figures)
        if names != getattr(self, "_names", None):
            self._names = names
            self._build(figures)
        for (value, note), figure in zip(self._parts, figures, strict=True):
            value.setText(figure.value)
            note.setText(figure.note)

    def _build(self, figures: Sequence[Figure]) -> None:
        clear(self._row)
        self._parts = []
        for index, figure in enumerate(figures):
            if index:
                hairline = QFrame()
                hairline.setProperty("line", "down")
                hairline.setFixedWidth(1)
                self._row.addWidget(hairline)
            value = label("", "figure", selectable=True)
            note = label("", figure.role or "small")
            if not figure.note:
                note.hide()
            name = label(figure.name, "small")
            name.setBuddy(value)
            for each in (name, value):
                each.setToolTip(plain_tip(figure.tip))
            cell: QVBoxLayout = column(name, value, note, spacing=3, margins=(16, 0, 16, 0))
            cell.addStretch(1)
            self._row.addLayout(cell, 1)
            self._parts.append((value, note))
