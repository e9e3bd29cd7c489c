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

from smsdesk.domain.text import Text
from smsdesk.gateways.line_faults import reason_in_words

# Imported where it is used: it takes long, and a desk that sends nothing now does without it.
if TYPE_CHECKING:
    import ssl

    import aiohttp
    from yarl import URL

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

    def __init__(
        self,
        *,
        connections: int,
        answer_seconds: float,
        trust: ssl.SSLContext | None = None,
        fingerprint: bytes = b"",
        once: bool = False,
    ) -> None:
        """``connections``: at most so many at the same time; a request past that waits for one.

        ``trust``: other certificates than the system's. ``fingerprint``: SHA-256 of the one certificate that
        is taken, whoever made it and whatever name it has. ``once``: no request is ever written twice; else
        one that only reads (GET, HEAD …) is, when the other side hung up instead of answering.
        """
        self._connections = connections
        self._answer_seconds = answer_seconds
        self._trust = trust
        self._fingerprint = fingerprint
        self._once = once
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Get ready on the running loop; harmless when it is."""
        import aiohttp

        if self._session is None:
            trust = aiohttp.Fingerprint(self._fingerprint) if self._fingerprint else self._trust or True
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=self._connections, keepalive_timeout=_IDLE_SECONDS, ssl=trust
                ),
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
            if self._once:
                # The library has no public switch for it; a test watches that this one works.
                self._session._retry_connection = False

    async def close(self) -> None:
        """Let go of every connection; safe to call twice."""
        session, self._session = self._session, None
        if session:
            await session.close()

    async def ask(
        self,
        method: str,
        url: str,
        value: object = None,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        exact: bool = False,
    ) -> Answer:
        """One request and its whole answer, whatever its status.

        With ``value`` as JSON, or with the bytes of ``body``, whose ``Content-Type`` is in ``headers``; with
        neither it has no body. ``exact``: every character of the address is escaped already and nothing of
        it is changed. Raises ``NotWritten`` or ``NoAnswer``. Redirects are answers, not followed.
        """
        import aiohttp

        if self._session is None:
            await self.open()
        assert self._session is not None
        if value is not None:
            body = json.dumps(value, separators=(",", ":")).encode()
            headers = {"Content-Type": "application/json", **(headers or {})}
        # Pictures make a request large; a file is sent in parts, so that others get their turn.
        data = io.BytesIO(body) if body and len(body) > _WHOLE else body
        try:
            async with self._session.request(
                method,
                _as_written(url) if exact else url,
                data=data,
                headers=headers,
                allow_redirects=False,
            ) as response:
                return Answer(response.status, response.headers, await _whole(response))
        except (
            aiohttp.ClientConnectorError,
            aiohttp.ConnectionTimeoutError,
            aiohttp.InvalidURL,
            aiohttp.NonHttpUrlClientError,
            aiohttp.ServerFingerprintMismatch,
        ) as fault:
            raise NotWritten(reason_in_words(fault, url)) from fault
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as fault:
            raise NoAnswer(type(fault).__name__) from fault


def _as_written(url: str) -> URL:
    import aiohttp
    from yarl import URL

    try:
        return URL(url, encoded=True)
    except ValueError as fault:
        raise aiohttp.InvalidURL("") from fault


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
