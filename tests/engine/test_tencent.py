"""The engine through Tencent Cloud with a line that breaks all the time: none twice, none lost (E5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from sqlalchemy import text as sql

from smsdesk.store.tables import SubmissionRow, TemplateRow
from tests.engine.world import QUICK, Clock, World, numbers
from tests.gateways.contract import Fault
from tests.gateways.tencent_server import REPLYING_NUMBER, ToyCloud
from tests.gateways.test_tencent import gateway_of

#: Every fourth request or so goes wrong, each time in another way.
FAULTS = (
    *(Fault.LOST_ANSWER, None, None, Fault.THROTTLED, Fault.LOST_REQUEST, None, None, None),
    *(Fault.SERVER_FAULT, None, Fault.OUT_OF_SERVICE, None, None, Fault.GARBLED, None, None),
)


def knows_template(world: World, content: str) -> None:
    """The gateway's carrier has approved the template of the world's tasks."""
    known = TemplateRow(
        **{"id": 1, "region": "mainland", "type": "regular", "name": "Hello", "content": content},
        **{"remarks": "", "status": "approved", "reason": "", "created_at": 1},
    )
    there = SubmissionRow(
        **{"subject": "template", "subject_id": 1, "gateway": "sandbox", "state": "approved"},
        **{"remote_id": "1110", "due_at": 1},
    )
    with world.database.write() as session:
        session.add_all([known, there])


def test_whatever_breaks_none_is_sent_twice_and_none_is_lost(make_world: Callable[..., World]) -> None:
    world = make_world()
    body = "Hello {1}"
    knows_template(world, body)
    with ToyCloud() as cloud:
        cloud.plan = lambda submit: FAULTS[submit % len(FAULTS)] if submit < 16 else None
        # Not less: what is handed out to a request that was given up by then comes half a minute later.
        make = partial(gateway_of, cloud, world.folder / "gateway", answer_seconds=1)
        world.make_gateway = make  # type: ignore[method-assign]
        task = world.task(numbers(40), body=body, content=lambda number: f"【Shop】Hello {number[-4:]}")
        lost = sum(cloud.plan(submit) is Fault.LOST_REQUEST for submit in range(16))
        world.start()
        world.until_counts(task, delivered=40 - lost, unknown=lost)
        taken = Counter(reference.split("-")[1] for reference in cloud.taken())
        assert set(taken.values()) == {1}
        assert max(cloud.taken().values()) == 1
        assert len(taken) == 40 - lost
        values = {one.number: one.content for one in world.messages(task)}
        assert len(values) == 40
        world.stop()


def test_two_desks_on_one_account_keep_to_their_own(make_world: Callable[..., World]) -> None:
    """The cloud hands a report out once, to whichever desk asks first; the other asks by number."""
    clock = Clock()
    worlds = [make_world(clock=clock, timing=replace(QUICK, missing=0.01)) for _ in range(2)]
    body = "Hello {1}"
    with ToyCloud() as cloud:
        tasks = []
        for place, world in enumerate(worlds):
            knows_template(world, body)
            make = partial(gateway_of, cloud, world.folder / "gateway", answer_seconds=5)
            world.make_gateway = make  # type: ignore[method-assign]
            world.start()
            # One of them replies to the first desk; the second may well be handed it.
            people = [*numbers(20, start=100 * place), *([] if place else [REPLYING_NUMBER])]
            tasks.append(world.task(people, body=body, content=lambda number: f"【Shop】Hello {number[-4:]}"))
        for world, task in zip(worlds, tasks, strict=True):
            # Every report has been handed to one of them by now.
            world.until(lambda world=world, task=task: all_sent(world, task))
            world.until(lambda: not cloud.statuses)
        clock.forward(31)
        for world, task in zip(worlds, tasks, strict=True):
            world.wake()
            world.until_counts(task, delivered=world.task_row(task).total)
        assert set(cloud.taken().values()) == {1}
        worlds[0].until(lambda: len(replies(worlds)) == 1)
        for world in worlds:
            world.stop()
    # Whoever asked first has it; it names a signature that is neither desk's, so it answers no message.
    assert replies(worlds) == [(REPLYING_NUMBER, None)]


def all_sent(world: World, task: int) -> bool:
    row = world.task_row(task)
    return not row.queued and not row.in_flight


def replies(worlds: Sequence[World]) -> list[tuple[str, int | None]]:
    found: list[tuple[str, int | None]] = []
    for world in worlds:
        with world.database.read() as session:
            rows = session.execute(sql("SELECT number, message_id FROM reply")).all()
        found += [(number, message) for number, message in rows]
    return found
