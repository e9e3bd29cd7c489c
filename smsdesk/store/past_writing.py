"""A whole past written at once into a store that has none: with the driver itself, its indexes made last.

Only for made-up data: a store that is in use is changed through ``message_states``.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.profile import Region, SmsType
from smsdesk.store.figure_rows import KINDS, recounted
from smsdesk.store.message_counts import QUARTER_MS

#: In the order of ``PastMessage``.
_COLUMNS = (
    *("task_id", "position", "application_id", "template_id", "signature_id", "region", "sms_type", "number"),
    *(
        "country",
        "content",
        "content_key",
        "characters",
        "fragments",
        "status",
        "code",
        "attempts",
        "gateway",
    ),
    *("gateway_id", "created_at", "due_at", "requested_at", "sent_at", "reported_at", "row_number"),
)
PastMessage: TypeAlias = tuple[object, ...]

_COUNTS = ("total", "fragments", *(str(status) for status in MessageStatus))

Step = Callable[[], object]
"""Called between the parts of the work; may raise to stop it."""


@dataclass
class PastTask:
    """A task that was sent. ``counts``: messages by status, ``total`` and ``fragments``."""

    id: int
    application_id: int
    template_id: int
    template_name: str
    signature_id: int
    signature: str
    body: str
    region: Region
    sms_type: SmsType
    gateway: str
    counts: Counter[str]
    started_at: int = 0
    finished_at: int = 0


class PastWriter:
    """Use as a context manager; ``finish`` makes indexes, receipts and sums."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        for pragma in (
            # The file is thrown away when this does not end well.
            "journal_mode = OFF",
            "synchronous = OFF",
            "temp_store = FILE",
            "cache_size = -131072",
        ):
            self._connection.execute(f"PRAGMA {pragma}")

    def __enter__(self) -> PastWriter:
        self._connection.execute("BEGIN")
        self._indexes = self._connection.execute(
            "SELECT name, sql FROM sqlite_master"
            " WHERE type = 'index' AND tbl_name = 'message' AND sql IS NOT NULL"
        ).fetchall()
        for name, _ in self._indexes:
            self._connection.execute(f"DROP INDEX {name}")
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def rows(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Rows of any table."""
        marks = ", ".join("?" * len(columns))
        self._connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)

    def task(self, task: PastTask, name: str, messages: Iterable[PastMessage]) -> None:
        """A task with its messages, which fill in its counts and times while they are taken."""
        self.rows("message", _COLUMNS, messages)
        counts = task.counts
        taken = counts["total"] - counts[MessageStatus.FAILED]
        columns = (
            *("id", "name", "application_id", "template_id", "template_name", "signature_id", "signature"),
            *("body", "region", "sms_type", "source", "status", "created_at", "started_at", "finished_at"),
        )
        values = (
            *(task.id, name, task.application_id, task.template_id, task.template_name, task.signature_id),
            *(task.signature, task.body, task.region, task.sms_type, "customers.xlsx"),
            *("sent" if taken else "failed", task.started_at, task.started_at, task.finished_at),
        )
        self.rows("task", (*columns, *_COUNTS), [(*values, *(counts[each] for each in _COUNTS))])

    def finish(self, step: Step) -> None:
        """Make the indexes, the receipts and the sums; ``step`` is called after each, ``steps`` times."""
        for _, statement in self._indexes:
            self._connection.execute(statement)
            step()
        self._connection.execute(
            "INSERT INTO receipt"
            " (gateway, key, gateway_id, number, delivered, code, at, stored_at, message_id)"
            " SELECT gateway, gateway_id, gateway_id, number, status = 'delivered', code, reported_at,"
            " reported_at + 400, id FROM message WHERE reported_at IS NOT NULL ORDER BY id"
        )
        step()
        self._connection.execute(
            "INSERT INTO rollup (quarter, application_id, template_id, signature_id, region, country, status,"
            f" code, messages, fragments) SELECT requested_at - requested_at % {QUARTER_MS}, application_id,"
            " coalesce(template_id, 0), coalesce(signature_id, 0), region, country, status, code,"
            " count(*), sum(fragments) FROM message GROUP BY 1, 2, 3, 4, 5, 6, 7, 8"
        )
        step()
        for kind in KINDS:
            for region in Region:
                self._connection.execute(f"INSERT INTO figures {recounted(kind)}", {"region": region})
            step()
        self._connection.execute("COMMIT")

    @property
    def steps(self) -> int:
        """How often ``finish`` calls its step."""
        return len(self._indexes) + 2 + len(KINDS)


def fold_in(path: Path) -> None:
    """Leave the file as every other store's, in one piece: write-ahead logging on, no log beside it."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
