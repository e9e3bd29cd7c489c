"""Customers, groups, blocklist, unsubscribed users and replies (C1–C6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from smsdesk.domain.customer_filters import CustomerFilter
from smsdesk.domain.profile import SmsType
from smsdesk.domain.review import ReviewStatus
from smsdesk.domain.text import Text


@dataclass(frozen=True)
class Customer:
    """One person of the pool (C1)."""

    PRIVATE: ClassVar = frozenset({"name", "fields"})
    """What the audit log leaves out beside numbers and notes, so that a person can be erased (S4, U4)."""

    id: int
    number: str
    country: str
    name: str
    note: str
    sms_type: SmsType
    groups: tuple[str, ...]
    created_at: int
    fields: Mapping[int, str] = field(default_factory=dict)
    """Values of the business's own columns by ``CustomerField.id``; empty ones are left out."""
    last_message_at: int | None = None
    """When a message was last requested for the number."""
    last_reply_at: int | None = None


@dataclass(frozen=True)
class CustomerField:
    """A column of the business's own (C1)."""

    id: int
    name: str


@dataclass(frozen=True)
class CustomerGroup:
    """C3. With a filter it is a smart group: its members are found when it is used."""

    PRIVATE: ClassVar = frozenset({"words", "gone"})
    """Follow from the filter, which the audit log has."""

    id: int
    name: str
    sms_type: SmsType
    members: int | None
    """None for a smart group, which is counted apart because it may take seconds."""
    created_at: int
    filter: CustomerFilter | None = None
    words: tuple[Text, ...] = ()
    """The filter's conditions in words."""
    gone: Text | None = None
    """Why a smart group finds nobody: its filter asks for something that was deleted."""


#: In place of a signature on the blocklist: every message of the type to other countries.
ABROAD = ""


@dataclass(frozen=True)
class BlockedNumber:
    """C4: a number that gets nothing of this type under this mainland signature, or ``ABROAD``."""

    id: int
    number: str
    signature: str
    sms_type: SmsType
    created_at: int
    name: str = ""
    """Of the customer, where the number is in the pool."""


@dataclass(frozen=True)
class UnsubscribedNumber:
    """C5."""

    id: int
    number: str
    signature: str
    sms_type: SmsType
    keyword: str
    at: int
    name: str = ""
    """Of the customer, where the number is in the pool."""


@dataclass(frozen=True)
class Reply:
    """C6, D3. ``answers`` is the content of the message it answers, where one is known."""

    id: int
    number: str
    content: str
    at: int
    signature: str
    message_id: int | None
    answers: str
    name: str = ""
    """Of the customer, where the number is in the pool."""
    read: bool = True


@dataclass(frozen=True)
class Removal:
    """C5: an application to take a number off the unsubscribed ones."""

    id: int
    number: str
    signature: str
    sms_type: SmsType
    reason: str
    status: ReviewStatus
    asked_at: int
    asked_by: str
    decided_at: int | None
    decided_by: str
    answer: str
    name: str = ""
    """Of the customer, where the number is in the pool."""
