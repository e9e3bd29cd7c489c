"""Replies as records: what was said, what became of it, and the message it answers (D3)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from smsdesk.domain.profile import Region


class ReplyStatus(StrEnum):
    """What became of a reply when it came."""

    ANSWER = "answer"
    """It answers a message of the last 72 hours."""
    UNPROMPTED = "unprompted"
    """No message of the last 72 hours went to its number."""
    UNSUBSCRIBED = "unsubscribed"
    """A word that ends a subscription, in answer to a message: nothing of that signature and type is sent to
    the number any more (C5)."""
    STOP = "stop"
    """Such a word that answers no message: there was nothing to unsubscribe from."""


class ReplyKey(NamedTuple):
    """The place of a reply among the records: by its time, then by id."""

    at: int
    id: int


@dataclass(frozen=True)
class ReplyRecord:
    """One reply. Times are ms since 1970 UTC."""

    id: int
    number: str
    """E.164 with +."""
    name: str
    """Of the customer, where the number is in the pool."""
    content: str
    at: int
    region: Region
    status: ReplyStatus
    read_at: int | None
    """When somebody looked at it; None: unread."""
    signature: str
    """It was said to, without brackets; empty where neither the gateway nor a message tells."""
    message_id: int | None = None
    """The message it answers; what follows is that message's, empty without one."""
    answers: str = ""
    """The content, signature included."""
    answered_at: int | None = None
    """When it was requested."""
    task_id: int | None = None
    task_name: str = ""
    application_name: str = ""
    template_name: str = ""
