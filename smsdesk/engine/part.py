"""A part of the engine that works off rows which wait in the store, beside the sending of messages."""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Sequence

log = logging.getLogger(__name__)

#: Nothing waits: look again after so many seconds, should a wake-up have been missed.
IDLE_SECONDS = 60.0
#: Many wake-ups in so many seconds are one turn.
GATHER_SECONDS = 0.25
#: After a bug of ours; the rows are still there.
FAULT_SECONDS = 30.0


class Part(ABC):
    """Works in turns on the engine's loop: when woken, or when its last turn said so."""

    name: str

    def __init__(self) -> None:
        self._woken = asyncio.Event()

    @abstractmethod
    async def turn(self) -> float | None:
        """Do what is due; seconds until something else is, None when nothing waits."""

    async def close(self) -> None:  # noqa: B027  # most have nothing to let go of
        """Let go of what was kept open; called once, after the last turn."""

    def wake(self) -> None:
        """Something was stored: look now. On the loop."""
        self._woken.set()

    async def run(self) -> None:
        """Work until cancelled. What a turn breaks off is still in the store for the next start."""
        try:
            while True:
                self._woken.clear()
                try:
                    pause = await self.turn()
                except Exception:
                    log.exception("The engine's part %s failed; it tries again", self.name)
                    pause = FAULT_SECONDS
                wait = IDLE_SECONDS if pause is None else min(max(pause, 0.01), IDLE_SECONDS)
                try:
                    async with asyncio.timeout(wait):
                        await self._woken.wait()
                    await asyncio.sleep(GATHER_SECONDS)
                except TimeoutError:
                    pass
        finally:
            await self.close()


async def cancel(jobs: Sequence[asyncio.Task[None]]) -> None:
    """End jobs, and return when they have ended."""
    for job in jobs:
        job.cancel()
    await asyncio.gather(*jobs, return_exceptions=True)
