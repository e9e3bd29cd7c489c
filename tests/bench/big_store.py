"""A big store with a believable past, the same for the same seed: what the speed of pages is measured on.

Built with the driver itself and its indexes made last, so that a million messages take half a minute.
"""

from __future__ import annotations

import hashlib
import random
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from smsdesk.store.database import Database
from smsdesk.store.tables import Base, MessageRow, RollupRow

MINUTE = 60_000
DAY = 24 * 60 * MINUTE
QUARTER = 15 * MINUTE

APPLICATIONS = 8
TEMPLATES = 30
SIGNATURES = 12
_CODES = {
    "failed": ("1015", "1025", "1031", "1016"),
    "undelivered": ("UNDELIV", "EXPIRED", "MK:0001", "REJECTD"),
}
_COUNTRIES = (("GB", "+447700"), ("US", "+120255"), ("HK", "+85251"), ("DE", "+491511"))


@dataclass(frozen=True)
class BigStore:
    """What was built: ``now`` is the last moment of its past, ms since 1970 UTC."""

    path: Path
    messages: int
    tasks: int
    now: int


def build(
    path: Path, *, messages: int = 1_000_000, tasks: int = 400, days: int = 90, seed: int = 7
) -> BigStore:
    """Make the store at ``path``, which must not exist. One task in twenty carries half of the messages."""
    Database(path).close()
    now = 1_790_000_000_000
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = OFF", "temp_store = MEMORY", "cache_size = -262144"):
        connection.execute(f"PRAGMA {pragma}")
    engine = _create_tables(path)
    indexes = connection.execute(
        "SELECT name, sql FROM sqlite_master"
        " WHERE type = 'index' AND tbl_name = 'message' AND sql IS NOT NULL"
    ).fetchall()
    connection.execute("BEGIN")
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    rng = random.Random(seed)
    _fill_subjects(connection, now)
    columns = _columns()
    marks = ", ".join("?" * len(columns))
    connection.executemany(
        f"INSERT INTO message ({', '.join(columns)}) VALUES ({marks})",
        _messages(rng, connection, messages, tasks, days, now),
    )
    for _, sql in indexes:
        connection.execute(sql)
    _roll_up(connection)
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    engine.close()
    return BigStore(path, messages, tasks, now)


def _create_tables(path: Path) -> Database:
    database = Database(path)
    with database.write() as session:
        Base.metadata.create_all(session.connection())
    return database


def _columns() -> tuple[str, ...]:
    return (
        "task_id",
        "position",
        "application_id",
        "template_id",
        "signature_id",
        "region",
        "sms_type",
        "number",
        "country",
        "content",
        "content_key",
        "characters",
        "fragments",
        "status",
        "code",
        "attempts",
        "gateway",
        "gateway_id",
        "created_at",
        "due_at",
        "requested_at",
        "sent_at",
        "reported_at",
        "row_number",
    )


def _fill_subjects(connection: sqlite3.Connection, now: int) -> None:
    connection.executemany(
        "INSERT INTO application (id, name, type, overview, app_id, enabled, gateway, same_content_seconds,"
        " per_number_per_day, created_at) VALUES (?, ?, 'app', '', ?, 1, 'sandbox', 30, 10, ?)",
        (
            (number, f"Application {number}", f"1400{number:06d}", now)
            for number in range(1, APPLICATIONS + 1)
        ),
    )
    connection.executemany(
        "INSERT INTO template (id, region, type, name, content, remarks, status, reason, created_at)"
        " VALUES (?, ?, 'regular', ?, ?, '', 'approved', '', ?)",
        (
            (
                number,
                _region(number),
                f"Template {number}",
                f"Offer {number}: your order {{1}} is ready.",
                now,
            )
            for number in range(1, TEMPLATES + 1)
        ),
    )
    connection.executemany(
        "INSERT INTO signature (id, region, type, purpose, content, remarks, certificate_type,"
        " certificate_image, authorization_image, status, reason, created_at)"
        " VALUES (?, ?, 'company', 'self_use', ?, '', '', '', '', 'approved', '', ?)",
        ((number, _region(number), f"Signature {number}", now) for number in range(1, SIGNATURES + 1)),
    )


def _region(number: int) -> str:
    """Two of three subjects are mainland's."""
    return "global" if number % 3 == 0 else "mainland"


def _sizes(rng: random.Random, messages: int, tasks: int) -> list[int]:
    weights = [rng.uniform(0.5, 1.5) * (20 if number % 20 == 0 else 1) for number in range(tasks)]
    whole = sum(weights)
    sizes = [max(1, int(messages * weight / whole)) for weight in weights]
    sizes[0] += messages - sum(sizes)
    return sizes


def _messages(
    rng: random.Random, connection: sqlite3.Connection, messages: int, tasks: int, days: int, now: int
) -> Iterator[tuple[object, ...]]:
    began = now - days * DAY
    for task_id, size in enumerate(_sizes(rng, messages, tasks), start=1):
        template = rng.randint(1, TEMPLATES)
        region = _region(template)
        signature = rng.choice([one for one in range(1, SIGNATURES + 1) if _region(one) == region])
        application = rng.randint(1, APPLICATIONS)
        start = began + int((now - began - 30 * MINUTE) * task_id / (tasks + 1))
        counts = dict.fromkeys(("accepted", "delivered", "undelivered", "failed", "unknown"), 0)
        for position in range(size):
            row = _message(rng, task_id, position, application, template, signature, region, start)
            counts[str(row[13])] += 1
            yield row
        connection.execute(
            "INSERT INTO task (id, name, application_id, template_id, template_name, signature_id, signature,"
            " body, region, sms_type, source, status, created_at, started_at, finished_at, total, accepted,"
            " delivered, undelivered, failed, unknown, fragments)"
            f" VALUES ({', '.join('?' * 9)}, 'regular', 'customers.xlsx', 'sent', {', '.join('?' * 10)})",
            (
                *(task_id, f"Task {task_id}", application, template, f"Template {template}", signature),
                *(f"Signature {signature}", "Offer: your order {1} is ready.", region),
                *(start - MINUTE, start, start + 20 * MINUTE, size),
                *(counts["accepted"], counts["delivered"], counts["undelivered"], counts["failed"]),
                *(counts["unknown"], size),
            ),
        )


def _message(
    rng: random.Random,
    task_id: int,
    position: int,
    application: int,
    template: int,
    signature: int,
    region: str,
    start: int,
) -> tuple[object, ...]:
    if region == "mainland":
        country, number = "CN", f"+861{rng.randint(3_000_000_000, 9_999_999_999)}"
        content = f"【Signature {signature}】Offer {template}: your order {position} is ready."
    else:
        country, prefix = rng.choice(_COUNTRIES)
        number = f"{prefix}{rng.randint(100_000, 999_999)}"
        content = f"[Signature {signature}] Offer {template}: your order {position} is ready."
    luck = rng.random()
    status = (
        "delivered"
        if luck < 0.9
        else "undelivered"
        if luck < 0.94
        else "failed"
        if luck < 0.97
        else "accepted"
    )
    if luck > 0.9999:
        status = "unknown"
    requested = start + position // 100 * 1_000
    taken = status not in ("failed", "unknown")
    return (
        *(task_id, position, application, template, signature, region, "regular", number, country, content),
        *(hashlib.sha256(content.encode()).digest()[:12], len(content), 1, status),
        *(rng.choice(_CODES[status]) if status in _CODES else "", 1, "sandbox"),
        *(f"sb-{task_id}-{position}" if taken else None, start - MINUTE, start, requested),
        *(requested + 300 if taken else None, requested + 4_000 if taken and status != "accepted" else None),
        position + 2,
    )


def _roll_up(connection: sqlite3.Connection) -> None:
    group = (
        f"requested_at / {QUARTER} * {QUARTER}, application_id, coalesce(template_id, 0),"
        " coalesce(signature_id, 0), region, country, status, code"
    )
    table = RollupRow.__tablename__
    connection.execute(
        f"INSERT INTO {table} SELECT {group}, count(*), sum(fragments) FROM {MessageRow.__tablename__}"
        f" WHERE requested_at IS NOT NULL GROUP BY {group}"
    )
