"""The columns of the pool, the business's own among them, and their cells that are edited in place (C1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal

from smsdesk.domain.customers import Customer, CustomerField
from smsdesk.domain.places import country_name
from smsdesk.domain.text import tr
from smsdesk.operations.customer_search import CustomerOrder
from smsdesk.ui.context import Context
from smsdesk.ui.sms_types import type_words
from smsdesk.ui.widgets.table_model import Column, RowsModel

#: How many of the business's own columns are in view before the user chooses.
SHOWN_FIELDS = 2
FIELD = "field:"
NAME = CustomerOrder.NAME.value
NOTE = "note"


def pool_columns(context: Context, fields: Sequence[CustomerField] = ()) -> list[Column[Customer]]:
    """Those that can be sorted have the key of a ``CustomerOrder``; what is not known is left blank."""
    return [
        Column(CustomerOrder.NUMBER.value, tr("Number"), lambda one: one.number, width=144),
        Column(NAME, tr("Name"), lambda one: one.name, width=120, stretch=True),
        Column("groups", tr("Groups"), lambda one: tr(", ").join(one.groups), width=150, sort=False),
        Column(
            NOTE,
            tr("Note"),
            lambda one: one.note,
            width=116,
            quiet=True,
            stretch=True,
            sort=False,
            tip=lambda one: one.note,
        ),
        *(_own_column(field, hidden=place >= SHOWN_FIELDS) for place, field in enumerate(fields)),
        Column(
            "type",
            tr("SMS type"),
            lambda one: type_words(one.sms_type),
            width=96,
            quiet=True,
            sort=False,
            spare=True,
        ),
        Column(
            "country",
            tr("Country"),
            lambda one: country_name(one.country),
            width=116,
            quiet=True,
            sort=False,
            spare=True,
        ),
        _moment(context, "last_message", tr("Last message"), lambda one: one.last_message_at),
        _moment(context, "last_reply", tr("Last reply"), lambda one: one.last_reply_at),
        Column(
            CustomerOrder.CREATED.value,
            tr("Added"),
            lambda one: one.created_at,
            show=lambda one: context.formats.time(one.created_at),
            width=128,
            quiet=True,
            hidden=True,
        ),
    ]


def _own_column(field: CustomerField, *, hidden: bool) -> Column[Customer]:
    return Column(
        f"{FIELD}{field.id}",
        field.name,
        lambda one: one.fields.get(field.id, ""),
        width=120,
        sort=False,
        hidden=hidden,
        spare=True,
    )


def _moment(context: Context, key: str, title: str, at: Callable[[Customer], int | None]) -> Column[Customer]:
    def words(one: Customer) -> str:
        moment = at(one)
        return "" if moment is None else context.formats.time(moment)

    return Column(key, title, at, show=words, width=128, quiet=True, sort=False, spare=True)


def cell(one: Customer, key: str) -> str | None:
    """What is edited in place in a column; None where nothing is."""
    if key == NAME:
        return one.name
    if key == NOTE:
        return None if "\n" in one.note else one.note  # several lines need the panel
    if key.startswith(FIELD):
        return one.fields.get(int(key.removeprefix(FIELD)), "")
    return None


def with_cell(one: Customer, key: str, value: str) -> Customer:
    """The customer with another value in that column."""
    if key == NAME:
        return replace(one, name=value)
    if key == NOTE:
        return replace(one, note=value)
    return replace(one, fields={**one.fields, int(key.removeprefix(FIELD)): value})


def cell_change(key: str, value: str) -> dict[str, Any]:
    """The same for ``update_customer``."""
    if key == NAME:
        return {"name": value}
    return {"note": value} if key == NOTE else {"fields": {int(key.removeprefix(FIELD)): value}}


Index = QModelIndex | QPersistentModelIndex


class PoolModel(RowsModel[Customer]):
    """``edited(customer, key of the column, value)`` when a cell was given another value."""

    edited = Signal(object, str, str)

    def flags(self, index: Index) -> Qt.ItemFlag:
        usual = super().flags(index)
        return usual | Qt.ItemFlag.ItemIsEditable if self._cell(index) is not None else usual

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.EditRole:
            return self._cell(index)
        return super().data(index, role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        before = self._cell(index)
        if role != Qt.ItemDataRole.EditRole or before is None or str(value).strip() == before:
            return False
        self.edited.emit(self.row(index.row()), self.columns[index.column()].key, str(value).strip())
        return True

    def _cell(self, index: Index) -> str | None:
        if not index.isValid():
            return None
        return cell(self.row(index.row()), self.columns[index.column()].key)
