"""Alarms as rows: gathered while they are open, so that a storm is one message (A7, A9)."""

from __future__ import annotations

from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from smsdesk.domain.alarms import AlarmEvent, Channel, DeliveryStatus
from smsdesk.domain.limits import ALARM_GATHER_SECONDS, ALARM_PAUSE_MINUTES
from smsdesk.domain.text import Text
from smsdesk.store.stored_text import text_to_json

#: What is kept of what happened; the count tells the rest.
DETAILS = 5

GATHER_MS = int(ALARM_GATHER_SECONDS) * 1_000
PAUSE_MS = int(ALARM_PAUSE_MINUTES) * 60_000

_GATHER = sql(f"""
UPDATE alarm SET
    count = count + :count, last_at = :now,
    details = CASE
        WHEN json_array_length(details) < {DETAILS}
            AND NOT EXISTS (SELECT 1 FROM json_each(alarm.details) d WHERE d.value = json(:detail))
        THEN json_insert(details, '$[#]', json(:detail)) ELSE details END
WHERE application_id = :application AND event = :event AND taken_at IS NULL
RETURNING id, due_at
""")

# The pause holds between two messages about the same; it begins when the first one is taken.
_OPEN = sql(f"""
INSERT INTO alarm (application_id, event, details, count, first_at, last_at, due_at)
SELECT :application, :event, json_array(json(:detail)), :count, :now, :now,
    MAX(:now + {GATHER_MS}, COALESCE(
        (SELECT MAX(taken_at) FROM alarm WHERE application_id = :application AND event = :event)
        + {PAUSE_MS}, 0))
RETURNING id, due_at
""")

_DESKTOP = sql(f"""
INSERT INTO alarm_delivery (alarm_id, application_id, channel, contact, address, status, due_at)
SELECT :alarm, 0, '{Channel.DESKTOP}', '', '', '{DeliveryStatus.WAITING}', :due
WHERE NOT EXISTS (SELECT 1 FROM alarm_delivery WHERE alarm_id = :alarm AND channel = '{Channel.DESKTOP}')
""")


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
    }
    found = session.execute(_GATHER, values).one_or_none() or session.execute(_OPEN, values).one()
    if desktop:
        session.execute(_DESKTOP, {"alarm": found.id, "due": found.due_at})
