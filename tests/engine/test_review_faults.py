"""Carriers' review when something goes wrong: nothing is submitted twice, nothing is lost (R1, E4, E5)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from smsdesk.domain.errors import Invalid
from smsdesk.domain.review import ReviewStatus, SubmissionState
from smsdesk.domain.text import text
from smsdesk.engine.reviews import ReviewPace
from smsdesk.gateways.base import GatewayDown, ReviewState, Submission, TemplateSubmission
from smsdesk.gateways.sandbox.gateway import SandboxGateway
from smsdesk.store.stored_text import text_from_json
from tests.engine.review_world import AT_ONCE, LATER, ReviewWorld

APPROVED, REJECTED, PENDING = ReviewStatus.APPROVED, ReviewStatus.REJECTED, ReviewStatus.PENDING
SPOILED = ("lose_answer", "lose_request", "fail", "malformed", "garbled", "wrong_type", "huge", "slow")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[ReviewWorld]:
    made = ReviewWorld(tmp_path, AT_ONCE)
    made.application(gateway="one")
    yield made
    made.close()


@pytest.fixture
def slow_world(tmp_path: Path) -> Iterator[ReviewWorld]:
    """The carriers decide when they are told to."""
    made = ReviewWorld(tmp_path, LATER)
    made.application(gateway="one")
    yield made
    made.close()


def fault(world: ReviewWorld, subject: str, id_: int) -> str:
    """The sentence of the next fault."""
    return str(world.until(lambda: text_from_json(world.submissions_fault(subject, id_))))


@pytest.mark.parametrize("switch", [*SPOILED, "unavailable", "throttle"])
@pytest.mark.parametrize("subject", ["signature", "template"])
def test_a_spoiled_answer_to_a_submission_is_no_second_submission(
    world: ReviewWorld, switch: str, subject: str
) -> None:
    world.gateway_options = {"answer_seconds": 2.0 if switch == "slow" else 60.0}
    world.carriers["one"].switch(**{switch: 1, "slow_seconds": 60.0, "retry_after": 0.01})
    id_ = world.signature() if subject == "signature" else world.template()
    world.start()
    world.until_decided(subject, id_, APPROVED)
    assert world.counts().reviews_filed == 1
    assert world.submission(subject, id_).fault is None


@pytest.mark.parametrize("switch", [*SPOILED, "unavailable", "throttle"])
def test_spoiled_answers_about_the_state_are_asked_again(slow_world: ReviewWorld, switch: str) -> None:
    world = slow_world
    world.gateway_options = {"answer_seconds": 2.0 if switch == "slow" else 60.0}
    template = world.template()
    world.start()
    world.until_state("template", template, SubmissionState.SUBMITTED)
    due = world.submission("template", template).due_at
    world.carriers["one"].switch(**{switch: -1, "slow_seconds": 60.0, "retry_after": 0.01})
    if switch == "throttle":
        world.until(lambda: world.submission("template", template).due_at > due)
    else:
        assert fault(world, "template", template)
    world.carriers["one"].switch(**{switch: 0})
    world.decide_now()
    world.until_decided("template", template, APPROVED)
    assert world.submission("template", template).fault is None
    assert world.counts().reviews_filed == 1


def test_an_outage_in_the_middle(slow_world: ReviewWorld) -> None:
    world = slow_world
    first = world.template()
    world.start()
    world.until_state("template", first, SubmissionState.SUBMITTED)
    world.carriers["one"].go_down()
    assert "Nothing answers at" in fault(world, "template", first)
    second = world.signature()
    assert "Nothing answers at" in fault(world, "signature", second)
    world.carriers["one"].come_up()
    world.until_state("signature", second, SubmissionState.SUBMITTED)
    world.decide_now()
    world.until_decided("template", first, APPROVED)
    world.until_decided("signature", second, APPROVED)
    assert world.counts().reviews_filed == 2


def test_the_carrier_goes_on_after_a_restart(slow_world: ReviewWorld) -> None:
    world = slow_world
    template = world.template("reject {1}")
    world.start()
    remote = world.until_state("template", template, SubmissionState.SUBMITTED).remote_id
    world.carriers["one"].restart()
    world.decide_now()
    world.until_decided("template", template, REJECTED)
    world.edit("template", template, content="您好")
    world.until_state("template", template, SubmissionState.SUBMITTED)
    assert world.submission("template", template).remote_id == remote
    assert world.counts().reviews_filed == 0


def test_the_desk_ends_between_submission_and_answer(world: ReviewWorld) -> None:
    world.gateway_options = {"answer_seconds": 60.0}
    world.carriers["one"].switch(slow=1, slow_seconds=60.0)
    signature = world.signature()
    world.start()
    world.until(lambda: world.counts().reviews_filed == 1)
    world.stop()
    row = world.submission("signature", signature)
    assert (row.state, row.remote_id, row.attempts) == (SubmissionState.WAITING, "", 1)
    world.start()
    world.until_decided("signature", signature, APPROVED)
    assert world.counts().reviews_filed == 1


def test_a_rejection_that_was_not_heard_is_not_submitted_again(world: ReviewWorld) -> None:
    world.carriers["one"].switch(lose_answer=1)
    template = world.template("reject {1}")
    world.start()
    world.until_decided("template", template, REJECTED)
    counts = world.counts()
    assert (counts.reviews_filed, counts.reviews_edited) == (1, 0)


class Meddler(SandboxGateway):
    """Something happens while its answer is on its way."""

    meanwhile: Callable[[], None] | None = None

    async def submit_template(self, item: TemplateSubmission, remote_id: str = "") -> str:
        given = await super().submit_template(item, remote_id)
        meanwhile, Meddler.meanwhile = Meddler.meanwhile, None
        if meanwhile:
            await asyncio.to_thread(meanwhile)
        return given


def meddling(world: ReviewWorld, meanwhile: Callable[[], None]) -> None:
    Meddler.meanwhile = meanwhile
    world.makers["one"] = lambda: Meddler(world.carriers["one"].carrier.address)


def test_an_edit_while_the_answer_is_on_its_way_is_not_lost(world: ReviewWorld) -> None:
    template = world.template("reject {1}")
    meddling(world, lambda: world.edit("template", template, content="您好"))
    world.start()
    world.until_decided("template", template, APPROVED)
    counts = world.counts()
    assert (counts.reviews_filed, counts.reviews_edited) == (1, 1)
    assert world.decisions() == [("gateway:one", "approved", "")]


def test_a_deletion_while_the_answer_is_on_its_way_reaches_the_carrier(world: ReviewWorld) -> None:
    template = world.template()
    meddling(world, lambda: world.delete("template", template))
    world.start()
    world.until(lambda: world.counts().reviews_withdrawn == 1)
    world.until(lambda: not world.submissions("template", template))
    assert world.decisions() == []


class Blind(SandboxGateway):
    """Finds nothing at first, as while the carrier's list lags behind."""

    times = 0

    async def find_submission(self, item: Submission) -> str:
        Blind.times += 1
        return "" if Blind.times <= 2 else await super().find_submission(item)


def test_the_carriers_already_waiting_is_understood(slow_world: ReviewWorld) -> None:
    world = slow_world
    Blind.times = 0
    world.makers["one"] = lambda: Blind(world.carriers["one"].carrier.address)
    world.carriers["one"].switch(lose_answer=1)
    signature = world.signature()
    world.start()
    world.until_state("signature", signature, SubmissionState.SUBMITTED)
    assert world.counts().reviews_filed == 1


class Choking(SandboxGateway):
    """Its carrier never gives a readable answer to one template."""

    async def submit_template(self, item: TemplateSubmission, remote_id: str = "") -> str:
        if item.content == "poison":
            raise GatewayDown(text("No readable answer."))
        return await super().submit_template(item, remote_id)


def test_one_that_the_carrier_chokes_on_does_not_hold_up_the_others(world: ReviewWorld) -> None:
    world.makers["one"] = lambda: Choking(world.carriers["one"].carrier.address)
    poison = world.template("poison")
    others = [world.template(f"您好 {place}") for place in range(3)]
    world.start()
    for template in others:
        world.until_decided("template", template, APPROVED)
    assert fault(world, "template", poison) == "No readable answer."
    assert world.row("template", poison).status == PENDING


class Broken(SandboxGateway):
    async def find_submission(self, item: Submission) -> str:
        raise RuntimeError("a bug")

    async def review_states(self, subject: str, remote_ids: Sequence[str]) -> Sequence[ReviewState]:
        raise RuntimeError("a bug")


@pytest.mark.expects_log("The review at the gateway two failed")
def test_a_bug_in_a_gateway_does_not_hold_up_another(world: ReviewWorld) -> None:
    world.application(gateway="two")
    world.makers["two"] = lambda: Broken(world.carriers["two"].carrier.address)
    template = world.template()
    world.start()
    world.until_state("template", template, SubmissionState.APPROVED)
    world.until(lambda: world.submissions_fault("template", template, "two"))
    assert world.row("template", template).status == PENDING


class Plain:
    """One that was declared to review and has no such methods."""

    async def open(self) -> None: ...

    async def close(self) -> None: ...


def test_a_gateway_that_takes_nothing_for_review_says_so(world: ReviewWorld) -> None:
    world.makers["one"] = Plain  # type: ignore[assignment]
    template = world.template()
    world.start()
    assert "takes nothing for review" in fault(world, "template", template)


def test_new_settings_are_tried_at_once(world: ReviewWorld) -> None:
    world.pace = ReviewPace(first_fault=3600.0, longest_fault=3600.0)
    address = world.carriers["one"].carrier.address
    mended: list[str] = []

    def make() -> SandboxGateway:
        if not mended:
            raise Invalid(text("The address is wrong."), field="address")
        return SandboxGateway(address)

    world.makers["one"] = make
    template = world.template()
    world.start()
    assert fault(world, "template", template) == "The address is wrong."
    mended.append("yes")
    world.review_at("one", "carrier")
    world.until_state("template", template, SubmissionState.SUBMITTED)


@pytest.mark.parametrize("subject", ["signature", "template"])
def test_what_is_deleted_after_a_lost_answer_is_withdrawn(slow_world: ReviewWorld, subject: str) -> None:
    world = slow_world
    world.gateway_options = {"answer_seconds": 60.0}
    world.carriers["one"].switch(slow=1, slow_seconds=60.0)
    id_ = world.signature() if subject == "signature" else world.template()
    world.start()
    world.until(lambda: world.counts().reviews_filed == 1)
    world.stop()
    world.delete(subject, id_)
    world.start()
    world.until(lambda: world.counts().reviews_withdrawn == 1)
    world.until(lambda: not world.submissions(subject, id_))


@pytest.mark.parametrize("subject", ["signature", "template"])
def test_what_is_edited_after_a_lost_answer_is_one_entry(slow_world: ReviewWorld, subject: str) -> None:
    world = slow_world
    world.gateway_options = {"answer_seconds": 60.0}
    world.carriers["one"].switch(slow=1, slow_seconds=60.0)
    id_ = world.signature() if subject == "signature" else world.template()
    world.start()
    world.until(lambda: world.counts().reviews_filed == 1)
    world.stop()
    world.edit(subject, id_, content="另一家店")
    world.start()
    world.until_state(subject, id_, SubmissionState.SUBMITTED)
    assert (world.counts().reviews_filed, world.counts().reviews_edited) == (1, 1)
    world.decide_now()
    world.until_decided(subject, id_, APPROVED)
