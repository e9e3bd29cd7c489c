"""Customers, groups, blocklist, unsubscribed users and replies (C1–C6)."""

from __future__ import annotations

from dataclasses import dataclass

from smsdesk.domain.profile import SmsType


@dataclass(frozen=True)
class Customer:
    """One person of the pool (C1)."""

    id: int
    number: str
    country: str
    name: str
    note: str
    sms_type: SmsType
    groups: tuple[str, ...]
    created_at: int


@dataclass(frozen=True)
class CustomerGroup:
    """C3."""

    id: int
    name: str
    sms_type: SmsType
    members: int
    created_at: int


@dataclass(frozen=True)
class BlockedNumber:
    """C4: a number that gets nothing of this type under this signature."""

    id: int
    number: str
    signature: str
    sms_type: SmsType
    created_at: int


@dataclass(frozen=True)
class UnsubscribedNumber:
    """C5."""

    id: int
    number: str
    signature: str
    sms_type: SmsType
    keyword: str
    at: int


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
