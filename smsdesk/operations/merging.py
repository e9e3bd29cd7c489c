"""Several entries of the pool that are one person become one (C1)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import delete, select

from smsdesk.domain.customers import Customer
from smsdesk.domain.errors import Invalid, NotFound
from smsdesk.domain.text import text
from smsdesk.operations.customer_copies import Copies, copies, put_back
from smsdesk.operations.customer_rows import shown_customers
from smsdesk.operations.customers import add_members
from smsdesk.operations.desk import Desk, operation
from smsdesk.store.tables import CustomerRow, MembershipRow

#: Most entries that are merged at once; more are not one person.
MOST = 20


@dataclass(frozen=True)
class Merged:
    """``kept`` is who stays; ``before`` all of them as they were, for ``unmerge``."""

    PRIVATE: ClassVar = frozenset({"kept", "before"})

    kept: Customer
    before: Copies


@operation(action="MergeCustomers", on="customer")
def merge_customers(desk: Desk, *, keep_id: int, customer_ids: Sequence[int]) -> Merged:
    """Keep one number; what its name, note and own columns leave empty is taken from the others in their
    order, it joins their groups, and the others leave the pool. Records, replies and who unsubscribed stay
    with the number they belong to.

    Raises ``Invalid`` with fewer than two or more than 20, ``NotFound``.
    """
    ids = list(dict.fromkeys([keep_id, *customer_ids]))
    if not 2 <= len(ids) <= MOST:
        raise Invalid(text("Choose from 2 to {most} customers who are one person.", most=MOST))
    rows = {row.id: row for row in desk.session.scalars(select(CustomerRow).where(CustomerRow.id.in_(ids)))}
    if len(rows) != len(ids):
        raise NotFound(text("One of these customers is not there any more. Nothing was merged."))
    desk.changed("group")
    before = copies(desk.session, ids)
    kept, others = rows[keep_id], [rows[one] for one in ids[1:]]
    for other in others:
        kept.name = kept.name or other.name
        kept.note = kept.note or other.note
        kept.fields = json.dumps({**json.loads(other.fields), **json.loads(kept.fields)}, ensure_ascii=False)
    inside = select(MembershipRow.group_id).where(MembershipRow.customer_id.in_(ids[1:])).distinct()
    for group_id in desk.session.scalars(inside).all():
        add_members(desk, group_id, select(CustomerRow.id).where(CustomerRow.id == keep_id))
    for other in others:
        desk.session.delete(other)
    desk.session.flush()
    return Merged(next(shown_customers(desk.session, [kept])), before)


@operation(action="UnmergeCustomers", on="customer")
def unmerge(desk: Desk, *, merged: Merged) -> int:
    """All of them as they were before; gives how many."""
    desk.changed("group")
    same = CustomerRow.id == merged.kept.id, CustomerRow.number == merged.kept.number
    desk.session.execute(delete(CustomerRow).where(*same))
    return sum(put_back(desk.session, piece) for piece in merged.before.packed)
