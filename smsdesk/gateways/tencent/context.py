"""The desk's references within a request's ``SessionContext``: one text for up to 200 messages (E5). Pure.

A report repeats it, and so says whether it is about a message that is in doubt: same number, and the
message's reference in the context. A few references are written out. Many are packed as a set of hashes
(sorted, their differences Rice coded): each reference is found for certain; another one is taken for one of
them once in 8,192 times at the fullest. Numbers are compared besides.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from functools import lru_cache

#: Less than the 512 bytes that the cloud takes.
LONGEST = 508
_PACKED = "~"
_BYTES = (LONGEST - 4) // 4 * 3


def context_of(references: Sequence[str]) -> str:
    """The context of a request for messages with these references, 1 to 200; at most ``LONGEST`` long."""
    plain = " ".join(references)
    if len(plain) <= LONGEST and plain.isascii() and plain.isprintable() and not plain.startswith(_PACKED):
        return plain
    return _PACKED + base64.urlsafe_b64encode(_packed(references)).decode("ascii")


def is_in(reference: str, context: str) -> bool:
    """Whether the message of this reference was in the request of this context."""
    if not context.startswith(_PACKED):
        return reference in context.split(" ")
    count, width, places = _read(context)
    return count > 0 and _place(reference, count, width) in places


def _packed(references: Sequence[str]) -> bytes:
    """Count, width and the set: the wider, the fewer mistakes; never more than ``_BYTES``."""
    count = len(references)
    # A difference needs its low bits, a zero at the end, and all of them together at most one more each.
    width = min(8 * (_BYTES - 2) // count - 2, 40)
    bits: list[str] = []
    last = 0
    for place in sorted(_place(one, count, width) for one in references):
        difference, last = place - last, place
        bits.append("1" * (difference >> width) + "0" + format(difference & ((1 << width) - 1), f"0{width}b"))
    whole = "".join(bits)
    whole += "1" * (-len(whole) % 8)
    return bytes((count, width)) + int(whole, 2).to_bytes(len(whole) // 8, "big")


@lru_cache(maxsize=16)
def _read(context: str) -> tuple[int, int, frozenset[int]]:
    """Count, width and places of a packed context; count 0 for anything else."""
    try:
        data = base64.b64decode(context[1:], altchars=b"-_", validate=True)
    except ValueError:
        return 0, 0, frozenset()
    if len(data) < 3 or not 0 < data[1] <= 40:
        return 0, 0, frozenset()
    count, width = data[0], data[1]
    return count, width, frozenset(_places(data[2:], count, width))


def _places(data: bytes, count: int, width: int) -> Iterator[int]:
    bits = format(int.from_bytes(data, "big"), f"0{8 * len(data)}b")
    at = place = 0
    for _ in range(count):
        stop = bits.find("0", at)
        low = bits[stop + 1 : stop + 1 + width]
        if stop < 0 or len(low) < width:
            return
        place += ((stop - at) << width) + int(low, 2)
        at = stop + 1 + width
        yield place


def _place(reference: str, count: int, width: int) -> int:
    """Where a reference stands among ``count << width`` places."""
    whole = hashlib.blake2b(reference.encode("utf-8"), digest_size=12).digest()
    return int.from_bytes(whole, "big") % (count << width)
