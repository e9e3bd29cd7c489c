"""A look at the store that may take long and ends as soon as nobody waits for it any more."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from smsdesk.domain.errors import Cancelled
from smsdesk.domain.text import text
from smsdesk.operations.desk import Desk, Progress

#: Steps of SQLite's machine between two questions whether to go on: some milliseconds.
_STEPS = 100_000


@contextmanager
def interruptible(desk: Desk, progress: Progress) -> Iterator[Session]:
    """As ``desk.reading()``; a statement that runs when ``progress`` is cancelled raises ``Cancelled``."""
    stopped = Cancelled(text("Stopped. Nothing was changed."))
    with desk.reading() as session:
        driver: object = session.connection().connection.dbapi_connection
        assert isinstance(driver, sqlite3.Connection)
        if progress.cancelled:
            raise stopped
        driver.set_progress_handler(lambda: progress.cancelled, _STEPS)
        try:
            yield session
        except OperationalError as error:
            if progress.cancelled:
                raise stopped from error
            raise
        finally:
            driver.set_progress_handler(None, 0)
