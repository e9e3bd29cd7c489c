"""What a carrier that wants a template's name and values is told of a message (N1)."""

from __future__ import annotations

import pytest

from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.review import ReviewStatus, SubmissionState
from smsdesk.engine.lane import Lane
from smsdesk.engine.queue import claim
from smsdesk.engine.recovery import open_messages
from smsdesk.gateways.base import NO_WORDING, OutgoingMessage, Wording
from smsdesk.gateways.sandbox.gateway import SandboxGateway
from smsdesk.store.tables import SubmissionRow, TemplateRow
from tests.engine.world import QUICK, World, numbers


def template(world: World, content: str) -> int:
    with world.database.write() as session:
        row = TemplateRow(
            region="mainland",
            type="regular",
            name="Sale",
            content=content,
            remarks="",
            status=ReviewStatus.APPROVED,
            reason="",
            created_at=0,
        )
        session.add(row)
        session.flush()
        return row.id


def submit(world: World, template_id: int, gateway: str, state: SubmissionState) -> None:
    with world.database.write() as session:
        session.add(
            SubmissionRow(
                subject="template",
                subject_id=template_id,
                gateway=gateway,
                state=state,
                remote_id=f"{gateway}-{template_id}",
                due_at=0,
            )
        )


@pytest.mark.parametrize(
    ("gateway", "state", "now", "name"),
    [
        ("sandbox", SubmissionState.APPROVED, "Dear {1}", "sandbox-1"),
        ("other", SubmissionState.APPROVED, "Dear {1}", ""),
        ("sandbox", SubmissionState.SUBMITTED, "Dear {1}", ""),
        ("sandbox", SubmissionState.REJECTED, "Dear {1}", ""),
        # Edited and approved again since the task was made: other variables.
        ("sandbox", SubmissionState.APPROVED, "{1}, dear {2}", ""),
    ],
)
def test_the_name_at_this_gateway_once_approved_as_the_task_has_it(
    world: World, gateway: str, state: SubmissionState, now: str, name: str
) -> None:
    id_ = template(world, now)
    submit(world, id_, gateway, state)
    task = world.task(numbers(2), template_id=id_, body="Dear {1}", content="【Shop】Dear Ann")
    expected = Wording(name, "Dear {1}", "Shop")
    with world.database.write() as session:
        claimed = claim(session, gateway="sandbox", tasks=[task], limit=5, now=world.clock()).messages
    assert [one.wording for one in claimed] == [expected] * 2
    # After a crash the carrier is asked with the same.
    with world.database.read() as session:
        left = open_messages(session, MessageStatus.IN_FLIGHT, "sandbox")
    assert left == claimed
    outgoing = _outgoing(claimed[0])
    assert (outgoing.wording, outgoing.requested_at) == (expected, claimed[0].requested_at)


def test_a_task_without_a_template_has_its_text_for_wording(world: World) -> None:
    task = world.task(numbers(1), template_id=None, body="Alarm", signature="")
    with world.database.write() as session:
        (one,) = claim(session, gateway="sandbox", tasks=[task], limit=5, now=world.clock()).messages
    assert one.wording == Wording("", "Alarm", "")
    assert one.wording != NO_WORDING


def _outgoing(message: object) -> OutgoingMessage:
    lane = Lane(
        "sandbox",
        SandboxGateway("127.0.0.1:1"),
        desk_id="desk",
        timing=QUICK,
        hand_over=lambda *_told: None,
        changed=lambda: None,
        told=lambda *_told: None,
    )
    return lane.outgoing(message)  # type: ignore[arg-type]
