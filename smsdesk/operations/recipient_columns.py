"""Which column feeds what (B2): recognised, overruled by the user's choice, questioned where in doubt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from smsdesk.domain.columns import ColumnMap, column_letters, recognise, variable_question
from smsdesk.domain.errors import Invalid
from smsdesk.domain.header_rows import title_of
from smsdesk.domain.number_columns import judge_column
from smsdesk.domain.profile import Region
from smsdesk.domain.recipients import NUMBER, ColumnChoice, PastedSource, SheetSource
from smsdesk.domain.text import Text, text
from smsdesk.operations.preparation import Columns
from smsdesk.sheets.reading import Row

#: Verdicts on a column that question even what was typed or pasted as numbers.
_MISTAKEN = ("other_country", "identities", "cards")
#: Rows looked at before the first one is checked.
LOOKED_AT = 300


def assign(
    source: SheetSource | PastedSource,
    head: Sequence[Row],
    variables: Sequence[int],
    region: Region,
    home_country: str,
    names_of: Mapping[int, str],
) -> tuple[Columns, Text | None]:
    """The columns of a file or pasted text from its first rows, and what the user must be asked.

    ``names_of`` are the names that the template gives its variables. Raises ``Invalid`` for a chosen column
    that is not there.
    """
    cells = [row[1] for row in head]
    skipped, cells = _from_header(source.header_row, head, cells)
    found = recognise(cells, variables, region, home_country, names_of)
    header = None if source.header_row == 0 else found.header_row
    if source.header_row:
        header = 0
    names = _names(found, cells, header)
    chosen = {key: column_of(choice, names) for key, choice in source.columns.items()}
    assigned: dict[str, int | None] = {NUMBER: found.number}
    if isinstance(source, PastedSource) and found.number is None:
        # One recipient a line, number first: there is nothing to mistake it for.
        assigned[NUMBER] = 0
    answered = {one: chosen[str(one)] for one in variables if str(one) in chosen}
    assigned |= {key: column for key, column in chosen.items() if key == NUMBER}
    filled, guessed = _without_twice(found, variables, answered, assigned[NUMBER])
    assigned |= {str(variable): filled.get(variable) for variable in variables}
    columns = Columns(
        names=names,
        assigned=assigned,
        header_row=head[skipped + header][0] if header is not None else None,
        first_data_row=skipped + (0 if header is None else header + 1),
    )
    body = cells[0 if header is None else header + 1 :]
    question = _number_question(source, body, cells, assigned[NUMBER], region, home_country)
    if assigned[NUMBER] is None or (question is not None and "first" in question.values):
        return columns, question  # what fills the variables depends on it
    # A yes to the numbers is no yes to the variables: these are asked about before.
    known = {one: -1 for one in answered} | {one: at for one, at in filled.items() if at is not None}
    return columns, variable_question(variables, known, guessed, names_of) or question


def _without_twice(
    found: ColumnMap, variables: Sequence[int], answered: Mapping[int, int | None], number: int | None
) -> tuple[dict[int, int | None], list[int]]:
    """Column by variable, and which of them are guesses. A column is used twice only when the user says so:
    a variable that was filled by place gives way to an answer, for a column that has become free."""
    taken = {column for column in (number, *answered.values()) if column is not None}
    filled: dict[int, int | None] = dict(answered)
    guessed, displaced = [], []
    for variable in variables:
        column = found.variables.get(variable)
        if variable in answered or column is None:
            continue
        if column in taken and variable not in found.named:
            displaced.append(variable)
            continue
        filled[variable] = column
        if variable in found.guessed:
            guessed.append(variable)
    left = sorted({*found.variables.values(), *found.free} - taken - set(filled.values()))
    for variable, column in zip(displaced, left, strict=False):
        filled[variable] = column
        guessed.append(variable)
    return filled, sorted(guessed)


def _from_header(
    header_row: int | None, head: Sequence[Row], cells: list[tuple[str, ...]]
) -> tuple[int, list[tuple[str, ...]]]:
    """The rows from the chosen header on, and how many are above it."""
    if not header_row:
        return 0, cells
    place = next((place for place, row in enumerate(head) if row[0] == header_row), None)
    if place is None:
        raise Invalid(
            text("Row {row} is not among the first rows of this file.", row=header_row), field="header_row"
        )
    return place, cells[place:]


def _names(found: ColumnMap, cells: Sequence[tuple[str, ...]], header: int | None) -> tuple[str, ...]:
    """The header's words, or letters."""
    if header is not None and header == found.header_row:
        return found.names
    row = list(map(title_of, cells[header])) if header is not None else []
    return tuple(
        row[column] if column < len(row) and row[column] else column_letters(column)
        for column in range(len(found.names))
    )


def column_of(choice: ColumnChoice, names: Sequence[str]) -> int | None:
    """A user's choice as a column from 0; None for "none of them"."""
    if isinstance(choice, int):
        if choice < 0:
            return None
        found: int | None = choice
    else:
        found = _named(choice.strip(), names)
    if found is None or not 0 <= found < len(names):
        raise Invalid(text("There is no column “{column}” in this file.", column=choice), field="columns")
    return found


def _named(word: str, names: Sequence[str]) -> int | None:
    """By header, by number from 1, or by letter as the spreadsheet names it."""
    for fold in (_folded, _without_blanks):
        folded = list(map(fold, names))
        if fold(word) in folded:
            return folded.index(fold(word))
    if word.isascii() and word.isdigit():
        return int(word) - 1
    if word.isascii() and word.isalpha() and len(word) <= 3:
        place = 0
        for letter in word.upper():
            place = place * 26 + ord(letter) - 64
        return place - 1
    return None


def _folded(title: str) -> str:
    return title_of(title).casefold()


def _without_blanks(title: str) -> str:
    """A title that is broken over two lines in its cell is typed in one word."""
    return _folded(title).replace(" ", "")


def _number_question(
    source: SheetSource | PastedSource,
    body: Sequence[tuple[str, ...]],
    cells: Sequence[tuple[str, ...]],
    number: int | None,
    region: Region,
    home_country: str,
) -> Text | None:
    """Doubts about the column of numbers, chosen or recognised."""
    if number is None:
        return text("No column holds mobile numbers. Which one is it?")
    if NUMBER not in source.columns and isinstance(source, SheetSource):
        return recognise(cells, (), region, home_country).question
    values = [row[number] for row in body if number < len(row)]
    if not any(values):
        return None
    verdict = judge_column(values, region, home_country)
    if isinstance(source, PastedSource) and verdict.kind not in _MISTAKEN:
        # What was typed is meant as numbers; that some are wrong is told row by row.
        return None
    return verdict.question
