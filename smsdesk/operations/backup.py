"""Backup and restore from the menu (S3)."""

from __future__ import annotations

from pathlib import Path

from smsdesk.domain.errors import NotFound
from smsdesk.domain.text import text
from smsdesk.operations.desk import Desk, Progress, job
from smsdesk.store.backup import Backup, back_up, backups_in
from smsdesk.store.backup_names import Kind, stamped
from smsdesk.store.folder import Folder
from smsdesk.store.restoring import forget_restore, prepare_restore


@job(action="Backup")
def make_backup(desk: Desk, *, path: Path | None = None, progress: Progress | None = None) -> Path:
    """A checked copy of the desk in one file, by default among its own backups; where.

    Keys are not in it (S2). Raises ``Unavailable`` or ``Unusable`` with a sentence, ``Cancelled``; then
    no file is left, and one that was at ``path`` is as it was.
    """
    target = path or stamped(Folder(desk.folder).backups, Kind.HAND)
    back_up(desk.database.path, target, progress=(progress or Progress()).report)
    return target


@job(action="ListBackups")
def list_backups(desk: Desk) -> list[Backup]:
    """The desk's own backups, newest first: daily ones, by hand, before a migration or a restore."""
    return backups_in(Folder(desk.folder))


@job(action="Restore")
def restore_at_next_start(desk: Desk, *, path: Path, progress: Progress | None = None) -> None:
    """Check a backup and leave it to be put in place when the program starts the next time.

    The window then closes and starts again (``App.restored`` says what was done). What is changed until
    then is kept aside, not in the restored desk. Raises as ``make_backup``, with nothing changed.
    """
    if not path.exists():
        raise NotFound(text("There is no backup {path}.", path=path))
    prepare_restore(Folder(desk.folder), path, progress=(progress or Progress()).report)


@job(action="ForgetRestore")
def forget_waiting_restore(desk: Desk) -> None:
    """Undo ``restore_at_next_start`` before that start."""
    forget_restore(Folder(desk.folder))
