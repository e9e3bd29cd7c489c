"""When each gateway has answered last, told now and then (A10)."""

from __future__ import annotations

from collections.abc import Callable

from smsdesk.engine.events import Event, GatewayReached

#: While a gateway answers, this is told again after so many milliseconds.
PAUSE_MS = 30_000


class Reached:
    """``clock``: ms since 1970 UTC; it may be set back."""

    def __init__(self, clock: Callable[[], int], emit: Callable[[Event], None]) -> None:
        self._clock = clock
        self._emit = emit
        self._told_at: dict[str, int] = {}

    def note(self, gateway: str) -> None:
        """It has answered just now. Cheap: called for every request."""
        now = self._clock()
        told = self._told_at.get(gateway)
        if told is None or not 0 <= now - told < PAUSE_MS:
            self._told_at[gateway] = now
            self._emit(GatewayReached(gateway, now))

    def forget(self, gateway: str) -> None:
        """It has other settings now: with them it has not answered yet."""
        self._told_at.pop(gateway, None)
        self._emit(GatewayReached(gateway, None))
