"""``kill -9`` while messages go out over SMPP, or HTTP in its stead, and while reports come in (E5, E7).

Counted at the carriers: none is sent twice, over both together, and none is lost; what is in doubt stays so.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from smsdesk.domain.tasks import TaskStatus
from smsdesk.gateways.http.presets import KANNEL
from smsdesk.store.database import Database
from smsdesk.store.reckoning import reckon
from smsdesk.store.tables import ApplicationRow, TaskRow
from smsdesk.store.task_writing import NewMessage, insert_messages
from tests.engine.world import make_store
from tests.gateways.http_providers import KannelToy
from tests.gateways.http_toy import Toy, at_toy, in_a_thread
from tests.gateways.smpp_server import SmscThread

ROUNDS = int(os.environ.get("SMSDESK_KILL_ROUNDS", "2"))
MESSAGES = 200
DEADLINE = 60.0
SEED = int(os.environ.get("SMSDESK_KILL_SEED", "20261121"))


@pytest.fixture
def smsc() -> Iterator[SmscThread]:
    smsc = SmscThread()
    yield smsc
    smsc.close()


@pytest.fixture
def kannel() -> Iterator[Toy]:
    with in_a_thread(KannelToy) as kannel:
        yield kannel


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(make_store(tmp_path / "desk.sqlite"))
    yield database
    database.close()


@pytest.mark.timeout(1200)
def test_kills_and_outages_send_nothing_twice_and_lose_nothing(
    tmp_path: Path, database: Database, smsc: SmscThread, kannel: Toy
) -> None:
    chance = random.Random(SEED)
    print(f"seed {SEED} (SMSDESK_KILL_SEED)")  # noqa: T201  # shown when it fails
    settings = tmp_path / "settings.json"
    smpp = {
        **{"host": "127.0.0.1", "port": str(smsc.smsc.port), "tls": "no", "system_id": "shop"},
        **{"password": "secret", "answer_seconds": "2", "messages_per_second": "800"},
    }
    settings.write_text(json.dumps({"smpp": smpp, "http": at_toy(KANNEL, kannel)}))

    def taken() -> int:
        return len(smsc.smsc.taken) + len(kannel.messages)

    for round_ in range(ROUNDS):
        put_task(database, round_)
        with sender(database, settings) as process:
            target = taken() + chance.randrange(20, MESSAGES if round_ % 2 == 0 else MESSAGES // 2)
            if round_ % 2:
                # The first goes down in the middle, and the kill meets the second.
                wait(lambda aim=target: taken() >= aim - 20)  # type: ignore[misc]
                smsc.call(smsc.smsc.go_down())
                wait(lambda: bool(kannel.messages))
            wait(lambda aim=target: taken() >= aim, idle=1.0, count=taken)  # type: ignore[misc]
            threading.Event().wait(chance.uniform(0, 0.08))
            process.kill()
            process.wait(DEADLINE)
        if round_ % 2:
            smsc.call(smsc.smsc.come_up())
    with sender(database, settings) as process:
        wait(lambda: settled(database))
        assert process.stdin
        process.stdin.close()
        assert process.wait(DEADLINE) == 0
    check(database, smsc, kannel)


def check(database: Database, smsc: SmscThread, kannel: Toy) -> None:
    by_smpp = Counter(
        ("+" + one.number, one.message[5] if one.esm_class & 0x40 else 0) for one in smsc.smsc.taken
    )
    by_http = Counter((one.number, 0) for one in kannel.messages.values())
    assert set(by_smpp.values()) <= {1}, "sent twice"
    assert set(by_http.values()) <= {1}, "sent twice"
    first, second = {number for number, _ in by_smpp}, {number for number, _ in by_http}
    assert not first & second, "sent over both"
    with database.read() as session:
        rows = session.execute(sql("SELECT number, status FROM message")).all()
        assert reckon(session) == []
        assert session.execute(sql("SELECT DISTINCT status FROM task")).scalars().all() == [TaskStatus.SENT]
    assert len(rows) == ROUNDS * MESSAGES
    print(Counter(status for _, status in rows), f"SMPP {len(first)}, HTTP {len(second)}")  # noqa: T201
    delivered = {number for number, status in rows if status == "delivered"}
    unknown = {number for number, status in rows if status == "unknown"}
    assert delivered | unknown == {number for number, _ in rows}, "a report got lost"
    assert delivered <= first | second, "shown as arrived but never taken"
    assert first | second <= delivered | unknown, "taken but not shown as sent"
    assert first
    assert second


# ------------------------------------------------------------------------------------------- parts


def sender(database: Database, settings: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.faults.gateway_sender", str(database.path), str(settings)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline().strip() == "up"
    return process


def settled(database: Database) -> bool:
    with database.read() as session:
        open_ = sql("SELECT COUNT(*) FROM message WHERE status IN ('queued', 'in_flight', 'accepted')")
        return not session.execute(open_).scalar()


def wait(done: Callable[[], bool], *, idle: float = DEADLINE, count: Callable[[], int] = lambda: 0) -> None:
    """Until it is so, or nothing moves for ``idle`` seconds."""
    end = time.monotonic() + DEADLINE
    seen, since = count(), time.monotonic()
    pause = threading.Event()
    while not done() and time.monotonic() - since < idle:
        assert time.monotonic() < end, "not in time"
        pause.wait(0.005)
        if (now := count()) != seen:
            seen, since = now, time.monotonic()


def put_task(database: Database, round_: int) -> None:
    """Every fourth is a long one, of two parts."""
    now = time.time_ns() // 1_000_000
    with database.write() as session:
        application = session.query(ApplicationRow).first() or ApplicationRow(
            name="Shop", type="app", overview="", app_id="1400000000", enabled=True, gateway="smpp",
            second_gateway="http", same_content_seconds=None, per_number_per_day=None, created_at=now,
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
                f"【Shop】Round {round_} for {place}" + ("长" * 80 if place % 4 == 0 else ""),
                *(20, 1),
            )
            for place in range(MESSAGES)
        )
        insert_messages(session, task.id, messages, now=now)
