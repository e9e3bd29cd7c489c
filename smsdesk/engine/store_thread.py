"""The engine's own thread for the store: claims and results are written while requests are under way."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy.orm import Session

from smsdesk.domain.errors import DeskError
from smsdesk.domain.text import Text, text
from smsdesk.engine.events import EngineFault, EngineWell, Event
from smsdesk.engine.timing import Timing
from smsdesk.store.database import Database

log = logging.getLogger(__name__)

T = TypeVar("T")


class StoreThread:
    """Runs short transactions one after the other. Used from the engine's loop."""

    def __init__(self, database: Database, emit: Callable[[Event], None], timing: Timing) -> None:
        self._database = database
        self._emit = emit
        self._timing = timing
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="smsdesk-engine-store")
        self._fault: Text | None = None

    async def read(self, work: Callable[[Session], T]) -> T:
        """Look; tried again until it can be done."""
        return await self._until_done(lambda: self._reading(work))

    async def write(self, work: Callable[[Session], T]) -> T:
        """Change; tried again until it is on disk. ``work`` may run several times and must not keep state.

        While the store cannot be written (full disk, locked) the engine says so once and waits longer and
        longer; what was to be written stays in memory (S1).
        """
        return await self._until_done(lambda: self._writing(work))

    def close(self) -> None:
        """Take no more work; does not wait for a transaction that hangs on a locked file."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _reading(self, work: Callable[[Session], T]) -> T:
        with self._database.read() as session:
            return work(session)

    def _writing(self, work: Callable[[Session], T]) -> T:
        with self._database.write() as session:
            return work(session)

    async def _until_done(self, work: Callable[[], T]) -> T:
        pause = self._timing.fault
        while True:
            try:
                result = await asyncio.get_running_loop().run_in_executor(self._pool, work)
            except DeskError as fault:
                self._tell(fault.message)
                log.warning("The store cannot be used: %s", fault.details)
            except Exception:
                # A bug of ours must not end the engine: what it holds in memory would be lost.
                log.exception("A transaction failed")
                self._tell(
                    text(
                        "The sending engine met an unexpected fault; it tries again. The log has the details."
                    )
                )
            else:
                if self._fault is not None:
                    self._fault = None
                    self._emit(EngineWell())
                return result
            await asyncio.sleep(pause)
            pause = min(pause * 2, self._timing.longest_fault)

    def _tell(self, fault: Text) -> None:
        if fault != self._fault:
            self._fault = fault
            self._emit(EngineFault(fault))
