"""The generic HTTP gateway: the contract, for a JSON provider and for Kannel, and what is its own (N1)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from smsdesk.gateways.http.presets import JSON, KANNEL, TWILIO
from tests.gateways.contract import FarSide, GatewayContract
from tests.gateways.http_providers import JsonToy, KannelToy, TwilioToy
from tests.gateways.http_toy import Toy, at_toy, gateway_at

JSON_CODES = "42 = FailedOperation.PhoneNumberInBlacklist\n7 = later\n8 = stop\n9 = throttled"
JSON_MORE = {
    "codes": JSON_CODES, "reports": "pushed", "report_number": "to", "report_time": "at", "reply_id": "id",
}  # fmt: skip


@asynccontextmanager
async def far_side(toy: Toy, values: dict[str, str]) -> AsyncIterator[Toy]:
    await toy.come_up()
    gateway = gateway_at(toy, values)
    await gateway.open()
    try:
        yield toy
    finally:
        await gateway.close()
        await toy.close()


class TestJsonContract(GatewayContract):
    polls = False

    def far_side(self, folder: Path) -> AbstractAsyncContextManager[FarSide]:
        toy = JsonToy()
        return far_side(toy, at_toy(JSON, toy, answer_seconds=str(self.answer_seconds), **JSON_MORE))


class TestKannelContract(GatewayContract):
    polls = False

    def far_side(self, folder: Path) -> AbstractAsyncContextManager[FarSide]:
        toy = KannelToy()
        # A number is in its reports only so that the contract can compare it.
        values = at_toy(KANNEL, toy, report_number="to", answer_seconds=str(self.answer_seconds))
        values["body"] = values["body"].replace("&at=%T", "&to={number_digits}&at=%T")
        return far_side(toy, values)


def run(toy: Callable[[], Toy], scenario: Callable[[Toy], Awaitable[None]], **more: str) -> None:
    presets = {JsonToy: JSON, KannelToy: KANNEL, TwilioToy: TWILIO}

    async def whole() -> None:
        one = toy()
        async with far_side(one, at_toy(presets[type(one)], one, **more)):
            await scenario(one)

    asyncio.run(whole())
