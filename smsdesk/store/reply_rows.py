"""Replies: each is kept once, with the message it answers; some end a subscription (C5, C6)."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from smsdesk.domain.limits import UNSUBSCRIBE_HOURS
from smsdesk.domain.profile import Region
from smsdesk.domain.reply_records import ReplyStatus
from smsdesk.domain.unsubscribing import unsubscribes
from smsdesk.store.callback_rows import keep_reply_items
from smsdesk.store.stored_json import to_json


class ReplyFacts(NamedTuple):
    """A reply as it is stored. ``at`` ms since 1970 UTC; ``signature`` without brackets, where the gateway
    says to whom it was."""

    key: str
    number: str
    content: str
    at: int
    signature: str


#: No telephone sends more characters; what a gateway makes of a fault can have megabytes.
LONGEST_REPLY = 10_000

_ANSWERED_MS = int(UNSUBSCRIBE_HOURS) * 3_600_000

# The last message before it that may have arrived, within the time in which a reply is taken for an answer;
# also one whose answer is not stored yet.
_STORE = sql("""
INSERT INTO reply (gateway, key, number, content, at, signature, message_id)
SELECT :gateway, r.value ->> 0, r.value ->> 1, r.value ->> 2, r.value ->> 3, r.value ->> 4,
    (SELECT m.id FROM message m JOIN task t ON t.id = m.task_id
     WHERE m.number = r.value ->> 1
         AND m.status IN ('in_flight', 'accepted', 'delivered', 'undelivered', 'unknown')
         AND m.gateway = :gateway
         AND m.requested_at BETWEEN (r.value ->> 3) - :answered AND (r.value ->> 3)
         AND (r.value ->> 4 = '' OR t.signature = r.value ->> 4)
     ORDER BY m.requested_at DESC, m.id DESC LIMIT 1)
FROM json_each(:replies) r WHERE true
ON CONFLICT (gateway, key) DO NOTHING
RETURNING id, content
""")

# What the records of replies are filtered by (D3).
_DESCRIBE = sql(f"""
UPDATE reply SET
    region = coalesce(m.region, iif(reply.number LIKE '+86%', '{Region.MAINLAND}', '{Region.GLOBAL}')),
    application_id = m.application_id,
    template_id = m.template_id,
    status = iif(
        reply.id IN (SELECT value FROM json_each(:leaving)),
        iif(m.id IS NULL, '{ReplyStatus.STOP}', '{ReplyStatus.UNSUBSCRIBED}'),
        iif(m.id IS NULL, '{ReplyStatus.UNPROMPTED}', '{ReplyStatus.ANSWER}')
    )
FROM reply same LEFT JOIN message m ON m.id = same.message_id
WHERE same.id = reply.id AND reply.id IN (SELECT value FROM json_each(:replies))
""")

_UNSUBSCRIBE = sql("""
INSERT INTO unsubscribed (number, signature, sms_type, keyword, at, reply_id)
SELECT m.number, t.signature, m.sms_type, trim(r.content), r.at, r.id
FROM reply r JOIN message m ON m.id = r.message_id JOIN task t ON t.id = m.task_id
WHERE r.id IN (SELECT value FROM json_each(:replies))
ON CONFLICT (number, signature, sms_type) DO NOTHING
RETURNING id
""")


def store_replies(
    session: Session, gateway: str, replies: Collection[ReplyFacts], *, now: int | None = None
) -> tuple[int, int]:
    """Keep those that are new; how many, and how many numbers they unsubscribed (effective at once, E2).

    ``now`` is when a program is to be told of them (A8); without it the time of the last reply.
    """
    replies = [reply._replace(content=reply.content[:LONGEST_REPLY]) for reply in replies]
    rows = session.execute(
        _STORE, {"gateway": gateway, "replies": to_json(replies), "answered": _ANSWERED_MS}
    ).all()
    leaving = [id_ for id_, content in rows if unsubscribes(content)]
    if rows:
        session.execute(
            _DESCRIBE, {"replies": json.dumps([id_ for id_, _ in rows]), "leaving": json.dumps(leaving)}
        )
        keep_reply_items(
            session,
            [id_ for id_, _ in rows],
            now=max(reply.at for reply in replies) if now is None else now,
        )
    if not leaving:
        return len(rows), 0
    left = session.execute(_UNSUBSCRIBE, {"replies": json.dumps(leaving)}).all()
    return len(rows), len(left)
