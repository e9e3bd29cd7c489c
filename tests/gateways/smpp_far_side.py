"""The SMPP gateway with the carrier of ``smpp_server`` on its other side, for the tests of both."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

from smsdesk.gateways.base import (
    Gateway,
    Outcome,
    OutgoingMessage,
)
from smsdesk.gateways.smpp.gateway import SmppGateway
from smsdesk.gateways.smpp.options import Options
from tests.gateways.contract import PATIENT, Fault, until
from tests.gateways.smpp_server import Smsc

GOOD = ("+8613800000001", "+8613800000002", "+12025550123")
REFUSED, REPLYING = "+8613800000009", "+8613800000008"


def options(port: int, **values: object) -> Options:
    return Options(
        **{
            "host": "127.0.0.1", "port": port, "tls": False, "system_id": "shop", "password": "secret",
            "answer_seconds": PATIENT, **values,
        }  # type: ignore[arg-type]
    )  # fmt: skip


class SmppFarSide:
    good_numbers: Sequence[str] = GOOD
    refused_number = REFUSED
    refused_code = "InvalidParameterValue.IncorrectPhoneNumber"
    replying_number = REPLYING

    def __init__(self, smsc: Smsc, own: SmppGateway) -> None:
        self.smsc = smsc
        self.own = own
        self.references: dict[str, str] = {}
        self.gateway: Gateway = own
        send = own.send

        async def noted(messages: Sequence[OutgoingMessage]) -> Sequence[Outcome]:
            # The protocol carries no reference of ours; numbers stand for them.
            self.references |= {one.number.lstrip("+"): one.reference for one in messages}
            return await send(messages)

        own.send = noted  # type: ignore[method-assign]

    async def suffer(self, fault: Fault) -> None:
        self.smsc.manners.next_faults.append(fault.value)

    async def go_down(self) -> None:
        await self.smsc.go_down()

    async def come_up(self) -> None:
        await self.smsc.come_up()

    def taken(self) -> Counter[str]:
        return Counter(self.references[one.number] for one in self.smsc.taken)


@asynccontextmanager
async def carrier(**values: object) -> AsyncIterator[SmppFarSide]:
    async with Smsc() as smsc:
        smsc.manners.submit_status = lambda number: 0x0B if "+" + number == REFUSED else 0
        smsc.manners.replying = frozenset({REPLYING.lstrip("+")})
        gateway = SmppGateway(options(smsc.port, **values))
        await gateway.open()
        try:
            yield SmppFarSide(smsc, gateway)
        finally:
            await gateway.close()


def run(scenario: Callable[[SmppFarSide], Awaitable[None]], **values: object) -> None:
    async def whole() -> None:
        async with carrier(**values) as far:
            await scenario(far)

    asyncio.run(whole())


async def reached(done: Callable[[], object]) -> None:
    """Wait until the other side has seen something."""

    async def look() -> Sequence[bool]:
        return [True] if done() else []

    await until(look, 1)
