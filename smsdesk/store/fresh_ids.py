"""IDs of new signatures and templates: none that a deleted one had.

Its history, tasks and entries at carriers would else be taken for the new one's (R1, R3, T4).
"""

from __future__ import annotations

from sqlalchemy import Select, func, select, union_all
from sqlalchemy.orm import Session

from smsdesk.store.tables import DecisionRow, SignatureRow, SubmissionRow, TaskRow, TemplateRow


def fresh_id(session: Session, subject: str) -> int:
    """An ID that no ``signature`` or ``template`` has, and none had that anything remembers; in a write
    transaction."""
    own: Select[tuple[int | None]] = (
        select(func.max(SignatureRow.id)) if subject == "signature" else select(func.max(TemplateRow.id))
    )
    task = TaskRow.signature_id if subject == "signature" else TaskRow.template_id
    known = session.scalars(
        union_all(
            own,
            select(func.max(task)),
            select(func.max(DecisionRow.subject_id)).where(DecisionRow.subject == subject),
            select(func.max(SubmissionRow.subject_id)).where(SubmissionRow.subject == subject),
        )
    )
    return 1 + max((one for one in known if one is not None), default=0)
