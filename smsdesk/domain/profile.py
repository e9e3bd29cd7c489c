"""The business behind the desk (P1–P3)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Region(StrEnum):
    """Where a message goes: mainland China (+86) or everywhere else."""

    MAINLAND = "mainland"
    GLOBAL = "global"


class SmsType(StrEnum):
    """What a message is for; marketing has stricter rules."""

    REGULAR = "regular"
    MARKETING = "marketing"


class Identity(StrEnum):
    """Who the business is before the law; an individual has fewer rights (P2)."""

    INDIVIDUAL = "individual"
    ORGANIZATION = "organization"


@dataclass(frozen=True)
class Profile:
    """The four answers of the first start. ``country`` is ISO 3166 alpha-2, ``time_zone`` IANA."""

    business_name: str
    identity: Identity
    country: str
    time_zone: str
    language: str = ""
    """A key of ``text.LANGUAGES``; empty follows the system."""
    theme: str = ""
    """``light``, ``dark``; empty follows the system."""
    currency: str = "CNY"
    """ISO 4217."""
    price_mainland: str = ""
    """Price of a fragment as a decimal number in ``currency``; empty: not known, no cost is shown."""
    price_global: str = ""
    automatic_review: bool = True
    """Approve locally what passes every machine check (R2)."""
