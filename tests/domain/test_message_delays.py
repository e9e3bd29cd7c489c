"""Where a message lost its time, before or after it was submitted (D2)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from smsdesk.domain.codes import Phase, Retry
from smsdesk.domain.message_delays import REPORT_OVERDUE_MS, SLOW_REPORT_MS, SLOW_SUBMISSION_MS, delay_of
from smsdesk.domain.messages import Message, MessageStatus
from smsdesk.domain.profile import Region, SmsType

ASKED = 1_772_416_800_000
SECOND, MINUTE, HOUR = 1_000, 60_000, 3_600_000

MESSAGE = Message(
    id=1, task_id=1, position=0, application_id=1, application_name="Shop", template_id=None,
    template_name="", signature="Riverside", region=Region.MAINLAND, sms_type=SmsType.REGULAR,
    number="+8613800000000", country="CN", content="Hello", characters=5, fragments=1,
    status=MessageStatus.DELIVERED, code="", attempts=1, gateway="sandbox", gateway_id="",
    created_at=ASKED, requested_at=ASKED, sent_at=ASKED + SECOND, reported_at=ASKED + 5 * SECOND,
    due_at=ASKED,
)  # fmt: skip


def test_a_message_in_good_time_has_no_delay() -> None:
    assert delay_of(MESSAGE, ASKED + 90 * 24 * HOUR) is None


@pytest.mark.parametrize(
    ("sent", "reported", "phase", "took"),
    [
        (SLOW_SUBMISSION_MS, SLOW_SUBMISSION_MS + SECOND, Phase.BEFORE, SLOW_SUBMISSION_MS),
        (SECOND, SECOND + SLOW_REPORT_MS, Phase.AFTER, SLOW_REPORT_MS),
        (HOUR, 3 * HOUR, Phase.AFTER, 2 * HOUR),
        (3 * HOUR, 4 * HOUR, Phase.BEFORE, 3 * HOUR),
    ],
)
def test_the_longest_step_is_the_delay(sent: int, reported: int, phase: Phase, took: int) -> None:
    late = delay_of(replace(MESSAGE, sent_at=ASKED + sent, reported_at=ASKED + reported), ASKED + 9 * HOUR)
    assert late is not None
    assert (late.phase, late.milliseconds, late.over) == (phase, took, True)


@pytest.mark.parametrize(
    ("waited", "title"),
    [
        (SLOW_REPORT_MS - 1, ""),
        (4 * HOUR, "Sent, but no report has come yet"),
        (REPORT_OVERDUE_MS, "No report came, and none will come any more"),
    ],
)
def test_a_report_that_does_not_come_is_a_delay_after_submission(waited: int, title: str) -> None:
    message = replace(MESSAGE, status=MessageStatus.ACCEPTED, reported_at=None)
    late = delay_of(message, ASKED + SECOND + waited)
    if not title:
        assert late is None
        return
    assert late is not None
    assert (late.phase, late.over, late.milliseconds) == (Phase.AFTER, False, waited)
    assert str(late.explanation.title) == title
    # It may have arrived: nobody is told to send it again.
    assert late.explanation.retry is Retry.UNKNOWN


@pytest.mark.parametrize("status", [MessageStatus.QUEUED, MessageStatus.IN_FLIGHT])
def test_what_is_not_handed_over_yet_is_late_before_submission(status: MessageStatus) -> None:
    message = replace(MESSAGE, status=status, sent_at=None, reported_at=None)
    late = delay_of(message, ASKED + 10 * MINUTE)
    assert late is not None
    assert (late.phase, late.over, late.milliseconds) == (Phase.BEFORE, False, 10 * MINUTE)


@pytest.mark.parametrize(
    "message",
    [
        replace(MESSAGE, status=MessageStatus.FAILED, sent_at=None, reported_at=None),
        replace(MESSAGE, status=MessageStatus.UNKNOWN, sent_at=None, reported_at=None),
        replace(MESSAGE, status=MessageStatus.QUEUED, requested_at=None, sent_at=None, reported_at=None),
    ],
)
def test_what_failed_or_was_not_asked_for_is_not_late(message: Message) -> None:
    assert delay_of(message, ASKED + 9 * HOUR) is None
