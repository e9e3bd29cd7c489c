"""What a user types into a search box as a condition: every character stands for itself."""

from __future__ import annotations

import re

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

_AROUND_DIGITS = re.compile(r"[\s\-().]")


def holds(column: InstrumentedAttribute[str], wanted: str) -> ColumnElement[bool]:
    """The column has these characters in it, letters of A–Z in either case."""
    return column.contains(wanted, autoescape=True)


def number_holds(column: InstrumentedAttribute[str], wanted: str) -> ColumnElement[bool]:
    """As ``holds`` for E.164 numbers: "138 0013-8000" and "00 44 7911" find theirs."""
    plain = _AROUND_DIGITS.sub("", wanted)
    if not plain.removeprefix("+").isdigit():
        return holds(column, wanted)
    if plain.startswith("00") and len(plain) > 4:
        plain = f"+{plain[2:]}"
    return holds(column, plain)
