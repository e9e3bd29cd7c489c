"""What a claim has to tell the alarm contacts: messages held back (A5), more than usual in a day (A7)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from smsdesk.domain.alarms import ALARM_SOURCE, AlarmEvent
from smsdesk.domain.calendar_days import day_bounds, day_of
from smsdesk.domain.profile import Region
from smsdesk.domain.text import Text, textn
from smsdesk.engine.guards import ACCOUNT_DAY, BARRED, NUMBER_DAY, SAME_CONTENT, Rules
from smsdesk.store.alarm_rows import raise_alarm
from smsdesk.store.message_states import Verdict
from smsdesk.store.quotas import excessive_scope, take_once

# What the guards refused was never sent, so it is not messaging. The sum is not made again once it was told.
_TODAY = sql("""
SELECT CASE WHEN EXISTS (SELECT 1 FROM quota WHERE day = :day AND scope = :scope AND key = '') THEN 0
    ELSE (SELECT COALESCE(SUM(messages), 0) FROM rollup
        WHERE quarter >= :start AND quarter < :end AND application_id = :application AND region = :region
            AND code NOT IN (SELECT value FROM json_each(:refused))) END
""")
_REFUSED = json.dumps([BARRED, SAME_CONTENT, NUMBER_DAY, ACCOUNT_DAY])


@dataclass(frozen=True, slots=True)
class Sender:
    """The task that messages were claimed of."""

    application: int
    task: str
    """Its name."""
    source: str
    threshold: int | None
    """Of A7, in the task's region."""
    rules: Rules

    @property
    def silent(self) -> bool:
        """Alarms tell of what others send: about themselves they would go on for ever."""
        return self.source == ALARM_SOURCE


def tell_held_back(session: Session, sender: Sender, verdicts: Iterable[Verdict], *, now: int) -> bool:
    """Raise the alarm of A5 for those that the sending limits refused; whether there were any."""
    if sender.silent:
        return False
    codes = Counter(verdict.code for verdict in verdicts if verdict.code)
    reasons = _reasons(sender)
    for code in codes.keys() & reasons.keys():
        raise_alarm(
            session,
            AlarmEvent.FREQUENCY_LIMIT,
            reasons[code],
            now=now,
            application_id=sender.application,
            count=codes[code],
        )
    return not codes.keys().isdisjoint(reasons)


def tell_excessive(session: Session, sender: Sender, *, now: int) -> bool:
    """Raise the alarm of A7, once a day of the profile's zone and region; whether it was.

    After the claimed messages were counted, in the same transaction.
    """
    if sender.silent or sender.threshold is None:
        return False
    region, day = sender.rules.region, day_of(now, sender.rules.zone)
    start, end = day_bounds(day, sender.rules.zone)
    scope = excessive_scope(sender.application, region)
    values = {"day": day, "scope": scope, "start": start, "end": end, "refused": _REFUSED}
    values |= {"application": sender.application, "region": region}
    if session.execute(_TODAY, values).scalar_one() <= sender.threshold:
        return False
    if not take_once(session, day=day, scope=scope):
        return False
    detail = _passed(region, sender.threshold)
    raise_alarm(session, AlarmEvent.EXCESSIVE, detail, now=now, application_id=sender.application)
    return True


def _reasons(sender: Sender) -> Mapping[str, Text]:
    return {
        SAME_CONTENT: textn(
            "Task “{task}”: the same text to one number again within {count} second.",
            "Task “{task}”: the same text to one number again within {count} seconds.",
            sender.rules.same_content_seconds or 0,
            task=sender.task,
        ),
        NUMBER_DAY: textn(
            "Task “{task}”: more than {count} message to one number in a day.",
            "Task “{task}”: more than {count} messages to one number in a day.",
            sender.rules.per_number_per_day or 0,
            task=sender.task,
        ),
    }


def _passed(region: Region, threshold: int) -> Text:
    if region is Region.MAINLAND:
        return textn(
            "More than {count} message to mainland China today.",
            "More than {count} messages to mainland China today.",
            threshold,
        )
    return textn(
        "More than {count} message outside mainland China today.",
        "More than {count} messages outside mainland China today.",
        threshold,
    )
