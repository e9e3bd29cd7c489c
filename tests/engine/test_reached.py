"""That a gateway answers is told now and then (A10)."""

from __future__ import annotations

import pytest

from smsdesk.domain.errors import Unavailable
from smsdesk.domain.tasks import TaskStatus
from smsdesk.engine.events import Event, GatewayReached
from smsdesk.engine.reached import PAUSE_MS, Reached
from smsdesk.operations.gateways import try_connection
from tests.engine.world import World, numbers


def test_an_answer_is_told_once_in_a_while_and_again_with_other_settings() -> None:
    told: list[Event] = []
    now = 1_800_000_000_000
    reached = Reached(lambda: now, told.append)
    start = now
    for later in (0, 1, PAUSE_MS - 1, PAUSE_MS, PAUSE_MS + 5):
        now = start + later
        reached.note("smpp")
    assert told == [GatewayReached("smpp", start), GatewayReached("smpp", start + PAUSE_MS)]
    now = start  # the clock is set back
    reached.note("smpp")
    assert told.pop() == GatewayReached("smpp", start)
    reached.note("http")
    assert told.pop() == GatewayReached("http", start)
    reached.forget("smpp")
    reached.note("smpp")
    assert told[-2:] == [GatewayReached("smpp", None), GatewayReached("smpp", start)]


def test_a_test_a_message_and_a_change_of_settings_are_heard_of(world: World) -> None:
    engine = world.start()
    engine.ask_gateway("sandbox", try_connection)
    assert [told.gateway for told in world.heard_of(GatewayReached)] == ["sandbox"]
    world.carrier.go_down()
    with pytest.raises(Unavailable):
        engine.ask_gateway("sandbox", try_connection)
    assert len(world.heard_of(GatewayReached)) == 1, "what did not answer was not reached"
    world.carrier.come_up()
    task = world.task(numbers(2))
    world.wake()
    world.until_status(task, TaskStatus.SENT)
    assert len(world.heard_of(GatewayReached)) == 2
    assert world.heard_of(GatewayReached)[-1].at is not None
    engine.gateway_changed("sandbox")
    world.until(lambda: world.heard_of(GatewayReached)[-1].at is None)
