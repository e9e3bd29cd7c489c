"""The contract of a gateway (N1). Adding one is adding one file; nothing else changes.

A gateway is used from the engine's asyncio loop only. It never touches the store. Whatever the other
side answers, ``send`` returns one outcome per message, in order; it raises only ``GatewayDown``, when
certainly nothing was taken. Everything else but ``close`` raises ``GatewayDown`` too, and only that, when
the other side cannot be asked or its answer cannot be read; asking again later is safe and loses nothing.

Signatures and templates are reviewed on the desk, unless the gateway is declared to have a carrier that
reviews (``registry.Declared.reviewed_by``); only such a gateway has the methods of ``Reviewing`` (R1).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, TypeVar, runtime_checkable

from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.signatures import Purpose, SignatureType
from smsdesk.domain.text import Text
from smsdesk.gateways.accounting import Accounting as Accounting
from smsdesk.gateways.accounting import CarrierAccount as CarrierAccount
from smsdesk.gateways.accounting import CarrierPackage as CarrierPackage
from smsdesk.gateways.settings import Setting as Setting


@dataclass(frozen=True, slots=True)
class Wording:
    """What a message is made of: some carriers are given a template's name and values instead of a text."""

    template: str = ""
    """What this gateway's carrier calls the template (``Reviewing``); empty: it does not know it."""
    body: str = ""
    """The template's text with its variables {1}, {2}, …"""
    signature: str = ""
    """Without brackets; empty for none."""


NO_WORDING = Wording()


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
    wording: Wording = NO_WORDING
    """The same for all messages of one ``send``."""
    requested_at: int = 0
    """When it was first taken up, ms since 1970 UTC: where a look-up by time begins."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """Taken; ``gateway_id`` names the message in receipts. ``fee`` is billable fragments."""

    gateway_id: str
    fee: int
    parts: tuple[str, ...] = ()
    """Where the carrier names each part of a long message and reports on it by itself: all their names,
    ``gateway_id`` the first. It is delivered when all are, and not when one is not (E7)."""


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


T = TypeVar("T")

#: Something a gateway is asked beside the sending: ``lambda gateway: gateway.test_connection()``.
Question = Callable[[Gateway], Awaitable[T]]


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A message that was accepted. ``sent_at`` ms since 1970 UTC."""

    gateway_id: str
    number: str
    sent_at: int


@runtime_checkable
class ReceiptsByNumber(Protocol):
    """What a gateway has besides ``Gateway`` when it can be asked for a message's report, however often.

    For carriers that hand a report out once, or do not hand any out by themselves.
    """

    async def receipts_of(self, messages: Sequence[SentMessage]) -> Sequence[Receipt]:
        """The reports of those that have one by now; takes its time where the carrier wants it slow.

        Raises ``GatewayDown`` when it cannot be asked.
        """
        ...


# --- review (R1) ----------------------------------------------------------------------------------


class ReviewedBy(StrEnum):
    """Who decides on signatures and templates that go out through a gateway."""

    DESK = "desk"
    CARRIER = "carrier"


@dataclass(frozen=True, slots=True)
class Picture:
    """The bytes of a ``png`` or ``jpg`` file."""

    format: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class SignatureSubmission:
    """A signature as a carrier is given it. ``content`` is without brackets."""

    region: Region
    type: SignatureType
    purpose: Purpose
    content: str
    remarks: str
    certificate_type: str
    """Of ``domain.signature_rules.CertificateType``, empty for none."""
    certificate: Picture | None = None
    authorization: Picture | None = None

    subject = "signature"


@dataclass(frozen=True, slots=True)
class TemplateSubmission:
    """A template as a carrier is given it, with its variables {1}, {2}, …"""

    region: Region
    type: SmsType
    name: str
    content: str
    remarks: str

    subject = "template"


Submission = SignatureSubmission | TemplateSubmission


class ReviewAnswer(StrEnum):
    """Where a submission stands at the carrier."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    GONE = "gone"
    """The carrier has no such entry (any more)."""


@dataclass(frozen=True, slots=True)
class ReviewState:
    """What the carrier says of one submission; ``reason`` is its own words, at most 500 characters."""

    answer: ReviewAnswer
    reason: str = ""


class Objection(StrEnum):
    """Why a carrier did not take a submission, where the desk can do something about it by itself."""

    CONTENT = "content"
    """What was submitted, or how much there is already: a person must act."""
    ALREADY_WAITING = "already_waiting"
    """It has the same entry in review: an earlier answer was lost, or somebody else submitted it."""
    ALREADY_APPROVED = "already_approved"
    """What was to be edited is approved and cannot be."""
    GONE = "gone"
    """What was to be edited is not there (any more)."""


class SubmissionRefused(Exception):
    """The carrier did not take a submission; ``reason`` is one sentence for whoever wrote it."""

    def __init__(self, reason: Text | str, objection: Objection = Objection.CONTENT) -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.objection = objection


class SlowDown(GatewayDown):
    """The carrier is well and asks to come again in so many seconds; nothing was taken."""

    def __init__(self, reason: Text, seconds: float) -> None:
        super().__init__(reason)
        self.seconds = seconds


@runtime_checkable
class Reviewing(Protocol):
    """What a gateway has besides ``Gateway`` when its carrier reviews signatures and templates itself.

    All methods raise ``GatewayDown`` when the carrier cannot be asked or its answer cannot be read
    (``SlowDown`` when it only wants to be asked later). After that it is not known whether a submission
    was taken: the engine asks ``find_submission`` before it submits again.
    """

    async def submit_signature(self, item: SignatureSubmission, remote_id: str = "") -> str:
        """Submit it, or with ``remote_id`` edit that one, which must be pending or rejected.

        What the carrier calls it: 1 to 64 printable ASCII characters, opaque to the desk. Raises
        ``SubmissionRefused`` when it is refused at once.
        """
        ...

    async def submit_template(self, item: TemplateSubmission, remote_id: str = "") -> str:
        """As ``submit_signature``."""
        ...

    async def find_submission(self, item: Submission) -> str:
        """What the carrier calls the latest entry of this region and content; empty: there is none, or it
        cannot be asked for such a thing."""
        ...

    async def review_states(self, subject: str, remote_ids: Sequence[str]) -> Sequence[ReviewState]:
        """One state for each, in order, however many. ``subject``: ``signature`` or ``template``."""
        ...

    async def withdraw(self, subject: str, remote_id: str) -> None:
        """Have the carrier forget it; also when it is approved, or not there."""
        ...
