"""Customers as they are, packed, so that what was deleted or merged can be brought back whole (C1).

The copies live in memory for as long as "Undo" is offered: nothing of a deleted person stays in the store.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import select
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from smsdesk.operations.customer_rows import pieces
from smsdesk.store.tables import CustomerRow, MembershipRow

_BACK = sql("""
INSERT INTO customer (id, number, country, name, note, sms_type, created_at, fields)
VALUES (:id, :number, :country, :name, :note, :sms_type, :created_at, :fields)
ON CONFLICT DO NOTHING
""")
_THERE = sql("SELECT number FROM customer WHERE number IN (SELECT value FROM json_each(:numbers))")
_BACK_INTO = sql("""
INSERT INTO membership (group_id, customer_id)
SELECT :group_id, customer.id FROM customer
WHERE customer.number = :number AND EXISTS (SELECT 1 FROM customer_group WHERE id = :group_id)
ON CONFLICT DO NOTHING
""")
_COLUMNS = ("id", "number", "country", "name", "note", "sms_type", "created_at", "fields")


@dataclass(frozen=True)
class Copies:
    """``count`` customers with their groups and fields; ``put_back`` takes them."""

    PRIVATE: ClassVar = frozenset({"packed"})

    count: int
    packed: tuple[bytes, ...] = ()

    def __add__(self, other: Copies) -> Copies:
        return Copies(self.count + other.count, self.packed + other.packed)


def copies(session: Session, customer_ids: Sequence[int]) -> Copies:
    """The customers of these ids that are there, as they are now."""
    found: list[dict[str, Any]] = []
    for piece in pieces(customer_ids):
        groups: dict[int, list[int]] = {}
        inside = select(MembershipRow.customer_id, MembershipRow.group_id)
        for customer_id, group_id in session.execute(inside.where(MembershipRow.customer_id.in_(piece))):
            groups.setdefault(customer_id, []).append(group_id)
        columns = [getattr(CustomerRow, name) for name in _COLUMNS]
        rows = session.execute(select(*columns).where(CustomerRow.id.in_(piece)))
        found += [{**row._mapping, "groups": groups.get(row.id, [])} for row in rows]
    if not found:
        return Copies(0)
    return Copies(len(found), (zlib.compress(json.dumps(found, ensure_ascii=False).encode(), 1),))


def put_back(session: Session, packed: bytes) -> int:
    """Bring one pack back; whoever is in the pool again meanwhile stays as they are. Gives how many came."""
    rows: list[dict[str, Any]] = json.loads(zlib.decompress(packed))
    inside = [{"group_id": group_id, "number": row["number"]} for row in rows for group_id in row["groups"]]
    numbers = {"numbers": json.dumps([row["number"] for row in rows])}
    there = set(session.execute(_THERE, numbers).scalars())
    lost = [{name: row[name] for name in _COLUMNS} for row in rows if row["number"] not in there]
    if lost:
        session.execute(_BACK, lost)
        back = set(session.execute(_THERE, numbers).scalars())
        anew = [{**one, "id": None} for one in lost if one["number"] not in back]
        if anew:  # their ids went to others meanwhile
            session.execute(_BACK, anew)
    if inside:
        session.execute(_BACK_INTO, inside)
    return len(lost)
