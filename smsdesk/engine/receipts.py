"""Fetching status reports and replies: stored first, then confirmed to the gateway (E7, C5)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import AbstractContextManager

from smsdesk.domain.unsubscribing import unsubscribes
from smsdesk.engine.events import Event, ReceiptsApplied, RepliesArrived
from smsdesk.engine.lane import Lane
from smsdesk.engine.missing_receipts import MissingReceipts
from smsdesk.engine.store_thread import StoreThread
from smsdesk.engine.timing import Timing
from smsdesk.gateways.base import GatewayDown, IncomingReply, Receipt
from smsdesk.store.receipt_rows import ReceiptFacts, store_receipts
from smsdesk.store.reply_rows import ReplyFacts, store_replies

log = logging.getLogger(__name__)

#: A receipt's own time is believed from so long ago to so far ahead, in ms; carriers report for some days.
_OLDEST_MS, _AHEAD_MS = 30 * 86_400_000, 300_000


class Reports:
    """Receipts and replies of one lane."""

    def __init__(
        self,
        lane: Lane,
        store: StoreThread,
        *,
        clock: Callable[[], int],
        timing: Timing,
        emit: Callable[[Event], None],
        touched: Callable[[set[int]], None],
        holding: Callable[[Collection[str]], AbstractContextManager[None]],
    ) -> None:
        """``touched``: told which tasks changed, and that replies came. ``holding``: keeps every lane from
        sending to numbers while it is stored that they unsubscribed."""
        self._lane = lane
        self._store = store
        self._clock = clock
        self._timing = timing
        self._emit = emit
        self._touched = touched
        self._holding = holding
        self._missing = MissingReceipts(lane, store, clock=clock, timing=timing, came=self._store_receipts)

    async def run(self) -> None:
        """Poll until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._keep_polling(self._receipts))
            group.create_task(self._keep_polling(self._replies))
            group.create_task(self._missing.run())

    async def _keep_polling(self, poll: Callable[[], Awaitable[bool]]) -> None:
        pause = self._timing.shortest_poll
        while True:
            came = False
            if self._lane.up:
                try:
                    async with asyncio.timeout(self._timing.answer):
                        came = await poll()
                except GatewayDown as down:
                    self._lane.went_down(down.reason)
                except TimeoutError:
                    log.info("The gateway %s does not answer a poll", self._lane.key)
                except Exception:
                    log.exception("Polling the gateway %s failed", self._lane.key)
            # While messages are on their way their reports follow soon; an idle gateway is left alone.
            lively = came or self._lane.outstanding
            pause = self._timing.shortest_poll if lively else min(pause * 1.5, self._timing.longest_poll)
            await asyncio.sleep(pause)

    async def _receipts(self) -> bool:
        receipts = await self._lane.gateway.poll_receipts()
        if not receipts:
            return False
        await self._store_receipts(receipts)
        # Only now that they are on disk; a crash in between brings them again, and they are known then.
        await self._lane.gateway.confirm_receipts(receipts)
        return True

    async def _store_receipts(self, receipts: Sequence[Receipt]) -> None:
        now = self._clock()
        facts = list({one.key: one for one in (_receipt_facts(each, now) for each in receipts)}.values())
        changed, tasks = await self._store.write(
            lambda session: store_receipts(session, self._lane.key, facts, now=now)
        )
        if changed:
            self._touched(tasks)
            self._emit(ReceiptsApplied(changed))

    async def _replies(self) -> bool:
        replies: Sequence[IncomingReply] = await self._lane.gateway.poll_replies()
        if not replies:
            return False
        facts = [ReplyFacts(one.key, one.number, one.content, one.at, one.signature) for one in replies]
        now = self._clock()
        with self._holding({one.number for one in replies if unsubscribes(one.content)}):
            new, unsubscribed = await self._store.write(
                lambda session: store_replies(session, self._lane.key, facts, now=now)
            )
        await self._lane.gateway.confirm_replies(replies)
        if new:
            self._touched(set())
            self._emit(RepliesArrived(new, unsubscribed))
        return True


def _receipt_facts(receipt: Receipt, now: int) -> ReceiptFacts:
    # By what it says itself it is known again; a time that cannot be is not believed.
    key = receipt.key or f"{receipt.gateway_id} {receipt.number} {receipt.code} {receipt.at}"
    at = receipt.at if now - _OLDEST_MS <= receipt.at <= now + _AHEAD_MS else now
    return ReceiptFacts(key, receipt.gateway_id, receipt.number, receipt.delivered, receipt.code, at)
