"""Receipts that did not come by themselves are asked for, number by number, also after a restart (E7)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from smsdesk.engine.missing_receipts import AGES
from smsdesk.gateways.base import Gateway
from smsdesk.gateways.sandbox.gateway import SandboxGateway
from tests.engine.test_tencent import knows_template
from tests.engine.world import QUICK, Clock, World, numbers
from tests.gateways.tencent_server import ToyCloud
from tests.gateways.test_tencent import gateway_of


@pytest.fixture
def cloud() -> Iterator[ToyCloud]:
    with ToyCloud() as cloud:
        yield cloud


@pytest.fixture
def world(make_world: Callable[..., World], cloud: ToyCloud) -> World:
    """With a gateway that can be asked for single receipts, and a template that its carrier knows."""
    world = make_world(clock=Clock(), timing=replace(QUICK, missing=0.01))

    def make() -> Gateway:
        return gateway_of(cloud, Path(world.folder / "gateway"))

    world.make_gateway = make  # type: ignore[method-assign]
    knows_template(world, "Hello")
    return world


def asked(cloud: ToyCloud) -> int:
    return sum(action == "PullSmsSendStatusByPhoneNumber" for action, _, _ in cloud.seen)


def later(world: World, seconds: float) -> None:
    assert isinstance(world.clock, Clock)
    world.clock.forward(seconds)
    world.wake()


@pytest.mark.expects_log("does not hand out")
def test_an_account_without_receipts_gets_them_by_number(world: World, cloud: ToyCloud) -> None:
    cloud.errors = dict.fromkeys(
        ("PullSmsSendStatus", "PullSmsReplyStatus"), "UnauthorizedOperation.RequestPermissionDeny"
    )
    task = world.task(numbers(5))
    world.start()
    world.until_counts(task, accepted=5)
    assert asked(cloud) == 0, "a receipt has some time to come by itself"
    later(world, AGES[0] + 1)
    world.until_counts(task, delivered=5)
    assert asked(cloud) == 5


def test_what_got_lost_is_asked_for_again_after_a_restart(world: World, cloud: ToyCloud) -> None:
    cloud.reports = False
    task = world.task(numbers(3))
    world.start()
    world.until_counts(task, accepted=3)
    world.stop()
    # The cloud has handed the reports out, and nobody has them.
    cloud.history = [
        {
            **{"PhoneNumber": message.number, "SerialNo": message.gateway_id, "ReportStatus": "FAIL"},
            **{"Description": "MK:0001", "UserReceiveTime": cloud.now()},
        }
        for message in world.messages(task)[:2]
    ]
    later_start = AGES[2] + 1
    assert isinstance(world.clock, Clock)
    world.clock.forward(later_start)
    world.start()
    world.until_counts(task, undelivered=2, accepted=1)
    before = asked(cloud)
    # The third is asked about again at the next ages, and never by the way.
    later(world, AGES[3])
    world.until(lambda: asked(cloud) == before + 1)
    assert {message.code for message in world.messages(task)} == {"MK:0001", ""}


def test_a_gateway_that_cannot_be_asked_is_left_alone(make_world: Callable[..., World]) -> None:
    world = make_world(clock=Clock(), timing=replace(QUICK, missing=0.01))
    assert not hasattr(SandboxGateway, "receipts_of")
    task = world.task(numbers(2))
    world.start()
    world.until_counts(task, delivered=2)
