"""Telling how tasks stand: at most ten events a second for each, whatever happens below (B6)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from smsdesk.domain.alarms import ALARM_SOURCE
from smsdesk.domain.tasks import TaskStatus, Totals
from smsdesk.domain.text import Text
from smsdesk.engine.events import Event, TaskProgress
from smsdesk.engine.store_thread import StoreThread
from smsdesk.engine.throughput import Throughput
from smsdesk.engine.timing import Timing
from smsdesk.store.stored_text import text_from_json

_STANDING = sql("""
SELECT id, name, status, pause_reason, total, queued, in_flight, accepted, delivered, undelivered, failed,
    cancelled, unknown, fragments
FROM task WHERE id IN (SELECT value FROM json_each(:tasks)) AND source <> :alarm
""")

Standing = tuple[int, str, TaskStatus, Text | None, Totals]


class Progress:
    """Collects which tasks changed and tells how they stand."""

    def __init__(self, store: StoreThread, emit: Callable[[Event], None], timing: Timing) -> None:
        self._store = store
        self._emit = emit
        self._timing = timing
        self._changed: set[int] = set()
        self._news = asyncio.Event()
        self._pace: dict[int, tuple[Throughput, int]] = {}
        """Per sending task, with the messages that were done when it was last told of."""

    def touch(self, tasks: Iterable[int]) -> None:
        """Something of these tasks changed."""
        self._changed.update(tasks)
        if self._changed:
            self._news.set()

    async def run(self) -> None:
        """Tell until cancelled."""
        while True:
            await self._news.wait()
            await self.tell()
            await asyncio.sleep(self._timing.progress)

    async def tell(self) -> None:
        """Tell of every change so far."""
        self._news.clear()
        tasks, self._changed = self._changed, set()
        if tasks:
            now = asyncio.get_running_loop().time()
            for standing in await self._store.read(lambda session: _standings(session, tasks)):
                self._emit(self._event(standing, now))

    def _event(self, standing: Standing, now: float) -> TaskProgress:
        task, name, status, reason, totals = standing
        done = totals.total - totals.remaining
        rate = 0.0
        if status is TaskStatus.SENDING:
            pace, before = self._pace.get(task) or (Throughput(window=5.0), done)
            pace.add(max(0, done - before), now)
            self._pace[task] = pace, done
            rate = pace.per_second(now)
        else:
            self._pace.pop(task, None)
        left = totals.remaining / rate if rate else None
        return TaskProgress(task, name, status, totals, rate, left, reason)


def _standings(session: Session, tasks: Iterable[int]) -> Sequence[Standing]:
    return [
        (task, name, TaskStatus(status), text_from_json(reason), Totals(*counts))
        for task, name, status, reason, *counts in session.execute(
            _STANDING, {"tasks": json.dumps(list(tasks)), "alarm": ALARM_SOURCE}
        )
    ]
