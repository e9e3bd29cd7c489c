"""A gateway with a bug or without manners: its messages are in doubt, and the engine goes on (S1, E5)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from smsdesk.domain.tasks import TaskStatus
from smsdesk.gateways.base import Accepted, Outcome, OutgoingMessage
from smsdesk.gateways.sandbox.gateway import SandboxGateway
from tests.engine.world import QUICK, World, numbers

Answer = Callable[[Sequence[Outcome]], Sequence[Outcome]]


def broken(world: World, spoil: Callable[[Sequence[Outcome]], Sequence[Outcome]] | None) -> None:
    """Take the first request over the real way and spoil its answer; None: never answer."""

    class Broken(SandboxGateway):
        can_look_up = False
        first = True

        async def send(self, messages: Sequence[OutgoingMessage]) -> Sequence[Outcome]:
            outcomes = await super().send(messages)
            if not self.first:
                return outcomes
            self.first = False
            if spoil is None:
                await asyncio.Event().wait()
                return ()
            return spoil(outcomes)

    world.make_gateway = lambda: Broken(world.carrier.carrier.address)  # type: ignore[method-assign]


def fail(_outcomes: Sequence[Outcome]) -> Sequence[Outcome]:
    raise RuntimeError("a bug")


def lose_one(outcomes: Sequence[Outcome]) -> Sequence[Outcome]:
    return outcomes[:-1]


def add_one(outcomes: Sequence[Outcome]) -> Sequence[Outcome]:
    return [*outcomes, Accepted("one too many", 1)]


@pytest.mark.parametrize(
    ("spoil", "unknown"),
    [
        pytest.param(fail, 10, marks=pytest.mark.expects_log("The gateway sandbox failed")),
        pytest.param(lose_one, 1, marks=pytest.mark.expects_log("gave 9 outcomes for 10")),
        pytest.param(add_one, 0, marks=pytest.mark.expects_log("gave 11 outcomes for 10")),
        (None, 10),
    ],
)
def test_what_it_did_not_answer_for_is_in_doubt(
    make_world: Callable[..., World], spoil: Answer | None, unknown: int
) -> None:
    world = make_world(timing=replace(QUICK, answer=0.5))
    broken(world, spoil)
    world.start()
    task = world.task(numbers(10))
    world.until_status(task, TaskStatus.SENT)
    world.until_counts(task, unknown=unknown, delivered=10 - unknown)
    # The next task goes out as if nothing had been.
    other = world.task(numbers(5), content="Next")
    world.until_counts(other, delivered=5)
    assert set(world.carrier.taken().values()) == {1}
