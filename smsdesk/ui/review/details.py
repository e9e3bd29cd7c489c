"""The details of one entry of the review queue: its look, what was found, what to look at, its history."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QWidget

from smsdesk.domain.fragments import measure
from smsdesk.domain.profile import Identity, SmsType
from smsdesk.domain.review import Decision
from smsdesk.domain.signature_rules import CertificateType
from smsdesk.domain.signatures import Signature, SignatureType, bracketed
from smsdesk.domain.templates import Template, carries_code, render, variables
from smsdesk.domain.text import tr
from smsdesk.operations.images import image
from smsdesk.operations.review import Waiting, checks, decisions
from smsdesk.operations.rules import SIGNATURE
from smsdesk.operations.signatures import default_signature, signature
from smsdesk.operations.templates import template
from smsdesk.ui import sms_types
from smsdesk.ui.review.carrier_progress import carriers_view
from smsdesk.ui.review.checks_view import ChecksView, ReviewerList
from smsdesk.ui.review.words import moments
from smsdesk.ui.signatures.picture_dialog import show_picture
from smsdesk.ui.signatures.pictures import THUMBNAIL, small
from smsdesk.ui.signatures.thumbnail_button import ThumbnailButton
from smsdesk.ui.signatures.words import purpose_words, type_words
from smsdesk.ui.templates.sample_values import standing_in
from smsdesk.ui.templates.words import measure_words
from smsdesk.ui.widgets.labels import Picture, label
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row
from smsdesk.ui.widgets.message_bubble import MessageBubble
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.side_panel import Facts
from smsdesk.ui.widgets.timeline import Moment, Timeline


@dataclass(frozen=True)
class EntryDetails:
    """``points`` is the reviewer's list, to be asked what was not looked at."""

    body: QWidget
    points: ReviewerList


def type_of(entry: Waiting) -> str:
    """What kind of signature or template it is, in words."""
    if entry.subject == SIGNATURE:
        return type_words(SignatureType(entry.type))
    return sms_types.type_words(SmsType(entry.type))


async def entry_details(page: Page, entry: Waiting) -> EntryDetails:
    """Fetch and build what is shown of an entry. Raises ``NotFound`` when it was deleted meanwhile."""
    run = page.context.runner.run
    which = {"subject": entry.subject, "subject_id": entry.subject_id}
    found = await run(checks, **which)  # type: ignore[arg-type]
    history = await run(decisions, **which)  # type: ignore[arg-type]
    if entry.subject == SIGNATURE:
        one = await run(signature, signature_id=entry.subject_id)
        look, facts = _signature_look(one), await _signature_facts(page, one)
    else:
        two = await run(template, template_id=entry.subject_id)
        first = await run(default_signature, region=two.region)
        look, facts = _template_look(two, first), _template_facts(two)
    points = ReviewerList(found)
    parts: list[QWidget] = []
    if entry.carriers:
        parts.append(carriers_view(entry.carriers, page.context.formats))
    elif page.context.profile.identity is Identity.INDIVIDUAL:
        parts.append(_note(_individual_words()))
    parts += [look, ChecksView(found), facts]
    if entry.here and points.boxes:
        parts.append(points)
    parts += [label(tr("History"), "heading"), Timeline(_history(page, entry, history))]
    return EntryDetails(holding(column(*parts, spacing=16)), points)


def _individual_words() -> str:
    return tr(
        "You send in your own name: signatures of the types App, Website and Official account, and regular "
        "templates, in mainland China. What goes beyond fails a check."
    )


def _note(words: str) -> QWidget:
    line = row(Picture("info", "accent_text", 16), label(words, "secondary", wrap=True), spacing=8)
    line.setStretch(1, 1)
    return holding(line)


def _signature_look(one: Signature) -> QWidget:
    sign = bracketed(one.content, one.region)
    content = tr("{signature}Your order is ready.", signature=sign)
    return MessageBubble(content, signature=sign, name=tr("On the phone"))


def _template_look(one: Template, signed: Signature | None) -> QWidget:
    sign = bracketed(signed.content, one.region) if signed is not None else ""
    code = carries_code(one.content, one.region)
    highest = max(variables(one.content), default=0)
    values = [
        one.samples[number - 1].value
        if number <= len(one.samples) and one.samples[number - 1].value
        else standing_in(number, code)
        for number in range(1, highest + 1)
    ]
    return MessageBubble(sign + render(one.content, values), signature=sign, name=tr("On the phone"))


def _template_facts(one: Template) -> Facts:
    facts = Facts(
        (tr("Type"), sms_types.type_words(one.type)),
        (tr("Length"), measure_words(measure(one.content, one.region))),
        beside=True,
    )
    if one.remarks:
        facts.add(tr("Remarks"), one.remarks)
    return facts


async def _signature_facts(page: Page, one: Signature) -> Facts:
    facts = Facts(
        (tr("Type"), type_words(one.type)),
        (tr("Purpose"), purpose_words(one.purpose)),
        beside=True,
    )
    if one.certificate_type:
        facts.add(tr("Certificate"), str(CertificateType(one.certificate_type).label))
    if one.remarks:
        facts.add(tr("Remarks"), one.remarks)
    for words, name in (
        (tr("Image of the certificate"), one.certificate_image),
        (tr("Image of the authorization letter"), one.authorization_image),
    ):
        if name:
            facts.add(words, await _picture(page, words, name))
    if not one.certificate_image:
        facts.add(tr("Image of the certificate"), tr("None was given. Carriers ask for one."))
    return facts


async def _picture(page: Page, words: str, name: str) -> QWidget:
    content = await page.context.runner.run(image, name=name)
    made = await page.context.runner.call(partial(small, content))
    if made.isNull():
        return label(tr("This image cannot be shown."), "secondary")
    large = page.act(show_picture, page, words, content)
    shown = ThumbnailButton(QPixmap.fromImage(made), words, large, side=THUMBNAIL)
    return holding(row(shown, STRETCH))


def _history(page: Page, entry: Waiting, made: list[Decision]) -> list[Moment]:
    formats = page.context.formats
    submitted = Moment(tr("Submitted"), formats.time(entry.submitted_at), "", "info")
    return [submitted, *moments(made, formats)]
