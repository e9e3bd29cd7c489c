"""What types, purposes and certificates of signatures are called, and what to write about them."""

from __future__ import annotations

from smsdesk.domain.signatures import Purpose, SignatureType, SignatureUses
from smsdesk.domain.text import tr, trn


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


def remarks_words(type: SignatureType) -> tuple[str, str]:
    """What the remarks must say for the type, and an example; both empty where they need not say anything."""
    return {
        SignatureType.APP: (
            tr("In which app store it is found, and under which name. Needed for an app."),
            tr("Example: “Riverside Orders” in the App Store and the Huawei AppGallery, by Riverside Bakery"),
        ),
        SignatureType.WEBSITE: (
            tr("Its address and its filing number. Needed for a website."),
            tr("Example: www.riverside.example, filing number 00000000"),
        ),
        SignatureType.OFFICIAL_ACCOUNT: (
            tr("The name and ID of the account or Mini Program. Needed for this type."),
            tr("Example: WeChat official account “Riverside Bakery”, ID riverside-bakery"),
        ),
    }.get(type, ("", ""))


def deleting_words(uses: SignatureUses) -> str:
    """What deleting means for the tasks that have it (G4, B11)."""
    lines = [tr("Messages already sent keep it; new ones can no longer begin with it.")]
    if uses.underway:
        lines.append(
            trn(
                "{count} task that is scheduled or being sent keeps it to its end.",
                "{count} tasks that are scheduled or being sent keep it to their end.",
                uses.underway,
            )
        )
    if uses.drafts:
        lines.append(
            trn(
                "{count} draft has it and needs another signature before it can be sent.",
                "{count} drafts have it and need another signature before they can be sent.",
                uses.drafts,
            )
        )
    return "\n\n".join(lines)
