"""Opening the store: a new file is made through the migrations, an older one is backed up and migrated,
a newer one is refused (S3).

Alembic takes a quarter of a second to import, so it is left alone while the file is at this program's
revision.
"""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import stat
from pathlib import Path

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

from smsdesk.domain.errors import DeskError, Unavailable, Unusable
from smsdesk.domain.text import text
from smsdesk.store.backup import back_up, backups_in, problems_in
from smsdesk.store.backup_names import Kind, stamped
from smsdesk.store.database import BUSY_TIMEOUT_MS, Damaged, Database, address, fault_in_words
from smsdesk.store.folder import Folder, secure
from smsdesk.store.shape import missing_in

log = logging.getLogger(__name__)

#: Every revision there ever was, oldest first; the last is this program's. A test keeps it true.
REVISIONS = ("0001", "0002", "0003")
HEAD = REVISIONS[-1]

MIGRATIONS = Path(__file__).with_name("migrations")


class NotOurs(Unusable):
    """The file is no database of this program."""


def open_database(folder: Folder) -> Database:
    """The store of a folder, at this program's revision.

    Raises ``Unusable`` or ``Unavailable`` with one sentence: newer, damaged, not ours, locked, full
    disk. A migration that fails leaves the file as it was.
    """
    path = folder.database
    _free_side_files(path)
    try:
        found = revision_of(path)
    except NotOurs as error:
        # What it was once lies beside it: that, and not what it is now, is what the user is after.
        if backups_in(folder):
            raise Damaged(error.message, details=error.details) from error
        raise
    if found is None and path.exists() and backups_in(folder):
        # A first start that was broken off leaves an empty file, too, but no backup.
        raise Damaged(
            text(
                "The file {path} is empty, and there are backups of what was in it. Restore the last one, or "
                "remove the file to begin anew; nothing was changed.",
                path=path,
            )
        )
    if found != HEAD:
        _bring_up(folder, found)
    check_shape(path)
    return Database(path)


def _free_side_files(path: Path) -> None:
    """Take the write protection from what SQLite keeps beside the file: it has it from the file as that was
    when it was opened, and keeps it when the user has taken it from the file."""
    for ending in ("-wal", "-shm"):
        beside = path.with_name(path.name + ending)
        with contextlib.suppress(OSError):
            mode = beside.stat().st_mode
            if path.stat().st_mode & stat.S_IWUSR and not mode & stat.S_IWUSR:
                beside.chmod(mode | stat.S_IWUSR)


def check_shape(path: Path) -> None:
    """Raise ``Damaged`` where a file of this version lacks a table or a column: once, with one sentence,
    rather than here and there with a fault."""
    try:
        with contextlib.closing(_connect(path)) as connection:
            missing = missing_in(connection)
    except sqlite3.DatabaseError as error:
        raise fault_in_words(error, path) from error
    if missing:
        raise Damaged(
            text(
                "The file {path} is incomplete: parts of the data are missing. Close the program and restore "
                "the last backup (File, Restore, or the command restore); nothing was changed.",
                path=path,
            ),
            details="missing: " + ", ".join(missing),
        )


def revision_of(path: Path) -> str | None:
    """The revision of a file; None where there is no file yet or an empty one.

    Raises ``Unusable`` for what is not a database of SMS Desk, or newer than this program.
    """
    if not path.exists():
        return None
    if not path.is_file():  # of a pipe one would wait for ever
        raise _not_ours(path)
    try:
        with contextlib.closing(_connect(path)) as connection:
            revision = read_revision(connection, path)
    except sqlite3.DatabaseError as error:
        raise fault_in_words(error, path) from error
    if revision is not None and revision not in REVISIONS:
        raise Unusable(
            text(
                "The data in {path} was made by a newer version of SMS Desk. Install that version or a later "
                "one; nothing was changed.",
                path=path,
            ),
            details=f"revision {revision}, this program knows up to {HEAD}",
        )
    return revision


def read_revision(connection: sqlite3.Connection, path: Path) -> str | None:
    """The revision that stands in an open file, whatever it is; None in an empty one."""
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not tables:
        return None
    row = None
    if "alembic_version" in tables and "setting" in tables:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if row is None:
        raise _not_ours(path)
    return str(row[0])


def _not_ours(path: Path) -> NotOurs:
    return NotOurs(text("The file {path} is not a database of SMS Desk.", path=path))


def migrate(path: Path) -> None:
    """Bring the file to ``HEAD`` in one transaction: all of it or nothing."""
    engine = create_engine(address(path), poolclass=NullPool, hide_parameters=True)
    try:
        with engine.connect() as connection:
            _migrate(connection, path)
    except DeskError:
        raise
    except Exception as error:
        cause = getattr(error, "orig", None) or error
        told = fault_in_words(cause, path) if isinstance(cause, sqlite3.Error) else cause
        if isinstance(told, DeskError):
            raise told from error
        log.exception("migration failed")
        raise Unusable(
            text(
                "The data in {path} could not be brought to this version of SMS Desk. It was left as it was; "
                "go back to the version you had, and report this with the log.",
                path=path,
            ),
            details=f"{type(cause).__name__}: {cause}",
        ) from error
    finally:
        engine.dispose()


def _migrate(connection: Connection, path: Path) -> None:
    from alembic import command
    from alembic.config import Config

    driver: object = connection.connection.dbapi_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.isolation_level = None
    driver.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    # Both only work outside a transaction. Keys are checked at the end instead, as a table that is
    # built anew is for a moment not there.
    driver.execute("PRAGMA journal_mode = WAL")
    driver.execute("PRAGMA foreign_keys = OFF")
    driver.execute("PRAGMA synchronous = FULL")
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    try:
        # Another program may have done it while this one waited for the lock.
        if read_revision(driver, path) != HEAD:
            config = Config()
            config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
            config.attributes["connection"] = connection
            command.upgrade(config, HEAD)
            broken = driver.execute("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"{len(broken)} broken references after the migration")
            if problems_in(driver):
                raise RuntimeError("the file is damaged after the migration")
        connection.exec_driver_sql("COMMIT")
    finally:
        if driver.in_transaction:
            connection.exec_driver_sql("ROLLBACK")


def _bring_up(folder: Folder, found: str | None) -> None:
    path = folder.database
    if found is None:
        migrate(path)
        secure(path)
        log.info("made a new database at revision %s", HEAD)
        return
    kept = stamped(folder.backups, Kind.UPDATE)
    try:
        back_up(path, kept)
    except Damaged:
        raise  # it could not be brought up either; the window offers a backup
    except DeskError as error:
        raise Unavailable(
            text(
                "The data has to be brought to this version of SMS Desk, and the backup before that failed: "
                "{reason} Nothing was changed.",
                reason=error.message,
            ),
            details=error.details,
        ) from error
    migrate(path)
    log.info("migrated from revision %s to %s", found, HEAD)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_MS / 1000, isolation_level=None)
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    return connection
