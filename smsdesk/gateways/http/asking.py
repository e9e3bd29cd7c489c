"""Asking a provider for the outcome of each message, where it does not tell it by itself (E7, N1)."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from urllib.parse import quote

from smsdesk.domain.errors import Invalid
from smsdesk.domain.text import text
from smsdesk.gateways.base import GatewayDown, Receipt, SentMessage
from smsdesk.gateways.http.placeholders import BY_NAME, names_in
from smsdesk.gateways.http.report_settings import ASKED
from smsdesk.gateways.http.reports import ReportRules
from smsdesk.gateways.http.request import checked_address
from smsdesk.gateways.http.templates import address
from smsdesk.gateways.http.where import Said
from smsdesk.gateways.line import Answer, NoAnswer, NotWritten

#: Asked at once, and in one poll, so that sending goes on beside it.
_AT_ONCE, _AT_A_TIME = 4, 40
_POLL_SECONDS = 10.0
#: Where nothing else waits for it: less than the engine's own limit for an answer.
_ROUND_SECONDS = 75.0
#: A message is asked about so soon, then ever more rarely, in ms; after a day the engine asks by itself.
_FIRST, _RAREST, _FOR_HOW_LONG = 2_000, 600_000, 86_400_000
_MOST = 100_000
_ID = "smsdesk-gateway-id"

Ask = Callable[[str], Awaitable[Answer]]
"""A GET with the gateway's headers."""


def status_address(values: Mapping[str, str], filling: Mapping[str, str]) -> str:
    """The address with a mark where the message's name goes; empty when nothing is asked.

    Raises ``Invalid`` at ``status_address``.
    """
    if values["reports"] != ASKED:
        return ""
    words = values["status_address"]
    named = names_in(words)
    if "gateway_id" not in named:
        raise Invalid(
            text("Put {placeholder} where the message's name belongs.", placeholder="{gateway_id}"),
            field="status_address",
        )
    if wrong := next((name for name in sorted(named) if name in BY_NAME), ""):
        raise Invalid(
            text("{name} is not known any more when reports are asked for.", name="{" + wrong + "}"),
            field="status_address",
        )
    words = checked_address(words, field="status_address").replace("{gateway_id}", _ID)
    (whole,) = address(words, filling, "utf-8").parts
    return str(whole)


@dataclass(frozen=True, slots=True)
class _Waiting:
    number: str
    since: int


class Asking:
    """The messages of this run that wait for a report."""

    def __init__(
        self,
        where: str,
        rules: ReportRules,
        ask: Ask,
        *,
        clock: Callable[[], int],
        timer: Callable[[], int],
    ) -> None:
        """``where``: of ``status_address``. ``timer``: ms of a clock that nobody sets."""
        self._where = where
        self._rules = rules
        self._ask = ask
        self._clock = clock
        self._timer = timer
        self._waiting: dict[str, _Waiting] = {}
        self._due: list[tuple[int, str]] = []
        """When each is asked about next, the soonest first."""
        self._found: dict[str, Receipt] = {}

    def await_report(self, gateway_id: str, number: str) -> None:
        """From now on, ask about it. Past 100,000 the engine's own round (``receipts_of``) must do."""
        if len(self._waiting) < _MOST and gateway_id not in self._waiting:
            now = self._timer()
            self._waiting[gateway_id] = _Waiting(number, now)
            heapq.heappush(self._due, (now + _FIRST, gateway_id))

    async def poll(self) -> Sequence[Receipt]:
        """Those that are known and not confirmed; asks about some that are due. Raises ``GatewayDown``."""
        now = self._timer()
        asked: list[tuple[str, str]] = []
        while self._due and self._due[0][0] <= now and len(asked) < _AT_A_TIME:
            id_ = heapq.heappop(self._due)[1]
            one = self._waiting[id_]
            asked.append((id_, one.number))
            if now - one.since > _FOR_HOW_LONG:
                del self._waiting[id_]
            else:
                again = now + min(max(_FIRST, (now - one.since) // 2), _RAREST)
                heapq.heappush(self._due, (again, id_))
        for receipt in await self._ask_about(asked, _POLL_SECONDS):
            self._found[receipt.key] = receipt
        self._forget({one.gateway_id for one in self._found.values()})
        return list(self._found.values())

    def _forget(self, ids: Set[str]) -> None:
        if not self._waiting.keys().isdisjoint(ids):
            for id_ in ids:
                self._waiting.pop(id_, None)
            self._due = [each for each in self._due if each[1] in self._waiting]
            heapq.heapify(self._due)

    def confirm(self, receipts: Sequence[Receipt]) -> None:
        for one in receipts:
            self._found.pop(one.key, None)

    async def receipts_of(self, messages: Sequence[SentMessage]) -> Sequence[Receipt]:
        """See ``ReceiptsByNumber``."""
        return await self._ask_about([(one.gateway_id, one.number) for one in messages], _ROUND_SECONDS)

    async def _ask_about(self, messages: Sequence[tuple[str, str]], seconds: float) -> list[Receipt]:
        """The reports of those that have one by now. Raises ``GatewayDown`` when nobody is there."""
        found: list[Receipt] = []
        numbers = dict(messages)
        async for id_, said in self._said_of(list(numbers), seconds):
            receipt = self._rules.receipt(said.tree, self._clock(), id_=id_)
            if receipt:
                found.append(replace(receipt, number=numbers[id_]))
        return found

    async def known(self, ids: Sequence[str]) -> frozenset[str]:
        """Which of these the provider has, as far as it says so at once. Raises ``GatewayDown``."""
        return frozenset(
            [
                id_
                async for id_, said in self._said_of(ids, _ROUND_SECONDS)
                if self._rules.status.find(said.tree)
            ]
        )

    async def _said_of(self, ids: Sequence[str], seconds: float) -> AsyncIterator[tuple[str, Said]]:
        """The good answers that come in time. Raises ``GatewayDown`` when nobody is there."""
        turn = asyncio.Semaphore(_AT_ONCE)

        async def one(id_: str) -> tuple[str, Answer]:
            async with turn:
                return id_, await self._ask(self._where.replace(_ID, quote(id_, safe="")))

        tasks = [asyncio.ensure_future(one(id_)) for id_ in ids]
        if not tasks:
            return
        try:
            await asyncio.wait(tasks, timeout=seconds)
        finally:
            for task in tasks:
                task.cancel()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
        for result in ended:
            match result:
                case NotWritten(reason=reason):
                    raise GatewayDown(reason) from result
                case NoAnswer() | asyncio.CancelledError():
                    continue
                case BaseException():
                    raise result
                case (id_, answer) if 200 <= answer.status < 300:
                    yield id_, Said(answer.headers, answer.body)
