"""Faults for everybody, switched on and off while the carrier runs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields

from smsdesk.domain.text import Text, text

FOREVER = -1


@dataclass(slots=True)
class Switches:
    """The carrier's faults, all off at first.

    Whole numbers are "so many of the next requests that submit messages", ``-1`` until switched off;
    the rest are seconds, rates, codes and yes/no. The names are those of ``/v1/switches``.
    """

    throttle: int = 0
    unavailable: int = 0
    refuse: int = 0
    lose_answer: int = 0
    lose_request: int = 0
    fail: int = 0
    malformed: int = 0
    garbled: int = 0
    wrong_type: int = 0
    huge: int = 0
    partial: int = 0
    slow: int = 0
    early_receipts: int = 0
    early_replies: int = 0
    out_of_order_receipts: bool = False
    duplicate_receipts: bool = False
    stranger_replies: bool = False
    late_replies: float = 0.0
    outage: float = 0.0
    slow_seconds: float = 5.0
    retry_after: float = 1.0
    messages_per_second: float = 0.0
    refuse_code: str = "FailedOperation.ContainSensitiveWord"

    def hit(self, name: str) -> bool:
        """Whether the fault counted under this name strikes now; one strike is used up."""
        left: int = getattr(self, name)
        if left > 0:
            setattr(self, name, left - 1)
        return left != 0

    def set(self, values: Mapping[str, object]) -> None:
        """Change some; all or none. ``ValueError`` names the first that is unknown or out of range."""
        checked = {name: _checked(name, value) for name, value in values.items()}
        for name, value in checked.items():
            setattr(self, name, value)

    def all_off(self) -> None:
        """As at the start."""
        self.set(Switches().values())

    def values(self) -> dict[str, bool | int | float | str]:
        """Name and value of each."""
        return {name: getattr(self, name) for name in _TYPES}


_TYPES: Mapping[str, type] = {one.name: type(one.default) for one in fields(Switches)}
_LONGEST_SECONDS = 86_400.0


def _checked(name: str, value: object) -> bool | int | float | str:
    kind = _TYPES.get(name)
    if kind is bool and isinstance(value, bool):
        return value
    if kind is str and isinstance(value, str) and 0 < len(value) <= 100 and value.isascii():
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        if kind is int and isinstance(value, int) and FOREVER <= value <= 1_000_000:
            return value
        limit = 1e6 if name == "messages_per_second" else _LONGEST_SECONDS
        if kind is float and math.isfinite(value) and 0 <= value <= limit:
            return float(value)
    raise ValueError(name)


@dataclass(frozen=True, slots=True)
class Switch:
    """A switch in words, for whoever shows it. ``kind``: count, yes, seconds, rate or code."""

    name: str
    kind: str
    label: Text


SWITCHES: tuple[Switch, ...] = (
    Switch("outage", "seconds", text("Be out of reach for so many seconds")),
    Switch("unavailable", "count", text("Answer that the service is down")),
    Switch("throttle", "count", text("Ask to slow down")),
    Switch("messages_per_second", "rate", text("Take at most so many messages per second")),
    Switch("retry_after", "seconds", text("When asking to slow down, for so many seconds")),
    Switch("refuse", "count", text("Refuse every message")),
    Switch("refuse_code", "code", text("Refuse with this code")),
    Switch("slow", "count", text("Answer slowly")),
    Switch("slow_seconds", "seconds", text("A slow answer takes so many seconds")),
    Switch("lose_answer", "count", text("Take the messages and lose the answer")),
    Switch("lose_request", "count", text("Lose the request before the messages are taken")),
    Switch("fail", "count", text("Take the messages and answer with a server fault")),
    Switch("malformed", "count", text("Take the messages and answer with rubbish")),
    Switch("garbled", "count", text("Take the messages and answer what is not HTTP")),
    Switch("wrong_type", "count", text("Take the messages and answer with something else")),
    Switch("huge", "count", text("Take the messages and answer without end")),
    Switch("partial", "count", text("Take the messages and answer for half of them")),
    Switch("early_receipts", "count", text("Report before the answer")),
    Switch("out_of_order_receipts", "yes", text("Report the newest first")),
    Switch("duplicate_receipts", "yes", text("Report everything twice")),
    Switch("early_replies", "count", text("Reply before the answer")),
    Switch("late_replies", "seconds", text("Hold every reply back for so many seconds")),
    Switch("stranger_replies", "yes", text("Reply from numbers that nothing was sent to")),
)
