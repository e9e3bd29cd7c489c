"""Times in the profile's zone, numbers and money as people read them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsdesk.domain.text import set_language
from smsdesk.ui import formats
from smsdesk.ui.formats import Formats


def at(*parts: int) -> int:
    return round(datetime(*parts, tzinfo=UTC).timestamp() * 1000)  # type: ignore[arg-type, misc]


NOW = at(2026, 3, 12, 17, 0)  # 01:00 on the 13th in Shanghai


def shanghai() -> Formats:
    return Formats(lambda: "Asia/Shanghai", lambda: NOW)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (None, "–"),
        (at(2026, 3, 12, 16, 30), "today 00:30"),
        (at(2026, 3, 12, 15, 59), "yesterday 23:59"),
        (at(2026, 3, 13, 16, 0), "tomorrow 00:00"),
        (at(2026, 3, 1, 6, 5), "1 Mar 14:05"),
        (at(2024, 12, 31, 16, 0), "1 Jan 2025 00:00"),
    ],
)
def test_a_time_is_told_in_the_profiles_zone(moment: int | None, words: str) -> None:
    assert shanghai().time(moment) == words


def test_a_day_begins_in_the_profiles_zone() -> None:
    assert shanghai().day_start(date(2026, 3, 13)) == at(2026, 3, 12, 16, 0)


def test_months_are_named_in_the_language() -> None:
    set_language("zh_CN")
    assert "Mar" not in shanghai().time(at(2026, 3, 1, 6, 5))


@given(st.integers(0, 4_000_000_000_000))
def test_a_wall_clock_time_comes_back(moment: int) -> None:
    there = Formats(lambda: "Asia/Shanghai", lambda: NOW)
    assert there.milliseconds(there.moment(moment)) == moment


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "–"),
        (0, "0%"),
        (1, "100%"),
        (0.982, "98.2%"),
        (0.5, "50%"),
        (0.9999, "99.9%"),
        (0.00001, "<0.1%"),
    ],
)
def test_a_share_never_looks_whole_when_it_is_not(value: float | None, words: str) -> None:
    assert formats.share(value) == words


@pytest.mark.parametrize(("value", "words"), [(0, "0%"), (1, "100%"), (0.5, "50.0%"), (0.0612, "6.1%")])
def test_shares_below_each_other_have_their_decimals_below_each_other(value: float, words: str) -> None:
    assert formats.share(value, even=True) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (33.4, "33 s"),
        (59.6, "1 min"),
        (125, "2 min"),
        (3600, "1 h"),
        (7500, "2 h 5 min"),
        (260_000, "3 days"),
    ],
)
def test_a_duration_is_rounded_to_what_matters(seconds: float, words: str) -> None:
    assert formats.duration(seconds) == words


@pytest.mark.parametrize(
    ("amount", "words"),
    [(12, "CNY 12.00"), (1234.5, "CNY 1,234.50"), (0.045, "CNY 0.045"), (0.00451, "CNY 0.0045")],
)
def test_money_shows_split_cents(amount: float, words: str) -> None:
    assert formats.money(amount, "CNY") == words


@pytest.mark.parametrize(("size", "words"), [(999, "999 bytes"), (812_000, "812 KB"), (4_200_000, "4.2 MB")])
def test_a_files_size(size: int, words: str) -> None:
    assert formats.bytes_size(size) == words
