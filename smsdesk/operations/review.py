"""Review of signatures and templates (R1–R3): what waits, how its checks stand, and who decided what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from smsdesk.domain.errors import Invalid, NotAllowed, NotFound
from smsdesk.domain.limits import REVIEW_REASON_LENGTH
from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.review import (
    AUTOMATIC,
    GATEWAY_DECIDES,
    Check,
    CheckCounts,
    Decision,
    ReviewStatus,
    count_checks,
)
from smsdesk.domain.signature_rules import signature_checks
from smsdesk.domain.signatures import Purpose, SignatureType
from smsdesk.domain.template_rules import template_checks
from smsdesk.domain.text import text
from smsdesk.domain.writing import Draft, Papers
from smsdesk.operations.carrier_reviews import CarrierReview, reviews_in_progress, submit_to_carriers
from smsdesk.operations.desk import Desk, operation, query
from smsdesk.operations.inputs import some_lines
from smsdesk.operations.profile import identity, required_profile
from smsdesk.operations.rules import SIGNATURE, TEMPLATE, rules_off
from smsdesk.store import submission_rows
from smsdesk.store.decision_rows import Reviewed, record_decision, subject_of
from smsdesk.store.submission_rows import OPEN
from smsdesk.store.tables import DecisionRow, SignatureRow, TemplateRow

__all__ = [
    "AUTOMATIC",
    "Waiting",
    "approve",
    "approve_passed",
    "checks",
    "decisions",
    "reject",
    "submit",
    "waiting",
    "waiting_count",
    "withdraw",
]


@dataclass(frozen=True)
class Waiting:
    """One entry of the review queue. Times are ms since 1970 UTC."""

    subject: str
    subject_id: int
    region: Region
    title: str
    """A template's name; of a signature its content."""
    content: str
    type: str
    """Of ``SignatureType`` or ``SmsType``."""
    created_at: int
    submitted_at: int
    """Since when it waits."""
    counts: CheckCounts
    carriers: tuple[CarrierReview, ...] = ()
    """The carriers that review it, or did (R1)."""

    @property
    def here(self) -> bool:
        """Whether it is decided at this desk: no carrier's word is awaited."""
        return not any(one.decides and one.state in OPEN for one in self.carriers)


@query
def waiting(desk: Desk, *, subject: str = "", region: Region | None = None) -> list[Waiting]:
    """What waits for a decision, what has waited longest first (R2); empty ``subject``: both."""
    found: list[Waiting] = []
    for kind in (SIGNATURE, TEMPLATE) if not subject else (subject,):
        rows = _pending(desk, kind, region)
        carriers = reviews_in_progress(desk, subject=kind, subject_ids=[row.id for row in rows])
        found += [_waiting(desk, row, carriers.get(row.id, ())) for row in rows]
    return sorted(found, key=lambda entry: (entry.submitted_at, entry.subject, entry.subject_id))


@query
def waiting_count(desk: Desk, *, subject: str, region: Region) -> int:
    """How many of a region wait, whoever decides."""
    return len(_pending(desk, subject, region))


@query
def checks(desk: Desk, *, subject: str, subject_id: int) -> tuple[Check, ...]:
    """Every rule in force and how it stands for this one, in the order of the table (R2)."""
    return _checks(desk, _row(desk, subject, subject_id))


@operation(action="Approve", on="review")
def approve(desk: Desk, *, subject: str, subject_id: int, reason: str = "") -> Decision:
    """Approve what waits. Raises ``NotFound``, ``NotAllowed`` when it does not wait for this desk."""
    return _decide(desk, subject, subject_id, ReviewStatus.APPROVED, _said(reason))


@operation(action="Approve", on="review")
def approve_passed(desk: Desk, *, subject: str, subject_ids: Sequence[int]) -> list[Decision]:
    """Approve several at once, all or none: only what a machine has nothing to say against."""
    for subject_id in subject_ids:
        row = _row(desk, subject, subject_id)
        if not count_checks(_checks(desk, row)).clean:
            raise NotAllowed(
                text("“{name}” did not pass every check. Look at it by itself.", name=_title(row))
            )
    return [_decide(desk, subject, each, ReviewStatus.APPROVED, "") for each in subject_ids]


@operation(action="Reject", on="review")
def reject(desk: Desk, *, subject: str, subject_id: int, reason: str) -> Decision:
    """Reject what waits, with a reason its author can act on."""
    if not reason.strip():
        raise Invalid(text("Say why it is rejected, so that it can be mended."), field="reason")
    return _decide(desk, subject, subject_id, ReviewStatus.REJECTED, _said(reason))


@query
def decisions(desk: Desk, *, subject: str, subject_id: int) -> list[Decision]:
    """Every decision on it, newest first (R3)."""
    rows = desk.session.scalars(
        select(DecisionRow)
        .where(DecisionRow.subject == subject, DecisionRow.subject_id == subject_id)
        .order_by(DecisionRow.id.desc())
    )
    names = desk.sender.gateways()
    return [
        Decision(
            row.at,
            row.by,
            ReviewStatus(row.status),
            row.reason,
            names.get(row.by.removeprefix(GATEWAY_DECIDES)) if row.by.startswith(GATEWAY_DECIDES) else None,
        )
        for row in rows
    ]


def submit(desk: Desk, row: Reviewed, subject: str) -> None:
    """Put a new or edited row into review (R1, R2): the carriers' where a gateway in use says so, else this
    desk's, which approves it at once where the profile says so.

    Warnings keep it waiting for a person: a machine must not wave through what it is unsure of.
    """
    row.status, row.reason, row.reviewed_at = ReviewStatus.PENDING, "", None
    row.submitted_at = desk.now()
    desk.session.flush()
    desk.changed("review")
    if submit_to_carriers(desk, subject=subject, subject_id=row.id):
        return
    if required_profile(desk).automatic_review and count_checks(_checks(desk, row)).clean:
        _record(desk, row, ReviewStatus.APPROVED, AUTOMATIC, "")


def withdraw(desk: Desk, row: Reviewed) -> None:
    """It is about to be deleted: nobody reviews it any more, and carriers that have it are told."""
    desk.changed("review")
    submission_rows.withdraw(desk.session, subject_of(row), row.id, now=desk.now())


def _decide(desk: Desk, subject: str, subject_id: int, status: ReviewStatus, reason: str) -> Decision:
    row = _row(desk, subject, subject_id)
    if row.status != ReviewStatus.PENDING:
        raise NotAllowed(text("This entry has already been decided. Look at its history."))
    carriers = reviews_in_progress(desk, subject=subject, subject_ids=[subject_id]).get(subject_id, ())
    for one in carriers:
        if one.decides and one.state in OPEN:
            raise NotAllowed(
                text("It is with the carrier of {gateway}, whose answer decides.", gateway=one.name)
            )
    desk.changed(subject)
    return _record(desk, row, status, desk.user, reason)


def _record(desk: Desk, row: Reviewed, status: ReviewStatus, by: str, reason: str) -> Decision:
    desk.changed("review", "alarm")
    return record_decision(desk.session, row, status, by=by, reason=reason, at=desk.now(), here=True)


def _said(reason: str) -> str:
    return some_lines(reason, field="reason", most=REVIEW_REASON_LENGTH)


def _pending(desk: Desk, subject: str, region: Region | None) -> list[Reviewed]:
    table = SignatureRow if subject == SIGNATURE else TemplateRow
    chosen = select(table).where(table.status == ReviewStatus.PENDING)
    if region is not None:
        chosen = chosen.where(table.region == region)
    return list(desk.session.scalars(chosen))


def _row(desk: Desk, subject: str, subject_id: int) -> Reviewed:
    row: Reviewed | None = (
        desk.session.get(SignatureRow, subject_id)
        if subject == SIGNATURE
        else desk.session.get(TemplateRow, subject_id)
    )
    if row is None:
        raise NotFound(text("This entry is not there any more. It may have been deleted."))
    return row


def _waiting(desk: Desk, row: Reviewed, carriers: tuple[CarrierReview, ...]) -> Waiting:
    return Waiting(
        subject=subject_of(row),
        subject_id=row.id,
        region=Region(row.region),
        title=_title(row),
        content=row.content,
        type=row.type,
        created_at=row.created_at,
        submitted_at=row.submitted_at if row.submitted_at is not None else row.created_at,
        counts=count_checks(_checks(desk, row)),
        carriers=carriers,
    )


def _title(row: Reviewed) -> str:
    return row.content if isinstance(row, SignatureRow) else row.name


def _checks(desk: Desk, row: Reviewed) -> tuple[Check, ...]:
    off = rules_off(desk)
    draft = Draft(row.content, Region(row.region), identity=identity(desk))
    if isinstance(row, TemplateRow):
        return template_checks(draft._replace(sms_type=SmsType(row.type)), off)
    return signature_checks(draft._replace(papers=_papers(desk, row)), off)


def _papers(desk: Desk, row: SignatureRow) -> Papers:
    same = select(SignatureRow.id).where(
        SignatureRow.region == row.region, SignatureRow.content == row.content, SignatureRow.id != row.id
    )
    return Papers(
        SignatureType(row.type),
        Purpose(row.purpose),
        row.certificate_type,
        bool(row.certificate_image),
        bool(row.authorization_image),
        row.remarks,
        taken=desk.session.scalar(same) is not None,
    )
