"""Decisions on signatures and templates, whoever makes them: a person, the desk or a carrier (R3)."""

from __future__ import annotations

from sqlalchemy.orm import Session

from smsdesk.domain.review import GATEWAY_DECIDES, Decision, ReviewStatus
from smsdesk.store.tables import DecisionRow, SignatureRow, TemplateRow

Reviewed = SignatureRow | TemplateRow


def by_gateway(gateway: str) -> str:
    """Who decided, where it was the carrier behind a gateway: ``Decision.by``."""
    return GATEWAY_DECIDES + gateway


def subject_of(row: Reviewed) -> str:
    """``signature`` or ``template``, as decisions and submissions name it."""
    return "signature" if isinstance(row, SignatureRow) else "template"


def record_decision(
    session: Session, row: Reviewed, status: ReviewStatus, *, by: str, reason: str, at: int, here: bool
) -> Decision:
    """Keep who decided what, when and why, and let it count from now on.

    ``here``: a person of this desk decided, or the desk itself the moment it was submitted, so that
    nobody at this desk needs to be told. ``at`` is in ms since 1970 UTC. The row must have its id.
    """
    row.status, row.reason, row.reviewed_at = status, reason, at
    session.add(
        DecisionRow(subject=subject_of(row), subject_id=row.id, at=at, by=by, status=status, reason=reason)
    )
    return Decision(at, by, status, reason)
