"""Step 3 of an import: which column is the number, the name, the note, above the first rows (C2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from smsdesk.domain.text import tr
from smsdesk.operations.imports import ImportColumns, ImportPreview
from smsdesk.operations.preparation import Columns
from smsdesk.ui.widgets.form import combo
from smsdesk.ui.widgets.labels import ElidedLabel, label
from smsdesk.ui.widgets.layouts import clear, column, holding, row
from smsdesk.ui.widgets.preview_table import PreviewTable, column_title
from smsdesk.ui.widgets.step_card import CLOSED, GOOD, OPEN, StepCard

_WIDTH = 232
_NONE = -1


class ColumnStep(StepCard):
    """``changed`` when another column was chosen."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__(3, tr("Columns"))
        self._found: ImportPreview | None = None
        self.controls: dict[str, QComboBox] = {}
        self._examples: dict[str, ElidedLabel] = {}
        self._fields = row(spacing=16)
        self.preview = PreviewTable()
        self.body.addLayout(self._fields)
        self.body.addWidget(self.preview)
        self.show_nothing()

    def show_nothing(self) -> None:
        """No file yet."""
        self._found = None
        self.set_state(CLOSED, "")

    def show_found(self, found: ImportPreview) -> None:
        """The columns as they were recognised."""
        self._found = found
        clear(self._fields)
        recognised = found.columns
        chosen = {
            "number": recognised.number if recognised else None,
            "name": recognised.name if recognised else None,
            "note": recognised.note if recognised else None,
        }
        titles = {"number": tr("Number"), "name": tr("Name"), "note": tr("Note")}
        for key, words in titles.items():
            choices: list[tuple[Any, str]] = [(_NONE, tr("Not in the file"))]
            choices += [(at, column_title(name, at)) for at, name in enumerate(found.names)]
            place = chosen[key]
            control = combo(choices, _NONE if place is None else place)
            control.setAccessibleName(tr("Column of {field}", field=words))
            control.currentIndexChanged.connect(self._choose)
            example = ElidedLabel("", "small")
            title = label(words, "label")
            title.setBuddy(control)
            field = holding(column(title, control, example, spacing=4))
            field.setFixedWidth(_WIDTH)
            self._fields.addWidget(field)
            self.controls[key] = control
            self._examples[key] = example
        self._fields.addStretch(1)
        self._show()

    @property
    def found(self) -> ImportPreview | None:
        """What was found in the file; None without one."""
        return self._found

    def columns(self) -> ImportColumns | None:
        """As chosen; None while no column is the number."""
        if self._found is None:
            return None
        number, name, note = (self._place(key) for key in ("number", "name", "note"))
        if number is None:
            return None
        return ImportColumns(number, name, note, self._found.header_row)

    def problem(self) -> str:
        """What is missing; empty when all is well."""
        if self._found is None:
            return tr("Choose a file first.")
        if not self._found.first_rows:
            return tr("This file has no rows below its titles.")
        places = [self._place(key) for key in self.controls]
        if places[0] is None:
            return tr("Which column holds the numbers?")
        used = [place for place in places if place is not None]
        if len(set(used)) < len(used):
            return tr("A column can be used only once.")
        return ""

    def _place(self, key: str) -> int | None:
        place: int = self.controls[key].currentData()
        return None if place == _NONE else place

    def _choose(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        assert self._found is not None
        for key, example in self._examples.items():
            example.setText(_example([cells for _, cells in self._found.first_rows], self._place(key), key))
        assigned = {key: self._place(key) for key in self.controls}
        self.preview.show_rows(Columns(self._found.names, assigned), list(self._found.first_rows))
        problem = self.problem()
        self.set_state(OPEN if problem else GOOD, problem)


def _example(body: Sequence[Sequence[str]], place: int | None, key: str) -> str:
    if place is None:
        return tr("Choose a column") if key == "number" else ""
    cells = (row[place].strip() for row in body if place < len(row))
    first = next(filter(None, cells), "")
    return tr("e.g. {example}", example=first) if first else tr("The first rows are empty here")
