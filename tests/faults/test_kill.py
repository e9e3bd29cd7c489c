"""``kill -9`` at random moments while messages go out, then counting at the carrier (E5).

None is sent twice, none is lost: each was taken exactly once or is shown as unknown.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from smsdesk.carrier.journal import taken_references
from smsdesk.domain.tasks import TaskStatus
from smsdesk.store.database import Database
from smsdesk.store.reckoning import reckon
from smsdesk.store.tables import ApplicationRow, TaskRow
from smsdesk.store.task_writing import NewMessage, insert_messages
from tests.engine.world import make_store

#: For each of the two manners: twenty in all.
ROUNDS = int(os.environ.get("SMSDESK_KILL_ROUNDS", "10"))
MESSAGES = 300
DEADLINE = 60.0
SEED = int(os.environ.get("SMSDESK_KILL_SEED", "20261121"))


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "carrier.log"


@pytest.fixture
def address(log: Path) -> Iterator[str]:
    """A carrier in a process of its own, which nobody kills."""
    command = [sys.executable, "-m", "smsdesk.carrier", "--port", "0", "--json", "--log", str(log)]
    command += ["--receipt-delay", "0.05", "--delivered", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield json.loads(process.stdout.readline())["address"]
        process.terminate()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(make_store(tmp_path / "desk.sqlite"))
    yield database
    database.close()


@pytest.mark.parametrize("manner", ["ask", "deaf"])
@pytest.mark.timeout(1200)
def test_kills_send_nothing_twice_and_lose_nothing(
    database: Database, address: str, log: Path, manner: str
) -> None:
    chance = random.Random(f"{SEED} {manner}")
    print(f"seed {SEED} (SMSDESK_KILL_SEED)")  # noqa: T201  # shown when it fails
    for round_ in range(ROUNDS):
        put_task(database, round_)
        with sender(database, address, manner) as process:
            wait_for(process, "up")
            kill_when_taken(
                process, log, more=chance.choice([0, 0, chance.randrange(MESSAGES)]), chance=chance
            )
        with database.read() as session:
            assert reckon(session) == [], "the kill left counts that the messages do not bear out"
    with sender(database, address, manner) as process:
        wait_for(process, "up")
        wait_for(process, "done")
        assert process.stdin
        process.stdin.close()
        assert process.wait(DEADLINE) == 0
    check(database, log, manner)


def check(database: Database, log: Path, manner: str) -> None:
    taken: Counter[int] = Counter()
    for reference, times in taken_references(log).items():
        taken[int(reference.split("-")[1])] += times
    twice = {message: times for message, times in taken.items() if times > 1}
    assert not twice, f"sent twice: {twice}"
    with database.read() as session:
        rows = session.execute(sql("SELECT id, status FROM message")).all()
        wrong = reckon(session)
        tasks = session.execute(sql("SELECT DISTINCT status FROM task")).scalars().all()
    assert len(rows) == ROUNDS * MESSAGES
    statuses = Counter(status for _, status in rows)
    arrived = {id_ for id_, status in rows if status in {"accepted", "delivered", "undelivered"}}
    unknown = {id_ for id_, status in rows if status == "unknown"}
    print(dict(statuses), f"taken {len(taken)}, in doubt and taken {len(unknown & set(taken))}")  # noqa: T201
    assert arrived <= set(taken), "shown as sent but never taken"
    assert set(taken) <= arrived | unknown, "taken but not shown as sent"
    assert arrived | unknown == {id_ for id_, _ in rows}, "neither sent nor in doubt"
    assert wrong == []
    assert tasks == [TaskStatus.SENT]
    if manner == "ask":
        assert not unknown, "the carrier could have said what became of these"


# ------------------------------------------------------------------------------------------- parts


def sender(database: Database, address: str, manner: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.faults.sender", str(database.path), address, manner]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def wait_for(process: subprocess.Popen[str], word: str) -> None:
    assert process.stdout
    # The deadline is the test's own; a sender that dies ends the line.
    assert process.stdout.readline().strip() == word


def kill_when_taken(process: subprocess.Popen[str], log: Path, *, more: int, chance: random.Random) -> None:
    """Kill it when the carrier has taken so many more, or nothing moves any more; at no particular point."""
    start = lines(log)
    end = time.monotonic() + (DEADLINE if more else 0)
    pause = threading.Event()
    seen, still_since = start, time.monotonic()
    while seen < start + more and time.monotonic() < end and time.monotonic() - still_since < 2.0:
        pause.wait(0.001)
        if (now := lines(log)) != seen:
            seen, still_since = now, time.monotonic()
    pause.wait(chance.uniform(0, 0.08))
    process.send_signal(signal.SIGKILL)
    process.wait(DEADLINE)


def lines(log: Path) -> int:
    """Messages taken so far."""
    return log.read_bytes().count(b"T\t")


def put_task(database: Database, round_: int) -> None:
    """Two thirds share a content, one third are personal."""
    now = time.time_ns() // 1_000_000
    with database.write() as session:
        application = session.query(ApplicationRow).first() or ApplicationRow(
            name="Shop", type="app", overview="", app_id="1400000000", enabled=True, gateway="sandbox",
            same_content_seconds=30, per_number_per_day=10, created_at=now,
        )  # fmt: skip
        session.add(application)
        session.flush()
        task = TaskRow(
            name=f"Round {round_}", application_id=application.id, template_id=1, template_name="",
            signature_id=1, signature="Shop", body="", region="mainland", sms_type="regular", source="",
            created_at=now, status=TaskStatus.SENDING,
        )  # fmt: skip
        session.add(task)
        session.flush()
        messages = (
            NewMessage(
                f"+86139{round_:02d}{place:06d}",
                "CN",
                f"【Shop】Round {round_}" + (f" for {place}" if place % 3 == 0 else ""),
                20,
                1,
            )
            for place in range(MESSAGES)
        )
        insert_messages(session, task.id, messages, now=now)
