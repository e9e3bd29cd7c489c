"""50,000 replies of 20,000 people, one of whom wrote 5,000, beside a pool of 200,000 (C6).

Goals: the list of conversations, any search in it and a conversation under 100 ms. Run it by hand:
``.venv/bin/python tests/bench/bench_replies.py``.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from sqlalchemy import text as sql  # noqa: E402

from smsdesk.app import open_desk  # noqa: E402
from smsdesk.domain.profile import Identity  # noqa: E402
from smsdesk.operations import conversations, replies  # noqa: E402
from smsdesk.operations.desk import Desk  # noqa: E402
from smsdesk.operations.profile import create_profile  # noqa: E402

REPLIES, PEOPLE, POOL = 50_000, 20_000, 200_000
GOAL_MS = 100.0
RUNS = 7
_SAID = ("Thanks a lot, see you on Saturday", "When do you open?", "T", "好的谢谢")


def fill(desk: Desk) -> list[str]:
    """The numbers of those who replied; the first is the one who wrote most."""
    chance = random.Random(1)
    people = [f"+861{chance.randrange(3 * 10**9, 10**10 - 1)}" for _ in range(PEOPLE)]
    said = [
        {
            "key": str(at),
            "number": people[0] if at % 10 == 0 else chance.choice(people),
            "content": f"{chance.choice(_SAID)} {at}",
            "at": 1_700_000_000_000 + 1_000 * at,
            "read": None if at % 7 == 0 else 1,
        }
        for at in range(REPLIES)
    ]
    others = [f"+8613{at:09d}" for at in range(POOL - PEOPLE)]
    pool = [{"number": number, "name": f"Name {at}"} for at, number in enumerate([*people, *others])]
    with desk.database.write() as session:
        session.execute(
            sql(
                "INSERT INTO reply (gateway, key, number, content, at, signature, read_at) "
                "VALUES ('sandbox', :key, :number, :content, :at, '', :read)"
            ),
            said,
        )
        session.execute(
            sql(
                "INSERT OR IGNORE INTO customer (number, country, name, note, sms_type, created_at) "
                "VALUES (:number, 'CN', :name, '', 'regular', 1)"
            ),
            pool,
        )
    return people


def timed(look: Callable[[], object]) -> float:
    """Milliseconds of the median run."""
    runs = []
    for _ in range(RUNS):
        start = time.perf_counter()
        look()
        runs.append((time.perf_counter() - start) * 1000)
    return statistics.median(runs)


def main() -> int:
    """1 when a goal is missed."""
    with tempfile.TemporaryDirectory() as folder, open_desk(Path(folder) / "desk", engine=False) as opened:
        desk = opened.desk
        create_profile(
            desk,
            business_name="Bakery",
            identity=Identity.ORGANIZATION,
            country="CN",
            time_zone="Asia/Shanghai",
        )
        people = fill(desk)
        first = conversations.conversations(desk)
        looks: dict[str, Callable[[], object]] = {
            "first page": lambda: conversations.conversations(desk),
            "next page": lambda: conversations.conversations(desk, after=first.next_key),
            "only unread": lambda: conversations.conversations(desk, unread=True),
            "words of a reply": lambda: conversations.conversations(desk, search="Saturday"),
            "a name": lambda: conversations.conversations(desk, search="Name 12"),
            "part of a number": lambda: conversations.conversations(desk, search="1380"),
            "nothing found": lambda: conversations.conversations(desk, search="zzz"),
            "a conversation of 5,000": lambda: conversations.conversation(desk, number=people[0]),
            "unread count": lambda: replies.unread_replies(desk),
        }
        slow = 0
        for name, look in looks.items():
            took = timed(look)
            slow += took > GOAL_MS
            sys.stdout.write(f"{name:>26} {took:7.1f} ms\n")
    return int(slow > 0)


if __name__ == "__main__":
    sys.exit(main())
