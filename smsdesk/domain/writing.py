"""A text under review and the shape of a rule about it (R2).

Rules are data: each says in words what it asks for, where that comes from and since when, and most can
be switched off, because carriers change theirs by the year.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from smsdesk.domain.profile import Identity, Region, SmsType
from smsdesk.domain.review import Check, CheckState, Finding
from smsdesk.domain.signatures import Purpose, SignatureType
from smsdesk.domain.text import Text, text


class Papers(NamedTuple):
    """What a signature was handed in with (G1)."""

    type: SignatureType = SignatureType.COMPANY
    purpose: Purpose = Purpose.SELF_USE
    certificate_type: str = ""
    certificate_image: bool = False
    authorization_image: bool = False
    remarks: str = ""
    taken: bool = False
    """Whether the region has the same signature already."""


class Draft(NamedTuple):
    """What a rule looks at."""

    content: str
    region: Region
    sms_type: SmsType = SmsType.REGULAR
    identity: Identity = Identity.ORGANIZATION
    papers: Papers = Papers()


class By(StrEnum):
    """Who can tell whether a rule is kept."""

    MACHINE = "machine"
    PERSON = "person"


class Stage(StrEnum):
    """When a rule is looked at."""

    TEXT = "text"
    """While typing, on saving and in review."""
    PAPERS = "papers"
    """In review; saving refuses what breaks it."""
    ELSEWHERE = "elsewhere"
    """Not about the text itself: when it is edited, or for each recipient before sending."""


def always(draft: Draft) -> bool:
    """A rule for every draft."""
    return True


def in_mainland(draft: Draft) -> bool:
    """A rule of mainland China's carriers."""
    return draft.region is Region.MAINLAND


@dataclass(frozen=True)
class Rule:
    """One rule. ``key`` is that of its findings and of its switch, unique over signatures and templates."""

    key: str
    title: Text
    """What it asks for, as a checklist says it."""
    requirement: str
    source: Text
    since: str
    """Date of the source's state, YYYY-MM or YYYY-MM-DD; empty for the desk's own rules."""
    check: Callable[[Draft], Iterable[Finding]] | None = None
    """None for what a person judges."""
    essential: Text | None = None
    """Why it cannot be switched off, where it cannot."""
    on: bool = True
    """Whether it is in force until somebody switches it."""
    by: By = By.MACHINE
    stage: Stage = Stage.TEXT
    applies: Callable[[Draft], bool] = always


#: Sources that several rules share.
THE_DESK = text("SMS Desk")
ENGINE_RELIES_ON_IT = text("SMS Desk relies on it when it sends.")


def in_force(rule: Rule, off: Collection[str]) -> bool:
    """Whether the rule counts when the rules of these keys are switched off."""
    return rule.essential is not None or rule.key not in off


def off_by_default(rules: Sequence[Rule]) -> frozenset[str]:
    """The keys of the rules that are off until somebody switches them on."""
    return frozenset(rule.key for rule in rules if not rule.on)


def look(rules: Sequence[Rule], draft: Draft, off: Collection[str]) -> list[Finding]:
    """Every rule of the text that is broken, by place."""
    found = [
        finding
        for rule in rules
        if rule.stage is Stage.TEXT and in_force(rule, off)
        for finding in _findings(rule, draft)
    ]
    return sorted(found, key=lambda finding: (finding.start, finding.end, finding.severity))


def checklist(rules: Sequence[Rule], draft: Draft, off: Collection[str]) -> tuple[Check, ...]:
    """Every rule in force that is about this draft, and how it stands; in the order of the table."""
    return tuple(
        _checked(rule, draft)
        for rule in rules
        if rule.stage is not Stage.ELSEWHERE and in_force(rule, off) and rule.applies(draft)
    )


def _checked(rule: Rule, draft: Draft) -> Check:
    found = tuple(_findings(rule, draft))
    if rule.by is By.PERSON:
        state = CheckState.PERSON
    elif any(finding.severity == "error" for finding in found):
        state = CheckState.FAILED
    else:
        state = CheckState.WARNED if found else CheckState.PASSED
    return Check(rule.key, rule.title, state, found)


def _findings(rule: Rule, draft: Draft) -> Iterable[Finding]:
    if rule.check is None or not rule.applies(draft):
        return []
    return (replace(finding, rule=rule.key) for finding in rule.check(draft))
