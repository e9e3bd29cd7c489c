"""Signatures (G1–G5): the name in brackets that says who sends."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from smsdesk.domain.profile import Region
from smsdesk.domain.review import ReviewStatus


class SignatureType(StrEnum):
    """What the signature names."""

    COMPANY = "company"
    APP = "app"
    WEBSITE = "website"
    OFFICIAL_ACCOUNT = "official_account"
    TRADEMARK = "trademark"
    INSTITUTION = "institution"


class Purpose(StrEnum):
    """Whose name it is."""

    SELF_USE = "self_use"
    FOR_OTHERS = "for_others"


@dataclass(frozen=True)
class Signature:
    """A signature as the desk shows it. ``content`` is without brackets."""

    id: int
    region: Region
    type: SignatureType
    purpose: Purpose
    content: str
    remarks: str
    certificate_type: str
    certificate_image: str
    """Name of the stored image file, empty without one."""
    authorization_image: str
    status: ReviewStatus
    reason: str
    """Why it was rejected."""
    created_at: int
    reviewed_at: int | None


@dataclass(frozen=True)
class SignatureUses:
    """How many tasks a signature stands in that are not sent to their end."""

    drafts: int = 0
    """They choose their signature again."""
    underway: int = 0
    """Scheduled or being sent: their messages are written and keep it (B11)."""


def bracketed(content: str, region: Region) -> str:
    """The signature as it stands before the body: 【content】 or [content] (G2); empty for none."""
    if not content:
        return ""
    return f"【{content}】" if region is Region.MAINLAND else f"[{content}]"
