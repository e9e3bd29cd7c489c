"""Carriers' review with a real engine and real carriers: submitted once, decided once, come what may (R1)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from smsdesk.domain.review import ReviewStatus, SubmissionState
from smsdesk.engine.events import ReviewChanged
from smsdesk.store.stored_text import text_from_json
from tests.engine.review_world import AT_ONCE, LATER, ReviewWorld

APPROVED, REJECTED, PENDING = ReviewStatus.APPROVED, ReviewStatus.REJECTED, ReviewStatus.PENDING
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 100


@pytest.fixture
def world(tmp_path: Path) -> Iterator[ReviewWorld]:
    made = ReviewWorld(tmp_path, AT_ONCE)
    yield made
    made.close()


@pytest.fixture
def slow_world(tmp_path: Path) -> Iterator[ReviewWorld]:
    """The carriers decide when they are told to."""
    made = ReviewWorld(tmp_path, LATER)
    yield made
    made.close()


def test_both_are_approved_by_the_carrier_and_everybody_is_told(world: ReviewWorld) -> None:
    world.application(gateway="one")
    picture = world.picture(PNG)
    signature = world.signature(certificate_image=picture, authorization_image=picture)
    template = world.template()
    world.start()
    world.until_decided("signature", signature, APPROVED)
    row = world.until_decided("template", template, APPROVED)
    assert row.reviewed_at
    assert sorted(world.decisions()) == [("gateway:one", "approved", "")] * 2
    assert world.alarms() == 2
    assert world.counts().reviews_filed == 2
    world.until(lambda: [one for one in world.heard_of(ReviewChanged) if one.decided])
    submission = world.submission("signature", signature)
    assert (submission.state, submission.fault) == (SubmissionState.APPROVED, None)
    assert submission.submitted_at


@pytest.mark.parametrize("words", ["reject晨光", "拒绝书店"])
def test_a_rejection_says_who_and_why(world: ReviewWorld, words: str) -> None:
    world.application(gateway="one")
    signature = world.signature(words)
    world.start()
    row = world.until_decided("signature", signature, REJECTED)
    assert row.reason.startswith("First: The sandbox rejects what contains")
    assert world.decisions() == [("gateway:one", "rejected", row.reason)]


def test_what_is_refused_at_once_is_rejected_in_words(world: ReviewWorld) -> None:
    world.application(gateway="one")
    signature = world.signature(certificate_image=world.picture(b"GIF89a"))
    world.start()
    row = world.until_decided("signature", signature, REJECTED)
    assert row.reason.startswith("First: ")
    assert "image" in row.reason.casefold() or "picture" in row.reason.casefold()
    assert world.counts().reviews_filed == 0


def test_a_slow_review_waits_and_is_asked_until_it_is_decided(slow_world: ReviewWorld) -> None:
    world = slow_world
    world.application(gateway="one")
    template = world.template()
    world.start()
    first = world.until_state("template", template, SubmissionState.SUBMITTED)
    # It is asked again and again: the next time moves on.
    world.until(lambda: world.submission("template", template).due_at > first.due_at)
    assert world.row("template", template).status == PENDING
    world.decide_now()
    world.until_decided("template", template, APPROVED)
    assert world.counts().reviews_filed == 1


def test_an_edit_after_a_rejection_changes_the_same_entry(world: ReviewWorld) -> None:
    world.application(gateway="one")
    template = world.template("reject {1}")
    world.start()
    world.until_decided("template", template, REJECTED)
    remote = world.submission("template", template).remote_id
    world.edit("template", template, content="您好 {1}")
    world.until_decided("template", template, APPROVED)
    assert world.submission("template", template).remote_id == remote
    assert (world.counts().reviews_filed, world.counts().reviews_edited) == (1, 1)


def test_an_edit_while_it_is_in_review_counts(slow_world: ReviewWorld) -> None:
    world = slow_world
    world.application(gateway="one")
    template = world.template("reject {1}")
    world.start()
    world.until_state("template", template, SubmissionState.SUBMITTED)
    world.edit("template", template, content="您好 {1}")
    world.until(lambda: world.counts().reviews_edited == 1)
    world.until_state("template", template, SubmissionState.SUBMITTED)
    world.decide_now()
    world.until_decided("template", template, APPROVED)
    assert world.counts().reviews_filed == 1


def test_an_edit_that_the_carrier_was_faster_than_is_submitted_anew(slow_world: ReviewWorld) -> None:
    world = slow_world
    world.application(gateway="one")
    template = world.template("old {1}")
    world.start()
    old = world.until_state("template", template, SubmissionState.SUBMITTED).remote_id
    world.stop()
    world.edit("template", template, content="new {1}")
    world.decide_now()
    world.start()
    new = world.until_state("template", template, SubmissionState.SUBMITTED).remote_id
    assert new != old
    assert world.counts().reviews_withdrawn == 1
    world.decide_now()
    world.until_decided("template", template, APPROVED)


def test_what_is_deleted_while_it_is_in_review_is_withdrawn(slow_world: ReviewWorld) -> None:
    world = slow_world
    world.application(gateway="one")
    signature = world.signature()
    world.start()
    world.until_state("signature", signature, SubmissionState.SUBMITTED)
    world.delete("signature", signature)
    world.until(lambda: world.counts().reviews_withdrawn == 1)
    world.until(lambda: not world.submissions("signature", signature))
    assert world.decisions() == []


def test_what_is_deleted_before_it_is_submitted_is_not_submitted(world: ReviewWorld) -> None:
    world.application(gateway="one")
    signature = world.signature()
    world.delete("signature", signature)
    other = world.signature("另一家店")
    world.start()
    world.until_decided("signature", other, APPROVED)
    assert world.counts().reviews_filed == 1


def test_with_two_gateways_both_must_approve(slow_world: ReviewWorld) -> None:
    world = slow_world
    world.application(gateway="one")
    world.application(gateway="two")
    template = world.template()
    world.start()
    for gateway in ("one", "two"):
        world.until_state("template", template, SubmissionState.SUBMITTED, gateway)
    world.decide_now("two")
    world.until_state("template", template, SubmissionState.APPROVED, "two")
    assert world.row("template", template).status == PENDING
    world.decide_now("one")
    world.until_decided("template", template, APPROVED)
    assert world.decisions() == [("gateway:one", "approved", "")]


def test_with_two_gateways_one_rejection_is_enough_and_an_edit_goes_to_both(slow_world: ReviewWorld) -> None:
    world = slow_world
    world.application(gateway="one")
    world.application(gateway="two")
    template = world.template("reject {1}")
    world.start()
    for gateway in ("one", "two"):
        world.until_state("template", template, SubmissionState.SUBMITTED, gateway)
    world.decide_now("two")
    row = world.until_decided("template", template, REJECTED)
    assert row.reason.startswith("Second: ")
    world.edit("template", template, content="您好 {1}")
    world.until(lambda: world.counts("one").reviews_edited == world.counts("two").reviews_edited == 1)
    world.decide_now("one")
    world.decide_now("two")
    world.until_decided("template", template, APPROVED)
    assert world.counts("one").reviews_filed == world.counts("two").reviews_filed == 1


def test_switching_to_a_carrier_that_reviews_submits_what_there_is(world: ReviewWorld) -> None:
    world.application(gateway="one")
    world.review_at("one", "here")
    good = world.signature(status=APPROVED)
    bad = world.template("reject {1}", status=APPROVED)
    left = world.template("old", status=REJECTED)
    world.start()
    world.review_at("one", "carrier")
    world.until_state("signature", good, SubmissionState.APPROVED)
    row = world.until_decided("template", bad, REJECTED)
    assert row.reason.startswith("First: ")
    assert world.row("signature", good).status == APPROVED
    assert world.submissions("template", left) == {}
    assert world.counts().reviews_filed == 2


def test_switching_back_leaves_the_decision_to_the_desk_and_submits_nothing_twice(
    slow_world: ReviewWorld,
) -> None:
    world = slow_world
    world.application(gateway="one")
    template = world.template()
    world.start()
    world.until_state("template", template, SubmissionState.SUBMITTED)
    world.review_at("one", "here")
    world.until(lambda: not world.submissions("template", template))
    assert world.row("template", template).status == PENDING
    world.review_at("one", "carrier")
    world.until_state("template", template, SubmissionState.SUBMITTED)
    assert world.counts().reviews_filed == 1


@pytest.mark.parametrize("values", [{"enabled": False}, {"deleted_at": 1}, {"gateway": "sandbox"}])
def test_a_gateway_that_nobody_sends_through_reviews_nothing(
    world: ReviewWorld, values: dict[str, object]
) -> None:
    world.application(**{"gateway": "one", **values})
    world.application(gateway="two")
    template = world.template()
    world.start()
    world.until_decided("template", template, APPROVED)
    assert set(world.submissions("template", template)) == {"two"}


def test_a_person_decides_while_the_carrier_does(slow_world: ReviewWorld) -> None:
    """A rejection here stands, whatever the carrier says later."""
    world = slow_world
    world.application(gateway="one")
    template = world.template()
    world.start()
    world.until_state("template", template, SubmissionState.SUBMITTED)
    world.set("UPDATE template SET status = 'rejected' WHERE id = :id", id=template)
    world.decide_now()
    world.until_state("template", template, SubmissionState.APPROVED)
    assert world.row("template", template).status == REJECTED
    assert world.decisions() == []


def test_what_somebody_deletes_at_the_carrier_is_rejected_and_can_be_submitted_again(
    slow_world: ReviewWorld,
) -> None:
    world = slow_world
    world.application(gateway="one")
    template = world.template()
    world.start()
    remote = world.until_state("template", template, SubmissionState.SUBMITTED).remote_id
    world.forget_at("one", "template", remote)
    row = world.until_decided("template", template, REJECTED)
    assert "does not have it any more" in row.reason
    world.edit("template", template)
    world.until_state("template", template, SubmissionState.SUBMITTED)
    assert world.counts().reviews_filed == 2


def test_two_templates_that_say_the_same_are_two_entries(world: ReviewWorld) -> None:
    world.application(gateway="one")
    first, second = world.template(), world.template()
    world.start()
    world.until_decided("template", first, APPROVED)
    world.until_decided("template", second, APPROVED)
    names = {world.submission("template", one).remote_id for one in (first, second)}
    assert len(names) == 2


def test_a_fault_is_kept_as_a_sentence_until_it_is_over(world: ReviewWorld) -> None:
    world.carriers["one"].go_down()
    world.application(gateway="one")
    template = world.template()
    world.start()
    fault = world.until(lambda: text_from_json(world.submissions_fault("template", template)))
    assert "Nothing answers at" in str(fault)
    assert world.heard_of(ReviewChanged)
    world.carriers["one"].come_up()
    world.until_decided("template", template, APPROVED)
    assert world.submission("template", template).fault is None
