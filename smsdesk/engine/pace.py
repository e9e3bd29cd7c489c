"""How fast a gateway is sent to (E3). Pure: times are seconds of any monotonic clock, given by the caller.

A bucket that starts full lets twice its rate through in the first second; this one knows only when the
next message may leave, so that no second ever holds more than the rate, a small slack and one request.
"""

from __future__ import annotations

from math import inf

#: How much of a pause that a busy loop slept too long may be made good, in seconds.
SLACK = 0.05
IDLE = 0.5
#: A gateway that says "slow down" again within so many seconds means the same slowing down.
REACTION = 1.0
#: Seconds without a complaint after which the rate is doubled again.
RECOVERY = 2.0
#: Never slower than this share of the full rate, nor than so many messages per second.
FLOOR_SHARE = 1 / 64
FLOOR_RATE = 0.2


class Pace:
    """Messages per second of one gateway; slows down when it asks for that, and recovers by itself."""

    def __init__(self, messages_per_second: float = inf) -> None:
        """``inf`` for no limit; else above 0."""
        if messages_per_second <= 0:
            raise ValueError("messages_per_second must be above 0")
        self.full = messages_per_second
        self.rate = messages_per_second
        self._next = -inf
        self._held_until = -inf
        self._slowed_at = -inf
        self._raised_at = -inf
        self._count_from = -inf
        self._counted = 0
        self._seen_rate = 0.0

    def wait(self, now: float) -> float:
        """Seconds until the next request may leave; 0 for at once."""
        self._recover(now)
        return max(0.0, self._held_until - now, self._next - now)

    def spend(self, messages: int, now: float) -> None:
        """A request of so many messages leaves now."""
        self._count(messages, now)
        if self.rate < inf:
            # One that comes much later than it might was idle, not held up: it has nothing to make good.
            start = max(self._next, now - SLACK) if now - self._next < IDLE else now
            self._next = start + messages / self.rate

    def throttled(self, now: float, delay: float = 0.0) -> None:
        """The gateway said "slow down", perhaps with its own wish for a pause in seconds."""
        self._held_until = max(self._held_until, now + min(delay, 60.0))
        if now - self._slowed_at < REACTION:
            return
        self._slowed_at = self._raised_at = now
        basis = self.rate if self.rate < inf else max(self._lately(now), 1.0)
        floor = FLOOR_RATE if self.full == inf else min(self.full, max(FLOOR_RATE, self.full * FLOOR_SHARE))
        self.rate = max(basis / 2, floor)
        self._next = now

    def _recover(self, now: float) -> None:
        while self.rate < self.full and now - self._raised_at >= RECOVERY:
            self._raised_at += RECOVERY
            self.rate = min(self.full, self.rate * 2)
            if self.rate > 100_000:
                self.rate = self.full

    def _count(self, messages: int, now: float) -> None:
        if now - self._count_from >= 1.0:
            # What was counted over more than two seconds ago says nothing about the present.
            self._seen_rate = self._counted / (now - self._count_from) if now - self._count_from < 2 else 0.0
            self._count_from, self._counted = now, 0
        self._counted += messages

    def _lately(self, now: float) -> float:
        passed = max(now - self._count_from, 0.1)
        return max(self._seen_rate, self._counted / passed if passed < 2 else 0.0)
