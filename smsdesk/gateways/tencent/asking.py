"""Asking the cloud about single numbers: what became of messages in doubt, and reports that did not come.

A number can be asked about seven days back. Only a report proves that a message was taken; that there is none
proves nothing, because the carrier may not have reported yet (E5).
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Callable, Iterable, Mapping, Sequence

from smsdesk.domain.fragments import measure
from smsdesk.gateways.base import GatewayDown, Known, OutgoingMessage, Receipt, SentMessage
from smsdesk.gateways.line import NoAnswer
from smsdesk.gateways.tencent.codes import NOT_PERMITTED, Verdict, verdict
from smsdesk.gateways.tencent.context import is_in
from smsdesk.gateways.tencent.line import CloudRefusal, TencentLine
from smsdesk.gateways.tencent.numbers import digits, same_number
from smsdesk.gateways.tencent.reports import context_in, number_in, receipt_in

logger = logging.getLogger(__name__)

_LIMIT = 100
_DAYS_BACK_MS = 7 * 86_400_000 - 60_000
#: Clocks differ: it is asked from so long before a message was taken up.
_MARGIN_MS = 600_000
#: The cloud takes 20 questions a second, over everything that asks in the account's name.
PER_SECOND = 12.0
#: So many questions are under way at the same time.
_AT_ONCE = 4
#: After so many seconds the rest is left for another time; the engine waits 90 s for an answer.
_ENOUGH = 50.0
_REFUSED_SECONDS = 3600.0


class Asking:
    """Questions about numbers, at a pace the cloud takes."""

    def __init__(
        self, line: TencentLine, app_id: str, clock: Callable[[], int], per_second: float = PER_SECOND
    ) -> None:
        """``clock``: ms since 1970 UTC."""
        self._line = line
        self._pause = 1 / per_second
        self._app_id = app_id
        self._clock = clock
        self._next = -math.inf
        self._not_before = -math.inf

    async def look_up(self, messages: Sequence[OutgoingMessage]) -> list[Known | None]:
        """Taken, where a report repeats the message's reference; None otherwise. Raises ``GatewayDown``."""
        since: dict[str, int] = {}
        for one in messages:
            since[one.number] = min(one.requested_at, since.get(one.number, one.requested_at))
        items = await self._ask_all(since)
        return [_known(one, items.get(one.number, ())) for one in messages]

    async def receipts_of(self, messages: Sequence[SentMessage]) -> list[Receipt]:
        """See ``ReceiptsByNumber.receipts_of``."""
        since: dict[str, int] = {}
        for one in messages:
            since[one.number] = min(one.sent_at, since.get(one.number, one.sent_at))
        wanted = {one.gateway_id for one in messages}
        found = await self._ask_all(since)
        return [
            receipt
            for items in found.values()
            for item in items
            if (receipt := receipt_in(item)) and receipt.gateway_id in wanted
        ]

    async def _ask_all(self, since: Mapping[str, int]) -> dict[str, list[object]]:
        """Reports of each number since a time (ms), without numbers that could not be asked about."""
        found: dict[str, list[object]] = {}
        left = iter(since.items())
        end = asyncio.get_running_loop().time() + _ENOUGH

        async def work() -> None:
            for number, start in left:
                if not await self._turn(end):
                    return
                items = await self._ask(number, start)
                if items is not None:
                    found[number] = items

        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(min(_AT_ONCE, len(since))):
                    group.create_task(work())
        except ExceptionGroup as faults:
            # Not ``except*``: what is raised there is wrapped again before Python 3.11.4.
            down, others = faults.split(GatewayDown)
            if down is None or others is not None:
                raise
            raise _first(down.exceptions) from None
        return found

    async def _turn(self, end: float) -> bool:
        """Wait for the next free moment; whether there is one before the end."""
        now = asyncio.get_running_loop().time()
        moment = max(now, self._next)
        if moment >= end or now < self._not_before:
            return False
        self._next = moment + self._pause
        await asyncio.sleep(moment - now)
        return True

    async def _ask(self, number: str, since: int) -> list[object] | None:
        now = self._clock()
        start = max(since - _MARGIN_MS, now - _DAYS_BACK_MS) // 1000
        request = {
            "BeginTime": start,
            "Offset": 0,
            "Limit": _LIMIT,
            "PhoneNumber": number,
            "SmsSdkAppId": self._app_id,
        }
        try:
            response = await self._line.ask("PullSmsSendStatusByPhoneNumber", request)
        except NoAnswer as fault:
            logger.info("No answer about a number: %s", fault)
            return None
        except CloudRefusal as no:
            self._refused(no)
            return None
        items = response.get("PullSmsSendStatusSet")
        return items if isinstance(items, list) else None

    def _refused(self, no: CloudRefusal) -> None:
        loop = asyncio.get_running_loop()
        match verdict(no.code):
            case Verdict.THROTTLED:
                self._next = loop.time() + 1.0
            case Verdict.DOWN if no.code not in NOT_PERMITTED:
                raise no.down() from no
            case Verdict.DOWN:
                self._not_before = loop.time() + _REFUSED_SECONDS
                logger.warning(
                    "Tencent Cloud does not answer about single numbers for this account (%s): its support "
                    "must enable PullSmsSendStatusByPhoneNumber for the application.",
                    no.code,
                )


def _known(message: OutgoingMessage, items: Iterable[object]) -> Known | None:
    for item in items:
        receipt = receipt_in(item)
        if (
            receipt
            and isinstance(item, dict)
            and same_number(digits(number_in(item)), digits(message.number))
            and is_in(message.reference, context_in(item))
        ):
            fragments = measure(message.content, message.region).fragments
            return Known(taken=True, gateway_id=receipt.gateway_id, fee=fragments)
    return None


def _first(faults: Sequence[BaseException]) -> GatewayDown:
    for fault in faults:
        if isinstance(fault, GatewayDown):
            return fault
        if isinstance(fault, BaseExceptionGroup):
            return _first(fault.exceptions)
    raise AssertionError("a group of no faults")
