"""What a user types into a search box as a condition: every character stands for itself."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import ColumnElement, false, func
from sqlalchemy.orm import InstrumentedAttribute

from smsdesk.domain.number_text import tidy
from smsdesk.domain.numbers import Ambiguity, NumberReader
from smsdesk.domain.profile import Region

#: Longest thing that is looked for, in bytes of UTF-8. No column that is searched holds so much, and SQLite
#: refuses a pattern of more than 50,000, in which one byte of what was typed may have become two.
_LONGEST = 20_000

#: Fewest digits behind a leading 0 that are the end of a number in its national form.
_NATIONAL_DIGITS = 4
_READINGS: tuple[Ambiguity, ...] = ("national", "international")

_AROUND_DIGITS = re.compile(r"[\s\-().]")


def holds(column: InstrumentedAttribute[str] | ColumnElement[Any], wanted: str) -> ColumnElement[bool]:
    """The column has these characters in it, letters of A–Z in either case."""
    if len(wanted.encode(errors="replace")) > _LONGEST:
        return false()
    return column.contains(wanted, autoescape=True)


def number_holds(column: InstrumentedAttribute[str], wanted: str) -> ColumnElement[bool]:
    """As ``holds`` for E.164 numbers: "138 0013-8000" and "00 44 7911" find theirs."""
    plain = _AROUND_DIGITS.sub("", wanted)
    if not plain.removeprefix("+").isdigit():
        return holds(column, wanted)
    if plain.startswith("00") and len(plain) > 4:
        plain = f"+{plain[2:]}"
    return holds(column, plain)


def number_conditions(
    column: InstrumentedAttribute[str], wanted: str, home_country: str
) -> list[ColumnElement[bool]]:
    """Where the digits may stand in an E.164 number, the national form of ``home_country`` (ISO alpha-2)
    among them: any of these finds it. None for what is no number."""
    digits, problem = tidy(wanted.lstrip("…*. "))
    if problem is not None or not digits.strip("+"):
        return []
    found: list[ColumnElement[bool]] = [func.instr(column, digits) > 0]
    whole = {
        NumberReader(region, home_country, reading).read(wanted).number
        for region in Region
        for reading in _READINGS
    } - {""}
    if whole:
        found.append(column.in_(sorted(whole)))
    if digits.startswith("00") and len(digits) > 2:
        found.append(func.instr(column, f"+{digits[2:]}") == 1)
    if digits.startswith("0") and len(digits) > _NATIONAL_DIGITS:
        # The 0 of the national form is no part of the number with its country code.
        tail = digits.lstrip("0")
        if len(tail) >= _NATIONAL_DIGITS:
            found.append(func.substr(column, -len(tail)) == tail)
    return found
