"""Figures of what happened (D1, D4, D5, D7)."""

from __future__ import annotations

from dataclasses import dataclass

from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.profile import Region
from smsdesk.domain.text import Text


@dataclass(frozen=True)
class StatisticsFilter:
    """Which messages are counted: those requested from ``start`` to before ``end``, ms since 1970 UTC."""

    region: Region
    start: int
    end: int
    application_id: int | None = None
    template_id: int | None = None


@dataclass(frozen=True)
class Figures:
    """Sums over a period. Rates are 0–1, None where there is nothing to divide by."""

    requests: int = 0
    """Messages the engine took up, refused ones included."""
    accepted: int = 0
    """Taken by the gateway."""
    fragments: int = 0
    """Billable fragments: those of accepted messages."""
    delivered: int = 0
    undelivered: int = 0
    failed: int = 0
    unknown: int = 0

    @property
    def success_rate(self) -> float | None:
        return self.accepted / self.requests if self.requests else None

    @property
    def receipts(self) -> int:
        """Accepted messages whose status report has come (D5)."""
        return self.delivered + self.undelivered

    @property
    def without_receipt(self) -> int:
        return self.accepted - self.receipts

    @property
    def receipt_rate(self) -> float | None:
        """Receipts among the accepted ones."""
        return self.receipts / self.accepted if self.accepted else None

    @property
    def receipt_success_rate(self) -> float | None:
        """Delivered among the receipts."""
        return self.delivered / self.receipts if self.receipts else None


@dataclass(frozen=True)
class Point:
    """One step of a trend: an hour or a day, by its first millisecond in the profile's zone."""

    start: int
    figures: Figures


@dataclass(frozen=True)
class Overview:
    """D1."""

    total: Figures
    trend: tuple[Point, ...]
    hourly: bool


@dataclass(frozen=True)
class Reason:
    """Messages of one status and code, of a period or of a task (D4, D5, B8)."""

    status: MessageStatus
    """``failed`` (refused before or by the gateway), ``undelivered`` (by the carrier), or ``unknown``."""
    code: str
    """Empty where none was given."""
    reason: Text
    """The code in words."""
    count: int
    share: float
    """Of all the messages in the same list, or of the task's, 0–1."""


@dataclass(frozen=True)
class FailureAnalysis:
    """D4: what was not sent, by reason, most first; ``failed`` ones, as those not delivered are D5's."""

    total: Figures
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class ReceiptAnalysis:
    """D5: what carriers reported; the reasons are those of the messages not delivered, most first."""

    total: Figures
    trend: tuple[Point, ...]
    hourly: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class CountryFigures:
    """D7. ``country``: ISO 3166 alpha-2."""

    country: str
    figures: Figures
