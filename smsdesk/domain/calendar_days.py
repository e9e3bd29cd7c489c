"""The calendar day of the profile's zone (P3) and the hours of marketing (B13).

Times are milliseconds since 1970 UTC; a day is written ``YYYY-MM-DD``. Nothing here asks the clock.
Days are 23 or 25 hours long where summer time changes; in a zone that skips midnight the day begins at its
first moment.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from smsdesk.domain import limits

DAY_MS = 86_400_000


class Period(NamedTuple):
    """From ``start`` to just before ``end``."""

    start: int
    end: int

    @property
    def hourly(self) -> bool:
        """Whether a trend over it goes by hours: one calendar day or less (D1)."""
        return self.end - self.start <= 25 * 3_600_000


def day_of(at: int, zone: str) -> str:
    """The calendar day of a moment."""
    start, end, day = _day_around(at // DAY_MS, zone)
    if start <= at < end:
        return day
    return _local(at, zone).date().isoformat()


def day_bounds(day: str, zone: str) -> Period:
    """First millisecond of the day and of the next one."""
    return _bounds(date.fromisoformat(day), zone)


def days_between(first: str, last: str) -> list[str]:
    """Every day from ``first`` to ``last``, both included; empty when last is before first."""
    start, count = date.fromisoformat(first), (date.fromisoformat(last) - date.fromisoformat(first)).days
    return [(start + timedelta(days=step)).isoformat() for step in range(count + 1)]


def today(now: int, zone: str) -> Period:
    """The day of ``now``, whole."""
    return day_bounds(day_of(now, zone), zone)


def yesterday(now: int, zone: str) -> Period:
    """The day before the day of ``now``."""
    return _bounds(date.fromisoformat(day_of(now, zone)) - timedelta(days=1), zone)


def last_days(now: int, zone: str, days: int) -> Period:
    """The last ``days`` calendar days, today included (7 and 30 in the statistics)."""
    last = date.fromisoformat(day_of(now, zone))
    return Period(_bounds(last - timedelta(days=days - 1), zone).start, _bounds(last, zone).end)


def chosen_days(first: str, last: str, zone: str) -> Period:
    """From the beginning of ``first`` to the end of ``last``; the two may come in any order."""
    first, last = min(first, last), max(first, last)
    return Period(day_bounds(first, zone).start, day_bounds(last, zone).end)


def hour_starts(period: Period) -> range:
    """The first milliseconds of the 23 to 25 hours of a day, as it passes on the clock of physics."""
    return range(period.start, period.end, 3_600_000)


def day_starts(period: Period, zone: str) -> list[int]:
    """The first millisecond of each calendar day that begins in or contains the period's start."""
    days = days_between(day_of(period.start, zone), day_of(period.end - 1, zone))
    return [day_bounds(day, zone).start for day in days]


def marketing_open(at: int, zone: str) -> bool:
    """Whether marketing may be sent at this moment: 08:00 to 22:00 in the recipient's zone (B13)."""
    return limits.MARKETING_OPENS_HOUR.value <= _local(at, zone).hour < limits.MARKETING_CLOSES_HOUR.value


def marketing_opening(at: int, zone: str) -> int:
    """The first moment from ``at`` on at which marketing may be sent; ``at`` itself when it may now (B13)."""
    if marketing_open(at, zone):
        return at
    local = _local(at, zone)
    day = local.date()
    if local.hour >= limits.MARKETING_CLOSES_HOUR.value:
        day += timedelta(days=1)
    return _moment(datetime.combine(day, time(limits.MARKETING_OPENS_HOUR.value)), zone)


def moment_of(local: datetime, zone: str) -> int:
    """A wall-clock time of the zone as a moment (B1). Of a time that comes twice the first is meant; one
    that is skipped means as many minutes after the change."""
    return _moment(local, zone)


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _local(at: int, zone: str) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(_zone(zone))


def _moment(local: datetime, zone: str) -> int:
    aware = local.replace(tzinfo=_zone(zone), fold=0)
    return round(aware.timestamp() * 1000)


@lru_cache(maxsize=4096)
def _bounds(day: date, zone: str) -> Period:
    return Period(_first_moment(day, zone), _first_moment(day + timedelta(days=1), zone))


def _first_moment(day: date, zone: str) -> int:
    """The first moment whose calendar day it is; where midnight is skipped, the moment of the change."""
    start = _moment(datetime.combine(day, time()), zone)
    if _local(start, zone).time() == time():
        return start
    # Midnight does not exist: the clock jumps over it, and the jump is where the offset changes.
    low, high = start - 4 * 3_600_000, start
    while high - low > 1:
        middle = (low + high) // 2
        if _local(middle, zone).date() >= day:
            high = middle
        else:
            low = middle
    return high


@lru_cache(maxsize=4096)
def _day_around(utc_day: int, zone: str) -> tuple[int, int, str]:
    """The local day at noon UTC of a UTC day: right for most moments of it, and remembered."""
    day = _local(utc_day * DAY_MS + DAY_MS // 2, zone).date()
    bounds = _bounds(day, zone)
    return bounds.start, bounds.end, day.isoformat()


#: Zones in which marketing hours are counted: a country's own where it has one, else its most populous.
#: Countries that are not here have their zone from ``country_zone``'s fallback.
_COUNTRY_ZONES = {
    "AE": "Asia/Dubai", "AR": "America/Argentina/Buenos_Aires", "AT": "Europe/Vienna",
    "AU": "Australia/Sydney", "BD": "Asia/Dhaka", "BE": "Europe/Brussels", "BG": "Europe/Sofia",
    "BH": "Asia/Bahrain", "BN": "Asia/Brunei", "BR": "America/Sao_Paulo", "CA": "America/Toronto",
    "CH": "Europe/Zurich", "CI": "Africa/Abidjan", "CL": "America/Santiago", "CM": "Africa/Douala",
    "CN": "Asia/Shanghai", "CO": "America/Bogota", "CR": "America/Costa_Rica", "CY": "Asia/Nicosia",
    "CZ": "Europe/Prague", "DE": "Europe/Berlin", "DK": "Europe/Copenhagen", "DZ": "Africa/Algiers",
    "EC": "America/Guayaquil", "EE": "Europe/Tallinn", "EG": "Africa/Cairo", "ES": "Europe/Madrid",
    "ET": "Africa/Addis_Ababa", "FI": "Europe/Helsinki", "FR": "Europe/Paris", "GB": "Europe/London",
    "GH": "Africa/Accra", "GR": "Europe/Athens", "HK": "Asia/Hong_Kong", "HR": "Europe/Zagreb",
    "HU": "Europe/Budapest", "ID": "Asia/Jakarta", "IE": "Europe/Dublin", "IL": "Asia/Jerusalem",
    "IN": "Asia/Kolkata", "IQ": "Asia/Baghdad", "IR": "Asia/Tehran", "IS": "Atlantic/Reykjavik",
    "IT": "Europe/Rome", "JO": "Asia/Amman", "JP": "Asia/Tokyo", "KE": "Africa/Nairobi",
    "KH": "Asia/Phnom_Penh", "KR": "Asia/Seoul", "KW": "Asia/Kuwait", "KZ": "Asia/Almaty",
    "LA": "Asia/Vientiane", "LB": "Asia/Beirut", "LK": "Asia/Colombo", "LT": "Europe/Vilnius",
    "LU": "Europe/Luxembourg", "LV": "Europe/Riga", "MA": "Africa/Casablanca", "MM": "Asia/Yangon",
    "MN": "Asia/Ulaanbaatar", "MO": "Asia/Macau", "MT": "Europe/Malta", "MX": "America/Mexico_City",
    "MY": "Asia/Kuala_Lumpur", "NG": "Africa/Lagos", "NL": "Europe/Amsterdam", "NO": "Europe/Oslo",
    "NP": "Asia/Kathmandu", "NZ": "Pacific/Auckland", "OM": "Asia/Muscat", "PA": "America/Panama",
    "PE": "America/Lima", "PH": "Asia/Manila", "PK": "Asia/Karachi", "PL": "Europe/Warsaw",
    "PT": "Europe/Lisbon", "QA": "Asia/Qatar", "RO": "Europe/Bucharest", "RS": "Europe/Belgrade",
    "RU": "Europe/Moscow", "SA": "Asia/Riyadh", "SE": "Europe/Stockholm", "SG": "Asia/Singapore",
    "SI": "Europe/Ljubljana", "SK": "Europe/Bratislava", "SN": "Africa/Dakar", "TH": "Asia/Bangkok",
    "TN": "Africa/Tunis", "TR": "Europe/Istanbul", "TW": "Asia/Taipei", "TZ": "Africa/Dar_es_Salaam",
    "UA": "Europe/Kyiv", "UG": "Africa/Kampala", "US": "America/Chicago", "UY": "America/Montevideo",
    "UZ": "Asia/Tashkent", "VE": "America/Caracas", "VN": "Asia/Ho_Chi_Minh", "ZA": "Africa/Johannesburg",
}  # fmt: skip


def country_zone(country: str, fallback: str) -> str:
    """The zone in which a recipient's country counts its hours (B13); ``fallback`` where unknown."""
    return _COUNTRY_ZONES.get(country, fallback)
