"""More messages in a day than the reminder is set to: one alarm that day, and sending goes on (A7)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable

import pytest
from sqlalchemy import text as sql

from smsdesk.domain.alarms import AlarmEvent
from smsdesk.domain.profile import Identity, Profile
from smsdesk.domain.tasks import TaskStatus
from smsdesk.engine.queue import Claim, claim
from smsdesk.store.database import Database
from smsdesk.store.message_counts import counted
from smsdesk.store.settings import write_profile
from tests.engine.told import GATHERED, PAUSED, Told
from tests.engine.world import Clock, World, numbers

#: 2026-06-15 04:00 UTC: noon in Shanghai, 16:00 in Auckland.
NOON = 1_781_496_000_000
HOUR = 3600


@pytest.fixture
def told(make_world: Callable[..., World]) -> Told:
    clock = Clock(NOON)
    told = Told(make_world(clock=clock), clock)
    live_in(told, "CN", "Asia/Shanghai")
    told.world.start()
    return told


def live_in(told: Told, country: str, zone: str) -> None:
    with told.world.database.write() as session:
        write_profile(session, Profile("Shop", Identity.ORGANIZATION, country, zone))


def remind(told: Told, *, mainland: int | None = None, abroad: int | None = None) -> None:
    told.world.set(
        "UPDATE application SET reminder_mainland = :mainland, reminder_global = :abroad WHERE id = :id",
        **{"mainland": mainland, "abroad": abroad, "id": told.application},
    )


def send(told: Told, count: int, **values: object) -> None:
    task = told.world.task(numbers(count), application=told.application, **values)
    told.world.wake()
    told.world.until_status(task, TaskStatus.SENT)
    row = told.world.task_row(task)  # read once: receipts come meanwhile
    assert row.accepted + row.delivered == count


def raised(told: Told) -> list[str]:
    """What the alarms of A7 say, each as often as it was raised."""
    told.world.until(lambda: told.alarms() is not None)
    found = [alarm for alarm in told.alarms() if alarm.event is AlarmEvent.EXCESSIVE]
    assert sum(alarm.count for alarm in found) == sum(len(alarm.details) for alarm in found)
    return [str(detail) for alarm in reversed(found) for detail in alarm.details]


CHINA = "More than 10 messages to mainland China today."
ABROAD = "More than 10 messages outside mainland China today."


def test_the_first_message_past_the_threshold_raises_it_and_sending_goes_on(told: Told) -> None:
    remind(told, mainland=10)
    send(told, 10)
    assert raised(told) == []
    send(told, 1)
    assert raised(told) == [CHINA]
    send(told, 50)
    told.later(PAUSED)
    send(told, 50)
    assert raised(told) == [CHINA]


def test_each_region_has_its_own(told: Told) -> None:
    remind(told, mainland=10, abroad=10)
    abroad = {"region": "global", "country": "DE"}
    send(told, 10)
    send(told, 10, **abroad)
    assert raised(told) == []
    send(told, 1, **abroad)
    assert raised(told) == [ABROAD]
    send(told, 1)
    send(told, 1, **abroad)
    assert raised(told) == [ABROAD, CHINA]


def test_without_a_threshold_nothing_is_raised(told: Told) -> None:
    remind(told, abroad=1)
    send(told, 50)
    assert raised(told) == []


def test_each_application_counts_for_itself(told: Told) -> None:
    remind(told, mainland=10)
    web = told.world.application(name="Web")
    told.world.until_status(told.world.task(numbers(20), application=web), TaskStatus.SENT)
    send(told, 10)
    assert raised(told) == []


def test_the_next_day_it_is_raised_again(told: Told) -> None:
    remind(told, mainland=10)
    send(told, 11)
    told.later(GATHERED)
    told.until_alarms(1)
    told.clock.forward(12 * HOUR)  # just after midnight in Shanghai
    send(told, 10)
    assert raised(told) == [CHINA]
    send(told, 1)
    assert raised(told) == [CHINA, CHINA]


def test_the_day_is_the_profiles(told: Told) -> None:
    """In Auckland midnight comes eight hours later, while it is still the same day in Shanghai and UTC."""
    live_in(told, "NZ", "Pacific/Auckland")
    remind(told, mainland=10)
    send(told, 10)
    told.clock.forward(7.5 * HOUR)
    send(told, 0 + 1)
    assert raised(told) == [CHINA]
    told.later(GATHERED)
    told.until_alarms(1)
    told.clock.forward(HOUR)
    send(told, 10)
    assert raised(told) == [CHINA]
    send(told, 1)
    assert raised(told) == [CHINA, CHINA]


def test_what_was_held_back_is_no_messaging(told: Told) -> None:
    told.world.set("UPDATE application SET per_number_per_day = 1")
    remind(told, mainland=10)
    send(told, 10)
    task = told.world.task(numbers(10), application=told.application)
    told.world.wake()
    told.world.until_status(task, TaskStatus.FAILED)
    assert raised(told) == []


def test_a_retry_is_not_counted_again(make_world: Callable[..., World]) -> None:
    world = make_world(clock=Clock(NOON))
    told = Told(world, Clock(NOON))
    remind(told, mainland=10)
    task = world.task(numbers(10), application=told.application)
    claims(world.database, [task])
    for _ in range(3):
        put_back(world.database, task)
        assert sum(len(one.messages) for one in claims(world.database, [task])) == 10
    assert raised(told) == []
    claims(world.database, [world.task(numbers(1), application=told.application)])
    assert raised(told) == [CHINA]


def put_back(database: Database, task: int) -> None:
    """The gateway was busy: the messages go back to the queue."""
    with database.write() as session, counted(session, "m.task_id = :task", task=task):
        session.execute(sql("UPDATE message SET status = 'queued' WHERE task_id = :task"), {"task": task})


def claims(database: Database, tasks: Iterable[int], limit: int = 100) -> list[Claim]:
    """Claim until nothing is left."""
    made = []
    while True:
        with database.write() as session:
            one = claim(session, gateway="sandbox", tasks=list(tasks), limit=limit, now=NOON + 60_000)
        if not one.messages:
            return made
        made.append(one)


def test_eight_threads_and_a_second_database_raise_it_once(make_world: Callable[..., World]) -> None:
    """As several engines on one file: every connection has its own transaction."""
    world = make_world(clock=Clock(NOON))
    told = Told(world, Clock(NOON))
    remind(told, mainland=10)
    tasks = [world.task(numbers(40), application=told.application) for _ in range(8)]
    other = Database(world.database.path)
    begin, alarmed = threading.Barrier(8), []

    def work(task: int, database: Database) -> None:
        begin.wait()
        alarmed.extend(one.alarmed for one in claims(database, [task], limit=4))

    threads = [
        threading.Thread(target=work, args=(task, (world.database, other)[task % 2])) for task in tasks
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    assert alarmed.count(True) == 1
    assert raised(told) == [CHINA]
