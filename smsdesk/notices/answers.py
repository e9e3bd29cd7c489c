"""What a called server answers, read with care: a bounded size, no bombs, text and never markup (A8, N3)."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smsdesk.domain.text import Text, text

if TYPE_CHECKING:
    import aiohttp

LARGEST_ANSWER = 64 * 1024

#: What is kept of the answer's headers, to show.
_HEADERS = ("Content-Type", "Content-Length", "Content-Encoding", "Location", "Server", "Date")
_CHARSETS = frozenset({"utf-8", "gbk", "gb2312", "gb18030", "big5", "iso-8859-1", "windows-1252", "us-ascii"})
_HEADER_SHOWN = 500


@dataclass(frozen=True)
class Answer:
    """What the server said, whatever it is."""

    status: int
    reason: str
    headers: Mapping[str, str]
    """A few of them."""
    text: str
    """The body as text; never markup."""
    seconds: float = 0.0

    @property
    def problem(self) -> Text | None:
        """Why this is no success; None for status 200–299 with, where it is a JSON object with ``result``,
        result 0."""
        if 300 <= self.status < 400 and (place := self.headers.get("Location")):
            return text(
                "The server sends on to {place} (status {status}). Redirects are not followed; enter the "
                "address that answers by itself.",
                place=place,
                status=self.status,
            )
        if not 200 <= self.status < 300:
            return text(
                "The server answered with status {status} {reason}. Expected is status 200.",
                status=self.status,
                reason=self.reason,
            )
        result, words = _result(self.text)
        if result in (None, "0"):
            return None
        if words:
            return text(
                "The server answered with result {result} ({words}). Expected is 0.",
                result=result,
                words=words,
            )
        return text("The server answered with result {result}. Expected is 0.", result=result)


class Unreadable(ValueError):
    """The answer cannot be read; the argument is a ``Text``."""

    def __init__(self, reason: Text) -> None:
        super().__init__(str(reason))
        self.reason = reason


async def read_answer(response: aiohttp.ClientResponse) -> Answer:
    """The whole answer, its time not yet known. Raises ``Unreadable``, and what the connection raises."""
    content = _unpacked(await _whole(response), response.headers.get("Content-Encoding", ""))
    headers = {name: _shortened(response.headers[name]) for name in _HEADERS if name in response.headers}
    words = _as_text(content, response.charset)
    return Answer(response.status, _shortened(response.reason or ""), headers, words)


def _too_large() -> Unreadable:
    return Unreadable(
        text(
            "The answer is larger than {most} KB. Expected is a short one, such as {sample}.",
            most=LARGEST_ANSWER // 1024,
            sample='{"result":0}',
        )
    )


async def _whole(response: aiohttp.ClientResponse) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for part in response.content.iter_any():
        size += len(part)
        if size > LARGEST_ANSWER:
            response.close()
            raise _too_large()
        parts.append(part)
    return b"".join(parts)


def _unpacked(body: bytes, encoding: str) -> bytes:
    """What a server packed although it was asked not to; never more than ``LARGEST_ANSWER``."""
    encoding = encoding.strip().lower()
    if encoding in ("", "identity") or not body:
        return body
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise Unreadable(text("The answer is packed in a way that was not asked for."))
    unpacking = zlib.decompressobj(wbits=47)  # gzip or zlib, by what stands at its head
    try:
        plain = unpacking.decompress(body, LARGEST_ANSWER + 1)
    except zlib.error as fault:
        raise Unreadable(text("The answer is packed and cannot be unpacked.")) from fault
    if len(plain) > LARGEST_ANSWER:
        raise _too_large()
    return plain


def _as_text(body: bytes, charset: str | None) -> str:
    name = (charset or "").lower()
    return body.decode(name if name in _CHARSETS else "utf-8", "replace")


def _result(body: str) -> tuple[str | None, str]:
    """``result`` of a JSON object and its words; None where there is none."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None, ""
    if not isinstance(found, dict) or "result" not in found:
        return None, ""
    result, words = found["result"], found.get("errmsg", "")
    if result == 0 and result is not False:
        return "0", ""
    return _shortened(str(result)), _shortened(words) if isinstance(words, str) else ""


def _shortened(words: str) -> str:
    shown = "".join(char if char.isprintable() else "\ufffd" for char in words[:_HEADER_SHOWN])
    return shown if len(words) <= _HEADER_SHOWN else shown + "…"
