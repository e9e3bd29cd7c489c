"""The engine through Tencent Cloud with a line that breaks all the time: none twice, none lost (E5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from smsdesk.store.tables import SubmissionRow, TemplateRow
from tests.engine.world import World, numbers
from tests.gateways.contract import Fault
from tests.gateways.tencent_server import ToyCloud
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
        world.make_gateway = lambda: gateway_of(cloud, world.folder / "gateway")  # type: ignore[method-assign]
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
