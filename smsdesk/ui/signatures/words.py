"""What types, purposes and certificates of signatures are called."""

from __future__ import annotations

from smsdesk.domain.signatures import Purpose, SignatureType
from smsdesk.domain.text import tr


def type_words(type: SignatureType) -> str:
    """What the signature names."""
    return {
        SignatureType.COMPANY: tr("Company"),
        SignatureType.APP: tr("App"),
        SignatureType.WEBSITE: tr("Website"),
        SignatureType.OFFICIAL_ACCOUNT: tr("Official account or Mini Program"),
        SignatureType.TRADEMARK: tr("Trademark"),
        SignatureType.INSTITUTION: tr("Government, public institution or other"),
    }[type]


def purpose_words(purpose: Purpose) -> str:
    """Whose name it is."""
    return {Purpose.SELF_USE: tr("For our own use"), Purpose.FOR_OTHERS: tr("For others")}[purpose]
