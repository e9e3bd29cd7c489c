"""The receiver: hears what it should, from whom it should, and is not worn down (E7, N1)."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from smsdesk.gateways.receiver import LARGEST_BODY, Incoming, Receiver, Response, networks

PATH = "/0123456789abcdefghij"


@asynccontextmanager
async def receiving(**options: object) -> AsyncIterator[tuple[Receiver, list[Incoming]]]:
    heard: list[Incoming] = []

    async def handle(incoming: Incoming) -> Response:
        heard.append(incoming)
        return Response(200, "OK ✓")

    receiver = Receiver("127.0.0.1", 0, **options)  # type: ignore[arg-type]
    receiver.serve(PATH, handle)
    await receiver.open()
    try:
        yield receiver, heard
    finally:
        await receiver.close()
        await receiver.close()


async def say(receiver: Receiver, *parts: bytes) -> bytes:
    """What is answered, until they hang up; after several parts the rest is left open."""
    reader, writer = await asyncio.open_connection("127.0.0.1", receiver.port)
    try:
        for part in parts:
            writer.write(part)
        async with asyncio.timeout(10):
            return await reader.read()
    except ConnectionResetError:
        return b""
    finally:
        writer.close()


def http(
    method: str = "POST", target: str = PATH, body: bytes = b"", headers: str = "", length: int | None = None
) -> bytes:
    size = (
        f"Content-Length: {len(body) if length is None else length}\r\n" if body or length is not None else ""
    )
    return f"{method} {target} HTTP/1.1\r\nHost: x\r\n{size}{headers}\r\n".encode() + body


def run(scenario: Callable[[Receiver, list[Incoming]], Awaitable[None]], **options: object) -> None:
    async def whole() -> None:
        async with receiving(**options) as (receiver, heard):
            await scenario(receiver, heard)

    asyncio.run(whole())


@pytest.mark.parametrize(
    ("request_", "tree"),
    [
        (http("GET", PATH + "?a=1&b=%E4%BD%A0+x&c="), {"a": "1", "b": "你 x", "c": ""}),
        (http("GET", PATH + "/?a=1"), {"a": "1"}),
        (http(body=b"a=1&b=%2B86"), {"a": "1", "b": "+86"}),
        (
            http(target=PATH + "?q=7&a=0", body=b'{"a": [1], "b": {"c": 2}}'),
            {"q": "7", "a": [1], "b": {"c": 2}},
        ),
        (http(body=b'[{"a": 1}]'), [{"a": 1}]),
        (http(body=b"{broken"), {}),
        (http("PUT", "http://desk.example" + PATH + "?a=1"), {"a": "1"}),
        (
            http(headers="Transfer-Encoding: chunked\r\n") + b"3\r\na=1\r\n4;x\r\n&b=2\r\n0\r\n\r\n",
            {"a": "1", "b": "2"},
        ),
        (http(body=b"a=1", headers="X-Forwarded-For: 1\r\nX-Forwarded-For: 2\r\n"), {"a": "1"}),
        (http(body=b"&".join(b"a%d=1" % n for n in range(500))), {}),
        (http(body=b"[" * 100_000), {}),
    ],
)
def test_what_is_sent_is_read(request_: bytes, tree: object) -> None:
    async def scenario(receiver: Receiver, heard: list[Incoming]) -> None:
        answer = await say(receiver, request_)
        assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
        assert answer.endswith("OK ✓".encode())
        assert heard[0].tree() == tree

    run(scenario)


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (http(target="/"), 404),
        (http(target=PATH + "x"), 404),
        (http(target=PATH[:-1]), 404),
        (http(target="*"), 404),
        (http("DELETE"), 405),
        (http(length=LARGEST_BODY + 1), 413),
        (http(headers="Content-Length: x\r\n"), 400),
        (http(headers="Content-Length: 1\r\nContent-Length: 2\r\n"), 400),
        (http(headers="Content-Length: 1\r\nTransfer-Encoding: chunked\r\n"), 400),
        (http(headers="Transfer-Encoding: gzip\r\n"), 400),
        (http(headers="Content-Encoding: gzip\r\n"), 415),
        (http(headers="Transfer-Encoding: chunked\r\n") + b"zz\r\n", 400),
        (http(headers="Transfer-Encoding: chunked\r\n") + b"fffffff\r\n", 413),
        (http(headers="Broken\r\n"), 400),
        (http(headers="X: " + "x" * 20_000 + "\r\n"), 431),
        (b"\x16\x03\x01\x02\x00\x01\r\n\r\n", 400),
        (b"GET " + PATH.encode() + b"\r\n\r\n", 400),
        (b"GET http://[/ HTTP/1.1\r\n\r\n", 400),
    ],
)
def test_what_is_wrong_is_refused_and_not_handed_over(request_: bytes, status: int) -> None:
    async def scenario(receiver: Receiver, heard: list[Incoming]) -> None:
        assert (await say(receiver, request_)).startswith(b"HTTP/1.1 %d " % status)
        assert heard == []

    run(scenario)


@pytest.mark.parametrize("part", [b"", b"GET ", http(body=b"a", length=10)[:-1], http(length=10)])
def test_whoever_sends_too_slowly_is_dropped(part: bytes) -> None:
    async def scenario(receiver: Receiver, heard: list[Incoming]) -> None:
        assert await say(receiver, part) == b""
        assert heard == []
        assert (await say(receiver, http(body=b"a=1"))).startswith(b"HTTP/1.1 200")

    run(scenario, read_seconds=1.0)


def test_a_flood_is_told_to_come_later_and_costs_nobody_else_anything() -> None:
    async def scenario(receiver: Receiver, heard: list[Incoming]) -> None:
        idle = [await asyncio.open_connection("127.0.0.1", receiver.port) for _ in range(4)]
        assert b"503" in await say(receiver, http(body=b"a=1"))
        for _, writer in idle:
            writer.close()
        # The receiver sees them go on the loop's next turns.
        async with asyncio.timeout(60):
            while b"200 OK" not in await say(receiver, http(body=b"a=1")):
                pass
        assert len(heard) == 1

    run(scenario, connections=4, read_seconds=60.0)


def test_who_is_not_on_the_list_is_not_answered() -> None:
    async def scenario(receiver: Receiver, heard: list[Incoming]) -> None:
        assert await say(receiver, http(body=b"a=1")) == b""
        assert heard == []

    run(scenario, allowed=networks("203.0.113.7, 198.51.100.0/24"))


def test_who_is_on_the_list_is_answered() -> None:
    async def scenario(receiver: Receiver, heard: list[Incoming]) -> None:
        assert b"200 OK" in await say(receiver, http(body=b"a=1"))

    run(scenario, allowed=networks("127.0.0.0/8"))


def test_a_client_that_asks_whether_to_go_on_is_told_so() -> None:
    async def scenario(receiver: Receiver, heard: list[Incoming]) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", receiver.port)
        writer.write(http(length=3, headers="Expect: 100-continue\r\n"))
        assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        writer.write(b"a=1")
        assert b"200 OK" in await reader.read()
        writer.close()

    run(scenario)


@pytest.mark.expects_log("could not be handled")
def test_a_handler_that_fails_or_takes_too_long_is_answered_for() -> None:
    async def scenario(receiver: Receiver, heard: list[Incoming]) -> None:
        async def fail(incoming: Incoming) -> Response:
            raise ValueError("secret")

        async def hang(incoming: Incoming) -> Response:
            await asyncio.Event().wait()
            raise AssertionError

        receiver.serve("/fail", fail)
        receiver.serve("/hang", hang)
        failed = await say(receiver, http(target="/fail", body=b"a=1"))
        assert failed.startswith(b"HTTP/1.1 500 ")
        assert b"secret" not in failed
        hung = await say(receiver, http(target="/hang", body=b"a=1"))
        assert hung.startswith(b"HTTP/1.1 503 ")
        assert b"Retry-After" in hung

    run(scenario, handle_seconds=0.05)


def test_closing_drops_whoever_waits_and_frees_the_port() -> None:
    async def scenario() -> None:
        async with receiving() as (receiver, _):
            port = receiver.port
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET ")
            await writer.drain()
        assert not receiver.is_open
        with contextlib.suppress(ConnectionResetError):
            assert await reader.read() == b""
        writer.close()
        again = Receiver("127.0.0.1", port)
        await again.open()
        with pytest.raises(OSError, match="address"):
            await Receiver("127.0.0.1", port).open()
        await again.close()

    asyncio.run(scenario())


def test_json_keeps_what_a_list_holds() -> None:
    incoming = Incoming("POST", PATH, "a=1", {}, json.dumps([1, "x"]).encode(), "")
    assert incoming.tree() == [1, "x"]


@pytest.mark.parametrize("turns", range(6))
def test_whoever_is_at_the_door_when_it_closes_is_not_left_there(turns: int) -> None:
    async def scenario() -> None:
        async with receiving() as (receiver, _):
            with socket.create_connection(("127.0.0.1", receiver.port)) as asker:
                for _ in range(turns):
                    await asyncio.sleep(0)
                await receiver.close()
                asker.setblocking(False)
                with contextlib.suppress(ConnectionResetError):
                    assert await asyncio.get_running_loop().sock_recv(asker, 1) == b""

    asyncio.run(scenario())
    gc.collect()  # a connection that nobody ended says so when it goes, and warnings are errors
