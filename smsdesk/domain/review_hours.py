"""When a carrier's people look at what was submitted, and by when an answer can be expected (R1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from smsdesk.domain.text import Text, text

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class ReviewHours:
    """Hours as data. Whole hours of the day, 0 to 24, Monday first."""

    zone: str
    """IANA name."""
    days: tuple[tuple[int, int], ...]
    """Opening and closing hour of each weekday; equal ones: closed all day. At least one day is open."""
    usual_seconds: int
    """How long a review usually takes within the hours."""
    words: Text
    """The hours for a reader."""

    def __post_init__(self) -> None:
        if len(self.days) != 7 or not all(0 <= opens <= closes <= 24 for opens, closes in self.days):
            raise ValueError("seven days, each from an hour to a later one")
        if all(opens == closes for opens, closes in self.days) or self.usual_seconds < 0:
            raise ValueError("one day at least must be open, and time goes forward")

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def open_now(self, at: int) -> bool:
        """Whether somebody looks at ``at`` (ms since 1970 UTC)."""
        return next(self._stretches(at))[0] <= at

    def opens_at(self, at: int) -> int:
        """``at`` when they are open, else the moment they open next; ms since 1970 UTC."""
        return max(at, next(self._stretches(at))[0])

    def expected_by(self, submitted_at: int) -> int:
        """When an answer can be expected of what was submitted then: the usual time, closed hours left out.

        Milliseconds since 1970 UTC; never within closed hours (the moment of closing is still open).
        """
        left = 1000 * self.usual_seconds
        for opens, closes in self._stretches(submitted_at):
            start = max(opens, submitted_at)
            if start + left <= closes:
                return start + left
            left -= closes - start
        raise AssertionError("the stretches do not end")

    def _stretches(self, at: int) -> Iterator[tuple[int, int]]:
        """Open times as (from, to) in ms, the first one the first that ends after ``at``."""
        day = datetime.fromtimestamp(at / 1000, self._zone).date() - _DAY
        while True:
            opens, closes = self.days[day.weekday()]
            start, end = self._moment(day, opens), self._moment(day, closes)
            if start < end and end > at:
                yield start, end
            day += _DAY

    def _moment(self, day: date, hour: int) -> int:
        if hour == 24:
            day, hour = day + _DAY, 0
        return round(1000 * datetime.combine(day, time(hour), self._zone).timestamp())


#: Of the cloud: review times as stated in the signature and template standards, 2024-12 to 2026-01.
CLOUD_HOURS = ReviewHours(
    "Asia/Shanghai",
    ((9, 21), (9, 21), (9, 21), (9, 21), (9, 21), (9, 18), (9, 18)),
    2 * 3600,
    text("Monday to Friday 9:00 to 21:00, Saturday and Sunday 9:00 to 18:00, Beijing time"),
)

#: Of a machine: the sandbox.
AROUND_THE_CLOCK = ReviewHours("UTC", ((0, 24),) * 7, 60, text("at any time"))
