"""The review queue, its checks, decisions and the switches of the rules (R1–R3, P2), on a real file."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from sqlalchemy import select

from smsdesk.domain.alarms import AlarmEvent
from smsdesk.domain.errors import DeskError, Invalid, NotAllowed, NotFound
from smsdesk.domain.profile import Identity, Region, SmsType
from smsdesk.domain.review import CheckState, ReviewStatus, SubmissionState
from smsdesk.domain.signatures import Purpose, Signature, SignatureType
from smsdesk.domain.template_rules import check_template
from smsdesk.domain.templates import Template
from smsdesk.operations import review, rules, signatures, templates
from smsdesk.operations.desk import Desk
from smsdesk.store.submission_rows import submit_to
from smsdesk.store.tables import AlarmRow, SubmissionRow
from tests.operations.conftest import Clock
from tests.operations.shop import change_profile


def sign(desk: Desk, content: str = "河畔面包", **more: object) -> Signature:
    arguments: dict[str, object] = {
        "region": Region.MAINLAND,
        "type": SignatureType.COMPANY,
        "purpose": Purpose.SELF_USE,
        "content": content,
        **more,
    }
    return signatures.create_signature(desk, **arguments)  # type: ignore[arg-type]


def write(desk: Desk, content: str = "您的订单{1}已发货。", **more: object) -> Template:
    arguments: dict[str, object] = {
        "region": Region.MAINLAND,
        "type": SmsType.REGULAR,
        "name": "Order sent",
        "content": content,
        **more,
    }
    return templates.create_template(desk, **arguments)  # type: ignore[arg-type]


@pytest.fixture
def by_hand(desk: Desk) -> Desk:
    """A desk on which nothing is approved by itself."""
    change_profile(desk, automatic_review=False)
    return desk


def test_the_queue_says_what_waits_longest_first(by_hand: Desk, clock: Clock) -> None:
    first = write(by_hand)
    clock.move(hours=1)
    second = sign(by_hand)
    abroad = sign(by_hand, "Riverside", region=Region.GLOBAL)
    queue = review.waiting(by_hand)
    assert [(one.subject, one.subject_id) for one in queue] == [
        ("template", first.id),
        ("signature", second.id),
        ("signature", abroad.id),
    ]
    assert queue[0].submitted_at == clock.at - 3_600_000
    assert (queue[0].title, queue[0].content, queue[0].type) == ("Order sent", first.content, "regular")
    assert queue[0].counts.clean
    assert queue[0].here
    found = review.waiting(by_hand, subject="signature", region=Region.GLOBAL)
    assert [one.subject_id for one in found] == [abroad.id]
    assert review.waiting_count(by_hand, subject="signature", region=Region.MAINLAND) == 1


def test_an_edit_puts_it_at_the_end_of_the_queue(by_hand: Desk, clock: Clock) -> None:
    first, second = write(by_hand), write(by_hand, "明天上午九点开门。")
    clock.move(hours=1)
    templates.update_template(
        by_hand, template_id=first.id, type=SmsType.REGULAR, name="Order", content="订单{1}已好。"
    )
    assert [one.subject_id for one in review.waiting(by_hand)] == [second.id, first.id]


def test_warnings_wait_for_a_person_though_approval_is_automatic(desk: Desk) -> None:
    clean, doubtful = write(desk), write(desk, "您的贷款{1}已批准。")
    assert clean.status is ReviewStatus.APPROVED
    assert doubtful.status is ReviewStatus.PENDING
    (entry,) = review.waiting(desk)
    assert (entry.counts.warned, entry.counts.failed) == (1, 0)
    checks = {one.rule: one for one in review.checks(desk, subject="template", subject_id=doubtful.id)}
    (finding,) = checks["template.topic_finance"].findings
    assert doubtful.content[finding.start : finding.end] == "贷款"


def test_who_decided_when_and_why_is_kept(by_hand: Desk, clock: Clock) -> None:
    made = write(by_hand)
    clock.move(hours=2)
    review.reject(by_hand, subject="template", subject_id=made.id, reason="  Say which shop.\r\nThanks ")
    clock.move(hours=1)
    templates.update_template(
        by_hand, template_id=made.id, type=SmsType.REGULAR, name="Order", content="河畔：订单{1}已好。"
    )
    review.approve(by_hand, subject="template", subject_id=made.id, reason="Fine now")
    assert [
        (one.at, one.by, one.status, one.reason)
        for one in review.decisions(by_hand, subject="template", subject_id=made.id)
    ] == [
        (clock.at, "owner", ReviewStatus.APPROVED, "Fine now"),
        (clock.at - 3_600_000, "owner", ReviewStatus.REJECTED, "Say which shop.\nThanks"),
    ]


@pytest.mark.parametrize(("reason", "refused"), [("", True), (" \n", True), ("x" * 501, True), ("x", False)])
def test_a_rejection_needs_a_reason_that_can_be_read(by_hand: Desk, reason: str, refused: bool) -> None:
    made = sign(by_hand)
    if refused:
        with pytest.raises(Invalid) as fault:
            review.reject(by_hand, subject="signature", subject_id=made.id, reason=reason)
        assert fault.value.field == "reason"
    else:
        review.reject(by_hand, subject="signature", subject_id=made.id, reason=reason)
    kept = signatures.signature(by_hand, signature_id=made.id)
    assert kept.status is (ReviewStatus.PENDING if refused else ReviewStatus.REJECTED)


def test_a_decision_counts_once_and_what_is_gone_is_said(by_hand: Desk) -> None:
    made = sign(by_hand)
    review.approve(by_hand, subject="signature", subject_id=made.id)
    for decide in (review.approve, review.reject):
        with pytest.raises(NotAllowed, match="already been decided"):
            decide(by_hand, subject="signature", subject_id=made.id, reason="x")
    with pytest.raises(NotFound):
        review.approve(by_hand, subject="template", subject_id=99)
    with pytest.raises(NotFound):
        review.checks(by_hand, subject="signature", subject_id=99)


def test_several_are_approved_together_only_when_a_machine_has_nothing_to_say(by_hand: Desk) -> None:
    clean, doubtful = write(by_hand), write(by_hand, "您的贷款{1}已批准。", name="Loan")
    with pytest.raises(NotAllowed, match="Loan"):
        review.approve_passed(by_hand, subject="template", subject_ids=[clean.id, doubtful.id])
    assert len(review.waiting(by_hand)) == 2, "all or none"
    review.approve_passed(by_hand, subject="template", subject_ids=[clean.id])
    assert [one.subject_id for one in review.waiting(by_hand)] == [doubtful.id]


@pytest.mark.parametrize("decide", ["approve", "reject", "automatic"])
def test_the_alarm_contacts_are_told_of_every_decision(desk: Desk, decide: str) -> None:
    change_profile(desk, automatic_review=decide == "automatic")
    told: list[frozenset[str]] = []
    desk.listen(told.append)
    made = sign(desk)
    if decide == "approve":
        review.approve(desk, subject="signature", subject_id=made.id)
    elif decide == "reject":
        review.reject(desk, subject="signature", subject_id=made.id, reason="No {name}.")
    with desk.database.read() as session:
        (alarm,) = session.scalars(select(AlarmRow))
        details = json.loads(alarm.details)
    assert alarm.event == AlarmEvent.REVIEW
    assert "河畔面包" in json.dumps(details, ensure_ascii=False)
    assert {"signature", "review", "alarm"} <= frozenset().union(*told)


def carried(desk: Desk, made: Template, *gateways: str) -> None:
    with desk.database.write() as session:
        submit_to(session, "template", made.id, gateways or ("sandbox",), now=desk.now())


def test_what_is_with_a_carrier_is_not_decided_here(by_hand: Desk) -> None:
    made = write(by_hand)
    carried(by_hand, made)
    (entry,) = review.waiting(by_hand)
    assert [one.gateway for one in entry.carriers] == ["sandbox"]
    assert entry.carriers[0].state is SubmissionState.WAITING
    assert not entry.here
    with pytest.raises(NotAllowed, match="Sandbox"):
        review.approve(by_hand, subject="template", subject_id=made.id)
    with pytest.raises(NotAllowed, match="Sandbox"):
        review.approve_passed(by_hand, subject="template", subject_ids=[made.id])


def test_a_carrier_that_has_answered_keeps_nobody_from_deciding(by_hand: Desk) -> None:
    """Another was still to answer, and no application sends through it any more."""
    made = write(by_hand)
    carried(by_hand, made)
    with by_hand.database.write() as session:
        for row in session.scalars(select(SubmissionRow)):
            row.state = SubmissionState.APPROVED
    assert review.waiting(by_hand)[0].here
    review.approve(by_hand, subject="template", subject_id=made.id)
    assert review.waiting(by_hand) == []


def test_what_is_deleted_is_withdrawn_from_its_carriers(by_hand: Desk) -> None:
    made = write(by_hand)
    carried(by_hand, made)
    templates.delete_template(by_hand, template_id=made.id)
    with by_hand.database.read() as session:
        assert list(session.scalars(select(SubmissionRow))) == []


# --- rules -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("subject", ["signature", "template"])
def test_the_rules_are_listed_with_their_source_and_switch(desk: Desk, subject: str) -> None:
    listed = rules.list_rules(desk, subject=subject)
    assert all(one.key.startswith(f"{subject}.") for one in listed)
    assert all(one.on for one in listed if one.essential is not None)
    assert {one.key for one in listed if not one.on} == rules.rules_off(desk) & {one.key for one in listed}


def test_a_rule_is_switched_and_what_waits_is_looked_at_anew(desk: Desk) -> None:
    made = write(desk, "您的贷款{1}已批准。")
    rules.set_rule(desk, key="template.topic_finance", on=False)
    assert "template.topic_finance" in rules.rules_off(desk)
    assert review.waiting(desk)[0].counts.clean
    assert made.status is ReviewStatus.PENDING
    assert write(desk, "您的贷款{1}已放款。", name="b").status is ReviewStatus.APPROVED
    state = rules.set_rule(desk, key="template.topic_finance", on=True)
    assert state.on
    assert write(desk, "您的贷款{1}已还清。", name="c").status is ReviewStatus.PENDING


def test_a_rule_that_is_off_by_itself_can_be_switched_on_and_off(desk: Desk) -> None:
    key = "template.no_variables"
    assert key in rules.rules_off(desk)
    assert rules.set_rule(desk, key=key, on=True).on
    assert key not in rules.rules_off(desk)
    found = check_template("您好{1}", Region.MAINLAND, SmsType.REGULAR, off=rules.rules_off(desk))
    assert key in {one.rule for one in found}
    rules.set_rule(desk, key=key, on=False)
    assert key in rules.rules_off(desk)


@pytest.mark.parametrize(
    ("key", "fault"),
    [("template.length", NotAllowed), ("signature.length", NotAllowed), ("template.unheard_of", NotFound)],
)
def test_what_the_desk_relies_on_cannot_be_switched_off(desk: Desk, key: str, fault: type[DeskError]) -> None:
    with pytest.raises(fault):
        rules.set_rule(desk, key=key, on=False)
    assert key not in rules.rules_off(desk)


@pytest.mark.parametrize("given", [{"region": Region.GLOBAL, "content": "Riverside"}, {}])
def test_an_individual_s_queue_says_what_is_not_open_to_a_person(
    by_hand: Desk, given: dict[str, object]
) -> None:
    """A business that was set up before it said that it is a person; the check says so."""
    made = sign(by_hand, **given)
    change_profile(by_hand, identity=Identity.INDIVIDUAL)
    states: Callable[[], dict[str, CheckState]] = lambda: {  # noqa: E731
        one.rule: one.state for one in review.checks(by_hand, subject="signature", subject_id=made.id)
    }
    assert states()["signature.identity"] is CheckState.FAILED
    change_profile(by_hand, identity=Identity.ORGANIZATION)
    assert "signature.identity" not in states()
