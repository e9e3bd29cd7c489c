"""From the queue to the receipt, against the real carrier (E1, E4, E6)."""

from __future__ import annotations

from collections import Counter

from smsdesk.domain.tasks import TaskStatus
from smsdesk.engine.events import TaskProgress
from tests.engine.world import World, numbers


def test_a_task_is_sent_delivered_and_told_of(world: World) -> None:
    world.start()
    task = world.task(numbers(450))
    world.wake()
    row = world.until_status(task, TaskStatus.SENT)
    assert (row.total, row.queued, row.in_flight) == (450, 0, 0)
    assert row.started_at
    assert row.finished_at
    assert row.started_at <= row.finished_at
    world.until_counts(task, delivered=450)
    assert set(world.carrier.taken().values()) == {1}
    message = world.messages(task)[0]
    assert message.gateway == "sandbox"
    assert message.gateway_id
    assert message.attempts == 1
    assert message.requested_at
    assert message.sent_at
    assert message.reported_at
    assert message.requested_at <= min(message.sent_at, message.reported_at)
    last = world.heard_of(TaskProgress)[-1]
    assert last.task_id == task
    assert last.status is TaskStatus.SENT


def test_one_content_shares_requests_and_personal_ones_do_not(world: World) -> None:
    world.start()
    world.until_status(world.task(numbers(400)), TaskStatus.SENT)
    shared = world.carrier.carrier.book.counts.requests
    world.until_status(world.task(numbers(40), content=lambda number: f"For {number}"), TaskStatus.SENT)
    assert shared <= 8
    assert world.carrier.carrier.book.counts.requests - shared == 40


def test_what_the_carrier_refuses_fails_with_its_code(world: World) -> None:
    world.start()
    task = world.task(["+8613800000010", "+8613800000013", "+8613800000000", "+8613800000001"])
    world.until_status(task, TaskStatus.SENT)
    world.until_counts(task, delivered=1, undelivered=1, failed=2)
    assert [(one.status, one.code) for one in world.messages(task)] == [
        ("failed", "FailedOperation.PhoneNumberInBlacklist"),
        ("failed", "FailedOperation.ContainSensitiveWord"),
        ("delivered", ""),
        ("undelivered", "UNDELIV"),
    ]


def test_a_task_of_which_nothing_was_taken_has_failed(world: World) -> None:
    world.start()
    world.carrier.switch(refuse=-1)
    task = world.task(numbers(3))
    row = world.until_status(task, TaskStatus.FAILED)
    assert row.failed == 3


def test_several_tasks_share_the_way_out(world: World) -> None:
    application = world.application()
    world.gateway_options["messages_per_second"] = 400.0
    big = world.task(numbers(300), application=application, content="Big")
    small = world.task(numbers(20, start=1000), application=application, content="Small")
    world.start()
    world.until_status(small, TaskStatus.SENT)
    assert world.task_row(big).status == TaskStatus.SENDING
    world.until_status(big, TaskStatus.SENT)


def test_every_message_counts_its_fragments_as_the_gateway_does(world: World) -> None:
    world.start()
    task = world.task(numbers(5), content="长" * 100)  # written down as one fragment
    world.until_status(task, TaskStatus.SENT)
    assert world.task_row(task).fragments == 10
    assert Counter(message.fragments for message in world.messages(task)) == {2: 5}
