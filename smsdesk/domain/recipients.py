"""What a bulk task is made of before it is sent (B1–B4): the message, where its recipients come from, and
what the user decided about them. A recipe is what a draft keeps and what a copy begins with."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Literal, TypeVar

from smsdesk.domain.numbers import Ambiguity

#: What of a customer can feed a variable of a message to a group: ``number``, ``name``, ``note``, or a
#: column of the business's own as ``field:<id>``.
CustomerPart = str
PARTS: tuple[CustomerPart, ...] = ("number", "name", "note")
OWN_COLUMN = "field:"

#: Key of the column that holds the number; the columns of variables have the keys "1", "2", …
NUMBER = "number"

#: Where a column is: its index from 0, or a user's word for it (header name, letter, or number from 1).
ColumnChoice = int | str

_C = TypeVar("_C", bound=ColumnChoice)


def only_number(columns: Mapping[str, _C]) -> dict[str, _C]:
    """The choice of the number's column: the others are for the variables of one text."""
    return {key: column for key, column in columns.items() if key == NUMBER}


_NOTHING: Mapping[Any, Any] = MappingProxyType({})


@dataclass(frozen=True)
class SheetSource:
    """A spreadsheet (B2). What is left empty is recognised."""

    path: str
    sheet: str | int = ""
    """Name of the sheet, or its number from 1."""
    encoding: str = ""
    delimiter: str = ""
    include_hidden: bool = False
    """Whether rows hidden in the spreadsheet are recipients too."""
    columns: Mapping[str, ColumnChoice] = field(default_factory=lambda: _NOTHING)
    """Columns the user assigned, by ``number`` and "1", "2", …; -1 says that there is none."""
    header_row: int | None = None
    """Row number from 1; 0 when the file has no header; None when it is to be found."""


@dataclass(frozen=True)
class PastedSource:
    """Typed or pasted (B3): one recipient a line, further cells separated as in a spreadsheet."""

    text: str
    columns: Mapping[str, ColumnChoice] = field(default_factory=lambda: _NOTHING)
    header_row: int | None = None
    rest_of: str = ""
    """Name of the task of whose recipients these are the rest (B12); empty: they were typed."""


@dataclass(frozen=True)
class GroupSource:
    """Customer groups (B3, C3): everybody in one of them, but nobody of the excluded ones. Each variable is
    fed by a part of the customer or has one fixed value; one with both has the value where the part is
    empty."""

    group_ids: tuple[int, ...]
    fields: Mapping[int, CustomerPart] = field(default_factory=lambda: _NOTHING)
    values: Mapping[int, str] = field(default_factory=lambda: _NOTHING)
    excluded_ids: tuple[int, ...] = ()


Source = SheetSource | PastedSource | GroupSource


@dataclass(frozen=True)
class Fix:
    """A row as the user corrected it in place (B4).

    It holds as long as the row still says what was corrected: in a file that was changed since, another
    recipient may stand there.
    """

    number: str
    values: tuple[str, ...] = ()
    was: tuple[str, ...] | None = None
    """The row's number and values before; None: whatever they are."""

    def holds(self, number: str, values: tuple[str, ...]) -> bool:
        """Whether it is meant for a row with these cells."""
        return self.was is None or self.was == (number, *values)


@dataclass(frozen=True)
class Recipe:
    """A bulk task to be. Exactly one of ``template_id`` and ``text`` says what is sent."""

    source: Source
    application_id: int | None = None
    template_id: int | None = None
    text: str = ""
    """A content without a template, for checking only: a task is sent with an approved template."""
    signature_id: int | None = None
    name: str = ""
    one_per_number: bool = False
    """Whether a second row for a number is refused even with another content."""
    ambiguity: Ambiguity | Literal[""] = ""
    """How a number that fits two readings is read: ``national`` (the home country's) or
    ``international`` (country code + number); empty: not answered yet."""
    fixes: Mapping[int, Fix] = field(default_factory=lambda: _NOTHING)
    """Corrected rows by row number."""
    send_at: int | None = None
    """Milliseconds since 1970 UTC; None for at once."""
    confirmed: bool = False
    """The user has said yes to the question about the file (a column that looks like something else)."""

    def fixed(self, row: int, fix: Fix) -> Recipe:
        """The recipe with one more corrected row."""
        return replace(self, fixes=MappingProxyType({**self.fixes, row: fix}))

    def to_json(self) -> str:
        """For a draft; ``from_json`` gives an equal recipe."""
        kind = next(name for name, cls in _SOURCES.items() if isinstance(self.source, cls))
        plain = {name: getattr(self, name) for name in _PLAIN}
        fixes = {str(row): [fix.number, fix.values, fix.was] for row, fix in self.fixes.items()}
        source = {
            name: dict(value) if isinstance(value, Mapping) else value
            for name, value in vars(self.source).items()
        }
        return json.dumps({**plain, "fixes": fixes, "source": {"kind": kind, **source}}, ensure_ascii=False)

    @staticmethod
    def from_json(text: str) -> Recipe:
        """Raises ``ValueError`` when the text is not a recipe."""
        try:
            stored = json.loads(text)
            fixes = {int(row): _fix(*parts) for row, parts in stored["fixes"].items()}
            return Recipe(
                source=_source(stored["source"]),
                fixes=MappingProxyType(fixes),
                **{name: stored[name] for name in _PLAIN},
            )
        except (KeyError, IndexError, TypeError, AttributeError) as error:
            raise ValueError("not a recipe") from error


_PLAIN = (
    "application_id",
    "template_id",
    "text",
    "signature_id",
    "name",
    "one_per_number",
    "ambiguity",
    "send_at",
    "confirmed",
)
_SOURCES = {"sheet": SheetSource, "pasted": PastedSource, "groups": GroupSource}


def _fix(number: str, values: list[str], was: list[str] | None) -> Fix:
    return Fix(number, tuple(values), None if was is None else tuple(was))


def _source(stored: dict[str, Any]) -> Source:
    kind = stored.pop("kind")
    if kind == "groups":
        return GroupSource(
            group_ids=tuple(stored["group_ids"]),
            fields={int(number): name for number, name in stored["fields"].items()},
            values={int(number): value for number, value in stored["values"].items()},
            excluded_ids=tuple(stored.get("excluded_ids", ())),
        )
    source: Source = _SOURCES[kind](**stored)
    return source


#: Between the cells of a pasted line, the likeliest first; the last three are Chinese.
_SEPARATORS = ("\t", ";", ",", "\uff1b", "\uff0c", "\u3001")


def pasted_rows(pasted: str, variables: int) -> list[tuple[int, tuple[str, ...]]]:
    """The lines of a pasted text as rows of cells, numbered by line; empty lines are left out.

    Cells are separated by tabs, else by semicolons, else by commas (also Chinese ones). Where the
    message has no variables, every cell is a recipient of its own, numbered one by one, so that a list
    in one line works.
    """
    rows: list[tuple[int, tuple[str, ...]]] = []
    for line_number, line in enumerate(pasted.splitlines(), start=1):
        if not line.strip():
            continue
        separator = next((found for found in _SEPARATORS if found in line), None)
        cells = [cell.strip() for cell in line.split(separator)] if separator else [line.strip()]
        if variables:
            rows.append((line_number, tuple(cells)))
        else:
            rows.extend((place, (cell,)) for place, cell in enumerate(filter(None, cells), len(rows) + 1))
    return rows


#: Verification codes have four digits or more.
_LONG_DIGITS = re.compile(r"\d{4,}")


def masked(content: str) -> str:
    """A content with long runs of digits (4 and more) as asterisks, for those who may not see them (B5)."""
    return _LONG_DIGITS.sub(lambda found: "*" * len(found[0]), content)
