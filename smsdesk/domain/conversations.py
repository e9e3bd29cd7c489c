"""What passed between the business and one number, in the order of time (C6)."""

from __future__ import annotations

from dataclasses import dataclass

from smsdesk.domain.messages import MessageStatus


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
    reply_id: int | None = None
    answers: int | None = None
    """The message a reply answers."""
    read: bool = True

    @property
    def incoming(self) -> bool:
        """Whether the customer said it."""
        return self.reply_id is not None
