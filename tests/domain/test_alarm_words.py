"""What an alarm says: plain text whatever names hold, an SMS of one or two fragments (A9, E8)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsdesk.domain.alarm_words import SMS_FRAGMENTS, body, one_line, sms, subject
from smsdesk.domain.alarms import Alarm, AlarmEvent
from smsdesk.domain.fragments import measure
from smsdesk.domain.profile import Region
from smsdesk.domain.signatures import bracketed
from smsdesk.domain.text import Text, set_language, text

#: 2026-06-15 12:00 and 12:20 in Shanghai.
FIRST, LAST = 1_781_496_000_000, 1_781_497_200_000
HELD = text("Task “{task}”: too many.", task="Sale")
PASSED = text("More than 10 messages to mainland China today.")
APPROVED = text("The template “{name}” was approved.", name="Sale")


def alarm(event: AlarmEvent, *details: Text, count: int = 0) -> Alarm:
    return Alarm(1, 1, event, details, count or len(details), FIRST, LAST)


@pytest.mark.parametrize(
    ("raised", "application", "line"),
    [
        (
            alarm(AlarmEvent.FREQUENCY_LIMIT, HELD),
            "Shop",
            "Shop: 1 message was held back by the sending limits",
        ),
        (
            alarm(AlarmEvent.FREQUENCY_LIMIT, HELD, count=10_000),
            "Shop",
            "Shop: 10,000 messages were held back by the sending limits",
        ),
        (alarm(AlarmEvent.EXCESSIVE, PASSED), "Shop", f"Shop: {PASSED}"),
        (
            alarm(AlarmEvent.EXCESSIVE, PASSED, count=2),
            "Shop",
            "Shop: more messages today than its reminder is set to",
        ),
        (alarm(AlarmEvent.REVIEW, APPROVED), "", 'The template "Sale" was approved.'),
        (alarm(AlarmEvent.REVIEW, APPROVED, count=7), "", "7 signatures or templates were reviewed"),
        (
            alarm(AlarmEvent.REVIEW, text("Approved: {name}", name="A" * 300)),
            "",
            "A signature or template was reviewed",
        ),
        (alarm(AlarmEvent.TRIAL, text("It works.")), "Shop", "Shop: It works."),
    ],
)
def test_an_sms_says_what_happened_on_one_line(raised: Alarm, application: str, line: str) -> None:
    assert sms(raised, application, Region.GLOBAL, "[Bakery]") == line


def test_what_does_not_fit_even_so_is_cut() -> None:
    """Characters of two units each, in the name and in the signature."""
    raised = alarm(AlarmEvent.FREQUENCY_LIMIT, HELD, count=1_000_000)
    before = bracketed("😀" * 15, Region.GLOBAL)
    line = sms(raised, "😀" * 64, Region.GLOBAL, before)
    assert line.endswith("...")
    assert measure(before + line, Region.GLOBAL).fragments == SMS_FRAGMENTS


NAMES = st.text(max_size=64)


@given(
    st.sampled_from(AlarmEvent),
    NAMES,
    NAMES,
    st.integers(1, 10**9),
    st.sampled_from(Region),
    st.text(max_size=15),
)
def test_whatever_names_hold_it_is_one_line_of_at_most_two_fragments(
    event: AlarmEvent, application: str, task: str, count: int, region: Region, signature: str
) -> None:
    raised = alarm(event, text("Task “{task}”.", task=task), count=count)
    before = bracketed(signature, region)
    line = sms(raised, application, region, before)
    assert line
    assert line == one_line(line)
    assert "【" not in line
    assert measure(before + line, region).fragments <= SMS_FRAGMENTS
    assert subject(raised, application) == one_line(subject(raised, application))


@given(NAMES)
def test_no_name_makes_a_line_of_its_own_in_an_email(name: str) -> None:
    raised = alarm(AlarmEvent.FREQUENCY_LIMIT, text("Task “{task}”.", task=name))
    plain = alarm(AlarmEvent.FREQUENCY_LIMIT, text("Task “{task}”.", task="Sale"))
    assert len(body(raised, f"x{name}", "UTC").splitlines()) == len(body(plain, "x", "UTC").splitlines())


def test_an_email_says_what_when_and_what_to_do() -> None:
    words = body(alarm(AlarmEvent.REVIEW, APPROVED, count=7), "", "Asia/Shanghai")
    assert words.splitlines() == [
        "7 signatures or templates were reviewed",
        "",
        "- The template “Sale” was approved.",
        "- and 6 more",
        "",
        "Time: 2026-06-15 12:00 to 2026-06-15 12:20 (Asia/Shanghai)",
        "",
        "The results are under Signatures and Templates.",
        "",
        "This message was sent by SMS Desk.",
    ]


def test_it_speaks_the_language_in_use() -> None:
    raised = alarm(AlarmEvent.FREQUENCY_LIMIT, HELD)
    set_language("zh_CN")
    try:
        assert subject(raised, "Shop").startswith("Shop")
        assert body(raised, "Shop", "Asia/Shanghai")
    finally:
        set_language("en")
