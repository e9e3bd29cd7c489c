"""What fills each variable of a message to groups: a part of the customer, or the same text for all (B3)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import chain

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from smsdesk.domain.customers import CustomerField
from smsdesk.domain.recipients import NUMBER, OWN_COLUMN, CustomerPart, GroupSource
from smsdesk.domain.text import tr
from smsdesk.ui.widgets.form import combo
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import clear, column, row
from smsdesk.ui.widgets.tab_order import set_after

_FIXED = "fixed"


class GroupVariables(QWidget):
    """``changed(typing)``; ``fields``, ``values`` and ``stand_ins`` are controls by the variable's number.

    A stand-in is what a customer gets whose part is empty: "Dear customer" without a name.
    """

    changed = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._variables: tuple[int, ...] = ()
        self._own: dict[CustomerPart, str] = {}
        self.fields: dict[int, QComboBox] = {}
        self.values: dict[int, QLineEdit] = {}
        self.stand_ins: dict[int, QLineEdit] = {}
        self._lines = column(spacing=8)
        self.setLayout(self._lines)

    def show_fields(self, own: Sequence[CustomerField]) -> None:
        """Offer these columns of the business's own too; what was chosen stays."""
        offered = {f"{OWN_COLUMN}{one.id}": one.name for one in own}
        if offered != self._own:
            self._own = offered
            self._build(*self._kept())

    def show_variables(self, variables: tuple[int, ...]) -> None:
        """The template's variables; what was said about the ones that stay, stays."""
        if variables != self._variables:
            kept = self._kept()
            self._variables = variables
            self._build(*kept)

    def show_source(self, source: GroupSource) -> None:
        """As a draft kept it."""
        self._variables = tuple(sorted({*source.fields, *source.values}))
        self._build(
            dict.fromkeys(source.values, _FIXED) | dict(source.fields),
            {one: said for one, said in source.values.items() if one not in source.fields},
            {one: said for one, said in source.values.items() if one in source.fields},
        )

    def parts(self) -> tuple[dict[int, CustomerPart], dict[int, str]]:
        """Variables fed by the customer, and texts: for all, or beside a part where that is empty."""
        fields: dict[int, CustomerPart] = {}
        values: dict[int, str] = {}
        for variable, control in self.fields.items():
            if control.currentData() == _FIXED:
                values[variable] = self.values[variable].text().strip()
            else:
                fields[variable] = control.currentData()
                stand_in = self.stand_ins[variable].text().strip()
                if stand_in and control.currentData() != NUMBER:
                    values[variable] = stand_in
        return fields, values

    def missing(self) -> str:
        """What is still to be said; empty when every variable has something."""
        for variable, control in self.fields.items():
            part = control.currentData()
            shown = f"{{{variable}}}"
            if part == _FIXED and not self.values[variable].text().strip():
                return tr("Write the text for {variable}.", variable=shown)
            if part.startswith(OWN_COLUMN) and part not in self._own:
                return tr("Choose what fills {variable}: its column was deleted.", variable=shown)
        return ""

    def _kept(self) -> tuple[dict[int, CustomerPart], dict[int, str], dict[int, str]]:
        return (
            {one: control.currentData() for one, control in self.fields.items()},
            {one: control.text() for one, control in self.values.items()},
            {one: control.text() for one, control in self.stand_ins.items()},
        )

    def _build(self, kept: dict[int, CustomerPart], texts: dict[int, str], stand_ins: dict[int, str]) -> None:
        clear(self._lines)
        self.fields, self.values, self.stand_ins = {}, {}, {}
        for variable in self._variables:
            # Nearly every first variable is a name.
            otherwise = "name" if variable == self._variables[0] else _FIXED
            self._add(
                variable,
                kept.get(variable, otherwise),
                texts.get(variable, ""),
                stand_ins.get(variable, ""),
            )
        parts = zip(self.fields.values(), self.values.values(), self.stand_ins.values(), strict=True)
        set_after(self, chain.from_iterable(parts))

    def _add(self, variable: int, part: CustomerPart, text: str, stand_in: str) -> None:
        choices = {"name": tr("Customer's name"), "note": tr("Customer's note"), "number": tr("Number")}
        choices |= self._own
        if part.startswith(OWN_COLUMN) and part not in choices:
            choices[part] = tr("A column that was deleted")
        choices[_FIXED] = tr("The same text for all")
        field = combo([*choices.items()], part)
        field.setFixedWidth(208)
        value = QLineEdit(text)
        value.setPlaceholderText(tr("Text for {variable}", variable=f"{{{variable}}}"))
        title = label(tr("Variable {variable}", variable=f"{{{variable}}}"), "label")
        title.setFixedWidth(88)
        value.setFixedWidth(280)
        title.setBuddy(field)
        field.setAccessibleName(title.text())
        value.setAccessibleName(value.placeholderText())
        other = QLineEdit(stand_in)
        other.setPlaceholderText(tr("If it is empty: …"))
        other.setToolTip(tr("What customers get of whom this is not known; without it they are left out."))
        other.setAccessibleName(tr("Text for {variable} where it is empty", variable=f"{{{variable}}}"))
        other.setFixedWidth(280)
        line = row(title, field, value, other, spacing=8)
        line.addStretch(1)
        self._lines.addLayout(line)
        self.fields[variable], self.values[variable], self.stand_ins[variable] = field, value, other
        self._show_texts(variable)
        field.currentIndexChanged.connect(partial(self._choose, variable))
        for each in (value, other):
            each.textChanged.connect(lambda _text: self.changed.emit(True))

    def _show_texts(self, variable: int) -> None:
        part = self.fields[variable].currentData()
        self.values[variable].setHidden(part != _FIXED)
        self.stand_ins[variable].setHidden(part in (_FIXED, NUMBER))  # nobody is without a number

    def _choose(self, variable: int, _index: int) -> None:
        self._show_texts(variable)
        if self.fields[variable].currentData() == _FIXED:
            self.values[variable].setFocus()
        self.changed.emit(False)
