"""Telling a program of the user's: one JSON request, one answer that is read with care (A8, N3).

The address is checked twice: as it is written, and as the IP address of each connection. A name is looked up
once for a connection, what it leads to is checked, and the connection goes to that very address; so a name
that leads elsewhere the next moment gets nobody anywhere. Redirects are answers and not followed, proxies of
the environment are not asked (they would look names up by themselves), answers are read up to 64 KB.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from smsdesk.domain.errors import Invalid
from smsdesk.domain.text import Text, text
from smsdesk.notices.addresses import check_address, refusal
from smsdesk.notices.answers import Answer, Unreadable, read_answer

# Imported where it is used: it takes long, and most desks call nobody.
if TYPE_CHECKING:
    import ssl

    import aiohttp
    from aiohttp.abc import AbstractResolver, ResolveResult

ANSWER_SECONDS = 10.0
#: A connection is used again within a burst only: many servers close theirs after two seconds.
_IDLE_SECONDS = 1.0
_CONNECTIONS = 32

#: Looks a name up: IP addresses of a host.
Lookup = Callable[[str, int], Awaitable[Sequence[str]]]


class CallbackFailed(Exception):
    """No whole answer came: ``reason`` in one sentence, ``details`` for "Details"."""

    def __init__(self, reason: Text, details: str = "") -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.details = details


async def post(url: str, body: str, *, own_server: bool, seconds: float = ANSWER_SECONDS) -> Answer:
    """One request on a connection of its own. Raises ``CallbackFailed``; refusals and redirects are answers.

    ``seconds``: for the whole exchange.
    """
    caller = Caller(seconds=seconds)
    try:
        return await caller.post(url, body, own_server=own_server)
    finally:
        await caller.close()


class Caller:
    """Makes requests on one loop; connections are kept for a moment and never shared between addresses that
    were checked as public and those that may be private."""

    def __init__(
        self,
        *,
        seconds: float = ANSWER_SECONDS,
        lookup: Lookup | None = None,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        """``seconds``: for a whole exchange. ``trust``: other certificates than the system's."""
        self._seconds = seconds
        self._lookup = lookup or _look_up
        self._trust = trust
        self._sessions: dict[bool, aiohttp.ClientSession] = {}

    async def close(self) -> None:
        """Let go of every connection; safe to call twice."""
        sessions, self._sessions = self._sessions, {}
        for session in sessions.values():
            await session.close()

    async def post(self, url: str, body: str, *, own_server: bool) -> Answer:
        """POST the JSON text. Raises ``CallbackFailed`` when no whole answer came."""
        import aiohttp
        import yarl

        try:
            address = check_address(url, own_server=own_server)
        except Invalid as fault:
            raise CallbackFailed(fault.message) from fault
        begun = time.monotonic()
        try:
            async with (
                asyncio.timeout(self._seconds),
                self._session(own_server).post(
                    yarl.URL(address.url, encoded=True),
                    data=body.encode(),
                    headers={"Content-Type": "application/json"},
                    allow_redirects=False,
                ) as response,
            ):
                answer = await read_answer(response)
            return replace(answer, seconds=time.monotonic() - begun)
        except TimeoutError as fault:
            raise CallbackFailed(
                text(
                    "{host} did not answer within {seconds} seconds.",
                    host=address.host,
                    seconds=f"{self._seconds:g}",
                ),
                type(fault).__name__,
            ) from fault
        except (aiohttp.ClientError, OSError, ValueError) as fault:
            raise CallbackFailed(_reason(fault, address.host), _details(fault)) from fault

    def _session(self, own_server: bool) -> aiohttp.ClientSession:
        import aiohttp

        if own_server not in self._sessions:
            self._sessions[own_server] = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=_CONNECTIONS,
                    keepalive_timeout=_IDLE_SECONDS,
                    use_dns_cache=False,
                    resolver=_resolver(self._lookup, own_server),
                    socket_factory=Door(own_server),
                    ssl=self._trust or True,
                ),
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),
                headers={"Accept-Encoding": "identity", "User-Agent": "SMS-Desk"},
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                trust_env=False,
            )
        return self._sessions[own_server]


class Closed(OSError):
    """The address that a name leads to may not be connected to."""

    def __init__(self, reason: Text) -> None:
        super().__init__(str(reason))
        self.reason = reason


class Door:
    """Makes the socket of a connection, or not: sees the very address that is connected to."""

    def __init__(self, own_server: bool) -> None:
        self._own_server = own_server

    def __call__(self, info: tuple[object, ...]) -> socket.socket:
        family, kind, protocol, _, place = info
        assert isinstance(family, int)
        assert isinstance(kind, int)
        assert isinstance(protocol, int)
        assert isinstance(place, tuple)
        if reason := refusal(ipaddress.ip_address(place[0]), own_server=self._own_server):
            raise Closed(reason)
        return socket.socket(family, kind, protocol)


def _resolver(lookup: Lookup, own_server: bool) -> AbstractResolver:
    from aiohttp.abc import AbstractResolver

    class Resolver(AbstractResolver):
        """Gives only addresses that may be connected to; they are connected to as they are."""

        async def resolve(
            self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
        ) -> list[ResolveResult]:
            found = [ipaddress.ip_address(one) for one in await lookup(host, port)]
            reasons = [refusal(one, own_server=own_server) for one in found]
            allowed = [one for one, reason in zip(found, reasons, strict=True) if reason is None]
            if found and not allowed:
                raise Closed(next(reason for reason in reasons if reason is not None))
            return [_resolved(host, str(one), port, one.version) for one in allowed]

        async def close(self) -> None:
            """Nothing is kept."""

    return Resolver()


def _resolved(host: str, address: str, port: int, version: int) -> ResolveResult:
    return {
        "hostname": host,
        "host": address,
        "port": port,
        "family": socket.AF_INET if version == 4 else socket.AF_INET6,
        "proto": socket.IPPROTO_TCP,
        "flags": socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
    }


async def _look_up(host: str, port: int) -> Sequence[str]:
    """In a thread that nobody waits for: a name server that is silent for half a minute must hold up neither
    the answer to the user nor the end of the program, as a thread of the loop's own pool would."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[Sequence[str]] = loop.create_future()

    def settle(found: Sequence[str], fault: Exception | None) -> None:
        if answer.done():
            return  # given up meanwhile
        if fault is None:
            answer.set_result(found)
        else:
            answer.set_exception(fault)

    def look() -> None:
        found: list[str] = []
        failed: Exception | None = None
        try:
            places = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found = list(dict.fromkeys(str(place[0]) for *_, place in places))
        except (OSError, ValueError, RuntimeError) as fault:
            failed = fault
        with contextlib.suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(settle, found, failed)

    threading.Thread(target=look, name="callback-name", daemon=True).start()
    return await answer


# --- faults in words ----------------------------------------------------------------------------


def _chain(fault: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    one: BaseException | None = fault
    while one is not None and one not in found:
        found.append(one)
        one = getattr(one, "os_error", None) or one.__cause__
    return found


def _details(fault: BaseException) -> str:
    return " / ".join(f"{type(one).__name__}: {one}" for one in _chain(fault))[:1000]


def _reason(fault: Exception, host: str) -> Text:
    import aiohttp

    for one in _chain(fault):
        if isinstance(one, Closed | Unreadable):
            return one.reason
    if isinstance(fault, aiohttp.ClientConnectorCertificateError):
        return text("The certificate of {host} cannot be trusted. Nothing was sent.", host=host)
    if isinstance(fault, aiohttp.ClientSSLError):
        return text("{host} offers no secure connection here. Check whether http:// is meant.", host=host)
    if isinstance(fault, aiohttp.ClientConnectorDNSError):
        return text("The name {host} is not known. Check the address and the network connection.", host=host)
    if isinstance(fault, aiohttp.ClientConnectorError):
        return text("Nothing answers at {host}. Check that the server is running.", host=host)
    if isinstance(fault, aiohttp.ServerDisconnectedError | aiohttp.ClientOSError | ConnectionError):
        return text("{host} closed the connection without an answer.", host=host)
    if isinstance(fault, aiohttp.ClientPayloadError):
        return text("{host} closed the connection in the middle of its answer.", host=host)
    return text("What answers at {host} is no web server.", host=host)
