"""Asking Tencent Cloud: one signed request and its answer, read whatever content type it claims (N1)."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC

from smsdesk.domain.text import language, text
from smsdesk.gateways.base import GatewayDown
from smsdesk.gateways.line import Answer, Line, NoAnswer, NotWritten
from smsdesk.gateways.tencent.codes import in_words
from smsdesk.gateways.tencent.settings import Options
from smsdesk.gateways.tencent.signing import body_of, signed_headers

#: What an address answers that is not the cloud, or a proxy that does not let through: nothing was taken.
_ELSEWHERE = frozenset({301, 302, 303, 307, 308, 401, 403, 404, 405, 407})
_LONGEST_MESSAGE = 300


def now_ms() -> int:
    """The computer's clock, ms since 1970 UTC."""
    return time.time_ns() // 1_000_000


class CloudRefusal(Exception):
    """The cloud answered with an error for the whole request."""

    def __init__(self, code: str, message: str, skew: int | None) -> None:
        """``skew``: how far this computer's clock is ahead of the cloud's, in ms."""
        super().__init__(code)
        self.code = code
        self.message = message
        self.skew = skew

    def down(self) -> GatewayDown:
        """The same as a sentence."""
        return GatewayDown(in_words(self.code, self.skew))


class TencentLine:
    """Connections to the cloud, opened and closed on the loop that uses them."""

    def __init__(self, options: Options, clock: Callable[[], int] = now_ms) -> None:
        """``clock``: ms since 1970 UTC."""
        self._options = options
        self._clock = clock
        # Four more than the engine sends over, so that polls and questions never wait behind slow answers.
        self._line = Line(
            connections=options.requests_at_once + 4, answer_seconds=options.answer_seconds, once=True
        )

    @property
    def address(self) -> str:
        """For sentences: without the path."""
        return "/".join(self._options.address.split("/")[:3])

    def now(self) -> int:
        """Ms since 1970 UTC."""
        return self._clock()

    async def open(self) -> None:
        """Get ready on the running loop; harmless when it is."""
        await self._line.open()

    async def close(self) -> None:
        """Let go of every connection; safe to call twice."""
        await self._line.close()

    async def ask(self, action: str, parameters: Mapping[str, object]) -> dict[str, object]:
        """What the cloud answers to an action.

        Raises ``GatewayDown`` when nothing can have been taken, ``CloudRefusal``, and ``NoAnswer`` when the
        request may have been read.
        """
        options = self._options
        body = body_of({name: value for name, value in parameters.items() if value is not None})
        headers = signed_headers(
            action,
            body,
            options.keys,
            host=options.host,
            region=options.region,
            timestamp=self._clock() // 1000,
            language="zh-CN" if language() == "zh_CN" else "en-US",
        )
        try:
            answer = await self._line.ask("POST", options.address, body=body, headers=headers)
        except NotWritten as fault:
            raise GatewayDown(fault.reason) from fault
        return self._read(answer)

    async def question(self, action: str, parameters: Mapping[str, object]) -> dict[str, object]:
        """As ``ask``, for what may be asked again: raises ``CloudRefusal`` and ``GatewayDown`` only."""
        try:
            return await self.ask(action, parameters)
        except NoAnswer as none:
            raise self.unreadable() from none

    def unreadable(self) -> GatewayDown:
        """For an answer that cannot be read."""
        return GatewayDown(
            text(
                "What answers at {address} does not speak as Tencent Cloud does. Check the address and "
                "whether a proxy is in between; it is asked again.",
                address=self.address,
            )
        )

    def _read(self, answer: Answer) -> dict[str, object]:
        # The cloud answers 200 also with an error; a status of its own comes from something in between.
        if answer.status in _ELSEWHERE:
            raise GatewayDown(
                text(
                    "What answers at {address} is not Tencent Cloud (status {status}). Check the address and "
                    "whether a proxy is in between.",
                    address=self.address,
                    status=answer.status,
                )
            )
        response = answer.object().get("Response")
        if not isinstance(response, dict):
            raise NoAnswer(f"answer of another shape, status {answer.status}")
        error = response.get("Error")
        if error is None and answer.status == 200:
            return response
        match error:
            case {"Code": str(code), **rest} if (
                code.isascii() and code.isprintable() and 0 < len(code) <= 100
            ):
                message = rest.get("Message")
                words = message[:_LONGEST_MESSAGE] if isinstance(message, str) else ""
                raise CloudRefusal(code, words, self._skew(answer))
        raise NoAnswer(f"unreadable error, status {answer.status}")

    def _skew(self, answer: Answer) -> int | None:
        # Only when something was refused: it takes long to import.
        from email.utils import parsedate_to_datetime

        try:
            there = parsedate_to_datetime(answer.headers.get("Date", ""))
        except ValueError:
            return None
        if there.tzinfo is None:
            there = there.replace(tzinfo=UTC)
        return self._clock() - round(1000 * there.timestamp())
