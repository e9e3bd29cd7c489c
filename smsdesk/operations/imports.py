"""Import of customers from a spreadsheet (C2): look first, then take over in one transaction."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path

from smsdesk.domain import limits
from smsdesk.domain.columns import ColumnMap, recognise
from smsdesk.domain.errors import Invalid
from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.text import Text, text, tr
from smsdesk.operations.customers import CustomersAdded, NewCustomer, put_customers
from smsdesk.operations.desk import Desk, Progress, job
from smsdesk.operations.entering import AnyRegionReader
from smsdesk.operations.groups import create_group, group
from smsdesk.operations.profile import home_country
from smsdesk.sheets.contract import SheetInfo
from smsdesk.sheets.reading import Reading, Row, read
from smsdesk.sheets.writing import Column, write_table

#: Rows looked at to recognise the columns.
LOOKED_AT = 200
#: Rows of a preview.
PREVIEW = 8

#: What stands over a column of remarks.
_NOTE = re.compile(
    r"备注|備註|说明|\bnotes?\b|\bremarks?\b|\bcomments?\b|\bmemo\b|notiz|bemerkung|remarque|observaci",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class ImportColumns:
    """Which column is which, from 0; None for one that is not there."""

    number: int
    name: int | None = None
    note: int | None = None
    header_row: int | None = None
    """Row number in the file of the header; rows up to it are not customers."""


@dataclass(frozen=True)
class ImportPreview:
    """What the file looks like before anything is taken over."""

    info: SheetInfo
    names: tuple[str, ...]
    """Column titles."""
    columns: ImportColumns | None
    """What was recognised; None when no column holds numbers."""
    first_rows: tuple[Row, ...]
    """The first rows below the titles, at most eight."""
    header_row: int | None = None
    """Row number in the file of the titles; None without."""


@dataclass(frozen=True)
class RefusedRow:
    """A row that was not taken over, and why."""

    row: int
    number_text: str
    name: str
    problem: Text
    note: str = ""


@dataclass(frozen=True)
class Imported:
    """What an import did."""

    result: CustomersAdded
    group_id: int | None
    refused: tuple[RefusedRow, ...] = field(default=())


@job(action="PreviewImport")
def preview_import(
    desk: Desk,
    *,
    path: Path,
    sheet: int | str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    include_hidden: bool = False,
    progress: Progress,
) -> ImportPreview:
    """Look at the file. Raises what ``sheets.reading.read`` raises."""
    with read(
        path,
        sheet=sheet,
        encoding=encoding,
        delimiter=delimiter,
        include_hidden=include_hidden,
        cancelled=lambda: progress.cancelled,
    ) as reading:
        rows = tuple(islice(reading.rows(), LOOKED_AT))
        found = _recognised(rows, home_country(desk))
        names = found.names if found else ()
        header = rows[found.header_row][0] if found and found.header_row is not None else None
        body = tuple(islice(_body(iter(rows), header), PREVIEW))
        return ImportPreview(reading.info, names, _columns(found, rows), body, header)


@job(action="ImportCustomers")
def import_customers(
    desk: Desk,
    *,
    path: Path,
    sms_type: SmsType,
    group_id: int | None = None,
    new_group: str = "",
    columns: ImportColumns | None = None,
    sheet: int | str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    include_hidden: bool = False,
    progress: Progress,
) -> Imported:
    """Read every row, keep the good ones in one transaction, tell the others (C2).

    ``new_group`` makes a group of that name for them. Raises ``Invalid`` when no column holds numbers
    and none was chosen, ``Cancelled`` when stopped: then nothing was changed.
    """
    if group_id is not None:
        group(desk, group_id=group_id)
    country = home_country(desk)
    with read(
        path,
        sheet=sheet,
        encoding=encoding,
        delimiter=delimiter,
        include_hidden=include_hidden,
        cancelled=lambda: progress.cancelled,
    ) as reading:
        customers, refused, duplicates = _read_all(reading, columns, country, progress)
    total = len(customers)
    progress.report(0, total)
    with desk.writing("customer"):
        if new_group.strip():
            group_id = create_group(desk, name=new_group, sms_type=sms_type).id
        added = put_customers(
            desk,
            customers,
            sms_type=sms_type,
            group_id=group_id,
            report=lambda done: progress.report(done, total),
        )
        progress.report(total, total)
    return Imported(CustomersAdded(added, total - added, duplicates), group_id, tuple(refused))


@job(action="ExportRefused")
def export_refused(desk: Desk, *, refused: Sequence[RefusedRow], path: Path, progress: Progress) -> int:
    """Write the refused rows with the reason in an extra column, to be mended and imported again."""
    columns = [
        Column(tr("Number"), "phone", 20),
        Column(tr("Name"), "text", 24),
        Column(tr("Note"), "text", 30),
        Column(tr("Row"), "integer", 8),
        Column(tr("Reason"), "text", 60),
    ]
    rows = ((one.number_text, one.name, one.note, one.row, str(one.problem)) for one in refused)
    write_table(path, columns, rows)
    progress.report(len(refused), len(refused))
    return len(refused)


def _read_all(
    reading: Reading, columns: ImportColumns | None, country: str, progress: Progress
) -> tuple[list[NewCustomer], list[RefusedRow], int]:
    rows = reading.rows()
    head = tuple(islice(rows, LOOKED_AT))
    columns = columns or _columns(_recognised(head, country), head)
    if columns is None:
        raise Invalid(
            text("No column of this file holds mobile numbers. Choose the column with the numbers."),
            field="columns",
        )
    reader = AnyRegionReader(country)
    customers: dict[str, NewCustomer] = {}
    refused: list[RefusedRow] = []
    duplicates = 0
    for position, (row, cells) in enumerate(_body(chain(head, rows), columns.header_row)):
        if position % 1000 == 0:
            progress.report(row, reading.info.last_row)
        raw, name = _cell(cells, columns.number), _cell(cells, columns.name)
        note = _cell(cells, columns.note)
        read_number = reader.read(raw)
        if read_number.reason:
            problem = read_number.problem or text("This is not a mobile number.")
            refused.append(RefusedRow(row, raw, name, problem, note))
            continue
        one = NewCustomer(
            read_number.number,
            read_number.country,
            name[: limits.CUSTOMER_NAME_LENGTH.value],
            note[: limits.CUSTOMER_NOTE_LENGTH.value],
        )
        known = customers.get(one.number)
        if known is not None:
            duplicates += 1
            one = replace(known, name=known.name or one.name, note=known.note or one.note)
        customers[one.number] = one
    return list(customers.values()), refused, duplicates


def _body(rows: Iterator[Row], header_row: int | None) -> Iterator[Row]:
    return (row for row in rows if header_row is None or row[0] > header_row)


def _cell(cells: Sequence[str], column: int | None) -> str:
    return cells[column].strip() if column is not None and column < len(cells) else ""


def _recognised(rows: Sequence[Row], country: str) -> ColumnMap | None:
    if not rows:
        return None
    # Which region is asked for decides how plain numbers are judged; a list of customers may hold either.
    cells = [row[1] for row in rows]
    first = recognise(cells, (), Region.MAINLAND, country)
    return first if first.number is not None else recognise(cells, (), Region.GLOBAL, country)


def _columns(found: ColumnMap | None, rows: Sequence[Row]) -> ImportColumns | None:
    if found is None or found.number is None:
        return None
    header = rows[found.header_row][0] if found.header_row is not None else None
    note = next((at for at, name in enumerate(found.names) if _NOTE.search(name)), None)
    return ImportColumns(found.number, found.name, note if note != found.number else None, header)
