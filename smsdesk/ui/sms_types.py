"""The two types of messages in words."""

from __future__ import annotations

from smsdesk.domain.profile import SmsType
from smsdesk.domain.text import tr


def type_words(type: SmsType) -> str:
    """Regular or marketing."""
    return {SmsType.REGULAR: tr("Regular"), SmsType.MARKETING: tr("Marketing")}[type]


def type_choices() -> list[tuple[SmsType, str]]:
    """For a control that asks for the type."""
    return [(each, type_words(each)) for each in SmsType]
