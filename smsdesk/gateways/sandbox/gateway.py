"""The sandbox gateway (N1): real HTTP to a scripted carrier on loopback; nothing leaves the computer.

Its faults, per number and for everybody, are the carrier's (``smsdesk.carrier``), which this file does not
know: it takes an address, or a way to get one.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Self
from urllib.parse import urlsplit

from smsdesk.domain.errors import Invalid
from smsdesk.domain.text import Text, text
from smsdesk.gateways.base import (
    GatewayDown,
    GatewayLimits,
    IncomingReply,
    Known,
    Outcome,
    OutgoingMessage,
    Receipt,
    Refused,
    ReviewedBy,
    Throttled,
    TryLater,
    Unknown,
)
from smsdesk.gateways.line import Answer, Line, NoAnswer, NotWritten
from smsdesk.gateways.sandbox.answers import (
    is_code,
    items_in,
    known_in,
    receipt_in,
    reply_in,
    results_in,
    seconds_in,
)
from smsdesk.gateways.sandbox.reviews import SandboxReviewing
from smsdesk.gateways.settings import Setting, SettingKind, number_in

logger = logging.getLogger(__name__)

#: Gives the address of the carrier inside the program, starting it when it is not running.
InsideCarrier = Callable[[], Awaitable[str]]

RECIPIENTS_PER_REQUEST = 200
_PAGE = 1000
_HOSTS = frozenset({"127.0.0.1", "localhost"})

REVIEW_HERE, REVIEW_BY_CARRIER = "here", "carrier"

SETTINGS: tuple[Setting, ...] = (
    Setting(
        "address",
        text("Carrier address"),
        text("Empty for the carrier inside the program, or where smsdesk sandbox listens: 127.0.0.1:8025."),
        example="127.0.0.1:8025",
    ),
    Setting(
        "requests_at_once",
        text("Requests at once"),
        text("How many requests are under way at the same time, 1 to 64."),
        default="8",
        kind=SettingKind.NUMBER,
        least=1,
        most=64,
        advanced=True,
    ),
    Setting(
        "messages_per_second",
        text("Messages per second"),
        text("The most that are sent in a second; empty for no limit."),
        kind=SettingKind.NUMBER,
        least=0.1,
        most=1e6,
        whole=False,
    ),
    Setting(
        "answer_seconds",
        text("Wait for an answer"),
        text("Seconds after which a request without an answer is given up, 1 to 120."),
        default="30",
        kind=SettingKind.NUMBER,
        least=1,
        most=120,
        whole=False,
        advanced=True,
    ),
    Setting(
        "review",
        text("Review"),
        text(
            "Who approves signatures and templates: this desk, or the carrier, as with a real one. Then they "
            "are submitted to it and can be used when it has approved them."
        ),
        default=REVIEW_HERE,
        choices=(REVIEW_HERE, REVIEW_BY_CARRIER),
        words=(text("On this desk"), text("By the carrier")),
    ),
)


def sandbox_reviewed_by(settings: Mapping[str, str]) -> ReviewedBy:
    """Who reviews, by the values of ``SETTINGS``."""
    return ReviewedBy.CARRIER if settings.get("review") == REVIEW_BY_CARRIER else ReviewedBy.DESK


class SandboxGateway(SandboxReviewing):
    """See ``Gateway`` for the contract."""

    key = "sandbox"
    can_look_up = True

    def __init__(
        self,
        address: str | InsideCarrier,
        *,
        requests_at_once: int = 8,
        messages_per_second: float = math.inf,
        answer_seconds: float = 30.0,
    ) -> None:
        """``address``: of a carrier on this computer, or how to get at the one inside the program."""
        self.limits = GatewayLimits(RECIPIENTS_PER_REQUEST, requests_at_once, messages_per_second)
        self._address = address
        self._base = ""
        """Where a carrier was last seen to answer; empty: not asked yet, or lost."""
        self._finding = asyncio.Lock()
        # Two more than the engine sends over, so that polls never wait behind slow answers.
        self._line = Line(connections=requests_at_once + 2, answer_seconds=answer_seconds)

    @classmethod
    def from_settings(cls, settings: Mapping[str, str], inside: InsideCarrier) -> Self:
        """Built from the values of ``SETTINGS``; ``Invalid`` names the field that is wrong."""
        address = settings.get("address", "").strip()
        if settings.get("review", "") not in ("", REVIEW_HERE, REVIEW_BY_CARRIER):
            raise Invalid(text("Choose who reviews: this desk or the carrier."), field="review")
        return cls(
            _checked_address(address) if address else inside,
            requests_at_once=int(_number(settings, "requests_at_once")),
            messages_per_second=_number(settings, "messages_per_second"),
            answer_seconds=_number(settings, "answer_seconds"),
        )

    async def open(self) -> None:
        """Get ready on the running loop. Nothing is asked yet."""
        self._finding = asyncio.Lock()
        await self._line.open()

    async def close(self) -> None:
        """Let go of every connection."""
        self._base = ""
        await self._line.close()

    # --- sending --------------------------------------------------------------------------------

    async def send(self, messages: Sequence[OutgoingMessage]) -> Sequence[Outcome]:
        """See ``Gateway.send``."""
        await self._find()
        request = {
            "content": messages[0].content,
            "messages": [{"number": one.number, "reference": one.reference} for one in messages],
        }
        try:
            answer = await self._ask("POST", "/v1/messages", request)
            return self._outcomes(answer, messages)
        except NoAnswer as fault:
            logger.info("No answer to a request of %d messages: %s", len(messages), fault)
            return [Unknown(note=str(fault))] * len(messages)

    def _outcomes(self, answer: Answer, messages: Sequence[OutgoingMessage]) -> list[Outcome]:
        """What an answer says of each message; ``NoAnswer`` when it says nothing that can be relied on."""
        if answer.status == 200:
            return results_in(answer.object(), messages)
        if answer.status == 429:
            return [Throttled(seconds_in(answer.headers.get("Retry-After")))] * len(messages)
        said = answer.object()
        untouched = said.get("processed") == 0 and said.get("processed") is not False
        code = said.get("code")
        if not untouched:
            raise NoAnswer(f"status {answer.status}")
        if answer.status == 503:
            return [TryLater("ServiceUnavailable", "status 503")] * len(messages)
        if isinstance(code, str) and is_code(code):
            return [Refused(code)] * len(messages)
        return [TryLater("InternalError.OtherError", f"status {answer.status}")] * len(messages)

    # --- reports --------------------------------------------------------------------------------

    async def poll_receipts(self) -> Sequence[Receipt]:
        """See ``Gateway.poll_receipts``; at most 1,000 (with repeats 2,000) at a time, at once."""
        found = await self._read("GET", f"/v1/receipts?limit={_PAGE}")
        return [receipt for one in items_in(found, "receipts") if (receipt := receipt_in(one))]

    async def confirm_receipts(self, receipts: Sequence[Receipt]) -> None:
        """See ``Gateway.confirm_receipts``."""
        await self._confirm("/v1/receipts/confirm", [one.key for one in receipts])

    async def poll_replies(self) -> Sequence[IncomingReply]:
        """See ``Gateway.poll_replies``; at most 1,000 at a time, at once."""
        found = await self._read("GET", f"/v1/replies?limit={_PAGE}")
        return [reply for one in items_in(found, "replies") if (reply := reply_in(one))]

    async def confirm_replies(self, replies: Sequence[IncomingReply]) -> None:
        """See ``Gateway.confirm_replies``."""
        await self._confirm("/v1/replies/confirm", [one.key for one in replies])

    async def _confirm(self, path: str, keys: Sequence[str]) -> None:
        distinct = list(dict.fromkeys(keys))
        for start in range(0, len(distinct), _PAGE):
            await self._read("POST", path, {"keys": distinct[start : start + _PAGE]})

    async def look_up(self, messages: Sequence[OutgoingMessage]) -> Sequence[Known | None]:
        """See ``Gateway.look_up``."""
        known: list[Known | None] = []
        for start in range(0, len(messages), _PAGE):
            references = [one.reference for one in messages[start : start + _PAGE]]
            said = await self._read("POST", "/v1/lookup", {"references": references})
            found, complete = said.get("found"), said.get("complete") is True
            if not isinstance(found, dict):
                found = {}
            known += [known_in(found, reference, complete) for reference in references]
        return known

    # --- the other side -------------------------------------------------------------------------

    async def probe(self) -> None:
        """See ``Gateway.probe``: whether it is a carrier that answers, and in service."""
        base = await self._where()
        try:
            answer = await self._line.ask("GET", base + "/v1/health")
            if answer.status == 503:
                raise GatewayDown(text("The carrier at {address} says it is out of service.", address=base))
            if answer.object().get("carrier") != "smsdesk-sandbox":
                raise NoAnswer("something else")
        except NotWritten as fault:
            raise GatewayDown(self._unreachable(fault)) from fault
        except NoAnswer as fault:
            raise GatewayDown(
                text(
                    "What answers at {address} is not the sandbox carrier. Correct the address.", address=base
                )
            ) from fault
        self._base = base

    async def _find(self) -> None:
        """Before the first request, and after the carrier was lost: make sure that it is there and a carrier.

        Another server at the address would leave every message unknown.
        """
        if not self._base:
            async with self._finding:
                if not self._base:
                    await self.probe()

    async def test_connection(self) -> Text:
        """See ``Gateway.test_connection``."""
        await self.probe()
        return text(
            "The sandbox carrier answers at {address}. No SMS leaves this computer.", address=self._base
        )

    async def _where(self) -> str:
        if isinstance(self._address, str):
            return _checked_address(self._address)
        try:
            return _checked_address(await self._address())
        except OSError as fault:
            raise GatewayDown(
                text(
                    "The carrier inside the program cannot start: {reason}",
                    reason=fault.strerror or str(fault),
                )
            ) from fault

    async def _ask(self, method: str, path: str, value: object = None) -> Answer:
        try:
            return await self._line.ask(method, self._base + path, value)
        except NotWritten as fault:
            # The next one asks anew where the carrier is: the one inside may have been started again.
            self._base = ""
            raise GatewayDown(self._unreachable(fault)) from fault

    async def _read(self, method: str, path: str, value: object = None) -> dict[str, object]:
        """The object of a good answer to a question that may be asked again; else ``GatewayDown``."""
        await self._find()
        try:
            answer = await self._ask(method, path, value)
            if answer.status == 200:
                return answer.object()
            fault = f"status {answer.status}"
        except NoAnswer as none:
            fault = str(none)
        logger.info("No answer to %s: %s", path.partition("?")[0], fault)
        raise GatewayDown(text("The carrier at {address} gives no readable answer.", address=self._base))

    def _unreachable(self, fault: NotWritten) -> Text:
        if isinstance(self._address, str):
            return fault.reason
        return text("The carrier inside the program does not answer. Close the program and start it again.")


def _checked_address(words: str) -> str:
    """``http://host:port`` of a carrier on this computer; ``Invalid`` for anything else."""
    try:
        parts = urlsplit(words if "://" in words else "http://" + words)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if (
        parts.scheme == "http"
        and parts.hostname in _HOSTS
        and port
        and parts.path in ("", "/")
        and not parts.query
    ):
        return f"http://{parts.hostname}:{port}"
    raise Invalid(
        text("The carrier's address must be on this computer, like 127.0.0.1:8025."), field="address"
    )


def _number(settings: Mapping[str, str], key: str) -> float:
    """The number of a setting, without end where it is empty and has no default."""
    found = number_in(settings, next(one for one in SETTINGS if one.key == key))
    return math.inf if found is None else found
