"""The computer's clock jumps while messages wait: what is due leaves soon after it is right (E5, E9)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from smsdesk.domain.tasks import TaskStatus
from smsdesk.gateways.base import Receipt
from smsdesk.gateways.sandbox.gateway import SandboxGateway
from tests.engine.world import Clock, World, numbers

DAY = 86_400.0
#: 20:00 in Shanghai and early afternoon in Europe: marketing may go out at both.
AFTERNOON = int(datetime(2026, 11, 20, 12, tzinfo=UTC).timestamp() * 1000)


@pytest.fixture
def clock() -> Clock:
    return Clock(AFTERNOON)


@pytest.fixture
def world(make_world: Callable[..., World], clock: Clock) -> World:
    return make_world(clock=clock)


@pytest.mark.parametrize("sms_type", ["regular", "marketing"])
def test_what_was_written_while_it_was_a_day_ahead_leaves_when_it_is_right(
    world: World, clock: Clock, sms_type: str
) -> None:
    world.carrier.go_down()
    clock.forward(DAY)
    task = world.task(numbers(3), sms_type=sms_type)
    world.start()
    world.until_status(task, TaskStatus.PAUSED)
    clock.forward(-DAY)
    world.carrier.come_up()
    world.until_counts(task, delivered=3)
    assert set(world.carrier.taken().values()) == {1}


def test_what_was_put_off_while_it_was_a_day_ahead_leaves_when_it_is_right(
    world: World, clock: Clock
) -> None:
    clock.forward(DAY)
    world.carrier.switch(unavailable=2)
    task = world.task(numbers(3), content=lambda number: f"【Shop】Hello {number}")
    world.start()
    world.until(lambda: any(one.code for one in world.messages(task)))
    clock.forward(-DAY)
    world.until_counts(task, delivered=3)


@pytest.mark.parametrize("jump", [DAY, -DAY])
def test_a_jump_in_the_middle_sends_each_message_once(world: World, clock: Clock, jump: float) -> None:
    world.gateway_options["messages_per_second"] = 1_000.0
    task = world.task(numbers(300), content=lambda number: f"【Shop】Hello {number}")
    world.start()
    world.until(lambda: len(world.carrier.taken()) > 50)
    clock.forward(jump)
    world.until(lambda: len(world.carrier.taken()) > 150)
    clock.forward(-jump)
    world.until_counts(task, delivered=300)
    assert set(world.carrier.taken().values()) == {1}


def test_the_same_content_is_not_held_back_by_a_time_that_has_not_come(world: World, clock: Clock) -> None:
    application = world.application(same_content_seconds=30)
    clock.forward(DAY)
    wrong = world.task(numbers(1), application=application)
    world.start()
    world.until_counts(wrong, delivered=1)
    clock.forward(-DAY)
    right = world.task(numbers(1), application=application)
    world.wake()
    world.until_counts(right, delivered=1)
    again = world.task(numbers(1), application=application)
    world.wake()
    world.until_counts(again, failed=1)


def test_what_was_written_by_a_wrong_clock_before_the_start_leaves(world: World, clock: Clock) -> None:
    clock.forward(DAY)
    tasks = [
        world.task(numbers(2)),
        world.task(numbers(2, 10), sms_type="marketing"),
        world.task(numbers(2, 20)),
    ]
    world.set("UPDATE message SET code = 'ServiceUnavailable' WHERE task_id = :task", task=tasks[2])
    clock.forward(-DAY)
    world.start()
    for task in tasks:
        world.until_counts(task, delivered=2)


def test_a_pause_that_was_asked_for_is_kept_at_the_start(world: World, clock: Clock) -> None:
    task = world.task(numbers(1))
    due = clock() + 3_000_000
    world.set("UPDATE message SET code = 'RequestLimitExceeded', due_at = :due", due=due)
    world.start()
    world.until(lambda: world.task_row(task).started_at)
    assert world.messages(task)[0].due_at == due


@pytest.mark.parametrize("at", [1_000, 0, -5, 4_102_444_800_000, 10**18])
def test_a_receipt_from_another_time_is_of_now(world: World, at: int) -> None:
    class Odd(SandboxGateway):
        async def poll_receipts(self) -> Sequence[Receipt]:
            return [replace(one, at=at) for one in await super().poll_receipts()]

    world.make_gateway = lambda: Odd(world.carrier.carrier.address)  # type: ignore[method-assign]
    began = world.clock()
    task = world.task(numbers(2))
    world.start()
    world.until_counts(task, delivered=2)
    assert all(began <= (one.reported_at or 0) <= world.clock() for one in world.messages(task))
