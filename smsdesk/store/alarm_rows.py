"""Alarms as rows: gathered while they are open, so that a storm is one message (A7, A9)."""

from __future__ import annotations

import json

from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from smsdesk.domain.alarms import AlarmEvent, Channel, DeliveryStatus
from smsdesk.domain.limits import (
    ALARM_GATHER_SECONDS,
    ALARM_PAUSE_MINUTES,
    REVIEW_ALARM_PAUSE_MINUTES,
)
from smsdesk.domain.text import Text, text
from smsdesk.store.stored_text import text_to_json

#: What is kept of what happened; the count tells the rest.
DETAILS = 5

#: So many alarms are kept, and none longer than so many days; a day's are kept in any case.
KEPT = 1_000
KEPT_DAYS = 365

DAY_MS = 86_400_000
GATHER_MS = int(ALARM_GATHER_SECONDS) * 1_000
PAUSE_MS = int(ALARM_PAUSE_MINUTES) * 60_000
REVIEW_PAUSE_MS = int(REVIEW_ALARM_PAUSE_MINUTES) * 60_000
LONGEST_MS = max(GATHER_MS, PAUSE_MS)

_GATHER = sql(f"""
UPDATE alarm SET
    count = count + :count, last_at = :now, due_at = MIN(due_at, :now + {LONGEST_MS}),
    details = CASE
        WHEN NOT json_valid(details) OR json_type(details) <> 'array' THEN json_array(json(:detail))
        WHEN json_array_length(details) < {DETAILS}
            AND NOT EXISTS (SELECT 1 FROM json_each(alarm.details) d WHERE d.value = json(:detail))
        THEN json_insert(details, '$[#]', json(:detail)) ELSE details END
WHERE application_id = :application AND event = :event AND taken_at IS NULL
RETURNING id, due_at
""")

# The pause holds between two messages about the same; it begins when the first one is taken, and no later
# than now: a clock that was put right must not keep the next one back for as long as it was wrong.
_OPEN = sql(f"""
INSERT INTO alarm (application_id, event, details, count, first_at, last_at, due_at)
SELECT :application, :event, json_array(json(:detail)), :count, :now, :now,
    MAX(:now + {GATHER_MS}, COALESCE(
        (SELECT MIN(MAX(taken_at), :now) FROM alarm WHERE application_id = :application AND event = :event)
        + :pause, 0))
RETURNING id, due_at
""")

_DESKTOP = sql(f"""
INSERT INTO alarm_delivery (alarm_id, application_id, channel, contact, address, status, due_at)
SELECT :alarm, 0, '{Channel.DESKTOP}', '', '', '{DeliveryStatus.WAITING}', :due
WHERE NOT EXISTS (SELECT 1 FROM alarm_delivery WHERE alarm_id = :alarm AND channel = '{Channel.DESKTOP}')
""")

_NEXT_DUE = sql("SELECT MIN(due_at) FROM alarm WHERE taken_at IS NULL")
_TAKE = sql("UPDATE alarm SET taken_at = :now WHERE taken_at IS NULL AND due_at <= :now RETURNING id")

# Of several contacts with one address the first stands for it, before those of a disabled application.
_DELIVERIES = sql(f"""
INSERT INTO alarm_delivery (alarm_id, application_id, channel, contact, address, status, due_at)
SELECT alarm, application, channel, name, address, '{DeliveryStatus.WAITING}', :now FROM (
    SELECT alarm, application, channel, name, address, MIN(place) AS place FROM (
        SELECT l.id AS alarm, c.application_id AS application, w.column1 AS channel, c.name,
            CASE w.column1 WHEN '{Channel.SMS}' THEN c.number ELSE c.email END AS address,
            CASE WHEN a.enabled THEN 0 ELSE 1 << 60 END + c.id AS place
        FROM alarm l
        JOIN alarm_contact c ON c.application_id = l.application_id OR l.application_id = 0
        JOIN application a ON a.id = c.application_id AND a.deleted_at IS NULL
        JOIN (VALUES ('{Channel.SMS}'), ('{Channel.EMAIL}')) w
        WHERE l.id IN (SELECT value FROM json_each(:alarms))
            AND EXISTS (
                SELECT 1 FROM json_each(CASE WHEN json_valid(c.events) THEN c.events ELSE '[]' END) e
                WHERE e.value = l.event
            )
    ) WHERE address <> '' GROUP BY alarm, channel, LOWER(address)
) ORDER BY alarm, place
""")

_TRIAL = sql("""
INSERT INTO alarm (application_id, event, details, count, first_at, last_at, due_at, taken_at)
VALUES (:application, :event, json_array(json(:detail)), 1, :now, :now, :now, :now) RETURNING id
""")
_DELIVER = sql(f"""
INSERT INTO alarm_delivery (alarm_id, application_id, channel, contact, address, status, due_at)
VALUES (:alarm, :application, :channel, :contact, :address, '{DeliveryStatus.WAITING}', :now)
""")

_NOT_SHOWN = sql(f"""
UPDATE alarm_delivery SET status = '{DeliveryStatus.FAILED}', fault = :fault, done_at = :now
WHERE status = '{DeliveryStatus.WAITING}' AND channel = '{Channel.DESKTOP}' AND due_at < :before
""")
_OLD = sql("""
SELECT id FROM alarm WHERE taken_at < :year
    OR taken_at < :day AND id <= (SELECT id FROM alarm ORDER BY id DESC LIMIT 1 OFFSET :kept)
""")
_FORGET_DELIVERIES = sql(
    "DELETE FROM alarm_delivery WHERE alarm_id IN (SELECT value FROM json_each(:alarms))"
)
_FORGET = sql("DELETE FROM alarm WHERE id IN (SELECT value FROM json_each(:alarms))")


def raise_alarm(
    session: Session,
    event: AlarmEvent,
    detail: Text,
    *,
    now: int,
    application_id: int = 0,
    count: int = 1,
    desktop: bool = True,
) -> None:
    """Something happened that the contacts subscribed to ``event`` are to be told (A9).

    In a write transaction, together with what it tells of. It is added to the alarm of the application that
    is still open, or opens one: told after the gathering time, and not before the pause since the last one of
    its kind is over. ``detail`` is one sentence, ``count`` how often it happened, ``now`` ms since 1970 UTC;
    ``desktop``: also as a notification on the desktop. Wake the engine after the commit.
    """
    values = {
        "application": application_id,
        "event": event,
        "detail": text_to_json(detail),
        "count": count,
        "now": now,
        "pause": REVIEW_PAUSE_MS if event is AlarmEvent.REVIEW else PAUSE_MS,
    }
    found = session.execute(_GATHER, values).one_or_none() or session.execute(_OPEN, values).one()
    if desktop:
        session.execute(_DESKTOP, {"alarm": found.id, "due": found.due_at})


def next_due(session: Session) -> int | None:
    """When the next open alarm is to be told, in ms since 1970 UTC; None for none."""
    return session.execute(_NEXT_DUE).scalar()


def take_alarms(session: Session, *, now: int) -> bool:
    """Close the open alarms that are due and make a delivery for every contact and way (write transaction);
    whether there were any.

    What belongs to no application goes to the contacts of all, to each address once.
    """
    taken = session.execute(_TAKE, {"now": now}).scalars().all()
    if taken:
        session.execute(_DELIVERIES, {"alarms": json.dumps(taken), "now": now})
        _trim(session, now)
    return bool(taken)


def raise_trial(session: Session, application_id: int, detail: Text, *, now: int) -> int:
    """An alarm that is told at once and to nobody yet; its id."""
    values = {"application": application_id, "event": AlarmEvent.TRIAL, "detail": text_to_json(detail)}
    return int(session.execute(_TRIAL, {**values, "now": now}).scalar_one())


def add_delivery(
    session: Session,
    alarm_id: int,
    channel: Channel,
    *,
    application_id: int,
    contact: str,
    address: str,
    now: int,
) -> None:
    """Tell one contact of an alarm by one way."""
    values = {"alarm": alarm_id, "channel": channel, "application": application_id}
    session.execute(_DELIVER, {**values, "contact": contact, "address": address, "now": now})


def _trim(session: Session, now: int) -> None:
    """Forget what nobody looks up any more, and what was not shown on the desktop for a day."""
    fault = text_to_json(text("No window was open within a day."))
    session.execute(_NOT_SHOWN, {"now": now, "before": now - DAY_MS, "fault": fault})
    values = {"year": now - KEPT_DAYS * DAY_MS, "day": now - DAY_MS, "kept": KEPT}
    old = json.dumps(session.execute(_OLD, values).scalars().all())
    session.execute(_FORGET_DELIVERIES, {"alarms": old})
    session.execute(_FORGET, {"alarms": old})
