"""The SMPP gateway (N1): what becomes of a message by what the carrier answers."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Self

from smsdesk.domain.codes import Code
from smsdesk.domain.fragments import measure
from smsdesk.domain.text import Text, text
from smsdesk.gateways.base import (
    Accepted,
    GatewayDown,
    GatewayLimits,
    IncomingReply,
    Known,
    Outcome,
    OutgoingMessage,
    Receipt,
    Refused,
    Throttled,
    Unknown,
)
from smsdesk.gateways.smpp import pdu as wire
from smsdesk.gateways.smpp.addresses import destination
from smsdesk.gateways.smpp.inbox import Inbox
from smsdesk.gateways.smpp.link import Link
from smsdesk.gateways.smpp.options import Options, options_from, unsafe
from smsdesk.gateways.smpp.pdu import Malformed, Pdu
from smsdesk.gateways.smpp.receipts import is_name
from smsdesk.gateways.smpp.session import Lost, NotSent
from smsdesk.gateways.smpp.statuses import (
    INVALID_BIND_STATUS,
    INVALID_COMMAND,
    INVALID_COMMAND_LENGTH,
    name_of,
    outcome_of,
)
from smsdesk.gateways.smpp.texts import MOST_PARTS, Joining, Part, parts_of

logger = logging.getLogger(__name__)

#: A session that ended just before the write is replaced so many times for one message.
_FRESH_SESSIONS = 3
#: A later part that is put off is tried again so many times, each time after twice as long as before.
_PART_TRIES = 6
_PART_PAUSE = 0.25


class SmppGateway:
    """See ``Gateway`` for the contract. A message in doubt stays so: the protocol cannot ask by reference."""

    key = "smpp"
    can_look_up = False

    def __init__(
        self, options: Options, *, clock: Callable[[], int] = lambda: time.time_ns() // 1_000_000
    ) -> None:
        """``clock``: ms since 1970 UTC."""
        self.limits = GatewayLimits(1, options.window, options.messages_per_second)
        self._options = options
        self._inbox = Inbox(options, clock, time.monotonic)
        self._link = Link(options, self._inbox.receive)
        self._reference = random.randrange(256)
        self._service_type = wire.cstring(options.service_type)

    @classmethod
    def from_settings(cls, settings: Mapping[str, str]) -> Self:
        """Built from the values of ``SETTINGS``; ``Invalid`` names the field that is wrong."""
        return cls(options_from(settings))

    async def open(self) -> None:
        """Get ready on the running loop. The session is opened when it is first wanted."""

    async def close(self) -> None:
        """Take leave of the carrier."""
        await self._link.close()

    # --- sending --------------------------------------------------------------------------------

    async def send(self, messages: Sequence[OutgoingMessage]) -> Sequence[Outcome]:
        """See ``Gateway.send``."""
        return [await self._send(message) for message in messages]

    async def _send(self, message: OutgoingMessage) -> Outcome:
        self._reference = (self._reference + 1) % 256
        options = self._options
        parts = parts_of(
            message.content,
            message.region,
            self._reference,
            alphabet=options.alphabet,
            joining=options.joining,
        )
        if len(parts) > MOST_PARTS:
            return Refused(Code.CONTENT_TOO_LONG)
        whole = options.joining is Joining.PAYLOAD
        fee = measure(message.content, message.region).fragments if whole else len(parts)
        source = wire.address_octets(options.senders.for_number(message.number))
        target = wire.address_octets(destination(message.number, options.number_form, options.home))
        ids: list[str] = []
        for part in parts:
            outcome = await self._send_part(
                self._body(part, source, target, as_payload=whole and fee > 1), first=not ids
            )
            if not isinstance(outcome, Accepted):
                # Of a message of which a part was taken nothing can be said for all of it.
                return _partly(outcome, len(ids) + 1, len(parts)) if ids else outcome
            ids.append(outcome.gateway_id or f"~{message.reference}.{len(ids)}"[:64])
            self._inbox.ids.remember(ids[-1], message.number)
        return Accepted(ids[0], max(1, fee), tuple(ids) if len(ids) > 1 else ())

    def _body(self, part: Part, source: bytes, target: bytes, *, as_payload: bool) -> bytes:
        return wire.submit_body(
            service_type=self._service_type,
            source=source,
            destination=target,
            validity=self._options.validity,
            esm_class=part.esm_class,
            data_coding=part.data_coding,
            message=part.octets,
            as_payload=as_payload,
        )

    async def _send_part(self, body: bytes, *, first: bool) -> Outcome:
        """One submit's outcome, ``Accepted`` with an empty id where the carrier gives none. Raises
        ``GatewayDown`` only for the first part."""
        tries = 1 if first else _PART_TRIES
        outcome: Outcome = Unknown()
        for attempt in range(tries):
            try:
                outcome = await self._submit(body)
            except GatewayDown as down:
                if first:
                    raise
                outcome = Unknown(note=str(down.reason))
            if not isinstance(outcome, Throttled) or attempt == tries - 1:
                break
            await asyncio.sleep(_PART_PAUSE * 2**attempt)
        return outcome

    async def _submit(self, body: bytes) -> Outcome:
        for _ in range(_FRESH_SESSIONS):
            session = await self._link.session()
            try:
                answer = await session.submit(body)
                if answer.status == INVALID_BIND_STATUS:
                    # It has forgotten the login: nothing will be taken over this session any more.
                    session.end(text("{address} has ended the session.", address=self._options.address))
                return _outcome(answer)
            except NotSent:
                continue
            except Lost as fault:
                logger.info("No answer to a submit: %s", fault)
                return Unknown(note=str(fault))
        raise GatewayDown(text("{address} ends every session at once.", address=self._options.address))

    # --- reports --------------------------------------------------------------------------------

    async def poll_receipts(self) -> Sequence[Receipt]:
        """See ``Gateway.poll_receipts``. Asking keeps a session standing, over which they come."""
        found = self._inbox.receipts()
        if not found:
            await self._link.session()
        return found

    async def confirm_receipts(self, receipts: Sequence[Receipt]) -> None:
        """See ``Gateway.confirm_receipts``."""
        self._inbox.confirm_receipts(receipts)

    async def poll_replies(self) -> Sequence[IncomingReply]:
        """See ``Gateway.poll_replies``."""
        found = self._inbox.replies()
        if not found:
            await self._link.session()
        return found

    async def confirm_replies(self, replies: Sequence[IncomingReply]) -> None:
        """See ``Gateway.confirm_replies``."""
        self._inbox.confirm_replies(replies)

    async def look_up(self, messages: Sequence[OutgoingMessage]) -> Sequence[Known | None]:
        """Nothing is known of any: the protocol knows messages by the carrier's ids only."""
        return [None] * len(messages)

    # --- the other side -------------------------------------------------------------------------

    async def probe(self) -> None:
        """See ``Gateway.probe``: whether every session is bound and answers."""
        try:
            await self._ask_alive()
        except GatewayDown:
            # A session may have been dead without anybody knowing: a fresh one tells.
            await self._ask_alive()

    async def _ask_alive(self) -> None:
        for session in await self._link.sessions():
            try:
                await session.ask(wire.ENQUIRE_LINK)
            except (NotSent, Lost) as fault:
                reason = session.reason or text("{address} does not answer.", address=self._options.address)
                session.end(reason)
                raise GatewayDown(reason) from fault

    async def test_connection(self) -> Text:
        """See ``Gateway.test_connection``."""
        await self.probe()
        works = text(
            "{address} lets {name} in and answers.",
            address=self._options.address,
            name=self._options.system_id,
        )
        warning = unsafe(self._options)
        return text("{works} {warning}", works=works, warning=warning) if warning else works


def _outcome(answer: Pdu) -> Outcome:
    if answer.command == wire.GENERIC_NACK:
        if answer.status in (INVALID_COMMAND, INVALID_COMMAND_LENGTH):
            return Refused("FailedOperation.FailResolvePacket", name_of(answer.status))
        return Unknown(note=f"generic_nack {name_of(answer.status)}")
    if answer.status:
        return outcome_of(answer.status)
    try:
        id_ = wire.message_id_in(answer.body).strip()
    except Malformed as fault:
        return Unknown(note=str(fault))
    if id_ and not is_name(id_):
        return Unknown(note="unreadable message id")
    return Accepted(id_, 1)


def _partly(outcome: Outcome, number: int, total: int) -> Unknown:
    """Some parts were taken and this one was not, or perhaps: never sent again by itself."""
    said = getattr(outcome, "note", "") or type(outcome).__name__
    return Unknown(note=f"part {number} of {total}: {said}")
