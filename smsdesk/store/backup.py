"""Backups with SQLite's own backup API (S3): a consistent copy of a database in use, checked before it
is called a backup. A write-ahead log is never copied as a file while somebody may write to it.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
import stat
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePath
from urllib.parse import quote

from smsdesk.domain.errors import Unavailable
from smsdesk.domain.text import text
from smsdesk.store.backup_names import SUFFIX as SUFFIX
from smsdesk.store.backup_names import UNDER_WAY, Kind, kind_of, named_at, stamped
from smsdesk.store.database import Damaged, fault_in_words
from smsdesk.store.folder import Folder, secure

log = logging.getLogger(__name__)

#: Backups of the timer that are kept.
KEPT = 14

#: Pages copied between two reports of progress.
_STEP_PAGES = 2_000

#: A half backup that nobody has written to for so long is of a program that was killed.
_GIVEN_UP_SECONDS = 3600

_FAULTS_OF_SOURCE = ("SQLITE_CORRUPT", "SQLITE_NOTADB")


@dataclass(frozen=True)
class Backup:
    """A backup that lies in the data folder."""

    path: Path
    made_at: int
    """Milliseconds since 1970 UTC."""
    size: int

    @property
    def kind(self) -> Kind:
        return kind_of(self.path.name)


def back_up(source: Path, target: Path, *, progress: Callable[[int, int], None] | None = None) -> None:
    """Copy the database ``source`` to ``target``, in one file, and check the copy.

    ``progress`` gets pages done and pages in all; what it raises ends the copy. The target appears
    under its name only when it is whole. Raises ``Unavailable`` or ``Unusable`` with one sentence.
    """
    fresh = target.with_name(target.name + UNDER_WAY)
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh.with_name(fresh.name + "-journal").unlink(missing_ok=True)
        fresh.write_bytes(b"")  # not taken away: the name is kept free with it
        with (
            contextlib.closing(open_existing(source)) as original,
            contextlib.closing(sqlite3.connect(fresh, isolation_level=None)) as copy,
        ):
            _copy(original, copy, progress)
            problems = problems_in(copy)
        if problems:
            raise Damaged(
                text("The database {path} is damaged, so no backup was made of it.", path=source),
                details="\n".join(problems),
            )
        secure(fresh)
        os.replace(fresh, target)
    except sqlite3.DatabaseError as error:
        name = error.sqlite_errorname
        told = fault_in_words(error, source if name.startswith(_FAULTS_OF_SOURCE) else target)
        raise told from error
    except OSError as error:
        raise Unavailable(
            text("The backup {path} cannot be written. Check the disk and the folder's rights.", path=target),
            details=str(error),
        ) from error
    finally:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)


def _copy(
    original: sqlite3.Connection, copy: sqlite3.Connection, progress: Callable[[int, int], None] | None
) -> None:
    def report(_status: int, remaining: int, total: int) -> None:
        if progress:
            progress(total - remaining, total)

    # One view of the source for the whole copy: without it, each write of another program between two
    # steps would begin the copy anew.
    original.execute("BEGIN")
    original.execute("SELECT count(*) FROM sqlite_master").fetchone()
    original.backup(copy, pages=_STEP_PAGES, progress=report, sleep=0.001)
    original.execute("ROLLBACK")
    # One file that can be moved about, not three.
    copy.execute("PRAGMA journal_mode = DELETE")


def problems_in(connection: sqlite3.Connection) -> list[str]:
    """What SQLite's quick check finds wrong with an open database; nothing when it is sound."""
    found = [str(row[0]) for row in connection.execute("PRAGMA quick_check(3)")]
    return [] if found == ["ok"] else found


def backups_in(folder: Folder) -> list[Backup]:
    """The backups of the data folder, newest first."""
    found = []
    with contextlib.suppress(OSError):
        for path in folder.backups.glob(f"*{SUFFIX}"):
            with contextlib.suppress(OSError):  # it was just taken away, or is a link to nothing
                status = path.stat()
                if stat.S_ISREG(status.st_mode):
                    found.append(Backup(path=path, made_at=int(status.st_mtime * 1000), size=status.st_size))
    # Of files that were copied together the name says it.
    return sorted(found, key=lambda one: (one.made_at, named_at(one.path.name), one.path.name), reverse=True)


def back_up_by_timer(folder: Folder, *, every_hours: float = 24.0, keep: int = KEPT) -> Path | None:
    """Make a backup when the last one of the timer is older than ``every_hours``; keep the last ``keep``.

    Meant to be called every so often; None when it was not time. Others' backups are left alone.
    """
    mine = [backup for backup in backups_in(folder) if backup.kind is Kind.DAILY]
    now = time.time() * 1000
    # One from a time that has not come, of a clock that was wrong, must not hold back the others until then.
    if any(0 <= now - backup.made_at < every_hours * 3_600_000 for backup in mine):
        return None
    target = stamped(folder.backups, Kind.DAILY)
    back_up(folder.database, target)
    # Nor are they the newest: they would stay for good, and those of the right time go.
    for old in sorted(mine, key=lambda backup: backup.made_at > now)[max(keep - 1, 0) :]:
        with contextlib.suppress(OSError):
            old.path.unlink()
    log.info("made the daily backup")
    return target


def sweep(folder: Folder) -> None:
    """Remove what backups left half done whose program was killed: each is as large as the data.

    One that another program is making just now is written to all the time, and is left alone.
    """
    with contextlib.suppress(OSError):
        for left in folder.backups.glob("*.part*"):
            with contextlib.suppress(OSError):
                if time.time() - left.stat().st_mtime > _GIVEN_UP_SECONDS:
                    left.unlink()


def open_existing(path: Path) -> sqlite3.Connection:
    """Open a file that must be there; a plain connect would make an empty one."""
    return sqlite3.connect(f"{uri(path.absolute())}?mode=rw", uri=True, isolation_level=None, timeout=15)


def uri(path: PurePath) -> str:
    """How SQLite wants an absolute path as an address: never with a host, which it refuses.

    ``as_uri`` makes a backup on another computer's share (``//nas/desk``) one of the host ``nas``.
    """
    place = path.as_posix()
    return f"file://{'' if place.startswith('/') else '/'}{quote(os.fsencode(place), safe='/:')}"
