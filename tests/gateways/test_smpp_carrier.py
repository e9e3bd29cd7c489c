"""The SMPP gateway against a carrier on the npm package ``smpp``, which is not ours (N1, E7).

Needs ``node`` and the package: ``npm ci --prefix tests/gateways/smpp_carrier``. Skipped without them.
"""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from smsdesk.domain.profile import Region, SmsType
from smsdesk.gateways.base import Accepted, GatewayDown, OutgoingMessage, Receipt, Throttled, Unknown
from smsdesk.gateways.smpp.addresses import Senders
from smsdesk.gateways.smpp.gateway import SmppGateway
from smsdesk.gateways.smpp.options import Options
from tests.gateways.contract import IMPATIENT, PATIENT, messages_to, until

FOLDER = Path(__file__).parent / "smpp_carrier"
NODE = shutil.which("node")
pytestmark = [
    pytest.mark.skipif(NODE is None, reason="node is not installed"),
    pytest.mark.skipif(
        not (FOLDER / "node_modules" / "smpp").is_dir(),
        reason="the package smpp is not there: npm ci --prefix tests/gateways/smpp_carrier",
    ),
]
GOOD = "+8613800000001"


class Carrier:
    """The process, by what it tells."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.told: list[dict[str, object]] = []
        self._reading: asyncio.Task[None] | None = None

    async def start(self) -> int:
        assert self._process.stdout
        first = json.loads(await self._process.stdout.readline())
        self._reading = asyncio.create_task(self._read())
        return int(first["port"])

    async def _read(self) -> None:
        assert self._process.stdout
        async for line in self._process.stdout:
            self.told.append(json.loads(line))

    async def tell(self, **command: object) -> None:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(command).encode() + b"\n")
        before = len(self.all("done"))
        await self.heard("done", before + 1)

    def all(self, key: str) -> list[dict[str, object]]:
        return [one for one in self.told if key in one]

    async def heard(self, key: str, times: int) -> None:
        async def look() -> list[dict[str, object]]:
            return self.all(key)

        await until(look, times)

    async def stop(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        await self._process.wait()
        if self._reading:
            await self._reading


@asynccontextmanager
async def carrier(**values: object) -> AsyncIterator[tuple[SmppGateway, Carrier]]:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        str(NODE), "carrier.js", stdin=pipe, stdout=pipe, cwd=FOLDER
    )
    carrier = Carrier(process)
    port = await carrier.start()
    wanted = {
        "host": "127.0.0.1",
        "system_id": "shop",
        "password": "secret",
        "answer_seconds": PATIENT,
    } | values
    gateway = SmppGateway(Options(port=port, tls=False, **wanted))  # type: ignore[arg-type]
    try:
        yield gateway, carrier
    finally:
        await gateway.close()
        await carrier.stop()


def run(scenario: Callable[[SmppGateway, Carrier], Awaitable[None]], **values: object) -> None:
    async def whole() -> None:
        async with carrier(**values) as (gateway, other):
            await scenario(gateway, other)

    asyncio.run(whole())


def globally(content: str) -> OutgoingMessage:
    return OutgoingMessage(1, "+12025550123", content, Region.GLOBAL, SmsType.REGULAR, "r")


def test_texts_are_read_there_as_they_are_meant() -> None:
    async def scenario(gateway: SmppGateway, other: Carrier) -> None:
        long = "{€} " * 60 + "end"
        for message in (*messages_to(GOOD), globally("@£$ {€} Δ"), globally("Привет 😀"), globally(long)):
            (outcome,) = await gateway.send([message])
            assert isinstance(outcome, Accepted)
        await other.heard("taken", 6)
        wide, plain, mixed, *parts = other.all("taken")
        assert (wide["text"], wide["coding"]) == ("【晨光书店】您好", 8)
        assert (plain["text"], plain["coding"], plain["source"]) == ("@£$ {€} Δ", 0, "SHOP")
        assert (mixed["text"], mixed["coding"]) == ("Привет 😀", 8)
        assert "".join(str(one["text"]) for one in parts) == long
        assert [one["udh"] for one in parts] == [1, 1, 1]

    run(scenario, senders=Senders("SHOP"))


@pytest.mark.parametrize(("receipts", "times"), [("text", 1), ("twice", 2), ("options", 1)])
def test_receipts_find_their_message_though_their_ids_are_written_otherwise(
    receipts: str, times: int
) -> None:
    async def scenario(gateway: SmppGateway, other: Carrier) -> None:
        await other.tell(receipts=receipts)
        (outcome,) = await gateway.send(messages_to(GOOD))
        assert isinstance(outcome, Accepted)
        (receipt,) = await until(gateway.poll_receipts, 1)
        assert isinstance(receipt, Receipt)
        assert (receipt.gateway_id, receipt.number) == (outcome.gateway_id, GOOD)
        assert (receipt.delivered, receipt.code) == (True, "DELIVRD")
        assert not other.all("acknowledged")
        await gateway.confirm_receipts([receipt])
        await other.heard("acknowledged", times)
        assert {one["status"] for one in other.all("acknowledged")} == {0}
        assert list(await gateway.poll_receipts()) == []

    run(scenario)


@pytest.mark.parametrize(
    ("manner", "kind", "taken"),
    [("lose", Unknown, 1), ("late", Unknown, 1), ("drop", Unknown, 0), ("throttle", Throttled, 0),
     ("unbind", Accepted, 1)],
)  # fmt: skip
def test_what_becomes_of_a_message_when_the_carrier_is_nasty(manner: str, kind: type, taken: int) -> None:
    async def scenario(gateway: SmppGateway, other: Carrier) -> None:
        await gateway.probe()
        await other.tell(next=manner)
        (outcome,) = await gateway.send(messages_to(GOOD))
        assert type(outcome) is kind
        await other.tell(late=True)
        await other.heard("taken", taken)
        assert len(other.all("taken")) == taken
        if manner == "unbind":
            await other.heard("unbound", 1)
        # At once, the next one goes.
        (outcome,) = await gateway.send(messages_to(GOOD))
        assert isinstance(outcome, Accepted)
        await other.heard("taken", taken + 1)
        assert len(other.all("taken")) == taken + 1

    run(scenario, answer_seconds=IMPATIENT if manner in ("late", "drop") else PATIENT)


def test_replies_and_a_wrong_password() -> None:
    async def scenario(gateway: SmppGateway, other: Carrier) -> None:
        assert "answers" in str(await gateway.test_connection())
        for words in ("Yes {1} €", "好的，谢谢"):
            await other.tell(reply={"from": GOOD.lstrip("+"), "text": words})
        replies = await until(gateway.poll_replies, 2)
        assert [(one.number, one.content) for one in replies] == [(GOOD, "Yes {1} €"), (GOOD, "好的，谢谢")]
        await gateway.confirm_replies(replies)
        await other.heard("acknowledged", 2)

    run(scenario)

    async def locked_out(gateway: SmppGateway, _other: Carrier) -> None:
        with pytest.raises(GatewayDown, match="refuses the password"):
            await gateway.test_connection()

    run(locked_out, password="wrong")
