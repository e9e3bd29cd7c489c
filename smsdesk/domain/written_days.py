"""Day and month of a date as people write it into a list: birthdays and the like (C3)."""

from __future__ import annotations

import re
from functools import lru_cache

#: Where a date is written month first: the United States, their territories, and those who took it over.
_MONTH_FIRST = frozenset({"US", "PR", "GU", "VI", "AS", "MP", "PH", "FM", "PW", "MH"})

#: Days of each month, February's in a leap year.
_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

#: A time behind it says nothing about the day.
_TIME = r"(?:[T ]\s*\d{1,2}:\d{2}.*)?"
_YEAR_FIRST = re.compile(rf"\d{{4}}\s*([-/.])\s*(\d{{1,2}})\s*\1\s*(\d{{1,2}})\.?{_TIME}", re.ASCII).fullmatch
_COMPACT = re.compile(r"(?:19|20)\d{2}(\d{2})(\d{2})", re.ASCII).fullmatch
_CHINESE = re.compile(r"(?:\d{2,4}\s*年\s*)?(\d{1,2})\s*月\s*(\d{1,2})\s*[日号號]?").match
_DOTS = re.compile(rf"(\d{{1,2}})\.\s*(\d{{1,2}})\.?\s*(?:\d{{4}}|\d{{2}})?{_TIME}", re.ASCII).fullmatch
_MONTH_DAY = re.compile(r"(?:--)?(\d{1,2})-(\d{1,2})", re.ASCII).fullmatch
_HOME = re.compile(
    rf"(\d{{1,2}})\s*([-/])\s*(\d{{1,2}})(?:\s*\2\s*(?:\d{{4}}|\d{{2}}))?{_TIME}", re.ASCII
).fullmatch


def is_month_first(country: str) -> bool:
    """Whether 5/6/1990 is the 6th of May there; ``country`` is ISO alpha-2."""
    return country in _MONTH_FIRST


@lru_cache(maxsize=65_536)
def month_and_day(written: str, month_first: bool) -> str:
    """``MM-DD``; empty for what is no date. ``month_first`` decides where both could be the month."""
    written = written.strip()
    if found := _YEAR_FIRST(written):
        return _made(found[2], found[3])
    if found := _COMPACT(written) or _CHINESE(written) or _MONTH_DAY(written):
        return _made(found[1], found[2])
    if found := _DOTS(written):
        return _made(found[2], found[1])
    if found := _HOME(written):
        first, second = found[1], found[3]
        usual, other = (
            ((first, second), (second, first)) if month_first else ((second, first), (first, second))
        )
        return _made(*usual) or _made(*other)
    return ""


def _made(month: str, day: str) -> str:
    at, of = int(month), int(day)
    if not 1 <= at <= 12 or not 1 <= of <= _LENGTHS[at - 1]:
        return ""
    return f"{at:02}-{of:02}"
