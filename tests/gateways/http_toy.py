"""Toys of providers with an HTTP interface, each speaking as the real one does, and made to misbehave."""

from __future__ import annotations

import asyncio
import base64
import json
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote

import aiohttp
from aiohttp import web

from smsdesk.gateways.base import Gateway
from smsdesk.gateways.http import HttpGateway
from smsdesk.gateways.settings import Preset
from tests.gateways.contract import Fault

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


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


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
        await self._runner.cleanup()
        self._runner = None

    async def come_up(self) -> None:
        self._runner = web.ServerRunner(web.Server(self._serve, access_log=None), shutdown_timeout=0.01)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()

    def taken(self) -> Counter[str]:
        return self.count

    async def close(self) -> None:
        self._over.set()
        for task in self._pushes:
            task.cancel()
        await asyncio.gather(*self._pushes, return_exceptions=True)
        if self._runner:
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


class JsonToy(Toy):
    """Any newer provider."""

    def read(self, request: web.BaseRequest, body: bytes) -> Taken | web.Response:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return web.json_response({"code": 1001, "message": "bad token"}, status=401)
        said = json.loads(body)
        return Taken(said["to"], said["text"], said["reference"], said.get("callback", ""), said)

    def accept(self, taken: Taken, id_: str) -> web.Response:
        return web.json_response({"id": id_, "status": "queued"}, status=201)

    def refuse(self) -> web.Response:
        return web.json_response({"code": 42, "message": "on the blacklist"}, status=422)

    def report(self, taken: Taken, id_: str) -> tuple[str, str, bytes, str]:
        said = {"id": id_, "status": "delivered", "to": taken.number, "at": 1_700_000_000}
        return (
            "POST",
            taken.callback,
            json.dumps([{"id": id_, "status": "sent"}, said]).encode(),
            "application/json",
        )

    def reply(self, taken: Taken) -> tuple[str, str, bytes, str]:
        said = {"from": taken.number, "text": "谢谢 😀", "id": "r1"}
        return "POST", taken.callback, json.dumps(said).encode(), "application/json"


class KannelToy(Toy):
    """Kannel's smsbox: everything in the address of a GET."""

    refused_code = "FailedOperation.OtherError"

    def is_submit(self, request: web.BaseRequest) -> bool:
        return request.path == "/cgi-bin/sendsms" and request.method == "GET"

    def read(self, request: web.BaseRequest, body: bytes) -> Taken | web.Response:
        query = request.query
        if (query.get("username"), query.get("password")) != (USER, PASSWORD):
            return web.Response(status=403, text="Authorization failed for sendsms")
        assert query["charset"] == "UTF-8"
        assert query["coding"] in ("0", "2")
        callback = query.get("dlr-url", "")
        reference = callback.partition("reference=")[2][:32]
        return Taken(query["to"], query["text"], reference, callback, dict(query))

    def accept(self, taken: Taken, id_: str) -> web.Response:
        return web.Response(status=202, text="0: Accepted for delivery")

    def refuse(self) -> web.Response:
        return web.Response(status=400, text="Number(s) has/have been denied by white- and/or black-lists.")

    def report(self, taken: Taken, id_: str) -> tuple[str, str, bytes, str]:
        url = taken.callback.replace("%d", "1").replace("%T", "1700000000").replace("%A", "ACK%2F")
        return "GET", url, b"", ""

    def reply(self, taken: Taken) -> tuple[str, str, bytes, str]:
        url = taken.callback.partition("?")[0]
        return "GET", f"{url}?from={quote(taken.number)}&text={quote('谢谢 😀')}&reply=7", b"", ""


class TwilioToy(Toy):
    refused_code = "FailedOperation.PhoneNumberInBlacklist"

    def read(self, request: web.BaseRequest, body: bytes) -> Taken | web.Response:
        signed = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if request.headers.get("Authorization") != f"Basic {signed}":
            return web.json_response({"code": 20003, "message": "Authenticate", "status": 401}, status=401)
        assert request.path == f"/2010-04-01/Accounts/{USER}/Messages.json"
        assert request.content_type == "application/x-www-form-urlencoded"
        said = dict(_form(body))
        return Taken(said["To"], said["Body"], "", said.get("StatusCallback", ""), said)

    def accept(self, taken: Taken, id_: str) -> web.Response:
        return web.json_response(
            {"sid": id_, "status": "queued", "num_segments": "1", "error_code": None}, status=201
        )

    def refuse(self) -> web.Response:
        return web.json_response(
            {"code": 21610, "message": "Attempt to send to unsubscribed recipient", "status": 400}, status=400
        )

    def report(self, taken: Taken, id_: str) -> tuple[str, str, bytes, str]:
        said = {"MessageSid": id_, "MessageStatus": "delivered", "To": taken.number, "From": "+15550001111"}
        return "POST", taken.callback, _urlencoded(said), "application/x-www-form-urlencoded"

    def reply(self, taken: Taken) -> tuple[str, str, bytes, str]:
        said = {"MessageSid": "SM9", "SmsStatus": "received", "From": taken.number, "Body": "谢谢 😀"}
        return "POST", taken.callback, _urlencoded(said), "application/x-www-form-urlencoded"

    def other(self, request: web.BaseRequest) -> web.Response:
        if request.path.endswith("/Balance.json"):
            signed = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
            if request.headers.get("Authorization") == f"Basic {signed}":
                return web.json_response({"balance": "12.34", "currency": "EUR"})
            return web.json_response({"code": 20003}, status=401)
        return web.Response(status=405)


class VonageToy(Toy):
    refused_code = "FailedOperation.PhoneNumberInBlacklist"

    def read(self, request: web.BaseRequest, body: bytes) -> Taken | web.Response:
        said = dict(_form(body))
        if (said.get("api_key"), said.get("api_secret")) != (USER, PASSWORD):
            return self._no("4", "Bad Credentials")
        assert said["type"] == ("text" if said["text"].isascii() else "unicode")
        return Taken("+" + said["to"], said["text"], said["client-ref"], said.get("callback", ""), said)

    def accept(self, taken: Taken, id_: str) -> web.Response:
        part = {"to": taken.number[1:], "message-id": id_, "status": "0", "remaining-balance": "3.14"}
        return web.json_response({"message-count": "1", "messages": [part]})

    def refuse(self) -> web.Response:
        return self._no("7", "Number barred")

    def _no(self, status: str, words: str) -> web.Response:
        return web.json_response(
            {"message-count": "1", "messages": [{"status": status, "error-text": words}]}
        )

    def report(self, taken: Taken, id_: str) -> tuple[str, str, bytes, str]:
        said = {
            "msisdn": taken.number[1:], "to": "Shop", "messageId": id_, "status": "delivered",
            "err-code": "0", "client-ref": taken.reference, "message-timestamp": "2026-01-02 03:04:05",
        }  # fmt: skip
        return "GET", f"{taken.callback}?{_urlencoded(said).decode()}", b"", ""

    def reply(self, taken: Taken) -> tuple[str, str, bytes, str]:
        said = {
            "msisdn": taken.number[1:],
            "to": "Shop",
            "messageId": "0A1",
            "text": "谢谢 😀",
            "type": "unicode",
        }
        return "POST", taken.callback, json.dumps(said).encode(), "application/json"

    def other(self, request: web.BaseRequest) -> web.Response:
        good = request.query.get("api_key") == USER and request.query.get("api_secret") == PASSWORD
        return web.json_response({"value": 3.5, "autoReload": False}) if good else web.Response(status=401)


class AndroidToy(Toy):
    """The local server of SMS Gateway for Android."""

    refused_code = "FailedOperation.OtherError"
    state = "Delivered"

    def read(self, request: web.BaseRequest, body: bytes) -> Taken | web.Response:
        said = json.loads(body)
        (number,) = said["phoneNumbers"]
        return Taken(number, said["textMessage"]["text"], said["id"], "", said)

    def accept(self, taken: Taken, id_: str) -> web.Response:
        return web.json_response(
            {"id": taken.reference, "state": "Pending", "isEncrypted": False}, status=202
        )

    def refuse(self) -> web.Response:
        return web.json_response({"message": "phoneNumbers is empty"}, status=400)

    def other(self, request: web.BaseRequest) -> web.Response:
        if request.path == "/health":
            return web.json_response({"status": "pass"})
        id_ = request.path.removeprefix("/message/")
        if any(one.reference == id_ for one in self.messages.values()):
            return web.json_response({"id": id_, "state": self.state, "recipients": []})
        return web.Response(status=404)


class SimpleToy(Toy):
    refused_code = "FailedOperation.PhoneNumberInBlacklist"

    def is_submit(self, request: web.BaseRequest) -> bool:
        return request.method == "GET"

    def read(self, request: web.BaseRequest, body: bytes) -> Taken | web.Response:
        query = request.query
        if query.get("key") != TOKEN:
            return web.Response(text="ERR 1 wrong key")
        return Taken("+" + query["to"], query["text"], "", "", dict(query))

    def accept(self, taken: Taken, id_: str) -> web.Response:
        return web.Response(text=f"OK {id_}, 1 part")

    def refuse(self) -> web.Response:
        return web.Response(text="ERR 7 blacklisted")


def at_toy(preset: Preset, toy: Toy, **more: str) -> dict[str, str]:
    """The preset as a user fills it in, with the toy's address for the provider's."""
    values = dict(preset.values)
    for key in ("address", "balance_address", "status_address"):
        if values[key]:
            rest = values[key].split("/", 3)[3]
            values[key] = f"http://127.0.0.1:{toy.port}/{rest}"
    own = {"username": USER, "password": PASSWORD, "token": TOKEN, "answer_seconds": "1"}
    return {**values, **own, "receiver_port": str(free_port()), **more}


def gateway_at(toy: Toy, values: Mapping[str, str]) -> HttpGateway:
    toy.gateway = gateway = HttpGateway.from_settings(values)
    return gateway


def _form(body: bytes) -> list[tuple[str, str]]:
    from urllib.parse import parse_qsl

    return parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True)


def _urlencoded(said: Mapping[str, str]) -> bytes:
    from urllib.parse import urlencode

    return urlencode(said).encode()


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
