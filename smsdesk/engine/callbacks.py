"""Works off the outbox of event callbacks (A8, N3).

An item is delivered at least once: it is done only when the other side has answered well and that is on disk.
A crash, a stop or a lost answer in between brings it again, so a receiver should know what it has seen (the
cloud asks for the same). Each application's status reports and replies go in their order, beside all others:
a slow server holds up nobody else. Where nobody answers, the whole route waits longer and longer; what a
server itself refused three times is set aside and tried alone, so that one bad item does not hold up the
rest. After about a day an item is given up, kept, and sent again by hand.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy.orm import Session

from smsdesk.domain.callbacks import CallbackKind
from smsdesk.domain.limits import CALLBACK_ITEMS
from smsdesk.domain.text import Text, text
from smsdesk.engine.events import CallbacksMoved, Event
from smsdesk.engine.part import FAULT_SECONDS, Part
from smsdesk.engine.store_thread import StoreThread
from smsdesk.notices.callbacks import CallbackFailed, Caller
from smsdesk.store.callback_rows import (
    Item,
    Route,
    Target,
    asked_again,
    due_items,
    due_routes,
    give_up,
    give_up_these,
    mark_done,
    put_off,
    target_of,
    trim_done,
)

log = logging.getLogger(__name__)

#: Routes that are worked at the same time; a hanging server takes its place for ten seconds, then pauses.
ROUTES_AT_ONCE = 16
#: Replies that are fetched at once; the address is looked up anew after so many.
_REPLIES_FETCHED = 20
#: Between two events while things go well.
_TELL_SECONDS = 1.0

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited and kept; tests make it hurry."""

    pauses: Sequence[float] = (10, 30, 60, 120, 300, 600, 1200, 1800)
    """Seconds before a route is tried again after so many failures in a row; the last one goes on."""
    refused_together: int = 3
    """After so many refusals an item is set aside."""
    refused_pauses: Sequence[float] = (600, 1200, 2400, 4800, 9600, 14400, 14400)
    """Seconds before an item that was set aside is tried again; then it is given up."""
    give_up_ms: int = DAY_MS
    """A route that failed ``len(pauses)`` times in a row gives up what waits for longer than this."""
    keep_done_ms: int = 7 * DAY_MS
    keep_done: int = 20_000
    """Done items are kept so long, and at most so many for each application."""


class Callbacks(Part):
    """Delivers on the engine's loop; the store is asked through the engine's thread for it."""

    name = "callbacks"

    def __init__(
        self,
        store: StoreThread,
        *,
        clock: Callable[[], int],
        emit: Callable[[Event], None],
        patience: Patience | None = None,
        caller: Callable[[], Caller] = Caller,
    ) -> None:
        super().__init__()
        self._store = store
        self._clock = clock
        self._emit = emit
        self._patience = patience or Patience()
        self._make_caller = caller
        self._caller: Caller | None = None
        self._slots = asyncio.Semaphore(ROUTES_AT_ONCE)
        self._working: dict[Route, asyncio.Task[None]] = {}
        self._failures: dict[Route, int] = {}
        self._paused: dict[Route, float] = {}
        """Until when, in the loop's time."""
        self._asked_again: int | None = None
        self._trimmed_at = 0
        self._told_at = float("-inf")

    async def turn(self) -> float | None:
        """Set every route to work that has something due and does not pause."""
        now = self._clock()

        def look(session: Session) -> tuple[list[Route], int | None, int]:
            return *due_routes(session, now=now), asked_again(session)

        routes, next_due, asked = await self._store.read(look)
        if self._asked_again not in (None, asked):
            self._paused.clear()
        self._asked_again = asked
        for route in routes:
            if route not in self._working and self._paused.get(route, 0.0) <= self._time():
                self._begin(route)
        await self._trim({route.application_id for route in routes}, now)
        waits = [self._paused[route] - self._time() for route in routes if route in self._paused]
        if next_due is not None:
            waits.append((next_due - now) / 1000)
        return max(0.0, min(waits)) if waits else None

    async def close(self) -> None:
        """Break off what is under way; it is still in the outbox."""
        working = list(self._working.values())
        for work in working:
            work.cancel()
        await asyncio.gather(*working, return_exceptions=True)
        if self._caller:
            await self._caller.close()

    # --- one route ------------------------------------------------------------------------------

    def _begin(self, route: Route) -> None:
        self._paused.pop(route, None)
        work = asyncio.create_task(self._work(route), name=f"callbacks {route.application_id} {route.kind}")
        self._working[route] = work
        work.add_done_callback(partial(self._ended, route))

    def _ended(self, route: Route, work: asyncio.Task[None]) -> None:
        self._working.pop(route, None)
        if work.cancelled():
            return
        if fault := work.exception():
            log.error("Delivering callbacks failed; it is tried again", exc_info=fault)
            self._paused[route] = self._time() + FAULT_SECONDS
        # What was stored while it ended has nobody else to begin it.
        self.wake()

    async def _work(self, route: Route) -> None:
        async with self._slots:
            while True:
                target, items = await self._next(route)
                if not items:
                    break
                if target is None:
                    await self._nobody_asks(route)
                    break
                if route.kind is CallbackKind.STATUS:
                    lots = [self._together(items)]
                else:
                    lots = [[item] for item in items]
                for lot in lots:
                    if not await self._deliver(route, target, lot):
                        return
        self._tell(at_once=True)

    async def _next(self, route: Route) -> tuple[Target | None, list[Item]]:
        now = self._clock()
        limit = CALLBACK_ITEMS.value if route.kind is CallbackKind.STATUS else _REPLIES_FETCHED

        def look(session: Session) -> tuple[Target | None, list[Item]]:
            return target_of(session, route), due_items(session, route, now=now, limit=limit)

        return await self._store.read(look)

    def _together(self, items: list[Item]) -> list[Item]:
        """What goes in one request: what was refused too often goes alone."""
        most = self._patience.refused_together
        if items[0].attempts >= most:
            return items[:1]
        alone = next((place for place, item in enumerate(items) if item.attempts >= most), len(items))
        return items[:alone]

    async def _deliver(self, route: Route, target: Target, lot: list[Item]) -> bool:
        """One request; whether the route may go on."""
        payloads = [item.payload for item in lot]
        body = f"[{','.join(payloads)}]" if route.kind is CallbackKind.STATUS else payloads[0]
        if self._caller is None:
            self._caller = self._make_caller()
        answered = True
        try:
            problem = (await self._caller.post(target.url, body, own_server=target.own_server)).problem
        except CallbackFailed as fault:
            problem, answered = fault.reason, False
        if problem is not None:
            await self._failed(route, lot, problem, answered)
            return False
        self._failures.pop(route, None)
        ids = [item.id for item in lot]
        now = self._clock()
        await self._store.write(lambda session: mark_done(session, ids, now=now))
        self._tell()
        return True

    async def _failed(self, route: Route, lot: list[Item], problem: Text, answered: bool) -> None:
        failures = self._failures[route] = self._failures.get(route, 0) + 1
        pauses = self._patience.pauses
        pause = pauses[min(failures, len(pauses)) - 1]
        now = self._clock()
        ids = [item.id for item in lot]
        tries = max(item.attempts for item in lot) + 1 if answered else 0
        aside = tries - self._patience.refused_together

        def write(session: Session) -> None:
            if aside >= len(self._patience.refused_pauses):
                give_up_these(session, ids, problem, now=now)
            else:
                due = now + round(1000 * self._patience.refused_pauses[aside]) if aside >= 0 else 0
                put_off(session, ids, problem, tries=int(answered), due_at=due)
            if failures >= len(pauses):
                give_up(session, route, problem, now=now, before=now - self._patience.give_up_ms)

        await self._store.write(write)
        # Numbers and contents stay out of the log; the sentence may hold what the server answered.
        log.info(
            "Callbacks of application %d (%s) are put off for %g s: %s",
            route.application_id,
            route.kind,
            pause,
            problem.message,
        )
        self._paused[route] = self._time() + pause
        self._tell(at_once=True)

    async def _nobody_asks(self, route: Route) -> None:
        """The address was taken away while items waited: they are kept, but not sent."""
        now = self._clock()
        fault = text("The address was removed before this could be sent.")
        await self._store.write(lambda session: give_up(session, route, fault, now=now, before=now))

    # --- beside it ------------------------------------------------------------------------------

    async def _trim(self, applications: set[int], now: int) -> None:
        """Forget what was done long ago; once an hour, and only where something is delivered."""
        if not applications or now - self._trimmed_at < HOUR_MS:
            return
        self._trimmed_at = now
        before, most = now - self._patience.keep_done_ms, self._patience.keep_done
        for application in applications:
            more = True
            while more:
                more = await self._store.write(
                    partial(trim_done, application_id=application, before=before, most=most)
                )

    def _tell(self, *, at_once: bool = False) -> None:
        if at_once or self._time() - self._told_at >= _TELL_SECONDS:
            self._told_at = self._time()
            self._emit(CallbacksMoved())

    def _time(self) -> float:
        return asyncio.get_running_loop().time()
