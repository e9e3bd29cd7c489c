"""What the states of a message are called, and who can change what a code tells of (D2)."""

from __future__ import annotations

from functools import cache

from smsdesk.domain.code_words import PHASE, RETRY, WHO
from smsdesk.domain.codes import Phase, Retry, Who, api_codes, explain
from smsdesk.domain.messages import Message, MessageStatus
from smsdesk.domain.text import tr
from smsdesk.ui.widgets.badge import Badge


def status_badge(status: MessageStatus) -> Badge:
    """The status as a dot and a word."""
    return {
        MessageStatus.QUEUED: Badge(tr("Waiting"), "neutral"),
        MessageStatus.IN_FLIGHT: Badge(tr("Being sent"), "info"),
        MessageStatus.ACCEPTED: Badge(tr("Sent, no receipt yet"), "info"),
        MessageStatus.DELIVERED: Badge(tr("Delivered"), "success"),
        MessageStatus.UNDELIVERED: Badge(tr("Not delivered"), "danger"),
        MessageStatus.FAILED: Badge(tr("Failed"), "danger"),
        MessageStatus.CANCELLED: Badge(tr("Not sent"), "neutral"),
        MessageStatus.UNKNOWN: Badge(tr("Unknown"), "warning"),
    }[status]


def number_words(message: Message) -> str:
    """The number; of a person who was erased it is not known any more (S4)."""
    return message.number or tr("erased")


def content_words(message: Message) -> str:
    """What was written; it went with the number of a person who was erased (S4)."""
    return message.content if message.number else tr("erased")


def reason_words(message: Message) -> str:
    """The code in words; empty while nothing is wrong."""
    return str(explain(message.code).title) if message.code and has_reason(message.status) else ""


def has_reason(status: MessageStatus) -> bool:
    """Whether there is a "Why?" to answer: a delivered message's code says only that."""
    return status in (
        MessageStatus.FAILED,
        MessageStatus.UNDELIVERED,
        MessageStatus.UNKNOWN,
        MessageStatus.QUEUED,
    )


def who_words(who: Who) -> str:
    """Who must act."""
    return str(WHO[who])


def phase_words(phase: Phase) -> str:
    """Before or after the message was submitted."""
    return str(PHASE[phase])


def submission_words(phase: Phase) -> str:
    """Before or after submission, of a delay: nothing went wrong yet."""
    return {
        Phase.BEFORE: tr("Before it was handed to the provider."),
        Phase.AFTER: tr("After it was handed to the provider, on the way to the phone."),
    }[phase]


def retry_words(retry: Retry) -> str:
    """Whether it may be sent again."""
    return str(RETRY[retry])


def short_code(code: str) -> str:
    """What tells codes apart where room is scarce: not the family that stands before the dot in the API's."""
    return (code.rpartition(".")[2] or code) if code in _api_codes() else code


@cache
def _api_codes() -> frozenset[str]:
    return frozenset(api_codes())
