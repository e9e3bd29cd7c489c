"""What the panel shows of one signature: its state and what to do next, facts, documents, history (G3–G5)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from smsdesk.domain.profile import Region
from smsdesk.domain.review import Decision, ReviewStatus
from smsdesk.domain.signature_rules import CertificateType
from smsdesk.domain.signatures import Signature, bracketed
from smsdesk.domain.text import tr
from smsdesk.operations.review import decisions
from smsdesk.ui.review.carrier_progress import carrier_progress
from smsdesk.ui.review.rejection import rejection
from smsdesk.ui.review.words import moments, status_badge
from smsdesk.ui.signatures.documents import document
from smsdesk.ui.signatures.words import purpose_words, type_words
from smsdesk.ui.widgets.badge import StatusBadge
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row
from smsdesk.ui.widgets.message_bubble import MessageBubble
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
    begins = bracketed(one.content, one.region)
    shown = MessageBubble(
        tr("{signature}Your order is ready.", signature=begins),
        signature=begins,
        name=tr("So a message begins"),
    )
    if one.status is ReviewStatus.REJECTED:
        return [rejection(one.reason), shown]
    if one.status is ReviewStatus.PENDING:
        return [shown, label(tr("It can be used once it is approved."), "secondary", wrap=True)]
    lasting = label(
        tr(
            "An approved signature cannot be changed: what was reviewed is what customers see. For another "
            "one make a new signature, and delete this one when it is not used any more."
        ),
        "small",
        wrap=True,
    )
    if not used_by_default:
        return [shown, lasting]
    default = tr("Messages to mainland China begin with it unless you choose another.")
    return [shown, holding(column(label(default, wrap=True), lasting, spacing=6))]


async def _facts(page: Page, one: Signature) -> Facts:
    facts = Facts(
        (tr("Type"), type_words(one.type)), (tr("Purpose"), purpose_words(one.purpose)), beside=True
    )
    if one.remarks:
        facts.add(tr("Remarks"), one.remarks)
    facts.add(tr("Created"), page.context.formats.time(one.created_at))
    if one.certificate_type:
        facts.add(tr("Certificate"), str(CertificateType(one.certificate_type).label))
    for words, name in (
        (tr("Image of the certificate"), one.certificate_image),
        (tr("Image of the authorization letter"), one.authorization_image),
    ):
        if name:
            facts.add(words, await document(page, words, name))
    return facts


def _history(page: Page, history: list[Decision]) -> list[QWidget]:
    return [label(tr("History"), "heading"), Timeline(moments(history, page.context.formats))]


def default_words(first: Signature | None, region: Region, shown: str) -> str:
    """What a message carries that names no signature (G5). ``shown`` is ``first`` in its brackets."""
    if region is Region.GLOBAL:
        return tr("Messages to other countries carry a signature only where you choose one.")
    if first is None:
        return tr("Messages to mainland China must carry a signature. None is approved yet.")
    return tr("Messages begin with {signature} unless you choose another.", signature=shown)
