"""What is filled in of a signature, checked against every rule and put into its row (G1, G2, P2)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from smsdesk.domain import limits
from smsdesk.domain.errors import Invalid, NotAllowed
from smsdesk.domain.profile import Region
from smsdesk.domain.review import ReviewStatus
from smsdesk.domain.signature_rules import (
    allowed_certificates,
    allowed_types,
    authorization_required,
    check_signature,
    remarks_required,
)
from smsdesk.domain.signatures import Purpose, SignatureType
from smsdesk.domain.text import text
from smsdesk.operations.desk import Desk
from smsdesk.operations.images import CheckedImage, drop_unused_images, keep_image, read_image
from smsdesk.operations.inputs import composed, some_lines
from smsdesk.operations.profile import identity
from smsdesk.operations.rules import rules_off
from smsdesk.store.tables import SignatureRow


@dataclass(frozen=True)
class Documents:
    """Pictures that were read and checked, and which of the stored ones are given up."""

    certificate: CheckedImage | None = None
    authorization: CheckedImage | None = None
    without_certificate: bool = False
    without_authorization: bool = False


@dataclass(frozen=True)
class Given:
    """What was filled in."""

    type: SignatureType
    purpose: Purpose
    content: str
    remarks: str
    certificate_type: str
    documents: Documents


def read_documents(purpose: Purpose, certificate: Path | None, authorization: Path | None) -> Documents:
    """Read and decode them before a transaction begins: that takes time in which nobody could write."""
    wanted = authorization if authorization_required(purpose) else None
    return Documents(
        read_image(certificate, field="certificate_image") if certificate is not None else None,
        read_image(wanted, field="authorization_image") if wanted is not None else None,
    )


def fill(desk: Desk, row: SignatureRow, given: Given) -> None:
    """Put it into the row, inside the running operation. Raises at the field that breaks a rule."""
    region = Region(row.region)
    if given.type not in allowed_types(identity(desk)):
        raise NotAllowed(
            text(
                "An individual may use the types App, Website and Official account only. "
                "Choose one of these, or raise the profile to an organization."
            ),
            field="type",
        )
    content = composed(given.content, field="content", most=limits.SIGNATURE_LENGTH_GLOBAL)
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


def _attach(desk: Desk, row: SignatureRow, given: Given) -> None:
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
