"""After a crash, and whenever an answer was lost: the gateway is asked what it got, where it can be asked.
What stays in doubt is shown as unknown and never sent again by itself (E5)."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
from collections.abc import Callable, Sequence
from functools import partial

from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.profile import Region, SmsType
from smsdesk.engine.lane import Lane
from smsdesk.engine.queue import Claimed, wording_at, zone_of
from smsdesk.engine.store_thread import StoreThread
from smsdesk.engine.timing import Timing
from smsdesk.gateways.base import GatewayDown, Known, Wording
from smsdesk.store.message_states import UNSURE, Result, finish_tasks, settle
from smsdesk.store.receipt_rows import apply_waiting

log = logging.getLogger(__name__)

_LOT = 500
#: An unknown message is asked about so many seconds after the last time; carriers forget after three days.
_ASK_AGAIN = (15.0, 60.0, 600.0, 3600.0, 6 * 3600.0, 24 * 3600.0)
_ASKED_MS = 72 * 3_600_000

_OPEN = sql("""
SELECT m.id, m.task_id, m.number, m.content, m.region, m.sms_type, m.attempts, m.requested_at
FROM message m
WHERE m.status = :status AND m.gateway = :gateway AND m.id > :after AND m.requested_at > :since
ORDER BY m.id LIMIT :limit
""")
_WORDING = sql("SELECT template_id, body, signature FROM task WHERE id = :task")
_GATEWAYS = sql("SELECT DISTINCT gateway FROM message WHERE status IN ('in_flight', 'unknown')")


def gateways_in_doubt(session: Session) -> set[str]:
    """Gateways of messages that an earlier run left in flight or in doubt."""
    return set(session.execute(_GATEWAYS).scalars())


def open_messages(
    session: Session, status: MessageStatus, gateway: str, *, after: int = 0, since: int = 0
) -> list[Claimed]:
    """The next messages of a gateway that are in flight or in doubt, by id."""
    values = {"status": status, "gateway": gateway, "after": after, "since": since, "limit": _LOT}
    rows = session.execute(_OPEN, values).all()
    said: dict[int, Wording] = {}
    for task in {row.task_id for row in rows}:
        row = session.execute(_WORDING, {"task": task}).one()
        said[task] = wording_at(session, gateway, row.template_id, row.body, row.signature)
    return [
        Claimed(
            *(row.id, row.task_id, row.number, row.content, Region(row.region), SmsType(row.sms_type)),
            *(row.attempts, row.requested_at, said[row.task_id]),
        )
        for row in rows
    ]


def all_left(session: Session, gateway: str) -> list[Claimed]:
    """What an earlier run left in flight through this gateway; at most what a lane holds at once."""
    left: list[Claimed] = []
    while lot := open_messages(session, MessageStatus.IN_FLIGHT, gateway, after=left[-1].id if left else 0):
        left += lot
    return left


class Doubts:
    """Settles what is in doubt at one gateway."""

    def __init__(
        self,
        gateway: str,
        lane: Lane | None,
        store: StoreThread,
        *,
        clock: Callable[[], int],
        timing: Timing,
        touched: Callable[[set[int]], None],
    ) -> None:
        """Without a lane (a gateway this program does not have) nobody can be asked."""
        self._gateway = gateway
        self._lane = lane if lane and lane.gateway.can_look_up else None
        self._store = store
        self._clock = clock
        self._timing = timing
        self._touched = touched
        self._news = asyncio.Event()
        self._settling: set[asyncio.Task[None]] = set()
        self.left: Sequence[Claimed] = ()
        """What an earlier run left and nobody has decided about."""

    def ask(self) -> None:
        """There are unknown messages."""
        self._news.set()

    async def recover(self, left: Sequence[Claimed], *, forever: bool = True) -> None:
        """Settle what an earlier run left in flight, then go on asking about unknown messages."""
        asked_from = self._time()
        self.left = left
        while self.left and self._lane:
            patient = self._time() - asked_from < self._timing.doubt
            known = await self._look_up(self._lane, self.left)
            results, later = [], []
            for message, answer in zip(self.left, known, strict=True):
                if answer is not None and not answer.taken and patient:
                    # It may still have been on its way when we asked.
                    later.append(message)
                else:
                    results.append(self._result(message, answer))
            await self._decided(results, later)
            if self.left:
                await asyncio.sleep(max(0.0, asked_from + self._timing.doubt - self._time()))
        await self._decided([self._result(message, None) for message in self.left], ())
        if forever:
            self.ask()
            await self._keep_asking()

    async def _decided(self, results: Sequence[Result], later: Sequence[Claimed]) -> None:
        """Store it whatever becomes of whoever asked: nobody asks about these again."""
        self.left = later
        task = asyncio.create_task(self._settle(results, MessageStatus.IN_FLIGHT))
        self._settling.add(task)
        task.add_done_callback(self._settling.discard)
        await asyncio.shield(task)

    async def _keep_asking(self) -> None:
        due = math.inf
        pauses = iter(_ASK_AGAIN)
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(None if due == math.inf else max(0.0, due - self._time())):
                    await self._news.wait()
            if self._news.is_set():
                self._news.clear()
                pauses = iter(_ASK_AGAIN)
                # Sooner than planned for the older ones, but never put off by newer ones.
                due = min(due, self._time() + self._timing.doubt)
            elif self._lane is None or not await self._ask_about_unknown(self._lane):
                due = math.inf
            else:
                due = self._time() + next(pauses, math.inf)

    async def _ask_about_unknown(self, lane: Lane) -> bool:
        """Whether some are still unknown."""
        after, some_left = 0, False
        since = self._clock() - _ASKED_MS
        while True:
            lot = await self._store.read(
                partial(
                    open_messages,
                    status=MessageStatus.UNKNOWN,
                    gateway=self._gateway,
                    after=after,
                    since=since,
                )
            )
            if not lot:
                return some_left
            after = lot[-1].id
            known = await self._look_up(lane, lot)
            found = [
                self._result(one, answer)
                for one, answer in zip(lot, known, strict=True)
                if answer is not None and answer.taken
            ]
            # "I have not got it" leaves it unknown: whether it is sent again is for the user to say.
            some_left |= len(found) < len(lot)
            await self._settle(found, MessageStatus.UNKNOWN)

    async def _look_up(self, lane: Lane, messages: Sequence[Claimed]) -> list[Known | None]:
        known: list[Known | None] = []
        while len(known) < len(messages):
            lot = [lane.outgoing(message) for message in messages[len(known) : len(known) + _LOT]]
            await lane.until_up()
            try:
                async with asyncio.timeout(self._timing.answer):
                    answers = await lane.gateway.look_up(lot)
            except GatewayDown as down:
                lane.went_down(down.reason)
                continue
            except TimeoutError:
                answers = [None] * len(lot)
            except Exception:
                log.exception("Asking the gateway %s about messages failed", self._gateway)
                answers = [None] * len(lot)
            known += [*answers, *[None] * len(lot)][: len(lot)]
        return known

    def _result(self, message: Claimed, known: Known | None) -> Result:
        if known is None:
            return Result(message.id, MessageStatus.UNKNOWN, UNSURE)
        if not known.taken:
            return Result(message.id, MessageStatus.QUEUED, due_at=self._clock())
        return Result(
            message.id,
            MessageStatus.ACCEPTED,
            gateway_id=known.gateway_id,
            sent_at=message.requested_at,
            fee=known.fee,
        )

    async def _settle(self, results: Sequence[Result], was: MessageStatus) -> None:
        if not results:
            return
        gateway_ids = [result.gateway_id for result in results if result.gateway_id is not None]

        def write(session: Session) -> set[int]:
            tasks = settle(session, results, zone=zone_of(session), was=was)
            now = self._clock()
            apply_waiting(session, self._gateway, gateway_ids, now=now)
            return tasks.union(finish_tasks(session, now=now))

        self._touched(await self._store.write(write))

    def _time(self) -> float:
        return asyncio.get_running_loop().time()
