"""What backups are called: when and why, in words, in the clock of this computer (S3).

``2026-11-21 16.05 by hand.smsdesk-backup``: safe on every system, in the order of time, never the name of one
that is there. The words are English in every language, because the program goes by them.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from enum import StrEnum
from itertools import count
from pathlib import Path

SUFFIX = ".smsdesk-backup"
#: Ends the name of one that is being made.
UNDER_WAY = ".part"


class Kind(StrEnum):
    """Why a backup was made; so it stands in its name."""

    DAILY = "daily"
    HAND = "by hand"
    RESTORE = "before a restore"
    UPDATE = "before an update"
    DAMAGED = "damaged"
    """Not a backup: the files of a desk that could not be read."""
    OTHER = ""
    """Named by somebody."""


_NAME = re.compile(r"(\d{4}-\d\d-\d\d \d\d\.\d\d)(\.\d\d)?(?:\.\d+)? ([a-z ]+)")
#: Until November 2026: ``hand-20260501-081500`` in UTC.
_OLDER = re.compile(r"(daily|hand|before-restore|before-\w+)-(\d{8}-\d{6})(?:-\d+)?")
_OLDER_KINDS = {"daily": Kind.DAILY, "hand": Kind.HAND, "before-restore": Kind.RESTORE}


def kind_of(name: str) -> Kind:
    """Why the backup of this file name was made, also under an older name."""
    stem = name.removesuffix(SUFFIX)
    if (found := _NAME.fullmatch(stem)) and found[3] in tuple(Kind):
        return Kind(found[3])
    if found := _OLDER.fullmatch(stem):
        return _OLDER_KINDS.get(found[1], Kind.UPDATE)
    return Kind.OTHER


def named_at(name: str) -> int:
    """When the backup was made by its name, in ms since 1970 UTC; 0 where the name does not say it."""
    stem = name.removesuffix(SUFFIX)
    with contextlib.suppress(ValueError, OverflowError, OSError):
        if found := _NAME.fullmatch(stem):
            at = datetime.strptime(found[1] + (found[2] or ".00"), "%Y-%m-%d %H.%M.%S").astimezone()
            return int(at.timestamp() * 1000)
        if found := _OLDER.fullmatch(stem):
            at = datetime.strptime(found[2], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)
            return int(at.timestamp() * 1000)
    return 0


def _here() -> datetime:
    return datetime.now().astimezone()


def stamped(folder: Path, kind: Kind, *, clock: Callable[[], datetime] = _here) -> Path:
    """The name of a new backup, kept free for ``back_up`` also from other programs.

    Seconds are added where the minute has one already, as it has when the clock was set back by an hour.
    Where the folder cannot be written nothing is kept free; ``back_up`` says so.
    """
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in _names(folder, kind, clock()):
        try:
            held = path.with_name(path.name + UNDER_WAY)
            os.close(os.open(held, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            continue
        except OSError:
            return path
        if not path.exists():
            return path
        held.unlink(missing_ok=True)  # another program has just finished it
    raise AssertionError("there is always a name")


def free_name(folder: Path, kind: Kind, *, clock: Callable[[], datetime] = _here) -> Path:
    """As ``stamped``, for a folder: without the ending, and not kept free."""
    return next(_names(folder, kind, clock())).with_suffix("")


def _names(folder: Path, kind: Kind, now: datetime) -> Iterator[Path]:
    """Names that are not taken. One minute or second has one backup, of whatever kind: so the names are in
    the order of time."""
    taken: list[str] = []
    with contextlib.suppress(OSError):
        taken = os.listdir(folder)
    minute, second = now.strftime("%Y-%m-%d %H.%M"), now.strftime("%Y-%m-%d %H.%M.%S")
    for moment in _moments(minute, second):
        if not any(each.startswith(f"{moment} ") for each in taken):
            yield folder / f"{moment} {kind}{SUFFIX}"


def _moments(minute: str, second: str) -> Iterator[str]:
    yield minute
    yield second
    for number in count(2):
        yield f"{second}.{number:02}"
