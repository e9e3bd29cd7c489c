"""What the customers with certain numbers are called, and which numbers those called so have (C1, D2)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from smsdesk.domain.errors import Invalid
from smsdesk.domain.records import RecordFilter
from smsdesk.domain.text import text
from smsdesk.operations.customer_rows import pieces
from smsdesk.operations.customer_search import names_with
from smsdesk.operations.desk import Desk
from smsdesk.store.tables import CustomerRow

#: Of more customers the messages are not looked up together.
MOST_CALLED = 200


def name_of(number: InstrumentedAttribute[str]) -> ColumnElement[Any]:
    """A column beside ``number`` with what its customer is called; empty where there is none."""
    called = (
        select(CustomerRow.name)
        .where(CustomerRow.number == number)
        .correlate(number.class_)
        .scalar_subquery()
    )
    return func.coalesce(called, "").label("customer_name")


def names_of(session: Session, numbers: Collection[str]) -> dict[str, str]:
    """The names of those that are in the pool, by their numbers."""
    found: dict[str, str] = {}
    for piece in pieces(sorted(set(numbers))):
        wanted = select(CustomerRow.number, CustomerRow.name).where(CustomerRow.number.in_(piece))
        found |= {number: name for number, name in session.execute(wanted)}
    return found


def is_name(words: str) -> bool:
    """Whether what was typed is a name: no number has a letter in it."""
    return any(one.isalpha() for one in words)


def with_numbers(desk: Desk, filter: RecordFilter) -> RecordFilter:
    """The filter with the numbers of those who are called so in place of a name; inside a transaction.

    Raises ``Invalid`` for ``number`` when nobody is called so, or more than ``MOST_CALLED`` are.
    """
    if not is_name(filter.number):
        return filter
    words = filter.number.strip()
    numbers = tuple(desk.session.scalars(names_with(desk, words).limit(MOST_CALLED + 1)))
    if not numbers:
        raise Invalid(text("No customer in the pool is called “{name}”.", name=words), field="number")
    if len(numbers) > MOST_CALLED:
        raise Invalid(
            text("More than {count} customers are called so; type more.", count=MOST_CALLED), field="number"
        )
    return replace(filter, number="", numbers=numbers)
