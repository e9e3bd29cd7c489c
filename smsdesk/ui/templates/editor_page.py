"""Writing a template: rules in words while typing, one-click fixes, and the phone beside it (T1–T3)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit

from smsdesk.domain import limits
from smsdesk.domain.errors import DeskError
from smsdesk.domain.fragments import measure
from smsdesk.domain.profile import Identity, Region, SmsType
from smsdesk.domain.review import Finding, ReviewStatus
from smsdesk.domain.signatures import bracketed
from smsdesk.domain.template_rules import apply_fixes, check_template
from smsdesk.domain.templates import Template, render, variables
from smsdesk.domain.text import tr
from smsdesk.operations.signatures import list_signatures
from smsdesk.operations.templates import create_template, update_template
from smsdesk.ui.context import Context
from smsdesk.ui.sms_types import type_words
from smsdesk.ui.templates.words import measure_words
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.card import Card
from smsdesk.ui.widgets.form import Form, FormField, combo
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row, scrolling
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.phone_preview import PhonePreview
from smsdesk.ui.widgets.template_editor import FindingList, TemplateEditor

#: What stands for a variable in the preview until a spreadsheet brings real values.
_SAMPLES = ("Ann", "1042", "18:30", "A-7", "Monday")


class EditorPage(Page):
    """Pushed above the list; ``done`` carries what was saved."""

    done = Signal(object)

    def __init__(
        self,
        context: Context,
        region: Region,
        *,
        edited: Template | None = None,
        copied: Template | None = None,
    ) -> None:
        title = tr("Edit template") if edited else tr("New template")
        super().__init__(context, tab="templates", title=title)
        self._for = region
        self._edited = edited
        self.form = Form(self)
        name = self.form.add(
            "name",
            FormField(
                tr("Name"),
                QLineEdit(),
                limit=limits.TEMPLATE_NAME_LENGTH.value,
                hint=tr("For you; customers never see it."),
            ),
        )
        types = [(SmsType.REGULAR, type_words(SmsType.REGULAR))]
        if context.profile.identity is not Identity.INDIVIDUAL:
            types.append((SmsType.MARKETING, type_words(SmsType.MARKETING)))
        self._type = self.form.add("type", FormField(tr("Type"), combo([*types])))
        self.editor = TemplateEditor()
        self.editor.setFixedHeight(132)
        self.content = self.form.add(
            "content",
            FormField(
                tr("Content"), self.editor, limit=limits.CONTENT_LENGTH.value, rule=self._first_problem
            ),
        )
        self._findings = FindingList()
        self._findings.fix.connect(self._fix)
        self._findings.show_place.connect(self.editor.show_place)
        self._fix_all = button(tr("Fix all"), self._fix_everything, kind="link")
        self._fix_all.hide()
        insert = button(tr("Insert variable"), self._insert, picture="plus")
        remarks = self.form.add(
            "remarks",
            FormField(
                tr("Remarks"), QPlainTextEdit(), limit=limits.TEMPLATE_REMARKS_LENGTH.value, optional=True
            ),
        )
        self._length = label("", "secondary", wrap=True)
        card = Card()
        card.add(name, self._type, self.content)
        below = row(insert, self._length, self._fix_all, spacing=16)
        below.setStretch(1, 1)
        card.body.addLayout(below)
        card.add(self._findings, remarks)
        self.signature = QComboBox()
        self.signature.addItem(tr("Without signature"), "")
        signature = FormField(tr("Shown with the signature"), self.signature, optional=True)
        self.phone = PhonePreview()
        self.phone.setFixedHeight(400)
        side = Card(tr("On the phone")).add(signature, self.phone)
        side.body.addStretch(1)
        side.setFixedWidth(360)
        both = row(card, side, spacing=16)
        both.setStretch(0, 1)
        self.body.addWidget(scrolling(holding(column(both, STRETCH))))
        save = button(tr("Submit for review"), self.act(self._save), kind="primary")
        self.form.save_with(save)
        self.tools.add(save)
        self.form.changed.connect(self._look)
        self.signature.currentIndexChanged.connect(self._look)
        source = edited or copied
        if source is not None:
            self.form.set_values(
                name=source.name if edited else tr("{name} (copy)", name=source.name)[:64],
                type=source.type,
                content=source.content,
                remarks=source.remarks,
            )
        name.control.setFocus()
        self._look()

    async def load(self) -> None:
        """The approved signatures, the first of them chosen as the engine would (G5)."""
        if self.signature.count() > 1:
            return
        for one in reversed(
            await self.context.runner.run(list_signatures, region=self._for, status=ReviewStatus.APPROVED)
        ):
            self.signature.addItem(bracketed(one.content, one.region), one.content)
        if self._for is Region.MAINLAND and self.signature.count() > 1:
            self.signature.setCurrentIndex(1)

    def _check(self) -> list[Finding]:
        content = self.editor.toPlainText()
        return check_template(content, self._for, self._type.value(), self.context.profile.identity)

    def _first_problem(self, content: str) -> str | None:
        # The list below the editor says every problem; beside the field it would be said twice.
        return None

    def _look(self) -> None:
        content = self.editor.toPlainText()
        findings = self._check() if content.strip() else []
        self.editor.set_findings(findings)
        self._findings.set_findings(findings)
        self._fix_all.setVisible(sum(one.fix is not None for one in findings) > 1)
        highest = max(variables(content), default=0)
        values = [_SAMPLES[place % len(_SAMPLES)] for place in range(highest)]
        signature = bracketed(self.signature.currentData() or "", self._for)
        whole = signature + (render(content, values) if highest else content)
        if content.strip():
            self.phone.show_message(whole, signature=signature)
            self._length.setText(measure_words(measure(whole, self._for)))
        else:
            self.phone.show_nothing(tr("What you write appears here as on a phone."))
            self._length.setText("")

    def _insert(self) -> None:
        self.editor.insert_variable(max(variables(self.editor.toPlainText()), default=0) + 1)

    def _fix(self, finding: Finding) -> None:
        self.editor.apply(finding)

    def _fix_everything(self) -> None:
        self.editor.setPlainText(apply_fixes(self.editor.toPlainText(), self._check()))

    async def _save(self) -> None:
        broken = [one for one in self._check() if one.severity == "error"]
        if broken:
            self.editor.show_place(broken[0])
            self.bars.error(DeskError(broken[0].message, field="content"))
            return
        self.form.set_busy(True)
        values = self.form.values()
        try:
            if self._edited is None:
                made = await self.context.runner.run(create_template, region=self._for, **values)
            else:
                made = await self.context.runner.run(update_template, template_id=self._edited.id, **values)
        except DeskError as fault:
            if not self.form.tell(fault):
                self.bars.error(fault)
        else:
            self.done.emit(made)
        finally:
            self.form.set_busy(False)
