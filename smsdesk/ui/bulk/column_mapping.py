"""Which column holds the number and which fills which variable, above the first rows of the file (B2, B4)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from smsdesk.domain.recipients import NUMBER, SheetSource
from smsdesk.domain.templates import VARIABLE
from smsdesk.domain.text import Text, tr
from smsdesk.domain.variable_names import variable_words
from smsdesk.operations.preparation import Columns, Preparation
from smsdesk.ui.widgets.bars import Bar
from smsdesk.ui.widgets.flow_layout import FlowLayout
from smsdesk.ui.widgets.form import combo
from smsdesk.ui.widgets.labels import ElidedLabel
from smsdesk.ui.widgets.layouts import clear, column, holding
from smsdesk.ui.widgets.preview_table import PreviewRow, PreviewTable, cell_of, column_title
from smsdesk.ui.widgets.tab_order import set_after

#: Height of a row of the preview, and rows in view at most.
_FIELD_WIDTH = 176


class ColumnMapping(QWidget):
    """``chosen`` with {key: column} when the user assigns one; ``confirmed`` for yes to the question."""

    chosen = Signal(object)
    confirmed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._columns = Columns((), {})
        self._names: dict[str, str] = {}
        """Of the variables, by key."""
        self._question: Text | None = None
        self._built: tuple[object, ...] = ()
        self.controls: dict[str, QComboBox] = {}
        self._examples: dict[str, ElidedLabel] = {}
        self._banner = column(spacing=0)
        self.bar: Bar | None = None
        self._fields = column(spacing=0)
        self.preview = PreviewTable()
        self.setLayout(column(self._banner, self._fields, self.preview, spacing=12))

    def show_found(self, found: Preparation, *, confirmed: bool, preview: bool = True) -> None:
        """The columns as they are taken now, and the question about them, where there is one."""
        self._columns = found.columns
        self._names = {str(variable): name for variable, name in found.wording.variable_names.items()}
        built = (found.columns.names, tuple(found.columns.assigned), tuple(self._names.items()))
        if built != self._built:
            self._built = built
            self._build()
        body = [row for row in found.preview[found.columns.first_data_row :] if any(row[1])]
        for key, control in self.controls.items():
            place = found.columns.assigned[key]
            control.blockSignals(True)
            control.setCurrentIndex(control.findData(-1 if place is None else place))
            control.blockSignals(False)
            _mark_wrong(control, place is None)
            self._examples[key].setText(_example(body, place))
        self.preview.show_rows(found.columns, body if preview else [])
        self._ask(None if confirmed else found.question, isinstance(found.recipe.source, SheetSource))

    def _build(self) -> None:
        clear(self._fields)
        self.controls.clear()
        self._examples.clear()
        choices: list[tuple[Any, str]] = [(-1, tr("Not in the file"))]
        choices += [(at, _choice(name, at)) for at, name in enumerate(self._columns.names)]
        flow = FlowLayout(spacing=16)
        for key in self._columns.assigned:
            words = self._title(key)
            control = combo(choices)
            control.setFixedWidth(_FIELD_WIDTH)
            control.setAccessibleName(tr("Column of {field}", field=words))
            control.currentIndexChanged.connect(partial(self._choose, key))
            example = ElidedLabel("", "small")
            title = ElidedLabel(words, "label")
            title.setBuddy(control)
            field = holding(column(title, control, example, spacing=4))
            field.setFixedWidth(_FIELD_WIDTH)
            flow.addWidget(field)
            self.controls[key] = control
            self._examples[key] = example
        self._fields.addWidget(holding(flow))
        set_after(self, self.controls.values())

    def _title(self, key: str) -> str:
        if key == NUMBER:
            return tr("Number")
        if key in self._names:
            return variable_words(int(key), self._names[key])
        return tr("Variable {variable}", variable=f"{{{key}}}")

    def _choose(self, key: str, _index: int) -> None:
        self.chosen.emit({key: self.controls[key].currentData()})

    def _keep_all(self) -> None:
        """Every variable has the right column: as if each of them had been chosen."""
        assigned = self._columns.assigned
        self.chosen.emit({key: at for key, at in assigned.items() if key != NUMBER and at is not None})

    # The question

    def _ask(self, question: Text | None, of_file: bool) -> None:
        if question == self._question and (self.bar is None) == (question is None):
            return
        self._question = question
        clear(self._banner)
        self.bar = None
        if question is not None:
            self.bar = Bar("warning", str(question), actions=self._answers(question), lasting=True)
            self._banner.addWidget(self.bar)

    def _answers(self, question: Text) -> tuple[tuple[str, Callable[[], object]], ...]:
        if self._columns.assigned[NUMBER] is None:
            return ((tr("Choose the column"), partial(self.ask_for, NUMBER)),)
        missing = [key for key, place in self._columns.assigned.items() if place is None]
        if missing:
            return ((tr("Choose the column"), partial(self.ask_for, missing[0])),)
        if guessed := VARIABLE.search(str(question.values.get("variables", ""))):
            return (
                (tr("These columns are right"), self._keep_all),
                (tr("Choose columns"), partial(self.ask_for, guessed[1])),
            )
        names = list(self._columns.names)
        either = [question.values.get("first"), question.values.get("second")]
        if all(name in names for name in either):
            return tuple(
                (tr("“{column}”", column=name), partial(self.chosen.emit, {NUMBER: names.index(str(name))}))
                for name in either
            )
        return (
            (tr("Yes, use it"), self.confirmed.emit),
            (tr("No, choose another"), partial(self.ask_for, NUMBER)),
        )

    def ask_for(self, key: str) -> None:
        """Open the list of columns for the number or a variable."""
        control = self.controls[key]
        control.setFocus(Qt.FocusReason.OtherFocusReason)
        control.showPopup()


def _choice(name: str, place: int) -> str:
    title = column_title(name, place)
    return tr("Column {letter}", letter=title) if title == name else title


def _example(body: list[PreviewRow], place: int | None) -> str:
    if place is None:
        return tr("Choose a column")
    cells = (cell_of(place, row).strip() for row in body)
    first = next(filter(None, cells), "")
    return tr("e.g. {example}", example=first) if first else tr("This column is empty")


def _mark_wrong(control: QComboBox, wrong: bool) -> None:
    if bool(control.property("wrong")) != wrong:
        control.setProperty("wrong", wrong)
        control.style().unpolish(control)
        control.style().polish(control)
