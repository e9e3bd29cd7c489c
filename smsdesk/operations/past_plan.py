"""Who sent what, when, in the made-up past: applications with their texts, and a task for each sending."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from itertools import accumulate
from typing import NamedTuple

from smsdesk.domain.calendar_days import day_bounds, day_of, days_between
from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.text import tr

DAY_MS = 24 * 60 * 60 * 1000

#: What a day's sending looks like by the hour: quiet nights, peaks before noon and in the evening.
_BY_HOUR = (2, 1, 1, 1, 1, 2, 6, 18, 40, 62, 80, 84, 66, 58, 62, 66, 68, 72, 78, 82, 70, 44, 20, 8)
HOURS = tuple(accumulate(_BY_HOUR))

#: By weekday, Monday first, and by month: a shop sends more before the weekend and before the holidays.
_BY_WEEKDAY = (0.95, 0.95, 1.0, 1.1, 1.35, 1.05, 0.6)
_BY_MONTH = (1.25, 0.7, 0.85, 0.9, 1.0, 1.15, 0.9, 0.85, 1.05, 1.0, 1.5, 1.3)

_MOST_APPLICATIONS = 200
#: Days between two sendings of the busiest applications, of the next ones, and of the others.
_RHYTHMS = ((20, 1), (80, 3), (_MOST_APPLICATIONS, 7))


class Manner(Enum):
    """How the messages of a task leave."""

    THROUGH_THE_DAY = 0
    """One by one, as customers order."""
    AT_ONCE = 1
    """As fast as the gateway takes them, from one moment on."""


@dataclass(frozen=True)
class Wording:
    """A template. ``{order}`` in the body becomes a number of six digits."""

    id: int
    region: Region
    sms_type: SmsType
    name: str
    body: str


class Signed(NamedTuple):
    """A signature."""

    id: int
    region: Region
    content: str


@dataclass(frozen=True)
class Sender:
    """An application with the texts it sends, and its part in the whole."""

    id: int
    name: str
    region: Region
    wordings: tuple[Wording, ...]
    signature: Signed
    weight: float
    rhythm: int
    """A sending every so many days."""
    active: tuple[float, float]
    """From and to which part of the past it was in use, 0–1."""


@dataclass(frozen=True)
class Sending:
    """A task of the past."""

    sender: Sender
    wording: Wording
    manner: Manner
    start: int
    """First millisecond of its day, or the moment it began, ms since 1970 UTC."""
    size: int
    trouble: bool
    """On a day on which much went wrong."""


def senders(messages: int) -> list[Sender]:
    """3 to 200 applications, two of three of them sending in the mainland; the first are the busiest."""
    count = min(max(messages // 5_000, 3), _MOST_APPLICATIONS)
    texts = list(_wordings(count))
    signatures = [
        Signed(number, region, tr("Branch {number}", number=number))
        for number, region in ((number, _region(number)) for number in range(1, max(count // 4, 3) + 1))
    ]
    made = []
    for number in range(1, count + 1):
        region = _region(number)
        own = [one for one in texts if one.region is region]
        signed = [one for one in signatures if one.region is region]
        made.append(
            Sender(
                id=number,
                name=tr("Shop {number}", number=number),
                region=region,
                wordings=tuple(own[(number + step) % len(own)] for step in range(2)),
                signature=signed[number % len(signed)],
                weight=1 / (number + 3),
                rhythm=next(days for most, days in _RHYTHMS if number <= most),
                # Some shops closed, some opened late.
                active=(0.0, 0.3) if number % 10 == 7 else (0.9, 1.0) if number % 10 == 9 else (0.0, 1.0),
            )
        )
    return made


def _region(number: int) -> Region:
    return Region.GLOBAL if number % 3 == 0 else Region.MAINLAND


def _wordings(count: int) -> Iterator[Wording]:
    bodies = (
        (
            SmsType.REGULAR,
            tr("Order ready"),
            tr("Your order {order} is ready. Please pick it up today.", order="{order}"),
        ),
        (
            SmsType.REGULAR,
            tr("Code"),
            tr("{order} is your code. It is valid for five minutes.", order="{order}"),
        ),
        (
            SmsType.MARKETING,
            tr("Offer"),
            tr("This weekend two for the price of one. Reply T to unsubscribe."),
        ),
    )
    for number in range(1, max(count, 6) + 1):
        sms_type, name, body = bodies[number // 3 % len(bodies)]
        yield Wording(number, _region(number), sms_type, f"{name} {number}", body)


def sendings(
    rng: random.Random, there: Sequence[Sender], *, messages: int, days: int, now: int, zone: str
) -> Iterator[Sending]:
    """The tasks, oldest first, which have exactly so many messages together."""
    planned = list(_days(rng, there, days, now, zone))
    whole = sum(weight for *_, weight in planned)
    left, passed, trouble = messages, 0.0, {place for place in range(days) if rng.random() < 0.01}
    for place, (day, sender, weight) in enumerate(planned):
        passed += weight
        # By the sum so far, so that nothing is lost by rounding.
        size = left - round(messages * (1 - passed / whole)) if place < len(planned) - 1 else left
        if size < 1:
            continue
        left -= size
        wording = sender.wordings[place % len(sender.wordings)]
        at_once = wording.sms_type is SmsType.MARKETING or sender.rhythm > 1
        start = day_bounds(day, zone).start
        if at_once:
            start += rng.randrange(9 * 60, 20 * 60) * 60_000
        manner = Manner.AT_ONCE if at_once else Manner.THROUGH_THE_DAY
        yield Sending(sender, wording, manner, start, size, (start // DAY_MS) % days in trouble)


def _days(
    rng: random.Random, there: Sequence[Sender], days: int, now: int, zone: str
) -> Iterator[tuple[str, Sender, float]]:
    """Each day of the past with who sends on it, and how much."""
    first = day_of(now - (days - 1) * DAY_MS, zone)
    every = days_between(first, day_of(now, zone))
    for place, day in enumerate(every):
        weekday, month = datetime.fromisoformat(day).weekday(), int(day[5:7])
        season = _BY_WEEKDAY[weekday] * _BY_MONTH[month - 1] * (0.7 + 0.6 * place / len(every))
        for sender in there:
            opened, closed = sender.active
            sends_today = (place + sender.id) % sender.rhythm == 0
            if sends_today and opened <= (place + 0.5) / len(every) <= closed:
                yield day, sender, season * sender.weight * sender.rhythm * rng.uniform(0.5, 1.5)
