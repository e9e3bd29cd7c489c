"""The contract of a gateway (N1). Adding one is adding one file; nothing else changes.

A gateway is used from the engine's asyncio loop only. It never touches the store. Whatever the other
side answers, ``send`` returns one outcome per message, in order; it raises only ``GatewayDown``, when
certainly nothing was taken. Everything else but ``close`` raises ``GatewayDown`` too, and only that, when
the other side cannot be asked or its answer cannot be read; asking again later is safe and loses nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.text import Text


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """What a gateway is given of a message."""

    id: int
    number: str
    content: str
    """As it arrives, signature included."""
    region: Region
    sms_type: SmsType
    reference: str
    """The desk's own reference, unique for ever; a gateway that can echoes it in receipts."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """Taken; ``gateway_id`` names the message in receipts. ``fee`` is billable fragments."""

    gateway_id: str
    fee: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Refused for good with a canonical code of ``domain/codes.py``; ``note`` is the answer's own words."""

    code: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Throttled:
    """Not taken now; may be tried again after so many seconds (the gateway's own wish, or 0)."""

    delay: float = 0.0
    code: str = "RequestLimitExceeded"


@dataclass(frozen=True, slots=True)
class TryLater:
    """Certainly not taken, and may succeed later (refused connection, 503 with nothing processed)."""

    code: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """May have been taken: the request was written and no readable answer came. Never sent again by itself.

    ``note`` is technical.
    """

    code: str = "Unknown"
    note: str = ""


Outcome = Accepted | Refused | Throttled | TryLater | Unknown


class GatewayDown(Exception):
    """The other side cannot be reached or used; nothing of this batch was taken."""

    def __init__(self, reason: Text) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True, slots=True)
class GatewayLimits:
    """What the engine keeps to (E3)."""

    recipients_per_request: int
    """Messages of one content per request, at least 1."""
    requests_at_once: int
    messages_per_second: float
    """Over all requests; ``inf`` for no limit."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A status report. ``code`` is the carrier's (``DELIVRD`` …); ``at`` ms since 1970 UTC."""

    gateway_id: str
    number: str
    delivered: bool
    code: str
    at: int
    key: str = ""
    """Names the report itself so that it is applied once; empty: derived from the rest."""


@dataclass(frozen=True, slots=True)
class IncomingReply:
    """A text from a recipient."""

    key: str
    """Unique at the gateway."""
    number: str
    content: str
    at: int
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What the gateway answers of a message it is asked about after a crash."""

    taken: bool
    gateway_id: str = ""
    fee: int = 0


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of a gateway: declared once, shown and checked from here."""

    key: str
    label: Text
    help: Text
    secret: bool = False
    default: str = ""
    choices: tuple[str, ...] = field(default=())


class Gateway(Protocol):
    """One way out."""

    key: str
    limits: GatewayLimits
    can_look_up: bool
    """Whether ``look_up`` can answer after a crash (E5)."""

    async def open(self) -> None:
        """Get ready on the running loop."""

    async def close(self) -> None:
        """Let go of every connection; safe to call twice."""

    async def send(self, messages: Sequence[OutgoingMessage]) -> Sequence[Outcome]:
        """Send messages of one content to at most ``limits.recipients_per_request`` numbers.

        One outcome per message, in order. Raises ``GatewayDown`` when nothing was taken.
        """
        ...

    async def probe(self) -> None:
        """Return when the other side answers; raise ``GatewayDown`` when it does not (E4)."""

    async def poll_receipts(self) -> Sequence[Receipt]:
        """Reports that came since ``confirm_receipts``; given again until confirmed.

        Answers at once, also when there are none. May hold the same report twice.
        """
        ...

    async def confirm_receipts(self, receipts: Sequence[Receipt]) -> None:
        """These are stored; the other side may forget them."""

    async def poll_replies(self) -> Sequence[IncomingReply]:
        """Replies that came since ``confirm_replies``."""
        ...

    async def confirm_replies(self, replies: Sequence[IncomingReply]) -> None:
        """These are stored."""

    async def look_up(self, messages: Sequence[OutgoingMessage]) -> Sequence[Known | None]:
        """What became of messages left in flight by a crash; None where it cannot say."""
        ...

    async def test_connection(self) -> Text:
        """One sentence that says it works; raises ``GatewayDown`` with a sentence that says why not (A10)."""
        ...
