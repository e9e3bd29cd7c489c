"""The outbox of alarms: who is told by which way, and how far each delivery is (A9)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from sqlalchemy import Row
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from smsdesk.domain.alarms import Alarm, AlarmEvent, Channel, Delivery, DeliveryStatus
from smsdesk.domain.codes import explain
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.text import Text, text
from smsdesk.store.stored_json import from_json
from smsdesk.store.stored_text import text_from_json, text_of, text_to_json


class Waiting(NamedTuple):
    """A delivery that is to be made, with the alarm it tells of and the name of the alarm's application."""

    id: int
    sender_id: int
    """The application whose gateway an SMS goes through."""
    contact: str
    address: str
    attempts: int
    alarm: Alarm
    application: str
    """Empty for a review."""


class Outcome(NamedTuple):
    """What an attempt came to. ``due_at``: when to try again, for one that still waits."""

    status: DeliveryStatus
    fault: Text | None = None
    due_at: int | None = None
    attempts: int = 1
    """Added to the count."""


_ALARM = "l.id, l.application_id, l.event, l.details, l.count AS times, l.first_at, l.last_at"

_WAITING = f"""
SELECT {_ALARM}, d.id AS delivery, d.application_id AS sender, d.contact, d.address, d.attempts,
    COALESCE(a.name, '') AS application
FROM alarm_delivery d JOIN alarm l ON l.id = d.alarm_id LEFT JOIN application a ON a.id = l.application_id
WHERE d.status = 'waiting' AND d.channel = :channel
"""

_DUE_MAILS = sql(
    _WAITING
    + """ AND d.due_at <= :now AND d.id NOT IN (SELECT value FROM json_each(:but))
ORDER BY d.due_at, d.id LIMIT :limit
"""
)

_UNSENT_SMS = sql(_WAITING + " AND d.task_id IS NULL ORDER BY d.id")

_NEXT_MAIL = sql("""
SELECT MIN(due_at) FROM alarm_delivery
WHERE status = 'waiting' AND channel = 'email' AND id NOT IN (SELECT value FROM json_each(:but))
""")

_SETTLE = sql("""
UPDATE alarm_delivery SET status = :status, fault = :fault, due_at = COALESCE(:due, due_at),
    attempts = attempts + :attempts, done_at = CASE WHEN :status = 'waiting' THEN NULL ELSE :now END
WHERE id = :id AND status = 'waiting'
""")

_GIVEN = sql("UPDATE alarm_delivery SET task_id = :task, attempts = 1 WHERE id = :id")

_FOLLOWED = sql("""
SELECT d.id, m.status, m.code FROM alarm_delivery d JOIN message m ON m.task_id = d.task_id
WHERE d.status = 'waiting' AND d.channel = 'sms'
""")

_WAITING_SMS = sql("SELECT MAX(due_at) FROM alarm_delivery WHERE status = 'waiting' AND channel = 'sms'")

_OF_DELETED = sql("""
SELECT d.id, d.task_id FROM alarm_delivery d JOIN application a ON a.id = d.application_id
WHERE d.status = 'waiting' AND a.deleted_at IS NOT NULL
""")

_TO_CONTACT = sql("""
SELECT d.id, d.task_id FROM alarm_delivery d LEFT JOIN message m ON m.task_id = d.task_id
WHERE d.channel = :channel AND d.application_id = :application AND lower(d.address) = lower(:address)
    AND (d.status = 'waiting' AND d.task_id IS NULL OR m.status = 'queued')
""")

_DELIVERIES = sql("""
SELECT d.id, d.alarm_id, d.channel, d.contact, d.address, d.status, d.attempts, d.fault, d.done_at,
    m.status AS message_status, m.code
FROM alarm_delivery d LEFT JOIN message m ON m.task_id = d.task_id
WHERE d.alarm_id IN (SELECT value FROM json_each(:alarms)) ORDER BY d.id
""")

_ONE = sql(f"SELECT {_ALARM} FROM alarm l WHERE l.id = :alarm")

_RECENT = sql(f"""
SELECT {_ALARM} FROM alarm l
WHERE l.application_id = :application OR l.application_id = 0 AND EXISTS (
    SELECT 1 FROM alarm_delivery d WHERE d.alarm_id = l.id AND d.application_id = :application
)
ORDER BY l.id DESC LIMIT :limit
""")

_ON_DESKTOP = sql(f"""
SELECT {_ALARM} FROM alarm l JOIN alarm_delivery d ON d.alarm_id = l.id
WHERE d.status = 'waiting' AND d.channel = 'desktop' AND l.taken_at IS NOT NULL ORDER BY l.id
""")

_SHOWN = sql("""
UPDATE alarm_delivery SET status = 'sent', attempts = 1, done_at = :now
WHERE status = 'waiting' AND channel = 'desktop' AND alarm_id IN (SELECT value FROM json_each(:alarms))
""")


def due_mails(session: Session, *, now: int, but: Collection[int], limit: int) -> list[Waiting]:
    """Emails to be sent now, those that waited longest first; ``but`` these, which are on their way."""
    values = {"channel": Channel.EMAIL, "now": now, "but": json.dumps(list(but)), "limit": limit}
    return [_waiting(row) for row in session.execute(_DUE_MAILS, values)]


def next_mail(session: Session, *, but: Collection[int]) -> int | None:
    """When the next email is due, in ms since 1970 UTC; None for none."""
    return session.execute(_NEXT_MAIL, {"but": json.dumps(list(but))}).scalar()


def unsent_sms(session: Session) -> list[Waiting]:
    """SMS that no message was written for yet; only within the transaction that makes them."""
    return [_waiting(row) for row in session.execute(_UNSENT_SMS, {"channel": Channel.SMS})]


def given_to_task(session: Session, delivery_id: int, task_id: int) -> None:
    """The SMS goes out with this task; from now on its message says how far it is."""
    session.execute(_GIVEN, {"id": delivery_id, "task": task_id})


def settle(session: Session, outcomes: Iterable[tuple[int, Outcome]], *, now: int) -> None:
    """Keep what became of deliveries (id, outcome) that still waited."""
    for id_, outcome in outcomes:
        values = {
            "id": id_,
            "status": outcome.status,
            "fault": text_to_json(outcome.fault) if outcome.fault else None,
            "due": outcome.due_at,
            "attempts": outcome.attempts,
            "now": now,
        }
        session.execute(_SETTLE, values)


def followed(session: Session) -> list[tuple[int, Outcome]]:
    """SMS that still wait and whose message has ended meanwhile."""
    found = ((id_, _of_message(status, code)) for id_, status, code in session.execute(_FOLLOWED))
    return [
        (id_, Outcome(status, fault, attempts=0))
        for id_, (status, fault) in found
        if status is not DeliveryStatus.WAITING
    ]


def waiting_sms(session: Session) -> int | None:
    """When the last SMS was made that still waits; None without one."""
    return session.execute(_WAITING_SMS).scalar()


def of_deleted_applications(session: Session) -> list[tuple[int, int | None]]:
    """Deliveries (id, task) that wait although their application was deleted."""
    return [(id_, task) for id_, task in session.execute(_OF_DELETED)]


def still_to_leave(
    session: Session, application_id: int, channel: Channel, address: str
) -> list[tuple[int, int | None]]:
    """Deliveries to a contact that have not left yet, each with its task once an SMS has one."""
    values = {"application": application_id, "channel": channel, "address": address}
    return [(row.id, row.task_id) for row in session.execute(_TO_CONTACT, values)]


def recent(session: Session, application_id: int, *, limit: int) -> list[Alarm]:
    """Alarms of an application, the newest first, with what its contacts were told of reviews."""
    rows = session.execute(_RECENT, {"application": application_id, "limit": limit}).all()
    return _with_deliveries(session, rows)


def alarm_with(session: Session, alarm_id: int) -> Alarm:
    """One alarm with its deliveries."""
    return _with_deliveries(session, session.execute(_ONE, {"alarm": alarm_id}).all())[0]


def on_desktop(session: Session) -> list[Alarm]:
    """Alarms that wait to be shown on the desktop, the oldest first."""
    return _with_deliveries(session, session.execute(_ON_DESKTOP).all())


def shown_on_desktop(session: Session, alarm_ids: Collection[int], *, now: int) -> None:
    """They were shown."""
    session.execute(_SHOWN, {"alarms": json.dumps(list(alarm_ids)), "now": now})


def _with_deliveries(session: Session, rows: Iterable[Row[Any]]) -> list[Alarm]:
    rows = list(rows)
    made: defaultdict[int, list[Delivery]] = defaultdict(list)
    for row in session.execute(_DELIVERIES, {"alarms": json.dumps([row.id for row in rows])}):
        made[row.alarm_id].append(_delivery(row))
    return [_alarm(row, made[row.id]) for row in rows]


def _delivery(row: Row[Any]) -> Delivery:
    status, fault = DeliveryStatus(row.status), text_from_json(row.fault)
    if row.message_status is not None and status is not DeliveryStatus.FAILED:
        # Also after it was taken: a receipt may still say that it did not arrive.
        status, fault = _of_message(row.message_status, row.code)
    return Delivery(
        id=row.id,
        channel=Channel(row.channel),
        contact=row.contact,
        address=row.address,
        status=status,
        attempts=row.attempts,
        fault=fault,
        done_at=row.done_at,
    )


def _of_message(status: str, code: str) -> tuple[DeliveryStatus, Text | None]:
    """How far an SMS is, by its message."""
    match MessageStatus(status):
        case MessageStatus.ACCEPTED | MessageStatus.DELIVERED:
            return DeliveryStatus.SENT, None
        case MessageStatus.FAILED | MessageStatus.UNDELIVERED:
            return DeliveryStatus.FAILED, explain(code).title
        case MessageStatus.CANCELLED:
            return DeliveryStatus.FAILED, text("The message was cancelled.")
        case MessageStatus.UNKNOWN:
            return DeliveryStatus.WAITING, text("It is not known whether the gateway took the message.")
        case MessageStatus.QUEUED | MessageStatus.IN_FLIGHT:
            return DeliveryStatus.WAITING, explain(code).title if code else None


def _waiting(row: Row[Any]) -> Waiting:
    return Waiting(
        *(row.delivery, row.sender, row.contact, row.address, row.attempts, _alarm(row), row.application)
    )


def _alarm(row: Row[Any], deliveries: Iterable[Delivery] = ()) -> Alarm:
    details = (text_of(one) for one in from_json(row.details, list) or ())
    return Alarm(
        id=row.id,
        application_id=row.application_id,
        event=AlarmEvent(row.event),
        details=tuple(detail for detail in details if detail is not None),
        count=row.times,
        first_at=row.first_at,
        last_at=row.last_at,
        deliveries=tuple(deliveries),
    )
