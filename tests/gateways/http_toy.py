"""Toys of providers with an HTTP interface, each speaking as the real one does, and made to misbehave."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar

import aiohttp
from aiohttp import web

from smsdesk.carrier.server import stop_accepting
from smsdesk.gateways.base import Gateway
from smsdesk.gateways.http.gateway import HttpGateway
from smsdesk.gateways.settings import Preset
from tests.gateways.contract import PATIENT, Fault
from tests.ports import free_port

REFUSED_NUMBER = "+8613800000010"
REPLYING_NUMBER = "+8613800000050"
USER, PASSWORD, TOKEN = "Mary & Co", "s3cret/+%", "t0ken-äö"
HUGE = 3 * 1024 * 1024


@dataclass(frozen=True)
class Taken:
    """One message as the provider read it."""

    number: str
    content: str
    reference: str
    callback: str
    fields: Mapping[str, object]


class Toy:
    """A provider; what is said over the wire is in the classes below."""

    refused_code: ClassVar[str] = "FailedOperation.PhoneNumberInBlacklist"
    good_numbers = ("+8613800000001", "+12025550102", "+46701740603")
    refused_number = REFUSED_NUMBER
    replying_number = REPLYING_NUMBER

    def __init__(self) -> None:
        self.messages: dict[str, Taken] = {}
        self.count: Counter[str] = Counter()
        self.port = free_port()
        self.asked: list[str] = []
        """Method and path of every request."""
        self.plan: Callable[[int], Fault | None] = lambda submit: None
        """What goes wrong with which request to send, from 0."""
        self._submits = -1
        self._fault: Fault | None = None
        self._over = asyncio.Event()
        self._pushes: set[asyncio.Task[None]] = set()
        self._runner: web.ServerRunner | None = None
        self.gateway: Gateway

    # --- for the contract -----------------------------------------------------------------------

    async def suffer(self, fault: Fault) -> None:
        self._fault = fault

    async def go_down(self) -> None:
        assert self._runner
        await stop_accepting([self._socket])
        await self._runner.cleanup()
        self._runner = None

    async def come_up(self) -> None:
        self._runner = web.ServerRunner(web.Server(self._serve, access_log=None), shutdown_timeout=0.01)
        await self._runner.setup()
        self._socket = socket.create_server(("127.0.0.1", self.port))
        await web.SockSite(self._runner, self._socket).start()

    def taken(self) -> Counter[str]:
        return self.count

    async def close(self) -> None:
        self._over.set()
        for task in self._pushes:
            task.cancel()
        await asyncio.gather(*self._pushes, return_exceptions=True)
        if self._runner:
            await stop_accepting([self._socket])
            await self._runner.cleanup()

    # --- the wire -------------------------------------------------------------------------------

    def read(self, request: web.BaseRequest, body: bytes) -> Taken | web.Response:
        """The message of a request, or what it is refused with."""
        raise NotImplementedError

    def accept(self, taken: Taken, id_: str) -> web.Response:
        raise NotImplementedError

    def refuse(self) -> web.Response:
        raise NotImplementedError

    def report(self, taken: Taken, id_: str) -> tuple[str, str, bytes, str]:
        """Method, address, body and its type of a report."""
        raise NotImplementedError

    def reply(self, taken: Taken) -> tuple[str, str, bytes, str]:
        raise NotImplementedError

    def other(self, request: web.BaseRequest) -> web.Response:
        """Anything that does not submit."""
        return web.Response(status=405)

    def is_submit(self, request: web.BaseRequest) -> bool:
        return request.method == "POST"

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        body = await request.read()
        self.asked.append(f"{request.method} {request.path}")
        if not self.is_submit(request):
            return self.other(request)
        self._submits += 1
        fault, self._fault = self._fault or self.plan(self._submits), None
        if fault is Fault.REFUSED:
            return self.refuse()
        if fault is Fault.THROTTLED:
            return web.Response(status=429, headers={"Retry-After": "0.2"})
        if fault is Fault.OUT_OF_SERVICE:
            return web.Response(status=503, text="<h1>Service Unavailable</h1>")
        assert request.transport
        if fault is Fault.LOST_REQUEST:
            request.transport.abort()
            return web.Response()
        taken = self.read(request, body)
        if isinstance(taken, web.Response):
            return taken
        if taken.number == REFUSED_NUMBER:
            return self.refuse()
        id_ = f"id-{len(self.messages) + 1}"
        self.messages[id_] = taken
        self.count[taken.reference] += 1
        good = self.accept(taken, id_)
        match fault:
            case Fault.SLOW:
                await self._over.wait()
            case Fault.LOST_ANSWER:
                request.transport.abort()
            case Fault.SERVER_FAULT:
                return web.Response(status=500, text='{"code": 1, "message": "oops"}')
            case Fault.MALFORMED:
                return web.Response(status=good.status, body=b'{"id": "1')
            case Fault.GARBLED:
                return web.Response(status=good.status, body=b"\xff\x00<\x80" * 20)
            case Fault.WRONG_TYPE:
                return web.json_response([{"id": [1]}, None], status=good.status)
            case Fault.HUGE:
                return web.Response(status=good.status, body=b" " * HUGE)
            case None if taken.callback:
                self._push(self.report(taken, id_))
                if taken.number == REPLYING_NUMBER:
                    self._push(self.reply(taken))
        return good

    def _push(self, what: tuple[str, str, bytes, str]) -> None:
        task = asyncio.ensure_future(self._keep_pushing(*what))
        self._pushes.add(task)

    async def _keep_pushing(self, method: str, url: str, body: bytes, kind: str) -> None:
        async with aiohttp.ClientSession() as session:
            while True:
                try:
                    headers = {"Content-Type": kind} if body else {}
                    async with session.request(method, url, data=body or None, headers=headers) as response:
                        if response.status == 200:
                            return
                except aiohttp.ClientError:
                    pass
                await asyncio.sleep(0.01)


def at_toy(preset: Preset, toy: Toy, **more: str) -> dict[str, str]:
    """The preset as a user fills it in, with the toy's address for the provider's."""
    values = dict(preset.values)
    for key in ("address", "balance_address", "status_address"):
        if values[key]:
            rest = values[key].split("/", 3)[3]
            values[key] = f"http://127.0.0.1:{toy.port}/{rest}"
    own = {"username": USER, "password": PASSWORD, "token": TOKEN, "answer_seconds": str(PATIENT)}
    return {**values, **own, "receiver_port": str(free_port()), **more}


def gateway_at(toy: Toy, values: Mapping[str, str]) -> HttpGateway:
    toy.gateway = gateway = HttpGateway.from_settings(values)
    return gateway


@contextmanager
def in_a_thread(kind: type[Toy]) -> Iterator[Toy]:
    """A toy with a loop of its own, for tests that have none."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    async def begin() -> Toy:
        toy = kind()
        await toy.come_up()
        return toy

    toy = asyncio.run_coroutine_threadsafe(begin(), loop).result(10)
    try:
        yield toy
    finally:
        asyncio.run_coroutine_threadsafe(toy.close(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
