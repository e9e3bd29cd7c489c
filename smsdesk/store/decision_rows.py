"""Decisions on signatures and templates, whoever makes them: a person, the desk or a carrier (R3)."""

from __future__ import annotations

from sqlalchemy.orm import Session

from smsdesk.domain.alarms import AlarmEvent
from smsdesk.domain.profile import Region
from smsdesk.domain.review import GATEWAY_DECIDES, Decision, ReviewStatus
from smsdesk.domain.signatures import bracketed
from smsdesk.domain.text import Text, text
from smsdesk.store.alarm_rows import raise_alarm
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
    """Keep who decided what, when and why, let it count from now on, and have the contacts told.

    ``here``: a person of this desk decided, or the desk itself the moment it was submitted, so that
    nobody at this desk needs to be told. ``at`` is in ms since 1970 UTC. The row must have its id.
    Whoever calls tells of the kinds ``review``, ``alarm`` and the subject's own.
    """
    row.status, row.reason, row.reviewed_at = status, reason, at
    session.add(
        DecisionRow(subject=subject_of(row), subject_id=row.id, at=at, by=by, status=status, reason=reason)
    )
    raise_alarm(session, AlarmEvent.REVIEW, _told(row), now=at, desktop=not here)
    return Decision(at, by, status, reason)


def _told(row: Reviewed) -> Text:
    """What the contacts read."""
    if isinstance(row, SignatureRow):
        name = bracketed(row.content, Region(row.region))
        if row.status == ReviewStatus.APPROVED:
            return text("The signature {name} was approved.", name=name)
        return text("The signature {name} was rejected: {reason}", name=name, reason=row.reason)
    if row.status == ReviewStatus.APPROVED:
        return text("The template “{name}” was approved.", name=row.name)
    return text("The template “{name}” was rejected: {reason}", name=row.name, reason=row.reason)
