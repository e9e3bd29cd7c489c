"""What came in by push and is not on disk yet: its sender is answered when it is (E7)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

from smsdesk.gateways.base import IncomingReply, Receipt

Report = TypeVar("Report", Receipt, IncomingReply)


class Inbox(Generic[Report]):
    """Reports by key, in the order they came. Belongs to one loop."""

    def __init__(self, room: int) -> None:
        """``room``: at most so many wait at a time."""
        self._room = room
        self._waiting: dict[str, Report] = {}
        self._stored: dict[str, asyncio.Event] = {}

    async def keep(self, reports: Iterable[Report], seconds: float) -> bool:
        """Return when all are stored (True), or when there is no room or it takes too long (False).

        What was not stored in time stays: it is stored soon, and the same once more is known then.
        """
        new = {one.key: one for one in reports}
        if len(self._waiting.keys() | new.keys()) > self._room:
            return False
        for key, one in new.items():
            self._waiting.setdefault(key, one)
            self._stored.setdefault(key, asyncio.Event())
        events = [self._stored[key] for key in new]
        try:
            async with asyncio.timeout(seconds):
                for event in events:
                    await event.wait()
        except TimeoutError:
            return False
        return True

    def waiting(self, most: int) -> Sequence[Report]:
        """The oldest that are not stored yet."""
        return [one for _, one in zip(range(most), self._waiting.values(), strict=False)]

    def stored(self, reports: Iterable[Report]) -> None:
        """These are on disk."""
        for one in reports:
            self._waiting.pop(one.key, None)
            event = self._stored.pop(one.key, None)
            if event:
                event.set()
