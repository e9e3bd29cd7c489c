"""The transactions of a carrier's review: what is to be asked, and what an answer changes (R1)."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.review import ReviewStatus, SubmissionState
from smsdesk.domain.signatures import Purpose, SignatureType
from smsdesk.domain.text import Text, text
from smsdesk.engine.reviewing import reviewing_gateways, standby_gateways, stored_values
from smsdesk.gateways.base import (
    Picture,
    ReviewAnswer,
    ReviewState,
    SignatureSubmission,
    Submission,
    TemplateSubmission,
)
from smsdesk.gateways.registry import Declared
from smsdesk.store.decision_rows import Reviewed, by_gateway, record_decision
from smsdesk.store.stored_json import from_json
from smsdesk.store.submission_rows import (
    bring_up_to_date,
    differences,
    reviewed_row,
    submissions_of,
    unfinished,
    verdict,
)
from smsdesk.store.tables import ImageRow, SignatureRow, SubmissionRow

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """One submission as it was when it was looked at."""

    id: int
    subject: str
    subject_id: int
    gateway: str
    state: SubmissionState
    remote_id: str
    sent: Submission | None
    """What may have been submitted under a name that is not known: an answer was lost. Without pictures."""
    due_at: int
    submitted_at: int
    faulty: bool


@dataclass(frozen=True, slots=True)
class Look:
    """What is to be done."""

    jobs: tuple[Job, ...]
    settings: Mapping[str, Mapping[str, str]]
    """Of every gateway, as they are now."""
    stale: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """What a transaction changed: the subject it was about, and whether a decision was made."""

    subject: str
    decided: bool = False


def look(session: Session, declared: Mapping[str, Declared]) -> Look:
    """What is unfinished; ``stale``: the rows must be brought up to date first. Changes nothing."""
    gateways = reviewing_gateways(session, declared)
    return Look(
        tuple(_job(row) for row in unfinished(session)),
        stored_values(session),
        stale=bool(differences(session, gateways)),
    )


def bring_up(session: Session, declared: Mapping[str, Declared], now: int) -> list[Changed]:
    """Make the rows agree with the gateways that review and with what there is."""
    changed = bring_up_to_date(session, reviewing_gateways(session, declared), now=now)
    return [
        Changed(subject, _decide(session, subject, id_, None, declared, now))
        for subject, id_ in sorted(changed)
    ]


def _job(row: SubmissionRow) -> Job:
    return Job(
        row.id,
        row.subject,
        row.subject_id,
        row.gateway,
        SubmissionState(row.state),
        row.remote_id,
        _sent(row),
        row.due_at,
        row.submitted_at or row.due_at,
        row.fault is not None,
    )


# --- submitting -----------------------------------------------------------------------------------


def item_of(session: Session, job: Job) -> Submission | None:
    """What is to be submitted, as it is now; None when it is deleted or needs no submitting any more."""
    row = session.get(SubmissionRow, job.id)
    if row is None or row.state != SubmissionState.WAITING:
        return None
    subject = reviewed_row(session, job.subject, job.subject_id)
    return None if subject is None else _item(session, subject)


def _item(session: Session, row: Reviewed) -> Submission:
    region = Region(row.region)
    if isinstance(row, SignatureRow):
        return SignatureSubmission(
            region,
            SignatureType(row.type),
            Purpose(row.purpose),
            row.content,
            row.remarks,
            row.certificate_type,
            _picture(session, row.certificate_image),
            _picture(session, row.authorization_image),
        )
    return TemplateSubmission(region, SmsType(row.type), row.name, row.content, row.remarks)


def _picture(session: Session, name: str) -> Picture | None:
    image = session.get(ImageRow, name) if name else None
    return Picture(name.rpartition(".")[2], image.content) if image else None


def is_free(session: Session, job: Job, remote_id: str) -> bool:
    """Whether no other signature or template of the desk is this entry of the gateway."""
    taken = select(SubmissionRow.id).where(
        SubmissionRow.gateway == job.gateway,
        SubmissionRow.subject == job.subject,
        SubmissionRow.remote_id == remote_id,
        SubmissionRow.id != job.id,
    )
    return session.execute(taken).first() is None


def begin(session: Session, job: Job, item: Submission) -> bool:
    """On disk before the request leaves: it may have been submitted. Whether it still is to be."""
    row = session.get(SubmissionRow, job.id)
    if row is None or row.state != SubmissionState.WAITING:
        return False
    row.attempts += 1
    row.sent = json.dumps(asdict(without_pictures(item)), ensure_ascii=False)
    return True


def without_pictures(item: Submission) -> Submission:
    """What an entry is found by, and a little more."""
    if isinstance(item, SignatureSubmission):
        return replace(item, certificate=None, authorization=None)
    return item


def _sent(row: SubmissionRow) -> Submission | None:
    if row.sent is None:
        return None
    # Without it the entry is looked for at the carrier by what it says now.
    try:
        return _read_sent(row.subject, from_json(row.sent, dict) or {})
    except (KeyError, ValueError):
        log.info("What was submitted for %s %d is damaged", row.subject, row.subject_id)
        return None


def _read_sent(subject: str, said: Mapping[str, str]) -> Submission:
    region, content, remarks = Region(said["region"]), said["content"], said["remarks"]
    if subject == SignatureSubmission.subject:
        type, purpose = SignatureType(said["type"]), Purpose(said["purpose"])
        return SignatureSubmission(region, type, purpose, content, remarks, said["certificate_type"])
    return TemplateSubmission(region, SmsType(said["type"]), said["name"], content, remarks)


def submitted(
    session: Session, job: Job, sent: Submission, remote_id: str, *, now: int, due_at: int
) -> Changed:
    """The carrier has taken what was ``sent``; what was edited or deleted meanwhile is told next."""
    row = session.get(SubmissionRow, job.id)
    if row is None:
        return Changed(job.subject)
    row.remote_id, row.fault, row.sent, row.attempts = remote_id, None, None, 0
    if row.state == SubmissionState.WAITING and _unchanged(session, job, sent):
        row.state, row.submitted_at, row.due_at = SubmissionState.SUBMITTED, now, due_at
    else:
        row.due_at = now
    return Changed(job.subject)


def refused(
    session: Session,
    job: Job,
    sent: Submission,
    reason: Text | str,
    declared: Mapping[str, Declared],
    *,
    now: int,
) -> Changed:
    """The carrier did not take what was ``sent``: that is a rejection."""
    row = session.get(SubmissionRow, job.id)
    if row is None or row.state != SubmissionState.WAITING or not _unchanged(session, job, sent):
        return Changed(job.subject)
    row.state, row.reason = SubmissionState.REJECTED, str(reason)
    row.fault, row.sent, row.attempts = None, None, 0
    return Changed(job.subject, _decide(session, job.subject, job.subject_id, row, declared, now))


def _unchanged(session: Session, job: Job, sent: Submission) -> bool:
    row = reviewed_row(session, job.subject, job.subject_id)
    return row is not None and _item(session, row) == sent


# --- answers --------------------------------------------------------------------------------------


def answered(
    session: Session,
    answers: Sequence[tuple[Job, ReviewState]],
    declared: Mapping[str, Declared],
    *,
    now: int,
    due_at: Mapping[int, int],
) -> list[Changed]:
    """What the carrier said of some; ``due_at``: when to ask next, by job, where it says nothing yet."""
    changed: list[Changed] = []
    for job, state in answers:
        row = session.get(SubmissionRow, job.id)
        # Edited or deleted since it was asked about: the answer is about something else.
        if row is None or row.state != SubmissionState.SUBMITTED or row.remote_id != job.remote_id:
            continue
        row.fault = None
        match state.answer:
            case ReviewAnswer.PENDING:
                row.due_at = due_at[job.id]
                if job.faulty:
                    changed.append(Changed(job.subject))
                continue
            case ReviewAnswer.APPROVED:
                row.state = SubmissionState.APPROVED
            case ReviewAnswer.REJECTED:
                row.state = SubmissionState.REJECTED
                row.reason = state.reason or str(text("The carrier gives no reason."))
            case ReviewAnswer.GONE:
                row.state, row.remote_id = SubmissionState.REJECTED, ""
                row.reason = str(text("The carrier does not have it any more. Edit it to submit it again."))
        session.flush()
        decided = _decide(session, job.subject, job.subject_id, row, declared, now)
        changed.append(Changed(job.subject, decided))
    return changed


def _decide(
    session: Session,
    subject: str,
    subject_id: int,
    last: SubmissionRow | None,
    declared: Mapping[str, Declared],
    now: int,
) -> bool:
    """Let the gateways' words together count, where they are something new; whether they are.

    ``last`` is the gateway that has just spoken; None when one was taken out that had not.
    """
    row = reviewed_row(session, subject, subject_id)
    rows = submissions_of(session, subject, [subject_id]).get(subject_id, [])
    standby = standby_gateways(session, declared)
    if last is not None and last.gateway in standby:
        return False  # it says for itself what may go through it, while another is down
    rows = [one for one in rows if one.gateway not in standby]
    status = verdict(rows)
    if row is None or not rows or status == ReviewStatus.PENDING or status == row.status:
        return False
    if status == ReviewStatus.APPROVED and row.status != ReviewStatus.PENDING:
        return False  # a person of this desk has rejected it
    says = last or rows[-1]
    reason = ""
    if status == ReviewStatus.REJECTED:
        says = next(one for one in (says, *rows) if one.state == SubmissionState.REJECTED)
        name = declared[says.gateway].name if says.gateway in declared else says.gateway
        reason = str(text("{gateway}: {reason}", gateway=name, reason=says.reason))
    record_decision(session, row, status, by=by_gateway(says.gateway), reason=reason, at=now, here=False)
    return True
