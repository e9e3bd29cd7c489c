"""Tables as .csv and .tsv (D8)."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from smsdesk.sheets.plain_cells import protect
from smsdesk.sheets.table import Column, clean


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
        table.writerows([_plain(value) for value in row] for row in rows)
        stream.flush()
    finally:
        stream.detach()


def _plain(value: object) -> str:
    if value is None:
        return ""
    if value.__class__ is str:
        return protect(clean(value))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)  # a negative number begins with its sign, and is none the less a number
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return protect(clean(value))
