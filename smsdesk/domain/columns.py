"""Which column is which (B2): the number, the variables, the name, by header and by content.

A file may have title rows above its header, or no header at all. Content weighs more than words: a
header can lie, a column in which every cell is a mobile number does not; but "Order no." or "Emergency
contact's telephone" speak against a column, and of two that fit the user is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from smsdesk.domain.header_words import Heading, Meaning, heading, variable_number
from smsdesk.domain.number_columns import judge_column
from smsdesk.domain.numbers import INVALID, NumberReader, Reading
from smsdesk.domain.profile import Region
from smsdesk.domain.text import Text, text

#: Rows looked through for the header, and cells of a column looked at.
HEADER_ROWS = 20
SAMPLE_ROWS = 200

_Read = Callable[[str], Reading]
_FIGURE = re.compile(r"[\d\s.,:/+%¥$€£-]+").fullmatch


@dataclass(frozen=True)
class ColumnMap:
    """How the columns of a sheet are used. Columns and rows count from 0."""

    header_row: int | None
    """None when the first row is data already."""
    names: tuple[str, ...]
    """The header's words, or A, B, C … without one; as many as the widest row."""
    number: int | None
    """None when no column can be it."""
    variables: Mapping[int, int]
    """Column by variable number; what cannot be told is left out."""
    name: int | None
    """The customer's name, for an import."""
    certain: bool
    """Whether it can be used without asking."""
    question: Text | None
    """What to ask when not certain."""

    @property
    def first_data_row(self) -> int:
        """The row after the header."""
        return 0 if self.header_row is None else self.header_row + 1


@dataclass(frozen=True)
class _Candidate:
    """A column that may hold the numbers."""

    column: int
    share: float
    heading: Heading

    @property
    def score(self) -> float:
        return self.share + _WEIGHTS.get(self.heading.meaning, 0.0)


_WEIGHTS = {
    Meaning.MOBILE: 0.8,
    Meaning.TELEPHONE: 0.5,
    Meaning.SOMEONE_ELSES: -0.35,
    Meaning.LANDLINE: -0.35,
    Meaning.REFERENCE: -0.8,
    Meaning.SERIAL: -0.8,
}


def recognise(
    rows: Sequence[Sequence[str]], variables: Sequence[int], region: Region, home_country: str
) -> ColumnMap:
    """Recognise the columns from the first rows of a sheet; a few hundred are enough.

    ``variables`` are the variable numbers of the template, ascending; empty for an import or a text
    without variables.
    """
    table = [[cell.strip() for cell in row] for row in rows]
    width = max(map(len, table), default=0)
    read = NumberReader(region, home_country).read
    numeric = [
        {column for column, cell in enumerate(row) if _is_number(cell, read)}
        for row in table[: HEADER_ROWS + 1]
    ]
    header_row = _header_row(table, numeric, width)
    names = _names(table, header_row, width)
    headings = [heading(name) if header_row is not None else heading("") for name in names]
    body = [row for row in table[0 if header_row is None else header_row + 1 :] if any(row)][:SAMPLE_ROWS]
    candidates = _candidates(body, headings, width, read)
    number = candidates[0].column if candidates else None
    question = _number_question(candidates, names, headings, body, region, home_country)
    found, sure = _variables(variables, names, headings, number, width, header_row is not None)
    if question is None and not sure:
        question = _variable_question(variables, found)
    name = next((c for c, told in enumerate(headings) if told.meaning is Meaning.NAME), None)
    return ColumnMap(header_row, names, number, found, name, question is None, question)


def _is_number(cell: str, read: _Read) -> bool:
    """Whether a cell is data that can be a telephone number, rightly or in the other region."""
    if len(cell) < 5 or not any(map(str.isdigit, cell)):
        return False
    reading = read(cell)
    return bool(reading.number) or reading.reason != INVALID


def _header_row(table: Sequence[Sequence[str]], numeric: Sequence[set[int]], width: int) -> int | None:
    """The row that names the columns, above the first row with a number; None without one."""
    first_data = next((place for place, columns in enumerate(numeric) if columns), None)
    above = range(first_data if first_data is not None else min(len(table), HEADER_ROWS))
    best, best_score = None, 0.0
    for place in above:
        score = _header_score(table[place], width)
        if score > best_score:
            best, best_score = place, score
    if best is not None or first_data is None or first_data == 0:
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


def _header_score(row: Sequence[str], width: int) -> float:
    """How much a row looks like a header: known words, many short cells."""
    filled = [cell for cell in row if cell]
    if not filled:
        return 0.0
    known = sum(
        1
        for cell in filled
        if heading(cell).meaning is not Meaning.UNKNOWN or variable_number(cell) is not None
    )
    if not known or (len(filled) == 1 and width > 1 and known == 1 and len(filled[0]) > 12):
        return 0.0
    return known + len(filled) / (10 * max(width, 1))


def _names(table: Sequence[Sequence[str]], header_row: int | None, width: int) -> tuple[str, ...]:
    header = table[header_row] if header_row is not None else ()
    return tuple(
        (header[column] if column < len(header) and header[column] else column_letters(column))
        for column in range(width)
    )


def column_letters(column: int) -> str:
    """A, B, … Z, AA, … for a column from 0, as spreadsheets name them."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _candidates(
    body: Sequence[Sequence[str]], headings: Sequence[Heading], width: int, read: _Read
) -> list[_Candidate]:
    """The columns that may hold the numbers, the likeliest first."""
    found = []
    for column in range(width):
        cells = [row[column] for row in body if column < len(row) and row[column]]
        share = sum(_is_number(cell, read) for cell in cells) / len(cells) if cells else 0.0
        telephone = headings[column].meaning in (Meaning.MOBILE, Meaning.TELEPHONE)
        if share >= 0.3 or (telephone and (cells or not body)):
            found.append(_Candidate(column, share, headings[column]))
    return sorted(found, key=lambda candidate: (-candidate.score, candidate.column))


def _number_question(
    candidates: Sequence[_Candidate],
    names: Sequence[str],
    headings: Sequence[Heading],
    body: Sequence[Sequence[str]],
    region: Region,
    home_country: str,
) -> Text | None:
    """What to ask about the number's column; None when it is certain."""
    if not candidates:
        return text("No column holds mobile numbers. Which one is it?")
    best = candidates[0]
    if len(candidates) > 1 and best.score - candidates[1].score < 0.25:
        return text(
            "Which column holds the recipients' numbers: {first} or {second}?",
            first=names[best.column],
            second=names[candidates[1].column],
        )
    if headings[best.column].meaning in (
        Meaning.SOMEONE_ELSES,
        Meaning.LANDLINE,
        Meaning.REFERENCE,
        Meaning.SERIAL,
    ):
        return text(
            "The only column with numbers is “{column}”. Are these the recipients'?",
            column=names[best.column],
        )
    cells = [row[best.column] for row in body if best.column < len(row)]
    return judge_column(cells, region, home_country).question if any(cells) else None


def _variables(
    wanted: Sequence[int],
    names: Sequence[str],
    headings: Sequence[Heading],
    number: int | None,
    width: int,
    headed: bool,
) -> tuple[dict[int, int], bool]:
    """Column by variable, and whether that is certain: named by the header, or the only possible order."""
    found: dict[int, int] = {}
    if headed:
        for column, label in enumerate(names):
            told = variable_number(label)
            if told is not None and told in wanted and told not in found and column != number:
                found[told] = column
    missing = [variable for variable in wanted if variable not in found]
    if not missing:
        return found, True
    free = [column for column in range(width) if column != number and column not in found.values()]
    useful = [column for column in free if headings[column].meaning not in _NOT_VALUES]
    for columns in (free, useful):
        if len(columns) == len(missing):
            return found | dict(zip(missing, columns, strict=True)), True
    guess = useful if len(useful) >= len(missing) else free
    return found | dict(zip(missing, guess, strict=False)), False


_NOT_VALUES = (Meaning.SERIAL, Meaning.SOMEONE_ELSES, Meaning.LANDLINE, Meaning.MOBILE, Meaning.TELEPHONE)


def _variable_question(wanted: Sequence[int], found: Mapping[int, int]) -> Text:
    missing = next((variable for variable in wanted if variable not in found), None)
    if missing is not None:
        return text("There is no column for variable {variable}.", variable=f"{{{missing}}}")
    return text("There are more columns than variables. Which column fills which variable?")
