"""The engine from outside: a thread of its own, started, woken and stopped by anybody (E1)."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import logging
import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from sqlalchemy.orm import Session

from smsdesk.domain.errors import Unavailable
from smsdesk.domain.text import Text, text
from smsdesk.engine.dispatch import Dispatcher
from smsdesk.engine.events import Event, GatewayReached
from smsdesk.engine.part import Part
from smsdesk.engine.store_thread import StoreThread
from smsdesk.engine.timing import Timing
from smsdesk.gateways import trial
from smsdesk.gateways.base import Gateway, Question
from smsdesk.gateways.registry import DECLARED, Declared
from smsdesk.store.database import Database
from smsdesk.store.settings import DESK_ID, read_desk_id, write_setting

log = logging.getLogger(__name__)

T = TypeVar("T")

STOP_SECONDS = 10.0


class Make(Protocol):
    """Gives a fresh gateway, not open, with the stored settings or, for a trial, those that are typed; it may
    block and raise ``DeskError``."""

    def __call__(self, typed: Mapping[str, str] | None = None, /) -> Gateway: ...


@dataclass(frozen=True, slots=True)
class GatewayChoice:
    """A gateway there is, and how one is made."""

    name: Text
    make: Make


class Engine:
    """Sends what is queued in a store. Started once; a stopped engine is not started again.

    ``emit`` is called on the engine's thread with every event and must return at once.
    """

    def __init__(
        self,
        database: Database,
        gateways: Mapping[str, GatewayChoice],
        clock: Callable[[], int],
        emit: Callable[[Event], None],
        timing: Timing | None = None,
        parts: Callable[[StoreThread], Sequence[Part]] = lambda _store: (),
        declared: Mapping[str, Declared] = DECLARED,
    ) -> None:
        """``clock``: ms since 1970 UTC. ``parts`` makes what works beside the sending; called on the loop."""
        self._database = database
        self._gateways = gateways
        self._clock = clock
        self._heard = emit
        self._timing = timing or Timing()
        self._parts = parts
        self._declared = declared
        self._thread = threading.Thread(target=self._run, name="smsdesk-engine", daemon=True)
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._life: asyncio.Task[object] | None = None
        self._dispatcher: Dispatcher | None = None
        self._stop_asked = False
        self._wakes = threading.Event()

    def start(self) -> None:
        """Recover what an earlier run left, then send."""
        self._thread.start()
        self._ready.wait()

    def stop(self, timeout: float = STOP_SECONDS) -> bool:
        """Send nothing more; wait up to ``timeout`` seconds for open requests and store what became of them.

        What is still open then is asked about at the next start. Safe to call twice and from any thread;
        whether everything ended in order.
        """
        self._stop_asked = True
        loop, life = self._loop, self._life
        if self._dispatcher is None and loop and life:
            # It never got as far as sending: the store cannot be used.
            loop.call_soon_threadsafe(life.cancel)
        self._call(lambda dispatcher: dispatcher.finish(timeout))
        if self._thread.is_alive():
            self._thread.join(timeout + 5)
        return not self._thread.is_alive()

    def wake(self) -> None:
        """There is new work, or work was stopped: look now. Cheap, from any thread."""
        # Many calls before the loop gets to it are one.
        if not self._wakes.is_set():
            self._wakes.set()
            self._call(self._wake)

    def gateway_changed(self, gateway: str) -> None:
        """The settings of a gateway changed: it is made anew with them."""
        self._call(lambda dispatcher: dispatcher.gateway_changed(gateway))

    def gateways(self) -> Mapping[str, Text]:
        """The gateways there are, by key, with the name to show."""
        return {key: choice.name for key, choice in self._gateways.items()}

    def ask_gateway(self, gateway: str, question: Question[T], values: Mapping[str, str] | None = None) -> T:
        """Open a gateway beside the sending and ask it something (A10); blocks up to 15 s.

        With ``values`` it has these settings instead of the stored ones. Raises ``Unavailable`` with the
        reason, or what making the gateway raises.
        """
        loop = self._loop
        if loop is None or not loop.is_running():
            raise Unavailable(text("The sending engine is not running."))
        make = self._gateways[gateway].make
        made = make() if values is None else make(values)
        trying = asyncio.run_coroutine_threadsafe(trial.ask(made, question), loop)
        try:
            said = trying.result(trial.TRIAL_SECONDS + 5)
        except (TimeoutError, concurrent.futures.CancelledError) as error:
            raise trial.no_answer() from error
        if values is None:
            self._heard(GatewayReached(gateway, self._clock()))
        return said

    # --- on the engine's thread -----------------------------------------------------------------

    def _run(self) -> None:
        try:
            with contextlib.suppress(asyncio.CancelledError):
                asyncio.run(self._live())
        except Exception:
            log.exception("The engine ended by itself")
        finally:
            self._loop = self._dispatcher = None
            self._ready.set()

    async def _live(self) -> None:
        store = StoreThread(self._database, self._emit, self._timing)
        self._loop, self._life = asyncio.get_running_loop(), asyncio.current_task()
        self._ready.set()
        try:
            dispatcher = Dispatcher(
                store,
                {key: choice.make for key, choice in self._gateways.items()},
                desk_id=await store.write(_desk_id),
                clock=self._clock,
                emit=self._emit,
                timing=self._timing,
                names=self.gateways(),
                declared=self._declared,
                parts=self._parts(store),
            )
            self._dispatcher = dispatcher
            if self._stop_asked:
                return
            await dispatcher.run()
        finally:
            store.close()

    def _wake(self, dispatcher: Dispatcher) -> None:
        self._wakes.clear()
        dispatcher.wake()

    def _call(self, command: Callable[[Dispatcher], None]) -> None:
        loop, dispatcher = self._loop, self._dispatcher
        if loop is None or dispatcher is None:
            self._wakes.clear()
            return
        try:
            loop.call_soon_threadsafe(command, dispatcher)
        except RuntimeError:
            # It has just ended; there is nobody to tell.
            self._wakes.clear()

    def _emit(self, event: Event) -> None:
        try:
            self._heard(event)
        except Exception:
            log.exception("A listener failed on %s", type(event).__name__)


def _desk_id(session: Session) -> str:
    """What makes this desk's references its own at a gateway."""
    known = read_desk_id(session)
    if known is None:
        known = secrets.token_hex(8)
        write_setting(session, DESK_ID, known)
    return known
