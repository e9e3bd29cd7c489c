"""One bound connection: window, answers by sequence number, keep-alive, and how it ends (N1, E4).

Of a request that has no answer one question matters: was it handed to the network? ``NotSent`` says no,
``Lost`` says perhaps.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Callable
from typing import NamedTuple

from smsdesk.domain.text import Text, text
from smsdesk.gateways.smpp import pdu as wire
from smsdesk.gateways.smpp.pdu import Framer, Malformed, Pdu
from smsdesk.gateways.smpp.statuses import INVALID_COMMAND, INVALID_COMMAND_LENGTH

logger = logging.getLogger(__name__)

#: After the other side's unbind so long for answers that are still owed.
_LEAVE_SECONDS = 5.0
#: What the system still holds for a peer that does not read is given up after so long.
_CLOSE_SECONDS = 2.0


class NotSent(Exception):
    """Nothing of the request was handed to the network."""


class Lost(Exception):
    """The request may have been read; no readable answer came. The words are technical."""


class _Waiting(NamedTuple):
    answer: asyncio.Future[Pdu]
    command: int
    until: float


class Session(asyncio.Protocol):
    """Made by ``connecting.connect``; belongs to the loop it was made on."""

    def __init__(
        self,
        address: str,
        *,
        window: int,
        answer_seconds: float,
        idle_seconds: float,
        delivered: Callable[[Session, Pdu], None],
    ) -> None:
        """``delivered``: given every deliver_sm and data_sm; answers them with ``respond`` some time."""
        self.address = address
        self.reason: Text | None = None
        """Why it ended; None while it has not."""
        self.ended_at = 0.0
        """By the loop's clock."""
        self.cut = False
        """Whether the other side ended it without a word."""
        self._window = asyncio.Semaphore(window)
        self._answer_seconds = answer_seconds
        self._idle_seconds = idle_seconds
        self._delivered = delivered
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._framer = Framer()
        self._waiting: dict[int, _Waiting] = {}
        self._sequences = itertools.count(1)
        self._out: list[bytes] = []
        self._unflushed: set[int] = set()
        self._writable = asyncio.Event()
        self._writable.set()
        self._stuck_since = 0.0
        self._heard = 0
        self._heard_at = self._loop.time()
        self._alive: asyncio.Task[None] | None = None
        """Asks for a sign of life; None while nobody does."""
        self._doubtful = False
        """A request had no answer in time, and nothing else has come since it was written."""
        self._leaving: int | None = None
        """Sequence number of the other side's unbind, while it is not answered."""
        self._leave_by = 0.0
        self._timer: asyncio.TimerHandle | None = None

    @property
    def usable(self) -> bool:
        """Whether it takes requests, as far as is known."""
        return self.reason is None and self._leaving is None

    @property
    def heard(self) -> bool:
        """Whether anything of SMPP ever came."""
        return self._heard > 0

    # --- asking ---------------------------------------------------------------------------------

    async def submit(self, body: bytes) -> Pdu:
        """The answer to a submit_sm, of whatever status. Raises ``NotSent`` or ``Lost``."""
        async with self._window:
            if self._doubtful and self._alive:
                # Nothing more is put in doubt until the other side has given a sign of life.
                await asyncio.wait([self._alive])
            return await self.ask(wire.SUBMIT_SM, body)

    async def ask(self, command: int, body: bytes = b"") -> Pdu:
        """The answer to a request: its own or a generic_nack. Raises ``NotSent`` or ``Lost``."""
        if not self._writable.is_set():
            await self._writable.wait()
        if not self.usable:
            raise NotSent("the session has ended")
        sequence = self._next_sequence()
        answer: asyncio.Future[Pdu] = self._loop.create_future()
        until = self._loop.time() + self._answer_seconds
        self._waiting[sequence] = _Waiting(answer, command | wire.RESP, until)
        self._unflushed.add(sequence)
        self._write(wire.encode(command, sequence, body))
        try:
            return await answer
        finally:
            self._waiting.pop(sequence, None)
            self._leave_when_quiet()

    def respond(self, request: int, sequence: int, status: int = 0) -> bool:
        """Answer a deliver_sm or data_sm; whether the session was there to do it."""
        if self.reason is not None:
            return False
        self._write(wire.encode(request | wire.RESP, sequence, b"\0", status))
        return True

    async def unbind(self) -> None:
        """Take leave and end it; at most ``_CLOSE_SECONDS`` long."""
        try:
            if self.usable:
                async with asyncio.timeout(_CLOSE_SECONDS):
                    await self.ask(wire.UNBIND)
        except (NotSent, Lost, TimeoutError):
            pass
        finally:
            self.end(text("The connection was closed."))

    def _next_sequence(self) -> int:
        while True:
            sequence = next(self._sequences)
            if sequence >= wire.LARGEST_SEQUENCE:
                self._sequences = itertools.count(1)
            if sequence not in self._waiting:
                return sequence

    # --- the line -------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._heard_at = self._loop.time()
        self._tick()

    def pause_writing(self) -> None:
        self._writable.clear()
        self._stuck_since = self._loop.time()
        # Whoever does not take our answers is heard no further: they would pile up here.
        if self._transport:
            self._transport.pause_reading()

    def resume_writing(self) -> None:
        self._writable.set()
        if self._transport and self.reason is None:
            self._transport.resume_reading()

    def data_received(self, data: bytes) -> None:
        if self.reason is not None:
            return
        self._heard_at = self._loop.time()
        try:
            for pdu in self._framer.feed(data):
                self._heard += 1
                self._received(pdu)
        except Malformed as fault:
            logger.info("Not SMPP: %s after %d units", fault, self._heard)
            if self._heard:
                self._write(wire.encode(wire.GENERIC_NACK, 0, status=INVALID_COMMAND_LENGTH))
                self._flush()
                self.end(text("What {address} sent cannot be read as SMPP.", address=self.address))
            else:
                self.end(_not_smpp(self.address, self._framer.beginning))

    def connection_lost(self, exc: Exception | None) -> None:
        self.cut = self.reason is None
        self.end(text("{address} ended the connection.", address=self.address))

    def end(self, reason: Text) -> None:
        """Close the line; what has no answer is lost, what was not handed over is not sent."""
        if self.reason is not None:
            return
        self.reason = reason
        self.ended_at = self._loop.time()
        if self._timer:
            self._timer.cancel()
        for sequence, waiting in self._waiting.items():
            if not waiting.answer.done():
                unsent = sequence in self._unflushed
                waiting.answer.set_exception(
                    NotSent("the session ended") if unsent else Lost("the session ended")
                )
        self._out.clear()
        self._writable.set()
        if self._transport:
            self._transport.close()
            self._loop.call_later(_CLOSE_SECONDS, self._transport.abort)

    def _write(self, octets: bytes) -> None:
        # What is written within one turn of the loop leaves in one piece.
        if not self._out:
            self._loop.call_soon(self._flush)
        self._out.append(octets)

    def _flush(self) -> None:
        if self._out and self._transport:
            octets = b"".join(self._out)
            self._out.clear()
            self._unflushed.clear()
            self._transport.write(octets)

    # --- what comes -----------------------------------------------------------------------------

    def _received(self, pdu: Pdu) -> None:
        if self.reason is not None:
            return
        if pdu.command & wire.RESP:
            self._answered(pdu)
        elif pdu.command in (wire.DELIVER_SM, wire.DATA_SM):
            self._delivered(self, pdu)
        elif pdu.command == wire.ENQUIRE_LINK:
            self._write(wire.encode(wire.ENQUIRE_LINK | wire.RESP, pdu.sequence))
        elif pdu.command == wire.UNBIND:
            self._leaving = pdu.sequence
            self._leave_by = self._loop.time() + _LEAVE_SECONDS
            self._leave_when_quiet()
        elif pdu.command not in (wire.OUTBIND, wire.ALERT_NOTIFICATION):
            self._write(wire.encode(wire.GENERIC_NACK, pdu.sequence, status=INVALID_COMMAND))

    def _answered(self, pdu: Pdu) -> None:
        waiting = self._waiting.get(pdu.sequence)
        if waiting is None or waiting.answer.done():
            logger.info("An answer to nothing that is asked: %08x", pdu.command)
        elif pdu.command in (waiting.command, wire.GENERIC_NACK):
            waiting.answer.set_result(pdu)
        else:
            waiting.answer.set_exception(Lost(f"answered with {pdu.command:08x}"))

    def _leave_when_quiet(self) -> None:
        """Answer the other side's unbind when it owes nothing any more, or has had its time."""
        if self._leaving is None or self.reason is not None:
            return
        if self._waiting and self._loop.time() < self._leave_by:
            return
        self._write(wire.encode(wire.UNBIND | wire.RESP, self._leaving))
        self._flush()
        self.end(text("{address} has ended the session.", address=self.address))

    # --- time -----------------------------------------------------------------------------------

    def _tick(self) -> None:
        now = self._loop.time()
        for waiting in self._waiting.values():
            if waiting.until > now:
                break
            if not waiting.answer.done():
                waiting.answer.set_exception(Lost("no answer in time"))
                self._doubtful |= self._heard_at <= waiting.until - self._answer_seconds
        self._leave_when_quiet()
        if not self._writable.is_set() and now - self._stuck_since >= self._answer_seconds:
            self.end(text("{address} does not answer any more.", address=self.address))
        if self.reason is not None:
            return
        quiet = self._doubtful or now - self._heard_at >= self._idle_seconds
        if quiet and self._alive is None and self.usable:
            self._alive = self._loop.create_task(self._ask_alive())
        pause = max(0.02, min(1.0, self._answer_seconds / 8, self._idle_seconds / 4))
        self._timer = self._loop.call_later(pause, self._tick)

    async def _ask_alive(self) -> None:
        try:
            await self.ask(wire.ENQUIRE_LINK)
            self._doubtful = False
        except NotSent:
            pass
        except Lost:
            self.end(text("{address} does not answer any more.", address=self.address))
        finally:
            self._alive = None


def _not_smpp(address: str, beginning: bytes) -> Text:
    if beginning.startswith(b"HTTP/"):
        return text(
            "What answers at {address} is a web server, not an SMPP server. Correct address or port.",
            address=address,
        )
    if beginning[:2] in (b"\x15\x03", b"\x16\x03"):
        return text("{address} wants an encrypted connection (TLS). Switch it on.", address=address)
    return text(
        "What answers at {address} is not an SMPP server. Correct the address or the port.", address=address
    )
