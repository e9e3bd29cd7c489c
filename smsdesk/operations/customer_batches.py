"""Things done to many customers at once, chosen one by one or by what is looked for (C1).

A million customers are worked through in pieces, each a transaction of its own, so that sending goes on
meanwhile and the user can stop: what is done by then stays done, is told, and can be undone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import delete, select
from sqlalchemy import text as sql

from smsdesk.domain.errors import NotAllowed, NotFound
from smsdesk.domain.profile import SmsType
from smsdesk.domain.text import text
from smsdesk.operations.customer_copies import Copies, copies, put_back
from smsdesk.operations.customer_rows import pieces
from smsdesk.operations.customer_search import Chosen, chosen_ids
from smsdesk.operations.desk import Cancelled, Desk, Progress, job, operation
from smsdesk.store.message_counts import packed
from smsdesk.store.tables import CustomerGroupRow, CustomerRow

#: Customers of one transaction: a fraction of a second.
PIECE = 2_000

_INTO = sql("""
INSERT INTO membership (group_id, customer_id)
SELECT :group_id, id FROM customer WHERE id IN (SELECT value FROM json_each(:ids))
ON CONFLICT DO NOTHING RETURNING customer_id
""")
_OUT = sql("""
DELETE FROM membership WHERE group_id = :group_id AND customer_id IN (SELECT value FROM json_each(:ids))
RETURNING customer_id
""")
_TYPE = sql("""
UPDATE customer SET sms_type = :sms_type
WHERE id IN (SELECT value FROM json_each(:ids)) AND sms_type <> :sms_type RETURNING id
""")


@dataclass(frozen=True)
class Changed:
    """Whom it changed; ``stopped``: the user stopped it before the end."""

    PRIVATE: ClassVar = frozenset({"ids"})

    ids: tuple[int, ...]
    stopped: bool = False

    @property
    def count(self) -> int:
        return len(self.ids)


@dataclass(frozen=True)
class Deleted:
    """What ``restore_customers`` brings back; ``stopped``: the user stopped it before the end."""

    copies: Copies
    stopped: bool = False


@job(action="AddCustomersToGroup")
def put_into_group(desk: Desk, *, chosen: Chosen, group_id: int, progress: Progress) -> Changed:
    """Put customers into a group with members of its own; gives those who were not in it.

    Raises ``NotFound`` for a group that is gone, ``NotAllowed`` for a smart one.
    """
    return _changed(desk, chosen, progress, lambda ids: _put(desk, group_id=group_id, ids=ids))


@job(action="TakeCustomersOutOfGroup")
def take_out_of_group(desk: Desk, *, chosen: Chosen, group_id: int, progress: Progress) -> Changed:
    """Take customers out of a group; they stay in the pool. Raises as ``put_into_group``."""
    return _changed(desk, chosen, progress, lambda ids: _take(desk, group_id=group_id, ids=ids))


@job(action="SetCustomersType")
def set_type(desk: Desk, *, chosen: Chosen, sms_type: SmsType, progress: Progress) -> Changed:
    """What these want to get; gives those for whom it was the other type."""
    return _changed(desk, chosen, progress, lambda ids: _type(desk, sms_type=sms_type, ids=ids))


@job(action="DeleteCustomers")
def remove_customers(desk: Desk, *, chosen: Chosen, progress: Progress) -> Deleted:
    """Take customers out of the pool and every group; records of what was sent stay."""
    gone = Copies(0)
    ids = chosen_ids(desk, chosen=chosen)
    for start in range(0, len(ids), PIECE):
        try:
            progress.report(start, len(ids))
        except Cancelled:
            return Deleted(gone, stopped=True)
        gone += _remove(desk, ids=ids[start : start + PIECE])
    return Deleted(gone)


@job(action="RestoreCustomers")
def restore_customers(desk: Desk, *, deleted: Copies, progress: Progress) -> int:
    """Bring back what was deleted, with groups and fields; gives how many came. Never stops half way."""
    came = 0
    for done, piece in enumerate(deleted.packed):
        with suppress(Cancelled):
            progress.report(done * PIECE, deleted.count)
        came += _restore(desk, piece=piece)
    return came


def _changed(
    desk: Desk, chosen: Chosen, progress: Progress, change: Callable[[Sequence[int]], Changed]
) -> Changed:
    ids = chosen_ids(desk, chosen=chosen)
    done: list[int] = []
    for start in range(0, len(ids), PIECE):
        try:
            progress.report(start, len(ids))
        except Cancelled:
            return Changed(tuple(done), stopped=True)
        done += change(ids[start : start + PIECE]).ids
    return Changed(tuple(done))


@operation(action="ModifyGroup", on="group")
def _put(desk: Desk, *, group_id: int, ids: Sequence[int]) -> Changed:
    _own_members(desk, group_id)
    desk.changed("customer")
    values = {"group_id": group_id, "ids": packed(ids)}
    return Changed(tuple(desk.session.execute(_INTO, values).scalars()))


@operation(action="ModifyGroup", on="group")
def _take(desk: Desk, *, group_id: int, ids: Sequence[int]) -> Changed:
    _own_members(desk, group_id)
    desk.changed("customer")
    values = {"group_id": group_id, "ids": packed(ids)}
    return Changed(tuple(desk.session.execute(_OUT, values).scalars()))


@operation(action="ModifyCustomer", on="customer")
def _type(desk: Desk, *, sms_type: SmsType, ids: Sequence[int]) -> Changed:
    desk.changed("group")
    values = {"sms_type": sms_type.value, "ids": packed(ids)}
    return Changed(tuple(desk.session.execute(_TYPE, values).scalars()))


@operation(action="DeleteCustomers", on="customer")
def _remove(desk: Desk, *, ids: Sequence[int]) -> Copies:
    desk.changed("group")
    gone = copies(desk.session, ids)
    for piece in pieces(ids):
        desk.session.execute(delete(CustomerRow).where(CustomerRow.id.in_(piece)))
    return gone


@operation(action="RestoreCustomers", on="customer")
def _restore(desk: Desk, *, piece: bytes) -> int:
    desk.changed("group")
    return put_back(desk.session, piece)


def _own_members(desk: Desk, group_id: int) -> None:
    found = desk.session.execute(
        select(CustomerGroupRow.name, CustomerGroupRow.filter).where(CustomerGroupRow.id == group_id)
    ).one_or_none()
    if found is None:
        raise NotFound(text("This group is not there any more. It may have been deleted."))
    if found.filter:
        raise NotAllowed(
            text("“{name}” is a smart group; its filter says who is in it.", name=found.name), field="group"
        )
