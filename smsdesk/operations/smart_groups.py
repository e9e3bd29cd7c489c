"""What a filter finds: how many, the first ones, and all of them as a group of its own (C3).

Among a million customers and their messages this takes up to some seconds, so it can be stopped. The looks
are no jobs: they happen at every keystroke, which nobody wants to read in the log.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select

from smsdesk.domain.customer_filters import CustomerFilter, check_filter
from smsdesk.domain.customers import Customer, CustomerGroup
from smsdesk.operations.customer_filters import here, matching
from smsdesk.operations.customer_rows import shown_customers
from smsdesk.operations.desk import Desk, Progress, job
from smsdesk.operations.groups import group, group_of, members
from smsdesk.operations.interrupting import interruptible
from smsdesk.store.tables import CustomerRow

#: Customers shown as examples of what a filter finds.
FIRST = 5


@dataclass(frozen=True)
class Found:
    """What a filter finds now."""

    count: int
    first: tuple[Customer, ...]


def count_members(desk: Desk, *, group_id: int, progress: Progress) -> int:
    """How many are in a group now. Raises ``NotFound``, ``Cancelled``."""
    with interruptible(desk, progress):
        return _count(desk, members(desk, group_id=group_id))


def find_customers(desk: Desk, *, filter: CustomerFilter, progress: Progress) -> Found:
    """Whom a filter finds, before a group is made of it. Raises ``Invalid``, ``Cancelled``."""
    check_filter(filter)
    with interruptible(desk, progress) as session:
        ids = matching(filter, now=desk.now(), at=here(desk)).subquery()
        newest = select(ids.c.id, func.count().over()).order_by(ids.c.id.desc()).limit(FIRST)
        found = session.execute(newest).all()
        if not found:
            return Found(0, ())
        rows = session.scalars(
            select(CustomerRow)
            .where(CustomerRow.id.in_([one for one, _ in found]))
            .order_by(CustomerRow.id.desc())
        )
        return Found(found[0][1], tuple(shown_customers(session, rows.all())))


@job(action="KeepGroup")
def keep_members(desk: Desk, *, group_id: int, name: str, progress: Progress) -> CustomerGroup:
    """A new group with those who are in a smart group now; they stay in it whatever the filter finds later.

    Raises ``Invalid`` for the name, ``NotFound``, ``Cancelled``.
    """
    with interruptible(desk, progress) as session:
        of = group(desk, group_id=group_id)
        ids: Sequence[int] = session.scalars(members(desk, group_id=group_id)).all()
    progress.report(0, len(ids))
    return group_of(desk, name=name, sms_type=of.sms_type, customer_ids=ids)


def _count(desk: Desk, ids: Select[int]) -> int:
    return desk.session.scalar(select(func.count()).select_from(ids.subquery())) or 0
