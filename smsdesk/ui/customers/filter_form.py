"""Who is in a smart group: conditions that one adds and removes, with whom they find beside them (C3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from smsdesk.domain.customer_filters import (
    MOST_CONDITIONS,
    Comparison,
    Contact,
    ContactCondition,
    CustomerFilter,
    FieldCondition,
)
from smsdesk.domain.text import tr, trn
from smsdesk.operations.customer_fields import list_fields
from smsdesk.operations.customer_search import customer_countries
from smsdesk.operations.groups import list_groups
from smsdesk.operations.smart_groups import Found, find_customers
from smsdesk.ui.context import Context
from smsdesk.ui.customers.filter_rows import (
    ConditionRow,
    ContactRow,
    CountriesRow,
    FieldRow,
    GroupsRow,
    TypeRow,
    contact_title,
)
from smsdesk.ui.latest_answer import LatestAnswer
from smsdesk.ui.widgets.buttons import menu_button
from smsdesk.ui.widgets.labels import ElidedLabel, label
from smsdesk.ui.widgets.layouts import STRETCH, clear, column, row


@dataclass(frozen=True)
class Askable:
    """What a filter may ask for."""

    countries: Sequence[str]
    groups: Mapping[int, str]
    """Names of the groups with members of their own."""
    fields: Mapping[int, str]


async def askable(context: Context) -> Askable:
    """Fetch what there is on this desk."""
    run = context.runner.run
    groups = await run(list_groups)
    return Askable(
        countries=await run(customer_countries) or [context.profile.country],
        groups={one.id: one.name for one in groups if one.filter is None},
        fields={one.id: one.name for one in await run(list_fields)},
    )


class FilterEditor(QWidget):
    """A control for a form: ``value()`` is the ``CustomerFilter`` as far as it goes, ``problem()`` says what
    is missing. Whom it finds is looked up in the background at every change."""

    changed = Signal()

    def __init__(self, context: Context, there: Askable) -> None:
        super().__init__()
        self._there = there
        self.rows: list[ConditionRow] = []
        self._rows = column(spacing=8)
        self._menu = QMenu()
        self._menu.aboutToShow.connect(self.fill_menu)
        self.add = menu_button(tr("Add a condition"), self._menu, picture="plus")
        self.count = label("", "label")
        """For the foot of the panel, where it stays in view."""
        self._first = column(spacing=2)
        self.latest = LatestAnswer(context, self)
        self.latest.changed.connect(self._show_found)
        self.setLayout(column(self._rows, row(self.add, STRETCH), self._first, spacing=12))
        self.setFocusProxy(self.add)

    # As a control

    def value(self) -> CustomerFilter:
        asked = CustomerFilter()
        for one in self.rows:
            asked = one.add_to(asked)
        return asked

    def set_value(self, asked: CustomerFilter) -> None:
        for one in list(self.rows):
            self._take_away(one)
        if asked.countries:
            self._put(CountriesRow(self._there.countries, asked.countries))
        if asked.sms_type is not None:
            self._put(TypeRow(asked.sms_type))
        if asked.group_ids:
            self._put(GroupsRow(self._there.groups, asked.group_ids))
        for contact in asked.contacts:
            self._put(ContactRow(contact))
        for field in asked.fields:
            self._put(FieldRow(field, self._there.fields.get(field.field_id, "")))
        self._change()

    def problem(self) -> str:
        """What is missing; empty when it can be kept."""
        if not self.rows:
            return tr("Add at least one condition; without one it would be everybody.")
        return next((found for one in self.rows if (found := one.problem())), "")

    # Adding and taking away

    def fill_menu(self) -> QMenu:
        """What can be added now."""
        menu = self._menu
        menu.clear()
        there = self._there
        of_kind = {kind: any(isinstance(one, kind) for one in self.rows) for kind in _ONCE}
        for kind, words, make in (
            (CountriesRow, tr("Country"), partial(CountriesRow, there.countries)),
            (TypeRow, tr("SMS type"), TypeRow),
            (GroupsRow, tr("In one of the groups"), partial(GroupsRow, there.groups)),
        ):
            action = menu.addAction(words, partial(self.put_new, make))
            action.setEnabled(not of_kind[kind] and (kind is not GroupsRow or bool(there.groups)))
        menu.addSeparator()
        room = sum(isinstance(one, ContactRow) for one in self.rows) < MOST_CONDITIONS
        for contact in Contact:
            asked = ContactCondition(contact, 30)
            menu.addAction(
                contact_title(contact), partial(self.put_new, partial(ContactRow, asked))
            ).setEnabled(room)
        menu.addSeparator()
        room = sum(isinstance(one, FieldRow) for one in self.rows) < MOST_CONDITIONS
        for field_id, name in there.fields.items():
            new = partial(FieldRow, FieldCondition(field_id, Comparison.IS), name)
            menu.addAction(name.replace("&", "&&"), partial(self.put_new, new)).setEnabled(room)
        return menu

    def put_new(self, make: Callable[[], ConditionRow]) -> None:
        """Add a condition and go to its first control."""
        made = make()
        self._put(made)
        self._change()
        if made.first is not None:
            made.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _put(self, made: ConditionRow) -> None:
        made.changed.connect(self._change)
        made.removed.connect(lambda: self._remove(made))
        self.rows.append(made)
        self._rows.addWidget(made)

    def _remove(self, gone: ConditionRow) -> None:
        self._take_away(gone)
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)
        self._change()

    def _take_away(self, gone: ConditionRow) -> None:
        self.rows.remove(gone)
        self._rows.removeWidget(gone)
        gone.hide()
        gone.deleteLater()

    # Whom it finds

    def _change(self) -> None:
        if self.problem():
            self.latest.forget()
        else:
            self.latest.ask(find_customers, filter=self.value())
        self.changed.emit()

    def _show_found(self) -> None:
        found: Found | None = self.latest.answer
        if self.latest.waiting:
            self.count.setText(tr("Counting …"))
            return  # the examples of before stay until there are others
        clear(self._first)
        if self.latest.fault is not None:
            self.count.setText(str(self.latest.fault))
        elif found is None:
            self.count.setText("")
        elif not found.count:
            self.count.setText(tr("Nobody matches."))
        else:
            self.count.setText(trn("{count} customer matches", "{count} customers match", found.count))
            for one in found.first:
                words = tr("{number} · {name}", number=one.number, name=one.name) if one.name else one.number
                self._first.addWidget(ElidedLabel(words, "secondary"))
            if found.count > len(found.first):
                more = found.count - len(found.first)
                self._first.addWidget(label(trn("and {count} more", "and {count} more", more), "small"))


_ONCE = (CountriesRow, TypeRow, GroupsRow)
