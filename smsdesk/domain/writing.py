"""A text under review and the shape of a rule about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from smsdesk.domain.profile import Identity, Region, SmsType
from smsdesk.domain.review import Finding


class Draft(NamedTuple):
    """What a rule looks at."""

    content: str
    region: Region
    sms_type: SmsType = SmsType.REGULAR
    identity: Identity = Identity.ORGANIZATION


@dataclass(frozen=True)
class Rule:
    """One rule: its key (``Finding.rule``), requirement, source with a date, and whether it is in force."""

    key: str
    requirement: str
    source: str
    check: Callable[[Draft], Iterable[Finding]]
    on: bool = True
