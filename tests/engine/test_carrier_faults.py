"""Every fault of the carrier: what was taken is never sent again, what was not arrives (E4, E5)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from smsdesk.domain.tasks import TaskStatus
from smsdesk.engine.events import GatewayState
from smsdesk.gateways.sandbox.gateway import SandboxGateway
from tests.engine.world import Clock, World, numbers


class Deaf(SandboxGateway):
    """A gateway that cannot be asked what became of a message."""

    can_look_up = False


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def world(make_world: Callable[..., World], clock: Clock) -> World:
    return make_world(clock=clock)


def deaf(world: World, answer_seconds: float = 60.0) -> World:
    def make() -> Deaf:
        return Deaf(world.carrier.carrier.address, answer_seconds=answer_seconds)

    world.make_gateway = make  # type: ignore[method-assign]
    return world


def never_twice(world: World) -> None:
    assert set(world.carrier.taken().values()) <= {1}


@pytest.mark.parametrize("fault", ["lose_answer", "fail", "malformed", "wrong_type", "huge", "slow"])
def test_an_answer_that_is_lost_leaves_the_messages_in_doubt(world: World, fault: str) -> None:
    deaf(world, answer_seconds=0.5 if fault == "slow" else 60.0)
    world.carrier.switch(**{fault: 1, "slow_seconds": 60.0})
    task = world.task(numbers(30))
    world.start()
    world.until_status(task, TaskStatus.SENT)
    assert world.statuses(task) == {"unknown": 30}
    assert world.task_row(task).unknown == 30
    world.stop()
    never_twice(world)
    assert len(world.carrier.taken()) == 30


def test_a_request_that_is_lost_is_in_doubt_too_and_is_not_sent_again(world: World) -> None:
    deaf(world)
    world.carrier.switch(lose_request=1)
    task = world.task(numbers(30))
    world.start()
    world.until_status(task, TaskStatus.SENT)
    assert world.statuses(task) == {"unknown": 30}
    assert not world.carrier.taken()


def test_half_an_answer_leaves_the_other_half_in_doubt(world: World) -> None:
    deaf(world)
    world.carrier.switch(partial=1)
    task = world.task(numbers(30))
    world.start()
    world.until_status(task, TaskStatus.SENT)
    assert world.task_row(task).unknown == 15
    never_twice(world)


@pytest.mark.parametrize("fault", ["lose_answer", "fail", "malformed", "wrong_type", "huge", "partial"])
def test_a_gateway_that_can_be_asked_settles_the_doubt(world: World, fault: str) -> None:
    world.carrier.switch(**{fault: 1})
    task = world.task(numbers(30))
    world.start()
    world.until_counts(task, delivered=30)
    never_twice(world)


def test_a_request_that_surely_was_lost_stays_unknown_for_the_user_to_decide(world: World) -> None:
    world.carrier.switch(lose_request=1)
    task = world.task(numbers(3))
    world.start()
    world.until_counts(task, unknown=3)
    # One of which the carrier says that it was taken shows that it was asked.
    other = world.task(["+8613800000030"], content="Taken, answer lost")
    world.until_counts(other, delivered=1)
    assert world.statuses(task) == {"unknown": 3}
    assert len(world.carrier.taken()) == 1


def test_a_throttling_gateway_is_sent_to_later(world: World, clock: Clock) -> None:
    world.carrier.switch(throttle=3, retry_after=0.01)
    task = world.task(numbers(30))
    world.start()

    def sent() -> bool:
        clock.forward(2)
        world.wake()
        return world.task_row(task).status == TaskStatus.SENT

    world.until(sent)
    world.until_counts(task, delivered=30)
    never_twice(world)
    assert sum(message.attempts for message in world.messages(task)) > 30
    assert world.carrier.carrier.book.counts.throttled


@pytest.mark.parametrize(("number", "attempts"), [("+8613800000020", 2), ("+8613800000021", 4)])
def test_a_throttled_number_is_tried_again(world: World, clock: Clock, number: str, attempts: int) -> None:
    task = world.task([number])
    world.start()

    def delivered() -> bool:
        clock.forward(5)
        world.wake()
        return bool(world.task_row(task).delivered)

    world.until(delivered)
    assert [message.attempts for message in world.messages(task)] == [attempts]


def test_an_outage_pauses_the_tasks_with_a_reason_and_they_resume_by_themselves(world: World) -> None:
    world.start()
    world.gateway_options["messages_per_second"] = 500.0
    first = world.task(numbers(300))
    world.until(lambda: world.task_row(first).accepted + world.task_row(first).delivered)
    world.carrier.go_down()
    second = world.task(numbers(20, start=5000), content="Second")
    world.wake()
    for task in (first, second):
        row = world.until_status(task, TaskStatus.PAUSED)
        assert row.pause_reason
    world.until(lambda: len(world.heard_of(GatewayState)) >= 2)
    down = world.heard_of(GatewayState)[0]
    assert not down.up
    assert down.reason
    assert down.next_probe_at
    world.until_counts(second, queued=20, in_flight=0)
    assert {message.attempts for message in world.messages(second)} == {0}
    world.carrier.come_up()
    for task in (first, second):
        world.until_status(task, TaskStatus.SENT)
        assert world.task_row(task).pause_reason is None
    assert world.heard_of(GatewayState)[-1].up
    world.until_counts(second, delivered=20)
    # What had been claimed and could not leave was no attempt.
    assert {message.attempts for message in (*world.messages(first), *world.messages(second))} == {1}
    never_twice(world)


def test_a_gateway_out_of_service_is_an_outage_and_comes_back(world: World, clock: Clock) -> None:
    world.start()
    world.carrier.switch(unavailable=-1)
    task = world.task(numbers(50), content=lambda number: f"For {number}")
    world.until_status(task, TaskStatus.PAUSED)
    world.carrier.switch(unavailable=0)
    world.until(lambda: world.heard_of(GatewayState)[-1].up)

    def sent() -> bool:
        clock.forward(2)
        world.wake()
        return world.task_row(task).status == TaskStatus.SENT

    world.until(sent)
    world.until_counts(task, delivered=50)
    never_twice(world)


def test_receipts_before_the_answer_doubled_and_out_of_order_are_applied_once(world: World) -> None:
    world.carrier.switch(
        early_receipts=2, out_of_order_receipts=True, duplicate_receipts=True, slow_seconds=2.0
    )
    task = world.task([*numbers(300), "+8613800000042", "+8613800000034", "+8613800000001"])
    world.start()
    world.until_counts(task, delivered=302, undelivered=1)
    with world.database.read() as session:
        assert session.connection().exec_driver_sql("SELECT COUNT(*) FROM receipt").scalar() == 303
    never_twice(world)
