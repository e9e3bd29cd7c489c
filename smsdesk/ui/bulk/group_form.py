"""Recipients from customer groups: which groups, and what fills each variable (B3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QScrollArea, QWidget

from smsdesk.domain.customers import CustomerGroup
from smsdesk.domain.profile import SmsType
from smsdesk.domain.recipients import CustomerPart, GroupSource
from smsdesk.domain.text import tr
from smsdesk.ui import formats
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.flow_layout import FlowLayout
from smsdesk.ui.widgets.form import combo
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, clear, column, holding, row, scrolling

_FIXED = "fixed"
#: Above this height the groups scroll.
_GROUPS_HEIGHT = 144


class GroupForm(QWidget):
    """``changed(source or None, what is missing, typing)``; ``go`` to the customer groups."""

    changed = Signal(object, str, bool)
    go = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._variables: tuple[int, ...] = ()
        self._wanted: set[int] = set()
        self._type: SmsType | None = None
        self.boxes: dict[int, QCheckBox] = {}
        self._groups: dict[int, CustomerGroup] = {}
        self.fields: dict[int, QComboBox] = {}
        self.values: dict[int, QLineEdit] = {}
        self._flow = FlowLayout(spacing=16)
        self._area: QScrollArea = scrolling(holding(self._flow))
        self._none = holding(
            row(
                label(tr("There are no customer groups yet."), "secondary"),
                button(tr("Create a group"), self.go.emit, kind="link"),
                STRETCH,
            )
        )
        self._note = label("", "warning", wrap=True)
        self._note.hide()
        self._filled = column(spacing=8)
        self._filling = holding(self._filled)
        self._filling.hide()
        self.setLayout(column(self._none, self._area, self._note, self._filling, spacing=12))

    def show_groups(self, groups: Sequence[CustomerGroup]) -> None:
        """Offer these; what was ticked stays ticked."""
        self._groups = {group.id: group for group in groups}
        clear(self._flow)
        self.boxes = {}
        for group in groups:
            box = QCheckBox(
                tr("{group} ({members})", group=group.name, members=formats.number(group.members)).replace(
                    "&", "&&"
                )
            )
            box.setChecked(group.id in self._wanted)
            box.toggled.connect(partial(self._tick, group.id))
            self._flow.addWidget(box)
            self.boxes[group.id] = box
        self._none.setHidden(bool(groups))
        self._area.setHidden(not groups)
        self._fit()

    def show_variables(self, variables: tuple[int, ...], sms_type: SmsType | None) -> None:
        """The template's variables, each to be filled with a customer's field or a fixed text."""
        self._type = sms_type
        if variables != self._variables:
            kept = {one: self.fields[one].currentData() for one in self.fields}
            texts = {one: self.values[one].text() for one in self.values}
            self._variables = variables
            self._build(kept, texts)
        self._tell()

    def _build(self, kept: dict[int, str], texts: dict[int, str]) -> None:
        clear(self._filled)
        self.fields, self.values = {}, {}
        words = {"name": tr("Customer's name"), "note": tr("Customer's note"), "number": tr("Number")}
        for variable in self._variables:
            choices = [*words.items(), (_FIXED, tr("The same text for all"))]
            # Nearly every first variable is a name.
            otherwise = "name" if variable == self._variables[0] else _FIXED
            field = combo(choices, kept.get(variable, otherwise))
            field.setFixedWidth(208)
            value = QLineEdit(texts.get(variable, ""))
            value.setPlaceholderText(tr("Text for {variable}", variable=f"{{{variable}}}"))
            title = label(tr("Variable {variable}", variable=f"{{{variable}}}"), "label")
            title.setFixedWidth(88)
            value.setFixedWidth(280)
            title.setBuddy(field)
            field.setAccessibleName(title.text())
            value.setAccessibleName(value.placeholderText())
            line = row(title, field, value, spacing=8)
            line.addStretch(1)
            self._filled.addLayout(line)
            self.fields[variable], self.values[variable] = field, value
            value.setHidden(field.currentData() != _FIXED)
            field.currentIndexChanged.connect(partial(self._choose, variable))
            value.textChanged.connect(lambda _text: self._tell(typing=True))

    def tick(self, group_ids: Iterable[int]) -> None:
        """Choose these groups and no others."""
        self._wanted = set(group_ids)
        for group_id, box in self.boxes.items():
            box.blockSignals(True)
            box.setChecked(group_id in self._wanted)
            box.blockSignals(False)
        self._tell()

    def show_source(self, source: GroupSource) -> None:
        """As a draft kept it."""
        self._variables = tuple(sorted({*source.fields, *source.values}))
        self._build(dict.fromkeys(source.values, _FIXED) | dict(source.fields), dict(source.values))
        self.tick(source.group_ids)

    def source(self) -> GroupSource | None:
        """What is chosen; None without a group."""
        chosen = tuple(sorted(one for one in self._wanted if one in self._groups or not self._groups))
        if not chosen:
            return None
        fields: dict[int, CustomerPart] = {}
        values: dict[int, str] = {}
        for variable, control in self.fields.items():
            if control.currentData() == _FIXED:
                values[variable] = self.values[variable].text().strip()
            else:
                fields[variable] = control.currentData()
        return GroupSource(chosen, fields, values)

    def missing(self) -> str:
        """What is still to be said; empty when the groups can be checked."""
        if not self._wanted:
            return tr("Choose at least one group.")
        for variable in self.fields:
            if self.fields[variable].currentData() == _FIXED and not self.values[variable].text().strip():
                return tr("Write the text for {variable}.", variable=f"{{{variable}}}")
        return ""

    def _tick(self, group_id: int, ticked: bool) -> None:
        (self._wanted.add if ticked else self._wanted.discard)(group_id)
        self._tell()

    def _choose(self, variable: int, _index: int) -> None:
        fixed = self.fields[variable].currentData() == _FIXED
        self.values[variable].setHidden(not fixed)
        if fixed:
            self.values[variable].setFocus()
        self._tell()

    def _tell(self, *, typing: bool = False) -> None:
        self._filling.setHidden(not (self._wanted and self._variables))
        other = [
            self._groups[one].name
            for one in sorted(self._wanted)
            if one in self._groups and self._groups[one].sms_type is not self._type
        ]
        marketing = self._type is SmsType.MARKETING
        self._note.setHidden(not (other and marketing))
        self._note.setText(
            tr(
                "Kept for regular messages: {groups}. Send marketing only to people who asked for it.",
                groups=", ".join(other),
            )
        )
        missing = self.missing()
        self.changed.emit(None if missing else self.source(), missing, typing)

    def _fit(self) -> None:
        inside = self._flow.heightForWidth(max(self._area.width() - 16, 200)) if self._groups else 0
        self._area.setFixedHeight(max(24, min(inside, _GROUPS_HEIGHT)))

    def resizeEvent(self, event: object) -> None:
        self._fit()
