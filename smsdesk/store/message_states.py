"""The statements that move messages between states, whole batches at a time (E5, E6).

Every one keeps task counts and rollups (``counted``). Nothing here decides anything: the engine and the
operations say which message goes where.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.tasks import TaskStatus
from smsdesk.store.message_counts import THESE, counted, packed
from smsdesk.store.quotas import give_back
from smsdesk.store.stored_json import to_json

UNSURE = "Unknown"
"""The code of a message that may have been sent; the same as ``gateways.base.Unknown``'s."""


class Due(NamedTuple):
    """A queued message whose time has come, with what the guards look at."""

    id: int
    number: str
    country: str
    content: str
    attempts: int
    fragments: int
    reserved: int
    requested_at: int | None
    barred: bool
    """On the blocklist or unsubscribed, for the task's signature and type (C4, C5). Abroad the blocklist's
    entries have no signature and hold for every one."""
    trusted: bool
    """On the application's allowlist (A6)."""


class Verdict(NamedTuple):
    """Where a claimed message goes; those of one verdict are moved with one statement."""

    status: MessageStatus
    code: str = ""
    reserved: int = 0
    due_at: int | None = None
    """When to look again, for one that stays queued."""


class Result(NamedTuple):
    """What became of a message in flight."""

    id: int
    status: MessageStatus
    code: str = ""
    gateway_id: str | None = None
    sent_at: int | None = None
    due_at: int | None = None
    """For one that goes back to the queue."""
    attempts: int = 0
    """Added to the count: -1 for a request that never left."""
    fee: int = 0
    """Billable fragments as the gateway counts them; 0 leaves our own count."""
    parts: tuple[str, ...] = ()
    """What the carrier calls the parts of a long message, where it names each."""


_DUE = sql("""
SELECT m.id, m.number, m.country, m.content, m.attempts, m.fragments, m.reserved, m.requested_at,
    EXISTS (SELECT 1 FROM blocked b WHERE b.number = m.number AND b.sms_type = m.sms_type
            AND b.signature = CASE t.region WHEN 'global' THEN '' ELSE NULLIF(t.signature, '') END)
    OR EXISTS (SELECT 1 FROM unsubscribed u WHERE u.number = m.number AND u.signature = t.signature
               AND u.sms_type = m.sms_type),
    EXISTS (SELECT 1 FROM allowlist a WHERE a.application_id = m.application_id AND a.number = m.number)
FROM message m JOIN task t ON t.id = m.task_id
WHERE m.task_id = :task AND m.status = 'queued' AND m.due_at <= :now
ORDER BY m.due_at, m.id LIMIT :limit
""")

_CLAIM = sql("""
UPDATE message SET status = :status, code = :code, reserved = :reserved, gateway = :gateway,
    attempts = attempts + :attempts, requested_at = COALESCE(requested_at, :now)
WHERE id IN (SELECT value FROM json_each(:ids)) AND status = 'queued'
""")

_POSTPONE = sql("UPDATE message SET due_at = :due WHERE id IN (SELECT value FROM json_each(:ids))")

_SETTLE = sql("""
UPDATE message SET
    status = CASE WHEN r.status = 'queued' AND t.status = 'cancelled' THEN 'cancelled' ELSE r.status END,
    code = r.code, gateway_id = COALESCE(r.gateway_id, message.gateway_id),
    sent_at = COALESCE(r.sent_at, message.sent_at), due_at = COALESCE(r.due_at, message.due_at),
    attempts = message.attempts + r.attempts,
    fragments = CASE WHEN r.fee > 0 THEN r.fee ELSE message.fragments END
FROM (
    SELECT value ->> 0 AS id, value ->> 1 AS status, value ->> 2 AS code, value ->> 3 AS gateway_id,
        value ->> 4 AS sent_at, value ->> 5 AS due_at, value ->> 6 AS attempts, value ->> 7 AS fee
    FROM json_each(:results)
) AS r, task t
WHERE message.id = r.id AND t.id = message.task_id AND message.status = :was
RETURNING task_id
""")

_NEVER_TAKEN = sql("""
SELECT m.id FROM message m WHERE m.id IN (SELECT value FROM json_each(:ids))
    AND m.status IN ('failed', 'cancelled') AND m.reserved <> 0
""")

_FINISH = sql("""
UPDATE task SET
    status = CASE WHEN accepted + delivered + undelivered + unknown = 0 AND failed > 0
             THEN 'failed' ELSE 'sent' END,
    pause_reason = NULL, finished_at = :now
WHERE status IN ('sending', 'paused') AND queued = 0 AND in_flight = 0
RETURNING id
""")

_STOP = sql("UPDATE task SET status = :status, pause_reason = NULL WHERE id = :task")

_CANCEL_MESSAGES = sql("UPDATE message SET status = 'cancelled' WHERE task_id = :task AND status = 'queued'")
_HELD_IN_QUEUE = sql("SELECT id FROM message WHERE task_id = :task AND status = 'queued' AND reserved <> 0")

_UNKNOWN = sql("SELECT id FROM message WHERE task_id = :task AND status = 'unknown'")
_MARK_SENT = sql("""
UPDATE message SET status = 'accepted', code = '', sent_at = COALESCE(sent_at, requested_at)
WHERE id IN (SELECT value FROM json_each(:ids)) AND status = 'unknown'
""")
# A new request: it is counted, guarded and timed anew. What the first one held stays counted, since it may
# have arrived.
_SEND_AGAIN = sql("""
UPDATE message SET status = 'queued', code = '', reserved = 0, requested_at = NULL, due_at = :now
WHERE id IN (SELECT value FROM json_each(:ids)) AND status = 'unknown'
""")
_REOPEN = sql("""
UPDATE task SET status = 'sending', finished_at = NULL
WHERE id = :task AND queued > 0 AND status IN ('sent', 'failed', 'cancelled')
""")


def due_messages(session: Session, task_id: int, *, now: int, limit: int) -> list[Due]:
    """The next queued messages of a task whose time has come."""
    rows = session.execute(_DUE, {"task": task_id, "now": now, "limit": limit})
    return [Due._make((*row[:8], bool(row[8]), bool(row[9]))) for row in rows]


def move_claimed(
    session: Session, verdicts: dict[int, Verdict], *, gateway: str, now: int, zone: str
) -> None:
    """Write what was decided of queued messages: in flight, failed with a code, or queued until later."""
    lots: dict[Verdict, list[int]] = {}
    for id_, verdict in verdicts.items():
        lots.setdefault(verdict, []).append(id_)
    refused: list[int] = []
    with counted(session, THESE, ids=packed(verdicts)):
        for verdict, ids in lots.items():
            values: dict[str, object] = {"ids": packed(ids)}
            if verdict.status is MessageStatus.QUEUED:
                session.execute(_POSTPONE, {**values, "due": verdict.due_at})
                continue
            if verdict.status is MessageStatus.FAILED:
                refused += ids
            values |= {"status": verdict.status, "code": verdict.code, "reserved": verdict.reserved}
            attempts = int(verdict.status is MessageStatus.IN_FLIGHT)
            session.execute(_CLAIM, {**values, "gateway": gateway, "attempts": attempts, "now": now})
        if refused:
            give_back(session, refused, zone)


def settle(
    session: Session,
    results: Sequence[Result],
    *,
    zone: str,
    was: MessageStatus = MessageStatus.IN_FLIGHT,
) -> set[int]:
    """Write what became of messages that were in flight (or unknown); the tasks of those that changed.

    One that goes back to the queue of a cancelled task is cancelled.
    """
    ids = packed([result.id for result in results])
    with counted(session, THESE, ids=ids):
        tasks = session.execute(_SETTLE, {"results": to_json(results), "was": was}).scalars().all()
        held = session.execute(_NEVER_TAKEN, {"ids": ids}).scalars().all()
        if held:
            give_back(session, held, zone)
    return set(tasks)


def finish_tasks(session: Session, *, now: int) -> list[int]:
    """Tasks with nothing left to send become sent, or failed when nothing was taken; their ids."""
    return list(session.execute(_FINISH, {"now": now}).scalars())


def stop_sending(session: Session, task_id: int) -> None:
    """The task is stopped (B7): what is queued stays so and is not sent; what is in flight ends by itself."""
    session.execute(_STOP, {"task": task_id, "status": TaskStatus.STOPPED})


def cancel_queued(session: Session, task_id: int, *, zone: str) -> None:
    """The task is cancelled for good (B7): what is queued is cancelled and its quotas are free again."""
    held = session.execute(_HELD_IN_QUEUE, {"task": task_id}).scalars().all()
    with counted(session, "m.task_id = :task", task=task_id):
        if held:
            give_back(session, held, zone)
        session.execute(_CANCEL_MESSAGES, {"task": task_id})
    session.execute(_STOP, {"task": task_id, "status": TaskStatus.CANCELLED})


def unknown_messages(session: Session, task_id: int) -> list[int]:
    """Ids of the messages of a task that may have been sent (E5)."""
    return list(session.execute(_UNKNOWN, {"task": task_id}).scalars())


def mark_as_sent(session: Session, ids: Collection[int]) -> None:
    """The user says that these unknown messages arrived."""
    with counted(session, THESE, ids=packed(ids)):
        session.execute(_MARK_SENT, {"ids": packed(ids)})


def send_again(session: Session, task_id: int, ids: Collection[int], *, now: int) -> None:
    """The user wants these unknown messages of a task sent again, knowing that some may arrive twice."""
    with counted(session, THESE, ids=packed(ids)):
        session.execute(_SEND_AGAIN, {"ids": packed(ids), "now": now})
    session.execute(_REOPEN, {"task": task_id})
