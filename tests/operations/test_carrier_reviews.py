"""Who reviews, and how far the carriers are: what the window is told (R1)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from smsdesk.domain.applications import ApplicationType
from smsdesk.domain.errors import NotAllowed
from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.review import ReviewStatus, SubmissionState
from smsdesk.domain.signatures import Purpose, SignatureType
from smsdesk.domain.templates import Template
from smsdesk.domain.text import text
from smsdesk.operations import applications, review, signatures, templates
from smsdesk.operations.carrier_reviews import review_progress, reviewed_where, reviews_in_progress
from smsdesk.operations.desk import Desk
from smsdesk.operations.gateways import save_gateway_settings
from smsdesk.store.stored_text import text_to_json
from smsdesk.store.tables import SubmissionRow


def by_the_carrier(desk: Desk) -> None:
    save_gateway_settings(desk, gateway="sandbox", values={"review": "carrier"})


def new_template(desk: Desk) -> Template:
    return templates.create_template(
        desk, region=Region.MAINLAND, type=SmsType.REGULAR, name="Notice", content="明天上午九点开门。"
    )


@pytest.fixture
def sending(desk: Desk) -> Desk:
    """A desk with an application that sends through the sandbox."""
    applications.create_application(desk, name="Bakery", type=ApplicationType.OTHER)
    return desk


def rows(desk: Desk) -> list[SubmissionRow]:
    with desk.database.read() as session:
        return list(session.scalars(select(SubmissionRow).order_by(SubmissionRow.id)))


def mark(desk: Desk, **values: object) -> None:
    """As the engine does."""
    with desk.database.write() as session:
        for row in session.scalars(select(SubmissionRow)):
            for name, value in values.items():
                setattr(row, name, value)


def test_reviewed_here_nothing_is_submitted(sending: Desk) -> None:
    made = new_template(sending)
    assert made.status is ReviewStatus.APPROVED
    assert rows(sending) == []
    assert review_progress(sending, subject="template", subject_id=made.id) == ()
    assert "on this desk" in str(reviewed_where(sending, gateway="sandbox"))
    assert "on this desk" in str(reviewed_where(sending, gateway="no such"))


def test_reviewed_by_the_carrier_it_waits_to_be_submitted(sending: Desk) -> None:
    by_the_carrier(sending)
    made = new_template(sending)
    assert made.status is ReviewStatus.PENDING
    (one,) = review_progress(sending, subject="template", subject_id=made.id)
    assert (one.gateway, str(one.name), one.state) == ("sandbox", "Sandbox", SubmissionState.WAITING)
    assert (one.since, one.expected_by, one.overdue, one.fault) == (None, None, False, None)
    assert "itself" in str(reviewed_where(sending, gateway="sandbox"))
    with pytest.raises(NotAllowed, match="with the carrier"):
        review.approve(sending, subject="template", subject_id=made.id)


def test_a_signature_goes_to_the_carrier_too(sending: Desk) -> None:
    by_the_carrier(sending)
    made = signatures.create_signature(
        sending,
        region=Region.MAINLAND,
        type=SignatureType.COMPANY,
        purpose=Purpose.SELF_USE,
        content="河畔面包",
    )
    assert made.status is ReviewStatus.PENDING
    assert list(reviews_in_progress(sending, subject="signature", subject_ids=[made.id, 99])) == [made.id]


def test_when_an_answer_is_expected(sending: Desk) -> None:
    by_the_carrier(sending)
    made = new_template(sending)
    since = sending.now() - 30_000
    mark(sending, state=SubmissionState.SUBMITTED, submitted_at=since, remote_id="t1")
    (one,) = review_progress(sending, subject="template", subject_id=made.id)
    assert (one.since, one.expected_by, one.overdue, one.open_now) == (since, since + 60_000, False, True)
    mark(sending, submitted_at=since - 3_600_000)
    (one,) = review_progress(sending, subject="template", subject_id=made.id)
    assert one.overdue


def test_what_a_carrier_said_and_what_kept_it_from_being_asked(sending: Desk) -> None:
    by_the_carrier(sending)
    made = new_template(sending)
    mark(sending, fault=text_to_json(text("Nothing answers at {address}.", address="here")))
    (one,) = review_progress(sending, subject="template", subject_id=made.id)
    assert str(one.fault) == "Nothing answers at here."
    mark(sending, state=SubmissionState.REJECTED, reason="no papers", fault=None, submitted_at=1)
    (one,) = review_progress(sending, subject="template", subject_id=made.id)
    assert (one.reason, one.expected_by, one.fault) == ("no papers", None, None)


def test_an_edit_is_submitted_anew_under_the_same_name(sending: Desk) -> None:
    by_the_carrier(sending)
    made = new_template(sending)
    mark(sending, state=SubmissionState.REJECTED, reason="no", remote_id="t7", submitted_at=1)
    templates.update_template(
        sending, template_id=made.id, type=SmsType.REGULAR, name="Notice", content="后天上午九点开门。"
    )
    (row,) = rows(sending)
    assert (row.state, row.remote_id, row.reason, row.submitted_at) == (
        SubmissionState.WAITING,
        "t7",
        "",
        None,
    )


def test_an_edit_after_switching_back_is_decided_here(sending: Desk) -> None:
    by_the_carrier(sending)
    made = new_template(sending)
    save_gateway_settings(sending, gateway="sandbox", values={"review": "here"})
    edited = templates.update_template(
        sending, template_id=made.id, type=SmsType.REGULAR, name="Notice", content="后天上午九点开门。"
    )
    assert edited.status is ReviewStatus.APPROVED
    assert rows(sending) == []


def test_what_is_deleted_is_withdrawn_where_the_carrier_has_it(sending: Desk) -> None:
    by_the_carrier(sending)
    first, second = new_template(sending), new_template(sending)
    with sending.database.write() as session:
        for row in session.scalars(select(SubmissionRow).where(SubmissionRow.subject_id == second.id)):
            row.state, row.remote_id = SubmissionState.SUBMITTED, "t2"
    templates.delete_template(sending, template_id=first.id)
    templates.delete_template(sending, template_id=second.id)
    (row,) = rows(sending)
    assert (row.subject_id, row.state) == (second.id, SubmissionState.WITHDRAWN)
    assert review_progress(sending, subject="template", subject_id=second.id) == ()


def test_a_new_one_is_not_taken_for_the_one_that_was_deleted_before_it(sending: Desk) -> None:
    """SQLite by itself gives the number of the last row that was deleted again."""
    by_the_carrier(sending)
    first = new_template(sending)
    mark(sending, state=SubmissionState.SUBMITTED, remote_id="t1")
    templates.delete_template(sending, template_id=first.id)
    second = new_template(sending)
    assert second.id != first.id
    assert {(row.subject_id, row.state, row.remote_id) for row in rows(sending)} == {
        (first.id, SubmissionState.WITHDRAWN, "t1"),
        (second.id, SubmissionState.WAITING, ""),
    }


def test_only_gateways_that_an_application_sends_through_review(desk: Desk) -> None:
    by_the_carrier(desk)
    assert new_template(desk).status is ReviewStatus.APPROVED
    application = applications.create_application(desk, name="Bakery", type=ApplicationType.OTHER)
    applications.disable_application(desk, application_id=application.id)
    assert new_template(desk).status is ReviewStatus.APPROVED
    applications.enable_application(desk, application_id=application.id)
    assert new_template(desk).status is ReviewStatus.PENDING
