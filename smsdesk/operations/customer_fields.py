"""Columns of the business's own in the pool (C1): made by hand or by an import, usable as variables."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy import text as sql

from smsdesk.domain import limits
from smsdesk.domain.customers import CustomerField
from smsdesk.domain.errors import Invalid, LimitReached, NotFound
from smsdesk.domain.text import text
from smsdesk.operations.desk import Desk, operation, query
from smsdesk.operations.inputs import one_line
from smsdesk.store.tables import CustomerFieldRow

_FORGET = sql(
    "UPDATE customer SET fields = json_remove(fields, :path) WHERE json_extract(fields, :path) IS NOT NULL"
)
_COUNTS = sql(
    "SELECT value.key, count(*) FROM customer, json_each(customer.fields) AS value "
    "WHERE customer.fields <> '{}' GROUP BY value.key"
)


@query
def list_fields(desk: Desk) -> list[CustomerField]:
    """The columns in the order they were made."""
    rows = desk.session.scalars(select(CustomerFieldRow).order_by(CustomerFieldRow.id))
    return [CustomerField(row.id, row.name) for row in rows]


@query
def field_counts(desk: Desk) -> dict[int, int]:
    """How many customers have a value in each column; those without any are left out."""
    return {int(key): count for key, count in desk.session.execute(_COUNTS)}


@operation(action="AddCustomerField", on="customer")
def put_field(desk: Desk, *, name: str) -> CustomerField:
    """The column of that name, in any case; made where there is none.

    Raises ``Invalid`` for a name that is empty or too long, ``LimitReached`` at 30.
    """
    name = one_line(name, field="name", most=limits.CUSTOMER_FIELD_NAME_LENGTH)
    known = _named(desk, name)
    if known is not None:
        return CustomerField(known.id, known.name)
    count = desk.session.scalar(select(func.count(CustomerFieldRow.id))) or 0
    if limits.CUSTOMER_FIELDS.reached(count):
        raise LimitReached(
            text(
                "There are already {limit} columns of your own. Delete one that is not used first.",
                limit=limits.CUSTOMER_FIELDS.value,
            )
        )
    row = CustomerFieldRow(name=name, created_at=desk.now())
    desk.session.add(row)
    desk.session.flush()
    return CustomerField(row.id, row.name)


@operation(action="ModifyCustomerField", on="customer")
def rename_field(desk: Desk, *, field_id: int, name: str) -> CustomerField:
    """Another name; values stay. Raises ``Invalid`` when it is taken."""
    row = _row(desk, field_id)
    desk.before(CustomerField(row.id, row.name))
    name = one_line(name, field="name", most=limits.CUSTOMER_FIELD_NAME_LENGTH)
    known = _named(desk, name)
    if known is not None and known.id != field_id:
        raise Invalid(
            text("There is already a column “{name}”. Choose another name.", name=name), field="name"
        )
    row.name = name
    return CustomerField(row.id, name)


@operation(action="DeleteCustomerField", on="customer")
def delete_field(desk: Desk, *, field_id: int) -> CustomerField:
    """The column and all its values."""
    row = _row(desk, field_id)
    shown = CustomerField(row.id, row.name)
    desk.before(shown)
    desk.session.delete(row)
    desk.session.execute(_FORGET, {"path": f'$."{field_id}"'})
    return shown


def checked_values(desk: Desk, values: Mapping[int, str]) -> dict[str, str]:
    """Values as they are stored, by the column's id. Raises ``Invalid`` at ``field_<id>``, ``NotFound``."""
    known = {one.id for one in list_fields(desk)}
    if not known.issuperset(values):
        raise NotFound(text("This column is not there any more. It may have been deleted."))
    return {
        str(key): one_line(value, field=f"field_{key}", most=limits.CUSTOMER_FIELD_LENGTH, least=0)
        for key, value in values.items()
    }


def _named(desk: Desk, name: str) -> CustomerFieldRow | None:
    # Compared here: SQLite folds the case of A–Z only.
    rows = desk.session.scalars(select(CustomerFieldRow))
    return next((row for row in rows if row.name.casefold() == name.casefold()), None)


def _row(desk: Desk, field_id: int) -> CustomerFieldRow:
    row = desk.session.get(CustomerFieldRow, field_id)
    if row is None:
        raise NotFound(text("This column is not there any more. It may have been deleted."))
    return row
