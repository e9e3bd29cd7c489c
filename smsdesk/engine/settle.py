"""Storing what became of requests: many outcomes in one transaction, none ever lost (E5)."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from sqlalchemy.orm import Session

from smsdesk.domain.messages import MessageStatus
from smsdesk.engine.lane import Lane
from smsdesk.engine.queue import Claimed, zone_of
from smsdesk.engine.retry import Returned, decide
from smsdesk.engine.store_thread import StoreThread
from smsdesk.gateways.base import Outcome
from smsdesk.store.message_states import Result, finish_tasks, settle
from smsdesk.store.part_rows import keep_parts
from smsdesk.store.receipt_rows import apply_waiting

#: Outcomes of one transaction; more wait for the next.
LARGEST_LOT = 1_000
#: After a transaction so long for more to come: one for fifty outcomes costs little more than one for one.
GATHER_SECONDS = 0.02


class _Settled(NamedTuple):
    lane: Lane
    message: Claimed
    result: Result


class Settled(NamedTuple):
    """What one transaction changed."""

    tasks: set[int]
    again: bool
    """Some messages went back to the queue."""
    unknown: set[str]
    """Gateways of messages that are in doubt."""


class Settler:
    """Holds outcomes until they are on disk. While the store cannot be written it keeps them; there are
    never more than the lanes have claimed."""

    def __init__(
        self, store: StoreThread, clock: Callable[[], int], stored: Callable[[Settled], None]
    ) -> None:
        """``stored``: told after each transaction."""
        self._store = store
        self._clock = clock
        self._stored = stored
        self._waiting: list[_Settled] = []
        self._writing = 0
        self._news = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()

    def add(self, lane: Lane, messages: Sequence[Claimed], outcomes: Sequence[Outcome | Returned]) -> None:
        """Take outcomes over, one for each message."""
        now = self._clock()
        for message, outcome in zip(messages, outcomes, strict=True):
            decision = decide(outcome, message.attempts, now, random.random())
            taken = decision.status is MessageStatus.ACCEPTED
            self._waiting.append(
                _Settled(
                    lane,
                    message,
                    Result(
                        message.id,
                        decision.status,
                        decision.code,
                        decision.gateway_id,
                        now if taken else None,
                        decision.due_at,
                        decision.attempts,
                        decision.fee,
                        decision.parts,
                    ),
                )
            )
        self._idle.clear()
        self._news.set()

    async def run(self) -> None:
        """Store until cancelled."""
        while True:
            await self._news.wait()
            lot = self._waiting[:LARGEST_LOT]
            if not lot:
                self._news.clear()
                self._idle.set()
                continue
            tasks = await self._store.write(partial(_write, lot=lot, now=self._clock()))
            del self._waiting[: len(lot)]
            self._tell(lot, tasks)
            if len(self._waiting) < LARGEST_LOT:
                await asyncio.sleep(GATHER_SECONDS)

    async def empty(self) -> None:
        """Return when every outcome is on disk."""
        await self._idle.wait()

    def _tell(self, lot: Sequence[_Settled], tasks: set[int]) -> None:
        lanes: dict[Lane, tuple[int, int]] = {}
        again = False
        unknown: set[str] = set()
        for one in lot:
            count, gone = lanes.get(one.lane, (0, 0))
            queued = one.result.status is MessageStatus.QUEUED
            lanes[one.lane] = count + 1, gone + (not queued)
            again |= queued
            if one.result.status is MessageStatus.UNKNOWN:
                unknown.add(one.lane.key)
        for lane, (count, gone) in lanes.items():
            lane.settled(count, gone)
        self._stored(Settled(tasks, again, unknown))


def _write(session: Session, lot: Sequence[_Settled], now: int) -> set[int]:
    tasks = settle(session, [one.result for one in lot], zone=zone_of(session))
    taken: dict[str, list[str]] = {}
    parts: dict[str, dict[int, tuple[str, ...]]] = {}
    for one in lot:
        if one.result.gateway_id is not None:
            taken.setdefault(one.lane.key, []).append(one.result.gateway_id)
        if one.result.parts:
            parts.setdefault(one.lane.key, {})[one.result.id] = one.result.parts
    for gateway, gateway_ids in taken.items():
        long = parts.get(gateway, {})
        keep_parts(session, gateway, long)
        names = [name for names in long.values() for name in names]
        apply_waiting(session, gateway, gateway_ids, now=now, parts=names)
    return tasks.union(finish_tasks(session, now=now))
