"""Alarms (A7, A9): who is told when something needs a person, of what, and by which way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from smsdesk.domain.text import Text, text


class AlarmEvent(StrEnum):
    """What a contact can be told of."""

    FREQUENCY_LIMIT = "frequency_limit"
    """Messages were held back by the sending limits (A5)."""
    EXCESSIVE = "excessive"
    """More messages in a day than the reminder's threshold (A7)."""
    REVIEW = "review"
    """A signature or template was approved or rejected (R3)."""
    TRIAL = "trial"
    """Asked for by the user, to see that it arrives. Nobody subscribes to it."""


#: ``Task.source`` of the task that an alarm's SMS goes out with. It is in no list of tasks; neither a file
#: nor a group of customers can be called so.
ALARM_SOURCE = "/\talarm"

#: What a contact chooses from.
EVENTS_TO_CHOOSE = (AlarmEvent.FREQUENCY_LIMIT, AlarmEvent.EXCESSIVE, AlarmEvent.REVIEW)

#: The events in words.
EVENT_WORDS: Mapping[AlarmEvent, Text] = {
    AlarmEvent.FREQUENCY_LIMIT: text("Sending limit reached"),
    AlarmEvent.EXCESSIVE: text("More messages than usual"),
    AlarmEvent.REVIEW: text("Signature or template reviewed"),
    AlarmEvent.TRIAL: text("Test alarm"),
}


class Channel(StrEnum):
    """The way an alarm goes."""

    SMS = "sms"
    EMAIL = "email"
    DESKTOP = "desktop"


class DeliveryStatus(StrEnum):
    """Where one delivery of an alarm stands."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True)
class AlarmContact:
    """One of up to five people of an application."""

    id: int
    application_id: int
    name: str
    number: str
    """E.164, empty for none."""
    email: str
    events: tuple[AlarmEvent, ...]
    created_at: int


@dataclass(frozen=True)
class Delivery:
    """One way one contact is told."""

    id: int
    channel: Channel
    contact: str
    address: str
    status: DeliveryStatus
    attempts: int
    fault: Text | None
    done_at: int | None


@dataclass(frozen=True)
class Alarm:
    """What happened, and who was told how."""

    id: int
    application_id: int
    """0 for a review."""
    event: AlarmEvent
    details: tuple[Text, ...]
    """The first few of what happened."""
    count: int
    first_at: int
    last_at: int
    deliveries: tuple[Delivery, ...] = ()
    """Empty while more of the same is still being gathered."""
