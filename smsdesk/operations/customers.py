"""The customer pool: look, enter, edit, delete (C1, C2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    delete,
    func,
    literal,
    or_,
    select,
    tuple_,
    type_coerce,
)
from sqlalchemy.dialects.sqlite import insert

from smsdesk.domain import limits
from smsdesk.domain.customers import Customer
from smsdesk.domain.errors import NotFound
from smsdesk.domain.profile import SmsType
from smsdesk.domain.text import text
from smsdesk.operations.desk import Desk, operation, query
from smsdesk.operations.entering import BadLine, read_numbers
from smsdesk.operations.inputs import one_line, some_lines
from smsdesk.operations.profile import home_country
from smsdesk.operations.searching import holds, number_holds
from smsdesk.store.tables import CustomerGroupRow, CustomerRow, MembershipRow

#: SQLite takes at most 32,766 values in a statement; ids and rows are given in pieces of this many.
PIECE = 500

T = TypeVar("T")

#: The place of a customer in the order asked for: what is sorted by, then the id.
CustomerKey = tuple[Any, int]


class CustomerOrder(StrEnum):
    """What a list of customers is sorted by."""

    CREATED = "created"
    NUMBER = "number"
    NAME = "name"
    """Those without a name come after all names."""


@dataclass(frozen=True)
class CustomerPage:
    """Customers in order; ``next_key`` asks for the page after it, None at the end."""

    customers: tuple[Customer, ...]
    next_key: CustomerKey | None


@dataclass(frozen=True)
class CustomersAdded:
    """What entering or importing did."""

    added: int
    merged: int
    """Already in the pool; their empty fields were filled."""
    duplicates: int
    """Written twice in the same list."""
    bad: tuple[BadLine, ...] = ()


@dataclass(frozen=True)
class NewCustomer:
    """One to be put into the pool."""

    number: str
    country: str
    name: str = ""
    note: str = ""


@query
def list_customers(
    desk: Desk,
    *,
    search: str = "",
    group_id: int | None = None,
    sms_type: SmsType | None = None,
    order: CustomerOrder = CustomerOrder.CREATED,
    descending: bool = True,
    after: CustomerKey | None = None,
    most: int = 200,
) -> CustomerPage:
    """A page of the pool or of one group, newest first by default (C1).

    ``search`` looks in number, name and note; a number may be typed with blanks and dashes.
    """
    chosen = _chosen(select(CustomerRow, _SORTED_BY[order].label("place")), search, group_id, sms_type)
    place = tuple_(_SORTED_BY[order], CustomerRow.id)
    if after is not None:
        chosen = chosen.where(place < after if descending else place > after)
    directed = [part.desc() if descending else part.asc() for part in (_SORTED_BY[order], CustomerRow.id)]
    rows = desk.session.execute(chosen.order_by(*directed).limit(most + 1)).all()
    page, more = rows[:most], len(rows) > most
    groups = _groups_of(desk, [row.id for row, _ in page])
    return CustomerPage(
        tuple(_shown(row, groups.get(row.id, ())) for row, _ in page),
        (page[-1][1], page[-1][0].id) if more else None,
    )


@query
def customer_count(
    desk: Desk, *, search: str = "", group_id: int | None = None, sms_type: SmsType | None = None
) -> int:
    """How many ``list_customers`` would give in all."""
    return desk.session.scalar(_chosen(select(func.count(CustomerRow.id)), search, group_id, sms_type)) or 0


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
    added = put_customers(
        desk,
        [NewCustomer(number, country) for number, country in entered.numbers],
        sms_type=sms_type,
        group_id=group_id,
    )
    return CustomersAdded(added, len(entered.numbers) - added, entered.duplicates, entered.bad)


@operation(action="ModifyCustomer", on="customer")
def update_customer(
    desk: Desk,
    *,
    customer_id: int,
    name: str,
    note: str,
    sms_type: SmsType,
    group_ids: Sequence[int] | None = None,
) -> Customer:
    """Edit in place; ``group_ids`` are the groups to be in, None leaves them.

    Raises ``NotFound``, ``Invalid``.
    """
    row = desk.session.get(CustomerRow, customer_id)
    if row is None:
        raise NotFound(text("This customer is not there any more."))
    row.name = one_line(name, field="name", most=limits.CUSTOMER_NAME_LENGTH, least=0)
    row.note = some_lines(note, field="note", most=limits.CUSTOMER_NOTE_LENGTH)
    row.sms_type = sms_type
    if group_ids is not None:
        desk.changed("group")
        others = delete(MembershipRow).where(
            MembershipRow.customer_id == customer_id, MembershipRow.group_id.not_in(group_ids)
        )
        desk.session.execute(others)
        there = desk.session.scalars(select(CustomerGroupRow.id).where(CustomerGroupRow.id.in_(group_ids)))
        for group_id in there.all():
            add_members(desk, group_id, select(CustomerRow.id).where(CustomerRow.id == customer_id))
    return _shown(row, _groups_of(desk, [row.id]).get(row.id, ()))


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
    """Put the selected customers into a group; those already in it stay once."""
    desk.session.execute(
        insert(MembershipRow)
        .from_select(
            ["group_id", "customer_id"],
            # The WHERE keeps SQLite from reading ON CONFLICT as the condition of a join.
            select(literal(group_id), CustomerRow.id).where(CustomerRow.id.in_(customer_ids)),
        )
        .on_conflict_do_nothing()
    )


def _chosen(start: Select[T], search: str, group_id: int | None, sms_type: SmsType | None) -> Select[T]:
    if group_id is not None:
        start = start.join(MembershipRow, MembershipRow.customer_id == CustomerRow.id).where(
            MembershipRow.group_id == group_id
        )
    if sms_type is not None:
        start = start.where(CustomerRow.sms_type == sms_type)
    wanted = search.strip()
    if wanted:
        start = start.where(
            or_(
                number_holds(CustomerRow.number, wanted),
                holds(CustomerRow.name, wanted),
                holds(CustomerRow.note, wanted),
            )
        )
    return start


#: What is compared, by order.
_SORTED_BY: dict[CustomerOrder, ColumnElement[Any]] = {
    CustomerOrder.CREATED: type_coerce(CustomerRow.id, Integer),
    CustomerOrder.NUMBER: type_coerce(CustomerRow.number, String),
    CustomerOrder.NAME: func.coalesce(func.lower(func.nullif(CustomerRow.name, "")), "\U0010ffff"),
}


def _groups_of(desk: Desk, customer_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    groups: dict[int, list[str]] = {}
    for piece in pieces(customer_ids):
        rows = desk.session.execute(
            select(MembershipRow.customer_id, CustomerGroupRow.name)
            .join(CustomerGroupRow, CustomerGroupRow.id == MembershipRow.group_id)
            .where(MembershipRow.customer_id.in_(piece))
            .order_by(CustomerGroupRow.name)
        )
        for customer_id, name in rows:
            groups.setdefault(customer_id, []).append(name)
    return {customer_id: tuple(names) for customer_id, names in groups.items()}


def pieces(whole: Sequence[T]) -> Iterator[Sequence[T]]:
    """The sequence in parts that fit into one statement."""
    for start in range(0, len(whole), PIECE):
        yield whole[start : start + PIECE]


def _shown(row: CustomerRow, groups: tuple[str, ...]) -> Customer:
    return Customer(
        id=row.id,
        number=row.number,
        country=row.country,
        name=row.name,
        note=row.note,
        sms_type=SmsType(row.sms_type),
        groups=groups,
        created_at=row.created_at,
    )
