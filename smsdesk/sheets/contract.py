"""What the reading child and the program tell each other, and the limits that both keep (B2, S1).

Everything here crosses a pipe as lines of JSON: the request, the description of the sheet, batches of
rows, the notes, or one fault. Nothing is pickled: the child has handled a file that may be hostile.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from smsdesk.domain import errors
from smsdesk.domain.limits import FILE_BYTES, FILE_ROWS
from smsdesk.domain.text import Text

#: Encodings that a user can choose in place of the recognised one, by the codec that reads them.
ENCODINGS: Mapping[str, str] = {
    "utf-8": "UTF-8",
    "gb18030": "GB18030 / GBK (简体中文)",
    "big5hkscs": "Big5 (繁體中文)",
    "cp932": "Shift-JIS (日本語)",
    "euc_jp": "EUC-JP (日本語)",
    "cp949": "EUC-KR (한국어)",
    "cp1252": "Windows-1252 (Western)",
    "cp1250": "Windows-1250 (Central European)",
    "cp1251": "Windows-1251 (Кириллица)",
    "koi8_r": "KOI8-R (Кириллица)",
    "cp1253": "Windows-1253 (Ελληνικά)",
    "cp1254": "Windows-1254 (Türkçe)",
    "cp1255": "Windows-1255 (עברית)",
    "cp1256": "Windows-1256 (العربية)",
    "cp1257": "Windows-1257 (Baltic)",
    "cp1258": "Windows-1258 (Tiếng Việt)",
    "cp874": "Windows-874 (ไทย)",
    "iso8859_2": "ISO 8859-2 (Central European)",
    "iso8859_15": "ISO 8859-15 (Western)",
    "mac_roman": "Mac Roman (Western)",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
}

#: Delimiters that are recognised, in the order in which a tie is decided.
DELIMITERS = ("\t", ";", "|", ",")


@dataclass(frozen=True)
class Limits:
    """How much of a file is read, and what reading it may cost."""

    file_bytes: int = int(FILE_BYTES)
    #: Rows with something in them. ``spare_rows`` more are let through for titles and the header; the exact
    #: count of numbers is the check's business.
    rows: int = int(FILE_ROWS)
    spare_rows: int = 100
    columns: int = 1_000
    #: What a cell can hold in Excel.
    cell_characters: int = 32_767
    #: All parts of an .xlsx file together when unpacked.
    unpacked_bytes: int = 512 * 1024 * 1024
    #: Rows times columns between A1 and the farthest cell with a value: what a reader lays out in memory. All
    #: rows of a sheet with 26 columns stay below.
    cells: int = 28_000_000
    #: Address space of the child, in bytes.
    memory_bytes: int = 1_536 * 1024 * 1024
    #: Seconds the program waits for the child's next words, and CPU seconds the child may use in all.
    seconds: int = 60
    batch_rows: int = 1_000


@dataclass(frozen=True)
class SheetInfo:
    """What kind of file it is and which part of it is read. Complete once all rows have been read."""

    #: ``xlsx``, ``csv`` (any delimiter but the tab), ``tsv``, or ``vcf`` for address cards.
    format: str
    #: Sheets that can be chosen, in workbook order; hidden ones are named in ``hidden_sheets`` too.
    sheet_names: tuple[str, ...] = ()
    hidden_sheets: tuple[str, ...] = ()
    #: The sheet that is read; empty for text.
    sheet: str = ""
    #: Codec and delimiter of a text file; empty for a workbook.
    encoding: str = ""
    #: The encoding was inferred from the characters and may be wrong: show a preview.
    encoding_guessed: bool = False
    delimiter: str = ""
    #: Number of the last row or line of the file, blank ones included; for progress.
    last_row: int = 0
    #: Rows hidden in the spreadsheet, by hand or by a filter, and whether they are among the rows given.
    hidden_rows: int = 0
    hidden_included: bool = False
    blank_rows: int = 0
    #: Merged ranges such as ``A1:C1``; their value is in the top left cell, the others are empty. At most 20.
    merged: tuple[str, ...] = ()
    #: Addresses of cells that hold an error, or a formula without a saved value; read as empty. At most 20
    #: each.
    error_cells: tuple[str, ...] = ()
    unvalued_cells: tuple[str, ...] = ()
    #: What the user should know, in words.
    notes: tuple[Text, ...] = field(default=())

    def with_notes(self, *notes: Text, **changes: Any) -> SheetInfo:
        """The same with more notes and other values changed."""
        return replace(self, notes=(*self.notes, *notes), **changes)


def text_to_wire(sentence: Text) -> dict[str, Any]:
    """A sentence as JSON can carry it; it is translated where it is shown."""
    return {
        "message": sentence.message,
        "values": dict(sentence.values),
        "many": sentence.many,
        "count": sentence.count,
    }


def text_from_wire(words: Mapping[str, Any]) -> Text:
    """The sentence again."""
    return Text(words["message"], words["values"], words["many"], words["count"])


def info_to_wire(info: SheetInfo) -> dict[str, Any]:
    """The description as JSON can carry it."""
    return {**vars(info), "notes": [text_to_wire(note) for note in info.notes]}


def info_from_wire(words: Mapping[str, Any]) -> SheetInfo:
    """The description again, with its lists as tuples."""
    plain: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in words.items()
    }
    plain["notes"] = tuple(text_from_wire(note) for note in words["notes"])
    return SheetInfo(**plain)


def fault_to_wire(fault: errors.DeskError) -> dict[str, Any]:
    """A fault as JSON can carry it."""
    return {
        "kind": type(fault).__name__,
        "text": text_to_wire(fault.message),
        "field": fault.field,
        "details": fault.details,
    }


_KINDS: Mapping[str, type[errors.DeskError]] = {
    kind.__name__: kind
    for kind in (errors.Unusable, errors.LimitReached, errors.NotFound, errors.Invalid, errors.Unavailable)
}


def fault_from_wire(words: Mapping[str, Any]) -> errors.DeskError:
    """The fault again, of the same kind."""
    kind = _KINDS.get(words["kind"], errors.Unusable)
    return kind(text_from_wire(words["text"]), field=words["field"], details=words["details"])
