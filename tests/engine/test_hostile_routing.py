"""What a first gateway may do to a task, and what leaves through the second then (N1, E4, E5)."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from smsdesk.domain.errors import Invalid
from smsdesk.domain.tasks import TaskStatus
from smsdesk.domain.text import text
from smsdesk.engine.active_tasks import look
from smsdesk.engine.queue import claim
from smsdesk.engine.routing import Routes
from smsdesk.gateways.base import Gateway, GatewayDown, Outcome, OutgoingMessage, Unknown
from smsdesk.gateways.sandbox.gateway import SandboxGateway
from tests.engine.routed_world import NAMES, RoutedWorld
from tests.engine.world import QUICK, numbers


@pytest.fixture
def world(tmp_path: Path) -> Iterator[RoutedWorld]:
    world = RoutedWorld(tmp_path, replace(QUICK, patience=0.1, homecoming=0.2))
    yield world
    world.close()


def own(number: str) -> str:
    return f"【Shop】Hello {number}"


def nothing_twice_nothing_lost(world: RoutedWorld, task: int) -> int:
    """How many are in doubt; each of the others was taken exactly once."""
    by_first, by_second = world.taken_by("first"), world.taken_by("second")
    assert set((by_first + by_second).values()) == {1}, "sent twice"
    rows = world.messages(task)
    unknown = {str(one.id) for one in rows if one.status == "unknown"}
    assert not unknown & set(by_second), "what may have been sent was sent again"
    assert {str(one.id) for one in rows} == set(by_first) | set(by_second) | unknown, "lost"
    return len(unknown)


class Silent(SandboxGateway):
    """Answers whatever it is asked, but no message."""

    can_look_up = False

    async def send(self, messages: Sequence[OutgoingMessage]) -> Sequence[Outcome]:
        return [Unknown()] * len(messages)


def test_one_that_answers_no_message_does_not_put_a_whole_task_in_doubt(
    world: RoutedWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = world.make
    first = world.carriers["first"].carrier.address
    monkeypatch.setattr(world, "make", lambda key: Silent(first) if key == "first" else made(key))
    task = world.task(numbers(300), content=own)
    world.start()
    world.until(lambda: world.task_row(task).delivered + world.task_row(task).unknown == 300)
    assert 0 < nothing_twice_nothing_lost(world, task) <= 60
    assert world.task_row(task).status == TaskStatus.SENT


class Flapping(SandboxGateway):
    """Cannot be reached for 50 of every 100 ms."""

    can_look_up = False

    def _see(self) -> None:
        if time.monotonic() % 0.1 < 0.05:
            raise GatewayDown(text("No answer."))

    async def send(self, messages: Sequence[OutgoingMessage]) -> Sequence[Outcome]:
        self._see()
        return await super().send(messages)

    async def probe(self) -> None:
        self._see()


def test_one_that_comes_and_goes_all_the_time(world: RoutedWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    made = world.make
    first = world.carriers["first"].carrier.address
    monkeypatch.setattr(world, "make", lambda key: Flapping(first) if key == "first" else made(key))
    world.gateway_options |= {"messages_per_second": 1_500.0}
    task = world.task(numbers(1_000), content=own)
    world.start()
    world.until_counts(task, delivered=1_000)
    assert nothing_twice_nothing_lost(world, task) == 0


def test_keys_that_are_taken_away_in_the_middle(world: RoutedWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    made = world.make

    def make(key: str) -> Gateway:
        if key == "first" and gone.is_set():
            raise Invalid(text("Key is needed."), field="key")
        return made(key)

    gone = Event()
    monkeypatch.setattr(world, "make", make)
    world.gateway_options |= {"messages_per_second": 1_000.0}
    task = world.task(numbers(500), content=own)
    engine = world.start()
    world.until(lambda: len(world.taken_by("first")) > 50)
    gone.set()
    engine.gateway_changed("first")
    # Nobody can be asked for the reports of what the first has taken.
    world.until_status(task, TaskStatus.SENT)
    assert nothing_twice_nothing_lost(world, task) == 0
    assert len(world.taken_by("second")) > 0


def test_settings_that_change_while_it_is_asked_about_an_earlier_run(world: RoutedWorld) -> None:
    world.can_look_up = True
    task = world.task(numbers(8))
    with world.database.write() as session:
        claim(session, gateway="first", tasks=[task], limit=3, now=world.clock())
    world.carriers["first"].go_down()
    engine = world.start()
    world.until_counts(task, delivered=5, in_flight=3)
    engine.gateway_changed("first")
    world.carriers["first"].come_up()
    world.until_counts(task, delivered=8)
    assert nothing_twice_nothing_lost(world, task) == 0


def test_a_schedule_that_fires_while_both_are_down(world: RoutedWorld) -> None:
    for carrier in world.carriers.values():
        carrier.go_down()
    task = world.task(numbers(3), status=TaskStatus.SCHEDULED, send_at=world.clock() + 300)
    world.start()
    world.until_reason(task, "Both gateways")
    world.carriers["second"].come_up()
    world.until_counts(task, delivered=3)
    assert nothing_twice_nothing_lost(world, task) == 0


def test_the_pause_that_the_first_asked_for_does_not_hold_up_the_second(world: RoutedWorld) -> None:
    now = world.clock()
    task = world.task(numbers(3))
    world.set(
        "UPDATE message SET code = 'ServiceUnavailable', gateway = 'first', due_at = :due WHERE id < 3",
        due=now + 600_000,
    )
    world.set("UPDATE message SET due_at = :due WHERE id = 3", due=now + 600_000)
    ways = Routes(names={key: text(name) for key, name in NAMES.items()}, patience=0, homecoming=60)
    ways.note({"first": text("No answer.")}, 1.0)
    with world.database.write() as session:
        found = look(session, ways, now=now, declared=world.declared, before={task: "first"})
    assert found.routes == {task: "second"}
    assert [one.due_at for one in world.messages(task)] == [now, now, now + 600_000]
    # It was asked to wait by the second itself now.
    world.set("UPDATE message SET gateway = 'second', due_at = :due", due=now + 600_000)
    with world.database.write() as session:
        look(session, ways, now=now, declared=world.declared)
    assert {one.due_at for one in world.messages(task)} == {now + 600_000}
