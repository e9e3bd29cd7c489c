"""The form of a signature, checked while typing (G1, G2, P2)."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from smsdesk.domain import limits
from smsdesk.domain.authorization_letter import authorization_letter
from smsdesk.domain.profile import Identity, Region
from smsdesk.domain.review import Finding
from smsdesk.domain.signature_rules import (
    CertificateType,
    allowed_certificates,
    allowed_types,
    authorization_required,
    check_signature,
    remarks_required,
)
from smsdesk.domain.signature_standing import certificate_note, type_note
from smsdesk.domain.signatures import Purpose, Signature, SignatureType, bracketed
from smsdesk.domain.template_rules import apply_fixes
from smsdesk.domain.text import Text, tr
from smsdesk.ui.signatures.image_field import Choice, ImageField
from smsdesk.ui.signatures.letter_file import write_letter
from smsdesk.ui.signatures.words import purpose_words, remarks_words, type_words
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.confirm import choose_save
from smsdesk.ui.widgets.form import Form, FormField, combo
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.text_area import TextArea


class SignatureForm(QWidget):
    """Fields for a new signature or, with ``edited``, for one that is submitted again.

    ``rules_off`` are the keys of the rules that do not count (``operations.rules``).
    """

    def __init__(
        self,
        page: Page,
        region: Region,
        edited: Signature | None = None,
        rules_off: Collection[str] = frozenset(),
    ) -> None:
        super().__init__()
        self._page = page
        self.region = region
        self.edited = edited
        self._rules_off = frozenset(rules_off)
        self.form = Form(self)
        self._make_text()
        self._make_papers(page)
        self._arrange(page.context.profile.identity)
        self.content.changed.connect(self._look_at_content)
        self.type.changed.connect(self._type_changed)
        self._certificate_type.changed.connect(self._certificate_changed)
        self._purpose.changed.connect(self._purpose_changed)
        self._type_changed()
        self._purpose_changed()
        self._look_at_content()
        if edited is not None:
            self._fill(edited)

    # Fields

    def _make_text(self) -> None:
        self._most = (
            limits.SIGNATURE_LENGTH_MAINLAND
            if self.region is Region.MAINLAND
            else limits.SIGNATURE_LENGTH_GLOBAL
        )
        self.content = self.form.add(
            "content", FormField(tr("Signature"), QLineEdit(), limit=self._most.value, rule=self._broken_rule)
        )
        self.fix = button(tr("Fix it"), self._fix, kind="link")
        self.fix.hide()
        self._doubt = label("", "warning", wrap=True)
        self._doubt.hide()
        types = [(each, type_words(each)) for each in allowed_types(self._page.context.profile.identity)]
        self.type = self.form.add("type", FormField(tr("Type"), combo([*types])))
        purposes = [(each, purpose_words(each)) for each in Purpose]
        self._purpose = self.form.add("purpose", FormField(tr("Purpose"), combo([*purposes])))
        most = limits.SIGNATURE_REMARKS_LENGTH
        box = TextArea(most.value * 2)  # longer is told, not cut, unless it is absurd
        box.setFixedHeight(72)
        self._remarks = self.form.add(
            "remarks",
            FormField(tr("Remarks"), box, limit=most.value, optional=True),
        )

    def _make_papers(self, page: Page) -> None:
        self.owner = QLineEdit()
        self.owner.setMaxLength(200)
        self._owner = FormField(
            tr("Owner of the name"),
            self.owner,
            optional=True,
            hint=tr("For the letter below, in which the owner allows you to use the name."),
        )
        self.letter = button(tr("Download the letter…"), page.act(self._save_letter), picture="download")
        self._letter_note = label(
            tr("Print it, have the owner sign and seal it, and choose a photo or scan of it here:"),
            "small",
            wrap=True,
        )
        self.authorization = ImageField(page, tr("Image of the authorization letter"))
        self._authorization = self.form.add(
            "authorization_image", FormField(tr("Image of the authorization letter"), self.authorization)
        )
        self._certificates = combo([])
        self._certificate_type = self.form.add(
            "certificate_type", FormField(tr("Certificate"), self._certificates, optional=True)
        )
        self.certificate = ImageField(page, tr("Image of the certificate"))
        self._certificate = self.form.add(
            "certificate_image",
            FormField(
                tr("Image of the certificate"),
                self.certificate,
                optional=True,
                hint=tr("Carriers ask for the original in colour with its seal; the sandbox does not."),
            ),
        )

    def _arrange(self, identity: Identity) -> None:
        self._for_others = holding(
            column(self._owner, row(self.letter, STRETCH), self._letter_note, self._authorization, spacing=12)
        )
        text = holding(column(self.content, self._doubt, row(self.fix, STRETCH), spacing=2))
        parts: list[QWidget] = [text, self.type, self._purpose, self._for_others, self._remarks]
        parts += [self._certificate_type, self._certificate]
        if identity is Identity.INDIVIDUAL:
            parts.insert(0, label(individual_words(), "secondary", wrap=True))
        self.setLayout(column(*parts, spacing=16))

    def _fill(self, edited: Signature) -> None:
        self.form.set_values(
            content=edited.content, type=edited.type, purpose=edited.purpose, remarks=edited.remarks
        )
        self._type_changed()
        self._purpose_changed()
        self._look_at_content()
        self.form.set_values(certificate_type=edited.certificate_type)
        for field, name in (
            (self._certificate, edited.certificate_image),
            (self._authorization, edited.authorization_image),
        ):
            if name:
                field.set_value(Choice(stored=name))

    # What is given to the operation, and kept while the page is built anew

    def values(self) -> dict[str, Any]:
        """Arguments of ``create_signature`` or ``update_signature``."""
        given = self.form.values() | {"type": self._chosen_type(), "purpose": self._chosen_purpose()}
        for key in ("certificate", "authorization"):
            choice: Choice | None = given.pop(f"{key}_image", None)
            given[f"{key}_image"] = choice.path if choice is not None else None
            if self.edited is not None:
                given[f"remove_{key}"] = choice is None
        return given

    def written(self) -> dict[str, Any]:
        """All that was filled in, for ``take_up``."""
        return {key: field.value() for key, field in self.form.fields.items()} | {"owner": self.owner.text()}

    def take_up(self, written: dict[str, Any]) -> None:
        """Go on with what ``written`` gave."""
        known = {key: value for key, value in written.items() if key in self.form.fields}
        certificate_type = known.pop("certificate_type", "")
        self.form.set_values(**known)
        self._type_changed()
        self._purpose_changed()
        self.form.set_values(certificate_type=certificate_type)
        self.owner.setText(written.get("owner", ""))
        self._look_at_content()

    # Rules

    def _findings(self, content: str) -> list[Finding]:
        return check_signature(content.strip(), self.region, self._rules_off)

    def _broken_rule(self, content: str) -> Text | None:
        broken = (one.message for one in self._findings(content) if one.severity == "error")
        return next(broken, None)

    def _look_at_content(self) -> None:
        content = self.content.value()
        findings = self._findings(content) if content else []
        broken = any(one.severity == "error" for one in findings)
        doubts = "" if broken else "\n".join(str(one.message) for one in findings)
        self._doubt.setText(doubts)
        self._doubt.setVisible(bool(doubts))
        self.fix.setVisible(any(one.fix is not None for one in findings))
        if content and not broken:
            shown = tr("{signature}Your order is ready.", signature=bracketed(content, self.region))
            self.content.set_hint(tr("So a message begins: {words}", words=shown))
        else:
            words = tr(
                "The name your customers know you by, {least} to {most} characters, without brackets.",
                least=limits.SIGNATURE_LENGTH_MINIMUM.value,
                most=self._most.value,
            )
            self.content.set_hint(words)

    def _fix(self) -> None:
        content = self.content.value()
        self.content.set_value(apply_fixes(content, self._findings(content)))
        self.content.control.setFocus()

    # Qt gives the value of a choice back as a plain str.

    def _chosen_type(self) -> SignatureType:
        return SignatureType(self.type.value())

    def _chosen_purpose(self) -> Purpose:
        return Purpose(self._purpose.value())

    def _type_changed(self) -> None:
        chosen = self._chosen_type()
        self.type.set_hint(str(type_note(chosen, self.region) or ""))
        before = self._certificates.currentData()
        self._certificates.clear()
        self._certificates.addItem(tr("None"), "")
        for each in allowed_certificates(chosen):
            self._certificates.addItem(str(CertificateType(each).label), each.value)
        self._certificates.setCurrentIndex(max(0, self._certificates.findData(before)))
        words, example = remarks_words(chosen)
        self._remarks.set_hint(words)
        box = self._remarks.control
        assert isinstance(box, QPlainTextEdit)
        box.setPlaceholderText(example)
        self._remarks.set_optional(not remarks_required(chosen))

    def _certificate_changed(self) -> None:
        chosen = self._certificates.currentData()
        note = certificate_note(CertificateType(chosen), self.region) if chosen else None
        self._certificate_type.set_hint(str(note or ""))
        # An approved signature cannot be changed any more, so a forgotten picture would stay forgotten.
        self._certificate.set_optional(not chosen)

    def _purpose_changed(self) -> None:
        wanted = authorization_required(self._chosen_purpose())
        self._for_others.setVisible(wanted)
        self._authorization.setVisible(wanted)
        self._authorization.check()

    # The letter

    async def _save_letter(self) -> None:
        letter = authorization_letter(
            business=self._page.context.profile.business_name,
            owner=self.owner.text(),
            content=self.content.value() if not self.content.problem() else "",
            region=self.region,
        )
        name = tr("Authorization letter.pdf")
        path = await choose_save(self._page, tr("Save the letter"), name, tr("PDF document (*.pdf)"))
        if path is None:
            return
        families = QApplication.font().families()
        await self._page.context.runner.call(partial(write_letter, letter, families, path))
        url = QUrl.fromLocalFile(str(path))
        self._page.panel.bars.success(
            tr("The letter was saved."), (tr("Open"), lambda: QDesktopServices.openUrl(url))
        )


def individual_words() -> str:
    """What an individual may have, and what to do about it (P2)."""
    return tr(
        "You send in your own name, so a signature can name an app, a website or an official account of "
        "yours, in mainland China. A business registers as an organization (Account, Profile) for the other "
        "types; nothing is lost by it."
    )
