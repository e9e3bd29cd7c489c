"""Tables as .csv and .tsv (D8)."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from smsdesk.sheets.plain_cells import protect
from smsdesk.sheets.table import Column, clean

#: Texts that are kept.
_KEPT = 20_000


def write_plain(
    file: BinaryIO, columns: Sequence[Column], rows: Iterable[Sequence[object]], *, delimiter: str
) -> None:
    """UTF-8 with the mark by which Excel knows it, CRLF line ends, every cell in quotation marks.

    The marks leave no doubt about the delimiter, whatever the cells hold.
    """
    stream = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=False)
    try:
        table = csv.writer(stream, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        table.writerow([protect(clean(column.title)) for column in columns])
        texts = _Texts()
        table.writerows(
            [texts[cell] if cell.__class__ is str else _plain(cell) for cell in row] for row in rows
        )
        stream.flush()
    finally:
        stream.detach()


class _Texts(dict[str, str]):
    """What is written for a text; made when first asked for, as most columns say little that is new."""

    def __missing__(self, words: str) -> str:
        if len(self) >= _KEPT:
            self.clear()
        found = self[words] = protect(clean(words))
        return found


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)  # a negative number begins with its sign, and is none the less a number
    if isinstance(value, datetime.datetime):
        return value.replace(tzinfo=None).isoformat(" ", "seconds")
    return protect(clean(value))
