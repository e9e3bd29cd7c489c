"""Where a message lost its time: before it was submitted to the gateway, or after (D2 "Why?").

Codes say why a message failed; these say why one that did not fail is late. Times are ms since 1970 UTC.
"""

from __future__ import annotations

from dataclasses import dataclass

from smsdesk.domain.codes import Explanation, Phase, Retry, Who
from smsdesk.domain.messages import Message, MessageStatus
from smsdesk.domain.text import Text, text

_MINUTE = 60_000
#: Longer between the request and the gateway's answer is a delay: it usually takes seconds.
SLOW_SUBMISSION_MS = _MINUTE
#: Longer until the carrier's report is a delay: it usually comes within a minute.
SLOW_REPORT_MS = 10 * _MINUTE
#: After so long without a report none is to be expected any more: carriers try for three days at most.
REPORT_OVERDUE_MS = 72 * 60 * _MINUTE


@dataclass(frozen=True)
class Delay:
    """A message that is late, or came late, and what is likely behind it."""

    milliseconds: int
    """How long the slow step took, or has taken until now."""
    over: bool
    """Whether the step is over."""
    explanation: Explanation

    @property
    def phase(self) -> Phase:
        """Before or after the message was submitted."""
        return self.explanation.phase


def delay_of(message: Message, now: int) -> Delay | None:
    """The longest step of a message that took, or takes, unusually long; None when nothing was late.

    A message that failed is not late: its code says why.
    """
    found = [each for each in (_submission(message, now), _report(message, now)) if each is not None]
    return max(found, key=lambda each: each.milliseconds, default=None)


def _submission(message: Message, now: int) -> Delay | None:
    if message.requested_at is None:
        return None
    if message.sent_at is not None:
        took, over = message.sent_at - message.requested_at, True
    elif message.status in (MessageStatus.QUEUED, MessageStatus.IN_FLIGHT):
        took, over = now - message.requested_at, False
    else:
        return None
    if took < SLOW_SUBMISSION_MS:
        return None
    return Delay(took, over, _SUBMITTED_LATE if over else _NOT_SUBMITTED_YET)


def _report(message: Message, now: int) -> Delay | None:
    if message.sent_at is None:
        return None
    if message.reported_at is not None:
        took, over, why = message.reported_at - message.sent_at, True, _REPORTED_LATE
    elif message.status is MessageStatus.ACCEPTED:
        took, over = now - message.sent_at, False
        why = _REPORT_OVERDUE if took >= REPORT_OVERDUE_MS else _NO_REPORT_YET
    else:
        return None
    return Delay(took, over, why) if took >= SLOW_REPORT_MS else None


def _explained(
    title: Text, causes: tuple[Text, ...], what_to_do: Text, who: Who, phase: Phase, retry: Retry
) -> Explanation:
    return Explanation("", title, causes, what_to_do, who, phase, retry)


_SUBMITTED_LATE = _explained(
    text("It waited before it was handed over"),
    (
        text("Many messages went out at the same time, and the gateway takes only so many a second."),
        text("The gateway did not answer or was out of reach, and the desk tried again by itself."),
        text("The task was paused, or the computer was off or asleep."),
    ),
    text("Nothing for this message. Send large tasks earlier, or ask the provider for a higher rate."),
    Who.DESK,
    Phase.BEFORE,
    Retry.NEVER,
)
_NOT_SUBMITTED_YET = _explained(
    text("It waits to be handed over"),
    (
        text("The gateway does not answer or is out of reach; the desk tries again by itself."),
        text("Many messages go out at the same time, and the gateway takes only so many a second."),
        text("The task is paused."),
    ),
    text("Look at the task and at the gateway's state in the status bar."),
    Who.DESK,
    Phase.BEFORE,
    Retry.UNKNOWN,
)
_REPORTED_LATE = _explained(
    text("The carrier's report came late"),
    (
        text("The phone was off or without signal; the carrier kept trying until it was back."),
        text("The phone's message memory was full for a while."),
        text("The carrier's network was overloaded, or sent its reports late."),
    ),
    text("Nothing: the message left here in time. When many are late, tell the provider."),
    Who.CARRIER,
    Phase.AFTER,
    Retry.NEVER,
)
_NO_REPORT_YET = _explained(
    text("Sent, but no report has come yet"),
    (
        text("The phone is off or without signal; the carrier keeps trying, for up to three days."),
        text("The carrier's network is overloaded, or sends its reports late."),
        text("The carrier sends no reports for this country or route."),
    ),
    text("Wait. It may have arrived already, so do not send it again yet."),
    Who.CARRIER,
    Phase.AFTER,
    Retry.UNKNOWN,
)
_REPORT_OVERDUE = _explained(
    text("No report came, and none will come any more"),
    (
        text("The carrier sends no reports for this country or route."),
        text("The report got lost between the carrier and the provider."),
        text("The phone was off for more than three days, and the carrier gave up without a word."),
    ),
    text("Ask the provider with the message's number; ask the customer before you send it again."),
    Who.GATEWAY,
    Phase.AFTER,
    Retry.UNKNOWN,
)
