"""The rows behind the check, in pages for a table: 100,000 of them never lie in the window at once (B4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Generic, TypeVar

from smsdesk.domain.checking import Reason, RejectedRow
from smsdesk.domain.text import tr
from smsdesk.operations.preparation import ReadyMessage
from smsdesk.ui.bridge import DeskRunner
from smsdesk.ui.widgets.table_model import Column, Slice

Row = TypeVar("Row")


class SortedRows(Generic[Row]):
    """A loader for a ``RowsModel``: rows by their place, or by a column once the user sorts.

    ``fetch(start, count)`` gives rows in the order of the file (all with count None). The sorted order is
    kept until ``forget``; it is made in a worker.
    """

    def __init__(
        self,
        runner: DeskRunner,
        fetch: Callable[[int, int | None], Sequence[Row]],
        values: dict[str, Callable[[Row], Any]],
    ) -> None:
        self._runner = runner
        self._fetch = fetch
        self._values = values
        self._order: tuple[str, bool] | None = None
        self._sorted: Sequence[Row] = ()

    def forget(self) -> None:
        """Rows have changed."""
        self._order = None
        self._sorted = ()

    async def load(self, after: Any, limit: int, sort: str, descending: bool) -> Slice[Row]:
        """The next rows after place ``after``."""
        start = after or 0
        if sort in self._values:
            if self._order != (sort, descending):
                value = self._values[sort]
                self._sorted = await self._runner.call(
                    lambda: sorted(self._fetch(0, None), key=value, reverse=descending)
                )
                self._order = (sort, descending)
            rows = self._sorted[start : start + limit]
        else:
            rows = await self._runner.call(lambda: self._fetch(start, limit))
        return Slice(rows, start + limit if len(rows) == limit else None)


#: What a reason says of the row where it is no mistake to mend but a rule that keeps it out.
_ROLES = {
    Reason.DUPLICATE: "neutral",
    Reason.BLOCKED: "neutral",
    Reason.UNSUBSCRIBED: "neutral",
    Reason.OVER_LIMIT: "warning",
}


def role_of(reason: Reason) -> str:
    """The colour of a reason to leave a row out."""
    return _ROLES.get(reason, "danger")


#: Rows with the same number that are named in a sentence.
_NAMED = 5

#: A ready message with its place among the ready ones.
PlacedMessage = tuple[int, ReadyMessage]


def ready_columns() -> list[Column[PlacedMessage]]:
    """Columns of the ready messages (B5)."""

    def content(row: PlacedMessage) -> str:
        return row[1].content

    return [
        Column("row", tr("Row"), lambda row: row[1].row, width=72, quiet=True),
        Column("number", tr("Number"), lambda row: row[1].number, width=152),
        Column("content", tr("Message"), content, width=240, stretch=True, sort=False),
        Column("fragments", tr("Fragments"), lambda row: row[1].fragments, width=104, number=True),
    ]


READY_VALUES: dict[str, Callable[[PlacedMessage], Any]] = {
    "row": lambda row: row[1].row,
    "number": lambda row: row[1].number,
    "fragments": lambda row: row[1].fragments,
}


def repeated_columns() -> list[Column[PlacedMessage]]:
    """Columns of the ready messages to a number that gets several, with the rows they stand in (B4)."""
    row, number, content, _ = ready_columns()
    note = Column[PlacedMessage](
        "note",
        tr("Other rows"),
        lambda one: _others(one[1]),
        width=240,
        stretch=True,
        sort=False,
        tip=lambda one: _others(one[1]),
    )
    return [row, number, replace(content, width=200), note]


def _others(message: ReadyMessage) -> str:
    rows = [str(row) for row in message.others]
    if len(rows) == 1:
        return tr("Row {row} has this number with another text: both are sent.", row=rows[0])
    if len(rows) > _NAMED:
        rows[_NAMED:] = ["…"]
    return tr("Rows {rows} have this number with other texts: all are sent.", rows=tr(", ").join(rows))


def rejected_columns() -> list[Column[RejectedRow]]:
    """Columns of the rows that are left out, as they stand in the file."""
    return [
        Column("row", tr("Row"), lambda row: row.row, width=72, quiet=True),
        Column("number", tr("Number"), lambda row: row.number_text or tr("(empty)"), width=152),
        Column(
            "values",
            tr("Variables"),
            lambda row: row.values,
            show=lambda row: " · ".join(value or "–" for value in row.values),
            width=184,
            sort=False,
        ),
        Column(
            "problem",
            tr("Why it is left out"),
            lambda row: str(row.problem),
            width=240,
            stretch=True,
            tip=lambda row: str(row.problem),
        ),
    ]


REJECTED_VALUES: dict[str, Callable[[RejectedRow], Any]] = {
    "row": lambda row: row.row,
    "number": lambda row: row.number_text,
    "problem": lambda row: (str(row.problem), row.row),
}
