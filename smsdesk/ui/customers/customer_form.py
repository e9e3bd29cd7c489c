"""The form of a customer: name, note, the business's own columns, type, groups (C1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QWidget

from smsdesk.domain import limits
from smsdesk.domain.customers import Customer, CustomerField, CustomerGroup
from smsdesk.domain.text import tr
from smsdesk.ui.sms_types import type_choices
from smsdesk.ui.widgets.form import Form, FormField
from smsdesk.ui.widgets.labels import label, line
from smsdesk.ui.widgets.layouts import column, holding, scrolling
from smsdesk.ui.widgets.segmented import SegmentedControl

#: Above this height the groups scroll.
_GROUPS_HEIGHT = 208
_LINE = 32
_NOTE_HEIGHT = 64


class GroupTicks(QWidget):
    """A control for a form: ids of the groups that are ticked."""

    changed = Signal()

    def __init__(self, groups: Sequence[CustomerGroup]) -> None:
        super().__init__()
        self.boxes: dict[int, QCheckBox] = {}
        for each in groups:
            box = QCheckBox(each.name.replace("&", "&&"))
            box.toggled.connect(lambda _on: self.changed.emit())
            self.boxes[each.id] = box
        inside = holding(column(*self.boxes.values(), spacing=4))
        area = scrolling(inside)
        area.setFixedHeight(min(_GROUPS_HEIGHT, max(1, len(groups)) * _LINE))
        nothing = label(tr("There are no groups yet."), "secondary")
        (nothing if groups else area).hide()
        self.setLayout(column(nothing, area))

    def value(self) -> list[int]:
        return [group_id for group_id, box in self.boxes.items() if box.isChecked()]

    def set_value(self, group_ids: Sequence[int]) -> None:
        for group_id, box in self.boxes.items():
            box.setChecked(group_id in group_ids)


class CustomerForm(QWidget):
    """``values()`` are the arguments of ``update_customer``. Smart groups are not asked: their filter says
    who is in them."""

    def __init__(
        self,
        customer: Customer,
        groups: Sequence[CustomerGroup],
        own: Sequence[CustomerField] = (),
        after: QWidget | None = None,
    ) -> None:
        """``after`` is shown below."""
        super().__init__()
        self.customer = customer
        groups = [each for each in groups if each.filter is None]
        self._own = [field.id for field in own]
        # Everything here may be left empty; saying so beside each field would drown what they are.
        self.form = Form(self)
        name = FormField(
            tr("Name"), QLineEdit(), limit=limits.CUSTOMER_NAME_LENGTH.value, optional=True, remark=False
        )
        lines = QPlainTextEdit()
        lines.setFixedHeight(_NOTE_HEIGHT)
        lines.setTabChangesFocus(True)
        note = FormField(
            tr("Note"), lines, limit=limits.CUSTOMER_NOTE_LENGTH.value, optional=True, remark=False
        )
        sms_type = SegmentedControl(type_choices(), tr("SMS type"))
        self.form.add("name", name)
        self.form.add("note", note)
        for field in own:
            value = FormField(
                field.name, QLineEdit(), limit=limits.CUSTOMER_FIELD_LENGTH.value, optional=True, remark=False
            )
            self.form.add(f"field_{field.id}", value)
        self.form.add(
            "sms_type", FormField(tr("SMS type"), sms_type, hint=tr("What this person wants to get."))
        )
        self.form.add("group_ids", FormField(tr("Groups"), GroupTicks(groups)))
        parts: list[QWidget] = list(self.form.fields.values())
        self.setLayout(column(*parts, *((line(), after) if after is not None else ()), spacing=16))
        self.form.set_values(
            name=customer.name,
            note=customer.note,
            sms_type=customer.sms_type,
            group_ids=[each.id for each in groups if each.name in customer.groups],
            **{f"field_{field_id}": customer.fields.get(field_id, "") for field_id in self._own},
        )
        self.begun_with = self.values()
        """What it showed at first: what an "Undo" goes back to."""

    def values(self) -> dict[str, Any]:
        """What is typed and chosen."""
        given = self.form.values()
        fields = {field_id: given.pop(f"field_{field_id}") for field_id in self._own}
        return {**given, "fields": fields}

    def take(self, values: Mapping[str, Any]) -> None:
        """Show what ``values`` gave once."""
        fields = values.get("fields", {})
        known = {f"field_{key}": value for key, value in fields.items() if key in self._own}
        plain = {key: value for key, value in values.items() if key != "fields"}
        self.form.set_values(**plain, **known)

    def changed_by_hand(self) -> bool:
        """Whether the user has typed or chosen something that is not saved."""
        return self.values() != self.begun_with
