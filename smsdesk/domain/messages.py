"""A message and the states it goes through."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from smsdesk.domain.profile import Region, SmsType


class MessageStatus(StrEnum):
    """``queued → in_flight → accepted → delivered | undelivered``, and the ends on the way."""

    QUEUED = "queued"
    IN_FLIGHT = "in_flight"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


#: States that no longer change by the engine's own doing (a receipt may still turn accepted or unknown).
SETTLED = frozenset(
    {
        MessageStatus.DELIVERED,
        MessageStatus.UNDELIVERED,
        MessageStatus.FAILED,
        MessageStatus.CANCELLED,
    }
)


@dataclass(frozen=True)
class Message:
    """One message to one number, with its rendered content (D2, E6). Times are ms since 1970 UTC."""

    id: int
    task_id: int
    position: int
    """Row of the task, from 0."""
    application_id: int
    application_name: str
    template_id: int | None
    template_name: str
    signature: str
    region: Region
    sms_type: SmsType
    number: str
    """E.164 with +."""
    country: str
    content: str
    """As it arrives, signature and brackets included."""
    characters: int
    fragments: int
    status: MessageStatus
    code: str
    """A key of ``domain/codes.py`` or a carrier's receipt code; empty while nothing is wrong."""
    attempts: int
    gateway: str
    gateway_id: str
    created_at: int
    requested_at: int | None
    """First taken by the engine; None while it waits."""
    sent_at: int | None
    """Accepted by the gateway."""
    reported_at: int | None
    """Status report applied."""
    due_at: int
    customer_name: str = ""
    """Of the customer with this number, as the pool has it now."""
