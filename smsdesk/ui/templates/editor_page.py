"""Writing a template: the text with its rules at the left, the phone it arrives on at the right (T1–T3)."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QComboBox, QLineEdit

from smsdesk.domain import limits
from smsdesk.domain.errors import DeskError
from smsdesk.domain.fragments import measure
from smsdesk.domain.profile import Identity, Region, SmsType
from smsdesk.domain.review import Finding, ReviewStatus
from smsdesk.domain.signatures import bracketed
from smsdesk.domain.template_rules import DEFAULT_OFF, check_template
from smsdesk.domain.templates import CODE_DIGITS, Sample, Template, carries_code, render, variables
from smsdesk.domain.text import tr, trn
from smsdesk.operations.rules import rules_off
from smsdesk.operations.signatures import list_signatures
from smsdesk.operations.templates import create_template, update_template
from smsdesk.ui.context import Context
from smsdesk.ui.sms_types import type_words
from smsdesk.ui.templates.content_field import ContentField
from smsdesk.ui.templates.draft_keeper import DraftKeeper, Unfinished
from smsdesk.ui.templates.sample_values import SampleValues
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.card import Card
from smsdesk.ui.widgets.form import Form, FormField, combo
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row, scrolling
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.phone_preview import PhonePreview
from smsdesk.ui.widgets.text_area import TextArea

#: Length of the values that the note on real values speaks of.
_LONG_VALUE = 20
#: Of a text that is far too long the phone shows the beginning.
_SHOWN = 2 * limits.CONTENT_LENGTH.value


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
        key: str = "",
    ) -> None:
        """``key`` names what was left unfinished, to go on with it; else it follows from the template."""
        super().__init__(context, tab="templates", title=_title(region, edited))
        self._for = region
        self._edited = edited
        self._off: frozenset[str] = DEFAULT_OFF
        self.form = Form(self)
        self.samples = SampleValues()
        self.content = ContentField(region, self._check, self.samples)
        self.editor = self.content.editor
        self.phone = PhonePreview(tr("Preview of the message"))
        self.signature = QComboBox()
        self._lay_out()
        if key == "":
            key = f"edit-{edited.id}" if edited else f"copy-{copied.id}" if copied else "new"
        self._keeper = DraftKeeper(context, region, key, self._written, self)
        self._fill(edited, copied)
        self._keeper.begin()
        self._take_up(self._keeper.drafts.get(key))
        for signal in (self.form.changed, self.samples.changed):
            signal.connect(self._keeper.note)
        self.samples.changed.connect(self._show)
        self.content.looked.connect(self._show)
        self._type.changed.connect(self.content.look)
        self.signature.currentIndexChanged.connect(self._show)
        self.content.look()
        self.form.fields["name"].control.setFocus()

    def _lay_out(self) -> None:
        individual = self.context.profile.identity is Identity.INDIVIDUAL
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
        if not individual:
            types.append((SmsType.MARKETING, type_words(SmsType.MARKETING)))
        hint = (
            tr("An individual sends regular messages only; marketing needs an organization.")
            if individual
            else tr("Regular: orders, appointments, codes. Marketing: everything that advertises.")
        )
        self._type = self.form.add("type", FormField(tr("Type"), combo([*types]), hint=hint))
        self.form.add("content", self.content.field)
        notes = TextArea(4 * limits.TEMPLATE_REMARKS_LENGTH.value)
        notes.setFixedHeight(64)
        remarks = self.form.add(
            "remarks",
            FormField(
                tr("Remarks"),
                notes,
                limit=limits.TEMPLATE_REMARKS_LENGTH.value,
                optional=True,
                hint=tr("For whoever reviews it: what it is for."),
            ),
        )
        first = row(name, self._type, spacing=16)
        for place, field in enumerate((name, self._type)):
            first.setStretch(place, 1)
            first.setAlignment(field, Qt.AlignmentFlag.AlignTop)  # one of the hints may take two lines
        fields = column(
            first, self.content, self.samples, remarks, STRETCH, spacing=16, margins=(19, 15, 19, 19)
        )
        # The card stays while what is in it scrolls.
        card = Card()
        card.body.setContentsMargins(1, 1, 1, 1)
        card.add(scrolling(holding(fields)))
        signature = FormField(tr("Shown with the signature"), self.signature, optional=True)
        self.signature.addItem(tr("Without signature"), "")
        self.phone.setMinimumHeight(240)
        # The phone stays in view while what is left of it scrolls.
        side = Card(tr("On the phone")).add(signature, self.phone)
        side.body.setStretchFactor(self.phone, 1)
        side.setFixedWidth(304)
        both = row(card, side, spacing=16)
        both.setStretch(0, 1)
        self.body.addLayout(both)
        save = button(tr("Submit for review"), self.act(self._save), kind="primary")
        self.form.save_with(save)
        self.tools.add(save)

    async def load(self) -> None:
        """The rules in force, and the approved signatures, the first chosen as the engine would (G5)."""
        off = await self.context.runner.run(rules_off)
        if off != self._off:
            self._off = off
            self.content.look()
        if self.signature.count() > 1:
            return
        for one in reversed(
            await self.context.runner.run(list_signatures, region=self._for, status=ReviewStatus.APPROVED)
        ):
            self.signature.addItem(bracketed(one.content, one.region), one.content)
        if self._for is Region.MAINLAND and self.signature.count() > 1:
            self.signature.setCurrentIndex(1)

    def _fill(self, edited: Template | None, copied: Template | None) -> None:
        source = edited or copied
        if source is None:
            return
        name = source.name if edited else tr("{name} (copy)", name=source.name)
        self.form.set_values(
            name=name[: limits.TEMPLATE_NAME_LENGTH.value],
            type=source.type,
            content=source.content,
            remarks=source.remarks,
        )
        self.samples.set_samples(source.samples)

    def _written(self) -> Unfinished:
        values = self.form.values()
        samples = [list(one) for one in self.samples.samples()]
        return Unfinished(values["name"], values["type"] or "", values["content"], values["remarks"], samples)

    def _take_up(self, draft: Unfinished | None) -> None:
        """Go on where somebody stopped writing."""
        if draft is None:
            return
        begun = self._written()
        self._put(draft)
        self.bars.info(
            tr(
                "This is what was written until {time} and not submitted yet.",
                time=self.context.formats.time(draft.at),
            ),
            (tr("Start anew"), lambda: self._start_anew(begun)),
        )

    def _start_anew(self, begun: Unfinished) -> None:
        self._put(begun)
        self._keeper.keep()
        self.bars.clear()

    def _put(self, draft: Unfinished) -> None:
        types = self._type.control
        assert isinstance(types, QComboBox)
        offered = [types.itemData(at) for at in range(types.count())]
        self.form.set_values(
            name=draft.name,
            type=draft.type if draft.type in offered else SmsType.REGULAR,
            content=draft.content,
            remarks=draft.remarks,
        )
        self.samples.set_samples([Sample(*one) for one in draft.samples])

    def _chosen_type(self) -> SmsType:
        # Qt gives back a plain str for what was put in as a SmsType.
        return SmsType(self._type.value() or SmsType.REGULAR)

    def _check(self, content: str) -> list[Finding]:
        return check_template(
            content, self._for, self._chosen_type(), self.context.profile.identity, off=self._off
        )

    def _show(self) -> None:
        """The phone and the figures, for the text as it stands."""
        content = self.content.content[:_SHOWN]
        numbers = variables(content)
        highest = max(numbers, default=0)
        code = carries_code(content, self._for)
        self.samples.show_variables(numbers, code)
        signature = bracketed(self.signature.currentData() or "", self._for)
        whole = signature + render(content, self.samples.values(highest)) if highest else signature + content
        if content.strip():
            self.phone.show_message(whole, signature=signature)
        else:
            self.phone.show_nothing(tr("What you write appears here as on a phone."))
        self.content.length.show_size(
            content,
            signature,
            whole,
            self._for,
            self._worst(signature, content, highest, code, measure(whole, self._for).fragments),
        )

    def _worst(self, signature: str, content: str, highest: int, code: bool, now: int) -> str:
        """What the real values do to the length of ``now`` fragments, in words."""
        if not highest or not content.strip():
            return ""
        individual = self.context.profile.identity is Identity.INDIVIDUAL
        longest = limits.VARIABLE_LENGTH_INDIVIDUAL.value if individual else _LONG_VALUE
        letter = "字" if self._for is Region.MAINLAND else "x"
        whole = signature + render(content, [letter * (CODE_DIGITS if code else longest)] * highest)
        count = measure(whole, self._for).fragments
        fragments = trn("{count} fragment", "{count} fragments", count)
        if code:
            return tr(
                "With 验证码 in it this is a verification code: values are digits only, at most {digits}.",
                digits=CODE_DIGITS,
            )
        if individual:
            return tr(
                "An individual's values have at most {longest} characters each: it can become {fragments}.",
                longest=longest,
                fragments=fragments,
            )
        if count == now:
            return tr(
                "Counted with the sample values. With {longest} characters in each variable it stays "
                "{fragments}.",
                longest=longest,
                fragments=fragments,
            )
        return tr(
            "Counted with the sample values; real ones change it. With {longest} characters in each "
            "variable it becomes {fragments}.",
            longest=longest,
            fragments=fragments,
        )

    async def _save(self) -> None:
        broken = self.content.errors()
        if broken:
            self.editor.show_place(broken[0])
            self.bars.error(DeskError(broken[0].message, field="content"))
            return
        self.form.set_busy(True)
        values = {**self.form.values(), "type": self._chosen_type(), "samples": self.samples.samples()}
        try:
            if self._edited is None:
                made = await self.context.runner.run(create_template, region=self._for, **values)
            else:
                made = await self.context.runner.run(update_template, template_id=self._edited.id, **values)
        except DeskError as fault:
            if not self.form.tell(fault):
                self.bars.error(fault)
        else:
            self._keeper.finish()
            self.done.emit(made)
        finally:
            self.form.set_busy(False)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._keeper.keep()

    def place(self) -> dict[str, Any]:
        return {"page": "list", "unfinished": self._keeper.key}

    def dispose(self) -> None:
        """The page goes, for another language or back to the list: what was written stays kept."""
        self._keeper.keep()
        super().dispose()


def _title(region: Region, edited: Template | None) -> str:
    if region is Region.MAINLAND:
        return tr("Edit template for mainland China") if edited else tr("New template for mainland China")
    return tr("Edit global template") if edited else tr("New global template")
