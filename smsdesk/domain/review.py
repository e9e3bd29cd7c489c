"""Review of signatures and templates (R1–R3)."""

from __future__ import annotations

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


@dataclass(frozen=True)
class Decision:
    """Who decided what, when and why (R3)."""

    at: int
    by: str
    """User name, ``AUTOMATIC``, or ``GATEWAY_DECIDES`` and the gateway's key."""
    status: ReviewStatus
    reason: str
