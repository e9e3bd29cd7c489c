"""One SQLite file: many readers, one writer at a time, every write in a short immediate transaction."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from smsdesk.domain.errors import DeskError, Unavailable, Unusable
from smsdesk.domain.text import text
from smsdesk.domain.written_days import month_and_day

BUSY_TIMEOUT_MS = 15_000
CACHE_KIB = 32 * 1024


class Damaged(Unusable):
    """The file of the data is damaged or empty: a backup is what helps."""


class Database:
    """The open store. Safe to use from any thread; sessions are not shared between threads.

    Faults of the environment (full disk, locked or damaged file) are raised as ``DeskError`` with a
    sentence; a transaction that raises is rolled back whole (S1).
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._write_lock = threading.RLock()
        self._engine = _engine(path)
        self._file = _identity(path)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session on one unchanging view of the store; nothing it does is kept."""
        self._check_place()
        with _faults_in_words(self.path), self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            with Session(connection, autoflush=False, expire_on_commit=False) as session:
                try:
                    yield session
                finally:
                    connection.rollback()

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session whose changes are kept when the block ends and undone when it raises."""
        self._check_place()
        with _faults_in_words(self.path), self._write_lock, self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            with Session(connection, autoflush=True, expire_on_commit=False) as session:
                try:
                    yield session
                    session.flush()
                    connection.exec_driver_sql("COMMIT")
                finally:
                    # After COMMIT this finds nothing to undo; after any failure it undoes everything.
                    if _driver(connection.connection.dbapi_connection).in_transaction:
                        connection.exec_driver_sql("ROLLBACK")

    def _check_place(self) -> None:
        """Raise where the file has gone: what is open still takes what is written, and it would be lost; and
        a new connection would make an empty file."""
        found = _identity(self.path)
        if self._file is None:
            self._file = found
        elif found != self._file:
            raise Unavailable(
                text(
                    "The data folder {path} was moved or removed while SMS Desk worked with it. Nothing of "
                    "this change was saved; put it back and try again.",
                    path=self.path.parent,
                )
            )

    def close(self) -> None:
        """Let go of every connection; the write-ahead log is folded into the file by the last one."""
        self._engine.dispose()


def _identity(path: Path) -> tuple[int, int] | None:
    """What tells a file from another one of its name; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def address(path: Path) -> URL:
    """Of a database file, whatever its folder is called: written out, a ``?`` would end the path."""
    return URL.create("sqlite", database=str(path))


def _engine(path: Path) -> Engine:
    engine = create_engine(
        address(path),
        pool_size=8,
        max_overflow=8,
        connect_args={"timeout": 15},
        # Without it an error's text holds the row's number and content, and ends in the log.
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        driver = _driver(connection)
        # The driver's own transaction handling would begin a deferred transaction at the first write;
        # we begin ours, so that a writer waits at its start and never fails half way.
        driver.isolation_level = None
        # Its own lower() knows A–Z only.
        driver.create_function("lower_case", 1, str.lower, deterministic=True)
        # MM-DD of a date as people write it; the second argument: whether the month comes first.
        driver.create_function("written_day", 2, month_and_day, deterministic=True)
        for pragma in (
            f"busy_timeout = {BUSY_TIMEOUT_MS}",
            "journal_mode = WAL",
            # FULL: what was shown as saved outlives a power cut (E5).
            "synchronous = FULL",
            "foreign_keys = ON",
            f"cache_size = -{CACHE_KIB}",
            "temp_store = MEMORY",
        ):
            driver.execute(f"PRAGMA {pragma}")

    return engine


def _driver(connection: object) -> sqlite3.Connection:
    assert isinstance(connection, sqlite3.Connection)
    return connection


@contextmanager
def _faults_in_words(path: Path) -> Iterator[None]:
    try:
        yield
    except DeskError:
        raise
    except (OperationalError, DatabaseError) as error:
        raise fault_in_words(error.orig or error, path) from error
    except sqlite3.DatabaseError as error:
        raise fault_in_words(error, path) from error


def fault_in_words(error: BaseException, path: Path) -> BaseException:
    """The sentence for a fault of the disk or the file; the error itself where it is a bug of ours."""
    name = getattr(error, "sqlite_errorname", "")
    details = f"{name or type(error).__name__}: {error}"
    where = str(path)
    if name.startswith("SQLITE_FULL") or name.startswith("SQLITE_IOERR"):
        return Unavailable(
            text(
                "The disk with {where} is full or cannot be written. Nothing of this change was saved; "
                "free some space and try again.",
                where=where,
            ),
            details=details,
        )
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return Unavailable(
            text("Another program holds {where}. Nothing of this change was saved; try again.", where=where),
            details=details,
        )
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return Damaged(
            text(
                "The file {where} is damaged. Close the program and restore the last backup "
                "(File, Restore); the damaged file is kept.",
                where=where,
            ),
            details=details,
        )
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return Unavailable(
            text(
                "{where} may not be written. Check the rights of its folder and try again.",
                where=where,
            ),
            details=details,
        )
    return error
