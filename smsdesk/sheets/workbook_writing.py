"""Tables as .xlsx: row by row, so that memory does not grow with them (D8)."""

from __future__ import annotations

import datetime
import math
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any, BinaryIO

from smsdesk.domain.text import tr
from smsdesk.sheets.table import EXACT_DIGITS, Column, clean

#: Rows of a sheet in the file format, the header included.
SHEET_ROWS = 1_048_576


class WorkbookWriter:
    """One workbook being written, its cells typed and its text never taken for a formula or markup."""

    def __init__(self, file: BinaryIO, scratch: str) -> None:
        import xlsxwriter  # here: it takes long to import, and the window and most commands write nothing

        options = {
            "constant_memory": True,
            "tmpdir": scratch,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self.book = xlsxwriter.Workbook(file, options)
        self.bold = self.book.add_format({"bold": True, "bottom": 1})
        self.text = self.book.add_format({"num_format": "@"})
        self.wrapped = self.book.add_format({"text_wrap": True, "valign": "top"})
        self.moment = self.book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self.day = self.book.add_format({"num_format": "yyyy-mm-dd"})
        self._names: set[str] = set()

    def sheet(self, name: str) -> Any:
        """A new sheet; the name is made to fit the rules and to be unique."""
        plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", name).strip().strip("'") or "Sheet"
        unique, number = plain[:31], 1
        while unique.casefold() in self._names:
            number += 1
            unique = f"{plain[:25]} {number}"
        self._names.add(unique.casefold())
        return self.book.add_worksheet(unique)

    def string(self, sheet: Any, row: int, column: int, words: str, format_: Any = None) -> None:
        """A text cell."""
        if words.startswith("<r>") and words.endswith("</r>"):
            # XlsxWriter takes such a text for the markup of formatted text and would let it through as it is.
            words = f'<r><t xml:space="preserve">{escape(words, quote=False)}</t></r>'
        sheet.write_string(row, column, words, format_)

    def value(self, sheet: Any, row: int, column: int, value: object, kind: str) -> None:
        """A cell of the column's kind; a value that is not of that kind is written as text."""
        if value is None or value == "":
            return
        if kind in ("integer", "decimal") and _is_exact(value):
            sheet.write_number(row, column, value)
        elif kind == "datetime" and isinstance(value, datetime.datetime) and value.year >= 1900:
            sheet.write_datetime(row, column, value.replace(tzinfo=None), self.moment)
        elif kind == "datetime" and type(value) is datetime.date and value.year >= 1900:
            sheet.write_datetime(row, column, value, self.day)
        else:
            self.string(sheet, row, column, clean(value), self.text if kind == "phone" else None)

    def close(self) -> None:
        """Pack the workbook; an error of the disk is raised as itself."""
        from xlsxwriter.exceptions import FileCreateError

        try:
            self.book.close()
        except FileCreateError as fault:
            cause = (
                fault.args[0] if fault.args and isinstance(fault.args[0], OSError) else OSError(str(fault))
            )
            raise cause from fault

    def abandon(self) -> None:
        """Forget what was written so far."""
        self.book.fileclosed = True
        for sheet in self.book.worksheets():
            handle = getattr(sheet, "row_data_fh", None)
            if handle is not None:
                handle.close()


def write_workbook(
    file: BinaryIO,
    columns: Sequence[Column],
    rows: Iterable[Sequence[object]],
    *,
    about: Mapping[str, str],
    sheet_name: str = "",
) -> None:
    """The rows under a frozen header, and ``about`` on a sheet of its own."""
    with tempfile.TemporaryDirectory(prefix="smsdesk-export-") as scratch:
        writer = WorkbookWriter(file, scratch)
        try:
            _write_rows(writer, columns, rows, sheet_name or tr("Table"))
            if about:
                write_pairs(writer, tr("About this table"), about)
            writer.close()
        except BaseException:
            writer.abandon()
            raise


def write_pairs(writer: WorkbookWriter, name: str, pairs: Mapping[str, str]) -> None:
    """A sheet with a bold word and its explanation on each row."""
    sheet = writer.sheet(name)
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 80)
    for row, (title, value) in enumerate(pairs.items()):
        writer.string(sheet, row, 0, clean(title), writer.bold)
        writer.string(sheet, row, 1, clean(value), writer.wrapped)


def write_header(writer: WorkbookWriter, sheet: Any, columns: Sequence[Column]) -> None:
    """The titles, widths, and the text format of telephone columns; the header stays when scrolling."""
    for number, column in enumerate(columns):
        sheet.set_column(number, number, column.shown_width, writer.text if column.kind == "phone" else None)
        writer.string(sheet, 0, number, clean(column.title), writer.bold)
    sheet.freeze_panes(1, 0)


def _write_rows(
    writer: WorkbookWriter, columns: Sequence[Column], rows: Iterable[Sequence[object]], name: str
) -> None:
    kinds = [column.kind for column in columns]
    sheet = writer.sheet(name)
    write_header(writer, sheet, columns)
    line = 0
    for row in rows:
        line += 1
        if line == SHEET_ROWS:
            sheet = writer.sheet(name)
            write_header(writer, sheet, columns)
            line = 1
        for number, (value, kind) in enumerate(zip(row, kinds, strict=True)):
            writer.value(sheet, line, number, value, kind)


def _is_exact(value: object) -> bool:
    """Whether a spreadsheet program keeps the number as it is."""
    if isinstance(value, bool):
        return False
    if isinstance(value, int):
        return bool(abs(value) < 10**EXACT_DIGITS)
    return isinstance(value, float) and math.isfinite(value)
