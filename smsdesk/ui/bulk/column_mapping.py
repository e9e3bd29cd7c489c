"""Which column holds the number and which fills which variable, above the first rows of the file (B2, B4)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHeaderView, QSizePolicy, QTableView, QWidget

from smsdesk.domain.columns import column_letters
from smsdesk.domain.recipients import NUMBER, SheetSource
from smsdesk.domain.text import Text, tr
from smsdesk.operations.preparation import Columns, Preparation
from smsdesk.ui.bulk.flow_layout import FlowLayout
from smsdesk.ui.widgets.bars import Bar
from smsdesk.ui.widgets.form import combo
from smsdesk.ui.widgets.labels import ElidedLabel, label
from smsdesk.ui.widgets.layouts import clear, column, holding
from smsdesk.ui.widgets.row_delegate import RowDelegate
from smsdesk.ui.widgets.table_model import Column, RowsModel

#: Height of a row of the preview, and rows in view at most.
_ROW, _SHOWN = 32, 4
_FIELD_WIDTH = 176

PreviewRow = tuple[int, tuple[str, ...]]


class ColumnMapping(QWidget):
    """``chosen`` with {key: column} when the user assigns one; ``confirmed`` for yes to the question."""

    chosen = Signal(object)
    confirmed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._columns = Columns((), {})
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
        built = (found.columns.names, tuple(found.columns.assigned))
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
        choices += [(at, column_title(name, at)) for at, name in enumerate(self._columns.names)]
        flow = FlowLayout(spacing=16)
        for key in self._columns.assigned:
            words = tr("Number") if key == NUMBER else tr("Variable {variable}", variable=f"{{{key}}}")
            control = combo(choices)
            control.setFixedWidth(_FIELD_WIDTH)
            control.setAccessibleName(tr("Column of {field}", field=words))
            control.currentIndexChanged.connect(partial(self._choose, key))
            example = ElidedLabel("", "small")
            title = label(words, "label")
            title.setBuddy(control)
            field = holding(column(title, control, example, spacing=4))
            field.setFixedWidth(_FIELD_WIDTH)
            flow.addWidget(field)
            self.controls[key] = control
            self._examples[key] = example
        self._fields.addWidget(holding(flow))

    def _choose(self, key: str, _index: int) -> None:
        choice: dict[str, int] = {key: self.controls[key].currentData()}
        if key != NUMBER:
            # Whoever changes one variable has looked at all of them.
            shown = {other: control.currentData() for other, control in self.controls.items()}
            choice = {other: at for other, at in shown.items() if other != NUMBER and at >= 0} | choice
        self.chosen.emit(choice)

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
                    partial(_cell, place),
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


def _cell(place: int, row: PreviewRow) -> str:
    return row[1][place] if place < len(row[1]) else ""


def _example(body: list[PreviewRow], place: int | None) -> str:
    if place is None:
        return tr("Choose a column")
    cells = (_cell(place, row).strip() for row in body)
    first = next(filter(None, cells), "")
    return tr("e.g. {example}", example=first) if first else tr("This column is empty")


def _mark_wrong(control: QComboBox, wrong: bool) -> None:
    if bool(control.property("wrong")) != wrong:
        control.setProperty("wrong", wrong)
        control.style().unpolish(control)
        control.style().polish(control)
