"""Putting a backup in the place of the data (S3). Whoever calls holds the folder's lock and has closed
its database.
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
from smsdesk.store.backup import back_up, open_existing, stamped
from smsdesk.store.folder import Folder, secure
from smsdesk.store.migrating import migrate, revision_of

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
    """Check the backup, bring it to this version, keep what is there aside, and change places.

    ``now`` in ms since 1970 UTC. An older backup is migrated, a newer or damaged one refused. Raises
    ``Unusable`` or ``Unavailable`` with one sentence; then the data is as it was.
    """
    fresh = folder.path / "smsdesk.db.restoring"
    _remove(fresh)
    try:
        _take_in(source, fresh, progress)
        held = _hold_tasks(fresh, now)
        kept = _keep_aside(folder)
        os.replace(fresh, folder.database)
    except OSError as error:
        raise Unavailable(
            text(
                "The backup cannot be put in place: the data folder {path} cannot be written.",
                path=folder.path,
            ),
            details=str(error),
        ) from error
    finally:
        _remove(fresh)
    secure(folder.database)
    log.info("restored a backup; %d tasks are held", held)
    return Restored(kept=kept, held=held)


def _take_in(source: Path, fresh: Path, progress: Callable[[int, int], None] | None) -> None:
    if not source.is_file():
        raise Unusable(text("There is no backup {path}.", path=source))
    if revision_of(source) is None:
        raise Unusable(text("The file {path} is not a database of SMS Desk.", path=source))
    try:
        back_up(source, fresh, progress=progress)
    except Unusable as error:
        raise Unusable(
            text("The backup {path} is damaged. Nothing was changed; choose another one.", path=source),
            details=error.details,
        ) from error
    migrate(fresh)


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


def _keep_aside(folder: Folder) -> Path | None:
    """A backup of what is there, or its files as they are where it is damaged; then an empty log.

    A write-ahead log that stayed beside the new file would be played into it.
    """
    current = folder.database
    if not current.exists():
        return None
    kept = stamped(folder.backups, "before-restore")
    try:
        back_up(current, kept)
        with contextlib.closing(open_existing(current)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except (DeskError, sqlite3.Error) as error:
        if isinstance(error, Unavailable):
            raise
        kept = stamped(folder.backups, "damaged").with_suffix("")
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


def _remove(database: Path) -> None:
    for part in _parts(database):
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
