"""The form of a signature, checked while typing (G1, G2, P2)."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from smsdesk.domain import limits
from smsdesk.domain.profile import Region
from smsdesk.domain.signature_rules import (
    CertificateType,
    allowed_certificates,
    allowed_types,
    authorization_required,
    check_signature,
    remarks_required,
)
from smsdesk.domain.signatures import Purpose, Signature, SignatureType, bracketed
from smsdesk.domain.text import Text, tr
from smsdesk.ui.signatures.image_field import ImageField
from smsdesk.ui.signatures.words import purpose_words, type_words
from smsdesk.ui.widgets.form import Form, FormField, combo
from smsdesk.ui.widgets.layouts import column
from smsdesk.ui.widgets.page import Page


class SignatureForm(QWidget):
    """Fields for a new signature or, with ``edited``, for one that is submitted again."""

    def __init__(self, page: Page, region: Region, edited: Signature | None = None) -> None:
        super().__init__()
        self._region = region
        self.form = Form(self)
        most = (
            limits.SIGNATURE_LENGTH_MAINLAND if region is Region.MAINLAND else limits.SIGNATURE_LENGTH_GLOBAL
        )
        self.content = self.form.add(
            "content",
            FormField(tr("Signature"), QLineEdit(), limit=most.value, rule=self._broken_rule),
        )
        types = [(each, type_words(each)) for each in allowed_types(page.context.profile.identity)]
        self._type = self.form.add("type", FormField(tr("Type"), combo([*types])))
        purposes = [(each, purpose_words(each)) for each in Purpose]
        self._purpose = self.form.add("purpose", FormField(tr("Purpose"), combo([*purposes])))
        self._certificates = QComboBox()
        certificate_type = self.form.add(
            "certificate_type", FormField(tr("Certificate"), self._certificates, optional=True)
        )
        certificate = self.form.add(
            "certificate_image",
            FormField(
                tr("Image of the certificate"),
                ImageField(page),
                optional=True,
                hint=tr(".jpg or .png under 5 MB. Carriers ask for it; the sandbox does not."),
            ),
        )
        self._authorization = self.form.add(
            "authorization_image",
            FormField(
                tr("Image of the authorization letter"),
                ImageField(page),
                optional=True,
                hint=tr("The letter in which the owner of the name allows its use."),
            ),
        )
        self._remarks = self.form.add(
            "remarks",
            FormField(
                tr("Remarks"), QPlainTextEdit(), limit=limits.SIGNATURE_REMARKS_LENGTH.value, optional=True
            ),
        )
        fields = (
            self.content,
            self._type,
            self._purpose,
            certificate_type,
            certificate,
            self._authorization,
            self._remarks,
        )
        self.setLayout(column(*fields, spacing=16))
        self.content.changed.connect(self._preview)
        self._type.changed.connect(self._type_changed)
        self._purpose.changed.connect(self._purpose_changed)
        if edited is not None:
            self.form.set_values(
                content=edited.content, type=edited.type, purpose=edited.purpose, remarks=edited.remarks
            )
        self._type_changed()
        self._purpose_changed()
        self._preview()
        if edited is not None and edited.certificate_type:
            self.form.set_values(certificate_type=edited.certificate_type)

    def _broken_rule(self, content: str) -> Text | None:
        findings = check_signature(content.strip(), self._region)
        return next((finding.message for finding in findings if finding.severity == "error"), None)

    def _preview(self) -> None:
        content = self.content.value()
        self.content.set_hint(
            tr("Messages begin with {signature}", signature=bracketed(content, self._region))
            if content and not self._broken_rule(content)
            else tr("The name your customers know you by, without brackets.")
        )

    def _type_changed(self) -> None:
        chosen: SignatureType = self._type.value()
        self._certificates.clear()
        self._certificates.addItem(tr("None"), "")
        for each in allowed_certificates(chosen):
            self._certificates.addItem(str(CertificateType(each).label), each.value)
        self._remarks.set_hint(
            tr("Where it can be found: its address, store or account name. Needed for this type.")
            if remarks_required(chosen)
            else ""
        )

    def _purpose_changed(self) -> None:
        self._authorization.setVisible(authorization_required(self._purpose.value()))
