"""Bulk tasks (B1–B11)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.text import Text


class TaskStatus(StrEnum):
    """B6."""

    DRAFT = "draft"
    AWAITING_APPROVAL = "awaiting_approval"
    SCHEDULED = "scheduled"
    OVERDUE = "overdue"
    """Its time passed while the program was closed, by more than an hour: it asks (E9)."""
    SENDING = "sending"
    PAUSED = "paused"
    STOPPED = "stopped"
    CANCELLED = "cancelled"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True)
class Totals:
    """Counts of a task's messages by state."""

    total: int = 0
    queued: int = 0
    in_flight: int = 0
    accepted: int = 0
    delivered: int = 0
    undelivered: int = 0
    failed: int = 0
    cancelled: int = 0
    unknown: int = 0
    fragments: int = 0
    """Fragments of the whole task."""

    @property
    def sent(self) -> int:
        """Taken by the carrier, whatever became of it: the Successes of the statistics.

        Sent, failed, unknown, cancelled and remaining ones add up to all.
        """
        return self.accepted + self.delivered + self.undelivered

    @property
    def remaining(self) -> int:
        """Still to be sent."""
        return self.queued + self.in_flight


@dataclass(frozen=True)
class Task:
    """A bulk task as the list shows it. It keeps the text it was confirmed with (B11)."""

    id: int
    name: str
    application_id: int
    application_name: str
    template_id: int | None
    template_name: str
    signature: str
    """Content without brackets."""
    body: str
    """The template's content when it was confirmed."""
    region: Region
    sms_type: SmsType
    source: str
    """Where the recipients came from, in words (file name, group names, "pasted")."""
    status: TaskStatus
    pause_reason: Text | None
    """Why it is paused; of one that is being sent, why it goes through the second gateway."""
    send_at: int | None
    """Scheduled time; None for at once."""
    created_at: int
    started_at: int | None
    finished_at: int | None
    totals: Totals = field(default_factory=Totals)
