"""Signatures: create, list, edit, delete (G1–G4)."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import func, select

from smsdesk.domain import limits
from smsdesk.domain.errors import Invalid, LimitReached, NotAllowed, NotFound
from smsdesk.domain.profile import Identity, Region
from smsdesk.domain.review import ReviewStatus
from smsdesk.domain.signature_rules import (
    allowed_certificates,
    allowed_types,
    check_signature,
    remarks_required,
)
from smsdesk.domain.signatures import Purpose, Signature, SignatureType
from smsdesk.domain.text import text
from smsdesk.operations.desk import Desk, operation, query
from smsdesk.operations.images import keep_image
from smsdesk.operations.inputs import some_lines
from smsdesk.operations.profile import identity
from smsdesk.operations.review import submit
from smsdesk.store.tables import SignatureRow


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


@operation(action="AddSmsSign", on="signature")
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
    if limits.SIGNATURES_PER_REGION.reached(_count(desk, region)):
        raise LimitReached(
            text(
                "There are already {limit} signatures in this region. Delete one that is not used first.",
                limit=limits.SIGNATURES_PER_REGION.value,
            )
        )
    row = SignatureRow(
        region=region,
        certificate_image="",
        authorization_image="",
        status=ReviewStatus.PENDING,
        reason="",
        created_at=desk.now(),
    )
    _fill(desk, row, region, type, purpose, content, remarks, certificate_type)
    _attach(desk, row, purpose, certificate_image, authorization_image)
    desk.session.add(row)
    submit(desk, row, "signature", check_signature(row.content, region))
    return _shown(row)


@operation(action="ModifySmsSign", on="signature")
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
) -> Signature:
    """G4: pending and rejected ones only; submits again. An image left out stays as it is."""
    row = _row(desk, signature_id)
    desk.before(_shown(row))
    if row.status == ReviewStatus.APPROVED:
        raise NotAllowed(
            text("An approved signature cannot be changed. Create a new one and delete this one.")
        )
    region = Region(row.region)
    _fill(desk, row, region, type, purpose, content, remarks, certificate_type)
    _attach(desk, row, purpose, certificate_image, authorization_image)
    submit(desk, row, "signature", check_signature(row.content, region))
    return _shown(row)


@operation(action="DeleteSmsSign", on="signature")
def delete_signature(desk: Desk, *, signature_id: int) -> Signature:
    """G4. Tasks and records keep the signature's words (B11)."""
    row = _row(desk, signature_id)
    shown = _shown(row)
    desk.before(shown)
    desk.session.delete(row)
    return shown


def _fill(
    desk: Desk,
    row: SignatureRow,
    region: Region,
    type: SignatureType,
    purpose: Purpose,
    content: str,
    remarks: str,
    certificate_type: str,
) -> None:
    who = identity(desk)
    if who is Identity.INDIVIDUAL and region is Region.GLOBAL:
        raise NotAllowed(
            text(
                "An individual cannot send outside mainland China. "
                "Raise the profile to an organization first."
            )
        )
    if type not in allowed_types(who):
        raise NotAllowed(
            text(
                "An individual may use the types App, Website and Official account only. "
                "Choose one of these, or raise the profile to an organization."
            ),
            field="type",
        )
    content = content.strip()
    for finding in check_signature(content, region):
        if finding.severity == "error":
            raise Invalid(finding.message, field="content")
    same = select(SignatureRow.id).where(SignatureRow.region == region, SignatureRow.content == content)
    taken = desk.session.scalar(same if row.id is None else same.where(SignatureRow.id != row.id))
    if taken is not None:
        raise Invalid(
            text("There is already a signature “{content}” in this region.", content=content), field="content"
        )
    remarks = some_lines(remarks, field="remarks", most=limits.SIGNATURE_REMARKS_LENGTH)
    if remarks_required(type) and not remarks:
        raise Invalid(
            text("Say in the remarks where it can be found: its address, store or account name."),
            field="remarks",
        )
    if certificate_type and certificate_type not in allowed_certificates(type):
        raise Invalid(
            text("This certificate does not prove a signature of this type. Choose another one."),
            field="certificate_type",
        )
    row.type, row.purpose, row.content, row.remarks = type, purpose, content, remarks
    row.certificate_type = certificate_type


def _attach(
    desk: Desk, row: SignatureRow, purpose: Purpose, certificate: Path | None, authorization: Path | None
) -> None:
    if certificate is not None:
        row.certificate_image = keep_image(desk, certificate, field="certificate_image")
    if authorization is not None:
        row.authorization_image = keep_image(desk, authorization, field="authorization_image")
    if purpose is Purpose.FOR_OTHERS and not row.authorization_image:
        raise Invalid(
            text("A signature for others needs an image of their authorization letter. Choose one."),
            field="authorization_image",
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
