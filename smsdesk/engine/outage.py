"""A gateway that cannot be reached: when to try again, and when refusals amount to an outage (E4). Pure."""

from __future__ import annotations

from smsdesk.domain.text import Text

#: So many requests in a row of which every message was put off count as an outage.
STRIKES = 5
#: Of few messages so many do, over so many seconds at least.
FEW_STRIKES, LONG_ENOUGH = 3, 5.0


class Outage:
    """Whether a gateway is up, as far as its answers tell. Times are seconds of any clock."""

    def __init__(self, first_probe: float, longest_probe: float) -> None:
        self.reason: Text | None = None
        self._first = first_probe
        self._longest = longest_probe
        self._failures = 0
        self._strikes = 0
        self._first_strike = 0.0

    @property
    def up(self) -> bool:
        return self.reason is None

    @property
    def over(self) -> bool:
        """Whether something got through since the last outage, or there was none."""
        return self.up and not self._failures

    def begin(self, reason: Text) -> bool:
        """The gateway is down; whether that is news."""
        news = self.reason is None
        self.reason = reason
        return news

    def next_probe(self, chance: float) -> float:
        """Seconds until the next probe: doubling up to the longest, spread over half of it."""
        whole = min(self._first * float(2 ** min(self._failures, 30)), self._longest)
        self._failures += 1
        return whole * (0.5 + chance / 2)

    def end(self) -> None:
        """A probe was answered. How long the next outage is waited for is forgotten only once a message got
        through, so that a gateway which answers probes and nothing else is not asked every second."""
        self.reason = None
        self._strikes = 0

    def put_off(self, now: float) -> bool:
        """Every message of a request was put off or left in doubt; whether that is one too many.

        After an outage that only a probe has ended one is enough.
        """
        if not self._strikes:
            self._first_strike = now
        self._strikes += 1
        lasting = self._strikes >= FEW_STRIKES and now - self._first_strike >= LONG_ENOUGH
        return self._strikes >= STRIKES or lasting or self._failures > 0

    def got_through(self) -> None:
        """A request was answered as it should be."""
        self._strikes = 0
        self._failures = 0
