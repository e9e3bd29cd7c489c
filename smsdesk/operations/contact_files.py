"""What the columns of a file of contacts are: recognised, or as they were taken the last time (C2)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import delete, select

from smsdesk.domain.columns import ColumnMap, recognise
from smsdesk.domain.contact_columns import CARD_TITLES, Export, ImportColumns, contact_columns, export_of
from smsdesk.domain.header_rows import title_of
from smsdesk.domain.profile import Region
from smsdesk.domain.text import tr
from smsdesk.operations.customer_fields import list_fields
from smsdesk.operations.desk import Desk
from smsdesk.sheets.reading import Row
from smsdesk.store.tables import ImportMappingRow

#: Mappings that are remembered; those not used for the longest time go first.
REMEMBERED = 500
#: Rows looked through for the titles of an export; a sheet may have been given a line above them.
_TITLE_ROWS = 5


@dataclass(frozen=True)
class FoundColumns:
    """The columns of a file."""

    names: tuple[str, ...]
    """Their titles, or A, B, C … without any."""
    columns: ImportColumns | None
    """What was recognised; None when no column holds numbers."""
    header_row: int | None
    """Row number in the file of the titles; None without."""
    export: Export


def find_columns(
    rows: Sequence[Row], *, country: str, known: Sequence[str] = (), cards: bool = False
) -> FoundColumns:
    """Look at the first rows. ``known`` are the pool's own columns; ``cards``: it is of address cards."""
    if not rows:
        return FoundColumns((), None, None, Export.NONE)
    for at, (row, cells) in enumerate(rows[:_TITLE_ROWS]):
        titles = tuple(map(title_of, cells))
        export = Export.VCARD if cards and at == 0 else export_of(titles)
        if export:
            if cards:
                titles = tuple(str(CARD_TITLES.get(title, title)) for title in titles)
            return _of_export(titles, row, export, rows[at + 1 :], cells, known)
    found = _recognised(rows, country)
    header = rows[found.header_row][0] if found.header_row is not None else None
    body = rows[found.first_data_row :]
    columns = contact_columns(
        found.names,
        _filled(body, len(found.names)),
        number=found.number,
        header_row=header,
        known=known,
    )
    if columns is not None and header is None:
        # Without titles nothing says what the other columns are; only the user can.
        columns = replace(columns, own={})
    return FoundColumns(found.names, columns, header, Export.NONE)


def remembered(desk: Desk, names: Sequence[str]) -> tuple[ImportColumns, int] | None:
    """How a file with these titles was taken, and when; own columns by the name they have now."""
    row = desk.session.get(ImportMappingRow, _key(names))
    if row is None:
        return None
    kept = json.loads(row.mapping)
    fields = {one.id: one.name for one in list_fields(desk)}
    own = {int(at): fields.get(field, title) for at, (field, title) in kept.pop("own").items()}
    labels = {int(at): label for at, label in kept.pop("labels").items()}
    others = tuple(kept.pop("other_numbers"))
    return ImportColumns(**kept, own=own, labels=labels, other_numbers=others), row.used_at


def remember(desk: Desk, names: Sequence[str], columns: ImportColumns) -> None:
    """Keep how a file with these titles was taken; inside a write transaction."""
    fields = {one.name.casefold(): one.id for one in list_fields(desk)}
    kept = {
        "number": columns.number,
        "name": columns.name,
        "note": columns.note,
        "first_name": columns.first_name,
        "last_name": columns.last_name,
        "other_numbers": list(columns.other_numbers),
        "labels": dict(columns.labels),
        "consent": columns.consent,
        "own": {at: (fields.get(title.casefold()), title) for at, title in columns.own.items()},
    }
    desk.session.merge(
        ImportMappingRow(titles=_key(names), mapping=json.dumps(kept, ensure_ascii=False), used_at=desk.now())
    )
    desk.session.flush()
    newest = select(ImportMappingRow.titles).order_by(ImportMappingRow.used_at.desc()).limit(REMEMBERED)
    desk.session.execute(delete(ImportMappingRow).where(ImportMappingRow.titles.not_in(newest)))


def body_of(rows: Iterator[Row], header_row: int | None) -> Iterator[Row]:
    """The rows below the titles."""
    return (row for row in rows if header_row is None or row[0] > header_row)


def reason_titles() -> tuple[str, str]:
    """What stands over the two columns behind refused rows that are exported to be mended."""
    return tr("Row in the file"), tr("Reason")


def _key(names: Sequence[str]) -> str:
    """Of the titles as they stand; a file of refused rows has two columns more and counts as the same."""
    plain = [" ".join(name.split()).casefold() for name in names]
    if plain[-2:] == [title.casefold() for title in reason_titles()]:
        plain = plain[:-2]
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()


def _of_export(
    titles: tuple[str, ...],
    row: int,
    export: Export,
    body: Sequence[Row],
    cells: Sequence[str],
    known: Sequence[str],
) -> FoundColumns:
    number = 0 if export is Export.VCARD else None
    columns = contact_columns(
        titles, _filled(body, len(cells)), export=export, number=number, header_row=row, known=known
    )
    return FoundColumns(titles, columns, row, export)


def _filled(body: Sequence[Row], width: int) -> list[bool]:
    filled = [False] * width
    for _, cells in body:
        for at, cell in enumerate(cells[:width]):
            if cell and not cell.isspace():
                filled[at] = True
    return filled


def _recognised(rows: Sequence[Row], country: str) -> ColumnMap:
    # Which region is asked for decides how plain numbers are judged; a list of customers may hold either.
    cells = [row[1] for row in rows]
    first = recognise(cells, (), Region.MAINLAND, country)
    return first if first.number is not None else recognise(cells, (), Region.GLOBAL, country)
