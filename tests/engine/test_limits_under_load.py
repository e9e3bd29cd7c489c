"""Ten thousand messages at the limits from eight threads, and the last place of every list: not one over.

Half of the threads use a ``Database`` of their own, which shares no lock with the other: to the store they
are two programs. One test runs two processes indeed.
"""

from __future__ import annotations

import json
import multiprocessing
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from smsdesk.domain import limits
from smsdesk.domain.alarms import AlarmEvent
from smsdesk.domain.applications import ApplicationType
from smsdesk.domain.errors import LimitReached
from smsdesk.domain.limits import GLOBAL_PER_DAY
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.profile import Identity, Profile, Region, SmsType
from smsdesk.domain.signatures import Purpose, SignatureType
from smsdesk.engine.guards import ACCOUNT_DAY, NUMBER_DAY, SAME_CONTENT
from smsdesk.engine.queue import claim
from smsdesk.operations.alarms import add_alarm_contact, alarm_contacts
from smsdesk.operations.allowlist import add_to_allowlist, allowlist
from smsdesk.operations.applications import create_application, list_applications, reveal_app_key
from smsdesk.operations.desk import Desk
from smsdesk.operations.signatures import create_signature
from smsdesk.operations.templates import create_template
from smsdesk.store.database import Database
from smsdesk.store.message_states import Result, settle
from smsdesk.store.reckoning import reckon
from smsdesk.store.secrets import FileSecrets
from smsdesk.store.settings import write_profile
from tests.engine.world import Clock, World, make_store, numbers
from tests.operations.conftest import IdleSender

THREADS = 8
MESSAGES = 10_000
#: 2026-06-15 04:00 UTC.
NOON = 1_781_496_000_000
#: A little later, when all that was written is due.
NOW = NOON + 60_000


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    return make_world(clock=Clock(NOON))


def all_at_once(work: Callable[[int], None], threads: int = THREADS) -> None:
    """Run it in so many threads that begin together; a failure in one of them is raised."""
    begin = threading.Barrier(threads)

    def run(place: int) -> None:
        begin.wait()
        work(place)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(run, range(threads)))


def take_all(database: Database, tasks: Sequence[int], *, limit: int = 250, refusing: float = 0.0) -> None:
    """Claim as an engine does until nothing is left; a gateway takes all of them, or refuses a share."""
    chance = random.Random(tasks[0])
    while True:
        with database.write() as session:
            taken = claim(session, gateway="sandbox", tasks=tasks, limit=limit, now=NOW)
        if not taken.tasks:
            return
        results = [
            Result(one.id, MessageStatus.FAILED, "FailedOperation.Gateway")
            if chance.random() < refusing
            else Result(one.id, MessageStatus.ACCEPTED, gateway_id=f"g{one.id}", sent_at=NOW)
            for one in taken.messages
        ]
        with database.write() as session:
            settle(session, results, zone="UTC")


def sent_from(world: World, tasks: Sequence[int], **options: float) -> None:
    """Eight threads, half of them as another program, each for all of the tasks."""
    other = Database(world.database.path)
    try:
        order = [[*tasks[place:], *tasks[:place]] for place in range(THREADS)]
        all_at_once(lambda place: take_all((world.database, other)[place % 2], order[place], **options))
        with other.read() as session:
            assert reckon(session) == []
    finally:
        other.close()


def spread(world: World, application: int, people: Sequence[str], **values: object) -> list[int]:
    """Ten thousand messages to these people in as many tasks as threads."""
    share = MESSAGES // THREADS
    return [
        world.task(
            (people[place % len(people)] for place in range(share * task, share * (task + 1))),
            application=application,
            **values,
        )
        for task in range(THREADS)
    ]


def outcome(world: World) -> tuple[Counter[str], Counter[str]]:
    """Messages that were sent, by number, and codes of those that were not."""
    with world.database.read() as session:
        rows = session.execute(sql("SELECT number, status, code FROM message")).all()
    assert len(rows) == MESSAGES
    sent = Counter(number for number, status, _ in rows if status == "accepted")
    return sent, Counter(code for _, status, code in rows if status == "failed")


def test_so_many_to_a_number_a_day_and_the_trusted_are_exempt(world: World) -> None:
    """Five hundred people, twenty messages for each, ten allowed; fifty of them are on the allowlist."""
    people = numbers(500)
    application = world.application(per_number_per_day=10)
    world.set(
        "INSERT INTO allowlist SELECT :id, value FROM json_each(:trusted)",
        id=application,
        trusted=json.dumps(people[:50]),
    )
    sent_from(world, spread(world, application, people))
    sent, codes = outcome(world)
    assert [sent[one] for one in people] == [20] * 50 + [10] * 450
    assert codes == {NUMBER_DAY: 4_500}
    with world.database.read() as session:
        held = session.execute(sql("SELECT application_id, event, count FROM alarm")).all()
    assert held == [(application, "frequency_limit", 4_500)], "every one of them is told of (A9)"


def test_the_same_content_to_a_number_once(world: World) -> None:
    people = numbers(1_000)
    sent_from(world, spread(world, world.application(same_content_seconds=30), people))
    sent, codes = outcome(world)
    assert [sent[one] for one in people] == [1] * 1_000
    assert codes == {SAME_CONTENT: 9_000}


def test_quotas_that_are_given_back_are_not_given_out_twice(world: World) -> None:
    """The gateway refuses one in four, which frees what it held, while others take."""
    people = numbers(500)
    sent_from(world, spread(world, world.application(per_number_per_day=10), people), refusing=0.25)
    sent, _ = outcome(world)
    assert max(sent.values()) == 10
    with world.database.read() as session:
        counted = session.execute(sql("SELECT key, count FROM quota WHERE scope LIKE 'number:%'")).all()
    assert dict(counted) == sent


def test_the_account_abroad_a_day(world: World) -> None:
    """Of two applications together."""
    applications = [world.application(), world.application(name="Web")]
    share = MESSAGES // THREADS
    tasks = [
        world.task(numbers(share, share * place), application=applications[place % 2], region="global")
        for place in range(THREADS)
    ]
    sent_from(world, tasks)
    sent, codes = outcome(world)
    assert sent.total() == int(GLOBAL_PER_DAY)
    assert codes == {ACCOUNT_DAY: MESSAGES - int(GLOBAL_PER_DAY)}


def test_two_processes(world: World) -> None:
    people = numbers(500)
    tasks = spread(world, world.application(per_number_per_day=10), people)
    spawn = multiprocessing.get_context("spawn")
    running = [
        spawn.Process(target=_process, args=(world.database.path, tasks[half::2] + tasks[1 - half :: 2]))
        for half in range(2)
    ]
    for process in running:
        process.start()
    for process in running:
        process.join(60)
        assert process.exitcode == 0
    sent, codes = outcome(world)
    assert [sent[one] for one in people] == [10] * 500
    assert codes == {NUMBER_DAY: 5_000}


def _process(path: Path, tasks: list[int]) -> None:
    database = Database(path)
    all_at_once(lambda place: take_all(database, tasks[place:] + tasks[:place]), THREADS // 2)
    database.close()


# --- the last place of a list -----------------------------------------------------------------------


@dataclass
class Desks:
    """Two desks on one folder, as a window and a script have them."""

    both: tuple[Desk, Desk]

    def race(self, create: Callable[[Desk, int], object]) -> int:
        """Eight threads want the last place; how many got it. The others were told that there is none."""
        won: list[int] = []

        def work(place: int) -> None:
            try:
                create(self.both[place % 2], place)
            except LimitReached:
                return
            won.append(place)

        all_at_once(work)
        return len(won)

    def put(self, statement: str, rows: int, **values: object) -> None:
        """As many rows as leave one place; ``:n`` counts from 1."""
        with self.both[0].database.write() as session:
            session.execute(sql(statement), [{"n": n, **values} for n in range(1, rows + 1)])


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[Desks]:
    path = make_store(tmp_path / "smsdesk.db")
    databases = [Database(path), Database(path)]
    with databases[0].write() as session:
        write_profile(session, Profile("Bakery", Identity.ORGANIZATION, "CN", "Asia/Shanghai"))
    vault, key = tmp_path / "keys.vault", tmp_path / "keys.key"
    one, other = (
        Desk(tmp_path, database, FileSecrets(vault, key), lambda: NOON, IdleSender())
        for database in databases
    )
    yield Desks((one, other))
    for database in databases:
        database.close()


_APPLICATION = """
INSERT INTO application (id, name, type, overview, app_id, enabled, gateway, created_at)
VALUES (:n, 'Application ' || :n, 'app', '', 1400000000 + :n, 1, 'sandbox', 0)
"""


def test_the_last_application(desks: Desks) -> None:
    desks.put(_APPLICATION, int(limits.APPLICATIONS) - 1)
    won = desks.race(
        lambda desk, place: create_application(desk, name=f"New {place}", type=ApplicationType.APP)
    )
    assert won == 1
    found = list_applications(desks.both[1], search="")
    assert len(found) == int(limits.APPLICATIONS)
    assert len(reveal_app_key(desks.both[1], application_id=found[-1].application.id)) == 32


def test_the_last_signature(desks: Desks) -> None:
    desks.put(
        "INSERT INTO signature (region, type, purpose, content, remarks, certificate_type, certificate_image,"
        " authorization_image, status, reason, created_at)"
        " VALUES (:region, 'company', 'self_use', 'Bakery ' || :n, '', '', '', '', 'approved', '', 0)",
        int(limits.SIGNATURES_PER_REGION) - 1,
        region="mainland",
    )

    def create(desk: Desk, place: int) -> object:
        return create_signature(
            desk,
            region=Region.MAINLAND,
            type=SignatureType.COMPANY,
            purpose=Purpose.SELF_USE,
            content=f"Riverside{place}",
        )

    assert desks.race(create) == 1
    assert _count(desks, "signature") == int(limits.SIGNATURES_PER_REGION)


def test_the_last_template(desks: Desks) -> None:
    desks.put(
        "INSERT INTO template (region, type, name, content, remarks, status, reason, created_at)"
        " VALUES ('mainland', 'regular', 'Notice ' || :n, 'Hello', '', 'approved', '', 0)",
        int(limits.TEMPLATES_PER_REGION) - 1,
    )

    def create(desk: Desk, place: int) -> object:
        return create_template(
            desk,
            region=Region.MAINLAND,
            type=SmsType.REGULAR,
            name=f"New {place}",
            content="Your order is ready.",
        )

    assert desks.race(create) == 1
    assert _count(desks, "template") == int(limits.TEMPLATES_PER_REGION)


def test_the_last_trusted_number(desks: Desks) -> None:
    desks.put(_APPLICATION, 1)
    desks.put(
        "INSERT INTO allowlist VALUES (1, '+86139' || (10000000 + :n))", int(limits.ALLOWLISTED_NUMBERS) - 1
    )

    def add(desk: Desk, place: int) -> object:
        return add_to_allowlist(desk, application_id=1, numbers=f"1370000000{place}")

    assert desks.race(add) == 1
    assert len(allowlist(desks.both[0], application_id=1)) == int(limits.ALLOWLISTED_NUMBERS)


def test_the_last_alarm_contact(desks: Desks) -> None:
    desks.put(_APPLICATION, 1)

    def add(desk: Desk, place: int) -> object:
        return add_alarm_contact(
            desk,
            application_id=1,
            name=f"Ann {place}",
            number="",
            email=f"{place}@bakery.example",
            events=[AlarmEvent.REVIEW],
        )

    for place in range(int(limits.ALARM_CONTACTS) - 1):
        add(desks.both[0], 100 + place)
    assert desks.race(add) == 1
    assert len(alarm_contacts(desks.both[1], application_id=1)) == int(limits.ALARM_CONTACTS)


def _count(desks: Desks, table: str) -> int:
    with desks.both[1].database.read() as session:
        return int(session.execute(sql(f"SELECT COUNT(*) FROM {table}")).scalar_one())
