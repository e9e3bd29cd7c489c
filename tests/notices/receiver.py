"""A program of the user's that is told of things: a real web server on loopback, in a thread of its own,
that can be made to misbehave."""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
import threading
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from aiohttp import web

from smsdesk.carrier.server import stop_accepting
from tests.ports import free_port

T = TypeVar("T")
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]

DEADLINE = 60.0


async def fine(_request: web.Request) -> web.StreamResponse:
    """What the cloud expects."""
    return web.json_response({"result": 0, "errmsg": "OK"})


def status(code: int, words: str = "", **headers: str) -> Answer:
    """This status with this body."""

    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.Response(
            status=code, text=words, headers={k.replace("_", "-"): v for k, v in headers.items()}
        )

    return answer


def body(content: bytes, content_type: str = "application/json", **headers: str) -> Answer:
    """Status 200 with this body."""

    async def answer(_request: web.Request) -> web.StreamResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(body=content, headers={"Content-Type": content_type, **named})

    return answer


async def hang(_request: web.Request) -> web.StreamResponse:
    """Never answer."""
    await asyncio.Event().wait()
    raise AssertionError


async def close(request: web.Request) -> web.StreamResponse:
    """Hang up without a word."""
    assert request.transport is not None
    request.transport.close()
    return web.Response()


async def break_off(request: web.Request) -> web.StreamResponse:
    """Hang up in the middle of the answer."""
    response = web.StreamResponse(headers={"Content-Length": "1000"})
    await response.prepare(request)
    await response.write(b'{"result":')
    assert request.transport is not None
    request.transport.close()
    return response


async def endless(request: web.Request) -> web.StreamResponse:
    """An answer without an end, as fast as it is read."""
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b"x" * 65536)


async def drip(request: web.Request) -> web.StreamResponse:
    """An answer without an end that comes byte by byte."""
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b" ")
        await asyncio.sleep(0.01)


class Receiver:
    """``asked`` holds what came, by path, in order; ``behave`` says how the next requests are answered."""

    def __init__(self, *, tls: ssl.SSLContext | None = None, port: int | None = None) -> None:
        self._tls = tls
        self._answers: dict[str, deque[Answer]] = defaultdict(deque)
        self._usual: dict[str, Answer] = {}
        self.heard = threading.Condition()
        self.asked: dict[str, list[Any]] = defaultdict(list)
        self.headers: list[dict[str, str]] = []
        self.open = 0
        """Requests that are being answered now."""
        self.most_open = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="test-receiver")
        self._thread.start()
        self._runner: web.AppRunner | None = None
        self.port = free_port() if port is None else port
        self.come_up()

    def call(self, work: Awaitable[T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(DEADLINE)  # type: ignore[arg-type]

    def come_up(self) -> None:
        self.call(self._start())

    def go_down(self) -> None:
        self.call(self._stop())

    def close(self) -> None:
        self.go_down()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"{'https' if self._tls else 'http'}://{host}:{self.port}{path}"

    def behave(self, *answers: Answer, path: str = "/", usual: Answer | None = None) -> None:
        """The next requests of this path are answered so; those after them by ``usual``."""
        with self.heard:
            self._answers[path].extend(answers)
            if usual is not None:
                self._usual[path] = usual

    def until(self, condition: Callable[[], T], deadline: float = DEADLINE) -> T:
        """Wait for something about ``asked``."""
        with self.heard:
            assert self.heard.wait_for(condition, deadline), "not asked in time"
            return condition()

    async def _start(self) -> None:
        app = web.Application(client_max_size=50_000_000)
        app.router.add_route("*", "/{path:.*}", self._handle)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.05)
        await self._runner.setup()
        self._socket = socket.create_server(("127.0.0.1", self.port))
        await web.SockSite(self._runner, self._socket, ssl_context=self._tls).start()
        self.port = self._socket.getsockname()[1]

    async def _stop(self) -> None:
        if self._runner:
            runner, self._runner = self._runner, None
            await stop_accepting([self._socket])
            await runner.cleanup()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        came = await request.read()
        with self.heard:
            self.asked[request.path].append(json.loads(came))
            self.headers.append(dict(request.headers))
            self.open += 1
            self.most_open = max(self.open, self.most_open)
            waiting = self._answers[request.path]
            answer = waiting.popleft() if waiting else self._usual.get(request.path, fine)
            self.heard.notify_all()
        try:
            return await answer(request)
        except ConnectionResetError:
            return web.Response()  # whoever asked has heard enough
        finally:
            with self.heard:
                self.open -= 1
