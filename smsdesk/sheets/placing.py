"""A file that appears under its name when it is whole, and never half-written (D8, S1)."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from smsdesk.domain.errors import DeskError, Unavailable
from smsdesk.domain.text import text

_ENDING = ".part"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def placed_whole(target: Path) -> Iterator[BinaryIO]:
    """A file to write to, moved to ``target`` at the end of the block; nothing is left when the block raises.

    ``Unavailable`` names the target when the place cannot be written or the disk is full, and when another
    file has come under that name meanwhile: only the one that was there at the beginning is replaced.
    """
    found = _look(target)
    draft = target.with_name(f"{_beginning(target)}{secrets.token_hex(4)}{_ENDING}")
    try:
        if sys.platform == "win32" and found is not None:
            # Held open in a spreadsheet program it could not be replaced: said now, not after a long export.
            os.close(os.open(target, os.O_RDWR))
        # Made with the rights that the user's other new files have, unlike tempfile's.
        descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_BINARY", 0), 0o666)
        try:
            with os.fdopen(descriptor, "w+b") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            if _look(target) != found:
                raise Unavailable(
                    text(
                        "“{path}” was not written: another program has written a file of that name "
                        "meanwhile. Export it again under another name.",
                        path=str(target),
                    )
                )
            os.replace(draft, target)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(draft)
            raise
    except OSError as fault:
        raise _unwritable(target, fault) from fault


def sweep(target: Path) -> None:
    """Take away what a process that was ended from outside has left of the file."""
    with contextlib.suppress(OSError):
        for entry in list(target.parent.iterdir()):
            if entry.name.startswith(_beginning(target)) and entry.name.endswith(_ENDING):
                entry.unlink()


def _beginning(target: Path) -> str:
    return f".{target.name[:100]}."


def _look(target: Path) -> tuple[int, int] | None:
    """By what a file is known again: its size and time; None where none is."""
    try:
        found = os.stat(target)
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def _unwritable(target: Path, fault: OSError) -> DeskError:
    details = str(fault)
    if fault.errno in _FULL:
        message = text(
            "“{path}” could not be written: the disk is full. Nothing was left of it. Make room, or choose "
            "another place.",
            path=str(target),
        )
    elif isinstance(fault, FileNotFoundError):
        message = text(
            "“{path}” could not be written: the folder is not there. Choose another one.", path=str(target)
        )
    elif isinstance(fault, (PermissionError, IsADirectoryError)):
        message = text(
            "“{path}” could not be written: it is open in another program, or this place is protected. Close "
            "it there, or choose another name.",
            path=str(target),
        )
    else:
        message = text(
            "“{path}” could not be written: the disk reported an error. Choose another place.",
            path=str(target),
        )
    return Unavailable(message, details=details)
