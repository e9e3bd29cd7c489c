"""Dates as they stand in lists (C3)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsdesk.domain.written_days import is_month_first, month_and_day


@pytest.mark.parametrize(
    ("written", "country", "day"),
    [
        ("1990-05-17", "DE", "05-17"),
        ("17.5.1990", "DE", "05-17"),
        ("17.05.", "DE", "05-17"),
        ("17.05", "DE", "05-17"),
        ("17. 5. 90", "DE", "05-17"),
        ("5/17/1990", "US", "05-17"),
        ("5/17/1990", "DE", "05-17"),
        ("5/6/1990", "US", "05-06"),
        ("5/6/1990", "GB", "06-05"),
        ("05/06", "US", "05-06"),
        ("05/06", "FR", "06-05"),
        ("17-05-1990", "GB", "05-17"),
        ("05-17", "DE", "05-17"),
        ("--05-17", "DE", "05-17"),
        ("5月17日", "CN", "05-17"),
        ("1990年5月17日", "CN", "05-17"),
        ("1990/5/17", "CN", "05-17"),
        ("19900517", "CN", "05-17"),
        ("1990-05-17 00:00:00", "DE", "05-17"),
        ("1990-05-17T00:00:00Z", "DE", "05-17"),
        ("29.2.", "DE", "02-29"),
        ("30.2.1990", "DE", ""),
        ("1990-13-01", "DE", ""),
        ("0.5.1990", "DE", ""),
        ("17", "DE", ""),
        ("1990", "DE", ""),
        ("Gold", "DE", ""),
        ("", "DE", ""),
        ("17.5.1990 or so", "DE", ""),
    ],
)
def test_day_and_month(written: str, country: str, day: str) -> None:
    assert month_and_day(written, is_month_first(country)) == day


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.booleans())
def test_every_day_is_read_in_every_form(day: date, month_first: bool) -> None:
    wanted = f"{day:%m-%d}"
    slashes = f"{day.month}/{day.day}/{day.year}" if month_first else f"{day.day}/{day.month}/{day.year}"
    forms = (day.isoformat(), f"{day:%d.%m.%Y}", f"{day:%d.%m.}", f"{day.month}月{day.day}日", f"{day:%m-%d}")
    assert {month_and_day(one, month_first) for one in (*forms, slashes)} == {wanted}


@given(st.text(max_size=20))
def test_anything_else_is_no_day(written: str) -> None:
    found = month_and_day(written, False)
    assert not found or date(2000, 1, 1) + timedelta(0) <= date.fromisoformat(f"2000-{found}")
