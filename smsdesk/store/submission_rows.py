"""Signatures and templates given to carriers' review (R1): one row for each gateway that reviews.

Which gateways review is decided by whoever calls (``engine.reviewing``); this file keeps the rows.
Everything here runs inside the caller's write transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from smsdesk.domain.review import ReviewStatus, SubmissionState
from smsdesk.store.decision_rows import Reviewed
from smsdesk.store.tables import SignatureRow, SubmissionRow, TemplateRow

TABLES: Mapping[str, type[SignatureRow] | type[TemplateRow]] = {
    "signature": SignatureRow,
    "template": TemplateRow,
}

#: States in which the carrier's word is still awaited.
OPEN = (SubmissionState.WAITING, SubmissionState.SUBMITTED)


_NAME = sql("""
SELECT s.remote_id FROM submission s JOIN template t ON t.id = s.subject_id
WHERE s.subject = 'template' AND s.subject_id = :template AND s.gateway = :gateway
    AND s.state = 'approved' AND t.content = :body
""")
_APPROVED = sql("""
SELECT EXISTS (
    SELECT 1 FROM submission s JOIN template m ON m.id = s.subject_id
    WHERE s.subject = 'template' AND s.subject_id = t.template_id AND s.gateway = :gateway
        AND s.state = 'approved' AND m.content = t.body
) AND (t.signature = '' OR EXISTS (
    SELECT 1 FROM submission s JOIN signature g ON g.id = s.subject_id
    WHERE s.subject = 'signature' AND s.subject_id = t.signature_id AND s.gateway = :gateway
        AND s.state = 'approved' AND g.content = t.signature
))
FROM task t WHERE t.id = :task
""")


def submit_to(
    session: Session, subject: str, subject_id: int, gateways: Collection[str], *, now: int
) -> bool:
    """Have a new or edited one submitted to these gateways, afresh; whether there are any.

    What a gateway calls it is kept, so that an edit changes the same entry there. Gateways that do not
    review (any more) are forgotten.
    """
    rows = {row.gateway: row for row in submissions_of(session, subject, [subject_id])[subject_id]}
    for gateway, row in rows.items():
        if gateway not in gateways and row.state != SubmissionState.WITHDRAWN:
            session.delete(row)
    for gateway in gateways:
        row = rows.get(gateway) or SubmissionRow(
            subject=subject, subject_id=subject_id, gateway=gateway, remote_id="", attempts=0
        )
        row.state, row.reason, row.fault = SubmissionState.WAITING, "", None
        row.due_at, row.submitted_at = now, None
        session.add(row)
    session.flush()
    return bool(gateways)


def withdraw(session: Session, subject: str, subject_id: int, *, now: int) -> None:
    """It is deleted here: the carriers that have it are told, those that do not are forgotten."""
    for row in submissions_of(session, subject, [subject_id])[subject_id]:
        _withdraw(session, row, now)
    session.flush()


def _withdraw(session: Session, row: SubmissionRow, now: int) -> None:
    if row.remote_id or row.sent:
        row.state, row.due_at, row.attempts, row.fault = SubmissionState.WITHDRAWN, now, 0, None
    else:
        session.delete(row)


def submissions_of(
    session: Session, subject: str, subject_ids: Sequence[int]
) -> Mapping[int, list[SubmissionRow]]:
    """The rows of each, by gateway; an empty list for one that was never submitted."""
    found: defaultdict[int, list[SubmissionRow]] = defaultdict(list)
    for row in session.scalars(
        select(SubmissionRow)
        .where(SubmissionRow.subject == subject, SubmissionRow.subject_id.in_(subject_ids))
        .order_by(SubmissionRow.gateway)
    ):
        found[row.subject_id].append(row)
    return found


def reviewed_row(session: Session, subject: str, subject_id: int) -> Reviewed | None:
    """The signature or template itself; None when it is deleted."""
    if subject == "signature":
        return session.get(SignatureRow, subject_id)
    return session.get(TemplateRow, subject_id)


def approved_name(session: Session, gateway: str, template_id: int, body: str) -> str:
    """What a gateway's carrier calls the template whose text is still ``body``, once it has approved it.

    Empty when it has not, and when the template has become another since: its variables would not fit.
    """
    return session.execute(_NAME, {"gateway": gateway, "template": template_id, "body": body}).scalar() or ""


def approved_at(session: Session, gateway: str, task_id: int) -> bool:
    """Whether a gateway's carrier has approved what a task's messages are made of, as it was written."""
    return bool(session.execute(_APPROVED, {"gateway": gateway, "task": task_id}).scalar())


# --- for the engine -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Differences:
    """Where the rows do not agree with the gateways that review and with what there is."""

    missing: tuple[tuple[str, int, str], ...] = ()
    """Approved or pending ones that a gateway was never given: subject, id, gateway. An application has just
    been switched to it."""
    needless: tuple[SubmissionRow, ...] = ()
    """Open rows of gateways that do not review any more."""
    orphans: tuple[SubmissionRow, ...] = ()
    """Rows of what is deleted, and not withdrawn yet."""

    def __bool__(self) -> bool:
        return bool(self.missing or self.needless or self.orphans)


def differences(session: Session, gateways: Collection[str]) -> Differences:
    """Only a look: a few milliseconds with as many as there can be."""
    missing: list[tuple[str, int, str]] = []
    needless: list[SubmissionRow] = []
    orphans: list[SubmissionRow] = []
    wanted = (ReviewStatus.APPROVED, ReviewStatus.PENDING)
    for subject, table in TABLES.items():
        rows = list(session.scalars(select(SubmissionRow).where(SubmissionRow.subject == subject)))
        if not rows and not gateways:
            continue
        there = {
            row.id: row.status for row in session.execute(select(table.id, table.status).order_by(table.id))
        }
        known = {(row.subject_id, row.gateway) for row in rows}
        for row in rows:
            if row.subject_id not in there:
                if row.state != SubmissionState.WITHDRAWN:
                    orphans.append(row)
            elif row.gateway not in gateways and row.state in OPEN:
                needless.append(row)
        missing += [
            (subject, id_, gateway)
            for id_, status in there.items()
            if status in wanted
            for gateway in gateways
            if (id_, gateway) not in known
        ]
    return Differences(tuple(missing), tuple(needless), tuple(orphans))


def bring_up_to_date(session: Session, gateways: Collection[str], *, now: int) -> set[tuple[str, int]]:
    """Submit what is missing, ask no more about the needless, withdraw what is deleted; what was changed."""
    found = differences(session, gateways)
    for row in found.orphans:
        _withdraw(session, row, now)
    for row in found.needless:
        session.delete(row)
    for subject, id_, gateway in found.missing:
        session.add(_waiting(subject, id_, gateway, now))
    session.flush()
    changed = {(row.subject, row.subject_id) for row in found.needless}
    return changed | {(subject, id_) for subject, id_, _ in found.missing}


def _waiting(subject: str, subject_id: int, gateway: str, now: int) -> SubmissionRow:
    return SubmissionRow(
        subject=subject,
        subject_id=subject_id,
        gateway=gateway,
        state=SubmissionState.WAITING,
        remote_id="",
        reason="",
        attempts=0,
        due_at=now,
    )


def unfinished(session: Session) -> list[SubmissionRow]:
    """Everything a carrier is still to be told or asked, what is due first at the front."""
    return list(
        session.scalars(
            select(SubmissionRow)
            .where(SubmissionRow.state.in_((*OPEN, SubmissionState.WITHDRAWN)))
            .order_by(SubmissionRow.due_at, SubmissionRow.id)
        )
    )


def put_off(session: Session, ids: Iterable[int], *, until: int, fault: str | None) -> None:
    """Look at these again at ``until``; ``fault`` is the JSON of the ``Text`` that says why."""
    session.execute(
        update(SubmissionRow).where(SubmissionRow.id.in_(list(ids))).values(due_at=until, fault=fault)
    )


def forget(session: Session, id_: int) -> None:
    """Nothing is to be told or asked of it any more."""
    session.execute(delete(SubmissionRow).where(SubmissionRow.id == id_))


def verdict(rows: Sequence[SubmissionRow]) -> ReviewStatus:
    """What the gateways say together: rejected when one rejects, approved when all have approved."""
    states = {row.state for row in rows}
    if SubmissionState.REJECTED in states:
        return ReviewStatus.REJECTED
    return ReviewStatus.APPROVED if states == {SubmissionState.APPROVED} else ReviewStatus.PENDING
