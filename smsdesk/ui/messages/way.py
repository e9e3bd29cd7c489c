"""The way of one message in the order of time, with how long each step took, and where it was late (D2)."""

from __future__ import annotations

from smsdesk.domain.codes import Phase, explain
from smsdesk.domain.message_delays import Delay, delay_of
from smsdesk.domain.messages import Message, MessageStatus
from smsdesk.domain.text import tr
from smsdesk.ui import formats
from smsdesk.ui.formats import Formats
from smsdesk.ui.messages.words import has_reason, status_badge
from smsdesk.ui.widgets.timeline import Moment

_NOT_TAKEN = (MessageStatus.FAILED, MessageStatus.CANCELLED)


def way_of(message: Message, shown: Formats) -> list[Moment]:
    """Requested, sent, reported: what has happened, and what is still waited for."""
    if message.requested_at is None:
        return [Moment(tr("Waiting"), shown.exact(message.due_at), tr("It was not requested yet."))]
    late = delay_of(message, shown.now())
    return [
        Moment(tr("Requested"), shown.exact(message.requested_at), role="info"),
        *_sent(message, message.requested_at, shown, late),
        *_reported(message, shown, late),
    ]


def delay_words(delay: Delay) -> str:
    """One sentence: where the delay arose and how long it is."""
    # A number stays with its unit when the sentence wraps.
    took = formats.duration(delay.milliseconds / 1000).replace(" ", "\N{NO-BREAK SPACE}")
    if delay.phase is Phase.BEFORE and delay.over:
        return tr("The delay arose before submission: it was handed over {duration} later.", duration=took)
    if delay.phase is Phase.BEFORE:
        return tr("The delay arises before submission: it has waited for {duration}.", duration=took)
    if delay.over:
        return tr("The delay arose after submission: the carrier reported {duration} later.", duration=took)
    return tr("The delay arises after submission: no report for {duration}.", duration=took)


def _sent(message: Message, requested: int, shown: Formats, late: Delay | None) -> list[Moment]:
    slow = late is not None and late.phase is Phase.BEFORE
    if message.sent_at is not None:
        note = _later(message.sent_at - requested)
        if message.attempts > 1:
            note = tr("{time}, at try {number}", time=note, number=formats.number(message.attempts))
        return [
            Moment(
                tr("Taken by the carrier"),
                shown.exact(message.sent_at),
                note,
                "warning" if slow else "info",
            )
        ]
    badge = status_badge(message.status)
    if message.status in _NOT_TAKEN:
        why = str(explain(message.code).title) if message.code and has_reason(message.status) else ""
        return [Moment(tr("Not sent"), "", why, badge.role)]
    if message.status is MessageStatus.UNKNOWN:
        return [Moment(tr("Nobody can say whether it was taken"), "", "", badge.role)]
    waits = tr("For {duration}", duration=formats.duration((shown.now() - requested) / 1000))
    return [Moment(badge.words, "", waits, "warning" if slow else badge.role)]


def _reported(message: Message, shown: Formats, late: Delay | None) -> list[Moment]:
    slow = late is not None and late.phase is Phase.AFTER
    badge = status_badge(message.status)
    if message.reported_at is not None:
        note = "" if message.sent_at is None else _later(message.reported_at - message.sent_at)
        if message.status is MessageStatus.DELIVERED:
            return [Moment(badge.words, shown.exact(message.reported_at), note, _role(badge.role, slow))]
        return [Moment(badge.words, shown.exact(message.reported_at), note, badge.role)]
    if message.status is MessageStatus.ACCEPTED and message.sent_at is not None:
        waits = tr("For {duration}", duration=formats.duration((shown.now() - message.sent_at) / 1000))
        return [Moment(tr("No report yet"), "", waits, _role("neutral", slow))]
    if message.status is MessageStatus.UNKNOWN and message.sent_at is not None:
        return [Moment(badge.words, "", "", badge.role)]
    return []


def _role(usual: str, slow: bool) -> str:
    return "warning" if slow else usual


def _later(milliseconds: int) -> str:
    if milliseconds < 1000:
        return tr("at once")
    return tr("{duration} later", duration=formats.duration(milliseconds / 1000))
