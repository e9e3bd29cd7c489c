"""Another number for a customer, and which numbers do not want to be written to (C1, C4, C5)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import select

from smsdesk.domain.customers import Customer
from smsdesk.domain.errors import Invalid, NotAllowed, NotFound
from smsdesk.domain.text import text
from smsdesk.operations.customer_rows import pieces, shown_customers
from smsdesk.operations.desk import Desk, operation, query
from smsdesk.operations.entering import AnyRegionReader
from smsdesk.operations.profile import home_country
from smsdesk.store.tables import BlockedRow, CustomerRow, UnsubscribedRow


@dataclass(frozen=True)
class Refusals:
    """Which of the numbers that were asked about get not everything."""

    unsubscribed: frozenset[str] = frozenset()
    blocked: frozenset[str] = frozenset()


#: Nobody refuses anything.
NOBODY = Refusals()


@dataclass(frozen=True)
class NumberChanged:
    """``before`` is the number it was."""

    PRIVATE: ClassVar = frozenset({"customer", "before"})

    customer: Customer
    before: str


@query
def refusals(desk: Desk, *, numbers: Collection[str]) -> Refusals:
    """Who of these E.164 numbers unsubscribed or is blocked, under any signature and for any type."""
    unsubscribed: set[str] = set()
    blocked: set[str] = set()
    for piece in pieces(sorted(set(numbers))):
        asked = select(UnsubscribedRow.number).where(UnsubscribedRow.number.in_(piece))
        unsubscribed |= set(desk.session.scalars(asked))
        blocked |= set(desk.session.scalars(select(BlockedRow.number).where(BlockedRow.number.in_(piece))))
    return Refusals(frozenset(unsubscribed), frozenset(blocked))


@query
def who_has(desk: Desk, *, number: str) -> Customer | None:
    """The customer with this number as it is typed; None when there is none."""
    reading = AnyRegionReader(home_country(desk)).read(number)
    row = desk.session.scalar(select(CustomerRow).where(CustomerRow.number == reading.number))
    return next(shown_customers(desk.session, [row])) if row is not None else None


@operation(action="ChangeNumber", on="customer")
def change_number(desk: Desk, *, customer_id: int, number: str) -> NumberChanged:
    """Correct a customer's number; name, note, groups and own columns stay. What was sent to the old number
    and whether it unsubscribed or is blocked stays with that number.

    Raises ``Invalid`` for what is no mobile number or the same, ``NotAllowed`` for one that another customer
    has, ``NotFound``.
    """
    row = desk.session.get(CustomerRow, customer_id)
    if row is None:
        raise NotFound(text("This customer is not there any more."))
    reading = AnyRegionReader(home_country(desk)).read(number)
    if reading.reason:
        raise Invalid(reading.problem or text("This is not a mobile number."), field="number")
    before = row.number
    if reading.number == before:
        raise Invalid(text("This is the number already."), field="number")
    taken = select(CustomerRow.id).where(CustomerRow.number == reading.number)
    if desk.session.scalar(taken) is not None:
        raise NotAllowed(
            text("Another customer has {number}. Merge the two entries instead.", number=reading.number),
            field="number",
        )
    row.number, row.country = reading.number, reading.country
    desk.changed("group")
    desk.session.flush()
    return NumberChanged(next(shown_customers(desk.session, [row])), before)
