"""Counts made again from the messages, to compare with those that were kept (D1)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from smsdesk.domain.messages import MessageStatus
from smsdesk.store.message_counts import Tally, tally, write_change

K = TypeVar("K")

_TASK_COUNTS = ("total", "fragments", *(str(status) for status in MessageStatus))


@dataclass(frozen=True)
class Discrepancy:
    """A kept count that the messages do not bear out."""

    where: str
    """``task 7``, or the key of the rollup row."""
    count: str
    kept: int
    found: int


def reckon(session: Session) -> list[Discrepancy]:
    """Every kept count that is wrong; reads every message (about a second for a million)."""
    kept, found = _kept(session), tally(session)
    pairs = [
        *(
            (f"task {task}", kept.tasks.get(task), found.tasks.get(task))
            for task in _keys(kept.tasks, found.tasks)
        ),
        *(
            (f"rollup {key}", kept.rollups.get(key), found.rollups.get(key))
            for key in _keys(kept.rollups, found.rollups)
        ),
    ]
    return [
        Discrepancy(where, name, was[name], now[name])
        for where, was, now in (
            (where, was or Counter[str](), now or Counter[str]()) for where, was, now in pairs
        )
        for name in sorted({*was, *now})
        if was[name] != now[name]
    ]


def mend(session: Session) -> None:
    """Make the kept counts agree with the messages (in a write transaction)."""
    difference = tally(session)
    difference.add(_kept(session), -1)
    write_change(session, difference)


def _keys(one: dict[K, Counter[str]], other: dict[K, Counter[str]]) -> set[K]:
    return {*one, *other}


def _kept(session: Session) -> Tally:
    kept = Tally()
    for task, *counts in session.execute(sql(f"SELECT id, {', '.join(_TASK_COUNTS)} FROM task")):
        kept.tasks[task] = Counter(dict(zip(_TASK_COUNTS, counts, strict=True)))
    rows = session.execute(
        sql(
            "SELECT quarter, application_id, template_id, signature_id, region, country, status, code, "
            "messages, fragments FROM rollup"
        )
    )
    for quarter, application, template, signature, region, country, status, code, messages, fragments in rows:
        key = (quarter, application, template, signature, region, country, status, code)
        kept.rollups[key] = Counter(messages=messages, fragments=fragments)
    return kept
