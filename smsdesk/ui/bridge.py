"""Between the window and everything else: work goes out to worker threads, facts come in as signals.

Nothing here blocks Qt's thread. Facts from other threads are collected and handed over at most ten times
a second: of several about the same thing only the last one arrives.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine, Hashable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from shiboken6 import isValid

from smsdesk.domain.errors import DeskError
from smsdesk.engine.events import (
    EngineFault,
    EngineWell,
    Event,
    GatewayReached,
    GatewayState,
    TaskOverdue,
    TaskProgress,
)
from smsdesk.operations.desk import Cancelled, Desk, Progress

log = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")

#: Milliseconds between two handovers: ten a second.
PACE = 100
#: Threads for operations; SQLite has one writer, so more would only wait.
WORKERS = 3


class Mouth(Protocol):
    """Where a fault is told: a page's bars."""

    def error(self, fault: DeskError) -> object: ...


class Work(QObject):
    """A long work as the window sees it: pass ``work.progress`` to a job, show ``changed``.

    ``changed(done, total)`` comes at most ten times a second; total 0 means not known.
    """

    changed = Signal(int, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.progress = Progress(self._note)
        self._latest: tuple[int, int] = (0, 0)
        self._told: tuple[int, int] = (-1, -1)
        self._timer = QTimer(self)
        self._timer.setInterval(PACE)
        self._timer.timeout.connect(self._hand_over)

    def _note(self, done: int, total: int) -> None:
        self._latest = (done, total)  # one assignment: atomic, read by Qt's thread

    @property
    def latest(self) -> tuple[int, int]:
        """How far it is now: done and total."""
        return self._latest

    def start(self) -> None:
        """Begin to tell; ``DeskRunner.run_job`` does it."""
        self._timer.start()

    def finish(self) -> None:
        """Tell the last state and stop."""
        self._timer.stop()
        self._hand_over()

    def cancel(self) -> None:
        """Ask the job to stop at its next report; its ``run_job`` then raises ``Cancelled``."""
        self.progress.cancel()

    def _hand_over(self) -> None:
        if self._latest != self._told:
            self._told = self._latest
            self.changed.emit(*self._told)


class Hub(QObject):
    """Facts from outside as signals; ``notice`` and ``engine_event`` may be called from any thread."""

    changed = Signal(object)
    """``frozenset[str]``: kinds of things that changed (the ``on`` of operations)."""
    task_progress = Signal(TaskProgress)
    gateway_state = Signal(GatewayState)
    gateway_reached = Signal(GatewayReached)
    task_overdue = Signal(TaskOverdue)
    fault = Signal(EngineFault)
    well = Signal()
    """What ``fault`` told of is over."""
    new_day = Signal()
    """It is another day in the profile's zone; ``DayWatch`` tells it, on Qt's thread."""
    _poke = Signal()

    def __init__(self, parent: QObject | None = None, *, pace: int = PACE) -> None:
        """``pace``: milliseconds that what comes is gathered for before it is handed over."""
        super().__init__(parent)
        self._lock = threading.Lock()
        self._kinds: set[str] = set()
        self._events: dict[Hashable, Event] = {}
        self._poked = False
        self._handovers = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(pace)
        self._timer.timeout.connect(self._hand_over)
        self._poke.connect(self._timer.start, Qt.ConnectionType.QueuedConnection)

    @property
    def waiting(self) -> bool:
        """Whether something has come that is not handed over yet."""
        return self._poked

    @property
    def handovers(self) -> int:
        """How many there have been. While the engine sends, something is ``waiting`` after each of them."""
        return self._handovers

    def notice(self, kinds: frozenset[str]) -> None:
        """Things of these kinds changed (a ``Desk.listen`` listener)."""
        with self._lock:
            self._kinds |= kinds
            first, self._poked = not self._poked, True
        if first:
            self._poke.emit()

    def engine_event(self, event: Event) -> None:
        """A fact from the engine; of several about one task, gateway or fault the last is told."""
        match event:
            case TaskProgress(task_id=task_id):
                key: Hashable = ("task", task_id)
            case GatewayState(gateway=gateway):
                key = ("gateway", gateway)
            case GatewayReached(gateway=gateway):
                key = ("reached", gateway)
            case TaskOverdue(task_id=task_id):
                key = ("overdue", task_id)
            case EngineFault() | EngineWell():
                key = "engine"
            case _:
                key = type(event).__name__
        with self._lock:
            self._events.pop(key, None)
            self._events[key] = event
            first, self._poked = not self._poked, True
        if first:
            self._poke.emit()

    def _hand_over(self) -> None:
        with self._lock:
            kinds, self._kinds = frozenset(self._kinds), set()
            events, self._events = list(self._events.values()), {}
            self._poked = False
        for event in events:
            if isinstance(event, TaskProgress):
                self.task_progress.emit(event)
            elif isinstance(event, GatewayState):
                self.gateway_state.emit(event)
            elif isinstance(event, GatewayReached):
                self.gateway_reached.emit(event)
            elif isinstance(event, TaskOverdue):
                self.task_overdue.emit(event)
            elif isinstance(event, EngineFault):
                self.fault.emit(event)
            elif isinstance(event, EngineWell):
                self.well.emit()
        if kinds:
            self.changed.emit(kinds)
        self._handovers += 1


class DeskRunner:
    """Runs operations for the window in a few worker threads.

    ``on_crash`` is told of exceptions that are bugs (the crash dialog); without one they are logged.
    """

    def __init__(self, desk: Desk, *, on_crash: Callable[[BaseException], None] | None = None) -> None:
        self._desk = desk
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="desk-work")
        self._tasks: set[asyncio.Task[Any]] = set()
        self._calls: set[asyncio.Future[Any]] = set()
        self.on_crash = on_crash
        self.lasting: Mouth | None = None
        """Where a fault is told when the page that waited for it is gone: the window's own bars."""
        self._closed = False

    @property
    def desk(self) -> Desk:
        """For what is cheap and touches no file: the names of the gateways, the clock."""
        return self._desk

    async def run(
        self, operation: Callable[Concatenate[Desk, P], R], /, *args: P.args, **arguments: P.kwargs
    ) -> R:
        """Run an operation or query with its keyword arguments in a worker and give its result.

        Raises what it raises: ``DeskError`` for the user, anything else is a bug.
        """
        return await self.call(partial(operation, self._desk, *args, **arguments))

    async def run_job(
        self,
        work: Work,
        operation: Callable[Concatenate[Desk, P], R],
        /,
        *args: P.args,
        **arguments: P.kwargs,
    ) -> R:
        """As ``run`` for a job; pass ``progress=work.progress`` among the arguments."""
        work.start()
        try:
            return await self.run(operation, *args, **arguments)
        finally:
            work.finish()

    async def call(self, function: Callable[[], R]) -> R:
        """Run any blocking function (a file to read) in a worker."""
        call = asyncio.get_running_loop().run_in_executor(self._pool, function)
        self._calls.add(call)
        call.add_done_callback(self._calls.discard)
        return await call

    def spawn(
        self, coroutine: Coroutine[Any, Any, Any], mouth: Mouth | None = None, *, owner: QObject | None = None
    ) -> asyncio.Task[Any] | None:
        """Start a coroutine from a slot and hold it until it ends.

        A ``DeskError`` goes to ``mouth``; ``Cancelled`` is no fault; anything else goes to ``on_crash``.
        Pages are rebuilt when the language or the profile changes: of work whose ``mouth`` is gone, what it
        could not show is of no interest, and its ``DeskError`` goes to ``lasting``. So it is with that of
        work that has no ``mouth``; ``owner`` is then what it shows something on.

        None once the runner is closed: what a late notice would begin is left undone then.
        """
        if self._closed:
            coroutine.close()
            return None
        task = asyncio.get_event_loop().create_task(self._guarded(coroutine, mouth, owner))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        # Cancelled before its first step it would never have been awaited; closing an ended one does nothing.
        task.add_done_callback(lambda _task: coroutine.close())
        return task

    async def _guarded(
        self, coroutine: Coroutine[Any, Any, Any], mouth: Mouth | None, owner: QObject | None
    ) -> Any:
        try:
            return await coroutine
        except Cancelled:
            return None
        except DeskError as fault:
            log.info("told the user: %s", type(fault).__name__)
            listening = self.lasting if mouth is None or _gone(mouth) else mouth
            if listening is not None:
                listening.error(fault)
            elif self.on_crash:
                self.on_crash(fault)
        except Exception as bug:
            if isinstance(bug, RuntimeError) and (_gone(mouth) or _gone(owner)):
                log.info("what a page waited for came after it was gone: %s", bug)
                return None
            log.exception("a task of the window failed")
            if self.on_crash:
                self.on_crash(bug)
        return None

    @property
    def closed(self) -> bool:
        """Whether it is at its end: nothing new is begun."""
        return self._closed

    @property
    def busy(self) -> bool:
        """Whether a worker is at something for the window."""
        return bool(self._calls)

    async def idle(self) -> None:
        """Wait until no worker is at anything for the window."""
        while self._calls:
            await asyncio.wait(list(self._calls))

    async def close(self) -> None:
        """Cancel what runs, wait for what the workers are at, and end them."""
        self._closed = True
        others = [task for task in self._tasks if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        self._pool.shutdown(wait=False, cancel_futures=True)
        await asyncio.get_running_loop().run_in_executor(None, self._pool.shutdown)


def _gone(mouth: object) -> bool:
    """Whether it was a widget that is deleted."""
    return isinstance(mouth, QObject) and not isValid(mouth)
