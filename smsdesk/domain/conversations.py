"""What passed between the business and one number, in the order of time (C6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from smsdesk.domain.customers import BlockedNumber, UnsubscribedNumber
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.profile import Region
from smsdesk.domain.text import Text
from smsdesk.domain.unsubscribing import unsubscribes

#: Time, 1 for a reply and 0 for a message, and its id: where a turn stands in its conversation.
TurnKey = tuple[int, int, int]


@dataclass(frozen=True)
class Conversation:
    """One number that replied, with its last words."""

    number: str
    name: str
    """Of the customer; empty where the number is not in the pool."""
    last_words: str
    last_at: int
    replies: int
    unread: int


@dataclass(frozen=True)
class Turn:
    """One message or reply. Either ``message_id`` or ``reply_id`` is set."""

    at: int
    content: str
    message_id: int | None = None
    status: MessageStatus | None = None
    """Of a message."""
    code: str = ""
    signature: str = ""
    """Of a message, without brackets."""
    task_id: int | None = None
    """Of a message."""
    reply_id: int | None = None
    answers: int | None = None
    """The message a reply answers."""
    answered: str = ""
    """What that message says."""
    read: bool = True

    @property
    def incoming(self) -> bool:
        """Whether the customer said it."""
        return self.reply_id is not None

    @property
    def key(self) -> TurnKey:
        """Its place among the turns of the number; unique."""
        return self.at, int(self.incoming), self.reply_id or self.message_id or 0

    @property
    def wants_no_more(self) -> bool:
        """Whether the customer asks to be left alone. It ends the subscription only as an answer to a message
        of the last 72 hours (C5)."""
        return self.incoming and unsubscribes(self.content)


@dataclass(frozen=True)
class Correspondent:
    """Who a conversation is with."""

    number: str
    region: Region
    """Where messages to the number go, and so which templates it can be answered with."""
    customer_id: int | None = None
    name: str = ""
    own: Mapping[str, str] = field(default_factory=dict)
    """Values of the business's own columns, by the column's name."""
    unsubscribed: tuple[UnsubscribedNumber, ...] = ()
    blocked: tuple[BlockedNumber, ...] = ()
    signature: str = ""
    """Of the last message to the number, without brackets."""


@dataclass(frozen=True)
class AnswerPreview:
    """An answer as it would arrive; with a ``problem`` it would not be sent."""

    content: str = ""
    characters: int = 0
    fragments: int = 0
    problem: Text | None = None
