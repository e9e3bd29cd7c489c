"""Whom the made-up past was sent to: numbers by country, each number more than once a year.

The numbers are made up. Some may be somebody's: the desk they are in sends to its sandbox only.
"""

from __future__ import annotations

import random
from typing import NamedTuple

from smsdesk.domain.profile import Region


class Person(NamedTuple):
    """One recipient."""

    number: str
    """E.164 with +."""
    country: str
    """ISO 3166 alpha-2."""


#: Beginnings of mainland mobile numbers, as long as all but eight digits.
_MAINLAND = ("+86134", "+86138", "+86139", "+86150", "+86158", "+86177", "+86186", "+86199")

#: Country, what its numbers begin with, digits to follow, and how many of a thousand messages it gets.
ABROAD = (
    ("HK", "+85261", 6, 240), ("US", "+1202555", 4, 150), ("SG", "+6581", 6, 110), ("GB", "+4474001", 5, 80),
    ("JP", "+819012", 6, 70), ("AU", "+61491", 6, 60), ("MY", "+6012", 7, 50), ("DE", "+4915123", 6, 40),
    ("TW", "+88691", 7, 35), ("TH", "+6681", 7, 30), ("CA", "+1416555", 4, 25), ("FR", "+33612", 6, 20),
    ("IT", "+39320", 7, 15), ("ES", "+34612", 6, 12), ("NL", "+316123", 5, 10), ("AE", "+97150", 7, 9),
    ("ID", "+62812", 8, 8), ("PH", "+63917", 7, 7), ("VN", "+8490", 7, 6), ("IN", "+9198", 8, 5),
    ("CH", "+4178", 7, 4), ("AT", "+43660", 7, 3), ("SE", "+467017", 5, 3), ("DK", "+4526", 6, 2),
    ("NO", "+4741", 6, 2), ("PL", "+48512", 6, 1.5), ("NZ", "+6421", 7, 1), ("ZA", "+2782", 7, 0.8),
    ("BR", "+551198", 7, 0.4), ("IS", "+35469", 5, 0.05),
)  # fmt: skip

#: Most people of a region: more would only cost memory.
_MOST = 250_000


def people(rng: random.Random, messages: int) -> dict[Region, list[Person]]:
    """Recipients for so many messages, about twenty each."""
    count = min(max(messages // 20, 50), _MOST)
    mainland = [
        Person(f"{_MAINLAND[index % len(_MAINLAND)]}{rng.randrange(10**8):08}", "CN")
        for index in range(count)
    ]
    weights = [weight for *_, weight in ABROAD]
    abroad = [
        Person(f"{prefix}{rng.randrange(10**digits):0{digits}}", country)
        for country, prefix, digits, _ in rng.choices(ABROAD, weights, k=max(count // 2, 50))
    ]
    return {Region.MAINLAND: mainland, Region.GLOBAL: abroad}
