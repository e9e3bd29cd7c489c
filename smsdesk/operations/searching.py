"""What a user types into a search box as a condition: every character stands for itself."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import ColumnElement, false
from sqlalchemy.orm import InstrumentedAttribute

#: Longest thing that is looked for, in bytes of UTF-8. No column that is searched holds so much, and SQLite
#: refuses a pattern of more than 50,000, in which one byte of what was typed may have become two.
_LONGEST = 20_000

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
