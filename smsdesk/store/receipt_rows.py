"""Status reports: each is kept once and applied once, in whatever order they come (E7)."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import NamedTuple

from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from smsdesk.store.callback_rows import keep_status_items
from smsdesk.store.message_counts import THESE, counted, packed
from smsdesk.store.part_rows import Report, claim_waiting_parts, of_whole_messages
from smsdesk.store.stored_json import to_json


class ReceiptFacts(NamedTuple):
    """A report as it is stored. ``at`` ms since 1970 UTC."""

    key: str
    gateway_id: str
    number: str
    delivered: bool
    code: str
    at: int


_STORE = sql("""
INSERT INTO receipt (gateway, key, gateway_id, number, delivered, code, at, stored_at, message_id)
SELECT :gateway, r.value ->> 0, r.value ->> 1, r.value ->> 2, r.value ->> 3, r.value ->> 4, r.value ->> 5,
    :now,
    COALESCE(
        (SELECT m.id FROM message m WHERE m.gateway_id = r.value ->> 1 AND m.gateway = :gateway
            AND (m.number = r.value ->> 2 OR r.value ->> 2 = '') ORDER BY m.id DESC LIMIT 1),
        (SELECT m.id FROM message_part p JOIN message m ON m.id = p.message_id
            WHERE p.gateway_id = r.value ->> 1 AND p.gateway = :gateway
            AND (m.number = r.value ->> 2 OR r.value ->> 2 = ''))
    )
FROM json_each(:receipts) r WHERE true
ON CONFLICT (gateway, key) DO NOTHING
RETURNING message_id, delivered, code, at, gateway_id
""")

_CLAIM_WAITING = sql("""
UPDATE receipt SET message_id = m.id
FROM message m
WHERE receipt.gateway = :gateway AND receipt.message_id IS NULL
    AND receipt.gateway_id IN (SELECT value FROM json_each(:gateway_ids))
    AND m.gateway_id = receipt.gateway_id AND m.gateway = receipt.gateway
    AND (m.number = receipt.number OR receipt.number = '')
RETURNING message_id, delivered, code, at, receipt.gateway_id
""")

# Delivered beats not delivered and the first delivery counts; of several failures the last one does. So the
# end is the same in whatever order reports come.
_APPLY = sql("""
UPDATE message SET
    status = CASE WHEN r.delivered THEN 'delivered' ELSE 'undelivered' END,
    code = CASE WHEN r.delivered THEN '' ELSE r.code END,
    reported_at = r.at, sent_at = COALESCE(message.sent_at, message.requested_at)
FROM (
    SELECT value ->> 0 AS id, value ->> 1 AS delivered, value ->> 2 AS code, value ->> 3 AS at
    FROM json_each(:reports)
) AS r
WHERE message.id = r.id AND (
    message.status IN ('accepted', 'unknown')
    OR message.status = 'undelivered'
        AND (r.delivered OR (r.at, r.code) > (message.reported_at, message.code))
    OR message.status = 'delivered' AND r.delivered AND r.at < message.reported_at
)
RETURNING task_id, id
""")


def store_receipts(
    session: Session, gateway: str, receipts: Collection[ReceiptFacts], *, now: int
) -> tuple[int, set[int]]:
    """Keep those that are new and apply them; how many messages changed, and their tasks.

    A report of a message that is not known (yet) is kept until ``apply_waiting``.
    """
    rows = session.execute(
        _STORE, {"gateway": gateway, "receipts": to_json(list(receipts)), "now": now}
    ).all()
    reports = [Report._make(row) for row in rows if row[0] is not None]
    return _apply(session, of_whole_messages(session, gateway, reports), now)


def apply_waiting(
    session: Session, gateway: str, gateway_ids: Collection[str], *, now: int, parts: Collection[str] = ()
) -> tuple[int, set[int]]:
    """Apply the reports that came before the submit's answer was stored. ``parts``: the names of parts."""
    values = {"gateway": gateway, "gateway_ids": json.dumps(list(gateway_ids))}
    reports = [Report._make(row) for row in session.execute(_CLAIM_WAITING, values)]
    if parts:
        reports += claim_waiting_parts(session, gateway, parts)
    return _apply(session, of_whole_messages(session, gateway, reports), now)


def _apply(session: Session, reports: Iterable[Report], now: int) -> tuple[int, set[int]]:
    best: dict[int, Report] = {}
    for report in reports:
        known = best.get(report.message)
        if known is None or report.weight > known.weight:
            best[report.message] = report
    if not best:
        return 0, set()
    with counted(session, THESE, ids=packed(best)):
        values = {"reports": json.dumps(list(best.values()))}
        changed = session.execute(_APPLY, values).all()
    keep_status_items(session, {id_: best[id_][1:4] for _, id_ in changed}, now=now)
    return len(changed), {task for task, _ in changed}
