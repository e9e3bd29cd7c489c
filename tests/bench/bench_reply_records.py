"""Pages of 50,000 reply records beside millions of messages, each filter timed on its own (D3).

Goal: every page and filter under 100 ms, cold. The number of messages is in ``SMSDESK_BENCH_MESSAGES``
(5,000,000 for the goal itself). Run it by hand: ``.venv/bin/python tests/bench/bench_reply_records.py``.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from smsdesk.domain.profile import Region  # noqa: E402
from smsdesk.domain.reply_records import ReplyKey, ReplyStatus  # noqa: E402
from smsdesk.domain.statistics import StatisticsFilter  # noqa: E402
from smsdesk.operations import reply_records  # noqa: E402
from smsdesk.operations.desk import Desk  # noqa: E402
from smsdesk.store.database import Database  # noqa: E402
from smsdesk.store.secrets import FileSecrets  # noqa: E402
from tests.bench.big_store import DAY, build  # noqa: E402
from tests.operations.conftest import IdleSender  # noqa: E402

MESSAGES = int(os.environ.get("SMSDESK_BENCH_MESSAGES", "500000"))
REPLIES = 50_000
GOAL_MS = 100.0
_SAID = ("Thanks a lot, see you on Saturday", "When do you open?", "T", "好的谢谢, 明天见")


def fill(path: Path, now: int) -> None:
    """Four of five replies answer a message, spread over all of them as over the whole of the time."""
    with sqlite3.connect(path) as connection:
        step = max(1, MESSAGES // REPLIES)
        connection.execute(
            "INSERT INTO reply (gateway, key, number, content, at, signature, message_id, read_at, region, "
            "application_id, template_id, status) "
            "SELECT 'sandbox', id, number, id || ' ' || (CASE id / :step % 4 WHEN 0 THEN :a WHEN 1 THEN :b "
            "WHEN 2 THEN :c ELSE :d END), coalesce(requested_at, :now) + 60000, '', "
            "iif(id / :step % 5, id, NULL), iif(id / :step % 7, 1, NULL), region, "
            "iif(id / :step % 5, application_id, NULL), iif(id / :step % 5, template_id, NULL), "
            "iif(id / :step % 5, 'answer', 'unprompted') FROM message WHERE id % :step = 0",
            {"step": step, "now": now, **dict(zip("abcd", _SAID, strict=True))},
        )
        connection.execute("UPDATE reply SET status = 'stop' WHERE id % 5000 = 0")


def looks(now: int) -> dict[str, Callable[[Desk], object]]:
    """Everything that is timed."""
    everything = StatisticsFilter(Region.MAINLAND, now - 90 * DAY, now + DAY)
    rare = replace(everything, application_id=7, template_id=29)
    page = reply_records.reply_records
    return {
        "first page": lambda desk: page(desk, filter=everything),
        "page from the middle": lambda desk: page(desk, filter=everything, after=ReplyKey(now - 45 * DAY, 0)),
        "newer page": lambda desk: page(desk, filter=everything, before=ReplyKey(now - 45 * DAY, 0)),
        "7 days": lambda desk: page(desk, filter=replace(everything, start=now - 7 * DAY)),
        "an application's template": lambda desk: page(desk, filter=rare),
        "nothing of it": lambda desk: page(desk, filter=replace(everything, application_id=77)),
        "asks for no more": lambda desk: page(desk, filter=everything, status=ReplyStatus.STOP),
        "unread": lambda desk: page(desk, filter=everything, unread=True),
        "end of a number": lambda desk: page(desk, filter=everything, search="1234"),
        "words": lambda desk: page(desk, filter=everything, search="Saturday"),
        "nothing found": lambda desk: page(desk, filter=everything, search="zzz"),
        "count of all": lambda desk: reply_records.reply_count(desk, filter=everything),
    }


def main() -> int:
    """1 when a goal is missed."""
    slow = 0
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "smsdesk.db"
        store = build(path, messages=MESSAGES)
        fill(path, store.now)
        for name, look in looks(store.now).items():
            # A connection of its own: nothing is in SQLite's cache.
            database = Database(path)
            secrets = FileSecrets(Path(place) / "keys.vault", Path(place) / "keys.key")
            desk = Desk(
                folder=Path(place),
                database=database,
                secrets=secrets,
                clock=lambda: store.now,
                sender=IdleSender(),
            )
            with database.read() as session:
                session.connection().exec_driver_sql("SELECT 1")
            runs = []
            for _ in range(5):
                start = time.perf_counter()
                look(desk)
                runs.append((time.perf_counter() - start) * 1000)
            database.close()
            slow += runs[0] > GOAL_MS
            sys.stdout.write(f"{name:>26} cold {runs[0]:7.1f} ms, then {sorted(runs)[2]:6.1f} ms\n")
    return int(slow > 0)


if __name__ == "__main__":
    sys.exit(main())
