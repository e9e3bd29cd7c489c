"""The conditions of a smart group, each a row that can be taken away again (C3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QSpinBox, QWidget

from smsdesk.domain import limits
from smsdesk.domain.customer_filters import (
    LONGEST_DAYS,
    MONTHS,
    WITH_VALUE,
    Comparison,
    Contact,
    ContactCondition,
    CustomerFilter,
    FieldCondition,
)
from smsdesk.domain.places import country_name
from smsdesk.domain.profile import SmsType
from smsdesk.domain.text import tr, trn
from smsdesk.ui.sms_types import type_choices
from smsdesk.ui.widgets.buttons import tool_button
from smsdesk.ui.widgets.choice_menu import ChoiceMenu
from smsdesk.ui.widgets.form import combo
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column, row

#: The days a new condition looks back.
_USUAL_DAYS = 30


class ConditionRow(QFrame):
    """One condition: what it is about, its controls, and × to take it away."""

    changed = Signal()
    removed = Signal()

    def __init__(self, title: str, *controls: QWidget) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self.title = title
        self.remove = tool_button("x", tr("Remove “{condition}”", condition=title), self.removed.emit)
        self.controls = row(*controls, STRETCH)
        self.first: QWidget | None = controls[0] if controls else None
        head = row(label(title, "label"), STRETCH, self.remove)
        self.setLayout(column(head, self.controls, spacing=4, margins=(12, 4, 4, 10)))

    def add_to(self, asked: CustomerFilter) -> CustomerFilter:
        """The filter with this condition."""
        raise NotImplementedError

    def problem(self) -> str:
        """What is still to be said; empty when the condition is complete."""
        return ""


class CountriesRow(ConditionRow):
    """``countries``: ISO codes to choose from."""

    def __init__(self, countries: Sequence[str], chosen: Sequence[str] = ()) -> None:
        names = sorted({*countries, *chosen}, key=country_name)
        self.choice = ChoiceMenu(
            [(one, country_name(one)) for one in names], tr("Country"), tr("Choose countries")
        )
        self.choice.set_value(chosen)
        super().__init__(tr("Country"), self.choice)
        self.choice.changed.connect(self.changed)

    def add_to(self, asked: CustomerFilter) -> CustomerFilter:
        return replace(asked, countries=self.choice.value())

    def problem(self) -> str:
        return "" if self.choice.value() else tr("Choose at least one country.")


class TypeRow(ConditionRow):
    """The type of messages a customer is kept for."""

    def __init__(self, chosen: SmsType | None = None) -> None:
        self.choice = combo([*type_choices()], chosen)
        self.choice.setAccessibleName(tr("SMS type"))
        super().__init__(tr("SMS type"), self.choice)
        self.choice.currentIndexChanged.connect(self.changed)

    def add_to(self, asked: CustomerFilter) -> CustomerFilter:
        return replace(asked, sms_type=SmsType(self.choice.currentData()))


class GroupsRow(ConditionRow):
    """``groups``: names of those with members of their own; a chosen one that is gone is told."""

    def __init__(self, groups: Mapping[int, str], chosen: Sequence[int] = ()) -> None:
        gone = [(one, tr("a deleted group")) for one in chosen if one not in groups]
        self._gone = {one for one, _ in gone}
        self.choice = ChoiceMenu([*groups.items(), *gone], tr("In a group"), tr("Choose groups"))
        self.choice.set_value(chosen)
        super().__init__(tr("In one of the groups"), self.choice)
        self.choice.changed.connect(self.changed)

    def add_to(self, asked: CustomerFilter) -> CustomerFilter:
        return replace(asked, group_ids=self.choice.value())

    def problem(self) -> str:
        chosen = self.choice.value()
        if self._gone.intersection(chosen):
            return tr("Untick the group that was deleted.")
        return "" if chosen else tr("Choose at least one group.")


def contact_title(contact: Contact) -> str:
    """What passed, in words."""
    return {
        Contact.MESSAGED: tr("Was sent a message"),
        Contact.RECEIVED: tr("Received a message"),
        Contact.MISSED: tr("Missed a message"),
        Contact.REPLIED: tr("Sent a reply"),
    }[contact]


class ContactRow(ConditionRow):
    """Whether something passed, ever or in the last days."""

    def __init__(self, asked: ContactCondition) -> None:
        self.contact = asked.contact
        title = contact_title(asked.contact)
        self.holds = combo([(True, tr("Yes")), (False, tr("No"))], asked.holds)
        self.holds.setAccessibleName(title)
        self.period = combo([(False, tr("ever")), (True, tr("in the last"))], bool(asked.days))
        self.period.setAccessibleName(tr("When"))
        self.days = QSpinBox()
        self.days.setRange(1, LONGEST_DAYS)
        self.days.setValue(asked.days or _USUAL_DAYS)
        self.days.setAccessibleName(tr("Days"))
        self.days.setFixedWidth(84)
        inner = self.days.findChild(QLineEdit)
        if inner is not None:  # a style sheet's padding does not reach the field inside a spin box
            inner.setTextMargins(8, 0, 0, 0)
        self._unit = label("")
        super().__init__(title, self.holds, self.period, self.days, self._unit)
        self._show()
        self.holds.currentIndexChanged.connect(self.changed)
        self.period.currentIndexChanged.connect(self._change)
        self.days.valueChanged.connect(self._change)

    def add_to(self, asked: CustomerFilter) -> CustomerFilter:
        days = self.days.value() if self.period.currentData() else 0
        one = ContactCondition(self.contact, days, bool(self.holds.currentData()))
        return replace(asked, contacts=(*asked.contacts, one))

    def _change(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        always = not self.period.currentData()
        self.days.setHidden(always)
        self._unit.setHidden(always)
        self._unit.setText(trn("day", "days", self.days.value()))


class FieldRow(ConditionRow):
    """What a column of the business's own says; ``name`` is empty when the column was deleted."""

    def __init__(self, asked: FieldCondition, name: str) -> None:
        self.field_id, self._gone = asked.field_id, not name
        title = name or tr("A column that was deleted")
        self.comparison = combo(
            [
                (Comparison.IS, tr("is")),
                (Comparison.IS_NOT, tr("is not")),
                (Comparison.CONTAINS, tr("contains")),
                (Comparison.MONTH, tr("month is")),
                (Comparison.TODAY, tr("day is today")),
                (Comparison.EMPTY, tr("is empty")),
                (Comparison.FILLED, tr("is filled")),
            ],
            asked.comparison,
        )
        self.comparison.setAccessibleName(title)
        self.text = QLineEdit(asked.value)
        self.text.setMaxLength(limits.CUSTOMER_FIELD_LENGTH.value)
        self.text.setPlaceholderText(tr("Text"))
        self.text.setAccessibleName(tr("Text"))
        is_month = asked.comparison is Comparison.MONTH
        self.month = combo(
            [(key, str(name)) for key, name in MONTHS.items()], asked.value if is_month else None
        )
        self.month.setAccessibleName(tr("Month"))
        super().__init__(title, self.comparison, self.month)
        self.controls.insertWidget(1, self.text, 1)
        self._show()
        self.comparison.currentIndexChanged.connect(self._change)
        self.text.textChanged.connect(self.changed)
        self.month.currentIndexChanged.connect(self.changed)

    def add_to(self, asked: CustomerFilter) -> CustomerFilter:
        comparison = Comparison(self.comparison.currentData())
        value = self.text.text().strip() if comparison in WITH_VALUE else ""
        if comparison is Comparison.MONTH:
            value = str(self.month.currentData())
        return replace(asked, fields=(*asked.fields, FieldCondition(self.field_id, comparison, value)))

    def problem(self) -> str:
        if self._gone:
            return tr("Remove the condition on the column that was deleted.")
        if self.comparison.currentData() in WITH_VALUE and not self.text.text().strip():
            return tr("Write the text for “{column}”.", column=self.title)
        return ""

    def _change(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        comparison = self.comparison.currentData()
        self.text.setHidden(comparison not in WITH_VALUE)
        self.month.setHidden(comparison != Comparison.MONTH)
