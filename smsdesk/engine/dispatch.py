"""One run of the engine on its loop: looks what is due, claims it for the lanes, and ends in order."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from smsdesk.domain.errors import DeskError, Invalid
from smsdesk.domain.text import Text, text
from smsdesk.engine.active_tasks import Look, look
from smsdesk.engine.events import EngineFault, Event, GatewayState, TaskOverdue
from smsdesk.engine.lane import Lane
from smsdesk.engine.part import Part, cancel
from smsdesk.engine.progress import Progress
from smsdesk.engine.queue import Claimed, claim
from smsdesk.engine.reached import Reached
from smsdesk.engine.receipts import Reports
from smsdesk.engine.recovery import Doubts, all_left, gateways_in_doubt
from smsdesk.engine.routing import Routes
from smsdesk.engine.settle import Settled, Settler
from smsdesk.engine.store_thread import StoreThread
from smsdesk.engine.timing import Timing
from smsdesk.engine.wall_clock import WallClock
from smsdesk.gateways.base import Gateway
from smsdesk.gateways.registry import DECLARED, Declared

log = logging.getLogger(__name__)

#: A gateway that cannot be made (a wrong setting) is tried again after so many seconds, or when it changes.
_MAKE_AGAIN = 30.0


@dataclass(slots=True)
class _Way:
    """An open gateway and what runs for it."""

    lane: Lane
    doubts: Doubts
    jobs: dict[str, asyncio.Task[None]] = field(default_factory=dict)


class Dispatcher:
    """Keeps the lanes supplied. Everything runs on the loop it is made on."""

    def __init__(
        self,
        store: StoreThread,
        makers: Mapping[str, Callable[[], Gateway]],
        *,
        desk_id: str,
        clock: Callable[[], int],
        emit: Callable[[Event], None],
        timing: Timing,
        names: Mapping[str, Text] | None = None,
        declared: Mapping[str, Declared] = DECLARED,
        parts: Sequence[Part] = (),
    ) -> None:
        """``names`` of the gateways, to show. ``parts`` run beside the sending and are woken by what it
        stores."""
        self._store = store
        self._parts = parts
        self._makers = makers
        self._desk_id = desk_id
        self._clock = clock
        self._wall = WallClock(store, clock)
        self._emit = emit
        self._timing = timing
        self._ways: dict[str, _Way] = {}
        self._outdated: set[str] = set()
        self._ending: set[asyncio.Task[None]] = set()
        self._unmade: dict[str, tuple[Text, float]] = {}
        self._reached = Reached(clock, emit)
        self._told_down: set[str] = set()
        """Gateways of which the last word was that they are down."""
        self._left: dict[str, list[Claimed]] = {}
        """What an earlier run left in flight, until its gateway is open."""
        self._ready: dict[str, list[int]] = {}
        self._ways_of: Mapping[int, str] = {}
        """The gateway of each task at the last look."""
        self._news = asyncio.Event()
        self._next_at: int | None = None
        self._look_now = True
        self._looked_at = 0.0
        self._refusals: object = None
        self._stopping = False
        self._main: asyncio.Task[object] | None = None
        self._declared = declared
        self._names = {key: (names or {}).get(key, Text(key)) for key in makers}
        self._routes = Routes(
            names=self._names,
            patience=timing.patience,
            homecoming=timing.homecoming,
        )
        self._progress = Progress(store, emit, timing)
        self._settler = Settler(store, clock, self._stored)

    # --- life -----------------------------------------------------------------------------------

    async def run(self) -> None:
        """Recover, then send until ``finish`` was called, then end in order."""
        self._main = asyncio.current_task()
        helpers = [
            asyncio.create_task(self._progress.run(), name="progress"),
            asyncio.create_task(self._settler.run(), name="settle"),
            *(asyncio.create_task(part.run(), name=part.name) for part in self._parts),
        ]
        try:
            for gateway in await self._store.read(gateways_in_doubt):
                await self._recover(gateway)
            while not self._stopping:
                await self._turn()
            await self._wind_up()
        except asyncio.CancelledError:
            if not self._stopping:
                raise
            log.warning("Stopped with requests open; their messages are asked about at the next start")
        finally:
            await cancel(helpers)
            await cancel(list(self._ending))
            await asyncio.gather(*(self._drop(way) for way in self._ways.values()))

    def finish(self, seconds: float) -> None:
        """Take up nothing more, wait up to so many seconds for what is under way, and end ``run``."""
        self._stopping = True
        self._news.set()
        if self._main:
            asyncio.get_running_loop().call_later(seconds, self._main.cancel)

    async def _wind_up(self) -> None:
        for way in self._ways.values():
            way.lane.close()
        for way in self._ways.values():
            await way.lane.until_empty()
        await asyncio.gather(*self._ending)
        await self._progress.tell()

    # --- commands (called on the loop) ----------------------------------------------------------

    def wake(self) -> None:
        """Look at the store now."""
        self._look_now = True
        self._news.set()
        self._wake_parts()

    def _wake_parts(self) -> None:
        for part in self._parts:
            part.wake()

    def gateway_changed(self, key: str) -> None:
        """Its settings changed: it is made anew with them, between two turns."""
        self._outdated.add(key)
        self.wake()

    # --- the loop -------------------------------------------------------------------------------

    async def _turn(self) -> None:
        """Look if there is reason to, claim where there is room, or wait for either."""
        self._news.clear()
        while self._outdated:
            self._retire(self._outdated.pop())
        if self._look_now or self._time() - self._looked_at >= self._timing.tick:
            await self._look()
        claimed = False
        for gateway, tasks in list(self._ready.items()):
            way = self._ways.get(gateway)
            if way and tasks and (room := way.lane.room()):
                claimed |= await self._claim(way.lane, tasks, room)
        if claimed or self._look_now or self._stopping:
            return
        pause = self._timing.tick
        if self._next_at is not None:
            pause = min(pause, max(0.001, (self._next_at - self._clock()) / 1000))
        try:
            async with asyncio.timeout(pause):
                await self._news.wait()
        except TimeoutError:
            self._look_now = True

    async def _look(self) -> None:
        self._look_now = False
        self._looked_at = self._time()
        if await self._wall.look():
            self._wake_parts()
        down = {key: way.lane.outage.reason for key, way in self._ways.items() if way.lane.outage.reason}
        down |= {key: reason for key, (reason, _) in self._unmade.items()}
        shaky = {key for key, way in self._ways.items() if not way.lane.outage.over}
        self._routes.note(down, self._looked_at, shaky)
        found: Look = await self._store.write(
            lambda session: look(
                session, self._routes, now=self._clock(), declared=self._declared, before=self._ways_of
            )
        )
        self._ready, self._next_at, self._ways_of = found.ready, found.next_at, found.routes
        self._progress.touch(found.changed)
        for task, name in found.overdue:
            self._emit(TaskOverdue(task, name))
        for key in (found.gateways | self._left.keys()) & set(self._makers):
            await self._way(key)
        # Somebody was blocked meanwhile: what was claimed before is asked about again (C4).
        routes = found.routes if found.refusals == self._refusals else {}
        self._refusals = found.refusals
        for key, way in self._ways.items():
            way.lane.release({task for task, gateway in routes.items() if gateway == key})
        # Whatever brought it back: a probe, new settings, or that it could be made after all.
        for key in self._told_down - set(self._unmade):
            if key not in self._ways or self._ways[key].lane.up:
                self._tell_up(key)

    async def _claim(self, lane: Lane, tasks: list[int], room: int) -> bool:
        now = self._clock()
        # The first become the last, so that with more tasks than room all have their turn.
        chosen = tasks[:room]
        tasks[:] = tasks[room:] + chosen
        taken = await self._store.write(
            lambda session: claim(session, gateway=lane.key, tasks=chosen, limit=room, now=now)
        )
        lane.put(taken.messages)
        if taken.exhausted:
            self._look_now = True
        if taken.alarmed:
            self._wake_parts()
        self._progress.touch(taken.tasks)
        return bool(taken.messages)

    # --- gateways -------------------------------------------------------------------------------

    async def _way(self, key: str) -> _Way | None:
        """The open way of a gateway; None while it cannot be made."""
        if way := self._ways.get(key):
            return way
        loop = asyncio.get_running_loop()
        if key in self._unmade and loop.time() < self._unmade[key][1]:
            return None
        try:
            gateway = await asyncio.to_thread(self._makers[key])
            await gateway.open()
        except Invalid as wrong:
            reason = text(
                "{gateway} is not set up: {reason} Open Tools, Gateways.",
                gateway=self._names[key],
                reason=wrong.message,
            )
        except DeskError as fault:
            reason = fault.message
        except Exception:
            log.exception("The gateway %s cannot be opened", key)
            reason = text("The gateway cannot be opened. The log has the details.")
        else:
            self._unmade.pop(key, None)
            way = self._ways[key] = self._opened(key, gateway)
            self._look_now = True
            return way
        if key not in self._unmade:
            self._told_down.add(key)
            self._emit(GatewayState(key, up=False, reason=reason))
        self._unmade[key] = reason, loop.time() + _MAKE_AGAIN
        self._look_now = True
        return None

    def _opened(self, key: str, gateway: Gateway) -> _Way:
        lane = Lane(
            *(key, gateway),
            desk_id=self._desk_id,
            timing=self._timing,
            hand_over=self._settler.add,
            changed=self.wake,
            told=self._told,
            reached=self._reached.note,
        )
        doubts = self._doubts(key, lane)
        reports = Reports(
            *(lane, self._store),
            clock=self._clock,
            timing=self._timing,
            emit=self._emit,
            touched=self._reported,
            holding=self._holding,
        )
        way = _Way(lane, doubts)
        for name, work in (
            ("lane", lane.run()),
            ("reports", reports.run()),
            ("doubts", doubts.recover(self._left.pop(key, []))),
        ):
            job = asyncio.create_task(work, name=f"{name} {key}")
            job.add_done_callback(self._ended)
            way.jobs[name] = job
        return way

    def _ended(self, job: asyncio.Task[None]) -> None:
        """No part ends by itself; when one does it is a bug, and the user hears of it."""
        if not job.cancelled() and (fault := job.exception()):
            log.error("The engine's part %s failed", job.get_name(), exc_info=fault)
            self._emit(
                EngineFault(
                    text("A part of the sending engine failed. Close the program and start it again.")
                )
            )

    def _doubts(self, key: str, lane: Lane | None) -> Doubts:
        return Doubts(
            *(key, lane, self._store),
            clock=self._clock,
            timing=self._timing,
            touched=self._recovered,
        )

    async def _recover(self, key: str) -> None:
        """What an earlier run left in doubt is settled beside the sending."""
        left = self._left[key] = await self._store.read(lambda session: all_left(session, key))
        if key not in self._makers or await self._way(key) is None:
            del self._left[key]
            await self._doubts(key, None).recover(left, forever=False)

    def _retire(self, key: str) -> None:
        """Make a gateway anew at the next look; the old one ends when what is under way is answered."""
        self._unmade.pop(key, None)
        self._routes.forget(key)
        self._reached.forget(key)
        if way := self._ways.pop(key, None):
            way.lane.close()
            # What an earlier run left goes to the new one to ask about; what is being stored is stored.
            way.jobs["doubts"].cancel()
            if way.doubts.left:
                self._left[key] = list(way.doubts.left)
            job = asyncio.create_task(self._end(way), name=f"end of {key}")
            self._ending.add(job)
            job.add_done_callback(self._ending.discard)

    async def _end(self, way: _Way) -> None:
        try:
            async with asyncio.timeout(self._timing.answer):
                await way.lane.until_empty()
        except TimeoutError:
            log.warning("The gateway %s was changed with requests open", way.lane.key)
        finally:
            await self._drop(way)

    async def _drop(self, way: _Way) -> None:
        await cancel(list(way.jobs.values()))
        try:
            async with asyncio.timeout(3):
                await way.lane.gateway.close()
        except Exception:
            log.exception("The gateway %s cannot be closed", way.lane.key)

    # --- what the parts tell --------------------------------------------------------------------

    def _stored(self, settled: Settled) -> None:
        self._progress.touch(settled.tasks)
        if settled.again:
            self._look_now = True
        for key in settled.unknown:
            if way := self._ways.get(key):
                way.doubts.ask()
        self._news.set()
        # Reports that came before the answer were applied with it.
        self._wake_parts()

    def _reported(self, tasks: set[int]) -> None:
        self._progress.touch(tasks)
        self._wake_parts()

    @contextmanager
    def _holding(self, numbers: Collection[str]) -> Iterator[None]:
        """Nothing leaves to these numbers through any gateway (C5)."""
        lanes = [way.lane for way in self._ways.values()]
        for lane in lanes:
            lane.hold(numbers)
        try:
            yield
        finally:
            for lane in lanes:
                lane.let_go(numbers)

    def _recovered(self, tasks: set[int]) -> None:
        self._progress.touch(tasks)
        self.wake()

    def _told(self, lane: Lane, probe_in: float | None) -> None:
        way = self._ways.get(lane.key)
        if way is None or way.lane is not lane:
            return  # it was made anew with other settings; of the old one nobody wants to know
        if probe_in is None:
            self._tell_up(lane.key)
            return
        self._told_down.add(lane.key)
        at = self._clock() + round(1000 * probe_in)
        self._emit(GatewayState(lane.key, up=False, reason=lane.outage.reason, next_probe_at=at))

    def _tell_up(self, key: str) -> None:
        if key in self._told_down:
            self._told_down.discard(key)
            self._emit(GatewayState(key, up=True))

    def _time(self) -> float:
        return asyncio.get_running_loop().time()
