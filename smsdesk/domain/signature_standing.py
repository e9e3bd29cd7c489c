"""Which types and certificates the cloud's own review still takes (G1): data that changes by the year.

The desk offers all of them, because the sandbox and other gateways take them; it says beside the field what
would not be taken any more.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from smsdesk.domain.profile import Region
from smsdesk.domain.signature_rules import CertificateType
from smsdesk.domain.signatures import SignatureType
from smsdesk.domain.text import Text, text

#: Where it is said, and as of when.
SOURCE = "AddSmsSign of API 2021-01-11, documentation read in 2026-01"


class Standing(StrEnum):
    """Whether it can still be submitted to the cloud's review."""

    CURRENT = "current"
    NOT_MAINLAND = "not_mainland"
    """Global signatures only."""
    DISCONTINUED = "discontinued"


#: What is not named is current.
TYPES: Mapping[SignatureType, Standing] = {
    SignatureType.APP: Standing.NOT_MAINLAND,
    SignatureType.WEBSITE: Standing.DISCONTINUED,
    SignatureType.OFFICIAL_ACCOUNT: Standing.DISCONTINUED,
}
CERTIFICATES: Mapping[CertificateType, Standing] = {
    CertificateType.APP_SCREENSHOT: Standing.NOT_MAINLAND,
    CertificateType.WEBSITE_SCREENSHOT: Standing.DISCONTINUED,
    CertificateType.MINI_PROGRAM_SCREENSHOT: Standing.DISCONTINUED,
    CertificateType.ACCOUNT_SCREENSHOT: Standing.DISCONTINUED,
}


def type_note(type: SignatureType, region: Region) -> Text | None:
    """What to know before choosing the type; None when it is taken as ever."""
    if _taken(TYPES.get(type, Standing.CURRENT), region):
        return None
    return text(
        "Tencent Cloud takes no new signatures of this type any more; the sandbox and other gateways do. A "
        "company or trademark signature is taken everywhere."
    )


def certificate_note(certificate: CertificateType, region: Region) -> Text | None:
    """What to know before choosing the certificate; None when it is taken as ever."""
    if _taken(CERTIFICATES.get(certificate, Standing.CURRENT), region):
        return None
    return text(
        "Tencent Cloud takes this certificate no more. A business licence or certificate is taken everywhere."
    )


def _taken(standing: Standing, region: Region) -> bool:
    if standing is Standing.NOT_MAINLAND:
        return region is not Region.MAINLAND
    return standing is Standing.CURRENT
