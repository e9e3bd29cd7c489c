"""The properties of address cards: folded lines, parameters, encodings of vCard 2.1, 3.0 and 4.0 (C2).

Runs in the reading child. A file is read line by line, and of a value only as much is kept as a cell holds,
so that a bomb of folded lines costs no more than its own length.
"""

from __future__ import annotations

import binascii
import codecs
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

#: What is read of a card; pictures, sounds and keys are passed over.
WANTED = frozenset(
    {
        *("BEGIN", "END", "VERSION", "AGENT", "KIND", "X-ADDRESSBOOKSERVER-KIND", "X-ABLABEL"),
        *("FN", "N", "NICKNAME", "ORG", "NOTE", "BDAY", "EMAIL", "TEL"),
    }
)
#: Codecs that hold what others promise: programs call the larger set by the smaller one's name.
_LARGER = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "iso8859-1": "cp1252"}
#: Characters of a group, a name and its parameters together.
_HEAD = 2_000
_QUOTED = re.compile(rb'"[^"]*"')
_PARAMETER = re.compile(r'((?:"[^"]*"|[^;"]|")*?)(?:;|$)')
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
#: A card's edge is one even behind a value that says it goes on.
_EDGE = re.compile(rb"(?:BEGIN|END):VCARD\s*", re.IGNORECASE).fullmatch
_COMPONENT = re.compile(r"((?:\\.|[^;\\]|\\$)*)(?:;|$)", re.DOTALL)


@dataclass(frozen=True)
class Property:
    """One line of a card after unfolding and decoding; ``name`` and ``types`` in capitals."""

    line: int
    """Of the file, from 1."""
    group: str
    name: str
    types: frozenset[str]
    parameters: dict[str, str]
    value: str
    """Still escaped: see ``plain`` and ``components``."""


@dataclass
class Losses:
    """What could not be kept."""

    cut: int = 0
    """Values longer than a cell."""
    unreadable: int = 0
    """Values with characters that their encoding does not have."""


@dataclass
class _Pending:
    line: int
    head: bytes
    wanted: bool
    quoted_printable: bool
    pieces: list[bytes] = field(default_factory=list)
    length: int = 0
    open: bool = False
    """The last piece ended with the sign that the value goes on in the next line."""


def properties(data: bytes, codec: str, most: int, losses: Losses) -> Iterator[Property]:
    """The wanted properties in order. ``codec`` is the file's, ``most`` the characters of a value."""
    pending: _Pending | None = None
    old = False
    for number, raw in enumerate(io.BytesIO(data), 1):
        line = raw.rstrip(b"\n")
        folded = line[:1] in (b" ", b"\t")
        if pending is not None and (folded or (pending.open and not _EDGE(line))):
            # A fold of version 2.1 stands where a blank was; later ones put the blank in.
            _continue(pending, line if old or pending.open else line[1:], most)
            continue
        if pending is not None and pending.wanted:
            done = _made(pending, codec, most, losses)
            if done.name == "VERSION":
                old = done.value.strip() == "2.1"
            yield done
        pending = _begun(number, line, most)
    if pending is not None and pending.wanted:
        yield _made(pending, codec, most, losses)


def plain(value: str) -> str:
    """The value without its escapes."""
    if "\\" not in value:
        return value.strip()
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value).strip()


def components(value: str) -> list[str]:
    """The parts of a structured value such as ``N``, without escapes."""
    return [plain(part) for part in _COMPONENT.findall(value)]


def _begun(number: int, line: bytes, most: int) -> _Pending | None:
    """A property from its first line; None for a line that is none."""
    # A colon inside quotation marks is part of a parameter.
    blank = _QUOTED.sub(lambda found: b"x" * len(found[0]), line[:_HEAD]) if b'"' in line[:_HEAD] else line
    colon = blank.find(b":", 0, _HEAD)
    if colon < 1:
        return None
    head = line[:colon]
    name = re.split(rb"[;]", head, maxsplit=1)[0].rsplit(b".", 1)[-1].strip().upper()
    capital = head.upper()
    pending = _Pending(
        number,
        head,
        wanted=name.decode("ascii", "replace") in WANTED,
        quoted_printable=b"QUOTED-PRINTABLE" in capital,
    )
    _continue(pending, line[colon + 1 :], most)
    return pending


def _continue(pending: _Pending, piece: bytes, most: int) -> None:
    pending.open = pending.quoted_printable and piece.endswith(b"=")
    if pending.open:
        piece = piece[:-1]
    # Three bytes of quoted-printable make one, and up to four of these a character.
    if pending.wanted and pending.length <= 12 * most:
        pending.pieces.append(piece[: 12 * most + 1])
        pending.length += len(piece)


def _made(pending: _Pending, codec: str, most: int, losses: Losses) -> Property:
    head = pending.head.decode("utf-8", "replace")
    parts = [part for part in _PARAMETER.findall(head) if part]
    group, _, name = parts[0].rpartition(".")
    types, parameters = _parameters(parts[1:])
    value = b"".join(pending.pieces)
    if pending.quoted_printable:
        value = binascii.a2b_qp(value)
    elif parameters.get("ENCODING") in ("B", "BASE64"):
        value = _unpacked(value)
    words, whole = _decoded(value, parameters.get("CHARSET", ""), codec)
    losses.unreadable += not whole
    words = words.replace("\x00", "").replace("\r\n", "\n")
    if len(words) > most:
        losses.cut += 1
        words = words[:most]
    return Property(
        pending.line, group.strip().upper(), name.strip().upper(), frozenset(types), parameters, words
    )


def _parameters(parts: Sequence[str]) -> tuple[set[str], dict[str, str]]:
    """Types, and the other parameters; in version 2.1 a type stands without its name."""
    types: set[str] = set()
    parameters: dict[str, str] = {}
    for part in parts:
        name, equals, value = part.partition("=")
        name, value = name.strip().upper(), value.replace('"', "").strip()
        if not equals:
            types.add(name)
        elif name == "TYPE":
            types.update(one.strip().upper() for one in value.split(","))
        else:
            parameters.setdefault(name, value.upper())
    return types, parameters


def _unpacked(value: bytes) -> bytes:
    try:
        return binascii.a2b_base64(value)
    except binascii.Error:
        return value


def _decoded(value: bytes, charset: str, codec: str) -> tuple[str, bool]:
    """The text, and whether all of it could be read. A wrong charset counts for nothing."""
    if value.isascii() and not charset.startswith(("UTF-16", "UTF-7", "ISO-2022", "HZ")):
        return value.decode("ascii"), True
    for name in (charset, codec, "utf-8"):
        try:
            found = codecs.lookup(name)
            if found._is_text_encoding:
                return value.decode(_LARGER.get(found.name, found.name)), True
        except (LookupError, ValueError):
            continue
    return value.decode(codec, "replace"), False
