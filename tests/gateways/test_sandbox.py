"""The sandbox gateway over real HTTP: the contract, and what is its own."""

from __future__ import annotations

import asyncio
import json
import math
import socket
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from smsdesk.carrier import Carrier, Delay, Script
from smsdesk.carrier.journal import taken_references
from smsdesk.carrier.magic import number_with
from smsdesk.domain.errors import Invalid
from smsdesk.gateways.base import (
    Accepted,
    Gateway,
    GatewayDown,
    Known,
    Outcome,
    Receipt,
    Refused,
    Throttled,
    TryLater,
    Unknown,
)
from smsdesk.gateways.sandbox import SETTINGS, SandboxGateway
from tests.gateways.contract import FarSide, Fault, GatewayContract, messages_to, until

SOON = Script(receipt_delay=Delay.exactly(0), reply_delay=Delay.exactly(0))
SWITCH_OF: Mapping[Fault, str] = {
    Fault.REFUSED: "refuse",
    Fault.THROTTLED: "throttle",
    Fault.OUT_OF_SERVICE: "unavailable",
    Fault.SLOW: "slow",
    Fault.LOST_ANSWER: "lose_answer",
    Fault.LOST_REQUEST: "lose_request",
    Fault.SERVER_FAULT: "fail",
    Fault.MALFORMED: "malformed",
    Fault.GARBLED: "garbled",
    Fault.WRONG_TYPE: "wrong_type",
    Fault.HUGE: "huge",
}


class SandboxFarSide:
    good_numbers: Sequence[str] = tuple(
        number_with("00", start=start) for start in ("+86138000000", "+120255501", "+467017406")
    )
    refused_number = number_with("10")
    refused_code = "FailedOperation.PhoneNumberInBlacklist"
    replying_number = number_with("50")

    def __init__(self, gateway: SandboxGateway, carrier: Carrier, log: Path) -> None:
        self.gateway: Gateway = gateway
        self.carrier = carrier
        self.log = log

    async def suffer(self, fault: Fault) -> None:
        self.carrier.switches.set({SWITCH_OF[fault]: 1, "slow_seconds": 60.0})

    async def go_down(self) -> None:
        await self.carrier.go_down()

    async def come_up(self) -> None:
        await self.carrier.come_up()

    def taken(self) -> Counter[str]:
        return taken_references(self.log)


@asynccontextmanager
async def sandbox(folder: Path) -> AsyncIterator[SandboxFarSide]:
    log = folder / "taken.log"
    async with Carrier(SOON, log_path=log) as carrier:
        gateway = SandboxGateway(carrier.address, answer_seconds=1)
        await gateway.open()
        try:
            yield SandboxFarSide(gateway, carrier, log)
        finally:
            await gateway.close()


class TestContract(GatewayContract):
    def far_side(self, folder: Path) -> AbstractAsyncContextManager[FarSide]:
        return sandbox(folder)


def run(folder: Path, scenario: object) -> None:
    async def whole() -> None:
        async with sandbox(folder) as far:
            await scenario(far)  # type: ignore[operator]

    asyncio.run(whole())


@pytest.mark.parametrize(
    ("ending", "kind", "taken"),
    [
        ("00", Accepted, 1),
        ("12", Refused, 0),
        ("20", Throttled, 0),
        ("30", Unknown, 1),
        ("31", Unknown, 0),
        ("32", Unknown, 1),
        ("33", Unknown, 1),
        ("34", Accepted, 1),
        ("40", Accepted, 1),
    ],
)
def test_magic_numbers_through_the_gateway(tmp_path: Path, ending: str, kind: type, taken: int) -> None:
    async def scenario(far: SandboxFarSide) -> None:
        # An early report is held back for half of this, a slow answer for all of it.
        far.carrier.switches.set({"slow_seconds": 0.5 if ending == "34" else 60.0})
        (outcome,) = await far.gateway.send(messages_to(number_with(ending)))
        assert type(outcome) is kind
        assert far.taken().total() == taken

    run(tmp_path, scenario)


def test_a_report_can_be_fetched_before_the_answer(tmp_path: Path) -> None:
    async def scenario(far: SandboxFarSide) -> None:
        sending = asyncio.create_task(far.gateway.send(messages_to(number_with("34"))))
        (receipt,) = await until(far.gateway.poll_receipts, 1)
        assert not sending.done()
        (outcome,) = await sending
        assert isinstance(outcome, Accepted)
        assert outcome.gateway_id == receipt.gateway_id

    run(tmp_path, scenario)


def test_half_an_answer_leaves_the_other_half_unknown(tmp_path: Path) -> None:
    async def scenario(far: SandboxFarSide) -> None:
        far.carrier.switches.set({"partial": 1})
        outcomes = await far.gateway.send(messages_to(*far.good_numbers))
        assert [type(one) for one in outcomes] == [Accepted, Unknown, Accepted]

    run(tmp_path, scenario)


def test_repeated_and_reversed_reports_name_themselves_alike(tmp_path: Path) -> None:
    async def scenario(far: SandboxFarSide) -> None:
        await far.gateway.send(messages_to(*far.good_numbers[:2]))
        once = list(await until(far.gateway.poll_receipts, 2))
        far.carrier.switches.set({"duplicate_receipts": True, "out_of_order_receipts": True})
        assert list(await far.gateway.poll_receipts()) == [once[1], once[1], once[0], once[0]]
        await far.gateway.confirm_receipts(once)
        assert list(await far.gateway.poll_receipts()) == []

    run(tmp_path, scenario)


def test_a_number_told_to_slow_down_is_taken_later(tmp_path: Path) -> None:
    async def scenario(far: SandboxFarSide) -> None:
        far.carrier.switches.set({"retry_after": 2.5})
        outcomes = [(await far.gateway.send(messages_to(number_with("21"))))[0] for _ in range(4)]
        assert outcomes == [*[Throttled(2.5)] * 3, Accepted("1", 1)]

    run(tmp_path, scenario)


def test_a_carrier_out_of_service_is_down_until_it_is_switched_on(tmp_path: Path) -> None:
    async def scenario(far: SandboxFarSide) -> None:
        far.carrier.switches.set({"unavailable": -1})
        with pytest.raises(GatewayDown):
            await far.gateway.send(messages_to(far.good_numbers[0]))
        far.carrier.switches.all_off()
        await far.gateway.probe()
        far.carrier.switches.set({"unavailable": -1})
        (outcome,) = await far.gateway.send(messages_to(far.good_numbers[0]))
        assert isinstance(outcome, TryLater)
        assert far.taken() == {}

    run(tmp_path, scenario)


def test_many_at_once_and_whole_batches(tmp_path: Path) -> None:
    async def scenario(far: SandboxFarSide) -> None:
        size = far.gateway.limits.recipients_per_request
        batches = [
            messages_to(*(f"+86139{start + n:08d}" for n in range(size)), start=start)
            for start in range(0, 40 * size, size)
        ]
        answers = await asyncio.gather(*(far.gateway.send(batch) for batch in batches))
        ids = {one.gateway_id for answer in answers for one in answer if isinstance(one, Accepted)}
        assert len(ids) == 40 * size
        assert set(far.taken().values()) == {1}
        known = await far.gateway.look_up([one for batch in batches for one in batch])
        assert {one.gateway_id for one in known if one} == ids

    run(tmp_path, scenario)


# --- answers of a liar ----------------------------------------------------------------------------


@asynccontextmanager
async def liar(status: int, body: bytes, **headers: str) -> AsyncIterator[SandboxGateway]:
    """A gateway on a server that is healthy and answers everything else with this."""

    async def answer(request: web.BaseRequest) -> web.Response:
        if request.path == "/v1/health":
            return web.json_response({"carrier": "smsdesk-sandbox"})
        return web.Response(
            status=status, body=body, headers={n.replace("_", "-"): v for n, v in headers.items()}
        )

    runner = web.ServerRunner(web.Server(answer, access_log=None), shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    gateway = SandboxGateway(f"127.0.0.1:{runner.addresses[0][1]}", answer_seconds=2)
    try:
        yield gateway
    finally:
        await gateway.close()
        await runner.cleanup()


FIRST, SECOND = messages_to("+8613900000001", "+8613900000002")
GOOD = {"reference": FIRST.reference, "status": "accepted", "id": "7", "fee": 1}


def results(*found: object) -> bytes:
    return json.dumps({"results": found}).encode()


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, results(GOOD), Accepted("7", 1)),
        (
            200,
            results({"reference": SECOND.reference, "status": "refused", "code": "A.B"}, GOOD),
            Accepted("7", 1),
        ),
        (200, results({**GOOD, "extra": [1]}), Accepted("7", 1)),
        (200, results(GOOD, GOOD), Unknown(note="answered twice")),
        (200, results(), Unknown(note="not in the answer")),
        (200, results(None, 5, [], {}), Unknown(note="not in the answer")),
        (200, results({**GOOD, "id": 7}), Unknown(note="unreadable result")),
        (200, results({**GOOD, "id": ""}), Unknown(note="unreadable result")),
        (200, results({**GOOD, "id": "a\nb"}), Unknown(note="unreadable result")),
        (200, results({**GOOD, "id": "x" * 65}), Unknown(note="unreadable result")),
        (200, results({**GOOD, "fee": 1.0}), Unknown(note="unreadable result")),
        (200, results({**GOOD, "fee": True}), Unknown(note="unreadable result")),
        (200, results({**GOOD, "fee": -1}), Unknown(note="unreadable result")),
        (200, results({**GOOD, "fee": 10**30}), Unknown(note="unreadable result")),
        (200, results({**GOOD, "status": "fine"}), Unknown(note="unreadable result")),
        (200, results({**GOOD, "status": "refused", "code": "\ud800"}), Unknown(note="unreadable result")),
        (200, results({**GOOD, "status": "refused"}), Unknown(note="unreadable result")),
        (200, results({**GOOD, "status": "throttled", "retry_after": "soon"}), Throttled(0)),
        (200, results({**GOOD, "status": "throttled", "retry_after": math.inf}), Throttled(0)),
        (200, results({**GOOD, "status": "throttled", "retry_after": -5}), Throttled(0)),
        (200, results({**GOOD, "status": "throttled", "retry_after": 10**400}), Throttled(0)),
        (200, results({**GOOD, "status": "throttled", "retry_after": 1e9}), Throttled(3600)),
        (200, b"", Unknown(note="unreadable answer, status 200")),
        (200, b"\xff\xfe", Unknown(note="unreadable answer, status 200")),
        (200, b"[" * 100_000, Unknown(note="unreadable answer, status 200")),
        (200, b"1" * 10_000, Unknown(note="unreadable answer, status 200")),
        (200, b"[]", Unknown(note="answer of another shape, status 200")),
        (200, b"{}", Unknown(note="answer without results")),
        (204, b"", Unknown(note="unreadable answer, status 204")),
        (302, b"{}", Unknown(note="status 302")),
        (400, b'{"processed": 0, "code": "InvalidParameter"}', Refused("InvalidParameter")),
        (400, b'{"processed": 0}', TryLater("InternalError.OtherError", "status 400")),
        (400, b'{"processed": false, "code": "InvalidParameter"}', Unknown(note="status 400")),
        (404, b"<html>", Unknown(note="unreadable answer, status 404")),
        (429, b"", Throttled(0)),
        (500, b'{"processed": 1}', Unknown(note="status 500")),
        (502, b"<html>", Unknown(note="unreadable answer, status 502")),
        (503, b'{"processed": 0}', TryLater("ServiceUnavailable", "status 503")),
        (503, b"", Unknown(note="unreadable answer, status 503")),
    ],
)
def test_only_a_clear_answer_is_believed(status: int, body: bytes, outcome: Outcome) -> None:
    async def scenario() -> None:
        async with liar(status, body) as gateway:
            assert list(await gateway.send([FIRST])) == [outcome]

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("header", "delay"), [("3", 3.0), ("0.25", 0.25), ("Wed, 21 Oct 2026 07:28:00 GMT", 0.0), ("nan", 0.0)]
)
def test_a_wish_for_delay_in_the_header(header: str, delay: float) -> None:
    async def scenario() -> None:
        async with liar(429, b"slow down", Retry_After=header) as gateway:
            assert list(await gateway.send([FIRST, SECOND])) == [Throttled(delay)] * 2

    asyncio.run(scenario())


RECEIPT = {"key": "d1", "id": "1", "number": "+8613900000001", "delivered": True, "code": "DELIVRD", "at": 5}


@pytest.mark.expects_log("cannot be read")
@pytest.mark.parametrize(
    "bad",
    [
        None,
        {},
        {**RECEIPT, "key": ""},
        {**RECEIPT, "id": 1},
        {**RECEIPT, "delivered": 1},
        {**RECEIPT, "code": "A B"},
        {**RECEIPT, "at": True},
        {**RECEIPT, "at": -5},
        {**RECEIPT, "at": 10**30},
    ],
)
def test_an_unreadable_receipt_does_not_hide_the_others(bad: object) -> None:
    async def scenario() -> None:
        async with liar(200, json.dumps({"receipts": [bad, RECEIPT]}).encode()) as gateway:
            receipts = await gateway.poll_receipts()
        assert list(receipts) == [Receipt("1", "+8613900000001", True, "DELIVRD", 5, "d1")]

    asyncio.run(scenario())


def test_a_reply_is_made_storable() -> None:
    item = {"key": "r1", "number": "+8613900000001", "content": "\ud800" + "x" * 5000, "at": 5}

    async def scenario() -> None:
        async with liar(200, json.dumps({"replies": [item]}).encode()) as gateway:
            (reply,) = await gateway.poll_replies()
        assert reply.content == "?" + "x" * 1999

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("body", "known"),
    [
        ({"found": {FIRST.reference: None}, "complete": True}, Known(taken=False)),
        ({"found": {FIRST.reference: None}, "complete": False}, None),
        ({"found": {FIRST.reference: None}, "complete": 1}, None),
        ({"found": {}, "complete": True}, None),
        ({"found": [], "complete": True}, None),
        ({"found": {FIRST.reference: {"id": "7"}}, "complete": True}, None),
        ({"found": {FIRST.reference: {"id": "7", "fee": 2}}}, Known(taken=True, gateway_id="7", fee=2)),
        ({}, None),
    ],
)
def test_look_up_says_no_only_when_the_carrier_is_sure(body: object, known: Known | None) -> None:
    async def scenario() -> None:
        async with liar(200, json.dumps(body).encode()) as gateway:
            assert list(await gateway.look_up([FIRST])) == [known]

    asyncio.run(scenario())


@pytest.mark.parametrize("status", [400, 404, 500, 503])
def test_a_poll_without_a_good_answer_is_asked_again_later(status: int) -> None:
    async def scenario() -> None:
        async with liar(status, b"{}") as gateway:
            for ask in (gateway.poll_receipts, gateway.poll_replies, lambda: gateway.look_up([FIRST])):
                with pytest.raises(GatewayDown):
                    await ask()

    asyncio.run(scenario())


# --- address and settings -------------------------------------------------------------------------


def test_another_server_at_the_address_is_found_out_before_anything_is_sent() -> None:
    async def scenario() -> None:
        asked: list[str] = []

        async def answer(request: web.BaseRequest) -> web.Response:
            asked.append(request.method)
            return web.Response(text="<h1>It works!</h1>")

        runner = web.ServerRunner(web.Server(answer, access_log=None), shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        gateway = SandboxGateway(f"127.0.0.1:{runner.addresses[0][1]}")
        with pytest.raises(GatewayDown, match="not the sandbox carrier"):
            await gateway.send([FIRST])
        assert asked == ["GET"]
        await gateway.close()
        await runner.cleanup()

    asyncio.run(scenario())


def test_the_carrier_inside_is_asked_for_when_needed_and_found_again_elsewhere() -> None:
    async def scenario() -> None:
        started: list[Carrier] = []

        async def inside() -> str:
            carrier = Carrier(SOON)
            await carrier.open()
            started.append(carrier)
            return carrier.address

        gateway = SandboxGateway(inside)
        await gateway.open()
        assert started == []
        for _ in range(3):
            assert isinstance((await gateway.send([FIRST]))[0], Accepted)
        assert len(started) == 1
        await started[0].close()
        with pytest.raises(GatewayDown, match="inside the program"):
            await gateway.poll_receipts()
        assert isinstance((await gateway.send([FIRST]))[0], Accepted)
        assert len(started) == 2
        await gateway.close()
        await started[1].close()

    asyncio.run(scenario())


def test_a_carrier_inside_that_cannot_start_is_a_sentence() -> None:
    async def inside() -> str:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            return await anext(_addresses(taken.getsockname()[1]))

    async def _addresses(port: int) -> AsyncIterator[str]:
        async with Carrier(port=port) as carrier:
            yield carrier.address

    async def scenario() -> None:
        with pytest.raises(GatewayDown, match="cannot start"):
            await SandboxGateway(inside).probe()

    asyncio.run(scenario())


async def _nowhere() -> str:
    raise AssertionError("not asked for")


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, (8, math.inf)),
        ({"messages_per_second": "", "requests_at_once": ""}, (8, math.inf)),
        ({"messages_per_second": "20", "requests_at_once": "2"}, (2, 20.0)),
        ({"address": " http://localhost:8025/ "}, (8, math.inf)),
    ],
)
def test_settings_are_read(settings: Mapping[str, str], expected: tuple[int, float]) -> None:
    limits = SandboxGateway.from_settings(settings, _nowhere).limits
    assert (limits.requests_at_once, limits.messages_per_second) == expected


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("address", "example.com:80"),
        ("address", "https://127.0.0.1:80"),
        ("address", "127.0.0.1"),
        ("address", "127.0.0.1:99999"),
        ("address", "127.0.0.1:80/path"),
        ("address", "http://[::"),
        ("requests_at_once", "0"),
        ("requests_at_once", "65"),
        ("requests_at_once", "many"),
        ("messages_per_second", "0"),
        ("messages_per_second", "nan"),
        ("answer_seconds", "1000"),
    ],
)
def test_a_wrong_setting_is_named(key: str, value: str) -> None:
    assert key in {setting.key for setting in SETTINGS}
    with pytest.raises(Invalid) as wrong:
        SandboxGateway.from_settings({key: value}, _nowhere)
    assert wrong.value.field == key
    assert str(wrong.value)
