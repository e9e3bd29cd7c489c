"""SMPP 3.4 on the wire: what is sent and what is believed of what comes. Pure.

Every reader raises ``Malformed`` and nothing else, whatever the octets are.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from typing import NamedTuple

GENERIC_NACK = 0x80000000
BIND_RECEIVER = 0x00000001
BIND_TRANSMITTER = 0x00000002
SUBMIT_SM = 0x00000004
DELIVER_SM = 0x00000005
UNBIND = 0x00000006
BIND_TRANSCEIVER = 0x00000009
OUTBIND = 0x0000000B
ENQUIRE_LINK = 0x00000015
ALERT_NOTIFICATION = 0x00000102
DATA_SM = 0x00000103
#: Added to a command it makes its answer.
RESP = 0x80000000

LARGEST_SEQUENCE = 0x7FFFFFFF
#: The largest honest PDU: a deliver_sm with a message_payload of 64 KiB and some other options.
LARGEST_PDU = 80 * 1024
_SMALLEST_PDU = 16

TLV_RECEIPTED_MESSAGE_ID = 0x001E
TLV_SAR_REFERENCE = 0x020C
TLV_SAR_TOTAL = 0x020E
TLV_SAR_NUMBER = 0x020F
TLV_MESSAGE_PAYLOAD = 0x0424
TLV_MESSAGE_STATE = 0x0427

_HEADER = struct.Struct(">IIII")
_INTERFACE = 0x34


class Malformed(Exception):
    """These octets are not SMPP 3.4. The words are technical and hold nothing of the content."""


class Pdu(NamedTuple):
    """One protocol unit."""

    command: int
    status: int
    sequence: int
    body: bytes


class Address(NamedTuple):
    """A number or name with its type and plan."""

    ton: int
    npi: int
    value: str


class Delivery(NamedTuple):
    """A deliver_sm or data_sm: a receipt, or a text from somebody."""

    source: Address
    destination: Address
    esm_class: int
    data_coding: int
    message: bytes
    """short_message, or the message_payload where that is empty."""
    options: Mapping[int, bytes]


# --- framing --------------------------------------------------------------------------------------


class Framer:
    """Cuts a stream into PDUs, however TCP has cut it."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    @property
    def beginning(self) -> bytes:
        """What has come of an unfinished PDU, at most 16 octets."""
        return bytes(self._buffer[:_SMALLEST_PDU])

    def feed(self, octets: bytes) -> Iterator[Pdu]:
        """The PDUs that are complete now. ``Malformed`` when the stream is none (any more)."""
        buffer = self._buffer
        buffer += octets
        start = 0
        try:
            while len(buffer) - start >= 4:
                length = int.from_bytes(buffer[start : start + 4], "big")
                if not _SMALLEST_PDU <= length <= LARGEST_PDU:
                    raise Malformed(f"length {length}")
                if len(buffer) - start < length:
                    return
                _, command, status, sequence = _HEADER.unpack_from(buffer, start)
                body = bytes(buffer[start + _SMALLEST_PDU : start + length])
                start += length
                yield Pdu(command, status, sequence, body)
        finally:
            del buffer[:start]


# --- writing --------------------------------------------------------------------------------------


def encode(command: int, sequence: int, body: bytes = b"", status: int = 0) -> bytes:
    """A whole PDU."""
    return _HEADER.pack(_SMALLEST_PDU + len(body), command, status, sequence) + body


def cstring(words: str) -> bytes:
    """A C-octet string; the words are ASCII, as the settings have checked."""
    return words.encode("ascii", "replace").replace(b"\0", b"?") + b"\0"


def bind_body(system_id: str, password: str, system_type: str) -> bytes:
    """Of any of the three binds."""
    return (
        cstring(system_id)
        + cstring(password)
        + cstring(system_type)
        + bytes((_INTERFACE, 0, 0))
        + cstring("")
    )


def address_octets(address: Address) -> bytes:
    """Type, plan and value."""
    return bytes((address.ton, address.npi)) + cstring(address.value)


def submit_body(
    *,
    service_type: bytes,
    source: bytes,
    destination: bytes,
    validity: bytes,
    esm_class: int,
    data_coding: int,
    message: bytes,
    as_payload: bool = False,
) -> bytes:
    """Of a submit_sm that asks for a final receipt. The first four as ``cstring`` or ``address_octets`` give
    them. ``message``: at most 254 octets, or ``as_payload`` 65,535 in a message_payload."""
    middle = bytes((esm_class, 0, 0)) + b"\0" + validity + bytes((1, 0, data_coding, 0))
    front = service_type + source + destination + middle
    if as_payload:
        return front + b"\0" + struct.pack(">HH", TLV_MESSAGE_PAYLOAD, len(message)) + message
    return front + bytes((len(message),)) + message


# --- reading --------------------------------------------------------------------------------------


class _Reader:
    def __init__(self, body: bytes) -> None:
        self._body = body
        self._place = 0

    def octet(self) -> int:
        if self._place >= len(self._body):
            raise Malformed("cut short")
        self._place += 1
        return self._body[self._place - 1]

    def octets(self, count: int) -> bytes:
        end = self._place + count
        if end > len(self._body):
            raise Malformed("cut short")
        found = self._body[self._place : end]
        self._place = end
        return found

    def cstring(self, most: int) -> str:
        """At most so many octets with the closing one."""
        end = self._body.find(b"\0", self._place, self._place + most)
        if end < 0:
            raise Malformed("string without end")
        found = self._body[self._place : end].decode("latin-1")
        self._place = end + 1
        return found

    def address(self, most: int = 65) -> Address:
        return Address(self.octet(), self.octet(), self.cstring(most))

    def options(self) -> dict[int, bytes]:
        """Of several options with one tag the first."""
        found: dict[int, bytes] = {}
        while self._place < len(self._body):
            tag, length = struct.unpack(">HH", self.octets(4))
            found.setdefault(tag, self.octets(length))
        return found


def message_id_in(body: bytes) -> str:
    """Of a submit_sm_resp; the options some append do not matter."""
    end = body.find(b"\0", 0, 66)
    if end < 0:
        raise Malformed("message id without end")
    return body[:end].decode("latin-1")


def text_option(options: Mapping[int, bytes], tag: int) -> str:
    """A C-octet string in an option; empty when it is not there."""
    return options.get(tag, b"").partition(b"\0")[0].decode("latin-1")


def number_option(options: Mapping[int, bytes], tag: int) -> int | None:
    """A number of 1 to 4 octets in an option; None when it is not there."""
    octets = options.get(tag, b"")
    return int.from_bytes(octets, "big") if 1 <= len(octets) <= 4 else None


def delivery_in(pdu: Pdu) -> Delivery:
    """What a deliver_sm or data_sm holds."""
    reader = _Reader(pdu.body)
    reader.cstring(65)
    source, destination = reader.address(), reader.address()
    esm_class = reader.octet()
    message = b""
    if pdu.command == DATA_SM:
        reader.octet()
        data_coding = reader.octet()
    else:
        reader.octets(2)
        reader.cstring(17)
        reader.cstring(17)
        reader.octets(2)
        data_coding = reader.octet()
        reader.octet()
        message = reader.octets(reader.octet())
    options = reader.options()
    return Delivery(
        source,
        destination,
        esm_class,
        data_coding,
        message or options.get(TLV_MESSAGE_PAYLOAD, b""),
        options,
    )
