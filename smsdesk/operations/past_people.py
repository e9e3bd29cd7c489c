"""Whom the made-up past was sent to: numbers by country, each number more than once a year.

Numbers kept for fiction where a country has some (GB, FR, SE, US), made up otherwise.
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
    ("HK", "+8526", 7, 240), ("US", "+1202555", 4, 150), ("SG", "+6581", 6, 110), ("GB", "+447700900", 3, 80),
    ("JP", "+8190", 8, 70), ("AU", "+61491", 6, 60), ("MY", "+6012", 7, 50), ("DE", "+4915123", 6, 40),
    ("TW", "+88691", 7, 35), ("TH", "+6681", 7, 30), ("CA", "+1416555", 4, 25), ("FR", "+3363998", 4, 20),
    ("IT", "+39320", 7, 15), ("ES", "+34612", 6, 12), ("NL", "+316123", 5, 10), ("AE", "+97150", 7, 9),
    ("ID", "+62812", 8, 8), ("PH", "+63917", 7, 7), ("VN", "+8490", 7, 6), ("IN", "+9198", 8, 5),
    ("CH", "+4178", 7, 4), ("AT", "+43660", 7, 3), ("SE", "+4674017", 4, 3), ("DK", "+4520", 6, 2),
    ("NO", "+4741", 6, 2), ("PL", "+48512", 6, 1.5), ("NZ", "+6421", 7, 1), ("ZA", "+2782", 7, 0.8),
    ("BR", "+551198", 7, 0.4), ("IS", "+3546", 6, 0.05),
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
