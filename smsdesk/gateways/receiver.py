"""A small HTTP server for what providers send to the desk: status reports and replies (E7, N1).

It serves exact paths that nobody can guess and says 404 to everything else; paths are compared in constant
time. One request a connection. Head, body, time and number of connections are bounded, so that neither a
flood nor a client that sends a byte a minute takes more than its small part. It is off unless a gateway
opens it, and speaks plain HTTP: from outside it belongs behind a tunnel or a proxy server with a certificate.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import ipaddress
import json
import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qsl, urlsplit

logger = logging.getLogger(__name__)

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

LARGEST_HEAD = 16 * 1024
LARGEST_BODY = 256 * 1024
#: For a whole request to arrive.
READ_SECONDS = 10.0
#: For whoever handles it; the shorter waits of providers are 10 to 15 s.
HANDLE_SECONDS = 30.0
CONNECTIONS = 64
_HEAR_OUT_SECONDS = 0.5
#: Turns of asyncio's loop from an accepted socket to a handler that has begun: three, and one to spare.
_ACCEPTING_TURNS = 4
_MOST_FIELDS = 200
_METHODS = frozenset({"GET", "POST", "PUT"})
_SINGLE = frozenset({"content-length", "transfer-encoding", "host"})
_LENGTH = re.compile(r"\d{1,9}", re.ASCII)
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;.*)?\r\n")


@dataclass(frozen=True, slots=True)
class Incoming:
    """A whole request. It is somebody else's word: whoever handles it believes nothing of it."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    """By name in lower case."""
    body: bytes
    peer: str

    def tree(self) -> object:
        """Its fields: of the address, and of a form or JSON body. A JSON list is given as it is."""
        words = self.body.decode("utf-8", "replace").removeprefix("\ufeff")
        fields = _fields(self.query)
        if words.lstrip()[:1] in ("{", "["):
            try:
                found = json.loads(words)
            except (ValueError, RecursionError):
                return fields
            return {**fields, **found} if isinstance(found, dict) else found
        return fields | _fields(words)


@dataclass(frozen=True, slots=True)
class Response:
    """What is answered."""

    status: int
    body: str = ""
    content_type: str = "text/plain; charset=utf-8"


Handler = Callable[[Incoming], Awaitable[Response]]


class _Refused(Exception):
    """The request is answered with a status before it was read whole."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Receiver:
    """Listens on one address and port; belongs to the loop that opens it."""

    def __init__(
        self,
        host: str,
        port: int,
        *,
        allowed: Sequence[Network] = (),
        read_seconds: float = READ_SECONDS,
        handle_seconds: float = HANDLE_SECONDS,
        connections: int = CONNECTIONS,
    ) -> None:
        """``port`` 0: any that is free. ``allowed``: who is answered at all; empty: everybody."""
        self._host = host
        self._port = port
        self._allowed = tuple(allowed)
        self._read_seconds = read_seconds
        self._handle_seconds = handle_seconds
        self._connections = connections
        self._handlers: dict[str, Handler] = {}
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def is_open(self) -> bool:
        return self._server is not None

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._server.sockets[0].getsockname()[1]) if self._server else self._port

    def serve(self, path: str, handler: Handler) -> None:
        """Hand requests for the path over. ``path`` begins with / and has 20 or more random letters."""
        self._handlers[path.rstrip("/")] = handler

    async def open(self) -> None:
        """Start listening; harmless when it does. Raises ``OSError`` when the port is taken or forbidden."""
        if self._server is None:
            self._server = await asyncio.start_server(
                self._connected, self._host, self._port, limit=LARGEST_HEAD, backlog=self._connections
            )

    async def close(self) -> None:
        """Stop listening and drop whoever is connected; safe to call twice."""
        server, self._server = self._server, None
        if server is None:
            return
        # Who is just being accepted is let in first: asyncio would leave that connection to the garbage
        # collector (an assertion in ``asyncio.Server._attach``).
        for listening in server.sockets:
            with contextlib.suppress(NotImplementedError):  # on Windows it is accepted in one step
                asyncio.get_running_loop().remove_reader(listening)
        for _ in range(_ACCEPTING_TURNS):
            await asyncio.sleep(0)
        server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await server.wait_closed()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            peer = str((writer.get_extra_info("peername") or ("",))[0])
            if self._is_allowed(peer) and len(self._tasks) <= 2 * self._connections:
                response = await self._answer(reader, writer, peer)
                async with asyncio.timeout(self._read_seconds):
                    await _write(writer, response)
                if response.status != 200:
                    await _hear_out(reader, writer)
        except (OSError, TimeoutError, EOFError):
            # They hung up, or sent nothing for too long; nobody is there to be answered.
            pass
        except asyncio.CancelledError:
            if self._server is not None:
                raise
        finally:
            self._tasks.discard(task)
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _answer(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, peer: str
    ) -> Response:
        if len(self._tasks) > self._connections:
            return Response(503)
        try:
            async with asyncio.timeout(self._read_seconds):
                request, handler = await self._read(reader, writer, peer)
        except _Refused as refused:
            return Response(refused.status)
        try:
            async with asyncio.timeout(self._handle_seconds):
                return await handler(request)
        except TimeoutError:
            return Response(503)
        except Exception:
            logger.exception("A received request could not be handled")
            return Response(500)

    async def _read(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, peer: str
    ) -> tuple[Incoming, Handler]:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.LimitOverrunError:
            raise _Refused(431) from None
        first, *lines = head.decode("latin-1").split("\r\n")
        match first.split(" "):
            case [method, target, version] if version.startswith("HTTP/1."):
                pass
            case _:
                raise _Refused(400)
        headers: dict[str, str] = {}
        for line in filter(None, lines):
            name, colon, value = line.partition(":")
            name, value = name.lower(), value.strip()
            if not colon or not name or name != name.strip() or (name in _SINGLE and name in headers):
                raise _Refused(400)
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
        try:
            parts = urlsplit(target if "://" in target.partition("?")[0] else "http://desk" + target)
        except ValueError:
            raise _Refused(400) from None
        handler = self._handler(parts.path)
        if handler is None:
            raise _Refused(404)
        if method not in _METHODS:
            raise _Refused(405)
        body = await self._read_body(reader, writer, headers)
        return Incoming(method, parts.path, parts.query, headers, body, peer), handler

    async def _read_body(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, headers: Mapping[str, str]
    ) -> bytes:
        length, coding = headers.get("content-length"), headers.get("transfer-encoding")
        if headers.get("content-encoding", "identity") != "identity":
            raise _Refused(415)
        if coding is not None and (length is not None or coding.lower() != "chunked"):
            raise _Refused(400)
        if length is not None and not _LENGTH.fullmatch(length):
            raise _Refused(400)
        if length is not None and int(length) > LARGEST_BODY:
            raise _Refused(413)
        if headers.get("expect", "").lower() == "100-continue":
            writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            await writer.drain()
        if coding is not None:
            return await _chunks(reader)
        return await reader.readexactly(int(length)) if length else b""

    def _handler(self, path: str) -> Handler | None:
        wanted = path.rstrip("/").encode()
        found = None
        for each, handler in self._handlers.items():
            if hmac.compare_digest(each.encode(), wanted):
                found = handler
        return found

    def _is_allowed(self, peer: str) -> bool:
        if not self._allowed:
            return True
        try:
            address = ipaddress.ip_address(peer.partition("%")[0])
        except ValueError:
            return False
        mapped = getattr(address, "ipv4_mapped", None)
        return any((mapped or address) in each for each in self._allowed)


def networks(words: str) -> tuple[Network, ...]:
    """Addresses and networks of a list with commas. Raises ``ValueError``."""
    return tuple(
        ipaddress.ip_network(each.strip(), strict=False) for each in words.split(",") if each.strip()
    )


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        try:
            line = await reader.readuntil(b"\r\n")
        except asyncio.LimitOverrunError:
            raise _Refused(400) from None
        found = _CHUNK.fullmatch(line)
        if not found:
            raise _Refused(400)
        length = int(found[1], 16)
        size += length
        if size > LARGEST_BODY:
            raise _Refused(413)
        if not length:
            return b"".join(parts)
        parts.append(await reader.readexactly(length))
        if await reader.readexactly(2) != b"\r\n":
            raise _Refused(400)


async def _write(writer: asyncio.StreamWriter, response: Response) -> None:
    body = response.body.encode("utf-8", "replace")
    again = "Retry-After: 5\r\n" if response.status == 503 else ""
    writer.write(
        (
            f"HTTP/1.1 {response.status} {HTTPStatus(response.status).phrase}\r\n"
            f"Content-Type: {response.content_type}\r\nContent-Length: {len(body)}\r\n{again}"
            "Connection: close\r\n\r\n"
        ).encode("latin-1")
        + body
    )
    await writer.drain()


async def _hear_out(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Hanging up on one who still speaks would take the answer back from them; a moment is enough."""
    writer.write_eof()
    heard = 0
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_HEAR_OUT_SECONDS):
            while heard < LARGEST_BODY and (part := await reader.read(LARGEST_HEAD)):
                heard += len(part)


def _fields(words: str) -> dict[str, object]:
    """Of a form; of one that has too many, none."""
    try:
        return dict(parse_qsl(words, keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError:
        return {}
