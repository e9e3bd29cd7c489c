"""Signatures: create, list, edit, delete (G1–G4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sqlalchemy import func, select

from smsdesk.domain import limits
from smsdesk.domain.errors import LimitReached, NotAllowed, NotFound
from smsdesk.domain.profile import Identity, Region
from smsdesk.domain.review import ReviewStatus
from smsdesk.domain.signatures import Purpose, Signature, SignatureType, SignatureUses
from smsdesk.domain.tasks import TaskStatus
from smsdesk.domain.text import Text, text
from smsdesk.operations.desk import Desk, job, operation, query
from smsdesk.operations.images import drop_unused_images
from smsdesk.operations.profile import identity
from smsdesk.operations.review import submit, withdraw
from smsdesk.operations.signature_filling import Given, fill, read_documents
from smsdesk.store.fresh_ids import fresh_id
from smsdesk.store.tables import SignatureRow, TaskRow

__all__ = [
    "create_signature",
    "default_signature",
    "delete_signature",
    "list_signatures",
    "no_room",
    "signature",
    "signature_count",
    "signature_uses",
    "update_signature",
]


#: Tasks whose messages are written, with their signature, and not all sent.
_UNDERWAY = (
    TaskStatus.AWAITING_APPROVAL,
    TaskStatus.SCHEDULED,
    TaskStatus.OVERDUE,
    TaskStatus.SENDING,
    TaskStatus.PAUSED,
    TaskStatus.STOPPED,
)


@query
def list_signatures(
    desk: Desk, *, region: Region, search: str = "", status: ReviewStatus | None = None
) -> list[Signature]:
    """The signatures of a region, newest first. ``search`` looks in content and remarks."""
    chosen = select(SignatureRow).where(SignatureRow.region == region).order_by(SignatureRow.id.desc())
    if status is not None:
        chosen = chosen.where(SignatureRow.status == status)
    wanted = search.strip().casefold()
    return [
        _shown(row)
        for row in desk.session.scalars(chosen)
        if not wanted or wanted in f"{row.content}\n{row.remarks}".casefold()
    ]


@query
def signature(desk: Desk, *, signature_id: int) -> Signature:
    """One signature. Raises ``NotFound``."""
    return _shown(_row(desk, signature_id))


@query
def signature_count(desk: Desk, *, region: Region) -> int:
    """How many of the 50 of the region there are (G1)."""
    return _count(desk, region)


@query
def default_signature(desk: Desk, *, region: Region) -> Signature | None:
    """The one that messages carry which name none: in mainland the first approved one, else None (G5)."""
    if region is Region.GLOBAL:
        return None
    first = (
        select(SignatureRow)
        .where(SignatureRow.region == region, SignatureRow.status == ReviewStatus.APPROVED)
        .order_by(SignatureRow.id)
        .limit(1)
    )
    row = desk.session.scalar(first)
    return _shown(row) if row is not None else None


@query
def signature_uses(desk: Desk, *, signature_ids: Sequence[int]) -> SignatureUses:
    """What would miss these signatures: tasks that are not sent to their end (G4)."""
    counted = (
        select(TaskRow.status, func.count())
        .where(TaskRow.signature_id.in_(signature_ids))
        .group_by(TaskRow.status)
    )
    found = {TaskStatus(status): count for status, count in desk.session.execute(counted)}
    return SignatureUses(
        drafts=found.get(TaskStatus.DRAFT, 0),
        underway=sum(found.get(status, 0) for status in _UNDERWAY),
    )


@job(action="AddSmsSign")
def create_signature(
    desk: Desk,
    *,
    region: Region,
    type: SignatureType,
    purpose: Purpose,
    content: str,
    remarks: str = "",
    certificate_type: str = "",
    certificate_image: Path | None = None,
    authorization_image: Path | None = None,
) -> Signature:
    """G1. Raises ``Invalid`` at the field that breaks a rule, ``NotAllowed`` (P2), ``LimitReached``."""
    type, purpose = SignatureType(type), Purpose(purpose)  # Qt and scripts give plain words
    documents = read_documents(purpose, certificate_image, authorization_image)
    given = Given(type, purpose, content, remarks, certificate_type, documents)
    return _create(desk, region=region, given=given)


@operation(action="AddSmsSign", on="signature")
def _create(desk: Desk, *, region: Region, given: Given) -> Signature:
    _refuse_region(desk, region)
    if limits.SIGNATURES_PER_REGION.reached(_count(desk, region)):
        raise LimitReached(no_room())
    row = SignatureRow(
        region=region,
        certificate_image="",
        authorization_image="",
        status=ReviewStatus.PENDING,
        reason="",
        created_at=desk.now(),
    )
    fill(desk, row, given)
    row.id = fresh_id(desk.session, "signature")
    desk.session.add(row)
    submit(desk, row, "signature")
    return _shown(row)


@job(action="ModifySmsSign")
def update_signature(
    desk: Desk,
    *,
    signature_id: int,
    type: SignatureType,
    purpose: Purpose,
    content: str,
    remarks: str = "",
    certificate_type: str = "",
    certificate_image: Path | None = None,
    authorization_image: Path | None = None,
    remove_certificate: bool = False,
    remove_authorization: bool = False,
) -> Signature:
    """G4: pending and rejected ones only; submits again. An image left out stays unless it is removed."""
    type, purpose = SignatureType(type), Purpose(purpose)  # Qt and scripts give plain words
    documents = read_documents(purpose, certificate_image, authorization_image)
    documents = replace(
        documents, without_certificate=remove_certificate, without_authorization=remove_authorization
    )
    given = Given(type, purpose, content, remarks, certificate_type, documents)
    return _update(desk, signature_id=signature_id, given=given)


@operation(action="ModifySmsSign", on="signature")
def _update(desk: Desk, *, signature_id: int, given: Given) -> Signature:
    row = _row(desk, signature_id)
    desk.before(_shown(row))
    if row.status == ReviewStatus.APPROVED:
        raise NotAllowed(
            text("An approved signature cannot be changed. Create a new one and delete this one.")
        )
    region = Region(row.region)
    _refuse_region(desk, region)
    fill(desk, row, given)
    submit(desk, row, "signature")
    return _shown(row)


@operation(action="DeleteSmsSign", on="signature")
def delete_signature(desk: Desk, *, signature_id: int) -> Signature:
    """G4. Tasks and records keep the signature's words (B11)."""
    row = _row(desk, signature_id)
    shown = _shown(row)
    desk.before(shown)
    withdraw(desk, row)
    desk.session.delete(row)
    drop_unused_images(desk)
    return shown


def _refuse_region(desk: Desk, region: Region) -> None:
    if region is Region.GLOBAL and identity(desk) is Identity.INDIVIDUAL:
        raise NotAllowed(
            text(
                "An individual cannot send outside mainland China. "
                "Raise the profile to an organization first."
            )
        )


def no_room() -> Text:
    """Why there can be no further one in a region that is full (G1)."""
    return text(
        "There are already {limit} signatures in this region. Delete one that is not used first.",
        limit=limits.SIGNATURES_PER_REGION.value,
    )


def _count(desk: Desk, region: Region) -> int:
    counted = select(func.count()).select_from(SignatureRow).where(SignatureRow.region == region)
    return desk.session.scalar(counted) or 0


def _row(desk: Desk, signature_id: int) -> SignatureRow:
    row = desk.session.get(SignatureRow, signature_id)
    if row is None:
        raise NotFound(text("This signature is not there any more. It may have been deleted."))
    return row


def _shown(row: SignatureRow) -> Signature:
    return Signature(
        id=row.id,
        region=Region(row.region),
        type=SignatureType(row.type),
        purpose=Purpose(row.purpose),
        content=row.content,
        remarks=row.remarks,
        certificate_type=row.certificate_type,
        certificate_image=row.certificate_image,
        authorization_image=row.authorization_image,
        status=ReviewStatus(row.status),
        reason=row.reason,
        created_at=row.created_at,
        reviewed_at=row.reviewed_at,
    )
