"""What an earlier run left in flight (E5)."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.tasks import TaskStatus
from smsdesk.engine.queue import Claimed, claim
from smsdesk.gateways.base import Known, OutgoingMessage
from smsdesk.gateways.sandbox.gateway import SandboxGateway
from smsdesk.store.settings import DESK_ID, write_setting
from tests.engine.test_carrier_faults import deaf
from tests.engine.world import QUICK, World, numbers


def die_in_flight(world: World, count: int, sent: int) -> int:
    """As a killed engine leaves it: all in flight on disk, some of them taken by the carrier."""
    task, claimed = leave_in_flight(world, count)
    if sent:
        asyncio.run(_send(world, claimed[:sent]))
    return task


def leave_in_flight(world: World, count: int) -> tuple[int, list[Claimed]]:
    task = world.task(numbers(count))
    with world.database.write() as session:
        write_setting(session, DESK_ID, "desk")
        claimed = claim(session, gateway="sandbox", tasks=[task], limit=count, now=world.clock()).messages
    return task, claimed


async def _send(world: World, messages: list[Claimed]) -> None:
    gateway = SandboxGateway(world.carrier.carrier.address)
    await gateway.open()
    await gateway.send(
        [
            OutgoingMessage(
                *(one.id, one.number, one.content, Region.MAINLAND, SmsType.REGULAR),
                f"desk-{one.id}-{one.attempts}-{one.requested_at:x}",
            )
            for one in messages
        ]
    )
    await gateway.close()


def test_a_gateway_that_can_be_asked_says_which_were_taken_and_the_rest_is_sent(world: World) -> None:
    task = die_in_flight(world, 40, sent=25)
    world.start()
    world.until_counts(task, delivered=40)
    assert world.task_row(task).status == TaskStatus.SENT
    assert len(world.carrier.taken()) == 40
    assert set(world.carrier.taken().values()) == {1}


def test_what_was_still_on_its_way_when_it_was_asked_about_is_not_sent_again(
    make_world: Callable[..., World],
) -> None:
    world = make_world(timing=replace(QUICK, doubt=1.0))
    asked = threading.Event()

    class Telling(SandboxGateway):
        async def look_up(self, messages: Sequence[OutgoingMessage]) -> Sequence[Known | None]:
            known = await super().look_up(messages)
            asked.set()
            return known

    world.make_gateway = lambda: Telling(world.carrier.carrier.address)  # type: ignore[method-assign]
    task, claimed = leave_in_flight(world, 10)
    world.start()
    assert asked.wait(60)
    asyncio.run(_send(world, claimed))
    world.until_counts(task, delivered=10)
    assert set(world.carrier.taken().values()) == {1}


def test_one_that_cannot_be_asked_leaves_all_of_them_in_doubt(world: World) -> None:
    task = die_in_flight(deaf(world), 40, sent=25)
    world.start()
    world.until_counts(task, unknown=40)
    assert world.task_row(task).status == TaskStatus.SENT
    assert len(world.carrier.taken()) == 25


def test_while_the_gateway_is_down_nothing_is_decided(world: World) -> None:
    task = die_in_flight(world, 10, sent=5)
    world.carrier.go_down()
    world.start()
    world.until_status(task, TaskStatus.PAUSED)
    assert world.task_row(task).in_flight == 10
    world.carrier.come_up()
    world.until_counts(task, delivered=10)
    assert set(world.carrier.taken().values()) == {1}


def test_a_gateway_this_program_does_not_have_leaves_them_in_doubt(world: World) -> None:
    task = die_in_flight(world, 3, sent=0)
    world.set("UPDATE message SET gateway = 'pigeon'")
    world.set("UPDATE application SET gateway = 'pigeon'")
    queued = world.task(numbers(1), application=1)
    world.start()
    world.until_counts(task, unknown=3)
    row = world.until_status(queued, TaskStatus.PAUSED)
    assert row.pause_reason
    assert "pigeon" in row.pause_reason
