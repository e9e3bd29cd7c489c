"""Rows of the customer table as the desk's own customers, with what is known around them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from smsdesk.domain.customers import Customer
from smsdesk.domain.profile import SmsType
from smsdesk.store.tables import CustomerGroupRow, CustomerRow, MembershipRow, MessageRow, ReplyRow

#: SQLite takes at most 32,766 values in a statement; ids and rows are given in pieces of this many.
PIECE = 500

T = TypeVar("T")


def pieces(whole: Sequence[T]) -> Iterator[Sequence[T]]:
    """The sequence in parts that fit into one statement."""
    for start in range(0, len(whole), PIECE):
        yield whole[start : start + PIECE]


def shown_customers(session: Session, rows: Sequence[CustomerRow]) -> Iterator[Customer]:
    """The customers with their groups, last message and last reply, in the same order."""
    groups: dict[int, list[str]] = {}
    messages: dict[str, int] = {}
    replies: dict[str, int] = {}
    for piece in pieces(rows):
        ids, numbers = [row.id for row in piece], [row.number for row in piece]
        inside = session.execute(
            select(MembershipRow.customer_id, CustomerGroupRow.name)
            .join(CustomerGroupRow, CustomerGroupRow.id == MembershipRow.group_id)
            .where(MembershipRow.customer_id.in_(ids))
            .order_by(CustomerGroupRow.name)
        )
        for customer_id, name in inside:
            groups.setdefault(customer_id, []).append(name)
        for last, when, table in (
            (messages, MessageRow.requested_at, MessageRow),
            (replies, ReplyRow.at, ReplyRow),
        ):
            newest = select(table.number, func.max(when)).where(table.number.in_(numbers), when.is_not(None))
            for number, at in session.execute(newest.group_by(table.number)):
                last[number] = at or 0
    for row in rows:
        yield Customer(
            id=row.id,
            number=row.number,
            country=row.country,
            name=row.name,
            note=row.note,
            sms_type=SmsType(row.sms_type),
            groups=tuple(groups.get(row.id, ())),
            created_at=row.created_at,
            fields=fields_of(row),
            last_message_at=messages.get(row.number),
            last_reply_at=replies.get(row.number),
        )


def fields_of(row: CustomerRow) -> dict[int, str]:
    """The values of the business's own columns by the column's id."""
    return {int(field): str(value) for field, value in json.loads(row.fields).items() if value}
