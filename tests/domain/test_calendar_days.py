"""P3, B13: days and hours of a zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsdesk.domain import calendar_days as days

HOUR = 3_600_000
ZONES = [
    "Asia/Shanghai",
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/Sao_Paulo",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Africa/Cairo",
]


def at(written: str, zone: str = "UTC") -> int:
    return round(datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


@pytest.mark.parametrize(
    ("moment", "zone", "day"),
    [
        ("2026-05-01T15:59:59.999", "Asia/Shanghai", "2026-05-01"),
        ("2026-05-01T16:00", "Asia/Shanghai", "2026-05-02"),
        ("2026-05-01T03:59", "America/New_York", "2026-04-30"),
        ("1969-12-31T23:59:59.999", "UTC", "1969-12-31"),
    ],
)
def test_day_of(moment: str, zone: str, day: str) -> None:
    assert days.day_of(at(moment), zone) == day


@pytest.mark.parametrize(
    ("day", "zone", "hours"),
    [
        ("2026-05-01", "Asia/Shanghai", 24),
        ("2026-03-29", "Europe/Berlin", 23),
        ("2026-10-25", "Europe/Berlin", 25),
        ("2018-11-04", "America/Sao_Paulo", 23),
        ("2018-02-17", "America/Sao_Paulo", 25),
        ("2026-04-05", "Australia/Lord_Howe", 24.5),
    ],
)
def test_length_of_a_day(day: str, zone: str, hours: float) -> None:
    bounds = days.day_bounds(day, zone)
    assert (bounds.end - bounds.start) / HOUR == hours


@given(st.integers(631_152_000_000, 2_114_380_800_000), st.sampled_from(ZONES))
def test_a_moment_lies_in_its_day_and_no_other(now: int, zone: str) -> None:
    day = days.day_of(now, zone)
    assert day == datetime.fromtimestamp(now / 1000, ZoneInfo(zone)).date().isoformat()
    bounds = days.day_bounds(day, zone)
    assert bounds.start <= now < bounds.end
    assert days.day_of(bounds.start, zone) == day
    assert days.day_of(bounds.start - 1, zone) < day
    assert days.day_of(bounds.end, zone) > day


def test_periods() -> None:
    now, zone = at("2026-03-30T12:00"), "Europe/Berlin"
    assert days.today(now, zone) == days.Period(at("2026-03-29T22:00"), at("2026-03-30T22:00"))
    assert days.yesterday(now, zone) == days.Period(at("2026-03-28T23:00"), at("2026-03-29T22:00"))
    week = days.last_days(now, zone, 7)
    assert week == days.Period(at("2026-03-23T23:00"), at("2026-03-30T22:00"))
    assert len(days.day_starts(week, zone)) == 7
    assert not week.hourly
    assert days.yesterday(now, zone).hourly
    assert len(days.hour_starts(days.yesterday(now, zone))) == 23
    assert days.chosen_days("2026-03-30", "2026-03-24", zone) == week


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-05-01T07:59:59", "2026-05-01T08:00"),
        ("2026-05-01T08:00", "2026-05-01T08:00"),
        ("2026-05-01T21:59:59", "2026-05-01T21:59:59"),
        ("2026-05-01T22:00", "2026-05-02T08:00"),
        ("2026-05-01T00:00", "2026-05-01T08:00"),
        ("2026-12-31T23:00", "2027-01-01T08:00"),
    ],
)
@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York"])
def test_marketing_hours(moment: str, opens: str, zone: str) -> None:
    now = at(moment, zone)
    assert days.marketing_opening(now, zone) == at(opens, zone)
    assert days.marketing_open(now, zone) == (moment == opens)


def test_wall_clock_times_that_are_skipped_or_come_twice() -> None:
    assert days.moment_of(datetime(2026, 3, 29, 2, 30), "Europe/Berlin") == at("2026-03-29T01:30")  # noqa: DTZ001
    assert days.moment_of(datetime(2026, 10, 25, 2, 30), "Europe/Berlin") == at("2026-10-25T00:30")  # noqa: DTZ001


def test_countries_have_zones() -> None:
    assert days.country_zone("CN", "UTC") == "Asia/Shanghai"
    assert days.country_zone("??", "Asia/Shanghai") == "Asia/Shanghai"
    for zone in days._COUNTRY_ZONES.values():
        assert ZoneInfo(zone).utcoffset(datetime(2026, 1, 1, tzinfo=UTC) + timedelta()) is not None
