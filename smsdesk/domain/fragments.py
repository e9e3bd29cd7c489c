"""Counting characters and fragments of a message as it arrives (E8, T2).

Mainland: every UTF-16 code unit counts one, 70 in one fragment, 67 in each of several. Global: 160/153
septets while every character is in the GSM 7-bit alphabet (those of its extension table count two),
otherwise 70/67 UTF-16 code units. A character that takes two units is never cut by a fragment border
(3GPP 23.038 and 23.040; a phone would show two broken characters), so a border before such a
character leaves one unit unused.
"""

from __future__ import annotations

from codecs import charmap_build, charmap_encode
from typing import NamedTuple

from smsdesk.domain.profile import Region

GSM_7 = "GSM-7"
UCS_2 = "UCS-2"
MAINLAND = "mainland"

#: The basic table of 3GPP 23.038; @ and the escape have changed places, and NUL stands for the escape,
#: because Python's fast character map wants NUL first.
_BASIC = (
    "\0£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ@ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = "\f^{}\\[~]|€"
#: One byte for each GSM character, those of the extension table from 0x80; U+FFFE maps nothing.
_TABLE = _BASIC + _EXTENSION + "\ufffe" * (256 - len(_BASIC) - len(_EXTENSION))
_GSM = charmap_build(_TABLE)
_ESCAPE = 0
_DOUBLES = bytes(range(0x80, 0x80 + len(_EXTENSION)))
_ESCAPED = tuple(bytes((_ESCAPE, double)) for double in _DOUBLES)


class Measure(NamedTuple):
    """Size of a text. ``characters`` is counted as the carrier counts (units or septets)."""

    characters: int
    fragments: int
    encoding: str
    """``GSM-7``, ``UCS-2`` or ``mainland``."""
    forcing: str
    """Global only: the first character that forces UCS-2; empty with GSM-7."""


def measure(text: str, region: Region) -> Measure:
    """Characters, fragments and encoding of a whole message, signature and brackets included (E8).

    An empty text has 0 characters and 0 fragments.
    """
    if region is Region.MAINLAND:
        return Measure(*_units(text), MAINLAND, "")
    try:
        codes: bytes = charmap_encode(text, "strict", _GSM)[0]
    except UnicodeEncodeError as foreign:
        return Measure(
            *_units(text), UCS_2, text[: foreign.start + 1].partition("\0")[1] or text[foreign.start]
        )
    if b"\0" in codes:
        return Measure(*_units(text), UCS_2, "\0")
    length = len(codes)
    if codes.isascii():
        return Measure(length, 1 if 0 < length <= 160 else -(-length // 153), GSM_7, "")
    length += length - len(codes.translate(None, _DOUBLES))
    return Measure(length, len(_septet_borders(_septets(codes))) if length > 160 else 1, GSM_7, "")


def split(text: str, region: Region) -> list[str]:
    """The text of each fragment in order; joined they are the text again."""
    if not text:
        return []
    if region is Region.GLOBAL:
        try:
            codes: bytes = charmap_encode(text, "strict", _GSM)[0]
        except UnicodeEncodeError:
            pass
        else:
            if b"\0" not in codes:
                return _split_septets(text, _septets(codes))
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 140:
        return [text]
    borders = _unit_borders(units)
    return [
        units[start * 2 : end * 2].decode("utf-16-le", "surrogatepass")
        for start, end in zip([0, *borders], borders, strict=False)
    ]


def sizes(text: str, region: Region) -> list[int]:
    """How much of each fragment is used, in order, counted as ``measure`` counts (T2: "67 + 15")."""
    whole = measure(text, region)
    if whole.fragments < 2:
        return [whole.characters] * whole.fragments
    if whole.encoding != GSM_7:
        return [len(part.encode("utf-16-le", "surrogatepass")) >> 1 for part in split(text, region)]
    return [measure(part, region).characters for part in split(text, region)]


def room_left(text: str, region: Region) -> int:
    """How many characters that count one still fit until the text needs one fragment more (T2)."""
    used = sizes(text, region)
    single, several = (160, 153) if measure(text, region).encoding == GSM_7 else (70, 67)
    return (single if len(used) < 2 else several) - (used[-1] if used else 0)


def _units(text: str) -> tuple[int, int]:
    """UTF-16 code units and their 70/67 fragments."""
    if text.isascii():
        units = len(text)
    else:
        encoded = text.encode("utf-16-le", "surrogatepass")
        units = len(encoded) >> 1
        if units > 70 and units != len(text):
            return units, len(_unit_borders(encoded))
    return units, 1 if 0 < units <= 70 else -(-units // 67)


def _unit_borders(units: bytes) -> list[int]:
    """Ends of the fragments in code units; a border never falls between the halves of a pair."""
    total = len(units) >> 1
    borders: list[int] = []
    end = 0
    while True:
        end += 67
        if end >= total:
            borders.append(total)
            return borders
        # The high byte of a unit is the odd one: D8–DB leads a pair, DC–DF ends it.
        if 0xD8 <= units[2 * end - 1] <= 0xDB and 0xDC <= units[2 * end + 1] <= 0xDF:
            end -= 1
        borders.append(end)


def _septets(codes: bytes) -> bytes:
    """The codes with an escape before each character of the extension table."""
    for double in _ESCAPED:
        if double[1:] in codes:
            codes = codes.replace(double[1:], double)
    return codes


def _septet_borders(septets: bytes) -> list[int]:
    """Ends of the fragments in septets; a border never falls between an escape and its character."""
    total = len(septets)
    borders: list[int] = []
    end = 0
    while True:
        end += 153
        if end >= total:
            borders.append(total)
            return borders
        if septets[end - 1] == _ESCAPE:
            end -= 1
        borders.append(end)


def _split_septets(text: str, septets: bytes) -> list[str]:
    if len(septets) <= 160:
        return [text]
    parts: list[str] = []
    start = character = 0
    for end in _septet_borders(septets):
        piece = septets[start:end]
        length = len(piece) - piece.count(_ESCAPE)
        parts.append(text[character : character + length])
        start, character = end, character + length
    return parts
