"""The columns of a file, each with examples and what it is taken as (C2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from smsdesk.domain.contact_columns import ImportColumns, own_titles
from smsdesk.domain.text import tr, trn
from smsdesk.operations.imports import ImportPreview
from smsdesk.ui.widgets.form import combo
from smsdesk.ui.widgets.labels import ElidedLabel, label
from smsdesk.ui.widgets.layouts import clear
from smsdesk.ui.widgets.preview_table import column_title

OUT = "out"
NUMBER, OTHER = "number", "other_number"
#: Taken by one column each, by the name they have in ``ImportColumns``.
_SINGLE = ("name", "first_name", "last_name", "note", "consent")
_OWN = "own:"
#: Columns shown at most; those that are used are always among them.
SHOWN = 60
_WIDTH = 264


class MappingList(QWidget):
    """``changed`` when a column is taken as something else. A use that only one column can have moves."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._found: ImportPreview | None = None
        self._base: ImportColumns | None = None
        self._filling = False
        self.controls: dict[int, QComboBox] = {}
        """By the column's place."""
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(6)
        # What a column is taken as stands next to its title: eyes need not cross the window for it.
        self._grid.setColumnStretch(0, 2)
        self._grid.setColumnStretch(2, 3)

    def show_found(self, found: ImportPreview, columns: ImportColumns | None) -> None:
        """The file's columns, taken as ``columns`` says."""
        self._found, self._base = found, columns
        self._filling = True
        clear(self._grid)
        self.controls = {}
        uses = _uses(columns)
        kinds = set(columns.labels.values()) if columns is not None else set()
        filled = [at for at, sample in enumerate(found.samples) if sample]
        shown = sorted({*uses, *[at for at in filled if at not in kinds][:SHOWN]})
        for at, words in enumerate((tr("Column of the file"), tr("Taken as"), tr("Examples"))):
            self._grid.addWidget(label(words, "small"), 0, at)
        new = own_titles(found.names)
        for line, at in enumerate(shown, 1):
            self._add(line, at, uses.get(at, OUT), new[at])
        rest = len([at for at in range(len(found.names)) if at not in kinds]) - len(shown)
        if rest > 0:
            words = trn(
                "{count} further column is empty or far to the right; it is left out.",
                "{count} further columns are empty or far to the right; they are left out.",
                rest,
            )
            self._grid.addWidget(label(words, "secondary", wrap=True), len(shown) + 1, 0, 1, 3)
        self._filling = False

    def columns(self) -> ImportColumns | None:
        """As chosen; None while no column is the number."""
        uses = self.uses()
        number = next((at for at, use in uses.items() if use == NUMBER), None)
        if number is None or self._found is None:
            return None
        base = self._base or ImportColumns(number=number)
        others = [at for at, use in uses.items() if use == OTHER]
        # In the order in which an export asks for them; then those that were added by hand.
        others.sort(key=lambda at: base.other_numbers.index(at) if at in base.other_numbers else 999 + at)
        places = {use: at for at, use in uses.items()}
        return replace(
            base,
            number=number,
            header_row=self._found.header_row,
            name=places.get("name"),
            first_name=places.get("first_name"),
            last_name=places.get("last_name"),
            note=places.get("note"),
            consent=places.get("consent"),
            other_numbers=tuple(others),
            labels={at: kind for at, kind in base.labels.items() if at == number or at in others},
            own={at: use.removeprefix(_OWN) for at, use in uses.items() if use.startswith(_OWN)},
        )

    def uses(self) -> Mapping[int, str]:
        """What each shown column is taken as."""
        return {at: str(control.currentData()) for at, control in self.controls.items()}

    def take(self, at: int, use: str) -> None:
        """As if chosen by hand."""
        control = self.controls[at]
        control.setCurrentIndex(control.findData(use))

    def _add(self, line: int, at: int, use: str, new: str) -> None:
        assert self._found is not None
        name = column_title(self._found.names[at], at)
        examples = self._found.samples[at] if at < len(self._found.samples) else ()
        shown = " · ".join(" ".join(one.split()) for one in examples)
        control = combo(self._choices(new, use), use)
        control.setFixedWidth(_WIDTH)
        control.setAccessibleName(tr("What column {column} is taken as", column=name))
        control.setAccessibleDescription(shown)
        title = ElidedLabel(name, "label")
        title.setBuddy(control)
        control.currentIndexChanged.connect(lambda _, place=at: self._chosen(place))
        self._grid.addWidget(title, line, 0)
        self._grid.addWidget(control, line, 1)
        self._grid.addWidget(ElidedLabel(shown or tr("(empty)"), "secondary"), line, 2)
        self.controls[at] = control

    def _choices(self, new: str, use: str) -> list[tuple[Any, str]]:
        assert self._found is not None
        choices: list[tuple[Any, str]] = [
            (OUT, tr("Leave out")),
            (NUMBER, tr("Number")),
            (OTHER, tr("Further number")),
            ("name", tr("Name")),
            ("first_name", tr("First name")),
            ("last_name", tr("Last name")),
            ("note", tr("Note")),
            ("consent", tr("Accepts marketing")),
        ]
        there = list(self._found.fields)
        choices += [(_OWN + field, tr("Column “{title}”", title=field)) for field in there]
        told = use.removeprefix(_OWN) if use.startswith(_OWN) else ""
        for title in dict.fromkeys(filter(None, (new, told))):
            if title.casefold() not in map(str.casefold, there):
                choices.append((_OWN + title, tr("New column “{title}”", title=title)))
        return choices

    def _chosen(self, place: int) -> None:
        if self._filling:
            return
        self._filling = True
        use = str(self.controls[place].currentData())
        if use not in (OUT, OTHER):
            for at, control in self.controls.items():
                if at != place and control.currentData() == use:
                    control.setCurrentIndex(control.findData(OUT))
        self._filling = False
        self.changed.emit()


def _uses(columns: ImportColumns | None) -> dict[int, str]:
    if columns is None:
        return {}
    uses = {at: _OWN + title for at, title in columns.own.items()}
    uses |= dict.fromkeys(columns.other_numbers, OTHER)
    for use in _SINGLE:
        at = getattr(columns, use)
        if at is not None:
            uses[at] = use
    uses[columns.number] = NUMBER
    return uses
