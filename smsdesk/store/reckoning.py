"""Counts made again from the messages, to compare with those that were kept, and to put them right (D1).

The check goes by parts, each of which one short transaction can look at: the kept counts and the messages of
a part agree in every state that was ever on disk. ``figures`` is made of the rollup, so it comes last.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from smsdesk.domain.messages import MessageStatus
from smsdesk.store.figure_rows import DAY_MS, KEY, KINDS, SUMS, kept, recounted
from smsdesk.store.message_counts import QUARTER_MS

#: Tasks and days that are looked at together; some tens of thousands of messages in a busy year.
_TASKS = 500
_SPAN_MS = 3 * DAY_MS

_TASK_COUNTS = ("total", "fragments", *(str(status) for status in MessageStatus))
_ROLLUP_KEY = (
    *("quarter", "application_id", "template_id", "signature_id"),
    *("region", "country", "status", "code"),
)


@dataclass(frozen=True)
class Discrepancy:
    """A kept count that the messages do not bear out."""

    where: str
    """``task 7``, or the table and key of the row."""
    count: str
    kept: int
    found: int


class Part(Protocol):
    """Some of the kept counts."""

    def differences(self, session: Session) -> list[Discrepancy]:
        """What is wrong in it."""
        ...

    def mend(self, session: Session) -> None:
        """Write what the messages say, in a write transaction."""
        ...


@dataclass(frozen=True)
class _Rows:
    """Rows of a table that are made again by a query with the same columns."""

    table: str
    key: tuple[str, ...]
    counts: tuple[str, ...]
    found: str
    which: str
    values: dict[str, object]

    def differences(self, session: Session) -> list[Discrepancy]:
        columns = ", ".join((*self.key, *self.counts))
        there = f"SELECT {columns} FROM {self.table} WHERE {self.which}"
        wrong: dict[tuple[object, ...], list[tuple[int, ...]]] = {}
        nothing = (0,) * len(self.counts)
        for place, query in ((0, f"{there} EXCEPT {self.found}"), (1, f"{self.found} EXCEPT {there}")):
            for row in session.execute(sql(query), self.values):
                both = wrong.setdefault(tuple(row[: len(self.key)]), [nothing, nothing])
                both[place] = tuple(row[len(self.key) :])
        return [
            Discrepancy(_where(self.table, key), name, was, now)
            for key, both in sorted(wrong.items(), key=str)
            for name, was, now in zip(self.counts, *both, strict=True)
            if was != now
        ]

    def mend(self, session: Session) -> None:
        columns = ", ".join((*self.key, *self.counts))
        session.execute(sql(f"DELETE FROM {self.table} WHERE {self.which}"), self.values)
        session.execute(sql(f"INSERT INTO {self.table} ({columns}) {self.found}"), self.values)


class _Tasks(_Rows):
    """The counts of tasks, which are not rows of their own."""

    def mend(self, session: Session) -> None:
        names = ", ".join(self.counts)
        session.execute(
            sql(f"UPDATE task SET ({names}) = ({', '.join('0' * len(self.counts))}) WHERE {self.which}"),
            self.values,
        )
        found = ", ".join(f"found.{name}" for name in self.counts)
        session.execute(
            sql(
                f"WITH found (id, {names}) AS ({self.found}) "
                f"UPDATE task SET ({names}) = ({found}) FROM found WHERE task.id = found.id"
            ),
            self.values,
        )


def parts_of_messages(session: Session) -> list[Part]:
    """The counts of tasks, and the rollup."""
    return [*_task_parts(session), *_rollup_parts(session)]


def parts_of_rollup(session: Session) -> list[Part]:
    """What is made of the rollup; it can be looked at when that is right."""
    return [
        _Rows("figures", KEY, SUMS, found=recounted(kind), which=kept(kind), values={"region": region})
        for region in _regions(session)
        for kind in KINDS
    ]


def reckon(session: Session) -> list[Discrepancy]:
    """Every kept count that is wrong; reads every message (some seconds for a million)."""
    wrong = [each for part in parts_of_messages(session) for each in part.differences(session)]
    return wrong or [each for part in parts_of_rollup(session) for each in part.differences(session)]


def mend(session: Session) -> None:
    """Make the kept counts agree with the messages, in a write transaction."""
    for parts in (parts_of_messages, parts_of_rollup):
        for part in parts(session):
            if part.differences(session):
                part.mend(session)


def _task_parts(session: Session) -> Iterator[Part]:
    ids = session.execute(sql("SELECT id FROM task ORDER BY id")).scalars().all()
    by_status = (f"count(*) FILTER (WHERE m.status = '{status}')" for status in MessageStatus)
    counts = ", ".join(("count(m.id)", "coalesce(sum(m.fragments), 0)", *by_status))
    for place in range(0, len(ids), _TASKS):
        some = ids[place : place + _TASKS]
        yield _Tasks(
            table="task",
            key=("id",),
            counts=_TASK_COUNTS,
            found=f"SELECT t.id, {counts} FROM task t LEFT JOIN message m ON m.task_id = t.id"
            " WHERE t.id BETWEEN :first AND :last GROUP BY t.id",
            which="id BETWEEN :first AND :last",
            values={"first": some[0], "last": some[-1]},
        )


def _rollup_parts(session: Session) -> Iterator[Part]:
    """Spans of time in which there are messages or rows, by region because the index goes by it."""
    for region in _regions(session):
        start = _next(session, region, 0)
        while start is not None:
            yield _Rows(
                table="rollup",
                key=_ROLLUP_KEY,
                counts=("messages", "fragments"),
                found=f"SELECT requested_at - requested_at % {QUARTER_MS}, application_id,"
                " coalesce(template_id, 0), coalesce(signature_id, 0), region, country, status, code,"
                " count(*), sum(fragments) FROM message"
                " WHERE region = :region AND requested_at >= :start AND requested_at < :end"
                " GROUP BY 1, 2, 3, 4, 5, 6, 7, 8",
                which="quarter >= :start AND quarter < :end AND region = :region",
                values={"region": region, "start": start, "end": start + _SPAN_MS},
            )
            start = _next(session, region, start + _SPAN_MS)


def _next(session: Session, region: str, start: int) -> int | None:
    """The first quarter hour from ``start`` on with a message or a row."""
    found = session.scalar(
        sql(
            "SELECT min(at) FROM ("
            "SELECT min(requested_at) AS at FROM message WHERE region = :region AND requested_at >= :start"
            " UNION ALL SELECT min(quarter) FROM rollup WHERE quarter >= :start)"
        ),
        {"region": region, "start": start},
    )
    return None if found is None else int(found - found % QUARTER_MS)


def _regions(session: Session) -> list[str]:
    return list(
        session.execute(
            sql(
                "SELECT DISTINCT region FROM task UNION SELECT DISTINCT region FROM rollup"
                " UNION SELECT DISTINCT region FROM figures"
            )
        ).scalars()
    )


def _where(table: str, key: tuple[object, ...]) -> str:
    return f"{table} {key[0] if len(key) == 1 else key}"
