"""Due times follow the computer's clock when that is put back (E5)."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from smsdesk.engine.store_thread import StoreThread
from smsdesk.store.due_times import pull_back

log = logging.getLogger(__name__)

#: Less than this is the ordinary correction of a clock that the network keeps, in ms.
_NOTICED_MS = 30_000


class WallClock:
    """Compares the clock that people read with one that nobody sets."""

    def __init__(
        self, store: StoreThread, clock: Callable[[], int], timer: Callable[[], float] = time.monotonic
    ) -> None:
        """``clock``: ms since 1970 UTC. ``timer``: seconds that only go on."""
        self._store = store
        self._clock = clock
        self._timer = timer
        self._ahead: float | None = None

    async def look(self) -> bool:
        """Let be due what a clock that was wrong has put off; whether it was put back since the last look.
        The first look is for what an earlier run has written."""
        now = self._clock()
        before, self._ahead = self._ahead, now - 1000 * self._timer()
        jumped = before is not None and self._ahead < before - _NOTICED_MS
        if jumped or before is None:
            await self._store.write(lambda session: pull_back(session, now=now, jumped=jumped))
        if jumped:
            log.info("The computer's clock was put back; what waits is looked at again")
        return jumped
