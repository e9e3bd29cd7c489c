"""The sandbox gateway before a server that answers anything: only a clear answer is believed."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from smsdesk.gateways.base import (
    Accepted,
    GatewayDown,
    Known,
    Outcome,
    Receipt,
    Refused,
    Throttled,
    TryLater,
    Unknown,
)
from smsdesk.gateways.sandbox.gateway import SandboxGateway
from tests.gateways.contract import messages_to


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
    gateway = SandboxGateway(f"127.0.0.1:{runner.addresses[0][1]}", answer_seconds=60)
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
