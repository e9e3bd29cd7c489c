"""Rows of a text file: .csv, .tsv, .txt (B2). Runs in the reading child."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator

from smsdesk.domain.errors import DeskError, Invalid, LimitReached, Unusable
from smsdesk.domain.text import Text, text, textn
from smsdesk.sheets import delimiters, encodings
from smsdesk.sheets.contract import SheetInfo
from smsdesk.sheets.opening import Batch, Request
from smsdesk.sheets.plain_cells import unprotect
from smsdesk.sheets.sheet_notes import blank_note, text_named_note

_WORKBOOK_NAMES = (".xlsx", ".xlsm", ".xls", ".xltx", ".xltm")
#: Lines of a file at most, blank ones included, so that a file of line ends alone cannot fill the memory.
_LINES = 4_000_000
#: Broken quotations that are mended; a file with more has another delimiter or is no table.
_MENDED = 1_000


class Delimited:
    """A text file: ``info`` first, then ``batches``."""

    def __init__(self, request: Request, data: bytes) -> None:
        self._request = request
        self._limits = request.limits
        self._mended: list[int] = []
        notes: list[Text] = []
        content, encoding, damage = _decode(request, data.rstrip(b"\x1a"))  # DOS programs end a text with it
        notes += [damage] if damage is not None else []
        if request.extension in _WORKBOOK_NAMES:
            notes.append(text_named_note(request.name))
        if "\x00" in content:
            content = content.replace("\x00", "")
            notes.append(text("The file contains zero bytes; they were left out."))
        content = content.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        if content.count("\n") > _LINES:
            raise self._too_many_rows()
        self._lines = list(io.StringIO(content, newline="\n"))
        self._first = 0
        delimiter = delimiters.declared(self._lines[0]) if self._lines else None
        if delimiter is not None:
            self._first = 1
        if request.delimiter:
            delimiter = _chosen_delimiter(request)
        elif delimiter is None:
            delimiter = delimiters.sniff(content, likely="\t" if request.extension == ".tsv" else "")
        self._info = SheetInfo(
            format="tsv" if delimiter == "\t" else "csv",
            encoding=encoding.codec,
            encoding_guessed=encoding.guessed,
            delimiter=delimiter,
            last_row=len(self._lines),
            notes=tuple(notes),
        )

    @property
    def info(self) -> SheetInfo:
        """Complete when the batches are through."""
        return self._info

    def batches(self) -> Iterator[Batch]:
        """The rows as strings, without blank ones."""
        limits = self._limits
        given = blank = 0
        numbers: list[int] = []
        batch: list[list[str]] = []
        for line, cells in self._records():
            joined = "".join(cells)
            if not joined or joined.isspace():
                blank += 1
                continue
            if "'" in joined or '="' in joined:
                cells = [unprotect(cell) for cell in cells]
            if len(cells) > limits.columns:
                cells = self._cut(line, cells)
            numbers.append(line)
            batch.append(cells)
            if len(batch) == limits.batch_rows:
                given += len(batch)
                yield numbers, batch
                numbers, batch = [], []
            if given + len(batch) > limits.rows + limits.spare_rows:
                raise self._too_many_rows()
        if batch:
            yield numbers, batch
        if not given and not batch:
            raise Unusable(
                text("“{file}” is empty. Choose a file with one recipient a row.", file=self._request.name)
            )
        endings = (blank_note(blank), self._mended_note())
        self._info = self._info.with_notes(*(note for note in endings if note is not None), blank_rows=blank)

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        """Line numbers from 1 and cells; a quotation mark that breaks the rules is read as a character."""
        csv.field_size_limit(self._limits.cell_characters)
        position = self._first
        while position < len(self._lines):
            records = csv.reader(
                self._lines[position:] if position else self._lines,
                delimiter=self._info.delimiter,
                skipinitialspace=True,
                strict=True,
            )
            start = position
            try:
                for cells in records:
                    yield position + 1, cells
                    position = start + records.line_num
            except csv.Error:
                yield position + 1, self._mend(position)
                position += 1

    def _mend(self, position: int) -> list[str]:
        """The cells of one line whose quotation marks do not match."""
        line = self._lines[position].rstrip("\n")
        literal = line.count('"') % 2 == 1
        try:
            delimiter = self._info.delimiter
            reader = (
                csv.reader([line], delimiter=delimiter, quoting=csv.QUOTE_NONE)
                if literal
                else csv.reader([line], delimiter=delimiter)
            )
            cells = next(reader, [])
        except csv.Error as fault:
            raise Unusable(
                text(
                    "Line {line} of “{file}” has a cell of more than {limit} characters. Check that the "
                    "file is "
                    "a list with one recipient a line.",
                    line=position + 1,
                    file=self._request.name,
                    limit=f"{self._limits.cell_characters:,}",
                )
            ) from fault
        self._mended.append(position + 1)
        if len(self._mended) > _MENDED:
            raise Unusable(
                text(
                    "“{file}” has lines whose quotation marks do not match, the first being line "
                    "{line}. Save the "
                    "list again as .xlsx or .csv.",
                    file=self._request.name,
                    line=self._mended[0],
                )
            )
        return cells

    def _mended_note(self) -> Text | None:
        if not self._mended:
            return None
        return textn(
            '{count} line has a quotation mark (") that is never closed; it was read as a character: '
            "line {lines}.",
            '{count} lines have a quotation mark (") that is never closed; it was read as a character: '
            "lines {lines}.",
            len(self._mended),
            lines=", ".join(map(str, self._mended[:5])) + (" …" if len(self._mended) > 5 else ""),
        )

    def _cut(self, line: int, cells: list[str]) -> list[str]:
        """The row without empty cells at its end; refused when it is too wide all the same."""
        while not cells[-1]:
            cells.pop()
        if len(cells) > self._limits.columns:
            raise Unusable(
                text(
                    "Line {line} of “{file}” has {count} cells; {limit} can be read. Check that the "
                    "file is a "
                    "list with one recipient a line.",
                    line=line,
                    file=self._request.name,
                    count=f"{len(cells):,}",
                    limit=f"{self._limits.columns:,}",
                )
            )
        return cells

    def _too_many_rows(self) -> DeskError:
        return LimitReached(
            text(
                "“{file}” has more than {limit} rows. Split it into several files.",
                file=self._request.name,
                limit=f"{self._limits.rows:,}",
            )
        )


def _decode(request: Request, data: bytes) -> tuple[str, encodings.Encoding, Text | None]:
    """The text, its encoding, and a note when some of it could not be read."""
    if request.encoding:
        encoding = _chosen_encoding(request, data)
    else:
        recognised = encodings.recognise(data)
        if recognised is None:
            raise Unusable(
                text(
                    "“{file}” is not a spreadsheet: it is neither an Excel workbook nor text. Save the "
                    "list as "
                    ".xlsx or .csv.",
                    file=request.name,
                )
            )
        encoding = recognised
    body = data[encoding.mark :]
    if encoding.damaged and encoding.codec.startswith("utf-16") and len(body) % 2:
        body = body[:-1]  # half a character at the end, such as a line end that another program added
    try:
        content = body.decode(encoding.codec, "replace") if encoding.damaged else ""
        if "\ufffd" in content:
            line = content[: content.index("\ufffd")].count("\n") + 1
            count = content.count("\ufffd")
            note = textn(
                "{count} character could not be read, in line {line}.",
                "{count} characters could not be read, the first in line {line}.",
                count,
                line=line,
            )
            return content, encoding, note
        return body.decode(encoding.codec), encoding, None
    except UnicodeDecodeError as fault:
        raise _undecodable(request, encoding.codec, body, fault) from fault


def _chosen_encoding(request: Request, data: bytes) -> encodings.Encoding:
    """The user's encoding with the byte-order mark, if the file has that encoding's, left out."""
    wanted = request.encoding or ""
    try:
        codec = codecs.lookup(wanted)
        if not codec._is_text_encoding:
            raise LookupError(wanted)
    except (LookupError, ValueError) as fault:
        raise Invalid(
            text("There is no encoding “{encoding}”. Choose one from the list.", encoding=wanted),
            field="encoding",
        ) from fault
    found = encodings.recognise(data[:4])
    mark = found.mark if found is not None and found.codec.startswith(codec.name) else 0
    if mark and codec.name in ("utf-16", "utf-32") and found is not None:
        return found
    return encodings.Encoding(codec.name, guessed=False, mark=mark)


def _undecodable(request: Request, codec: str, body: bytes, fault: UnicodeDecodeError) -> DeskError:
    before = body[: fault.start].decode(codec, "replace")
    line = len(re.findall(r"\r\n|\r|\n", before)) + 1
    return Invalid(
        text(
            "Line {line} of “{file}” is not {encoding}. Choose another encoding, or let it be recognised.",
            line=line,
            file=request.name,
            encoding=codec,
        ),
        field="encoding",
        details=str(fault.reason),
    )


def _chosen_delimiter(request: Request) -> str:
    wanted = {"tab": "\t", "\\t": "\t"}.get(request.delimiter or "", request.delimiter or "")
    if len(wanted) != 1 or wanted in '"\r\n\x00' or wanted.isalnum():
        raise Invalid(
            text(
                "“{delimiter}” cannot separate cells. Choose a comma, semicolon, tab or bar.",
                delimiter=wanted,
            ),
            field="delimiter",
        )
    return wanted
