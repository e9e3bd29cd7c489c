"""Import of customers from a file (C2): look first, then take over in one transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path

from sqlalchemy import delete, func, select

from smsdesk.domain import limits
from smsdesk.domain.contact_columns import Export, ImportColumns
from smsdesk.domain.errors import Invalid, LimitReached
from smsdesk.domain.profile import SmsType
from smsdesk.domain.text import Text, text
from smsdesk.operations.contact_files import body_of, find_columns, reason_titles, remember, remembered
from smsdesk.operations.customer_fields import list_fields, put_field
from smsdesk.operations.customer_rows import pieces
from smsdesk.operations.customers import CustomersAdded, NewCustomer, add_members, put_customers
from smsdesk.operations.desk import Desk, Progress, job, operation
from smsdesk.operations.groups import create_group, group
from smsdesk.operations.import_rows import ContactRows, RefusedRow
from smsdesk.operations.profile import home_country
from smsdesk.sheets.contract import SheetInfo
from smsdesk.sheets.reading import Row, read
from smsdesk.sheets.writing import Column, write_table
from smsdesk.store.tables import CustomerGroupRow, CustomerRow, MembershipRow

__all__ = ["ImportColumns", "ImportPreview", "Imported", "RefusedRow"]

#: Rows looked at to recognise the columns.
LOOKED_AT = 200
#: Rows of a preview.
PREVIEW = 8


@dataclass(frozen=True)
class ImportPreview:
    """What the file looks like before anything is taken over."""

    info: SheetInfo
    names: tuple[str, ...]
    """Column titles."""
    columns: ImportColumns | None
    """What to offer: as the last time where there was one, else what was recognised. None when no column
    holds numbers."""
    first_rows: tuple[Row, ...]
    """The first rows below the titles, at most eight."""
    header_row: int | None = None
    """Row number in the file of the titles; None without."""
    recognised: ImportColumns | None = None
    used_at: int | None = None
    """When a file with the same titles was imported; None for the first time."""
    export: Export = Export.NONE
    fields: tuple[str, ...] = ()
    """The columns of its own that the pool has."""
    samples: tuple[tuple[str, ...], ...] = ()
    """By column, up to three different values of the first rows; none where they are empty."""


@dataclass(frozen=True)
class Addition:
    """What ``take_back`` needs to undo an import: who was added by it, and the group it made."""

    first: int
    last: int
    """Ids of customers, and the times within which they were made: an id may be given again later."""
    began: int
    ended: int
    new_group: int | None


@dataclass(frozen=True)
class Imported:
    """What an import did."""

    result: CustomersAdded
    group_id: int | None
    refused: tuple[RefusedRow, ...] = field(default=())
    names: tuple[str, ...] = ()
    """Titles of the file's columns."""
    filled: Mapping[str, int] = field(default_factory=dict)
    """Empty fields of known customers that were filled: ``name``, ``note`` or an own column's title."""
    unwilling: int = 0
    """Those who did not accept marketing; new ones are kept for regular messages only."""
    unwilling_outside: bool = False
    """They were not put into the group, because it is one for marketing."""
    notes: tuple[Text, ...] = ()
    addition: Addition | None = None
    countries: tuple[tuple[str, int], ...] = ()
    """How many of the numbers that were taken belong to each country (ISO alpha-2), most first."""


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
    country = home_country(desk)
    with read(
        path,
        sheet=sheet,
        encoding=encoding,
        delimiter=delimiter,
        include_hidden=include_hidden,
        cancelled=lambda: progress.cancelled,
    ) as reading:
        rows = tuple(islice(reading.rows(), LOOKED_AT))
        info = reading.info
    with desk.reading():
        fields = tuple(one.name for one in list_fields(desk))
        found = find_columns(rows, country=country, known=fields, cards=info.format == "vcf")
        last = remembered(desk, found.names) if found.header_row is not None else None
    columns = found.columns
    if last is not None:
        columns = replace(last[0], header_row=found.header_row)
    return ImportPreview(
        info=info,
        names=found.names,
        columns=columns,
        first_rows=tuple(islice(body_of(iter(rows), found.header_row), PREVIEW)),
        header_row=found.header_row,
        recognised=found.columns,
        used_at=last[1] if last is not None else None,
        export=found.export,
        fields=fields,
        samples=samples_of(rows, found.header_row, len(found.names)),
    )


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

    ``new_group`` makes a group of that name for them; without ``columns`` those that are recognised are
    taken and no own ones. Raises ``Invalid`` when no column holds numbers and none was chosen,
    ``LimitReached`` for too many customers or own columns, ``Cancelled`` when stopped: then nothing was
    changed.
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
        rows = reading.rows()
        head = tuple(islice(rows, LOOKED_AT))
        found = find_columns(head, country=country, cards=reading.info.format == "vcf")
        chosen = columns or (replace(found.columns, own={}) if found.columns else None)
        if chosen is None:
            raise Invalid(
                text("No column of this file holds mobile numbers. Choose the column with the numbers."),
                field="columns",
            )
        # Own columns are made with the customers, in one transaction; until then a title's place stands
        # for its id.
        titles = list(dict.fromkeys(chosen.own.values()))
        taken = ContactRows(chosen, {at: titles.index(title) for at, title in chosen.own.items()}, country)
        for place, row in enumerate(body_of(chain(head, rows), chosen.header_row)):
            if place % 1000 == 0:
                progress.report(row[0], max(row[0], reading.info.last_row))
            taken.take(row)
        names = found.names
    with desk.writing("customer"):
        done = _take_over(desk, taken, titles, sms_type, group_id, new_group, progress)
        if columns is not None and found.header_row is not None:
            remember(desk, names, columns)
        progress.report(len(taken.customers), len(taken.customers))
    return replace(done, names=names)


def _take_over(
    desk: Desk,
    taken: ContactRows,
    titles: Sequence[str],
    sms_type: SmsType,
    group_id: int | None,
    new_group: str,
    progress: Progress,
) -> Imported:
    """Everything that changes the desk, inside the transaction."""
    total = len(taken.customers)
    progress.report(0, total)
    made = create_group(desk, name=new_group, sms_type=sms_type).id if new_group.strip() else None
    group_id = made or group_id
    fields = [put_field(desk, name=title).id for title in titles]
    shown = dict(zip(fields, titles, strict=True))
    customers = [_with_fields(one, fields) for one in taken.customers.values()]
    began = desk.now()
    last = desk.session.scalar(select(func.max(CustomerRow.id))) or 0
    filled, complete = _what_is_known(desk, customers, shown, progress)
    unwilling = [one for one in customers if one.number in taken.unwilling]
    outside = bool(unwilling) and group_id is not None and _is_marketing(desk, group_id)
    willing = [one for one in customers if one.number not in taken.unwilling]
    put = done = 0
    for some, type_, into in (
        (willing, sms_type, group_id),
        (unwilling, SmsType.REGULAR, None if outside else group_id),
    ):
        fresh = [one for one in some if one.number not in complete]
        if fresh:
            put += put_customers(
                desk,
                fresh,
                sms_type=type_,
                group_id=into,
                report=lambda more, before=done: progress.report(before + more, total),  # type: ignore[misc]
            )
        done += len(fresh)
        if into is None:
            continue
        # Whoever is there with all that the file says needs no writing, only the group.
        for piece in pieces([one.number for one in some if one.number in complete]):
            progress.report(done, total)
            add_members(desk, into, select(CustomerRow.id).where(CustomerRow.number.in_(piece)))
            done += len(piece)
    pool = desk.session.scalar(select(func.count(CustomerRow.id))) or 0
    if limits.CUSTOMERS.exceeded(pool):
        raise LimitReached(
            text(
                "The pool would have {count} customers; it holds {limit}. Delete some that are not needed.",
                count=f"{pool:,}",
                limit=f"{limits.CUSTOMERS.value:,}",
            )
        )
    newest = desk.session.scalar(select(func.max(CustomerRow.id))) or 0
    addition = Addition(last + 1, newest, began, desk.now(), made) if put else None
    return Imported(
        CustomersAdded(put, total - put, taken.duplicates),
        group_id,
        tuple(taken.refused),
        filled=filled,
        unwilling=len(unwilling),
        unwilling_outside=outside,
        notes=taken.notes(),
        addition=addition,
        countries=taken.countries(),
    )


@operation(action="UndoImport", on="customer")
def take_back(desk: Desk, *, addition: Addition) -> int:
    """Delete the customers that an import added, and the group it made if nobody else is in it; gives how
    many. Fields of known customers that were filled stay."""
    added = delete(CustomerRow).where(
        CustomerRow.id.between(addition.first, addition.last),
        CustomerRow.created_at.between(addition.began, addition.ended),
    )
    count = len(desk.session.scalars(added.returning(CustomerRow.id)).all())
    desk.changed("group")
    if addition.new_group is not None:
        inside = select(MembershipRow.customer_id).where(MembershipRow.group_id == addition.new_group)
        if desk.session.scalar(inside.limit(1)) is None:
            desk.session.execute(delete(CustomerGroupRow).where(CustomerGroupRow.id == addition.new_group))
    return count


@job(action="ExportRefused")
def export_refused(
    desk: Desk, *, refused: Sequence[RefusedRow], path: Path, names: Sequence[str] = (), progress: Progress
) -> int:
    """Write the refused rows as they stand in the file, each with its row and the reason behind it, to be
    mended and imported again."""
    width = max([len(names), *(len(one.cells) for one in refused)])
    titles = [*names, *[""] * (width - len(names))]
    columns = [Column(title, "text", 20) for title in titles]
    row_title, reason_title = reason_titles()
    columns += [Column(row_title, "integer", 12), Column(reason_title, "text", 60)]
    rows = ((*one.cells, *[""] * (width - len(one.cells)), one.row, str(one.problem)) for one in refused)
    write_table(path, columns, rows, progress=lambda done: progress.report(done, len(refused)))
    progress.report(len(refused), len(refused))
    return len(refused)


def _with_fields(one: NewCustomer, ids: Sequence[int]) -> NewCustomer:
    if not one.fields:
        return one
    return replace(one, fields={ids[place]: value for place, value in one.fields.items()})


def _is_marketing(desk: Desk, group_id: int) -> bool:
    row = desk.session.get(CustomerGroupRow, group_id)
    return row is not None and row.sms_type == SmsType.MARKETING


def _what_is_known(
    desk: Desk, customers: Sequence[NewCustomer], shown: Mapping[int, str], progress: Progress
) -> tuple[dict[str, int], set[str]]:
    """How many empty fields of known customers will be filled, by field; and the numbers of those for whom
    the file says nothing new."""
    filled: dict[str, int] = {}
    complete: set[str] = set()
    there = select(CustomerRow.number, CustomerRow.name, CustomerRow.note, CustomerRow.fields)
    for piece in pieces(customers):
        progress.report(0, len(customers))
        new = {one.number: one for one in piece}
        for number, name, note, fields in desk.session.execute(there.where(CustomerRow.number.in_(new))):
            one = new[number]
            found = ["name"] if one.name and not name else []
            found += ["note"] if one.note and not note else []
            if one.fields:
                known = json.loads(fields)
                found += [shown[key] for key in one.fields if not known.get(str(key))]
            if not found:
                complete.add(number)
            for each in found:
                filled[each] = filled.get(each, 0) + 1
    return filled, complete


def samples_of(rows: Sequence[Row], header_row: int | None, width: int) -> tuple[tuple[str, ...], ...]:
    """By column, up to three different values of these rows."""
    found: list[dict[str, None]] = [{} for _ in range(width)]
    for _, cells in body_of(iter(rows), header_row):
        for at, cell in enumerate(cells[:width]):
            if cell and len(found[at]) < 3 and (plain := cell.strip()[:80]):
                found[at][plain] = None
    return tuple(map(tuple, found))
