"""Taking messages out of the queue: one write transaction in which the guards decide (E2, E5)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Row
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.profile import Region, SmsType
from smsdesk.engine.guards import Rules, judge
from smsdesk.engine.reminders import Sender, tell_excessive, tell_held_back
from smsdesk.gateways.base import NO_WORDING, Wording
from smsdesk.store.message_states import Verdict, due_messages, move_claimed
from smsdesk.store.quotas import global_per_day
from smsdesk.store.settings import read_profile
from smsdesk.store.submission_rows import approved_name

_SENDING = sql("""
SELECT t.id, t.region, t.sms_type, a.same_content_seconds, a.per_number_per_day,
    t.name, t.source, a.id AS application, t.body, t.signature, t.template_id,
    CASE t.region WHEN 'mainland' THEN a.reminder_mainland ELSE a.reminder_global END AS threshold
FROM task t JOIN application a ON a.id = t.application_id
WHERE t.id IN (SELECT value FROM json_each(:tasks)) AND t.status = 'sending'
    AND a.enabled AND a.deleted_at IS NULL AND :gateway IN (a.gateway, a.second_gateway)
""")


class Claimed(NamedTuple):
    """A message that is in flight on disk and may now leave."""

    id: int
    task_id: int
    number: str
    content: str
    region: Region
    sms_type: SmsType
    attempts: int
    """This one included."""
    requested_at: int
    wording: Wording = NO_WORDING
    """One object for all messages of the task."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What one transaction took."""

    messages: list[Claimed]
    tasks: frozenset[int]
    """Tasks whose messages changed, refused ones included."""
    exhausted: bool
    """Some task had less than was asked for: it is time to look what is next."""
    alarmed: bool
    """Something was raised that alarm contacts are told (A5, A7)."""


def claim(session: Session, *, gateway: str, tasks: Sequence[int], limit: int, now: int) -> Claim:
    """Take up to ``limit`` due messages of these tasks, an equal share of each.

    When this returns and the transaction is kept, they are in flight with their quotas taken; those that
    the guards refuse have their code and are done.
    """
    zone = zone_of(session)
    limit_per_day = global_per_day(session)
    rows = session.execute(_SENDING, {"tasks": json.dumps(tasks), "gateway": gateway}).all()
    share = max(1, limit // max(1, len(rows)))
    messages: list[Claimed] = []
    verdicts: dict[int, Verdict] = {}
    touched: set[int] = set()
    exhausted = len(rows) < len(tasks)
    senders: dict[tuple[int, Region, bool], Sender] = {}
    alarmed = False
    for row in rows:
        due = due_messages(session, row.id, now=now, limit=share)
        exhausted |= len(due) < share
        if not due:
            continue
        sender = _sender(row, limit_per_day, zone)
        judged = judge(session, due, sender.rules, now=now)
        verdicts |= judged
        touched.add(row.id)
        alarmed |= tell_held_back(session, sender, judged.values(), now=now)
        senders[sender.application, sender.rules.region, sender.silent] = sender
        wording = wording_at(session, gateway, row.template_id, row.body, row.signature)
        messages += [
            Claimed(
                *(one.id, row.id, one.number, one.content, sender.rules.region, sender.rules.sms_type),
                *(one.attempts + 1, one.requested_at if one.requested_at is not None else now, wording),
            )
            for one in due
            if judged[one.id].status is MessageStatus.IN_FLIGHT
        ]
    if verdicts:
        move_claimed(session, verdicts, gateway=gateway, now=now, zone=zone)
    for sender in senders.values():
        alarmed |= tell_excessive(session, sender, now=now)
    return Claim(messages, frozenset(touched), exhausted, alarmed)


def wording_at(session: Session, gateway: str, template_id: int | None, body: str, signature: str) -> Wording:
    """What the messages of a task are made of, for a gateway whose carrier wants to know."""
    name = "" if template_id is None else approved_name(session, gateway, template_id, body)
    return Wording(name, body, signature)


def _sender(row: Row[Any], global_per_day: int, zone: str) -> Sender:
    """A row of ``_SENDING``."""
    rules = Rules(
        *(Region(row.region), SmsType(row.sms_type), row.same_content_seconds, row.per_number_per_day),
        *(global_per_day, zone),
    )
    return Sender(row.application, row.name, row.source, row.threshold, rules)


def zone_of(session: Session) -> str:
    """The profile's time zone (P3); UTC before there is a profile."""
    profile = read_profile(session)
    return profile.time_zone if profile and profile.time_zone else "UTC"
