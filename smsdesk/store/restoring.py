"""Putting a backup in the place of the data (S3), in two halves: the long one (check, copy, migrate) while
the desk may be open, the short one (change places) by whoever holds the folder's lock, before its
database is opened.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from smsdesk.domain.errors import DeskError, Unavailable, Unusable
from smsdesk.domain.tasks import TaskStatus
from smsdesk.domain.text import Text, text
from smsdesk.store.backup import back_up, backups_in, open_existing, sweep
from smsdesk.store.backup_names import Kind, free_name, stamped
from smsdesk.store.database import Damaged, Database, fault_in_words
from smsdesk.store.folder import Folder, secure
from smsdesk.store.migrating import check_shape, migrate, revision_of
from smsdesk.store.settings import check_rows
from smsdesk.store.stored_text import text_to_json

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Restored:
    """What a restore did."""

    kept: Path | None
    """Where the data lies that was there before; None when there was none."""
    held: int
    """Tasks that were about to send when the backup was made, and are stopped now."""

    @property
    def message(self) -> Text:
        """One sentence or two for the user."""
        if self.kept is None:
            return text("The backup is in place.")
        return text("The backup is in place. What was there before is kept as {path}.", path=self.kept)


def restore(
    folder: Folder, source: Path, *, now: int, progress: Callable[[int, int], None] | None = None
) -> Restored:
    """Put the backup in place at once. ``now`` in ms since 1970 UTC.

    Raises ``Unusable`` or ``Unavailable`` with one sentence; then the data is as it was.
    """
    prepare_restore(folder, source, progress=progress)
    try:
        done = finish_restore(folder, now=now)
    except BaseException:
        # Or the next start would try again what the user was told has failed.
        forget_restore(folder)
        raise
    assert done is not None
    return done


def prepare_restore(
    folder: Folder, source: Path, *, progress: Callable[[int, int], None] | None = None
) -> None:
    """Check the backup, bring a copy of it to this version, and leave it for ``finish_restore``.

    The desk may be open meanwhile. An older backup is migrated, a newer or damaged one refused: raises
    ``Unusable`` or ``Unavailable`` with one sentence, and nothing is left.
    """
    fresh = _fresh(folder)
    remove_database(fresh)
    try:
        _take_in(source, fresh, progress)
        os.replace(fresh, _waiting(folder))
    except OSError as error:
        raise _unplaceable(folder, error) from error
    finally:
        remove_database(fresh)


def would_help(folder: Folder, fault: DeskError) -> bool:
    """Whether the folder's data is damaged and there is a backup to go back to."""
    return isinstance(fault, Damaged) and bool(backups_in(folder))


def forget_restore(folder: Folder) -> None:
    """The user has thought better of it."""
    remove_database(_waiting(folder))


def finish_restore(folder: Folder, *, now: int) -> Restored | None:
    """Put what ``prepare_restore`` left in the place of the data; None when there is nothing to do.

    For whoever holds the folder's lock, before the database is opened. Dying in the middle does no harm:
    the next start does it again.
    """
    sweep(folder)
    _remove_left(folder)
    waiting = _waiting(folder)
    if not waiting.exists():
        return None
    try:
        held = _hold_tasks(waiting, now)
        _hold_notices(waiting, now)
        kept = _keep_aside(folder)
        os.replace(waiting, folder.database)
    except OSError as error:
        raise _unplaceable(folder, error) from error
    except sqlite3.DatabaseError as error:
        raise fault_in_words(error, waiting) from error
    secure(folder.database)
    log.info("restored a backup; %d tasks are held", held)
    return Restored(kept=kept, held=held)


def _fresh(folder: Folder) -> Path:
    """The copy of a backup before it is known to be whole."""
    return folder.path / "smsdesk.db.restoring"


def _remove_left(folder: Folder) -> None:
    """What a restore left half done whose program was killed; whoever calls has the folder's lock."""
    fresh = _fresh(folder)
    with contextlib.suppress(OSError):
        for left in folder.path.glob(f"{fresh.name}*"):
            with contextlib.suppress(OSError):
                left.unlink()


def _waiting(folder: Folder) -> Path:
    return folder.path / "smsdesk.db.to-restore"


def _unplaceable(folder: Folder, error: OSError) -> Unavailable:
    return Unavailable(
        text(
            "The backup cannot be put in place: the data folder {path} cannot be written.", path=folder.path
        ),
        details=str(error),
    )


def _take_in(source: Path, fresh: Path, progress: Callable[[int, int], None] | None) -> None:
    if not source.is_file():
        raise Unusable(text("There is no backup {path}.", path=source))
    try:
        revision = revision_of(source)
    except Damaged as error:
        raise _damaged(source, error) from error
    if revision is None:
        raise Unusable(text("The file {path} is not a database of SMS Desk.", path=source))
    try:
        back_up(source, fresh, progress=progress)
    except Unusable as error:
        raise _damaged(source, error) from error
    migrate(fresh)
    database = Database(fresh)
    try:
        check_shape(fresh)
        with database.read() as session:
            check_rows(session)
    except Damaged as error:
        raise _damaged(source, error) from error
    finally:
        database.close()


def _damaged(source: Path, found: Unusable) -> Unusable:
    return Unusable(
        text("The backup {path} is damaged. Nothing was changed; choose another one.", path=source),
        details=found.details or str(found),
    )


def _hold_tasks(path: Path, now: int) -> int:
    """Stop what the backup was about to send: it may have been sent since the backup was made (E5)."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        stopped = connection.execute(
            "UPDATE task SET status = ?, pause_reason = NULL WHERE status IN (?, ?)",
            (TaskStatus.STOPPED, TaskStatus.SENDING, TaskStatus.PAUSED),
        ).rowcount
        asking = connection.execute(
            "UPDATE task SET status = ? WHERE status = ? AND send_at <= ?",
            (TaskStatus.OVERDUE, TaskStatus.SCHEDULED, now),
        ).rowcount
        connection.execute("COMMIT")
    return stopped + asking


def _hold_notices(path: Path, now: int) -> None:
    """Give up the alarms and callbacks that the backup was about to send, for the same reason.

    Alarms still being gathered are closed as of when they were last added to, so that what happens from now
    on is told without delay.
    """
    fault = text_to_json(text("Held by a restore: it may have been sent since the backup was made."))
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        connection.execute("UPDATE alarm SET taken_at = last_at WHERE taken_at IS NULL")
        for outbox in ("alarm_delivery", "callback"):
            connection.execute(
                f"UPDATE {outbox} SET status = 'failed', fault = ?, done_at = ? WHERE status = 'waiting'",
                (fault, now),
            )
        connection.execute("COMMIT")


def _keep_aside(folder: Folder) -> Path | None:
    """A backup of what is there, or its files as they are where it is damaged; then an empty log.

    A write-ahead log that stayed beside the new file would be played into it.
    """
    current = folder.database
    if not current.exists():
        return None
    kept = stamped(folder.backups, Kind.RESTORE)
    try:
        back_up(current, kept)
        with contextlib.closing(open_existing(current)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except (DeskError, sqlite3.Error) as error:
        if isinstance(error, Unavailable):
            raise
        kept = free_name(folder.backups, Kind.DAMAGED)
        kept.mkdir(mode=0o700)
        for part in _parts(current):
            if part.exists():
                shutil.copy2(part, kept / part.name)
    for part in _parts(current)[1:]:
        part.unlink(missing_ok=True)
    return kept


def _parts(database: Path) -> list[Path]:
    return [
        database,
        *(database.with_name(database.name + ending) for ending in ("-wal", "-shm", "-journal")),
    ]


def remove_database(database: Path) -> None:
    """A database file and what SQLite keeps beside it; no error when they are not there."""
    for part in _parts(database):
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
