"""What a fast workbook reader does not tell about a sheet, found in its XML before it reads (B2, S1).

The reader gives values only: it says nothing of hidden rows, takes an error or a formula that was never
calculated for an empty cell, and lays out in memory whatever range the cells span. The XML is searched as
bytes, a few megabytes at a time and cut between rows: what is looked for is rare, so this costs little.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from smsdesk.sheets.cells import column_position
from smsdesk.sheets.number_formats import Shape

#: Addresses that are kept for the notes.
_NAMED = 20
#: A row longer than this, in bytes of XML, is no row of a list.
LONGEST_ROW = 64 * 1024 * 1024


class RowTooLong(Exception):
    """One row takes more than ``LONGEST_ROW`` bytes."""


@dataclass
class SheetScan:
    """What was found in one sheet."""

    #: 1-based numbers of the farthest row and column with a value; 0 for none. Columns up to Z count as Z.
    last_row: int = 0
    last_column: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)
    error_count: int = 0
    unvalued: list[str] = field(default_factory=list)
    unvalued_count: int = 0
    #: By row number and 0-based column: what the number format makes of the value.
    shapes: dict[int, dict[int, Shape]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Patterns:
    """Searches for a sheet whose elements have the given namespace prefix (nearly always none)."""

    prefix: bytes

    def _compile(self, pattern: bytes) -> re.Pattern[bytes]:
        return re.compile(pattern.replace(b"~", re.escape(self.prefix)))

    @cached_property
    def row(self) -> re.Pattern[bytes]:
        return self._compile(rb"<~row\b([^>]*)>")

    @cached_property
    def not_a_to_z(self) -> re.Pattern[bytes]:
        """A cell beyond column Z, or one that is not written as all known programs write it."""
        return self._compile(rb"<~c(?! r=\"[A-Z]\d)\b")

    @cached_property
    def filled_column(self) -> re.Pattern[bytes]:
        # A cell that is not closed in its own tag holds something. The address comes first in all known
        # writers.
        return self._compile(rb"<~c\s(?:[^>]*?\s)??r\s*=\s*[\"']([A-Za-z]+)\d+[\"'][^>]*(?<!/)>")

    @cached_property
    def error(self) -> re.Pattern[bytes]:
        return self._compile(rb"<~c\b([^>]*?\bt\s*=\s*[\"']e[\"'][^>]*)>")

    @cached_property
    def unvalued(self) -> re.Pattern[bytes]:
        return self._compile(
            rb"<~c\b([^>]*)>\s*<~f\b(?:[^>]*/>|[^>]*>[^<]*</~f>)\s*(?:<~v\s*/>|<~v>\s*</~v>)?\s*</~c>"
        )

    def styled(self, styles: Iterable[int]) -> re.Pattern[bytes]:
        numbers = b"|".join(str(style).encode() for style in styles)
        return self._compile(rb"<~c\b([^>]*?\bs\s*=\s*[\"'](" + numbers + rb")[\"'][^>]*)>")


_ROW_NUMBER = re.compile(rb"\br\s*=\s*[\"'](\d{1,10})[\"']")
_ADDRESS = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]{1,8})(\d{1,10})[\"']")
_HIDDEN = re.compile(rb"\bhidden\s*=\s*[\"'](?:1|true)[\"']")
_TYPE_TEXT = re.compile(rb"\bt\s*=\s*[\"']str[\"']")


def measure(chunks: Iterable[bytes]) -> SheetScan:
    """How far a sheet's values reach and which of its rows are hidden. Raises ``RowTooLong``."""
    found = SheetScan()
    columns: set[bytes] = set()
    row = 0
    for block, patterns in _blocks(chunks):
        columns |= _columns(block, patterns)
        row = _scan_rows(block, patterns, row, found)
    if columns:
        found.last_column = max(column_position(letters.decode()) for letters in columns) + 1
    return found


def find_oddities(chunks: Iterable[bytes], shapes: Mapping[int, Shape], found: SheetScan) -> None:
    """Note errors, formulas without a value, and cells in one of the number formats ``shapes`` (by style)."""
    styled: re.Pattern[bytes] | None = None
    for block, patterns in _blocks(chunks):
        if b"v>#" in block:  # every error's name begins so
            _note(patterns.error.finditer(block), found.errors, found, "error_count")
        if b"<" + patterns.prefix + b"f" in block:
            calculated = (cell for cell in patterns.unvalued.finditer(block) if not _is_empty_text(cell))
            _note(calculated, found.unvalued, found, "unvalued_count")
        if shapes:
            styled = styled or patterns.styled(shapes)
            _scan_shapes(styled.finditer(block), shapes, found)


def _blocks(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, _Patterns]]:
    """The XML cut between rows, with the searches for its namespace prefix."""
    patterns: _Patterns | None = None
    for block in _between_rows(chunks):
        patterns = patterns or _Patterns(_prefix(block))
        yield block, patterns


def _columns(block: bytes, patterns: _Patterns) -> set[bytes]:
    """Letters of the block's columns that hold something; ``Z`` for all columns up to that one."""
    if patterns.not_a_to_z.search(block) is None:
        return {b"Z"}
    return set(patterns.filled_column.findall(block))


def _between_rows(chunks: Iterable[bytes]) -> Iterable[bytes]:
    """The same bytes, cut where a row begins."""
    held: list[bytes] = []
    length = 0
    for chunk in chunks:
        cut = chunk.rfind(b"<row")
        if cut < 0:
            cut = chunk.rfind(b"<", 0, max(0, chunk.rfind(b":row")))
        if cut <= 0:
            held.append(chunk)
            length += len(chunk)
            if length > LONGEST_ROW:
                raise RowTooLong
            continue
        yield b"".join((*held, chunk[:cut]))
        held, length = [chunk[cut:]], len(chunk) - cut
    if held:
        yield b"".join(held)


def _prefix(block: bytes) -> bytes:
    opening = re.search(rb"<([\w.-]+:)?worksheet\b", block)
    return opening.group(1) or b"" if opening else b""


def _scan_rows(block: bytes, patterns: _Patterns, row: int, found: SheetScan) -> int:
    """Hidden rows and the last row with a value; gives the number of the block's last row."""
    numbered = block.find(b"hidden") < 0
    if numbered:
        last_tag = block.rfind(b"<" + patterns.prefix + b"row")
        number = _ROW_NUMBER.search(block, last_tag, block.find(b">", last_tag)) if last_tag >= 0 else None
        if number is not None:
            row_after = int(number.group(1))
            found.last_row = max(found.last_row, _last_filled(block, patterns, row_after))
            return row_after
    for tag in patterns.row.finditer(block):
        number = _ROW_NUMBER.search(tag.group(1))
        row = int(number.group(1)) if number else row + 1
        if _HIDDEN.search(tag.group(1)):
            found.hidden_rows.add(row)
    found.last_row = max(found.last_row, _last_filled(block, patterns, row))
    return row


def _last_filled(block: bytes, patterns: _Patterns, row_after: int) -> int:
    """Number of the last row with a value, 0 for none; ``row_after`` is the number of the last row."""
    value = max(block.rfind(b"<" + patterns.prefix + tag) for tag in (b"v>", b"t>", b"t "))
    if value < 0:
        return 0
    tag = block.rfind(b"<" + patterns.prefix + b"row", 0, value)
    number = _ROW_NUMBER.search(block, tag, block.find(b">", tag)) if tag >= 0 else None
    return int(number.group(1)) if number else row_after


def _note(cells: Iterable[re.Match[bytes]], addresses: list[str], found: SheetScan, count: str) -> None:
    number = 0
    for cell in cells:
        number += 1
        if len(addresses) < _NAMED:
            address = _ADDRESS.search(cell.group(1))
            if address:
                addresses.append((address.group(1) + address.group(2)).decode())
    setattr(found, count, getattr(found, count) + number)


def _is_empty_text(cell: re.Match[bytes]) -> bool:
    """Whether the formula was calculated and gave an empty text: it has a value and says it is text."""
    tail = cell.group(0)[-40:]
    return _TYPE_TEXT.search(cell.group(1)) is not None and (
        b"v>" in tail or b"v/>" in tail or b"v />" in tail
    )


def _scan_shapes(cells: Iterable[re.Match[bytes]], shapes: Mapping[int, Shape], found: SheetScan) -> None:
    for cell in cells:
        if address := _ADDRESS.search(cell.group(1)):
            row = found.shapes.setdefault(int(address.group(2)), {})
            row[column_position(address.group(1).decode())] = shapes[int(cell.group(2))]
