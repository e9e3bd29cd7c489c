"""Task counts and rollups, kept in the transaction that changes messages (D1, B6).

Whoever changes messages does so inside ``counted``: it counts the same messages before and after and
writes the difference, so that no change of state can forget a count.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, TypeVar, cast

from sqlalchemy import TextClause
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from smsdesk.domain.messages import MessageStatus
from smsdesk.store.figure_rows import FigureKey, Sums, add_to_figures, rows_of, sums

QUARTER_MS = 15 * 60 * 1000

#: The messages of a JSON list of ids, given as ``:ids``.
THESE = "m.id IN (SELECT value FROM json_each(:ids))"

_TALLY = """
SELECT m.task_id, m.requested_at - m.requested_at % :quarter, m.application_id, COALESCE(m.template_id, 0),
       COALESCE(m.signature_id, 0), m.region, m.country, m.status, m.code, COUNT(*), SUM(m.fragments)
FROM message m {where} GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
"""

_ROLLUP_KEY = "quarter, application_id, template_id, signature_id, region, country, status, code"

_KEY_NAMES = ("quarter", "application", "template", "signature", "region", "country", "status", "code")

_ADD_TO_ROLLUP = sql(f"""
INSERT INTO rollup ({_ROLLUP_KEY}, messages, fragments)
VALUES (
    :quarter, :application, :template, :signature, :region, :country, :status, :code, :messages, :fragments
)
ON CONFLICT ({_ROLLUP_KEY}) DO UPDATE
SET messages = rollup.messages + excluded.messages, fragments = rollup.fragments + excluded.fragments
""")

_DROP_EMPTY_ROLLUP = sql("""
DELETE FROM rollup
WHERE quarter = :quarter AND application_id = :application AND template_id = :template
  AND signature_id = :signature AND region = :region AND country = :country AND status = :status
  AND code = :code AND messages = 0 AND fragments = 0
""")

_ADD_TO_TASK = sql(
    "UPDATE task SET total = total + :total, fragments = fragments + :fragments, "
    + ", ".join(f"{status} = {status} + :{status}" for status in MessageStatus)
    + " WHERE id = :task"
)

K = TypeVar("K")

RollupKey = tuple[int, int, int, int, str, str, str, str]
"""quarter, application, template, signature, region, country, status, code"""


class Tally:
    """Messages and fragments by task and by rollup row."""

    def __init__(self) -> None:
        self.tasks: dict[int, Counter[str]] = {}
        self.rollups: dict[RollupKey, Counter[str]] = {}

    def add(self, other: Tally, sign: int = 1) -> None:
        """Add another one, or take it away."""
        for task, counts in other.tasks.items():
            mine = self.tasks.setdefault(task, Counter())
            for name, count in counts.items():
                mine[name] += sign * count
        for key, counts in other.rollups.items():
            mine = self.rollups.setdefault(key, Counter())
            for name, count in counts.items():
                mine[name] += sign * count


def packed(ids: Collection[int]) -> str:
    """Ids as the one parameter that a set-based statement takes them in."""
    return json.dumps(list(ids))


def tally(session: Session, where: str = "", values: Mapping[str, object] | None = None) -> Tally:
    """Count messages (named ``m`` in ``where``) as tasks and rollups do."""
    counted = Tally()
    rows = session.execute(_tally_statement(where), {"quarter": QUARTER_MS, **(values or {})})
    for task, quarter, *rest, status, code, messages, fragments in rows:
        counts = counted.tasks.setdefault(task, Counter())
        counts["total"] += messages
        counts["fragments"] += fragments
        counts[status] += messages
        if quarter is not None:
            application, template, signature, region, country = rest
            key = (quarter, application, template, signature, region, country, status, code)
            row = counted.rollups.setdefault(key, Counter())
            row["messages"] += messages
            row["fragments"] += fragments
    return counted


@lru_cache(maxsize=16)
def _tally_statement(where: str) -> TextClause:
    return sql(_TALLY.format(where=f"WHERE {where}" if where else ""))


@contextmanager
def counted(session: Session, where: str, **values: object) -> Iterator[None]:
    """Keep the counts of the messages of ``where`` while the block changes them.

    ``where`` must choose the same messages before and after: by id or by task, never by status.
    """
    before = tally(session, where, values)
    yield
    change = tally(session, where, values)
    change.add(before, -1)
    write_change(session, change)


def write_change(session: Session, change: Tally) -> None:
    """Add the differences to ``task``, ``rollup`` and ``figures``."""
    tasks = [
        {"task": task, "total": 0, "fragments": 0, **dict.fromkeys(MessageStatus, 0), **counts}
        for task, counts in change.tasks.items()
        if any(counts.values())
    ]
    if tasks:
        session.execute(_ADD_TO_TASK, tasks)
    rollups: list[dict[str, Any]] = [
        {
            **dict(zip(_KEY_NAMES, key, strict=True)),
            "messages": counts["messages"],
            "fragments": counts["fragments"],
        }
        for key, counts in change.rollups.items()
        if counts["messages"] or counts["fragments"]
    ]
    if rollups:
        session.execute(_ADD_TO_ROLLUP, rollups)
    shrunk = [row for row in rollups if row["messages"] <= 0]
    if shrunk:
        session.execute(_DROP_EMPTY_ROLLUP, shrunk)
    if rollups:
        add_to_figures(session, _figures(change.rollups))


def _figures(changes: Mapping[RollupKey, Mapping[str, int]]) -> dict[FigureKey, Sums]:
    """The same differences by the rows of ``figures``. A batch mostly has one quarter hour and origin."""
    origins: dict[tuple[int, int, int, int, str, str], Sums] = {}
    for (*origin, status, _), counts in changes.items():
        more = sums(status, counts["messages"], counts["fragments"])
        if any(more):
            _add(origins, cast("tuple[int, int, int, int, str, str]", tuple(origin)), more)
    figures: dict[FigureKey, Sums] = {}
    for origin_, more in origins.items():
        if any(more):
            for key in rows_of(*origin_):
                _add(figures, key, more)
    return figures


def _add(into: dict[K, Sums], key: K, more: Sums) -> None:
    known = into.get(key)
    into[key] = more if known is None else tuple(map(int.__add__, known, more))
