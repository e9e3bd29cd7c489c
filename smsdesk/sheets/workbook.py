"""Rows of an .xlsx workbook (B2). Runs in the reading child."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

import python_calamine as calamine

from smsdesk.domain.errors import DeskError, LimitReached, Unusable
from smsdesk.domain.text import text
from smsdesk.sheets.cells import column_letters, cut_numbers, write_column
from smsdesk.sheets.contract import SheetInfo
from smsdesk.sheets.number_formats import Shape
from smsdesk.sheets.opening import Batch, Request
from smsdesk.sheets.package import Package
from smsdesk.sheets.sheet_notes import NAMED, blank_note, cut_digits_note, opening_notes, workbook_named_note
from smsdesk.sheets.sheet_scan import RowTooLong, SheetScan, find_oddities, measure
from smsdesk.sheets.workbook_parts import Parts, SheetPart, choose_sheet

#: The bounds of a sheet in the file format.
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
#: Values that no format changes; a truth value would pass for the number 1.
_PLAIN = (str, bool)
#: Formatted values that are kept in mind.
_REMEMBERED = 50_000


class _Beside:
    """Work in another thread while the workbook reader, which leaves the interpreter free, is at its own."""

    def __init__(self, work: Callable[[], None]) -> None:
        self._work = work
        self._fault: BaseException | None = None
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._work()
        except BaseException as fault:  # noqa: BLE001 - raised again by ``wait``
            self._fault = fault

    def wait(self) -> None:
        """Return when it is done, or raise what it raised."""
        self._thread.join()
        if self._fault is not None:
            raise self._fault


class Workbook:
    """One sheet of a workbook: ``info`` first, then ``batches``."""

    def __init__(self, request: Request, data: bytes) -> None:
        self._request = request
        self._limits = request.limits
        package = Package(data, request.name, unpacked_bytes=self._limits.unpacked_bytes)
        parts = Parts(package)
        parts.check_shared_strings(self._limits.cell_characters)
        self._written: dict[tuple[int, object], str | None] = {}
        self._scan = SheetScan()
        self._part, self._scan = self._choose(package, parts)
        self._guard(package)
        oddities = _Beside(lambda: self._find_oddities(data, parts))
        try:
            self._book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(parts.straightened(data)))
            self._sheet = self._book.get_sheet_by_name(self._part.name)
        except (calamine.CalamineError, OSError, ValueError) as fault:
            raise package.damaged(str(fault)) from fault
        finally:
            oddities.wait()
        self._info = self._describe(parts)

    @property
    def info(self) -> SheetInfo:
        """Complete when the batches are through."""
        return self._info

    def batches(self) -> Iterator[Batch]:
        """The rows as strings, without blank ones and, unless asked for, hidden ones."""
        hidden = set() if self._request.include_hidden else self._scan.hidden_rows
        last_allowed = self._limits.rows + self._limits.spare_rows
        start = self._sheet.start
        pad = [""] * (start[1] if start else 0)
        cut_digits: list[str] = []
        given = blank = number = 0
        rows = iter(self._sheet.iter_rows())
        while raw := list(islice(rows, self._limits.batch_rows)):
            numbers: list[int] = []
            batch: list[list[str]] = []
            for cells in self._strings(raw, number + 1, cut_digits):
                number += 1
                joined = "".join(cells)
                if not joined or joined.isspace():
                    blank += 1
                    continue
                if number in hidden:
                    continue
                if "\r" in joined:
                    cells = [cell.replace("\r\n", "\n").replace("\r", "\n") for cell in cells]
                while not cells[-1]:
                    cells.pop()
                numbers.append(number)
                batch.append(pad + cells if pad else cells)
            given += len(batch)
            if given > last_allowed:
                raise self._too_many_rows()
            if batch:
                yield numbers, batch
        if not given:
            raise self._nothing_visible()
        ending = [note for note in (blank_note(blank), cut_digits_note(cut_digits)) if note is not None]
        self._info = self._info.with_notes(*ending, blank_rows=blank)

    def _strings(self, raw: list[list[Any]], first: int, cut_digits: list[str]) -> list[list[str]]:
        """The rows as strings, worked out column by column: most columns hold one kind of value."""
        written = []
        for position, values in enumerate(zip(*raw, strict=True)):
            words = write_column(values)
            if max(map(len, words)) > self._limits.cell_characters:
                self._refuse_long_cell(first, position, words)
            if float in set(map(type, values)):
                cut_digits += (self._address(first + row, position) for row in cut_numbers(values))
            written.append(words)
        rows = list(map(list, zip(*written, strict=True)))
        if self._scan.shapes:
            self._apply_shapes(raw, rows, first)
        return rows

    def _apply_shapes(self, raw: list[list[Any]], rows: list[list[str]], first: int) -> None:
        """Write the cells as their number formats show them."""
        start = self._sheet.start
        pad = start[1] if start else 0
        written = self._written
        if len(written) > _REMEMBERED:
            written.clear()
        for offset, row in enumerate(raw):
            shapes: dict[int, Shape] | None = self._scan.shapes.get(first + offset)
            if shapes is None:
                continue
            for column, shape in shapes.items():
                position = column - pad
                value = row[position] if 0 <= position < len(row) else ""
                if value.__class__ in _PLAIN:
                    continue
                # Dates and prices repeat; a shape lives as long as the workbook, so its address tells it.
                key = (id(shape), value)
                if key in written:
                    shown = written[key]
                else:
                    shown = written[key] = shape.write(value)
                if shown is not None:
                    rows[offset][position] = shown

    def _address(self, row: int, column: int) -> str:
        start = self._sheet.start
        return f"{column_letters(column + (start[1] if start else 0))}{row}"

    def _choose(self, package: Package, parts: Parts) -> tuple[SheetPart, SheetScan]:
        """The sheet asked for, or the first visible one with something in it, and what its XML shows."""
        candidates = choose_sheet(parts.sheets, self._request)
        try:
            for part in candidates:
                found = measure(package.chunks(part.path))
                if found.last_row:
                    return part, found
        except RowTooLong as fault:
            raise package.bomb() from fault
        if self._request.sheet is not None:
            raise Unusable(
                text(
                    "Sheet “{sheet}” of “{file}” is empty.", sheet=candidates[0].name, file=self._request.name
                ),
                field="sheet",
            )
        raise self._nothing_visible()

    def _find_oddities(self, data: bytes, parts: Parts) -> None:
        package = Package(data, self._request.name, unpacked_bytes=self._limits.unpacked_bytes)
        find_oddities(package.chunks(self._part.path), parts.shapes, self._scan)

    def _guard(self, package: Package) -> None:
        """Refuse a sheet whose cells lie so far apart that laying it out would fill the memory."""
        found = self._scan
        if found.last_row > _LAST_ROW or found.last_column > _LAST_COLUMN:
            raise package.damaged("a cell lies outside the sheet")
        if (
            found.last_column > self._limits.columns
            or found.last_row * found.last_column > self._limits.cells
        ):
            raise Unusable(
                text(
                    "Sheet “{sheet}” of “{file}” has a value as far out as column {column}. Delete the "
                    "columns "
                    "that do not belong to the list, or copy the list into a new sheet.",
                    sheet=self._part.name,
                    file=self._request.name,
                    column=column_letters(found.last_column - 1),
                )
            )

    def _describe(self, parts: Parts) -> SheetInfo:
        merged = [
            f"{column_letters(left)}{top + 1}:{column_letters(right)}{bottom + 1}"
            for (top, left), (bottom, right) in self._sheet.merged_cell_ranges or ()
        ]
        chosen = self._request.sheet is not None
        info = SheetInfo(
            format="xlsx",
            sheet_names=tuple(part.name for part in parts.sheets),
            hidden_sheets=tuple(part.name for part in parts.sheets if part.hidden),
            sheet=self._part.name,
            last_row=self._sheet.total_height + 1,
            hidden_rows=len(self._scan.hidden_rows),
            hidden_included=self._request.include_hidden,
            merged=tuple(merged[:NAMED]),
            error_cells=tuple(self._scan.errors),
            unvalued_cells=tuple(self._scan.unvalued),
        )
        notes = opening_notes(info, self._scan, merged_count=len(merged), chosen=chosen)
        if self._request.extension in (".csv", ".tsv", ".txt"):
            notes = (workbook_named_note(self._request.name), *notes)
        return info.with_notes(*notes)

    def _refuse_long_cell(self, first: int, position: int, words: Sequence[str]) -> None:
        row, cell = max(enumerate(words), key=lambda pair: len(pair[1]))
        raise Unusable(
            text(
                "Cell {cell} of “{file}” holds {count} characters; a cell can hold {limit}. "
                "Correct the cell and save the file again.",
                cell=self._address(first + row, position),
                file=self._request.name,
                count=f"{len(cell):,}",
                limit=f"{self._limits.cell_characters:,}",
            )
        )

    def _too_many_rows(self) -> DeskError:
        return LimitReached(
            text(
                "“{file}” has more than {limit} rows. Split it into several files.",
                file=self._request.name,
                limit=f"{self._limits.rows:,}",
            )
        )

    def _nothing_visible(self) -> DeskError:
        if self._scan.hidden_rows and not self._request.include_hidden:
            return Unusable(
                text(
                    "Every row of “{file}” is hidden. Clear the filter in your spreadsheet program, or "
                    "read the "
                    "hidden rows as well.",
                    file=self._request.name,
                )
            )
        return Unusable(
            text("“{file}” is empty. Choose a file with one recipient a row.", file=self._request.name)
        )
