"""Which column is which (B2): the number, the variables, the name, by header and by content.

A file may have title rows above its header, or no header at all. Content weighs more than words: a
header can lie, a column in which every cell is a mobile number does not; but "Order no." or "Emergency
contact's telephone" speak against a column, and of two that fit the user is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from smsdesk.domain.header_rows import HEADER_ROWS, find_header
from smsdesk.domain.header_words import Heading, Meaning, heading, variable_number
from smsdesk.domain.number_columns import judge_column
from smsdesk.domain.numbers import INVALID, NumberReader, Reading
from smsdesk.domain.profile import Region
from smsdesk.domain.text import Text, text, tr
from smsdesk.domain.variable_names import columns_by_name, variable_words

#: Cells of a column looked at.
SAMPLE_ROWS = 200

_Read = Callable[[str], Reading]


@dataclass(frozen=True)
class ColumnMap:
    """How the columns of a sheet are used. Columns and rows count from 0."""

    header_row: int | None
    """The last line of the header; None when the first row is data already."""
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
    guessed: tuple[int, ...] = ()
    """Variables whose column was taken by its place alone, though another one is possible."""
    named: frozenset[int] = frozenset()
    """Variables that the title of their column names."""
    free: tuple[int, ...] = ()
    """Columns with something in them that nothing is taken from."""

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
    rows: Sequence[Sequence[str]],
    variables: Sequence[int],
    region: Region,
    home_country: str,
    names_of: Mapping[int, str] = MappingProxyType({}),
) -> ColumnMap:
    """Recognise the columns from the first rows of a sheet; a few hundred are enough.

    ``variables`` are the variable numbers of the template, ascending; empty for an import or a text
    without variables. ``names_of`` are the names of those that have one.
    """
    table = [[cell.strip() for cell in row] for row in rows]
    width = max(map(len, table), default=0)
    read = NumberReader(region, home_country).read
    numeric = [
        {column for column, cell in enumerate(row) if _is_number(cell, read)}
        for row in table[: HEADER_ROWS + 1]
    ]
    header_row, titles = find_header(table, numeric)
    titles = (*titles, *[""] * (width - len(titles)))
    names = tuple(title or column_letters(column) for column, title in enumerate(titles))
    body = [row for row in table[0 if header_row is None else header_row + 1 :] if any(row)][:SAMPLE_ROWS]
    headings = [_heading(title, column, body) for column, title in enumerate(titles)]
    candidates = _candidates(body, headings, width, read)
    number = candidates[0].column if candidates else None
    question = _number_question(candidates, names, headings, body, region, home_country)
    used = [column for column in range(width) if titles[column] or _cells(body, column)]
    found, named, guessed = _variables(variables, titles, headings, number, used, names_of)
    if question is None:
        question = variable_question(variables, found, guessed, names_of)
    free = tuple(column for column in used if column != number and column not in found.values())
    name = next((c for c, told in enumerate(headings) if told.meaning is Meaning.NAME), None)
    return ColumnMap(header_row, names, number, found, name, question is None, question, guessed, named, free)


def _is_number(cell: str, read: _Read) -> bool:
    """Whether a cell is data that can be a telephone number, rightly or in the other region."""
    if len(cell) < 5 or not any(map(str.isdigit, cell)):
        return False
    reading = read(cell)
    return bool(reading.number) or reading.reason != INVALID


def column_letters(column: int) -> str:
    """A, B, … Z, AA, … for a column from 0, as spreadsheets name them."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _cells(body: Sequence[Sequence[str]], column: int) -> list[str]:
    """What stands in a column."""
    return [row[column] for row in body if column < len(row) and row[column]]


def _heading(title: str, column: int, body: Sequence[Sequence[str]]) -> Heading:
    """The title's meaning; a column without one that counts 1, 2, 3 … numbers the rows."""
    if title or len(body) < 2:
        return heading(title)
    counted = [str(place) for place in range(1, len(body) + 1)]
    serial = [row[column] if column < len(row) else "" for row in body] == counted
    return Heading("", Meaning.SERIAL) if serial else heading("")


def _candidates(
    body: Sequence[Sequence[str]], headings: Sequence[Heading], width: int, read: _Read
) -> list[_Candidate]:
    """The columns that may hold the numbers, the likeliest first."""
    found = []
    for column in range(width):
        cells = _cells(body, column)
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
    titles: Sequence[str],
    headings: Sequence[Heading],
    number: int | None,
    used: Sequence[int],
    names_of: Mapping[int, str],
) -> tuple[dict[int, int], frozenset[int], tuple[int, ...]]:
    """Column by variable, the variables that the header names, and those for which the column is a guess: it
    is none where there is one possible order and no words that say otherwise.

    ``used`` are the columns with a title or content: an empty one between or before them fills nothing.
    """
    found: dict[int, int] = {}
    for column, title in enumerate(titles):
        told = variable_number(title)
        if told is not None and told in wanted and told not in found and column != number:
            found[told] = column
    free = [column for column in used if column != number and column not in found.values()]
    named = {one: names_of[one] for one in wanted if one not in found and names_of.get(one)}
    found |= columns_by_name(named, titles, free)
    by_title = frozenset(found)
    missing = [variable for variable in wanted if variable not in found]
    free = [column for column in free if column not in found.values()]
    useful = [column for column in free if headings[column].meaning not in _NOT_VALUES]
    for columns in (free, useful):
        if len(columns) == len(missing):
            pairs = dict(zip(missing, columns, strict=True))
            differ = (one for one, column in pairs.items() if names_of.get(one) and titles[column])
            return found | pairs, by_title, tuple(differ)
    guess = useful if len(useful) >= len(missing) else free
    pairs = dict(zip(missing, guess, strict=False))
    return found | pairs, by_title, tuple(pairs)


_NOT_VALUES = (Meaning.SERIAL, Meaning.SOMEONE_ELSES, Meaning.LANDLINE, Meaning.MOBILE, Meaning.TELEPHONE)


def variable_question(
    wanted: Sequence[int],
    found: Mapping[int, int],
    guessed: Sequence[int],
    names_of: Mapping[int, str] = MappingProxyType({}),
) -> Text | None:
    """What to ask about the columns of variables; None when there is no doubt."""
    missing = next((variable for variable in wanted if variable not in found), None)
    if missing is not None:
        return text(
            "There is no column for variable {variable}.",
            variable=variable_words(missing, names_of.get(missing, "")),
        )
    if not guessed:
        return None
    return text(
        "Guessed from the order of the columns: {variables}. Is that right?",
        variables=tr(", ").join(variable_words(one, names_of.get(one, "")) for one in guessed),
    )
