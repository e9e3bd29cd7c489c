"""The pace of a gateway, with a clock of our own (E3)."""

from __future__ import annotations

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as some

from smsdesk.engine.pace import RECOVERY, SLACK, Pace


def departures(pace: Pace, seconds: float, size: int = 1, start: float = 1000.0) -> list[tuple[float, int]]:
    """When requests leave that are always ready."""
    now, left = start, []
    while now < start + seconds:
        if wait := pace.wait(now):
            now += wait
        else:
            pace.spend(size, now)
            left.append((now, size))
            if pace.rate == inf:
                now += 0.001
    return left


def most_in_a_second(left: list[tuple[float, int]]) -> int:
    return max(sum(size for at, size in left if first <= at < first + 1.0) for first, _ in left)


@given(rate=some.floats(1, 100), size=some.integers(1, 50))
def test_no_second_holds_more_than_the_rate_and_one_request(rate: float, size: int) -> None:
    left = departures(Pace(rate), 3.0, size)
    assert most_in_a_second(left) <= rate * (1 + SLACK) + size + 1e-6


def test_the_first_second_is_no_faster_than_the_others() -> None:
    # The trap of buckets that start full: 99 of 50 in the first second.
    assert len(departures(Pace(50), 0.999)) == 50


@given(rate=some.floats(2, 50))
def test_the_rate_is_reached(rate: float) -> None:
    assert len(departures(Pace(rate), 10.0)) >= rate * 10 - 1


def test_a_late_loop_makes_good_only_a_little() -> None:
    pace = Pace(100)
    pace.spend(1, 0.0)
    burst = 0
    while not pace.wait(0.4):
        pace.spend(1, 0.4)
        burst += 1
    assert 100 * SLACK <= burst <= 100 * SLACK + 1


def test_a_pause_is_not_made_good() -> None:
    pace = Pace(100)
    pace.spend(1, 0.0)
    pace.spend(1, 60.0)
    assert pace.wait(60.0) == pytest.approx(0.01)


def test_without_a_limit_nothing_waits() -> None:
    pace = Pace()
    pace.spend(10_000, 5.0)
    assert pace.wait(5.0) == 0


def test_a_gateway_that_says_slow_down_is_slowed_down_and_recovers() -> None:
    pace = Pace(100)
    pace.throttled(10.0)
    assert pace.rate == 50
    pace.throttled(10.5)  # one of the requests that were under way: the same slowing down
    assert pace.rate == 50
    pace.throttled(11.5)
    assert pace.rate == 25
    pace.wait(11.5 + RECOVERY)
    assert pace.rate == 50
    pace.wait(11.5 + 3 * RECOVERY)
    assert pace.rate == 100


def test_its_own_wish_for_a_pause_is_kept() -> None:
    pace = Pace(100)
    pace.throttled(10.0, delay=3.0)
    assert pace.wait(10.0) == pytest.approx(3.0)
    assert pace.wait(13.0) == 0


def test_an_unlimited_gateway_is_slowed_to_half_of_what_it_got_of_late() -> None:
    pace = Pace()
    for step in range(3000):
        pace.spend(1, step / 1000)
    pace.throttled(3.0)
    assert pace.rate == pytest.approx(500, rel=0.1)
    pace.wait(60.0)
    assert pace.rate == inf


def test_it_never_comes_to_a_stop() -> None:
    pace = Pace(100)
    for second in range(0, 100, 2):
        pace.throttled(float(second))
    assert pace.rate >= 100 / 64


@pytest.mark.parametrize("rate", [0, -1.0])
def test_a_rate_must_be_above_nothing(rate: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        Pace(rate)
