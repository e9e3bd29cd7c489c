"""The carrier's own record of what it took: an append-only file to count a desk against.

One line per fact, tab-separated, written and handed to the operating system before the answer goes out:

- ``T``: a message was taken: id, ms since 1970 UTC, reference, number, content hash, fee in fragments
- ``C``: reports the desk has confirmed: their keys, separated by commas
- ``R``: a signature or template was taken into review, new or edited: id, ms since 1970 UTC, subject, region,
  hash of what it says, when it is decided, what is decided (``pending``: never), why
- ``W``: one was withdrawn: its id

A line without its line break was being written when the carrier died: it never was answered.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO


@dataclass(frozen=True, slots=True)
class Taken:
    """One message that the carrier took (and would have delivered and billed)."""

    id: int
    at: int
    reference: str
    number: str
    content_hash: str
    fee: int


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Keys of reports and replies that the desk has stored."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Filed:
    """A signature or template in review, with what was decided on the spot and told from ``due`` on."""

    id: str
    at: int
    subject: str
    region: str
    key: str
    """Same region and words, same key."""
    due: int
    answer: str
    """``approved``, ``rejected``, or ``pending`` for ever."""
    reason: str
    """One line."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The desk wants no more of this one."""

    id: str


Fact = Taken | Confirmed | Filed | Withdrawn


def content_hash(content: str) -> str:
    """What stands for a content in the record: 16 hex digits."""
    return blake2b(content.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


class Journal:
    """The file, open for appending; readable for its owner only."""

    def __init__(self, path: Path) -> None:
        """Open or create it, and cut off a line that was left half written."""
        self.path = path
        handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        self._file: BinaryIO = os.fdopen(handle, "r+b", buffering=0)
        self._size = _whole_lines(self._file)
        self._file.truncate(self._size)
        self._file.seek(self._size)

    def taken(self, messages: Iterable[Taken]) -> None:
        """Write these down; ``OSError`` when the disk refuses, and then none of them is in the file."""
        self._append(
            "".join(
                f"T\t{one.id}\t{one.at}\t{one.reference}\t{one.number}\t{one.content_hash}\t{one.fee}\n"
                for one in messages
            )
        )

    def confirmed(self, keys: Iterable[str]) -> None:
        """Write down that the desk has stored these reports."""
        line = ",".join(keys)
        if line:
            self._append(f"C\t{line}\n")

    def filed(self, one: Filed) -> None:
        """Write down what was taken into review; ``OSError`` as ``taken``."""
        facts = (one.id, one.at, one.subject, one.region, one.key, one.due, one.answer, one.reason)
        self._append("R\t" + "\t".join(map(str, facts)) + "\n")

    def withdrawn(self, id_: str) -> None:
        """Write down that one is not wanted any more."""
        self._append(f"W\t{id_}\n")

    def _append(self, lines: str) -> None:
        rest = memoryview(lines.encode())
        size = self._size + len(rest)
        try:
            while rest:
                rest = rest[self._file.write(rest) or 0 :]
        except OSError:
            self._file.truncate(self._size)
            self._file.seek(self._size)
            raise
        self._size = size

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def _whole_lines(file: BinaryIO) -> int:
    """Size of the file up to its last line break."""
    size = file.seek(0, os.SEEK_END)
    while size:
        start = max(0, size - 65_536)
        file.seek(start)
        block = file.read(size - start)
        if (last := block.rfind(b"\n")) >= 0:
            return start + last + 1
        size = start
    return 0


def read_journal(path: Path) -> Iterator[Fact]:
    """The facts in order; an unreadable line is passed over, a missing file has none."""
    if not path.exists():
        return
    with path.open("rb") as file:
        for line in file:
            if line.endswith(b"\n") and (fact := _fact(line.decode("utf-8", "replace").rstrip("\n"))):
                yield fact


def _fact(line: str) -> Fact | None:
    match line.split("\t"):
        case ["T", id_, at, reference, number, hashed, fee] if all(n.isdecimal() for n in (id_, at, fee)):
            return Taken(int(id_), int(at), reference, number, hashed, int(fee))
        case ["C", keys]:
            return Confirmed(tuple(keys.split(",")))
        case ["R", id_, at, subject, region, key, due, answer, reason] if at.isdecimal() and due.isdecimal():
            return Filed(id_, int(at), subject, region, key, int(due), answer, reason)
        case ["W", id_]:
            return Withdrawn(id_)
    return None


def taken_references(path: Path) -> Counter[str]:
    """How many times each reference was taken: the count a crash test compares with."""
    return Counter(fact.reference for fact in read_journal(path) if isinstance(fact, Taken))
