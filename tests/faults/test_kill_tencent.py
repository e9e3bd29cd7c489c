"""``kill -9`` while messages go out through Tencent Cloud, or over HTTP in its stead (E5, E7).

Counted at both: none is taken twice, none is lost, and what is in doubt is shown so. Tencent hands each
report out once, so what was handed to a program that was killed is asked for by number.
"""

from __future__ import annotations

import json
import random
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from smsdesk.domain.tasks import TaskStatus
from smsdesk.gateways.http.presets import KANNEL
from smsdesk.store.database import Database
from smsdesk.store.reckoning import reckon
from smsdesk.store.tables import ApplicationRow, SubmissionRow, TaskRow, TemplateRow
from smsdesk.store.task_writing import NewMessage, insert_messages
from tests.engine.world import make_store
from tests.faults.test_kill_gateways import DEADLINE, ROUNDS, SEED, sender, settled, wait
from tests.gateways.http_providers import KannelToy
from tests.gateways.http_toy import at_toy, in_a_thread
from tests.gateways.tencent_server import APP_ID, SECRET_ID, SECRET_KEY, TEMPLATE, ToyCloud

MESSAGES = 120
BODY = "Hello {1}"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(make_store(tmp_path / "desk.sqlite"))
    yield database
    database.close()


@pytest.mark.timeout(1200)
def test_kills_at_the_cloud_send_nothing_twice_and_lose_nothing(tmp_path: Path, database: Database) -> None:
    chance = random.Random(SEED)
    settings = tmp_path / "settings.json"
    with ToyCloud() as cloud, in_a_thread(KannelToy) as kannel:
        tencent = {
            **{"secret_id": SECRET_ID, "secret_key": SECRET_KEY, "sdk_app_id": APP_ID},
            **{"endpoint": cloud.address, "answer_seconds": "2"},
        }
        settings.write_text(json.dumps({"tencent": tencent, "http": at_toy(KANNEL, kannel)}))

        def taken() -> int:
            return len(cloud.references) + len(kannel.messages)

        for round_ in range(ROUNDS):
            put_task(database, round_)
            with sender(database, settings) as process:
                aim = taken() + chance.randrange(10, MESSAGES // 2)
                if round_ % 2:
                    # The cloud goes away in the middle, and the kill meets the other.
                    wait(lambda aim=aim: taken() >= aim, idle=3.0, count=taken)  # type: ignore[misc]
                    cloud.go_down()
                    wait(lambda: len(kannel.messages) > 0, idle=60.0, count=taken)
                    aim = taken() + 10
                wait(lambda aim=aim: taken() >= aim, idle=1.0, count=taken)  # type: ignore[misc]
                threading.Event().wait(chance.uniform(0, 0.08))
                process.kill()
                process.wait(DEADLINE)
            if round_ % 2:
                cloud.come_up()
        with sender(database, settings) as process:
            wait(lambda: settled(database))
            assert process.stdin
            process.stdin.close()
            assert process.wait(DEADLINE) == 0
        check(database, cloud.taken(), Counter(one.number for one in kannel.messages.values()))


def check(database: Database, at_cloud: Counter[str], by_http: Counter[str]) -> None:
    with database.read() as session:
        rows = session.execute(sql("SELECT id, number, status FROM message")).all()
        assert reckon(session) == []
        assert session.execute(sql("SELECT DISTINCT status FROM task")).scalars().all() == [TaskStatus.SENT]
    numbers = {str(id_): number for id_, number, _ in rows}
    by_cloud = Counter(numbers[reference.split("-")[1]] for reference in at_cloud.elements())
    assert set(by_cloud.values()) <= {1}, "sent twice"
    assert set(by_http.values()) <= {1}, "sent twice"
    assert not by_cloud.keys() & by_http.keys(), "sent over both"
    assert len(rows) == ROUNDS * MESSAGES
    reached = by_cloud.keys() | by_http.keys()
    delivered = {number for _, number, status in rows if status == "delivered"}
    unknown = {number for _, number, status in rows if status == "unknown"}
    print(len(delivered), len(unknown), len(by_cloud), len(by_http))  # noqa: T201  # shown when it fails
    assert delivered | unknown == set(numbers.values()), "lost"
    assert delivered <= reached, "shown as arrived but never taken"
    assert reached <= delivered | unknown, "taken but not shown as sent"
    assert by_cloud
    assert by_http


def put_task(database: Database, round_: int) -> None:
    """Every message has words of its own, and so a request."""
    now = 1_795_000_000_000 + round_
    with database.write() as session:
        application = session.query(ApplicationRow).first()
        if application is None:
            application = ApplicationRow(
                name="Shop", type="app", overview="", app_id="1400000000", enabled=True, gateway="tencent",
                second_gateway="http", same_content_seconds=None, per_number_per_day=None, created_at=now,
            )  # fmt: skip
            template = TemplateRow(
                id=1, region="mainland", type="regular", name="Hello", content=BODY, remarks="",
                status="approved", reason="", created_at=now,
            )  # fmt: skip
            known = SubmissionRow(
                subject="template", subject_id=1, gateway="tencent", state="approved",
                remote_id=str(TEMPLATE), due_at=now,
            )  # fmt: skip
            session.add_all([application, template, known])
            session.flush()
        task = TaskRow(
            name=f"Round {round_}", application_id=application.id, template_id=1, template_name="Hello",
            signature_id=1, signature="Shop", body=BODY, region="mainland", sms_type="regular", source="",
            created_at=now, status=TaskStatus.SENDING,
        )  # fmt: skip
        session.add(task)
        session.flush()
        messages = (
            NewMessage(
                f"+86139{round_:02d}{place:06d}", "CN", f"【Shop】Hello {round_} for {place}", *(20, 1)
            )
            for place in range(MESSAGES)
        )
        insert_messages(session, task.id, messages, now=now)
