"""Texts in octets and back: alphabets, parts of a long message, and their joints (E8). Pure.

A message is cut where ``domain.fragments`` cuts it, so what the desk counts is what the carrier bills.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from smsdesk.domain.fragments import GSM_7, measure, split
from smsdesk.domain.profile import Region

#: 3GPP 23.038, in its order; the escape stands for itself.
_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = {
    0x0A: "\f", 0x14: "^", 0x28: "{", 0x29: "}", 0x2F: "\\",
    0x3C: "[", 0x3D: "~", 0x3E: "]", 0x40: "|", 0x65: "€",
}  # fmt: skip
_ESCAPE = 0x1B
_SEPTETS = {ord(character): chr(code) for code, character in enumerate(_BASIC) if code != _ESCAPE} | {
    ord(character): chr(_ESCAPE) + chr(code) for code, character in _EXTENSION.items()
}
#: More parts than this cannot be counted in one octet.
MOST_PARTS = 255
_UDHI = 0x40
_CODING_DEFAULT, _CODING_ASCII, _CODING_UCS2 = 0x00, 0x01, 0x08
_CONTROLS = frozenset(range(0x20)) - frozenset(b"\t\n\r")
_CR = 0x0D


class Alphabet(StrEnum):
    """What a carrier takes the octets of data coding 0 for."""

    GSM = "gsm"
    LATIN = "latin"
    PACKED = "packed"


class Joining(StrEnum):
    """How the parts of a long message are marked."""

    HEADER = "header"
    """A user data header in front of each, put together by the phone."""
    PAYLOAD = "payload"
    """The whole in a message_payload; the carrier cuts it."""


class Part(NamedTuple):
    """What one submit_sm carries."""

    data_coding: int
    esm_class: int
    octets: bytes


# --- out ------------------------------------------------------------------------------------------


def parts_of(
    content: str, region: Region, reference: int, *, alphabet: Alphabet, joining: Joining
) -> list[Part]:
    """The submits a message takes, in order; ``reference`` 0 … 255 joins them.

    As many as ``domain.fragments.measure`` says with ``Joining.HEADER``, otherwise one. Only with
    ``Alphabet.LATIN`` a text of the GSM alphabet that Latin-1 has not (Δ, €) goes out in UCS-2.
    """
    septets = region is Region.GLOBAL and measure(content, region).encoding == GSM_7
    if septets and alphabet is Alphabet.LATIN and not _is_latin(content):
        septets = False
        texts = split(content, Region.MAINLAND)
    else:
        texts = split(content, region)
    coding = _CODING_DEFAULT if septets else _CODING_UCS2
    if len(texts) < 2 or joining is Joining.PAYLOAD:
        return [Part(coding, 0, _octets(content, alphabet, 0) if septets else _ucs2(content))]
    parts = []
    for number, piece in enumerate(texts, 1):
        header = bytes((5, 0, 3, reference & 0xFF, len(texts) & 0xFF, number & 0xFF))
        # A packed text begins at a septet's border after the header's 48 bits: one bit is left empty.
        body = _octets(piece, alphabet, 1) if septets else _ucs2(piece)
        parts.append(Part(coding, _UDHI, header + body))
    return parts


def _octets(content: str, alphabet: Alphabet, fill: int) -> bytes:
    if alphabet is Alphabet.LATIN:
        return content.encode("latin-1")
    septets = content.translate(_SEPTETS).encode("latin-1")
    return pack(septets, fill) if alphabet is Alphabet.PACKED else septets


def _is_latin(content: str) -> bool:
    try:
        content.encode("latin-1")
    except UnicodeEncodeError:
        return False
    return True


def _ucs2(content: str) -> bytes:
    return content.encode("utf-16-be", "surrogatepass")


def pack(septets: bytes, fill: int = 0) -> bytes:
    """Seven bits each, lowest first, after ``fill`` empty bits; a last octet with seven bits to spare gets a
    carriage return, because zeroes there would be an @ (3GPP 23.038, 6.1.2.3.1)."""
    bits, held, packed = fill, 0, bytearray()
    for septet in septets:
        held |= septet << bits
        bits += 7
        while bits >= 8:
            packed.append(held & 0xFF)
            held >>= 8
            bits -= 8
    if bits == 1:
        held |= _CR << 1
    if bits:
        packed.append(held & 0xFF)
    return bytes(packed)


def unpack(octets: bytes, fill: int = 0) -> bytes:
    """What ``pack`` packed; a carriage return that only fills the last octet is left out."""
    whole = int.from_bytes(octets, "little") >> fill
    count = max(0, (len(octets) * 8 - fill) // 7)
    septets = bytes((whole >> (7 * place)) & 0x7F for place in range(count))
    if count and (len(octets) * 8 - fill) % 7 == 0 and septets[-1:] == b"\r":
        return septets[:-1]
    return septets


# --- in -------------------------------------------------------------------------------------------

_CODECS = {0x01: "ascii", 0x03: "latin-1", 0x05: "shift_jis", 0x06: "iso8859-5", 0x07: "iso8859-8",
           0x0E: "euc_kr"}  # fmt: skip


class Joint(NamedTuple):
    """Where a part belongs: the message's reference, how many parts it has, and which this is, from 1."""

    reference: int
    total: int
    number: int


def header_in(message: bytes, esm_class: int) -> tuple[Joint | None, bytes, int]:
    """The joint a user data header names, the text's octets, and the header's length; a header that cannot be
    read is part of the text."""
    if not esm_class & _UDHI or not message or message[0] + 1 > len(message):
        return None, message, 0
    size = message[0] + 1
    header, place, joint = message[1:size], 0, None
    while place + 2 <= len(header):
        kind, length = header[place], header[place + 1]
        value = header[place + 2 : place + 2 + length]
        if kind == 0x00 and len(value) == 3:
            joint = Joint(value[0], value[1], value[2])
        elif kind == 0x08 and len(value) == 4:
            joint = Joint(value[0] << 8 | value[1], value[2], value[3])
        place += 2 + length
    if joint and not 1 <= joint.number <= joint.total:
        joint = None
    return joint, message[size:], size


def decoded(octets: bytes, data_coding: int, alphabet: Alphabet, header: int = 0) -> str:
    """The text of a message that came, as well as it can be read; never fails. ``header``: octets that stood
    before it, which decide where a packed septet begins."""
    coding = data_coding
    if coding & 0xC0 == 0x00 and coding & 0x30 == 0x10:
        # 3GPP general coding with a message class: its bits 2 and 3 say the alphabet.
        coding = {0x00: 0x00, 0x04: 0x02, 0x08: 0x08}.get(coding & 0x0C, 0x02)
    elif coding & 0xF0 == 0xF0:
        coding = 0x02 if coding & 0x04 else 0x00
    if coding == 0x00:
        return _default(octets, alphabet, header)
    if coding == _CODING_ASCII and _CONTROLS.intersection(octets) and max(octets) < 0x80:
        # Some name ASCII and write GSM: no text has controls, and an escape or a dollar is one there.
        return gsm_text(octets)
    if coding == _CODING_UCS2 or (coding not in _CODECS and _looks_wide(octets)):
        return octets.decode("utf-16-be", "replace")
    return octets.decode(_CODECS.get(coding, "latin-1"), "replace")


def _default(octets: bytes, alphabet: Alphabet, header: int) -> str:
    if alphabet is Alphabet.LATIN:
        return octets.decode("latin-1")
    if alphabet is Alphabet.PACKED:
        return gsm_text(unpack(octets, -(header * 8) % 7))
    if any(octet > 0x7F for octet in octets):
        # Not septets: the carrier's default is something else after all.
        return _eight_bits(octets)
    return gsm_text(octets)


def _eight_bits(octets: bytes) -> str:
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return octets.decode("latin-1")


def gsm_text(septets: bytes) -> str:
    """Characters of unpacked septets; an escape before anything else than an extension is a blank."""
    found: list[str] = []
    escaped = False
    for septet in septets:
        if escaped:
            found.append(_EXTENSION.get(septet, _BASIC[septet & 0x7F]))
            escaped = False
        elif septet == _ESCAPE:
            escaped = True
        else:
            found.append(_BASIC[septet & 0x7F])
    return "".join(found)


def _looks_wide(octets: Sequence[int]) -> bool:
    """Whether octets of an unnamed coding are more likely two for each character."""
    return len(octets) >= 2 and len(octets) % 2 == 0 and not any(octets[::2])
