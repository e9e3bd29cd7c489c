"""The signatures of a region with their details and forms at the right (G1–G4)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from smsdesk.domain import limits
from smsdesk.domain.errors import DeskError
from smsdesk.domain.profile import Identity, Region
from smsdesk.domain.review import ReviewStatus
from smsdesk.domain.signature_rules import CertificateType
from smsdesk.domain.signatures import Signature, bracketed
from smsdesk.domain.text import tr, trn
from smsdesk.operations.images import image
from smsdesk.operations.review import decisions
from smsdesk.operations.signatures import (
    create_signature,
    delete_signature,
    list_signatures,
    signature_count,
    update_signature,
)
from smsdesk.ui.context import Context
from smsdesk.ui.first_run.sample import sample_link
from smsdesk.ui.review.decide import approve_it, reject_it
from smsdesk.ui.review.words import moments, status_badge
from smsdesk.ui.signatures.form import SignatureForm
from smsdesk.ui.signatures.image_field import thumbnail
from smsdesk.ui.signatures.words import purpose_words, type_words
from smsdesk.ui.widgets.badge import StatusBadge
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.confirm import confirm
from smsdesk.ui.widgets.data_table import DataTable, RowAction
from smsdesk.ui.widgets.empty_state import EmptyState
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.side_panel import Facts
from smsdesk.ui.widgets.table_model import Column, RowsModel
from smsdesk.ui.widgets.timeline import Timeline


class SignaturesPage(Page):
    """One table; a chosen row opens its details."""

    kinds = frozenset({"signature", "review"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, tab="signatures", region=True)
        self._search = ""
        self._count = label("", "secondary")
        self.tools.add(self._count)
        self.tools.add_search(tr("Search signatures"), self._searched)
        self._primary = self.tools.set_primary(tr("New signature"), self.new)
        self.table: DataTable[Signature] = DataTable(
            context,
            RowsModel(
                [
                    Column(
                        "content",
                        tr("Signature"),
                        lambda one: bracketed(one.content, one.region),
                        stretch=True,
                    ),
                    Column("type", tr("Type"), lambda one: type_words(one.type), width=200, quiet=True),
                    Column("purpose", tr("Purpose"), lambda one: purpose_words(one.purpose), quiet=True),
                    Column(
                        "status",
                        tr("Status"),
                        lambda one: one.status,
                        badge=lambda one: status_badge(one.status),
                        width=150,
                    ),
                    Column(
                        "created",
                        tr("Created"),
                        lambda one: one.created_at,
                        show=lambda one: context.formats.time(one.created_at),
                        quiet=True,
                    ),
                ],
                identity=lambda one: one.id,
            ),
            name=tr("Signatures"),
            memory="signatures",
            empty=EmptyState(
                "signature",
                tr("A signature says who writes."),
                tr("It stands in brackets before every message, so that customers know it is you."),
                action=(tr("New signature"), self.new),
                sample=sample_link(context),
            ),
            actions=[
                RowAction(
                    tr("Edit…"),
                    lambda rows: self._edit(rows[0]),
                    "pencil",
                    many=False,
                    fits=lambda rows: rows[0].status is not ReviewStatus.APPROVED,
                ),
                RowAction(
                    tr("Delete…"),
                    lambda rows: self.spawn(self._delete(rows)),
                    "trash-2",
                    destructive=True,
                    delete=True,
                ),
            ],
            bars=self.bars,
        )
        self.body.addWidget(self.table)
        self.table.chosen.connect(self._chosen)
        self._shown: Signature | None = None

    async def load(self) -> None:
        runner, region = self.context.runner, self.region
        found = await runner.run(list_signatures, region=region, search=self._search)
        count = await runner.run(signature_count, region=region)
        if region is not self.region:
            return
        self._count.setText(tr("{count} of {limit}", count=count, limit=limits.SIGNATURES_PER_REGION.value))
        barred = region is Region.GLOBAL and self.context.profile.identity is Identity.INDIVIDUAL
        self._primary.setEnabled(not barred)
        self._primary.setToolTip(
            tr("An individual sends in mainland China only (Account, Profile).") if barred else ""
        )
        self.table.set_rows(found, filtered=bool(self._search))
        if self._shown is not None:
            again = next((one for one in found if one.id == self._shown.id), None)
            if again is None:
                self.panel.close_panel()
            elif again != self._shown:
                await self._show(again)

    def _searched(self, words: str) -> None:
        self._search = words
        self.refresh()

    def _chosen(self, one: Signature | None) -> None:
        if one is not None:
            self.spawn(self._show(one))

    async def _show(self, one: Signature) -> None:
        runner = self.context.runner
        history = await runner.run(decisions, subject="signature", subject_id=one.id)
        facts = Facts((tr("Type"), type_words(one.type)), (tr("Purpose"), purpose_words(one.purpose)))
        if one.certificate_type:
            facts.add(tr("Certificate"), str(CertificateType(one.certificate_type).label))
        for words, name in (
            (tr("Image of the certificate"), one.certificate_image),
            (tr("Image of the authorization letter"), one.authorization_image),
        ):
            if name:
                content = await runner.run(image, name=name)
                facts.add(words, await _picture(self, content))
        if one.remarks:
            facts.add(tr("Remarks"), one.remarks)
        parts: list[QWidget] = [holding(row(StatusBadge(status_badge(one.status)), STRETCH))]
        if one.reason:
            parts.append(label(one.reason, "danger", wrap=True, selectable=True))
        parts.append(facts)
        if history:
            parts += [label(tr("History"), "heading"), Timeline(moments(history, self.context.formats))]
        self.panel.open_with(
            bracketed(one.content, one.region), holding(column(*parts, spacing=16)), *self._buttons(one)
        )
        self._shown = one

    def _buttons(self, one: Signature) -> list[QPushButton]:
        buttons = [button(tr("Delete…"), self.act(self._delete, [one]), kind="danger-quiet")]
        if one.status is not ReviewStatus.APPROVED:
            buttons.append(button(tr("Edit…"), lambda: self._edit(one)))
        if one.status is ReviewStatus.PENDING:
            buttons.append(button(tr("Reject…"), self.act(reject_it, self, "signature", one.id)))
            buttons.append(
                button(tr("Approve"), self.act(approve_it, self, "signature", one.id), kind="primary")
            )
        return buttons

    def new(self) -> None:
        """Open the form for a new signature."""
        self._open_form(None)

    def _edit(self, one: Signature) -> None:
        self._open_form(one)

    def _open_form(self, edited: Signature | None) -> None:
        self._shown = None
        fields = SignatureForm(self, self.region, edited)
        save = button(tr("Submit for review"), kind="primary")
        fields.form.save_with(save)
        save.clicked.connect(self.act(self._save, fields, self.region, edited))
        self.panel.open_with(
            tr("New signature") if edited is None else tr("Edit signature"),
            fields,
            button(tr("Cancel"), self.panel.close_panel),
            save,
            focus=fields.content.control,
        )

    async def _save(self, fields: SignatureForm, region: Region, edited: Signature | None) -> None:
        fields.form.set_busy(True)
        values = fields.form.values()
        try:
            if edited is None:
                made = await self.context.runner.run(create_signature, region=region, **values)
            else:
                made = await self.context.runner.run(update_signature, signature_id=edited.id, **values)
        except DeskError as fault:
            if not fields.form.tell(fault):
                self.panel.bars.error(fault)
        else:
            self.panel.close_panel()
            if made.status is ReviewStatus.APPROVED:
                self.bars.success(tr("“{name}” passed every check and can be used now.", name=made.content))
            else:
                self.bars.info(tr("“{name}” waits for review.", name=made.content))
        finally:
            fields.form.set_busy(False)

    async def _delete(self, signatures: Sequence[Signature]) -> None:
        title = trn("Delete {count} signature?", "Delete {count} signatures?", len(signatures))
        words = tr("Messages already sent keep it. New ones can no longer begin with it.")
        if await confirm(self, title, words, tr("Delete"), destructive=True):
            for one in signatures:
                await self.context.runner.run(delete_signature, signature_id=one.id)


async def _picture(page: Page, content: bytes) -> QWidget:
    small = await page.context.runner.call(lambda: thumbnail(content))
    if small.isNull():
        return label(tr("This image cannot be shown."), "secondary")
    shown = QLabel()
    shown.setPixmap(QPixmap.fromImage(small))
    return shown
