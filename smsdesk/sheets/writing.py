"""A table as an .xlsx, .csv or .tsv file: complete under its name, or not there at all (D8, B4, S1).

What is text stays text: a telephone number keeps its ``+`` and its zeros, and no cell begins a formula,
whoever wrote it. Our own reader gives every text back as it was, but for characters that XML cannot hold
(``�`` stands for them), line ends (always ``\\n``), texts longer than a cell (cut), and rows without any text
(left out).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from os import PathLike
from pathlib import Path

from smsdesk.domain.errors import Cancelled, Invalid
from smsdesk.domain.text import text
from smsdesk.sheets.placing import placed_whole
from smsdesk.sheets.plain_writing import write_plain
from smsdesk.sheets.table import Column, Kind, Sheet
from smsdesk.sheets.table_book import write_workbook

__all__ = ["Column", "Kind", "Sheet", "write_sheets", "write_table"]

#: Rows between reports of progress and looks at ``cancelled``.
REPORT_ROWS = 1_000


def write_table(
    path: str | PathLike[str],
    columns: Sequence[Column],
    rows: Iterable[Sequence[object]],
    *,
    about: Mapping[str, str] | None = None,
    sheet_name: str = "",
    progress: Callable[[int], object] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> int:
    """Write the rows under a header and give their number. The end of the name decides the format.

    Values: ``None`` is an empty cell; numbers go into ``integer`` and ``decimal`` columns, ``datetime`` and
    ``date`` (in the zone they are to be shown in) into ``datetime`` columns; anything else is written as
    ``str`` gives it. ``about`` (title and value pairs: what was asked for) goes to a second sheet of an .xlsx
    and is left out of the others. More rows than a sheet holds continue on further sheets. ``progress`` gets
    the rows written so far, at times; what it raises ends the writing.

    An existing file is replaced in one step at the end. Raises ``Invalid`` for another ending, ``Cancelled``,
    or ``Unavailable`` naming the file when the disk is full or the place cannot be written.
    """
    return write_sheets(
        path, [Sheet(sheet_name, columns, rows)], about=about, progress=progress, cancelled=cancelled
    )


def write_sheets(
    path: str | PathLike[str],
    sheets: Sequence[Sheet],
    *,
    about: Mapping[str, str] | None = None,
    progress: Callable[[int], object] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> int:
    """As ``write_table`` with several tables, each on a sheet of its own; the number of all rows.

    A .csv or .tsv holds one table: the first.
    """
    target = Path(path)
    format_ = target.suffix.lower()
    if format_ not in (".xlsx", ".csv", ".tsv"):
        raise Invalid(
            text("“{file}” must end in .xlsx, .csv or .tsv.", file=target.name or str(target)), field="path"
        )
    watch = _Watch(target.name, progress, cancelled)
    watched = [replace(sheet, rows=watch.over(sheet.rows)) for sheet in sheets]
    with placed_whole(target) as file:
        if format_ == ".xlsx":
            write_workbook(file, watched, about=about or {})
        else:
            [first, *_] = watched
            write_plain(file, first.columns, first.rows, delimiter="," if format_ == ".csv" else "\t")
        watch.look()
    return watch.count


class _Watch:
    """The rows, counted on their way; the user can stop them."""

    def __init__(
        self,
        name: str,
        progress: Callable[[int], object] | None,
        cancelled: Callable[[], bool],
    ) -> None:
        self._name = name
        self._progress = progress
        self._cancelled = cancelled
        self.count = 0

    def over(self, rows: Iterable[Sequence[object]]) -> Iterator[Sequence[object]]:
        """The rows of one table."""
        self.look()
        for row in rows:
            yield row
            self.count += 1
            if self.count % REPORT_ROWS == 0:
                self.look()

    def look(self) -> None:
        """Report, and stop when told to."""
        if self._progress is not None:
            self._progress(self.count)
        if self._cancelled():
            raise Cancelled(text("Writing “{file}” was cancelled.", file=self._name))
