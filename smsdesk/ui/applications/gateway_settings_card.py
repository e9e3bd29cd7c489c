"""The settings of a gateway as it declares them: presets, preview, a test of what is typed (A10, N1)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from smsdesk.domain.errors import DeskError
from smsdesk.domain.text import Text, tr
from smsdesk.gateways.settings import Setting, SettingAction, applies
from smsdesk.operations.gateways import (
    GatewayForm,
    gateway_form,
    missing_settings,
    needed_gateway_settings,
    preview,
    remove_gateway_secret,
    save_gateway_settings,
    try_gateway,
)
from smsdesk.ui.applications.gateway_fields import SecretBox, fill_field, make_field, words_of
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.card import Card
from smsdesk.ui.widgets.confirm import confirm
from smsdesk.ui.widgets.form import Form, FormField, combo
from smsdesk.ui.widgets.labels import Picture, label, line
from smsdesk.ui.widgets.layouts import STRETCH, clear, column, holding, row
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.tips import plain_tip
from smsdesk.ui.widgets.toast import toast

#: Lines of the preview in view: as many as there are, within these.
_FEWEST_LINES, _MOST_LINES = 4, 16
#: How an answer looks besides its colour.
_ANSWER_PICTURES = {"success": "circle-check", "danger": "circle-alert", "warning": "triangle-alert"}


class TestAnswer(QWidget):
    """What a test said: green when it works, red with what is wrong."""

    __test__ = False

    def __init__(self) -> None:
        super().__init__()
        self.words = label("", "success", wrap=True, selectable=True)
        self._picture = Picture("circle-check", "success")
        whole = row(self._picture, self.words)
        whole.setAlignment(self._picture, Qt.AlignmentFlag.AlignVCenter)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.hide()

    def tell(self, words: str, kind: str) -> None:
        """``kind``: ``success``, ``danger``, ``secondary`` or ``warning``."""
        self.words.setText(words)
        self.words.setProperty("kind", kind)
        self.words.style().unpolish(self.words)
        self.words.style().polish(self.words)
        self._picture.setVisible(kind in _ANSWER_PICTURES)
        if kind in _ANSWER_PICTURES:
            self._picture.show_icon(_ANSWER_PICTURES[kind], kind)
        self.show()


class GatewaySettingsCard(Card):
    """``edited`` when what is written and not saved has changed."""

    edited = Signal()

    def __init__(self, page: Page) -> None:
        super().__init__(
            tr("Settings"), note=tr("They hold for every application that sends through this gateway.")
        )
        self._page = page
        self.shown: GatewayForm | None = None
        self._stored: dict[str, str] = {}
        self._asked: frozenset[str] = frozenset()
        """Keys of the settings that only the service written here needs."""
        self._busy = False
        self._headings: list[tuple[QWidget, list[FormField]]] = []
        """Each heading with the fields under it."""
        self._actions: dict[str, QPushButton] = {}
        """The buttons of the settings' actions, by the setting's key."""
        self.form = Form(self)
        self.presets = combo([])
        self._preset = FormField(tr("Fill in for"), self.presets)
        self._preset_note = label("", "secondary", wrap=True)
        self._preset_note.hide()
        self._fields = column(spacing=16)
        self.advanced = holding(column(spacing=16))
        self.advanced.hide()
        self.unfold = button("", self._toggle, kind="link")
        self.answer = TestAnswer()
        self.save_button = button(tr("Save settings"), page.act(self._keep), kind="primary")
        self.test_button = button(tr("Test"), page.act(self.try_out), picture="plug-zap")
        self.test_button.setToolTip(
            tr("Tries what is written here, also before it is saved. Nothing is sent.")
        )
        self.discard_button = button(tr("Discard changes"), self.discard, kind="quiet")
        self.discard_button.hide()
        self.add(self._preset, self._preset_note)
        self.body.addLayout(self._fields)
        self.body.addLayout(row(self.unfold, STRETCH))
        self.add(self.advanced)
        buttons = row(self.save_button, self.test_button, self.discard_button, 8, self.answer)
        buttons.setStretch(buttons.count() - 1, 1)
        buttons.addStretch(0)  # while there is no answer
        #: For the foot of the page, so that it is in view wherever one is in a long form.
        self.foot = holding(buttons)
        self.preview = PreviewCard()
        self._preset.changed.connect(self._fill_in)

    async def show_gateway(self, gateway: str) -> None:
        """Show its settings as they are stored; what is being written in them stays."""
        found = await self._page.context.runner.run(gateway_form, gateway=gateway)
        if found == self.shown:
            return
        edits = self.edits() if self.shown and self.shown.gateway == gateway else {}
        self._build(found)
        self.take_up(edits)

    def values(self) -> dict[str, str]:
        """What is written, also in fields that do not matter now: a choice changed back brings them back."""
        return {key: words_of(field) for key, field in self.form.fields.items()}

    def edits(self) -> dict[str, Any]:
        """What is written and not saved."""
        changed = {key: one for key, one in self.values().items() if one != self._stored.get(key, one)}
        return {"values": changed} if changed else {}

    def missing(self) -> tuple[Text, ...]:
        """Names of the settings that are needed and still empty in the form."""
        if self.shown is None:
            return ()
        return missing_settings(self.shown.gateway, self.values(), self._kept())

    def take_up(self, edits: Mapping[str, Any]) -> None:
        """Go on with it."""
        for key, words in edits.get("values", {}).items():
            if key in self.form.fields:
                fill_field(self.form.fields[key], words)
        self._look()

    def discard(self) -> None:
        """Back to what is stored."""
        for key, words in self._stored.items():
            fill_field(self.form.fields[key], words)
        self.presets.setCurrentIndex(0)
        self.answer.hide()
        self._look()

    async def try_out(self) -> None:
        """Test what is written."""
        if self.shown is None:
            return
        self.test_button.setEnabled(False)
        self.answer.tell(tr("Trying…"), "secondary")
        try:
            said = await self._page.context.runner.run(
                try_gateway, gateway=self.shown.gateway, values=self.values()
            )
        except DeskError as fault:
            if self._tell(fault):
                self.answer.tell(tr("Correct what is marked, then test again."), "danger")
            else:
                self.answer.tell(str(fault), "danger")
        else:
            self.answer.tell(str(said), "success")
        finally:
            self.test_button.setEnabled(True)

    # --- building -------------------------------------------------------------------------------

    def _build(self, found: GatewayForm) -> None:
        self.shown = found
        advanced = self.advanced.layout()
        assert isinstance(advanced, QVBoxLayout)
        clear(self._fields)
        clear(advanced)
        self.form = Form(self)
        self._headings = []
        self._actions = {}
        self._asked = frozenset()
        heading: dict[bool, str] = {}
        for one in found.settings:
            folded = one.declared.advanced
            group = str(one.declared.group) if one.declared.group else ""
            place = advanced if folded else self._fields
            if group and heading.get(folded) != group:
                # Between groups, and below the presets.
                ruled = place.count() or (found.presets and place is self._fields)
                title = column(*([line()] if ruled else []), label(group, "heading"), spacing=16)
                self._headings.append((holding(title), []))
                place.addWidget(self._headings[-1][0])
            heading[folded] = group
            field = self.form.add(one.declared.key, make_field(one, self._action_button(one.declared)))
            if group:
                self._headings[-1][1].append(field)
            place.addWidget(field)
        self._stored = self.values()
        self.presets.blockSignals(True)
        self.presets.clear()
        self.presets.addItem(tr("Choose a service…"), "")
        for place_, preset in enumerate(found.presets):
            self.presets.addItem(str(preset.name), str(place_))
        self.presets.blockSignals(False)
        self._preset.setVisible(bool(found.presets))
        self._preset_note.hide()
        self.unfold.setVisible(advanced.count() > 0)
        self._fold(folded=True)
        self.answer.hide()
        self.form.changed.connect(self._look)
        for key, box in self._secrets().items():
            box.removed.connect(self._page.act(self._remove, key))
        self._look()

    def _action_button(self, declared: Setting) -> QPushButton | None:
        action = declared.action
        if action is None:
            return None
        made = button(str(action.label), lambda: self._act(action), tip=str(action.help))
        made.hide()
        self._actions[declared.key] = made
        return made

    def _act(self, action: SettingAction) -> None:
        for key, words in action.change(self.values()).items():
            if key in self.form.fields:
                fill_field(self.form.fields[key], words)
        self.answer.tell(str(action.done), "secondary")
        self._look()

    def _toggle(self) -> None:
        self._fold(folded=not self.advanced.isHidden())

    def _fold(self, *, folded: bool) -> None:
        self.advanced.setVisible(not folded)
        self.unfold.setText(tr("More settings") if folded else tr("Fewer settings"))

    # --- what is written ------------------------------------------------------------------------

    def _fill_in(self) -> None:
        chosen = self.presets.currentData()
        if self.shown is None or not chosen:
            self._preset_note.hide()
            return
        preset = self.shown.presets[int(chosen)]
        for key, words in preset.values.items():
            if key in self.form.fields:
                fill_field(self.form.fields[key], words)
        self._preset_note.setText(str(preset.note) if preset.note else "")
        self._preset_note.setVisible(preset.note is not None)
        self._look()

    def _look(self) -> None:
        if self.shown is None:
            return
        values = self.values()
        for one in self.shown.settings:
            field = self.form.fields[one.declared.key]
            wanted = applies(one.declared, values)
            if wanted == field.is_put_away():
                field.setVisible(wanted)
            if (action := one.declared.action) is not None:
                self._actions[one.declared.key].setVisible(bool(action.change(values)))
        self._ask_for(values)
        for title, fields in self._headings:
            title.setVisible(not all(field.is_put_away() for field in fields))
        edits = self.edits()
        # With something wrong it can be pressed too: it then leads there.
        self.save_button.setEnabled(bool(edits) and not self._busy)
        nothing = "" if edits else tr("Nothing has been changed.")
        self.save_button.setToolTip(plain_tip(nothing or self.form.problem()))
        self.save_button.setAccessibleDescription(nothing or self.form.problem())
        self.discard_button.setVisible(bool(edits))
        self.preview.tell(preview(self.shown.gateway, values, self._kept()) if self.shown.previewed else "")
        self.edited.emit()

    def _ask_for(self, values: Mapping[str, str]) -> None:
        """Let nothing stay empty that the service written here needs, though others do not."""
        assert self.shown is not None
        always = {one.declared.key for one in self.shown.settings if one.declared.needed}
        before = self._asked
        self._asked = needed_gateway_settings(self.shown.gateway, values) - always - self._kept()
        for key in before ^ self._asked:
            self.form.fields[key].set_optional(key not in self._asked)

    def _secrets(self) -> dict[str, SecretBox]:
        return {
            key: field.control
            for key, field in self.form.fields.items()
            if isinstance(field.control, SecretBox)
        }

    def _kept(self) -> frozenset[str]:
        return frozenset(key for key, box in self._secrets().items() if box.kept)

    def _tell(self, fault: DeskError) -> bool:
        """Put a fault at its field, in view."""
        if not self.form.tell(fault):
            return False
        self._reveal(self.form.fields[fault.field])
        return True

    def _reveal(self, field: FormField) -> None:
        if self.advanced.isAncestorOf(field):
            self._fold(folded=False)
        field.reveal()

    async def _keep(self) -> None:
        if self.shown is None:
            return
        wrong = self.form.first_wrong()
        if wrong is not None:
            self._reveal(wrong)
            self._not_saved(wrong.problem())
            return
        gateway = self.shown.gateway
        self._busy = True
        self._look()
        try:
            await self._page.context.runner.run(save_gateway_settings, gateway=gateway, values=self.values())
            # Secrets are stored and no longer shown: the fields are made anew.
            self._build(await self._page.context.runner.run(gateway_form, gateway=gateway))
            toast(self._page, tr("Settings saved"))
        except DeskError as fault:
            if self._tell(fault):
                self._not_saved(str(fault))
            else:
                self._page.bars.error(fault)
        finally:
            self._busy = False
            self._look()

    def _not_saved(self, problem: str) -> None:
        self.answer.tell(tr("Not saved. {problem}", problem=problem), "danger")

    async def _remove(self, key: str) -> None:
        """Take a secret out of the keyring, once the user agrees."""
        if self.shown is None:
            return
        shown = self.shown
        name = next(one.declared.label for one in shown.settings if one.declared.key == key)
        if not await confirm(
            self._page,
            tr("Remove {secret}?", secret=name),
            tr(
                "It is deleted from this computer’s keyring. {gateway} sends nothing that needs it until you "
                "enter another.",
                gateway=shown.name,
            ),
            tr("Remove"),
            destructive=True,
        ):
            return
        await self._page.context.runner.run(remove_gateway_secret, gateway=shown.gateway, key=key)
        await self.show_gateway(shown.gateway)


class PreviewCard(Card):
    """What goes to the other side with what is written, while it is written."""

    def __init__(self) -> None:
        super().__init__(
            tr("What is sent"),
            note=tr("An example with what is written in the settings. Secrets are shown as dots."),
        )
        self.pane = QPlainTextEdit()
        self.pane.setReadOnly(True)
        self.pane.setAccessibleName(tr("What is sent"))
        self.pane.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.pane.setTabChangesFocus(True)
        self._fit(_FEWEST_LINES)
        self.pane.document().documentLayout().documentSizeChanged.connect(
            lambda size: self._fit(math.ceil(size.height()))
        )
        self.add(self.pane)
        self.hide()

    def _fit(self, lines: int) -> None:
        shown = min(max(lines, _FEWEST_LINES), _MOST_LINES)
        self.pane.setFixedHeight(self.pane.fontMetrics().lineSpacing() * shown + 24)

    def tell(self, words: str) -> None:
        """Show it; hidden while there is nothing to show."""
        if words != self.pane.toPlainText():
            self.pane.setPlainText(words)
        if self.parentWidget() is not None:
            self.setVisible(bool(words))
