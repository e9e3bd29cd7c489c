"""How ordinary numbers behave, drawn from a seed: the same seed and number, the same outcome, always."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b

from smsdesk.carrier.magic import Behaviour, Replying

_SHARE = 1 << 32

#: What goes wrong with the few, with weights: handsets off, numbers given up, people who opted out.
_MAINLAND_FAULTS = (("UNDELIV", 40), ("MK:0001", 25), ("EXPIRED", 15), ("MX:0012", 12), ("REJECTD", 8))
_GLOBAL_FAULTS = (("UNDELIV", 50), ("EXPIRED", 30), ("REJECTD", 20))


@dataclass(frozen=True, slots=True)
class Delay:
    """A delay in seconds, most often near ``usual`` and never outside ``least`` … ``most``."""

    least: float
    usual: float
    most: float

    def __post_init__(self) -> None:
        if not 0 <= self.least <= self.usual <= self.most <= 604_800:
            raise ValueError("0 <= least <= usual <= most <= 604800 seconds")

    @classmethod
    def exactly(cls, seconds: float) -> Delay:
        """Always the same."""
        return cls(seconds, seconds, seconds)

    @classmethod
    def parse(cls, words: str) -> Delay:
        """``2`` or ``0.5:2:10`` (least, usual, most); ``ValueError`` for anything else."""
        parts = [float(part) for part in words.split(":")]
        if len(parts) == 1:
            return cls.exactly(parts[0])
        least, usual, most = parts
        return cls(least, usual, most)

    def drawn(self, share: float) -> float:
        """The delay for a share in 0 … 1 of a triangular distribution, by its inverse."""
        span = self.most - self.least
        if span == 0:
            return self.least
        turn = (self.usual - self.least) / span
        if share < turn:
            return float(self.least + (share * span * (self.usual - self.least)) ** 0.5)
        return float(self.most - ((1 - share) * span * (self.most - self.usual)) ** 0.5)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is drawn for one message: the behaviour and its delays in ms."""

    behaviour: Behaviour
    receipt_after: int
    reply_after: int


@dataclass(frozen=True, slots=True)
class Script:
    """The carrier's manners. Everything about ordinary numbers follows from ``seed`` and the number."""

    seed: int = 1
    delivered: float = 0.97
    """Share of ordinary numbers that are reached, 0 … 1."""
    replies: float = 0.0
    """Share of the reached ordinary numbers that text back."""
    receipt_delay: Delay = Delay(0.5, 2.0, 8.0)
    late_receipt: Delay = Delay(60.0, 60.0, 60.0)
    reply_delay: Delay = Delay(3.0, 6.0, 20.0)
    late_reply: Delay = Delay(60.0, 60.0, 60.0)
    review_delay: Delay = Delay(10.0, 20.0, 60.0)

    def review_after(self, key: str) -> int:
        """How many ms the review takes of what has this key."""
        return round(1000 * self.review_delay.drawn(next(self._draws(key))))

    def plan(self, number: str, magic: Behaviour | None) -> Plan:
        """What will happen to a message to this E.164 number."""
        draws = self._draws(number)
        behaviour = magic or self._ordinary(number, draws)
        delay = self.late_receipt if behaviour.late else self.receipt_delay
        receipt_after = round(1000 * delay.drawn(next(draws)))
        reply_delay = self.late_reply if behaviour.replying is Replying.LATE else self.reply_delay
        reply_after = receipt_after + round(1000 * reply_delay.drawn(next(draws)))
        return Plan(behaviour, receipt_after, reply_after)

    def _draws(self, number: str) -> Iterator[float]:
        digest = blake2b(f"{self.seed}/{number}".encode(), digest_size=20).digest()
        for start in range(0, 20, 4):
            yield int.from_bytes(digest[start : start + 4], "big") / _SHARE

    def _ordinary(self, number: str, draws: Iterator[float]) -> Behaviour:
        if next(draws) < self.delivered:
            return _THANKFUL if next(draws) < self.replies else _REACHED
        faults = _MAINLAND_FAULTS if number.startswith("+86") else _GLOBAL_FAULTS
        point = next(draws) * sum(weight for _, weight in faults)
        passed = 0
        for code, weight in faults:
            passed += weight
            if point < passed:
                return Behaviour(receipt=code)
        return Behaviour(receipt=faults[-1][0])


_REACHED = Behaviour()
_THANKFUL = Behaviour(reply="OK, thanks. 收到")
