"""Stop, resume, cancel, and the end of the engine itself (B7, E1, E5)."""

from __future__ import annotations

import pytest

from smsdesk.domain.tasks import TaskStatus
from smsdesk.store.message_states import (
    cancel_queued,
    mark_as_sent,
    send_again,
    stop_sending,
    unknown_messages,
)
from tests.engine.test_carrier_faults import deaf
from tests.engine.world import World, numbers


def stop_task(world: World, task: int) -> None:
    with world.database.write() as session:
        stop_sending(session, task)
    world.wake()


def begin(world: World, count: int = 300) -> int:
    """A slow task that has sent some."""
    world.gateway_options["messages_per_second"] = 200.0
    world.start()
    task = world.task(numbers(count))
    world.wake()
    world.until(lambda: world.task_row(task).accepted + world.task_row(task).delivered)
    return task


def test_a_stopped_task_sends_no_more_until_it_is_resumed(world: World) -> None:
    task = begin(world)
    stop_task(world, task)
    world.until_counts(task, in_flight=0)
    taken = len(world.carrier.taken())
    row = world.task_row(task)
    assert row.status == TaskStatus.STOPPED
    assert row.queued == 300 - taken > 0
    # Another task passes it.
    world.until_status(world.task(numbers(5, start=9000), content="Other"), TaskStatus.SENT)
    assert len(world.carrier.taken()) == taken + 5
    world.set("UPDATE task SET status = 'sending' WHERE id = :task", task=task)
    world.wake()
    world.until_status(task, TaskStatus.SENT)
    assert set(world.carrier.taken().values()) == {1}


def test_a_cancelled_task_ends_for_good(world: World) -> None:
    application = world.application(per_number_per_day=1)
    world.gateway_options["messages_per_second"] = 200.0
    world.start()
    task = world.task(numbers(300), application=application)
    world.until(lambda: world.task_row(task).accepted + world.task_row(task).delivered)
    with world.database.write() as session:
        cancel_queued(session, task, zone="UTC")
    world.wake()
    world.until_counts(task, in_flight=0)
    row = world.task_row(task)
    assert row.status == TaskStatus.CANCELLED
    assert row.queued == 0
    assert row.cancelled > 0
    assert row.cancelled + len(world.carrier.taken()) == 300
    with world.database.read() as session:
        held = session.connection().exec_driver_sql("SELECT SUM(count) FROM quota").scalar()
    assert held == len(world.carrier.taken())


def test_a_retry_of_a_cancelled_task_gives_its_quotas_back(world: World) -> None:
    application = world.application(per_number_per_day=1, same_content_seconds=30)
    world.carrier.switch(throttle=1, retry_after=0.01)
    world.start()
    task = world.task(numbers(5), application=application)
    world.until(lambda: {m.attempts for m in world.messages(task) if m.status == "queued"} == {1})
    with world.database.write() as session:
        cancel_queued(session, task, zone="UTC")
    world.wake()
    assert world.task_row(task).cancelled == 5
    again = world.task(numbers(5), application=application)
    world.until_status(again, TaskStatus.SENT)
    assert world.task_row(again).failed == 0


def test_the_engine_waits_for_what_is_under_way_and_puts_back_the_rest(world: World) -> None:
    world.carrier.switch(slow=-1, slow_seconds=0.4)
    world.gateway_options["requests_at_once"] = 2
    world.start()
    task = world.task(numbers(2000))
    world.until(lambda: len(world.carrier.taken()) >= 200)
    world.stop()
    row = world.task_row(task)
    assert row.in_flight == 0
    assert row.unknown == 0
    assert row.queued + len(world.carrier.taken()) == 2000
    assert row.queued > 0
    assert {one.attempts for one in world.messages(task) if one.status == "queued"} == {0}
    world.carrier.switch(slow=0)
    world.start()
    world.until_status(task, TaskStatus.SENT)
    assert set(world.carrier.taken().values()) == {1}


@pytest.mark.expects_log("asked about at the next start")
def test_what_is_still_open_after_the_time_is_up_is_asked_about_at_the_next_start(world: World) -> None:
    world.carrier.switch(slow=1, slow_seconds=30.0)
    world.gateway_options["answer_seconds"] = 60.0
    world.start()
    task = world.task(numbers(20))
    world.until(lambda: len(world.carrier.taken()) == 20)
    world.stop(timeout=0.1)
    assert world.task_row(task).in_flight == 20
    world.start()
    world.until_counts(task, delivered=20)
    assert set(world.carrier.taken().values()) == {1}


def test_the_user_says_that_unknown_messages_arrived(world: World) -> None:
    deaf(world).carrier.switch(lose_answer=1)
    world.start()
    task = world.task(numbers(4))
    world.until_counts(task, unknown=4)
    with world.database.write() as session:
        mark_as_sent(session, unknown_messages(session, task))
    row = world.task_row(task)
    assert (row.unknown, row.accepted, row.status) == (0, 4, TaskStatus.SENT)


def test_the_user_has_unknown_messages_sent_again(world: World) -> None:
    deaf(world).carrier.switch(lose_request=1)
    world.start()
    application = world.application(same_content_seconds=1, per_number_per_day=10)
    task = world.task(numbers(4), application=application)
    world.until_counts(task, unknown=4)
    world.set("UPDATE application SET same_content_seconds = NULL")
    with world.database.write() as session:
        ids = unknown_messages(session, task)
        send_again(session, task, ids[:3], now=world.clock())
    assert world.task_row(task).status == TaskStatus.SENDING
    world.wake()
    world.until_counts(task, delivered=3, unknown=1)
    world.until_status(task, TaskStatus.SENT)
    assert world.task_row(task).delivered == 3


def test_stopping_twice_or_before_anything_is_harmless(world: World) -> None:
    engine = world.start()
    assert engine.stop(30)
    assert engine.stop(30)
    engine.wake()
    world.engine = None
