"""Times as people type them, in the desk's zone (P3)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from smsdesk.domain.errors import Invalid
from smsdesk.domain.text import text

_CLOCK = re.compile(r"\d{1,2}:\d{2}", re.ASCII)


def moment(typed: str, zone: ZoneInfo, now: int) -> int:
    """``2026-05-01 09:30``, with an offset or in the zone, or ``09:30`` for the next time it is that late.

    In and out in ms since 1970 UTC. Raises ``Invalid`` for anything else and for a time that the clocks
    of the zone skip.
    """
    typed = typed.strip()
    try:
        if _CLOCK.fullmatch(typed):
            return _next(time.fromisoformat(typed.zfill(5)), zone, now)
        found = datetime.fromisoformat(typed)
    except ValueError as error:
        raise Invalid(
            text("“{typed}” is not a time. Write it like 2026-05-01 09:30 or 09:30.", typed=typed), field="at"
        ) from error
    if found.tzinfo is None:
        found = _existing(found, zone, typed)
    return _ms(found)


def day(typed: str, zone: ZoneInfo, *, end: bool = False) -> int:
    """The first millisecond of a day (2026-05-01) in the zone, or with ``end`` that of the day after it."""
    try:
        found = datetime.strptime(typed.strip(), "%Y-%m-%d")  # noqa: DTZ007  # gets the zone below
    except ValueError as error:
        raise Invalid(text("“{typed}” is not a day. Write it like 2026-05-01.", typed=typed)) from error
    return _ms((found + timedelta(days=1 if end else 0)).replace(tzinfo=zone))


def shown(at: int, zone: ZoneInfo) -> str:
    """The moment in the zone, to the minute."""
    return datetime.fromtimestamp(at / 1000, zone).strftime("%Y-%m-%d %H:%M")


def _next(clock: time, zone: ZoneInfo, now: int) -> int:
    today = datetime.fromtimestamp(now / 1000, zone).date()
    at = _ms(datetime.combine(today, clock, zone))
    return at if at > now else _ms(datetime.combine(today + timedelta(days=1), clock, zone))


def _existing(naive: datetime, zone: ZoneInfo, typed: str) -> datetime:
    found = naive.replace(tzinfo=zone)
    if found.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != naive:
        raise Invalid(
            text("There is no {typed} in {zone}: the clocks skip it.", typed=typed, zone=zone.key), field="at"
        )
    return found


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)
