"""One gateway's way out: a short buffer of claimed messages and the requests under way (E3, E4)."""

from __future__ import annotations

import asyncio
import logging
import random
from collections import Counter, deque
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from smsdesk.domain.text import Text, text
from smsdesk.engine.outage import Outage
from smsdesk.engine.pace import Pace
from smsdesk.engine.queue import Claimed
from smsdesk.engine.retry import Returned
from smsdesk.engine.supply import Supply
from smsdesk.engine.timing import Timing
from smsdesk.gateways.base import (
    Accepted,
    Gateway,
    GatewayDown,
    Outcome,
    OutgoingMessage,
    Refused,
    Throttled,
    TryLater,
    Unknown,
)

log = logging.getLogger(__name__)

#: The largest lot of one claim.
LARGEST_CLAIM = 1_000

HandOver = Callable[["Lane", Sequence[Claimed], Sequence[Outcome | Returned]], None]


class Request(NamedTuple):
    """Messages of one content that leave together."""

    task_id: int
    messages: Sequence[Claimed]


class Lane:
    """Sends what it is given, as fast as the gateway allows, and hands every outcome over.

    Belongs to the engine's loop. ``changed`` is called whenever there may be room for more, or the
    gateway went down or came back.
    """

    def __init__(
        self,
        key: str,
        gateway: Gateway,
        *,
        desk_id: str,
        timing: Timing,
        hand_over: HandOver,
        changed: Callable[[], None],
        told: Callable[[Lane, float | None], None],
        reached: Callable[[str], None] = lambda _key: None,
    ) -> None:
        """``told``: called when the gateway went down (seconds to the next probe) or is up again (None);
        ``reached`` with its key whenever it has answered."""
        self.key = key
        self.gateway = gateway
        self.outage = Outage(timing.first_probe, timing.longest_probe)
        self.pace = Pace(gateway.limits.messages_per_second)
        self.outstanding = 0
        """Messages claimed for this lane whose outcome is not stored yet."""
        self._desk_id = desk_id
        self._timing = timing
        self._hand_over = hand_over
        self._changed = changed
        self._told = told
        self._reached = reached
        self._buffer: deque[Request] = deque()
        self._supply = Supply(gateway.limits)
        self._turn = asyncio.Lock()
        self._news = asyncio.Event()
        self._down = asyncio.Event()
        self._back = asyncio.Event()
        self._progress = asyncio.Event()
        self._closing = False
        self._held: Counter[str] = Counter()
        """Numbers of which a reply is being stored that ends their subscription."""

    @property
    def up(self) -> bool:
        return self.outage.up

    async def until_empty(self) -> None:
        """Return when the outcome of everything that was claimed is on disk."""
        while self.outstanding:
            self._progress.clear()
            await self._progress.wait()

    async def until_up(self) -> None:
        """Return when the gateway can be reached, as far as is known."""
        while not self.up:
            self._back.clear()
            await self._back.wait()

    # --- claiming -------------------------------------------------------------------------------

    def room(self) -> int:
        """How many messages to claim now; 0 while enough are at hand or the gateway is down."""
        if self._closing or not self.up:
            return 0
        target = self._supply.target(self.pace.rate, self._time())
        room = target - self.outstanding
        return min(room, LARGEST_CLAIM) if room >= max(1, target // 3) else 0

    def put(self, messages: Sequence[Claimed]) -> None:
        """Take claimed messages on; those of one content and task share requests."""
        self.outstanding += len(messages)
        if self._held:
            messages = self._without_held(messages)
        alike: dict[tuple[int, str], list[Claimed]] = {}
        for message in messages:
            alike.setdefault((message.task_id, message.content), []).append(message)
        size = self._supply.request_size(self.pace.rate)
        requests = [
            Request(task, group[start : start + size])
            for (task, _), group in alike.items()
            for start in range(0, len(group), size)
        ]
        self._supply.formed(len(messages), len(requests))
        self._buffer.extend(requests)
        self._news.set()

    def settled(self, count: int, taken: int) -> None:
        """So many outcomes are on disk, so many of them left for good."""
        self.outstanding -= count
        self._progress.set()
        self._supply.left(taken, self._time())

    def release(self, keep: Collection[int] = frozenset()) -> None:
        """Hand back what has not left, except for the tasks to keep."""
        waiting, self._buffer = self._buffer, deque()
        for request in waiting:
            if request.task_id in keep:
                self._buffer.append(request)
            else:
                self._hand_over(self, request.messages, [Returned()] * len(request.messages))

    def hold(self, numbers: Collection[str]) -> None:
        """Let nothing more leave to these numbers until ``let_go``; what waits here is handed back (C5)."""
        self._held.update(numbers)
        waiting, self._buffer = self._buffer, deque()
        for request in waiting:
            left = self._without_held(request.messages)
            if left:
                self._buffer.append(Request(request.task_id, left))

    def let_go(self, numbers: Collection[str]) -> None:
        """The store knows now who may be sent to."""
        self._held -= Counter(numbers)

    def _without_held(self, messages: Sequence[Claimed]) -> Sequence[Claimed]:
        held = [message for message in messages if message.number in self._held]
        if not held:
            return messages
        self._hand_over(self, held, [Returned()] * len(held))
        return [message for message in messages if message.number not in self._held]

    # --- sending --------------------------------------------------------------------------------

    async def run(self) -> None:
        """Send until cancelled."""
        async with asyncio.TaskGroup() as group:
            for _ in range(self.gateway.limits.requests_at_once):
                group.create_task(self._work())
            group.create_task(self._watch())

    def close(self) -> None:
        """Take nothing more on and hand back what has not left; what is under way goes on."""
        self._closing = True
        self.release()

    async def _work(self) -> None:
        while True:
            async with self._turn:
                request = await self._next()
            outcomes: Sequence[Outcome | Returned] = [Unknown(note="cut off")] * len(request.messages)
            try:
                outcomes = await self._send(request.messages)
            finally:
                # Also when it is cut off, with the gateway being closed.
                self._hand_over(self, request.messages, outcomes)

    async def _next(self) -> Request:
        """The next request, when the pace allows it to leave."""
        while True:
            if self._buffer and self.up:
                wait = self.pace.wait(self._time())
                if not wait:
                    request = self._buffer.popleft()
                    self.pace.spend(len(request.messages), self._time())
                    return request
                # Short, because a stop may empty the buffer meanwhile.
                await asyncio.sleep(min(wait, 0.25))
            else:
                self._news.clear()
                await self._news.wait()

    async def _send(self, messages: Sequence[Claimed]) -> Sequence[Outcome | Returned]:
        outgoing = [self.outgoing(message) for message in messages]
        started = self._time()
        try:
            async with asyncio.timeout(self._timing.answer):
                outcomes = await self.gateway.send(outgoing)
        except GatewayDown as down:
            self.went_down(down.reason)
            return [Returned()] * len(messages)
        except TimeoutError:
            outcomes = [Unknown(note="no answer in time")] * len(messages)
        except Exception:
            # Whatever broke, the request may have been written: it is in doubt and not sent again.
            log.exception("The gateway %s failed", self.key)
            outcomes = [Unknown(note="failed")] * len(messages)
        if len(outcomes) != len(messages):
            log.error("The gateway %s gave %d outcomes for %d", self.key, len(outcomes), len(messages))
            missing = len(messages) - len(outcomes)
            outcomes = [*outcomes[: len(messages)], *[Unknown(note="no outcome")] * missing]
        self._supply.answered(self._time() - started)
        self._learn(outcomes)
        return outcomes

    def outgoing(self, message: Claimed) -> OutgoingMessage:
        """What the gateway is given. The reference names this attempt of this message for ever, also after
        a backup was restored and numbers are given out again."""
        reference = f"{self._desk_id}-{message.id}-{message.attempts}-{message.requested_at:x}"
        return OutgoingMessage(
            *(message.id, message.number, message.content, message.region, message.sms_type),
            *(reference, message.wording, message.requested_at),
        )

    def _learn(self, outcomes: Sequence[Outcome]) -> None:
        throttles = [outcome.delay for outcome in outcomes if isinstance(outcome, Throttled)]
        # A few of many are those numbers' own affair; the pace is for what the gateway says to all.
        if throttles and 2 * len(throttles) >= len(outcomes):
            self.pace.throttled(self._time(), max(throttles))
        if any(isinstance(outcome, Accepted | Refused) for outcome in outcomes):
            self.outage.got_through()
            self._reached(self.key)
        # Of one that leaves everything in doubt, no more is put in doubt than must be.
        elif all(isinstance(one, TryLater | Unknown) for one in outcomes) and self.outage.put_off(
            self._time()
        ):
            self.went_down(_not_serving(all(isinstance(one, Unknown) for one in outcomes)))

    # --- outage ---------------------------------------------------------------------------------

    def went_down(self, reason: Text) -> None:
        """The gateway cannot be reached: nothing more is sent until a probe is answered. What waits here is
        put back when its tasks are looked at, which ``changed`` brings about."""
        if self.outage.begin(reason):
            self._down.set()
            self._changed()

    async def _watch(self) -> None:
        while True:
            await self._down.wait()
            self._down.clear()
            while not self.up:
                pause = self.outage.next_probe(random.random())
                self._told(self, pause)
                await asyncio.sleep(pause)
                await self._probe()
            self._told(self, None)
            self._news.set()
            self._back.set()
            self._changed()

    async def _probe(self) -> None:
        try:
            async with asyncio.timeout(self._timing.answer):
                await self.gateway.probe()
        except GatewayDown as down:
            self.outage.begin(down.reason)
        except TimeoutError:
            log.info("The gateway %s does not answer a probe", self.key)
        except Exception:
            log.exception("A probe of the gateway %s failed", self.key)
        else:
            self.outage.end()
            self._reached(self.key)

    def _time(self) -> float:
        return asyncio.get_running_loop().time()


def _not_serving(silent: bool) -> Text:
    if silent:
        return text(
            "The gateway does not answer messages as it should, so that it is not known which arrive. "
            "Sending goes on when it is back."
        )
    return text("The gateway answers that it is out of service. Sending goes on when it is back.")
