"""A carrier's SMPP server that misbehaves on demand, written from the specification and not from our client.

Every octet is packed and unpacked here by hand, so that a fault of ours is not mirrored.
"""

from __future__ import annotations

import asyncio
import ssl
import struct
import threading
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from smsdesk.carrier.server import stop_accepting
from tests.ports import free_port

T = TypeVar("T")


class Taken(NamedTuple):
    """A submit_sm that was taken."""

    id: str
    source: tuple[int, int, str]
    number: str
    esm_class: int
    validity: str
    registered: int
    data_coding: int
    message: bytes
    options: dict[int, bytes]


@dataclass
class Manners:
    """How the server behaves; may be changed at any time."""

    bind_status: int = 0
    transceivers: bool = True
    password: str = "secret"
    answers_link: bool = True
    first_words: bytes = b""
    """Sent at once to whoever connects, who then hears nothing else."""
    submit_status: Callable[[str], int] = lambda _number: 0
    next_faults: deque[str] = field(default_factory=deque)
    """One for each of the next submits."""
    receipts: bool = True
    receipt_text: Callable[[str, str], bytes] = lambda id_, number: (
        f"id:{id_} sub:001 dlvrd:001 submit date:2611210900 done date:2611210901 stat:DELIVRD err:000 text:x"
    ).encode()
    receipt_options: Callable[[str], bytes] = lambda _id: b""
    replying: frozenset[str] = frozenset()
    next_id: Callable[[int], str] = lambda count: f"{count + 0x10000000:x}"
    hold_answers: bool = False
    """Answers wait until ``release``."""


class Smsc:
    """Use as ``async with Smsc() as smsc``."""

    def __init__(self, *, trust: ssl.SSLContext | None = None) -> None:
        self.manners = Manners()
        self.taken: list[Taken] = []
        self.port = free_port()
        self.sessions: list[Conversation] = []
        self.binds: Counter[int] = Counter()
        self.owed: dict[int, tuple[bytes, bool]] = {}
        """deliver_sm bodies that were not answered, by a number of their own; whether a receipt."""
        self.acknowledged = 0
        self.cut_at: deque[int] = deque()
        """When so many were taken, every connection is cut before the last one is answered."""
        self.heard: Counter[int] = Counter()
        """Commands that came."""
        self._trust = trust
        self._server: asyncio.Server | None = None
        self._delivery = 0

    async def __aenter__(self) -> Smsc:
        await self.come_up()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.go_down()

    async def come_up(self) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: Conversation(self), "127.0.0.1", self.port, ssl=self._trust
        )
        self.port = self._server.sockets[0].getsockname()[1]

    def close_door(self) -> None:
        """Nobody new is let in; the sessions there are stay."""
        if self._server:
            self._server.close()
            self._server = None

    async def go_down(self) -> None:
        if self._server:
            await stop_accepting(self._server.sockets)
        self.close_door()
        self.cut()
        await asyncio.sleep(0)

    def cut(self) -> None:
        for session in list(self.sessions):
            session.cut()

    def times(self) -> Counter[str]:
        """How often each number was taken."""
        return Counter(one.number for one in self.taken)

    def deliver(self, body: bytes) -> None:
        """A deliver_sm to whoever receives; again after each bind until it is answered."""
        self._delivery += 1
        self.owed[self._delivery] = (body, True)
        for session in self.sessions:
            if session.receives:
                session.deliver(self._delivery, body)
                break


class Conversation(asyncio.Protocol):
    """One connection."""

    def __init__(self, smsc: Smsc) -> None:
        self.smsc = smsc
        self.receives = False
        self.submits = False
        self.delivering: dict[int, int] = {}
        self._sequence = 0x1000
        self._buffer = b""
        self._held: list[bytes] = []
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self.smsc.sessions.append(self)
        if self.smsc.manners.first_words:
            transport.write(self.smsc.manners.first_words)

    def connection_lost(self, exc: Exception | None) -> None:
        if self in self.smsc.sessions:
            self.smsc.sessions.remove(self)

    def cut(self) -> None:
        if self in self.smsc.sessions:
            self.smsc.sessions.remove(self)
        if self._transport:
            self._transport.abort()

    def write(self, octets: bytes) -> None:
        if self._transport and not self._transport.is_closing():
            self._transport.write(octets)

    def data_received(self, data: bytes) -> None:
        if self.smsc.manners.first_words:
            return
        self._buffer += data
        while len(self._buffer) >= 16:
            length, command, status, sequence = struct.unpack(">LLLL", self._buffer[:16])
            if len(self._buffer) < length:
                return
            body, self._buffer = self._buffer[16:length], self._buffer[length:]
            self.smsc.heard[command] += 1
            self.handle(command, status, sequence, body)

    def handle(self, command: int, status: int, sequence: int, body: bytes) -> None:
        if command in (1, 2, 9):
            self.bind(command, sequence, body)
        elif command == 4:
            self.submit(sequence, body)
        elif command == 0x15:
            if self.smsc.manners.answers_link:
                self.write(struct.pack(">LLLL", 16, 0x80000015, 0, sequence))
        elif command == 6:
            self.write(struct.pack(">LLLL", 16, 0x80000006, 0, sequence))
        elif command == 0x80000005:
            delivery = self.delivering.pop(sequence, None)
            if delivery is not None and status == 0 and self.smsc.owed.pop(delivery, None):
                self.smsc.acknowledged += 1

    def bind(self, command: int, sequence: int, body: bytes) -> None:
        manners = self.smsc.manners
        _, password, _ = body.split(b"\0", 2)
        status = manners.bind_status
        if command == 9 and not manners.transceivers:
            status = 3
        elif not status and password.decode() != manners.password:
            status = 0x0E
        text = b"toy\0" if not status else b""
        self.write(struct.pack(">LLLL", 16 + len(text), command | 0x80000000, status, sequence) + text)
        if status:
            return
        self.smsc.binds[command] += 1
        self.receives, self.submits = command in (1, 9), command in (2, 9)
        if self.receives:
            for delivery, (octets, _) in list(self.smsc.owed.items()):
                self.deliver(delivery, octets)

    def deliver(self, delivery: int, body: bytes) -> None:
        self._sequence += 1
        self.delivering[self._sequence] = delivery
        self.write(struct.pack(">LLLL", 16 + len(body), 5, 0, self._sequence) + body)

    def unbind(self) -> None:
        self._sequence += 1
        self.write(struct.pack(">LLLL", 16, 6, 0, self._sequence))

    def release(self) -> None:
        for octets in self._held:
            self.write(octets)
        self._held.clear()

    # --- a message ------------------------------------------------------------------------------

    def submit(self, sequence: int, body: bytes) -> None:
        manners = self.smsc.manners
        taken = unpack_submit(manners.next_id(len(self.smsc.taken)), body)
        fault = manners.next_faults.popleft() if manners.next_faults else ""
        status = manners.submit_status(taken.number)
        match fault:
            case "throttled":
                status = 0x58
            case "refused":
                status = 0x0B
            case "out_of_service":
                status = 0x64
            case "server_fault":
                self.smsc.taken.append(taken)
                status = 0x08
            case "lost_request":
                self.cut()
                return
            case "unanswered":
                return
        if status:
            self.write(struct.pack(">LLLL", 16, 0x80000004, status, sequence))
            return
        self.smsc.taken.append(taken)
        if self.smsc.cut_at and len(self.smsc.taken) >= self.smsc.cut_at[0]:
            self.smsc.cut_at.popleft()
            self.smsc.cut()
        text = taken.id.encode() + b"\0"
        answer = struct.pack(">LLLL", 16 + len(text), 0x80000004, 0, sequence) + text
        match fault:
            case "lost_answer":
                self.cut()
                return
            case "slow":
                return
            case "malformed":
                answer = struct.pack(">LLLL", 16 + 80, 0x80000004, 0, sequence) + b"x" * 80
            case "garbled":
                answer = b"\0\0\0\x03 what is this?"
            case "wrong_type":
                answer = struct.pack(">LLLL", 16, 0x80000003, 0, sequence)
            case "huge":
                answer = struct.pack(">LLLL", 0x7FFFFFFF, 0x80000004, 0, sequence) + b"x" * 100_000
            case "nack":
                answer = struct.pack(">LLLL", 16, 0x80000000, 3, sequence)
            case "server_fault_nack":
                answer = struct.pack(">LLLL", 16, 0x80000000, 8, sequence)
        if manners.hold_answers:
            self._held.append(answer)
        else:
            self.write(answer)
        if manners.receipts and not fault:
            self.smsc.deliver(self.receipt(taken))
        if taken.number in manners.replying:
            self.smsc.deliver(pack_deliver(taken.number, taken.source[2], 0, 0, b"Yes, please"))

    def receipt(self, taken: Taken) -> bytes:
        manners = self.smsc.manners
        words = manners.receipt_text(taken.id, taken.number)
        return pack_deliver(
            taken.number, taken.source[2], 4, 0, words, options=manners.receipt_options(taken.id)
        )


def pack_deliver(
    source: str,
    destination: str,
    esm_class: int,
    data_coding: int,
    message: bytes,
    *,
    options: bytes = b"",
    ton: int = 1,
) -> bytes:
    """The body of a deliver_sm."""
    return (
        b"\0"
        + bytes([ton, 1])
        + source.encode()
        + b"\0"
        + bytes([0, 0])
        + destination.encode()
        + b"\0"
        + bytes([esm_class, 0, 0])
        + b"\0\0"
        + bytes([0, 0, data_coding, 0, len(message)])
        + message
        + options
    )


def option(tag: int, value: bytes) -> bytes:
    return struct.pack(">HH", tag, len(value)) + value


def unpack_submit(id_: str, body: bytes) -> Taken:
    service, rest = body.split(b"\0", 1)
    source_ton, source_npi = rest[0], rest[1]
    source, rest = rest[2:].split(b"\0", 1)
    _, _ = rest[0], rest[1]
    number, rest = rest[2:].split(b"\0", 1)
    esm_class, rest = rest[0], rest[3:]
    _, rest = rest.split(b"\0", 1)
    validity, rest = rest.split(b"\0", 1)
    registered, _, data_coding, _, length = rest[:5]
    message, rest = rest[5 : 5 + length], rest[5 + length :]
    options = {}
    while rest:
        tag, size = struct.unpack(">HH", rest[:4])
        options[tag], rest = rest[4 : 4 + size], rest[4 + size :]
    assert len(service) <= 5
    return Taken(
        id_,
        (source_ton, source_npi, source.decode()),
        number.decode(),
        esm_class,
        validity.decode(),
        registered,
        data_coding,
        message,
        options,
    )


class SmscThread:
    """A server in a thread and loop of its own, for tests of the whole engine."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, name="test-smsc")
        self._thread.start()
        self.smsc = self.call(self._make())

    async def _make(self) -> Smsc:
        smsc = Smsc()
        await smsc.come_up()
        return smsc

    def call(self, work: object) -> T:  # type: ignore[type-var]
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(60)  # type: ignore[arg-type]

    def soon(self, job: Callable[[], object]) -> None:
        self.loop.call_soon_threadsafe(job)

    def close(self) -> None:
        self.call(self.smsc.go_down())
        self.call(asyncio.sleep(0.01))
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()
