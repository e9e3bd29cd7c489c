"""The numbers in a file, for a list of numbers: looked at as a whole before anything is kept (C4, A6)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path

from smsdesk.domain.contact_columns import ImportColumns
from smsdesk.domain.errors import Invalid
from smsdesk.domain.places import country_name
from smsdesk.domain.text import Text, text, textn
from smsdesk.operations.contact_files import FoundColumns, body_of, find_columns
from smsdesk.operations.desk import Desk, Progress, job
from smsdesk.operations.import_rows import ContactRows, RefusedRow
from smsdesk.operations.imports import LOOKED_AT, samples_of
from smsdesk.operations.profile import home_country
from smsdesk.sheets.contract import SheetInfo
from smsdesk.sheets.reading import read

_E164 = re.compile(r"\+[1-9][0-9]{5,14}").fullmatch


@dataclass(frozen=True)
class NumberFile:
    """What stands in the file. Without a ``column`` there is none that holds numbers: one must be chosen."""

    info: SheetInfo
    names: tuple[str, ...]
    """Column titles."""
    samples: tuple[tuple[str, ...], ...]
    """By column, up to three different values of the first rows."""
    column: int | None
    """Where the numbers were read, from 0."""
    numbers: tuple[str, ...] = ()
    """E.164, each once, in the order of the file."""
    wrong: tuple[RefusedRow, ...] = ()
    """Rows without a number that could be read, each with the reason."""
    duplicates: int = 0
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Standing:
    """How the numbers of a file stand to a list: how many are there already, and how many more fit."""

    already: int
    room: int
    most: int


@job(action="ReadNumbers")
def read_number_file(
    desk: Desk,
    *,
    path: Path,
    column: int | None = None,
    sheet: int | str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    include_hidden: bool = False,
    progress: Progress,
) -> NumberFile:
    """Read every row of a file as an import does (C2); keeps nothing.

    ``column`` (from 0) overrules the one that is recognised. Raises what ``sheets.reading.read`` raises,
    ``Invalid`` for a file without a row and for a column that is not there.
    """
    country = home_country(desk)
    with read(
        path,
        sheet=sheet,
        encoding=encoding,
        delimiter=delimiter,
        include_hidden=include_hidden,
        cancelled=lambda: progress.cancelled,
    ) as reading:
        rows = reading.rows()
        head = tuple(islice(rows, LOOKED_AT))
        found = find_columns(head, country=country, cards=reading.info.format == "vcf")
        samples = samples_of(head, found.header_row, len(found.names))
        columns = _columns(found, column)
        if columns is None:
            return NumberFile(reading.info, found.names, samples, None, notes=tuple(reading.info.notes))
        taken = ContactRows(columns, {}, country)
        for place, row in enumerate(body_of(chain(head, rows), columns.header_row)):
            if place % 1000 == 0:
                progress.report(row[0], max(row[0], reading.info.last_row))
            taken.take(row)
        info = reading.info
    return NumberFile(
        info,
        found.names,
        samples,
        columns.number,
        numbers=tuple(taken.customers),
        wrong=tuple(taken.refused),
        duplicates=taken.duplicates,
        notes=(*info.notes, *_could_be_chinese(len(taken.chinese_too), country)),
    )


def whole_numbers(numbers: Sequence[str]) -> list[str]:
    """These numbers, each once. Raises ``Invalid`` where one is not in E.164."""
    for number in numbers:
        if not _E164(number):
            raise Invalid(
                text("“{number}” has no + and country code in front.", number=number[:40]), field="numbers"
            )
    return list(dict.fromkeys(numbers))


def _columns(found: FoundColumns, column: int | None) -> ImportColumns | None:
    """Where the numbers are; of contacts' exports also the columns that stand in for the first one."""
    known = found.columns
    if column is not None and not 0 <= column < len(found.names):
        raise Invalid(text("The file has no such column."), field="column")
    if known is not None and column in (None, known.number):
        return replace(known, own={}, note=None, consent=None)
    if column is None:
        return None
    name = known.name if known is not None and known.name != column else None
    return ImportColumns(number=column, name=name, header_row=found.header_row)


def _could_be_chinese(count: int, country: str) -> tuple[Text, ...]:
    if not count:
        return ()
    return (
        textn(
            "{count} number could also be a number of mainland China; it is read as one of {country}. "
            "If it is Chinese, write +86 before it in the file.",
            "{count} numbers could also be numbers of mainland China; they are read as numbers of {country}. "
            "If they are Chinese, write +86 before them in the file.",
            count,
            country=country_name(country),
        ),
    )
