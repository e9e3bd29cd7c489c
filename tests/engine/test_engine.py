"""The engine from outside: its gateways, their settings, its events (E1, A10)."""

from __future__ import annotations

from typing import NoReturn

import pytest

from smsdesk.domain.errors import Invalid, Unavailable
from smsdesk.domain.tasks import TaskStatus
from smsdesk.domain.text import text
from smsdesk.engine.engine import Engine
from smsdesk.engine.events import Event, GatewayState, TaskProgress
from smsdesk.gateways.base import Gateway
from smsdesk.gateways.sandbox.gateway import SandboxGateway
from smsdesk.operations.gateways import try_connection
from tests.engine.world import World, numbers


def test_a_connection_is_tried_in_words(world: World) -> None:
    engine = world.start()
    assert "answers" in str(engine.ask_gateway("sandbox", try_connection))
    assert {key: str(name) for key, name in engine.gateways().items()} == {"sandbox": "Sandbox"}
    world.carrier.go_down()
    with pytest.raises(Unavailable) as fault:
        engine.ask_gateway("sandbox", try_connection)
    assert str(fault.value)


def test_nothing_can_be_tried_without_a_running_engine(world: World) -> None:
    engine = world.start()
    world.stop()
    with pytest.raises(Unavailable, match="not running"):
        engine.ask_gateway("sandbox", try_connection)


def test_a_gateway_with_wrong_settings_pauses_its_tasks_until_they_are_mended(world: World) -> None:
    make = world.make_gateway

    def refuse() -> NoReturn:
        raise Invalid(text("The carrier's address must be on this computer."), field="address")

    world.make_gateway = refuse  # type: ignore[method-assign]
    engine = world.start()
    task = world.task(numbers(3))
    world.wake()
    row = world.until_status(task, TaskStatus.PAUSED)
    assert row.pause_reason
    assert "must be on this computer" in row.pause_reason
    assert not world.heard_of(GatewayState)[0].up
    world.make_gateway = make  # type: ignore[method-assign]
    engine.gateway_changed("sandbox")
    world.until_status(task, TaskStatus.SENT)
    # Whoever was told of the outage is told of its end.
    world.until(lambda: world.heard_of(GatewayState)[-1].up)
    assert [state.up for state in world.heard_of(GatewayState)] == [False, True]


def test_new_settings_end_an_outage_of_the_old_ones(world: World) -> None:
    make = world.make_gateway
    nowhere = SandboxGateway("http://127.0.0.1:9")
    world.make_gateway = lambda: nowhere  # type: ignore[method-assign]
    engine = world.start()
    task = world.task(numbers(3))
    world.wake()
    world.until_status(task, TaskStatus.PAUSED)
    world.until(lambda: world.heard_of(GatewayState))
    world.make_gateway = make  # type: ignore[method-assign]
    engine.gateway_changed("sandbox")
    world.until_status(task, TaskStatus.SENT)
    world.until(lambda: world.heard_of(GatewayState)[-1].up)
    states = [state.up for state in world.heard_of(GatewayState)]
    assert states == [False] * (len(states) - 1) + [True]


def test_new_settings_are_used_in_the_middle_of_a_task(world: World) -> None:
    made: list[Gateway] = []

    def keep(gateway: SandboxGateway) -> Gateway:
        made.append(gateway)
        return gateway

    world.wrap = keep
    world.gateway_options["messages_per_second"] = 200.0
    engine = world.start()
    task = world.task(numbers(400))
    world.until(lambda: world.task_row(task).delivered)
    del world.gateway_options["messages_per_second"]
    engine.gateway_changed("sandbox")
    world.until_status(task, TaskStatus.SENT)
    world.until_counts(task, delivered=400)
    assert len(made) == 2
    assert set(world.carrier.taken().values()) == {1}


@pytest.mark.expects_log("A listener failed")
def test_a_listener_that_fails_does_not_stop_the_sending(world: World) -> None:
    def deaf(event: Event) -> None:
        World._hear(world, event)
        raise RuntimeError("nobody at home")

    world._hear = deaf  # type: ignore[method-assign]
    world.start()
    world.until_status(world.task(numbers(3)), TaskStatus.SENT)


def test_a_task_is_told_of_at_most_ten_times_a_second_and_at_its_end(world: World) -> None:
    world.gateway_options["messages_per_second"] = 500.0
    world.start()
    task = world.task(numbers(500), content=lambda number: f"For {number}")
    world.until_status(task, TaskStatus.SENT)
    world.until_counts(task, delivered=500)
    told = world.until(lambda: [e for e in world.heard_of(TaskProgress) if e.totals.delivered == 500])
    assert told[-1].status is TaskStatus.SENT
    sending = [e for e in world.heard_of(TaskProgress) if e.status is TaskStatus.SENDING]
    # A second of sending at intervals of at least 20 ms in this hurried world.
    assert 2 <= len(sending) <= 100
    assert max(e.per_second for e in sending) > 50
    assert any(e.seconds_left is not None and e.seconds_left < 20 for e in sending)


def test_the_engine_is_a_sender_of_operations(world: World) -> None:
    from smsdesk.operations.desk import Sender

    sender: Sender = world.start()
    assert isinstance(sender, Engine)
