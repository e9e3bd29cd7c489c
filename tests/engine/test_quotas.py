"""Quotas hold when many take them at once, each on a connection of its own (A5, B9, E2)."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.tasks import TaskStatus
from smsdesk.engine.queue import claim
from smsdesk.store.database import Database
from smsdesk.store.message_states import Result, settle
from smsdesk.store.quotas import take_account_day, take_number_day, take_same_content
from smsdesk.store.reckoning import reckon
from smsdesk.store.tables import ApplicationRow, TaskRow
from smsdesk.store.task_writing import NewMessage, insert_messages
from tests.engine.world import make_store, numbers

NOW = 1_781_524_800_000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make_store(tmp_path / "desk.sqlite")


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    database = Database(path)
    yield database
    database.close()


def put(database: Database, recipients: list[str], region: str = "mainland", **limits: int) -> int:
    with database.write() as session:
        application = ApplicationRow(
            name="Shop", type="app", overview="", app_id="1400000000", enabled=True, gateway="sandbox",
            created_at=0, same_content_seconds=limits.get("seconds"),
            per_number_per_day=limits.get("per_day"),
        )  # fmt: skip
        session.add(application)
        session.flush()
        task = TaskRow(
            name="Sale", application_id=application.id, template_id=1, template_name="", signature_id=1,
            signature="Shop", body="", region=region, sms_type="regular", source="", created_at=0,
            status=TaskStatus.SENDING,
        )  # fmt: skip
        session.add(task)
        session.flush()
        country = "CN" if region == "mainland" else "SE"
        messages = [NewMessage(number, country, "Hello", 5, 1) for number in recipients]
        insert_messages(session, task.id, messages, now=NOW)
        return task.id


def test_eight_at_once_exceed_no_limit_and_take_no_message_twice(path: Path) -> None:
    people = numbers(40)
    # One Database is one process: the lock in it does not help the others.
    databases = [Database(path) for _ in range(8)]
    task = put(databases[0], people * 15, per_day=5)
    taken: list[int] = []
    start = threading.Barrier(8)

    def work(database: Database) -> None:
        start.wait()
        while True:
            with database.write() as session:
                got = claim(session, gateway="sandbox", tasks=[task], limit=20, now=NOW)
            if not got.tasks:
                return
            taken.extend(message.id for message in got.messages)

    workers = [threading.Thread(target=work, args=(database,)) for database in databases]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(taken) == len(set(taken)) == 200
    with databases[0].read() as session:
        rows = session.execute(sql("SELECT number, status, code FROM message")).all()
        quotas = session.execute(sql("SELECT key, count FROM quota")).all()
        assert reckon(session) == []
    assert Counter(number for number, status, _ in rows if status == "in_flight") == dict.fromkeys(people, 5)
    assert {code for _, status, code in rows if status == "failed"} == {"LimitExceeded.PhoneNumberDailyLimit"}
    assert dict(map(tuple, quotas)) == dict.fromkeys(people, 5)
    for database in databases:
        database.close()


def test_the_account_limit_is_taken_to_the_last_one(database: Database) -> None:
    with database.write() as session:
        assert take_account_day(session, 700, day="2026-01-01", limit=1000) == 700
        assert take_account_day(session, 700, day="2026-01-01", limit=1000) == 300
        assert take_account_day(session, 1, day="2026-01-01", limit=1000) == 0
        assert take_account_day(session, 0, day="2026-01-01", limit=1000) == 0
        assert take_account_day(session, 5, day="2026-01-02", limit=3) == 3
        # Lowered below what was used already.
        assert take_account_day(session, 5, day="2026-01-01", limit=10) == 0


def message_ids(session: Session) -> list[tuple[int, str]]:
    return [
        (id_, number) for id_, number in session.execute(sql("SELECT id, number FROM message ORDER BY id"))
    ]


@settings(max_examples=25)
@given(people=some.lists(some.integers(0, 4), min_size=1, max_size=30), limit=some.integers(0, 4))
def test_a_day_limit_lets_the_first_ones_pass(
    tmp_path_factory: pytest.TempPathFactory, people: list[int], limit: int
) -> None:
    database = Database(make_store(tmp_path_factory.mktemp("quota") / "desk.sqlite"))
    put(database, [numbers(5)[person] for person in people])
    with database.write() as session:
        granted = take_number_day(session, dict(message_ids(session)), day="2026-01-01", limit=limit)
        seen: Counter[str] = Counter()
        expected = set()
        for id_, number in message_ids(session):
            seen[number] += 1
            if seen[number] <= limit:
                expected.add(id_)
        assert granted == expected
    database.close()


def test_same_content_counts_from_the_last_time(database: Database) -> None:
    put(database, numbers(2))
    with database.write() as session:
        everybody = dict(message_ids(session))
        assert take_same_content(session, everybody, now=NOW, seconds=30) == set(everybody)
        assert take_same_content(session, everybody, now=NOW + 29_999, seconds=30) == set()
        assert take_same_content(session, everybody, now=NOW + 30_000, seconds=30) == set(everybody)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE application SET enabled = 0",
        "UPDATE application SET deleted_at = 1",
        "UPDATE application SET gateway = 'other'",
        "UPDATE task SET status = 'stopped'",
        "UPDATE message SET due_at = due_at + 1",
    ],
)
def test_the_claim_itself_sees_what_changed_since_the_last_look(database: Database, change: str) -> None:
    task = put(database, numbers(3))
    with database.write() as session:
        session.execute(sql(change))
        assert claim(session, gateway="sandbox", tasks=[task], limit=10, now=NOW).messages == []
    with database.read() as session:
        assert set(session.execute(sql("SELECT status FROM message")).scalars()) == {"queued"}


def test_a_message_that_one_limit_refuses_holds_nothing_of_the_other(database: Database) -> None:
    task = put(database, numbers(1) * 2, seconds=30, per_day=1)
    with database.write() as session:
        session.execute(sql("UPDATE message SET content_key = 'other' WHERE id = 2"))
        claim(session, gateway="sandbox", tasks=[task], limit=10, now=NOW)
        guards = session.execute(sql("SELECT content_key FROM send_guard")).scalars().all()
        first = session.execute(sql("SELECT content_key FROM message WHERE id = 1")).scalar()
    assert guards == [first]


def test_what_is_given_back_is_exactly_what_was_held(database: Database) -> None:
    task = put(database, numbers(10), seconds=30, per_day=3)
    with database.write() as session:
        got = claim(session, gateway="sandbox", tasks=[task], limit=100, now=NOW).messages
        refused = [Result(one.id, MessageStatus.FAILED, "No") for one in got[:4]]
        settle(session, refused, zone="UTC")
        # Told twice by mistake: nothing more is given back.
        settle(session, refused, zone="UTC")
    with database.read() as session:
        kept = session.execute(sql("SELECT key FROM quota WHERE count > 0")).scalars().all()
        guards = session.execute(sql("SELECT number FROM send_guard")).scalars().all()
        assert reckon(session) == []
    assert sorted(kept) == sorted(guards) == sorted(one.number for one in got[4:])
