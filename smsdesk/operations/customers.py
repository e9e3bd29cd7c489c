"""The customer pool: look, enter, edit, delete (C1, C2)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Select, delete, func, literal, select
from sqlalchemy.dialects.sqlite import insert

from smsdesk.domain import limits
from smsdesk.domain.customers import Customer
from smsdesk.domain.errors import NotAllowed, NotFound
from smsdesk.domain.profile import SmsType
from smsdesk.domain.text import text
from smsdesk.operations.customer_fields import checked_values
from smsdesk.operations.customer_rows import PIECE, fields_of, pieces, shown_customers
from smsdesk.operations.desk import Desk, operation
from smsdesk.operations.entering import BadLine, read_numbers
from smsdesk.operations.inputs import one_line, some_lines
from smsdesk.operations.profile import home_country
from smsdesk.store.tables import CustomerGroupRow, CustomerRow, MembershipRow


@dataclass(frozen=True)
class CustomersAdded:
    """What entering or importing did."""

    added: int
    merged: int
    """Already in the pool; their empty fields were filled."""
    duplicates: int
    """Written twice in the same list."""
    bad: tuple[BadLine, ...] = ()
    entered: Entered | None = None
    """What ``take_back_entered`` needs; None where nothing was changed."""


@dataclass(frozen=True)
class Entered:
    """What entering numbers changed."""

    customer_ids: tuple[int, ...]
    """New ones."""
    at: int
    """When they were made: an id may be given again later."""
    group_id: int | None
    joined_ids: tuple[int, ...]
    """Known ones that were put into the group."""


@dataclass(frozen=True)
class NewCustomer:
    """One to be put into the pool."""

    number: str
    country: str
    name: str = ""
    note: str = ""
    fields: Mapping[int, str] = field(default_factory=dict)
    """Values of the business's own columns, by the column's id."""


@operation(action="AddCustomers", on="customer")
def enter_customers(
    desk: Desk, *, numbers: str, sms_type: SmsType, group_id: int | None = None
) -> CustomersAdded:
    """C2: up to 100 numbers, one a line; bad lines are told, good ones kept, duplicates merged.

    Raises ``Invalid`` without a line or with too many, ``NotFound`` for a group that is gone.
    """
    if group_id is not None and desk.session.get(CustomerGroupRow, group_id) is None:
        raise NotFound(text("This group is not there any more. It may have been deleted."), field="group")
    entered = read_numbers(numbers, home_country=home_country(desk), most=limits.NUMBERS_PER_ENTERING)
    theirs = select(CustomerRow.id).where(CustomerRow.number.in_([number for number, _ in entered.numbers]))
    inside = theirs.where(
        CustomerRow.id.in_(select(MembershipRow.customer_id).where(MembershipRow.group_id == group_id))
    )
    known, were_inside = set(desk.session.scalars(theirs)), set(desk.session.scalars(inside))
    added = put_customers(
        desk,
        [NewCustomer(number, country) for number, country in entered.numbers],
        sms_type=sms_type,
        group_id=group_id,
    )
    new = tuple(sorted(set(desk.session.scalars(theirs)) - known))
    joined = tuple(sorted(known - were_inside)) if group_id is not None else ()
    done = Entered(new, desk.now(), group_id, joined) if new or joined else None
    return CustomersAdded(added, len(entered.numbers) - added, entered.duplicates, entered.bad, done)


@operation(action="UndoAddCustomers", on="customer")
def take_back_entered(desk: Desk, *, entered: Entered) -> int:
    """Delete the customers that entering added, and take the known ones out of the group again; gives how
    many were deleted."""
    added = delete(CustomerRow).where(
        CustomerRow.id.in_(entered.customer_ids), CustomerRow.created_at <= entered.at
    )
    count = len(desk.session.scalars(added.returning(CustomerRow.id)).all())
    if entered.group_id is not None:
        joined = delete(MembershipRow).where(
            MembershipRow.group_id == entered.group_id, MembershipRow.customer_id.in_(entered.joined_ids)
        )
        desk.session.execute(joined)
        desk.changed("group")
    return count


@operation(action="ModifyCustomer", on="customer")
def update_customer(
    desk: Desk,
    *,
    customer_id: int,
    name: str | None = None,
    note: str | None = None,
    sms_type: SmsType | None = None,
    group_ids: Sequence[int] | None = None,
    fields: Mapping[int, str] | None = None,
) -> Customer:
    """Edit in place; what is None stays. ``group_ids`` are the groups to be in, ``fields`` what the
    business's own columns say (those that are not named stay).

    Raises ``NotFound``, ``Invalid``.
    """
    row = desk.session.get(CustomerRow, customer_id)
    if row is None:
        raise NotFound(text("This customer is not there any more."))
    if name is not None:
        row.name = one_line(name, field="name", most=limits.CUSTOMER_NAME_LENGTH, least=0)
    if note is not None:
        row.note = some_lines(note, field="note", most=limits.CUSTOMER_NOTE_LENGTH)
    if sms_type is not None:
        row.sms_type = sms_type
    if fields is not None:
        known = {str(key): value for key, value in fields_of(row).items()}
        values = {**known, **checked_values(desk, fields)}
        # Empty values are never stored: merging relies on it.
        row.fields = json.dumps({key: value for key, value in values.items() if value}, ensure_ascii=False)
    if group_ids is not None:
        desk.changed("group")
        others = delete(MembershipRow).where(
            MembershipRow.customer_id == customer_id, MembershipRow.group_id.not_in(group_ids)
        )
        desk.session.execute(others)
        there = desk.session.scalars(select(CustomerGroupRow.id).where(CustomerGroupRow.id.in_(group_ids)))
        for group_id in there.all():
            add_members(desk, group_id, select(CustomerRow.id).where(CustomerRow.id == customer_id))
    desk.session.flush()
    return next(shown_customers(desk.session, [row]))


@operation(action="DeleteCustomers", on="customer")
def delete_customers(desk: Desk, *, customer_ids: Sequence[int]) -> int:
    """Take customers out of the pool and every group; records of what was sent stay. Gives how many."""
    desk.changed("group")
    deleted = 0
    for piece in pieces(customer_ids):
        deleted += len(
            desk.session.scalars(
                delete(CustomerRow).where(CustomerRow.id.in_(piece)).returning(CustomerRow.id)
            ).all()
        )
    return deleted


def put_customers(
    desk: Desk,
    customers: Sequence[NewCustomer],
    *,
    sms_type: SmsType,
    group_id: int | None,
    report: Callable[[int], object] = lambda done: None,
) -> int:
    """Add to the pool (and a group) inside the running operation; gives how many were new.

    A number that is already there keeps its name and note; only empty ones are filled. ``report`` is told
    how many are done; what it raises ends it.
    """
    before = desk.session.scalar(select(func.count(CustomerRow.id))) or 0
    now = desk.now()
    fresh = insert(CustomerRow)
    merge = fresh.on_conflict_do_update(
        index_elements=[CustomerRow.number],
        set_={
            "name": func.coalesce(func.nullif(CustomerRow.name, ""), fresh.excluded.name),
            "note": func.coalesce(func.nullif(CustomerRow.note, ""), fresh.excluded.note),
            # Empty values are never stored, so what is there wins and what is missing is taken over.
            "fields": func.json_patch(fresh.excluded.fields, CustomerRow.fields),
        },
    )
    for done, piece in enumerate(pieces(customers)):
        report(done * PIECE)
        desk.session.execute(
            merge,
            [
                {
                    "number": one.number,
                    "country": one.country,
                    "name": one.name,
                    "note": one.note,
                    "sms_type": sms_type.value,
                    "created_at": now,
                    "fields": _stored(one.fields),
                }
                for one in piece
            ],
        )
        if group_id is not None:
            numbers = [one.number for one in piece]
            add_members(desk, group_id, select(CustomerRow.id).where(CustomerRow.number.in_(numbers)))
    if group_id is not None:
        desk.changed("group")
    after = desk.session.scalar(select(func.count(CustomerRow.id))) or 0
    return after - before


def add_members(desk: Desk, group_id: int, customer_ids: Select[int]) -> None:
    """Put the selected customers into a group; those already in it stay once.

    Raises ``NotAllowed`` for a smart group.
    """
    group = desk.session.get(CustomerGroupRow, group_id)
    if group is not None and group.filter:
        raise NotAllowed(
            text("“{name}” is a smart group; its filter says who is in it.", name=group.name), field="group"
        )
    desk.session.execute(
        insert(MembershipRow)
        .from_select(
            ["group_id", "customer_id"],
            # The WHERE keeps SQLite from reading ON CONFLICT as the condition of a join.
            select(literal(group_id), CustomerRow.id).where(CustomerRow.id.in_(customer_ids)),
        )
        .on_conflict_do_nothing()
    )


def _stored(fields: Mapping[int, str]) -> str:
    if not fields:
        return "{}"
    return json.dumps({str(key): value for key, value in fields.items() if value}, ensure_ascii=False)
