"""How the window writes times, numbers, shares, durations and money.

Times are milliseconds since 1970 UTC and are shown in the profile's zone (P3).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QDate, QLocale

from smsdesk.domain.text import language, tr, trn

#: What stands where there is nothing to show.
NOTHING = "–"


def number(value: int | None) -> str:
    """With thousands separators; a dash for None."""
    return NOTHING if value is None else f"{value:,}"


def share(value: float | None, *, even: bool = False) -> str:
    """A share from 0 to 1 as percent with one decimal where it is needed; a dash for None.

    ``even`` writes the decimal always but for 0% and 100%: numbers below each other want it.
    """
    if value is None:
        return NOTHING
    percent = value * 100
    # 99.97 is not 100: what is not whole never looks whole.
    if 99.9 < percent < 100:
        return "99.9%"
    if 0 < percent < 0.1:
        return "<0.1%"
    words = f"{percent:.1f}"
    return (words if even and 0 < percent < 100 else words.removesuffix(".0")) + "%"


def money(amount: float, currency: str = "") -> str:
    """An amount in the currency's main unit with two decimals (up to four where the cents are split)."""
    decimals = f"{amount:,.4f}"
    while decimals.endswith("0") and len(decimals.rpartition(".")[2]) > 2:
        decimals = decimals[:-1]
    return f"{currency} {decimals}".strip()


def duration(seconds: float) -> str:
    """Rounded to what matters: ``33 s``, ``4 min``, ``2 h 5 min``, ``3 days``."""
    whole = max(0, round(seconds))
    if whole < 60:
        return tr("{seconds} s", seconds=whole)
    minutes = round(whole / 60)
    if minutes < 60:
        return tr("{minutes} min", minutes=minutes)
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return (
            tr("{hours} h {minutes} min", hours=hours, minutes=minutes)
            if minutes
            else tr("{hours} h", hours=hours)
        )
    return trn("{count} day", "{count} days", round(hours / 24))


def bytes_size(size: int) -> str:
    """A file's size: ``812 KB``, ``4.2 MB``."""
    if size < 1000:
        return tr("{size} bytes", size=size)
    if size < 1_000_000:
        return tr("{size} KB", size=round(size / 1000))
    return tr("{size} MB", size=f"{size / 1_000_000:.1f}")


def rate(per_second: float) -> str:
    """Messages per second: ``1,150/s``."""
    return tr("{number}/s", number=f"{per_second:,.0f}" if per_second >= 10 else f"{per_second:.1f}")


class Formats:
    """Times in the profile's zone, as seen from now. ``clock`` gives milliseconds since 1970 UTC."""

    def __init__(self, zone: Callable[[], str], clock: Callable[[], int]) -> None:
        self._zone = zone
        self._clock = clock

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self._zone())

    def now(self) -> int:
        return self._clock()

    def moment(self, at: int) -> datetime:
        """The time as a datetime in the zone."""
        return datetime.fromtimestamp(at / 1000, self.zone)

    def milliseconds(self, moment: datetime) -> int:
        """Back from a wall clock time: a naive datetime is taken to be in the zone."""
        aware = moment if moment.tzinfo else moment.replace(tzinfo=self.zone)
        return round(aware.timestamp() * 1000)

    def today(self) -> date:
        return self.moment(self._clock()).date()

    def day_start(self, day: date) -> int:
        """First millisecond of a calendar day."""
        return self.milliseconds(datetime(day.year, day.month, day.day, tzinfo=self.zone))

    def time(self, at: int | None, *, seconds: bool = False) -> str:
        """``today 14:32``, ``yesterday 09:10``, ``12 Mar 14:32``, ``12 Mar 2024 14:32``; a dash for None."""
        if at is None:
            return NOTHING
        moment = self.moment(at)
        clock = moment.strftime("%H:%M:%S" if seconds else "%H:%M")
        return tr("{day} {clock}", day=self.day(moment.date()), clock=clock)

    def day(self, day: date) -> str:
        """``today``, ``yesterday``, ``tomorrow``, ``12 Mar``, with the year when it is another."""
        today = self.today()
        match day - today:
            case timedelta(days=0):
                return tr("today")
            case timedelta(days=-1):
                return tr("yesterday")
            case timedelta(days=1):
                return tr("tomorrow")
        pattern = tr("d MMM") if day.year == today.year else tr("d MMM yyyy")
        return QLocale(language()).toString(QDate(day.year, day.month, day.day), pattern)

    def date(self, at: int | None) -> str:
        """Only the day of a time."""
        return NOTHING if at is None else self.day(self.moment(at).date())

    def exact(self, at: int | None) -> str:
        """``2026-03-12 14:32:05``, for tool tips and details."""
        return NOTHING if at is None else self.moment(at).strftime("%Y-%m-%d %H:%M:%S")

    def ago(self, at: int) -> str:
        """``just now``, ``4 min ago``, else as ``time``."""
        passed = (self._clock() - at) / 1000
        if passed < 60:
            return tr("just now")
        if passed < 3600:
            return tr("{minutes} min ago", minutes=int(passed // 60))
        return self.time(at)
