"""What the panel shows of one signature: its state and what to do next, facts, documents, history (G3–G5)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from smsdesk.domain.profile import Region
from smsdesk.domain.review import Decision, ReviewStatus
from smsdesk.domain.signature_rules import CertificateType
from smsdesk.domain.signatures import Signature
from smsdesk.domain.text import tr
from smsdesk.operations.review import decisions
from smsdesk.ui.review.carrier_progress import carrier_progress
from smsdesk.ui.review.words import moments, status_badge
from smsdesk.ui.signatures.documents import document
from smsdesk.ui.signatures.words import purpose_words, type_words
from smsdesk.ui.widgets.badge import StatusBadge
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.side_panel import Facts
from smsdesk.ui.widgets.timeline import Timeline


async def signature_details(page: Page, one: Signature, *, used_by_default: bool) -> QWidget:
    """Fetch and build it."""
    history = await page.context.runner.run(decisions, subject="signature", subject_id=one.id)
    parts: list[QWidget] = [holding(row(StatusBadge(status_badge(one.status)), STRETCH))]
    parts += _what_it_means(one, used_by_default)
    parts += await carrier_progress(page, "signature", one.id)
    parts.append(await _facts(page, one))
    if history:
        parts += _history(page, history)
    return holding(column(*parts, spacing=16))


def _what_it_means(one: Signature, used_by_default: bool) -> list[QWidget]:
    if one.status is ReviewStatus.REJECTED:
        why = label(one.reason or tr("No reason was given."), "danger", wrap=True, selectable=True)
        return [why, label(tr("Mend it, then submit it again."), "secondary", wrap=True)]
    if one.status is ReviewStatus.PENDING:
        return [label(tr("It can be used once it is approved."), "secondary", wrap=True)]
    lasting = label(
        tr(
            "An approved signature cannot be changed: what was reviewed is what customers see. For another "
            "one make a new signature, and delete this one when it is not used any more."
        ),
        "secondary",
        wrap=True,
    )
    if not used_by_default:
        return [lasting]
    return [
        label(tr("Used for messages to mainland China that name no signature."), "label", wrap=True),
        lasting,
    ]


async def _facts(page: Page, one: Signature) -> Facts:
    facts = Facts((tr("Type"), type_words(one.type)), (tr("Purpose"), purpose_words(one.purpose)))
    if one.certificate_type:
        facts.add(tr("Certificate"), str(CertificateType(one.certificate_type).label))
    for words, name in (
        (tr("Image of the certificate"), one.certificate_image),
        (tr("Image of the authorization letter"), one.authorization_image),
    ):
        if name:
            facts.add(words, await document(page, words, name))
    if one.remarks:
        facts.add(tr("Remarks"), one.remarks)
    facts.add(tr("Created"), page.context.formats.exact(one.created_at))
    return facts


def _history(page: Page, history: list[Decision]) -> list[QWidget]:
    return [label(tr("History"), "heading"), Timeline(moments(history, page.context.formats))]


def default_words(first: Signature | None, region: Region, shown: str) -> str:
    """What a message carries that names no signature (G5). ``shown`` is ``first`` in its brackets."""
    if region is Region.GLOBAL:
        return tr("Messages to other countries carry a signature only where one is chosen.")
    if first is None:
        return tr("Messages to mainland China must carry a signature. None is approved yet.")
    return tr("Messages that name no signature begin with {signature}", signature=shown)
