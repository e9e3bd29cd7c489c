"""The parts of long messages that a carrier names and reports on one by one (E7).

A message is delivered when every part of it is, and undelivered as soon as one is not; as with whole ones, a
part that was delivered after all is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import text as sql
from sqlalchemy.orm import Session


class Report(NamedTuple):
    """What one receipt says of a message, or of the part ``gateway_id`` of it."""

    message: int
    delivered: bool
    code: str
    at: int
    gateway_id: str = ""

    @property
    def weight(self) -> tuple[bool, int, str]:
        """Of several the heaviest counts: delivered beats not delivered, then the first delivery and the
        last failure."""
        return bool(self.delivered), -self.at if self.delivered else self.at, self.code


_KEEP = sql("""
INSERT OR REPLACE INTO message_part (gateway, gateway_id, message_id)
SELECT :gateway, p.value ->> 0, p.value ->> 1 FROM json_each(:parts) p
""")

_CLAIM_WAITING = sql("""
UPDATE receipt SET message_id = p.message_id
FROM message_part p
WHERE receipt.gateway = :gateway AND receipt.message_id IS NULL
    AND receipt.gateway_id IN (SELECT value FROM json_each(:gateway_ids))
    AND p.gateway = receipt.gateway AND p.gateway_id = receipt.gateway_id
RETURNING message_id, delivered, code, at, receipt.gateway_id
""")

_REPORT = sql("""
UPDATE message_part SET delivered = r.delivered, code = r.code, at = r.at
FROM (
    SELECT value ->> 0 AS message, value ->> 1 AS delivered, value ->> 2 AS code, value ->> 3 AS at,
        value ->> 4 AS gateway_id
    FROM json_each(:reports)
) AS r
WHERE message_part.gateway = :gateway AND message_part.gateway_id = r.gateway_id
    AND message_part.message_id = r.message AND (
        message_part.delivered IS NULL OR r.delivered > message_part.delivered
        OR r.delivered = message_part.delivered AND (
            r.delivered AND r.at < message_part.at
            OR NOT r.delivered AND (r.at, r.code) > (message_part.at, message_part.code)
        )
    )
""")

_PARTS = sql("""
SELECT message_id, delivered, code, at, gateway_id FROM message_part
WHERE message_id IN (SELECT value FROM json_each(:ids)) AND gateway = :gateway
""")


def keep_parts(session: Session, gateway: str, parts: Mapping[int, Sequence[str]]) -> None:
    """What the carrier calls the parts of messages, by message."""
    pairs = [(name, message) for message, names in parts.items() for name in names]
    if pairs:
        session.execute(_KEEP, {"gateway": gateway, "parts": json.dumps(pairs)})


def claim_waiting_parts(session: Session, gateway: str, names: Iterable[str]) -> list[Report]:
    """The reports of parts that came before their message's answer was stored."""
    values = {"gateway": gateway, "gateway_ids": json.dumps(list(names))}
    return [Report._make(row) for row in session.execute(_CLAIM_WAITING, values)]


def of_whole_messages(session: Session, gateway: str, reports: Sequence[Report]) -> list[Report]:
    """Reports on parts are kept and become one on their message, once there is something to say of it; those
    on whole messages stay as they are."""
    if not reports:
        return []
    ids = json.dumps(list({one.message for one in reports}))
    wanted = {"ids": ids, "gateway": gateway}
    long = {row.message_id for row in session.execute(_PARTS, wanted)}
    if not long:
        return list(reports)
    heaviest: dict[tuple[int, str], Report] = {}
    for one in reports:
        known = heaviest.get((one.message, one.gateway_id))
        if one.message in long and (known is None or one.weight > known.weight):
            heaviest[one.message, one.gateway_id] = one
    session.execute(_REPORT, {"gateway": gateway, "reports": json.dumps(list(heaviest.values()))})
    parts: dict[int, list[Report]] = {}
    for row in session.execute(_PARTS, wanted):
        parts.setdefault(row.message_id, []).append(Report._make(row))
    whole = [one for one in reports if one.message not in long]
    return whole + [said for found in parts.values() if (said := _together(found))]


def _together(parts: Sequence[Report]) -> Report | None:
    """What the parts of one message say together; None while some have not said anything."""
    failed = [one for one in parts if one.delivered is not None and not one.delivered]
    if failed:
        return max(failed, key=lambda one: one.weight)
    if all(one.delivered for one in parts):
        return max(parts, key=lambda one: one.at)
    return None
