"""Where the header of a person's spreadsheet is, and what it calls the columns (B2).

Above it may stand a title, a shop's own address and telephone, or nothing; it may take two lines: groups
over their columns, two languages, or a line that says how to fill the columns in.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from smsdesk.domain.header_words import Meaning, heading, variable_number

#: Rows looked through for the header.
HEADER_ROWS = 20
#: Lines of one header at most.
_LINES = 3

_Table = Sequence[Sequence[str]]
_TELEPHONES = (Meaning.MOBILE, Meaning.TELEPHONE)
_FIGURE = re.compile(r"[\d\s.,:/+%¥$€£-]+").fullmatch
_HOW_TO_FILL_IN = re.compile(
    r"必填|选填|填写|填入|示例|例如|格式|\d+\s*位"
    r"|\brequired\b|\benter\b|\bexample\b|\be\.g\.|\bformat\b|\bdigits\b",
    re.IGNORECASE,
).search
#: "No mobile" says something about a recipient, not about a column.
_DENIAL = re.compile(r"无|無|没|沒|不|空|停机|\bno\b|\bnone\b|\bwithout\b|\bn/a\b", re.IGNORECASE).search


def title_of(cell: str) -> str:
    """A column's title in one line, without invisible characters."""
    visible = cell if cell.isascii() else "".join(c for c in cell if unicodedata.category(c) != "Cf")
    return " ".join(visible.split())


def find_header(table: _Table, numeric: Sequence[set[int]]) -> tuple[int | None, tuple[str, ...]]:
    """The last line of the header, None without one, and the columns' titles as far as there are any.

    ``table`` are the first rows with stripped cells, ``numeric`` the columns of each that hold a telephone
    number. Every row behind the header is a recipient, good or bad: one is left out only where it says
    itself that it belongs to the header.
    """
    first = _header_row(table, numeric, max(map(len, table), default=0))
    if first is None:
        return None, ()
    titles = list(map(title_of, table[first]))
    if first and first - 1 not in _numbered(numeric):
        _take_groups(titles, table[first - 1])
    last = first
    while last + 1 < min(len(table), first + _LINES) and last + 1 not in _numbered(numeric):
        below = list(map(title_of, table[last + 1]))
        if _says_the_same(titles, below):
            last += 1
        elif _names_within_groups(titles, below):
            last += 1
            titles = [low or high for high, low in _side_by_side(titles, below)]
        else:
            break
    return last, tuple(titles)


def _numbered(numeric: Sequence[set[int]]) -> set[int]:
    return {place for place, columns in enumerate(numeric) if columns}


def _side_by_side(above: Sequence[str], below: Sequence[str]) -> list[tuple[str, str]]:
    width = max(len(above), len(below))
    padded = [[*row, *[""] * (width - len(row))] for row in (above, below)]
    return list(zip(*padded, strict=True))


def _is_telephone(title: str) -> bool:
    return heading(title).meaning in _TELEPHONES and not _DENIAL(title)


def _is_known(title: str) -> bool:
    return heading(title).meaning is not Meaning.UNKNOWN or variable_number(title) is not None


def _take_groups(titles: list[str], above: Sequence[str]) -> None:
    """A telephone's title in the line above whose cell is merged with the blank one in this line."""
    for column, words in enumerate(map(title_of, above)):
        if words and column < len(titles) and not titles[column] and _is_telephone(words):
            titles[column] = words


def _says_the_same(titles: Sequence[str], below: Sequence[str]) -> bool:
    """The header again in another language, or how to fill it in."""
    pairs = [(high, low) for high, low in _side_by_side(titles, below) if low]
    over = [low for high, low in pairs if _is_telephone(high)]
    if not over or _DENIAL(over[0]):
        return False
    if _HOW_TO_FILL_IN(over[0]):
        return True
    return _is_telephone(over[0]) and all(map(_is_known, (low for _, low in pairs)))


def _names_within_groups(titles: Sequence[str], below: Sequence[str]) -> bool:
    """The line names columns that the one above left blank, and leaves the telephone's to it."""
    pairs = _side_by_side(titles, below)
    filled = [(high, low) for high, low in pairs if low]
    return (
        len(filled) > 1
        and any(_is_known(low) for _, low in filled)
        and any(not high for high, _ in filled)
        and all(not low for high, low in pairs if _is_telephone(high))
        and not any(_FIGURE(low) for _, low in filled)
    )


def _header_row(table: _Table, numeric: Sequence[set[int]], width: int) -> int | None:
    """The row that names the columns, None without one."""
    first_data = next((place for place, columns in enumerate(numeric) if columns), None)
    above = range(first_data if first_data is not None else min(len(table), HEADER_ROWS))
    best, best_score = None, 0.0
    for place in above:
        score = _header_score(table[place], width)
        if score > best_score:
            best, best_score = place, score
    if first_data is None:
        return best
    if best is None or not any(map(_is_telephone, table[best])):
        below = _below_a_number(table, numeric, first_data)
        if below is not None:
            return below
    if best is not None or first_data == 0:
        return best
    # Words nobody knows: the last filled row above the data, when it names the number's column.
    above_data = next((place for place in reversed(above) if any(table[place])), None)
    if above_data is not None:
        row = table[above_data]
        filled = sum(map(bool, row))
        names_number = any(column < len(row) and row[column] for column in numeric[first_data])
        if names_number and filled >= min(2, width) and not any(_FIGURE(cell) for cell in row if cell):
            return above_data
    return None


def _below_a_number(table: _Table, numeric: Sequence[set[int]], first_data: int) -> int | None:
    """A header under lines that hold a telephone number, such as the shop's own.

    It must call a column a telephone under which there are numbers and above which there are none: a number
    above it in the same column is a recipient's.
    """
    for place in range(first_data + 1, min(len(numeric), len(table))):
        if numeric[place]:
            continue
        for column, cell in enumerate(table[place]):
            if (
                _is_telephone(cell)
                and place + 1 < len(numeric)
                and column in numeric[place + 1]
                and not any(column in columns for columns in numeric[:place])
            ):
                return place
    return None


def _header_score(row: Sequence[str], width: int) -> float:
    """How much a row looks like a header: known words, many short cells."""
    filled = [cell for cell in row if cell]
    if not filled:
        return 0.0
    known = sum(1 for cell in filled if _is_known(title_of(cell)))
    if not known or (len(filled) == 1 and width > 1 and known == 1 and len(filled[0]) > 12):
        return 0.0
    return known + len(filled) / (10 * max(width, 1))
