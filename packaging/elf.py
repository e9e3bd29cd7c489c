"""Linux: takes out of the built libraries what only their builder needs."""

from __future__ import annotations

import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_PROGRAM_HEADER: Final = struct.Struct("<IIQQQQQQ")
_ENTRY: Final = struct.Struct("<qQ")
_DYNAMIC, _LOAD = 2, 1
_NULL, _STRINGS, _RPATH, _RUNPATH = 0, 5, 15, 29


def libraries(folder: Path) -> Iterator[Path]:
    """Every shared library and program in it, once."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and is_elf(path):
            yield path


def is_elf(path: Path) -> bool:
    """Whether the file is a library or a program of Linux."""
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def make_lean(folder: Path, *, leave: Path) -> None:
    """Strip names that only a debugger reads, and places of the builder's computer; ``leave`` is the start
    program, which carries the modules behind its end.

    Raises ``subprocess.CalledProcessError`` when a file cannot be stripped.
    """
    for path in libraries(folder):
        if path == leave:
            continue
        subprocess.run(["strip", "--strip-unneeded", path], check=True)
        content = path.read_bytes()
        cleaned = without_absolute_run_path(content)
        if cleaned != content:
            path.write_bytes(cleaned)


def without_absolute_run_path(content: bytes) -> bytes:
    """The library without the entry that has the loader look in a folder of the builder's computer, whose
    files would be anybody's elsewhere; a place beside the library (``$ORIGIN``) stays."""
    headers = _headers(content)
    dynamic = next(((offset, size) for kind, offset, _, size in headers if kind == _DYNAMIC), None)
    if dynamic is None:
        return content
    offset, size = dynamic
    entries = [_ENTRY.unpack_from(content, place) for place in range(offset, offset + size, _ENTRY.size)]
    strings = next(value for tag, value in entries if tag == _STRINGS)
    kept = [
        (tag, value)
        for tag, value in entries
        if tag not in (_RPATH, _RUNPATH) or _text(content, headers, strings + value).startswith(b"$ORIGIN")
    ]
    kept += [(_NULL, 0)] * (len(entries) - len(kept))
    table = b"".join(_ENTRY.pack(*entry) for entry in kept)
    return content[:offset] + table + content[offset + len(table) :]


def _headers(content: bytes) -> list[tuple[int, int, int, int]]:
    """Kind, offset, address and size in the file of each segment (64 bits, little endian)."""
    (start,) = struct.unpack_from("<Q", content, 32)
    width, count = struct.unpack_from("<HH", content, 54)
    found = []
    for number in range(count):
        kind, _, offset, address, _, size, _, _ = _PROGRAM_HEADER.unpack_from(content, start + number * width)
        found.append((kind, offset, address, size))
    return found


def _text(content: bytes, headers: list[tuple[int, int, int, int]], address: int) -> bytes:
    for kind, offset, begin, size in headers:
        if kind == _LOAD and begin <= address < begin + size:
            place = offset + address - begin
            return content[place : content.index(b"\0", place)]
    raise ValueError("a text of the library lies in none of its parts")
