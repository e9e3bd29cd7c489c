"""Signatures: create, list, edit, delete (G1–G4)."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import func, select

from smsdesk.domain import limits
from smsdesk.domain.errors import Invalid, LimitReached, NotAllowed, NotFound
from smsdesk.domain.profile import Identity, Region
from smsdesk.domain.review import ReviewStatus
from smsdesk.domain.signature_rules import (
    allowed_certificates,
    allowed_types,
    authorization_required,
    check_signature,
    remarks_required,
)
from smsdesk.domain.signatures import Purpose, Signature, SignatureType, SignatureUses
from smsdesk.domain.tasks import TaskStatus
from smsdesk.domain.text import Text, text
from smsdesk.operations.desk import Desk, job, operation, query
from smsdesk.operations.images import CheckedImage, drop_unused_images, keep_image, read_image
from smsdesk.operations.inputs import some_lines
from smsdesk.operations.profile import identity
from smsdesk.operations.review import submit, withdraw
from smsdesk.operations.rules import rules_off
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
    documents = _read_documents(purpose, certificate_image, authorization_image)
    given = _Given(type, purpose, content, remarks, certificate_type, documents)
    return _create(desk, region=region, given=given)


@operation(action="AddSmsSign", on="signature")
def _create(desk: Desk, *, region: Region, given: _Given) -> Signature:
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
    _fill(desk, row, given)
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
    documents = _read_documents(purpose, certificate_image, authorization_image)
    documents = replace(
        documents, without_certificate=remove_certificate, without_authorization=remove_authorization
    )
    given = _Given(type, purpose, content, remarks, certificate_type, documents)
    return _update(desk, signature_id=signature_id, given=given)


@operation(action="ModifySmsSign", on="signature")
def _update(desk: Desk, *, signature_id: int, given: _Given) -> Signature:
    row = _row(desk, signature_id)
    desk.before(_shown(row))
    if row.status == ReviewStatus.APPROVED:
        raise NotAllowed(
            text("An approved signature cannot be changed. Create a new one and delete this one.")
        )
    region = Region(row.region)
    _refuse_region(desk, region)
    _fill(desk, row, given)
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


@dataclass(frozen=True)
class _Documents:
    certificate: CheckedImage | None = None
    authorization: CheckedImage | None = None
    without_certificate: bool = False
    without_authorization: bool = False


@dataclass(frozen=True)
class _Given:
    """What was filled in."""

    type: SignatureType
    purpose: Purpose
    content: str
    remarks: str
    certificate_type: str
    documents: _Documents


def _read_documents(purpose: Purpose, certificate: Path | None, authorization: Path | None) -> _Documents:
    """Read and decode them before a transaction begins: that takes time in which nobody could write."""
    wanted = authorization if authorization_required(purpose) else None
    return _Documents(
        read_image(certificate, field="certificate_image") if certificate is not None else None,
        read_image(wanted, field="authorization_image") if wanted is not None else None,
    )


def _refuse_region(desk: Desk, region: Region) -> None:
    if region is Region.GLOBAL and identity(desk) is Identity.INDIVIDUAL:
        raise NotAllowed(
            text(
                "An individual cannot send outside mainland China. "
                "Raise the profile to an organization first."
            )
        )


def _fill(desk: Desk, row: SignatureRow, given: _Given) -> None:
    region = Region(row.region)
    if given.type not in allowed_types(identity(desk)):
        raise NotAllowed(
            text(
                "An individual may use the types App, Website and Official account only. "
                "Choose one of these, or raise the profile to an organization."
            ),
            field="type",
        )
    content = unicodedata.normalize("NFC", given.content).strip()
    for finding in check_signature(content, region, off=rules_off(desk)):
        if finding.severity == "error":
            raise Invalid(finding.message, field="content")
    _refuse_same(desk, row, region, content)
    remarks = some_lines(given.remarks, field="remarks", most=limits.SIGNATURE_REMARKS_LENGTH)
    if remarks_required(given.type) and not remarks:
        raise Invalid(
            text("Say in the remarks where it can be found: its address, store or account name."),
            field="remarks",
        )
    if given.certificate_type and given.certificate_type not in allowed_certificates(given.type):
        raise Invalid(
            text("This certificate does not prove a signature of this type. Choose another one."),
            field="certificate_type",
        )
    row.type, row.purpose, row.content, row.remarks = given.type, given.purpose, content, remarks
    row.certificate_type = given.certificate_type
    _attach(desk, row, given)


def _refuse_same(desk: Desk, row: SignatureRow, region: Region, content: str) -> None:
    """The same text twice in a region; one that waits is the cloud's SignExistAndUnapproved (7.3)."""
    same = select(SignatureRow).where(SignatureRow.region == region, SignatureRow.content == content)
    if row.id is not None:
        same = same.where(SignatureRow.id != row.id)
    with desk.session.no_autoflush:
        other = desk.session.scalar(same.limit(1))
    if other is None:
        return
    message = {
        ReviewStatus.PENDING: text(
            "“{content}” already waits for review in this region. Wait for the decision, or edit that one.",
            content=content,
        ),
        ReviewStatus.APPROVED: text(
            "“{content}” is already approved in this region and can be used as it is.", content=content
        ),
        ReviewStatus.REJECTED: text(
            "“{content}” was rejected in this region. Edit that one and submit it again, or delete it first.",
            content=content,
        ),
    }
    raise Invalid(message[ReviewStatus(other.status)], field="content")


def _attach(desk: Desk, row: SignatureRow, given: _Given) -> None:
    documents = given.documents
    if documents.certificate is not None:
        row.certificate_image = keep_image(desk, documents.certificate)
    elif documents.without_certificate:
        row.certificate_image = ""
    if documents.authorization is not None:
        row.authorization_image = keep_image(desk, documents.authorization)
    elif documents.without_authorization or not authorization_required(given.purpose):
        row.authorization_image = ""
    if authorization_required(given.purpose) and not row.authorization_image:
        raise Invalid(
            text("A signature for others needs an image of their authorization letter. Choose one."),
            field="authorization_image",
        )
    if row.id is not None:
        drop_unused_images(desk)


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
