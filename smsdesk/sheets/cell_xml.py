"""Cells of a worksheet as XML, a column of many rows at a time: an export has millions of them (D8).

Texts are written into the cell itself (``inlineStr``), never as a formula, whatever they begin with.
"""

from __future__ import annotations

import datetime
import html
import math
import re
from collections.abc import Sequence

from smsdesk.sheets.table import EXACT_DIGITS, Kind, clean

#: Numbers of the formats in ``workbook_parts_text.STYLES``.
PLAIN, HEADER, TEXT, MOMENT, DAY, WRAPPED, SHARE = range(7)

#: Texts whose XML is kept for the next cell that says the same; most columns say little that is new.
_KEPT = 20_000
_EXACT = 10**EXACT_DIGITS
_UNSAFE = re.compile("[&<>\n\t]|_x|^ | $|  ")
_LOOKS_ESCAPED = re.compile("(_x[0-9a-fA-F]{4}_)")
_ZERO_DAY = datetime.datetime(1899, 12, 30)  # noqa: DTZ001 - cells know no zones
_ONE_DAY = datetime.timedelta(days=1)
#: Before it a spreadsheet's days differ by one: it believes in 1900-02-29.
_CERTAIN_YEAR = 1901


class TextCells(dict[str, str]):
    """The XML of a text cell behind its address, by the text; made when first asked for."""

    def __init__(self, style: int = PLAIN) -> None:
        super().__init__()
        self._head = f'" s="{style}" t="inlineStr"><is><t' if style else '" t="inlineStr"><is><t'

    def __missing__(self, words: str) -> str:
        if len(self) >= _KEPT:
            self.clear()
        found = self._head + _inner(words)
        self[words] = found
        return found


class ColumnCells:
    """Writes the cells of one column; ``letters`` is its address (``A``, ``AB``)."""

    def __init__(self, letters: str, kind: Kind) -> None:
        self._letters = letters
        self._kind = kind
        self._texts = TextCells(TEXT if kind == "phone" else PLAIN)

    def xml(self, values: Sequence[object], numbers: Sequence[int]) -> list[str]:
        """The cells of these values in the rows of these numbers; empty ones are left out."""
        head, texts = f'<c r="{self._letters}', self._texts
        if self._kind in ("text", "phone"):
            return [
                (f"{head}{number}{texts[value]}" if value else "")
                if value.__class__ is str
                else ("" if value is None else f"{head}{number}{texts[clean(value)]}")
                for value, number in zip(values, numbers, strict=True)
            ]
        one = {"datetime": self._moment, "share": self._share}.get(self._kind, self._number)
        return [
            "" if value is None or value == "" else f"{head}{number}{one(value)}"
            for value, number in zip(values, numbers, strict=True)
        ]

    def _number(self, value: object) -> str:
        if value.__class__ is int and -_EXACT < value < _EXACT:
            return f'"><v>{value}</v></c>'
        if isinstance(value, float) and math.isfinite(value):
            return f'"><v>{value!r}</v></c>'
        return self._texts[clean(value)]

    def _share(self, value: object) -> str:
        if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value):
            return f'" s="{SHARE}"><v>{value!r}</v></c>'
        return self._texts[clean(value)]

    def _moment(self, value: object) -> str:
        if isinstance(value, datetime.datetime) and value.year >= _CERTAIN_YEAR:
            wall = value if value.tzinfo is None else value.replace(tzinfo=None)
            days = (wall - _ZERO_DAY) / _ONE_DAY
            return f'" s="{MOMENT}"><v>{days:.11f}</v></c>'
        if type(value) is datetime.date and value.year >= _CERTAIN_YEAR:
            return f'" s="{DAY}"><v>{value.toordinal() - _ZERO_DAY.toordinal()}</v></c>'
        return self._texts[clean(value)]


def text_cell(letters: str, number: int, words: str, style: int) -> str:
    """One text cell."""
    return f'<c r="{letters}{number}" s="{style}" t="inlineStr"><is><t{_inner(words)}' if words else ""


def escape(words: str) -> str:
    """Text within an element or an attribute in double quotation marks."""
    return html.escape(words, quote=False).replace('"', "&quot;")


def _inner(words: str) -> str:
    """From behind ``<t`` to the end of the cell."""
    words = clean(words)
    if _UNSAFE.search(words) is None and words.isprintable():
        return f">{words}</t></is></c>"
    # What looks like an escaped character would be read as that character.
    plain = _LOOKS_ESCAPED.sub(r"_x005F\1", words)
    return f' xml:space="preserve">{html.escape(plain, quote=False)}</t></is></c>'
