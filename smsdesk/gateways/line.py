"""One HTTP line to the other side, for gateways: bounded answers, and every fault told apart by one question:
can the request have been read over there?

``NotWritten`` says no: trying again is safe. ``NoAnswer`` says perhaps: a submit must not be repeated.

On aiohttp itself rather than httpx with aiohttp underneath: measured on one core beside the server's
(``tests/bench/bench_sandbox.py``, 8 connections), 11,700 requests/s at 0.08 ms of processor time each
against 3,500 at 0.20 ms, and the engine that asks shares its interpreter with a window.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smsdesk.domain.text import Text, text

# Imported where it is used: it takes long, and a desk that sends nothing now does without it.
if TYPE_CHECKING:
    import aiohttp

#: Two megabytes: several times the largest honest answer.
LARGEST_ANSWER = 2 * 1024 * 1024
CONNECT_SECONDS = 10.0
#: Under the other sides' own limits (aiohttp 75 s, nginx 75 s, Apache 5 s is the sternest), so that an idle
#: connection is closed from here: a request on one that they have just closed is "perhaps read".
_IDLE_SECONDS = 4.0
#: So many bytes are sent in one piece.
_WHOLE = 512 * 1024


class NotWritten(Exception):
    """Nothing of the request reached the other side."""

    def __init__(self, reason: Text) -> None:
        super().__init__(str(reason))
        self.reason = reason


class NoAnswer(Exception):
    """The request may have been read; no readable answer came. The words are technical."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer, at most ``LARGEST_ANSWER`` bytes."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def object(self) -> dict[str, object]:
        """The JSON object in it; ``NoAnswer`` when it is anything else."""
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            raise NoAnswer(f"unreadable answer, status {self.status}") from None
        if not isinstance(found, dict):
            raise NoAnswer(f"answer of another shape, status {self.status}")
        return found


class Line:
    """A pool of connections, opened and closed on the loop that uses it."""

    def __init__(self, *, connections: int, answer_seconds: float) -> None:
        """``connections``: at most so many at the same time; a request past that waits for one."""
        self._connections = connections
        self._answer_seconds = answer_seconds
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Get ready on the running loop; harmless when it is."""
        import aiohttp

        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=_IDLE_SECONDS),
                timeout=aiohttp.ClientTimeout(
                    total=CONNECT_SECONDS + 2 * self._answer_seconds,
                    sock_connect=CONNECT_SECONDS,
                    sock_read=self._answer_seconds,
                ),
                headers={"Accept-Encoding": "identity"},
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                trust_env=False,
            )

    async def close(self) -> None:
        """Let go of every connection; safe to call twice."""
        session, self._session = self._session, None
        if session:
            await session.close()

    async def ask(self, method: str, url: str, value: object = None) -> Answer:
        """One request with a JSON body (none for None) and its whole answer, whatever its status.

        Raises ``NotWritten`` or ``NoAnswer``. Redirects are answers, not followed.
        """
        import aiohttp

        if self._session is None:
            await self.open()
        assert self._session is not None
        body = None if value is None else json.dumps(value, separators=(",", ":")).encode()
        headers = {"Content-Type": "application/json"} if body else None
        # Pictures make a request large; a file is sent in parts, so that others get their turn.
        data = io.BytesIO(body) if body and len(body) > _WHOLE else body
        try:
            async with self._session.request(
                method, url, data=data, headers=headers, allow_redirects=False
            ) as response:
                return Answer(response.status, response.headers, await _whole(response))
        except (
            aiohttp.ClientConnectorError,
            aiohttp.ConnectionTimeoutError,
            aiohttp.InvalidURL,
            aiohttp.NonHttpUrlClientError,
        ) as fault:
            raise NotWritten(_reason(fault, url)) from fault
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as fault:
            raise NoAnswer(type(fault).__name__) from fault


async def _whole(response: aiohttp.ClientResponse) -> bytes:
    """The body, or ``NoAnswer`` as soon as it grows past the limit; the connection is not used again then."""
    parts: list[bytes] = []
    size = 0
    async for part in response.content.iter_any():
        size += len(part)
        if size > LARGEST_ANSWER:
            response.close()
            raise NoAnswer(f"answer too large, status {response.status}")
        parts.append(part)
    return b"".join(parts)


def _reason(fault: Exception, url: str) -> Text:
    import aiohttp

    address = "/".join(url.split("/")[:3])
    if isinstance(fault, aiohttp.ClientConnectorDNSError):
        return text(
            "The name in {address} is not known. Check it and the network connection.", address=address
        )
    if isinstance(fault, aiohttp.ClientSSLError):
        return text("{address} offers no connection that can be trusted. Check the address.", address=address)
    if isinstance(fault, aiohttp.ClientConnectorError):
        return text("Nothing answers at {address}. Check that the other side is running.", address=address)
    if isinstance(fault, aiohttp.ConnectionTimeoutError):
        return text("{address} cannot be reached in time. Check the network connection.", address=address)
    return text("{address} is not an address. Correct it in the gateway's settings.", address=address)
