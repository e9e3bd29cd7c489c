"""Having reports handed out: a queue at the cloud that gives each of them once (E7)."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Callable, Hashable, Sequence
from pathlib import Path
from typing import Generic, TypeVar

from smsdesk.gateways.tencent.codes import NOT_PERMITTED, Verdict, verdict
from smsdesk.gateways.tencent.kept import MOST, Kept
from smsdesk.gateways.tencent.line import CloudRefusal, TencentLine

logger = logging.getLogger(__name__)

T = TypeVar("T", bound=Hashable)

_LIMIT = 100
#: An account that may not pull is asked again after so many seconds: support may have enabled it.
_REFUSED_SECONDS = 3600.0
#: How often the folder is looked at for what another run left, in seconds.
_LOAD_SECONDS = 60.0
_CLOSE_SECONDS = 1.0

_ACTIONS = {
    "receipts": ("PullSmsSendStatus", "PullSmsSendStatusSet"),
    "replies": ("PullSmsReplyStatus", "PullSmsReplyStatusSet"),
}


class Pulling(Generic[T]):
    """Reports of one kind, from the cloud's queue to the desk's confirmation."""

    def __init__(
        self,
        line: TencentLine,
        kind: str,
        app_id: str,
        read: Callable[[object], T | None],
        *,
        folder: Path | None,
        idle_seconds: float,
    ) -> None:
        """``kind``: ``receipts`` or ``replies``."""
        self.kept: Kept[T] = Kept(folder, kind, read)
        self._line = line
        self._kind = kind
        self._action, self._set = _ACTIONS[kind]
        self._app_id = app_id
        self._idle = idle_seconds
        self._keeps = folder is not None
        self._not_before = -math.inf
        self._loaded_at = -math.inf
        self._refused = False
        self._work: asyncio.Task[None] | None = None

    async def poll(self, *, asking: bool = True) -> Sequence[T]:
        """What is not confirmed yet, and with ``asking`` what has come since. Raises ``GatewayDown``."""
        now = asyncio.get_running_loop().time()
        if now - self._loaded_at >= _LOAD_SECONDS:
            self._loaded_at = now
            await self.kept.load()
        if asking and now >= self._not_before and len(self.kept) < MOST:
            await self._pull()
        return self.kept.all()

    def hurry(self) -> None:
        """Ask and look at once, however lately that was done."""
        self._not_before = self._loaded_at = -math.inf

    async def permitted(self) -> bool:
        """Whether the account may have them handed out, as far as that can be asked without losing any."""
        if self._keeps:
            await self._pull()
        return not self._refused

    async def close(self) -> None:
        """Let what is being handed out arrive, for a moment."""
        work, self._work = self._work, None
        if work and not work.done():
            await asyncio.wait([work], timeout=_CLOSE_SECONDS)
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)

    async def _pull(self) -> None:
        # In a task of its own: whoever waits may be cut off, and what the cloud has handed out is then gone.
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._ask(), name=f"pull {self._kind}")
            self._work.add_done_callback(_look_at)
        await asyncio.shield(self._work)

    async def _ask(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            response = await self._line.question(self._action, {"Limit": _LIMIT, "SmsSdkAppId": self._app_id})
        except CloudRefusal as no:
            self._not_before = loop.time() + max(self._idle, 1.0)
            self._refused_with(no)
            return
        self._refused = False
        items = response.get(self._set)
        items = items if isinstance(items, list) else []
        if not items:
            self._not_before = loop.time() + self._idle
        await self.kept.add(items)

    def _refused_with(self, no: CloudRefusal) -> None:
        match verdict(no.code):
            case Verdict.THROTTLED | Verdict.LATER | Verdict.UNKNOWN:
                return
            case Verdict.DOWN if no.code not in NOT_PERMITTED:
                raise no.down() from no
        # Sending goes on: receipts then come number by number.
        self._not_before = asyncio.get_running_loop().time() + _REFUSED_SECONDS
        if not self._refused:
            self._refused = True
            logger.warning(
                "Tencent Cloud does not hand out %s to this account (%s): its support must enable %s for the "
                "application. Sending goes on; receipts are asked for number by number.",
                self._kind,
                no.code,
                self._action,
            )


def _look_at(work: asyncio.Task[None]) -> None:
    """A fault of which nobody waits to hear is no bug."""
    if not work.cancelled():
        work.exception()
