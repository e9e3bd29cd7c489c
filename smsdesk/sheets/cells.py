"""One cell of a workbook as a person would write it (B2).

Text is kept to the letter. Numbers lose what only the file format put there: ``447700900123.0`` is a
telephone number, ``0.30000000000000004`` is 0.3. What a number format shows beyond that is
``number_formats``' business; dates without one are written year-month-day.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

#: From here on a number in a spreadsheet has lost its last digits: Excel keeps fifteen.
EXACT_BELOW = 1e15
_FIFTEEN = 15
#: Characters that spreadsheet programs show of a number with decimals when it has no format.
_SHOWN = 11


def write_cell(value: object) -> str:
    """The value that the workbook reader gave for a cell, as a string."""
    if value.__class__ is str:
        return str(value)
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case int():
            return str(value)
        case float():
            return _write_number(value)
        case datetime.datetime():
            return _write_date(value) if value.time() == datetime.time() else _write_moment(value)
        case datetime.date():
            return _write_date(value)
        case datetime.time():
            return _write_time(value)
        case datetime.timedelta():
            return _write_duration(value)
        case None:
            return ""
    return str(value)


def write_column(values: Sequence[Any]) -> Sequence[str]:
    """The same for many cells below each other; columns of one kind without a call for each cell."""
    kinds = set(map(type, values))
    if kinds == {str}:
        return values
    if kinds == {float}:
        figures = map(repr, values)
        words = [
            # The shortest figures of a number with up to fifteen digits are the ones it was entered with.
            figure[:-2]
            if figure[-2:] == ".0" and len(figure) <= _FIFTEEN + 2
            else figure
            if len(figure) <= _SHOWN and "e" not in figure
            else write_cell(value)
            for figure, value in zip(figures, values, strict=True)
        ]
        return words if "-0" not in words else ["0" if word == "-0" else word for word in words]
    return [value if value.__class__ is str else write_cell(value) for value in values]


def cut_numbers(values: Sequence[Any]) -> list[int]:
    """Positions of the numbers that have more digits than a spreadsheet keeps."""
    numbers = [value for value in values if value.__class__ is float]
    if not numbers or -EXACT_BELOW < min(numbers) <= max(numbers) < EXACT_BELOW:
        return []
    return [
        position
        for position, value in enumerate(values)
        if isinstance(value, float) and abs(value) >= EXACT_BELOW
    ]


def _write_number(number: float) -> str:
    if number.is_integer() and abs(number) < 1e21:
        return str(int(number)) if abs(number) < 2**53 else _spelled_out(number)
    short = f"{number:.15g}"  # fifteen digits: no binary noise
    if "e" not in short:
        return short if len(short) <= _SHOWN else _shortened(number, short)
    if 1e-15 < abs(number) < 1e21:
        return f"{number:.20f}".rstrip("0").rstrip(".") if abs(number) < 1 else f"{number:.0f}"
    return short.upper()


def _shortened(number: float, digits: str) -> str:
    """As many decimals as are shown: 1/3 is 0.333333333."""
    whole = digits.lstrip("-").partition(".")[0]
    rounded = f"{number:.{max(0, _SHOWN - 1 - len(whole))}f}"
    return rounded.rstrip("0").rstrip(".") if "." in rounded else rounded


def _spelled_out(number: float) -> str:
    """The digits that are sure, then zeros: not the figures that binary storage would add."""
    mantissa, _, exponent = repr(number).partition("e")
    whole, _, decimals = mantissa.partition(".")
    decimals = decimals.rstrip("0")
    return whole + decimals.ljust(int(exponent or 0), "0")


def _write_date(day: datetime.date) -> str:
    return f"{day.year:04}-{day.month:02}-{day.day:02}"


def _write_time(moment: datetime.time | datetime.datetime) -> str:
    seconds = f":{moment.second:02}" if moment.second else ""
    return f"{moment.hour:02}:{moment.minute:02}{seconds}"


def _write_moment(moment: datetime.datetime) -> str:
    if moment.microsecond:  # a day's fraction is rarely exact: 05:06:00 is stored as 05:05:59.9999
        moment = moment.replace(microsecond=0) + datetime.timedelta(seconds=moment.microsecond >= 500_000)
    return f"{_write_date(moment)} {_write_time(moment)}"


def _write_duration(span: datetime.timedelta) -> str:
    seconds = round(span.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    tail = f":{seconds % 60:02}" if seconds % 60 else ""
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}{tail}"


def column_letters(position: int) -> str:
    """``A`` for 0, ``AA`` for 26: what Excel writes above the column."""
    letters = ""
    position += 1
    while position:
        position, remainder = divmod(position - 1, 26)
        letters = chr(65 + remainder) + letters
    return letters


def column_position(letters: str) -> int:
    """0 for ``A``, 26 for ``AA``."""
    position = 0
    for letter in letters.upper():
        position = position * 26 + ord(letter) - 64
    return position - 1
