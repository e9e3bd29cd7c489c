"""Review of signatures and templates (R1–R3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from smsdesk.domain.text import Text

#: ``Decision.by`` of what the desk approved by itself, and how that of a carrier begins: its gateway follows.
AUTOMATIC = "automatic"
GATEWAY_DECIDES = "gateway:"


class ReviewStatus(StrEnum):
    """Where a signature or template stands."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"


class SubmissionState(StrEnum):
    """Where a submission to a carrier's review stands (R1)."""

    WAITING = "waiting"
    """To be submitted."""
    SUBMITTED = "submitted"
    """The carrier has it; it is asked from time to time."""
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    """Deleted here; the carrier is still to be told."""


@dataclass(frozen=True)
class Finding:
    """One rule that a text breaks, at its place.

    ``start``/``end`` are character positions (Python string indices) in the checked text, both 0
    when the finding is about the whole. ``severity`` is ``error`` (refused) or ``warning`` (told).
    ``fix`` is the replacement text for start..end where one click can mend it (T3).
    """

    rule: str
    message: Text
    start: int = 0
    end: int = 0
    severity: str = "error"
    fix: str | None = None


class CheckState(StrEnum):
    """How one rule stands for a text under review."""

    PASSED = "passed"
    FAILED = "failed"
    WARNED = "warned"
    """A hint: a person judges."""
    PERSON = "person"
    """No machine can tell: a person looks."""


@dataclass(frozen=True)
class Check:
    """One rule and how it stands (R2). ``rule`` is its key."""

    rule: str
    title: Text
    state: CheckState
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class CheckCounts:
    """How many checks stand how."""

    passed: int = 0
    failed: int = 0
    warned: int = 0
    person: int = 0

    @property
    def clean(self) -> bool:
        """Whether a machine has nothing to say against it."""
        return not self.failed and not self.warned


def count_checks(checks: Iterable[Check]) -> CheckCounts:
    """The counts of a checklist."""
    states = Counter(check.state for check in checks)
    return CheckCounts(**{state.value: states[state] for state in CheckState})


@dataclass(frozen=True)
class Decision:
    """Who decided what, when and why (R3)."""

    at: int
    by: str
    """User name, ``AUTOMATIC``, or ``GATEWAY_DECIDES`` and the gateway's key."""
    status: ReviewStatus
    reason: str
    gateway: Text | None = None
    """The name of the gateway whose carrier decided, where one did."""
