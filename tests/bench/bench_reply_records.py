"""Pages of 50,000 reply records beside 5,000,000 messages, each filter timed on its own (D3).

Goal: every page and filter under 100 ms, cold. Run it by hand, with the folder of a desk that ``smsdesk
--data-dir FOLDER sample --messages 5000000 --days 365 --seed 7`` made, or it makes a smaller one:
``.venv/bin/python tests/bench/bench_reply_records.py [FOLDER]``.
"""

from __future__ import annotations

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
from smsdesk.operations.sample_past import make_past  # noqa: E402
from smsdesk.store.database import Database  # noqa: E402
from smsdesk.store.folder import Folder  # noqa: E402
from smsdesk.store.secrets import FileSecrets  # noqa: E402
from tests.operations.conftest import IdleSender  # noqa: E402

MESSAGES = 500_000
DAYS = 365
DAY = 86_400_000
GOAL_MS = 100.0


def looks(now: int) -> dict[str, Callable[[Desk], object]]:
    """Everything that is timed."""
    everything = StatisticsFilter(Region.MAINLAND, now - DAYS * DAY, now + DAY)
    rare = replace(everything, application_id=7, template_id=9)
    page = reply_records.reply_records
    return {
        "first page": lambda desk: page(desk, filter=everything),
        "page from the middle": lambda desk: page(
            desk, filter=everything, after=ReplyKey(now - DAYS // 2 * DAY, 0)
        ),
        "newer page": lambda desk: page(desk, filter=everything, before=ReplyKey(now - DAYS // 2 * DAY, 0)),
        "7 days": lambda desk: page(desk, filter=replace(everything, start=now - 7 * DAY)),
        "an application's template": lambda desk: page(desk, filter=rare),
        "nothing of it": lambda desk: page(desk, filter=replace(everything, application_id=77)),
        "asks for no more": lambda desk: page(desk, filter=everything, status=ReplyStatus.STOP),
        "unread": lambda desk: page(desk, filter=everything, unread=True),
        "end of a number": lambda desk: page(desk, filter=everything, search="1234"),
        "words": lambda desk: page(desk, filter=everything, search="Tomorrow"),
        "nothing found": lambda desk: page(desk, filter=everything, search="zzz"),
        "count of all": lambda desk: reply_records.reply_count(desk, filter=everything),
    }


def main() -> int:
    """1 when a goal is missed."""
    if len(sys.argv) > 1:
        return measure(Path(sys.argv[1]))
    with tempfile.TemporaryDirectory() as place:
        made = Folder(Path(place))
        make_past(made, messages=MESSAGES, days=DAYS, seed=7, now=1_790_000_000_000)
        return measure(made.path)


def measure(place: Path) -> int:
    """Time each look on a desk of this folder, with a connection of its own: nothing is in SQLite's cache."""
    secrets = FileSecrets(place / "keys.vault", place / "keys.key")

    def opened() -> Desk:
        database = Database(place / "smsdesk.db")
        return Desk(folder=place, database=database, secrets=secrets, clock=lambda: 0, sender=IdleSender())

    slow = 0
    with opened().database.read() as session:
        now = session.connection().exec_driver_sql("SELECT max(at) FROM reply").scalar_one()
    for name, look in looks(now).items():
        desk = opened()
        runs = []
        for _ in range(5):
            start = time.perf_counter()
            look(desk)
            runs.append((time.perf_counter() - start) * 1000)
        desk.database.close()
        slow += runs[0] > GOAL_MS
        sys.stdout.write(f"{name:>26} cold {runs[0]:7.1f} ms, then {sorted(runs)[2]:6.1f} ms\n")
    return int(slow > 0)


if __name__ == "__main__":
    sys.exit(main())
