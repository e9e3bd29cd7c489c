"""Review hours: never an answer promised for a time when nobody looks (R1)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsdesk.domain.review_hours import AROUND_THE_CLOCK, CLOUD_HOURS, ReviewHours
from smsdesk.domain.text import text

BEIJING = ZoneInfo("Asia/Shanghai")
#: 2020 to 2040, in ms.
TIMES = st.integers(1_577_836_800_000, 2_208_988_800_000)


def at(words: str, zone: ZoneInfo = BEIJING) -> int:
    return round(1000 * datetime.fromisoformat(words).replace(tzinfo=zone).timestamp())


# 2026-11-20 is a Friday.
@pytest.mark.parametrize(
    ("submitted", "expected"),
    [
        ("2026-11-20 09:00", "2026-11-20 11:00"),
        ("2026-11-20 10:30:15.250", "2026-11-20 12:30:15.250"),
        ("2026-11-20 19:00", "2026-11-20 21:00"),
        ("2026-11-20 19:01", "2026-11-21 09:01"),
        ("2026-11-20 20:59", "2026-11-21 10:59"),
        ("2026-11-20 21:00", "2026-11-21 11:00"),
        ("2026-11-20 23:59", "2026-11-21 11:00"),
        ("2026-11-21 00:00", "2026-11-21 11:00"),
        ("2026-11-21 16:00", "2026-11-21 18:00"),
        ("2026-11-21 17:30", "2026-11-22 10:30"),
        ("2026-11-22 18:00", "2026-11-23 11:00"),
        ("2026-11-22 17:00", "2026-11-23 10:00"),
        ("2026-11-23 08:59:59", "2026-11-23 11:00"),
    ],
)
def test_when_the_cloud_answers(submitted: str, expected: str) -> None:
    assert CLOUD_HOURS.expected_by(at(submitted)) == at(expected)


@pytest.mark.parametrize(
    ("moment", "is_open", "opens"),
    [
        ("2026-11-20 08:59:59.999", False, "2026-11-20 09:00"),
        ("2026-11-20 09:00", True, "2026-11-20 09:00"),
        ("2026-11-20 20:59:59.999", True, "2026-11-20 20:59:59.999"),
        ("2026-11-20 21:00", False, "2026-11-21 09:00"),
        ("2026-11-21 17:59", True, "2026-11-21 17:59"),
        ("2026-11-21 18:00", False, "2026-11-22 09:00"),
        ("2026-11-22 20:00", False, "2026-11-23 09:00"),
    ],
)
def test_when_somebody_looks(moment: str, is_open: bool, opens: str) -> None:
    assert CLOUD_HOURS.open_now(at(moment)) is is_open
    assert CLOUD_HOURS.opens_at(at(moment)) == at(opens)


def test_a_machine_looks_at_any_time() -> None:
    noon = at("2026-11-20 12:00")
    assert AROUND_THE_CLOCK.open_now(noon)
    assert AROUND_THE_CLOCK.expected_by(noon) == noon + 60_000


def test_a_long_review_goes_over_several_days_and_a_closed_one() -> None:
    """Ten hours, Monday and Wednesday 9 to 17 only."""
    hours = ReviewHours("Asia/Shanghai", ((9, 17), (0, 0), (9, 17), *[(0, 0)] * 4), 10 * 3600, text("seldom"))
    assert hours.expected_by(at("2026-11-20 12:00")) == at("2026-11-25 11:00")


def test_the_hours_are_those_of_the_clock_on_the_wall() -> None:
    """New York, the night to 2026-03-08 has an hour less."""
    hours = ReviewHours("America/New_York", ((0, 24),) * 7, 24 * 3600, text("always"))
    start = at("2026-03-07 12:00", ZoneInfo("America/New_York"))
    assert hours.expected_by(start) == start + 24 * 3_600_000
    office = ReviewHours("America/New_York", ((9, 17),) * 7, 0, text("office"))
    assert office.opens_at(at("2026-03-08 05:00", ZoneInfo("America/New_York"))) == at(
        "2026-03-08 13:00", ZoneInfo("UTC")
    )


@given(TIMES)
def test_an_answer_is_expected_after_it_was_asked_for_and_within_the_hours(moment: int) -> None:
    expected = CLOUD_HOURS.expected_by(moment)
    assert expected >= moment + 1000 * CLOUD_HOURS.usual_seconds
    # The moment of closing still counts.
    assert CLOUD_HOURS.open_now(expected) or CLOUD_HOURS.open_now(expected - 1)


@given(TIMES, st.integers(0, 14 * 86_400_000))
def test_what_is_submitted_later_is_not_expected_earlier(moment: int, later: int) -> None:
    assert CLOUD_HOURS.expected_by(moment) <= CLOUD_HOURS.expected_by(moment + later)
    assert CLOUD_HOURS.opens_at(moment) <= CLOUD_HOURS.opens_at(moment + later)


@given(TIMES)
def test_open_is_what_opens_now(moment: int) -> None:
    assert CLOUD_HOURS.open_now(moment) is (CLOUD_HOURS.opens_at(moment) == moment)


@pytest.mark.parametrize(
    ("days", "usual"),
    [
        ((), 1),
        (((9, 17),) * 6, 1),
        (((17, 9),) * 7, 1),
        (((-1, 9),) * 7, 1),
        (((9, 25),) * 7, 1),
        (((9, 9),) * 7, 1),
        (((9, 17),) * 7, -1),
    ],
)
def test_hours_that_cannot_be_are_not_taken(days: tuple[tuple[int, int], ...], usual: int) -> None:
    with pytest.raises(ValueError, match="day"):
        ReviewHours("UTC", days, usual, text("wrong"))
