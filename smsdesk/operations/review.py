"""Review of signatures and templates on this computer (R1–R3)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from smsdesk.domain.errors import Invalid, NotAllowed, NotFound
from smsdesk.domain.profile import Region
from smsdesk.domain.review import AUTOMATIC, Decision, Finding, ReviewStatus
from smsdesk.domain.text import text
from smsdesk.operations.desk import Desk, operation, query
from smsdesk.operations.profile import required_profile
from smsdesk.store.decision_rows import Reviewed, record_decision
from smsdesk.store.tables import DecisionRow, SignatureRow, TemplateRow

__all__ = ["AUTOMATIC", "Waiting", "approve", "decisions", "reject", "submit", "waiting"]


@dataclass(frozen=True)
class Waiting:
    """One entry of the review queue."""

    subject: str
    subject_id: int
    region: Region
    title: str
    content: str
    created_at: int


@query
def waiting(desk: Desk) -> list[Waiting]:
    """What waits for a decision, oldest first (R2)."""
    entries = [
        Waiting("signature", row.id, Region(row.region), row.content, row.content, row.created_at)
        for row in desk.session.scalars(
            select(SignatureRow).where(SignatureRow.status == ReviewStatus.PENDING)
        )
    ]
    entries += [
        Waiting("template", row.id, Region(row.region), row.name, row.content, row.created_at)
        for row in desk.session.scalars(select(TemplateRow).where(TemplateRow.status == ReviewStatus.PENDING))
    ]
    return sorted(entries, key=lambda entry: entry.created_at)


@operation(action="Approve", on="review")
def approve(desk: Desk, *, subject: str, subject_id: int, reason: str = "") -> Decision:
    """Approve what waits. Raises ``NotFound``, ``NotAllowed`` when it does not wait."""
    return _decide(desk, subject, subject_id, ReviewStatus.APPROVED, reason.strip())


@operation(action="Reject", on="review")
def reject(desk: Desk, *, subject: str, subject_id: int, reason: str) -> Decision:
    """Reject what waits, with a reason its author can act on."""
    if not reason.strip():
        raise Invalid(text("Say why it is rejected, so that it can be mended."), field="reason")
    return _decide(desk, subject, subject_id, ReviewStatus.REJECTED, reason.strip())


@query
def decisions(desk: Desk, *, subject: str, subject_id: int) -> list[Decision]:
    """Every decision on it, newest first (R3)."""
    rows = desk.session.scalars(
        select(DecisionRow)
        .where(DecisionRow.subject == subject, DecisionRow.subject_id == subject_id)
        .order_by(DecisionRow.id.desc())
    )
    return [Decision(row.at, row.by, ReviewStatus(row.status), row.reason) for row in rows]


def submit(desk: Desk, row: Reviewed, subject: str, findings: list[Finding]) -> None:
    """Put a new or edited row into review, and approve it at once where the profile says so.

    Warnings keep it waiting for a person: a machine must not wave through what it is unsure of.
    """
    row.status, row.reason, row.reviewed_at = ReviewStatus.PENDING, "", None
    row.submitted_at = desk.now()
    desk.session.flush()
    if required_profile(desk).automatic_review and not findings:
        _record(desk, row, ReviewStatus.APPROVED, AUTOMATIC, "")


def _decide(desk: Desk, subject: str, subject_id: int, status: ReviewStatus, reason: str) -> Decision:
    row: Reviewed | None = (
        desk.session.get(SignatureRow, subject_id)
        if subject == "signature"
        else desk.session.get(TemplateRow, subject_id)
    )
    if row is None:
        raise NotFound(text("This entry is not there any more. It may have been deleted."))
    if row.status != ReviewStatus.PENDING:
        raise NotAllowed(text("This entry has already been decided. Look at its history."))
    desk.changed(subject)
    return _record(desk, row, status, desk.user, reason)


def _record(desk: Desk, row: Reviewed, status: ReviewStatus, by: str, reason: str) -> Decision:
    desk.changed("review", "alarm")
    return record_decision(desk.session, row, status, by=by, reason=reason, at=desk.now(), here=True)
