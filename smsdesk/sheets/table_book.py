"""Tables as .xlsx, streamed into the file itself: neither memory nor a temporary file grows with them (D8).

XlsxWriter writes 2.6 s per 100,000 rows of five columns; here a batch of rows becomes XML column by column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from typing import IO, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from smsdesk.domain.columns import column_letters
from smsdesk.domain.text import tr
from smsdesk.sheets import package_text as parts
from smsdesk.sheets.cell_xml import HEADER, PLAIN, TEXT, WRAPPED, ColumnCells, text_cell
from smsdesk.sheets.table import Sheet, clean

#: Rows of a sheet in the file format, the header included.
SHEET_ROWS = 1_048_576
#: Bytes of a sheet after which it goes on in another: below 2 GiB a package needs none of the extensions
#: that some readers do not know.
SHEET_BYTES = 1_900_000_000

#: Rows that become XML together.
_BATCH = 500
#: Least effort: XML of a table shrinks to a tenth all the same, and packing is half of the time.
_PACKING = 2


class TableBook:
    """One workbook being written, sheet after sheet; ``close`` makes it whole, ``abandon`` forgets it."""

    def __init__(self, file: BinaryIO) -> None:
        self._zip = ZipFile(file, "w", ZIP_DEFLATED, compresslevel=_PACKING)
        self._names: list[str] = []
        self._part: IO[bytes] | None = None
        self._written = 0

    def table(self, sheet: Sheet) -> None:
        """The rows under a frozen header; more than a sheet holds go on in further sheets."""
        cells = [ColumnCells(column_letters(at), column.kind) for at, column in enumerate(sheet.columns)]
        rows = iter(sheet.rows)
        whole = min(_BATCH, SHEET_ROWS - 1)
        batch = list(islice(rows, whole))
        begun = False
        while batch or not begun:
            begun = True
            self._begin_table(sheet)
            number = 2
            while batch and number + len(batch) - 1 <= SHEET_ROWS and self._written < SHEET_BYTES:
                self._write_rows(cells, batch, number)
                number += len(batch)
                room = SHEET_ROWS + 1 - number
                batch = list(islice(rows, min(whole, room) or whole))
            self._end_sheet()

    def pairs(self, name: str, pairs: Mapping[str, str]) -> None:
        """A sheet with a bold word and its explanation on each row."""
        self._begin_sheet(name, [(28, PLAIN), (80, PLAIN)], frozen=False)
        for number, (title, value) in enumerate(pairs.items(), start=1):
            cells = text_cell("A", number, title, HEADER) + text_cell("B", number, value, WRAPPED)
            self._write(f'<row r="{number}">{cells}</row>')
        self._end_sheet()

    def close(self) -> None:
        """Write what holds the sheets together."""
        count = len(self._names)
        for path, content in (
            ("xl/workbook.xml", parts.workbook(self._names)),
            ("xl/_rels/workbook.xml.rels", parts.workbook_relations(count)),
            ("xl/styles.xml", parts.STYLES),
            ("_rels/.rels", parts.ROOT_RELATIONS),
            ("[Content_Types].xml", parts.content_types(count)),
        ):
            # ``writestr`` takes the computer's time for it, which may be before 1980, where ZIP begins.
            with self._zip.open(path, "w") as part:
                part.write(content.encode() if isinstance(content, str) else content)
        self._zip.close()

    def abandon(self) -> None:
        """Let go of the file as it is."""
        with suppress(OSError, ValueError):
            if self._part is not None:
                self._part.close()
        self._zip.mode = "r"  # else it would write its end when it is collected
        with suppress(OSError, ValueError):
            self._zip.close()

    def _begin_table(self, sheet: Sheet) -> None:
        widths = [(one.shown_width, TEXT if one.kind == "phone" else PLAIN) for one in sheet.columns]
        self._begin_sheet(sheet.name or tr("Table"), widths, frozen=True)
        titles = (
            text_cell(column_letters(at), 1, column.title, HEADER) for at, column in enumerate(sheet.columns)
        )
        self._write(f'<row r="1">{"".join(titles)}</row>')

    def _write_rows(
        self, cells: Sequence[ColumnCells], batch: Sequence[Sequence[object]], first: int
    ) -> None:
        numbers = range(first, first + len(batch))
        columns = [
            one.xml(values, numbers) for one, values in zip(cells, zip(*batch, strict=True), strict=True)
        ]
        rows = zip(numbers, zip(*columns, strict=True), strict=True)
        self._write("".join(f'<row r="{number}">{"".join(row)}</row>' for number, row in rows))

    def _begin_sheet(self, name: str, columns: Sequence[tuple[int, int]], *, frozen: bool) -> None:
        self._names.append(_unique(name, self._names))
        count = len(self._names)
        self._part = self._zip.open(f"xl/worksheets/sheet{count}.xml", "w")
        self._written = 0
        self._write(parts.sheet_begin(columns, frozen=frozen, first=count == 1))

    def _end_sheet(self) -> None:
        self._write(parts.SHEET_END)
        assert self._part is not None
        self._part.close()
        self._part = None

    def _write(self, xml: str) -> None:
        assert self._part is not None
        self._written += self._part.write(xml.encode())


def write_workbook(
    file: BinaryIO, sheets: Iterable[Sheet], *, about: Mapping[str, str], about_name: str = ""
) -> None:
    """The tables, each on its sheet, and ``about`` on a sheet of its own."""
    book = TableBook(file)
    try:
        for sheet in sheets:
            book.table(sheet)
        if about:
            book.pairs(about_name or tr("About this table"), about)
        book.close()
    except BaseException:
        book.abandon()
        raise


def _unique(name: str, taken: Sequence[str]) -> str:
    """The name made to fit the rules of sheets, and to be unlike the others."""
    plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", clean(name)).strip().strip("'") or "Sheet"
    known = {one.casefold() for one in taken}
    unique, number = plain[:31], 1
    while unique.casefold() in known:
        number += 1
        unique = f"{plain[:25]} {number}"
    return unique
