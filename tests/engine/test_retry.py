"""What becomes of a message after an outcome (E4, E5)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.text import text
from smsdesk.engine.outage import STRIKES, Outage
from smsdesk.engine.retry import (
    ATTEMPTS,
    LONGEST_DELAY_MS,
    LONGEST_THROTTLED_DELAY_MS,
    THROTTLED_ATTEMPTS,
    Decision,
    Returned,
    backoff,
    decide,
)
from smsdesk.gateways.base import Accepted, Outcome, Refused, Throttled, TryLater, Unknown

NOW = 1_000_000


@pytest.mark.parametrize(
    ("outcome", "attempts", "expected"),
    [
        (Accepted("id-1", 2), 1, Decision(MessageStatus.ACCEPTED, gateway_id="id-1", fee=2)),
        (Refused("No", "words"), 1, Decision(MessageStatus.FAILED, "No")),
        (Unknown(), 1, Decision(MessageStatus.UNKNOWN, "Unknown")),
        (Unknown(), 99, Decision(MessageStatus.UNKNOWN, "Unknown")),
        (Returned(), 3, Decision(MessageStatus.QUEUED, due_at=NOW, attempts=-1)),
        (TryLater("Busy"), 1, Decision(MessageStatus.QUEUED, "Busy", due_at=NOW + 2000)),
        (TryLater("Busy"), 2, Decision(MessageStatus.QUEUED, "Busy", due_at=NOW + 8000)),
        (TryLater("Busy"), ATTEMPTS, Decision(MessageStatus.FAILED, "Busy")),
        (Throttled(), 1, Decision(MessageStatus.QUEUED, "RequestLimitExceeded", due_at=NOW + 2000)),
        (Throttled(5.0), 1, Decision(MessageStatus.QUEUED, "RequestLimitExceeded", due_at=NOW + 5000)),
        (Throttled(), ATTEMPTS, Decision(MessageStatus.QUEUED, "RequestLimitExceeded", due_at=NOW + 30_000)),
        (Throttled(), THROTTLED_ATTEMPTS, Decision(MessageStatus.FAILED, "RequestLimitExceeded")),
    ],
)
def test_outcome(outcome: Outcome | Returned, attempts: int, expected: Decision) -> None:
    assert decide(outcome, attempts, NOW, chance=1.0) == expected


@given(attempts=some.integers(1, 10_000), chance=some.floats(0, 1))
def test_a_delay_is_spread_and_bounded(attempts: int, chance: float) -> None:
    assert 1000 <= backoff(attempts, chance) <= LONGEST_DELAY_MS
    assert backoff(attempts, chance, LONGEST_THROTTLED_DELAY_MS) <= LONGEST_THROTTLED_DELAY_MS
    assert backoff(attempts, 0.0) <= backoff(attempts, chance) <= backoff(attempts + 1, 1.0)


def test_probes_come_ever_more_seldom_until_something_gets_through() -> None:
    outage = Outage(first_probe=1.0, longest_probe=60.0)
    assert outage.begin(text("Gone"))
    assert not outage.begin(text("Still gone"))
    assert [outage.next_probe(1.0) for _ in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]
    outage.end()
    assert outage.up
    # It answered the probe but took nothing.
    outage.begin(text("Gone"))
    assert outage.next_probe(1.0) == 60
    outage.end()
    outage.got_through()
    outage.begin(text("Gone"))
    assert outage.next_probe(0.0) == 0.5


def test_so_many_refusals_in_a_row_are_an_outage() -> None:
    outage = Outage(1.0, 60.0)
    assert [outage.put_off(1.0) for _ in range(STRIKES)] == [False] * (STRIKES - 1) + [True]
    outage.got_through()
    assert not outage.put_off(2.0)
    # Of a few messages fewer do, when nothing else got through for a while.
    assert [outage.put_off(at) for at in (3.0, 7.1)] == [False, True]
    outage.begin(text("Out of service"))
    outage.next_probe(1.0)
    outage.end()
    assert outage.put_off(8.0), "only a probe was answered since"
