"""Where the sandbox gateway finds its carrier, and what its settings may hold."""

from __future__ import annotations

import asyncio
import math
import socket
from collections.abc import AsyncIterator, Mapping

import pytest
from aiohttp import web

from smsdesk.carrier import Script
from smsdesk.carrier.server import Carrier
from smsdesk.domain.errors import Invalid
from smsdesk.gateways.base import (
    Accepted,
    GatewayDown,
)
from smsdesk.gateways.sandbox.gateway import SETTINGS, SandboxGateway
from tests.gateways.contract import messages_to

[FIRST] = messages_to("+8613900000001")


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
            carrier = Carrier(Script())
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
