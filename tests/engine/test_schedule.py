"""Schedules fire once, late ones ask; marketing waits for the morning (E9, B13)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from smsdesk.domain.profile import Identity, Profile
from smsdesk.domain.tasks import TaskStatus
from smsdesk.engine.events import TaskOverdue
from smsdesk.store.settings import write_profile
from smsdesk.store.stored_text import text_from_json
from tests.engine.world import Clock, World, numbers

#: 2026-06-15 12:00 UTC, 20:00 in China.
NOON = 1_781_524_800_000
HOUR = 3_600_000


@pytest.fixture
def clock() -> Clock:
    return Clock(NOON)


@pytest.fixture
def world(make_world: Callable[..., World], clock: Clock) -> World:
    return make_world(clock=clock)


def test_a_schedule_fires_at_its_time_and_once(world: World, clock: Clock) -> None:
    world.start()
    task = world.task(numbers(10), status=TaskStatus.SCHEDULED, send_at=NOON + HOUR)
    world.wake()
    # Something else goes its whole way meanwhile, so the engine has looked.
    world.until_status(world.task(numbers(3), content="At once"), TaskStatus.SENT)
    assert world.task_row(task).status == TaskStatus.SCHEDULED
    clock.forward(3601)
    row = world.until_status(task, TaskStatus.SENT)
    assert row.started_at
    assert row.started_at >= NOON + HOUR
    world.stop()
    world.start()
    world.until_status(world.task(numbers(3), content="Later"), TaskStatus.SENT)
    assert set(world.carrier.taken().values()) == {1}


def test_it_fires_by_itself_when_its_time_comes(world: World) -> None:
    world.start()
    task = world.task(numbers(2), status=TaskStatus.SCHEDULED, send_at=world.clock() + 300)
    row = world.until_status(task, TaskStatus.SENT)
    assert row.started_at
    assert row.send_at
    assert 0 <= row.started_at - row.send_at < 5000


def test_a_schedule_that_passed_while_the_program_was_closed_fires_when_it_is_opened(world: World) -> None:
    task = world.task(numbers(2), status=TaskStatus.SCHEDULED, send_at=NOON - HOUR + 60_000)
    world.start()
    world.until_status(task, TaskStatus.SENT)


def test_one_that_is_late_by_more_than_an_hour_asks(world: World) -> None:
    task = world.task(numbers(2), status=TaskStatus.SCHEDULED, send_at=NOON - HOUR - 60_000, name="Old news")
    world.start()
    world.until_status(task, TaskStatus.OVERDUE)
    world.until(lambda: world.heard_of(TaskOverdue))
    assert world.heard_of(TaskOverdue) == [TaskOverdue(task, "Old news")]
    world.set("UPDATE task SET status = 'sending' WHERE id = :task", task=task)
    world.wake()
    world.until_status(task, TaskStatus.SENT)


def test_marketing_waits_for_the_morning_and_says_so(world: World, clock: Clock) -> None:
    with world.database.write() as session:
        write_profile(session, Profile("Shop", Identity.ORGANIZATION, "CN", "Asia/Shanghai"))
    clock.forward(3 * 3600)  # 23:00 in China
    world.start()
    task = world.task(numbers(1200), sms_type="marketing")
    regular = world.task(numbers(3), content="Your code is 1234")
    row = world.until_status(task, TaskStatus.PAUSED)
    assert "2026-06-16 08:00" in str(text_from_json(row.pause_reason))
    world.until_status(regular, TaskStatus.SENT)
    assert row.queued == 1200
    assert {message.requested_at for message in world.messages(task)} == {None}
    clock.forward(9 * 3600)  # 08:00
    world.wake()
    row = world.until_status(task, TaskStatus.SENT)
    assert row.pause_reason is None
    assert row.total == 1200
    assert set(world.carrier.taken().values()) == {1}


def test_each_country_has_its_own_morning(world: World, clock: Clock) -> None:
    clock.forward(6 * 3600)  # 18:00 UTC: 02:00 in China, 20:00 in Sweden
    world.start()
    application = world.application()
    task = world.task(
        ["+46701740600"], application=application, sms_type="marketing", region="global", country="SE"
    )
    china = world.task(numbers(1), application=application, sms_type="marketing")
    world.until_status(task, TaskStatus.SENT)
    world.until_status(china, TaskStatus.PAUSED)
