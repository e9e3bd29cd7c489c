"""Pages of a million message records, and the overview, each look timed on its own.

Goals: any page, filter or number look-up under 100 ms, the overview of up to 90 days under 50 ms, the list
of 10,000 tasks under 100 ms. The baseline is a page by offset, which is what a plain query costs deep
in the list. Run it by hand: ``.venv/bin/python tests/bench/bench_records.py``.
"""

from __future__ import annotations

import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from smsdesk.domain.calendar_days import last_days  # noqa: E402
from smsdesk.domain.messages import MessageStatus  # noqa: E402
from smsdesk.domain.profile import Identity, Profile, Region  # noqa: E402
from smsdesk.domain.records import RecordFilter, RecordKey  # noqa: E402
from smsdesk.domain.statistics import StatisticsFilter  # noqa: E402
from smsdesk.operations import overview, records, task_pages, tasks  # noqa: E402
from smsdesk.operations.desk import Desk  # noqa: E402
from smsdesk.store.database import Database  # noqa: E402
from smsdesk.store.secrets import FileSecrets  # noqa: E402
from smsdesk.store.settings import write_profile  # noqa: E402
from tests.bench.big_store import DAY, BigStore, build  # noqa: E402
from tests.operations.conftest import IdleSender  # noqa: E402

MESSAGES = int(os.environ.get("SMSDESK_BENCH_MESSAGES", "1000000"))
TASKS = 10_000
GOAL_MS = 100.0
GOAL_OVERVIEW_MS = 50.0
RUNS = 5
ZONE = "Asia/Shanghai"


def timed(action: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds of the first run and of the median one."""
    runs = []
    for _ in range(RUNS):
        start = time.perf_counter()
        action()
        runs.append((time.perf_counter() - start) * 1000)
    return runs[0], statistics.median(runs)


def looks(desk: Desk, store: BigStore) -> list[tuple[str, Callable[[], object], float]]:
    """Everything that is timed, with its goal in milliseconds."""
    everything = RecordFilter(Region.MAINLAND)
    middle = RecordKey(store.now - 45 * DAY, 0)
    number = records.records(desk, filter=everything, after=middle, limit=1).rows[0].number
    largest = max(tasks.list_tasks(desk), key=lambda one: one.totals.total).id

    def page(title: str, **wanted: object) -> tuple[str, Callable[[], object], float]:
        filter = replace(everything, **wanted)  # type: ignore[arg-type]
        return title, lambda: records.records(desk, filter=filter), GOAL_MS

    def figures(title: str, days: int, **more: int) -> tuple[str, Callable[[], object], float]:
        chosen = last_days(store.now, ZONE, days)
        return (
            title,
            lambda: overview.overview(desk, filter=StatisticsFilter(Region.MAINLAND, *chosen, **more)),
            GOAL_OVERVIEW_MS,
        )

    return [
        page("first page"),
        ("page from the middle", lambda: records.records(desk, filter=everything, after=middle), GOAL_MS),
        ("page before the middle", lambda: records.records(desk, filter=everything, before=middle), GOAL_MS),
        ("oldest page", lambda: records.records(desk, filter=everything, before=RecordKey(0, 0)), GOAL_MS),
        page("status failed", status=MessageStatus.FAILED),
        page("status unknown (one in ten thousand)", status=MessageStatus.UNKNOWN),
        page("application and status, nothing found", application_id=3, status=MessageStatus.CANCELLED),
        page("code, nothing found", code="nothing"),
        page("template, signature, status and code", template_id=4, signature_id=5, code="EXPIRED"),
        page("one day", start=store.now - 30 * DAY, end=store.now - 29 * DAY),
        page("a whole number", number=number.removeprefix("+86")),
        page("a number that is not there", number="13800000000"),
        page("the end of a number", number=number[-4:]),
        page("the end of a number, failed only", number=number[-4:], status=MessageStatus.FAILED),
        ("count of all", lambda: records.record_count(desk, filter=everything), GOAL_MS),
        ("a task's page, failed only", lambda: _failed(desk, largest), GOAL_MS),
        ("a task's failures", lambda: task_pages.failures(desk, task_id=largest), GOAL_MS),
        ("a task's timeline", lambda: task_pages.timeline(desk, task_id=largest), GOAL_MS),
        ("list of tasks", lambda: tasks.list_tasks(desk), GOAL_MS),
        ("list of tasks, searched", lambda: tasks.list_tasks(desk, search="task 77"), GOAL_MS),
        ("list of tasks, nothing found", lambda: tasks.list_tasks(desk, search="nothing"), GOAL_MS),
        figures("overview of today", 1),
        figures("overview of 30 days", 30),
        figures("overview of 30 days, one application", 30, application_id=3),
        figures("overview of 90 days", 90),
    ]


def _failed(desk: Desk, task_id: int) -> object:
    return task_pages.task_messages(desk, task_id=task_id, status=MessageStatus.FAILED)


def baseline(path: Path) -> float:
    """Milliseconds of a page deep in the list by offset, with the same index."""
    connection = sqlite3.connect(path)
    sql = (
        "SELECT * FROM message WHERE region = 'mainland' AND requested_at IS NOT NULL"
        " ORDER BY requested_at DESC, id DESC LIMIT 100 OFFSET 500000"
    )
    _, median = timed(lambda: connection.execute(sql).fetchall())
    connection.close()
    return median


def main() -> int:
    missed = []
    with tempfile.TemporaryDirectory(prefix="smsdesk-bench-") as name:
        folder = Path(name)
        start = time.perf_counter()
        store = build(folder / "smsdesk.db", messages=MESSAGES, tasks=TASKS)
        print(f"built {MESSAGES:,} messages of {TASKS:,} tasks in {time.perf_counter() - start:.0f} s")
        print(f"{'baseline: page 5,001 by offset':44} {baseline(store.path):8.1f} ms")
        database = Database(store.path)
        with database.write() as session:
            write_profile(session, Profile("Bakery", Identity.ORGANIZATION, "CN", ZONE))
        secrets = FileSecrets(folder / "vault", folder / "key")
        desk = Desk(folder, database, secrets, lambda: store.now, IdleSender())
        for title, action, goal in looks(desk, store):
            first, median = timed(action)
            print(f"{title:44} {median:8.1f} ms   first {first:7.1f} ms   goal {goal:.0f} ms")
            if median > goal:
                missed.append(title)
        database.close()
    if missed:
        print(f"goal missed: {', '.join(missed)}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
