"""Settings → Review: automatic approval, and the rules with their switches (R2)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QPushButton, QWidget

from smsdesk.domain import signature_rules, template_rules
from smsdesk.domain.errors import DeskError
from smsdesk.domain.text import tr, trn
from smsdesk.domain.writing import By, Rule, off_by_default
from smsdesk.operations.profile import update_profile
from smsdesk.operations.rules import rules_off, set_rule
from smsdesk.ui.context import Context
from smsdesk.ui.icons import icon
from smsdesk.ui.settings.sections import Section
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.form import Form, FormField
from smsdesk.ui.widgets.labels import Picture, label, line
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row

#: Fields of the form.
AUTOMATIC = "automatic_review"
OFF = "rules_off"


def review_section(context: Context, form: Form) -> Section:
    """Who approves signatures and templates, and by which rules (R2)."""
    box = QCheckBox(tr("Approve automatically what passes every check"))
    box.setChecked(context.profile.automatic_review)
    hint = tr(
        "New signatures and templates without a finding can be used at once. Switched off, each waits under "
        "Review until you decide."
    )
    automatic = form.add(AUTOMATIC, FormField(box.text(), box, hint=hint))
    switches = RuleSwitches()
    # Its own words stand above it: the rules are no one line of a form.
    form.add(OFF, FormField("", switches, optional=True))
    note = tr(
        "Every signature and template is checked for what carriers refuse. Carriers change their rules by "
        "the year: switch off one that does not hold for you."
    )
    content = holding(
        column(
            label(tr("Review"), "title"),
            automatic,
            line(),
            label(tr("Rules"), "heading"),
            label(note, "secondary", wrap=True),
            form.fields[OFF],
            STRETCH,
            spacing=18,
            margins=(28, 22, 28, 20),
        )
    )

    async def load() -> Mapping[str, Any]:
        return {OFF: await context.runner.run(rules_off)}

    async def save(changes: Mapping[str, Any]) -> None:
        if OFF in changes:
            before = await context.runner.run(rules_off)
            for key in sorted(before ^ changes[OFF]):
                try:
                    await context.runner.run(set_rule, key=key, on=key in before)
                except DeskError as fault:
                    fault.field = OFF
                    raise
        if AUTOMATIC in changes:
            await context.runner.run(update_profile, automatic_review=changes[AUTOMATIC])

    return Section("review", "badge-check", tr("Review"), content, (AUTOMATIC, OFF), save, load)


class RuleSwitches(QWidget):
    """The rules of both subjects, folded. Its value: the keys of those that are switched off."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.groups = [
            RuleGroup(tr("Signatures"), signature_rules.RULES),
            RuleGroup(tr("Templates"), template_rules.RULES),
        ]
        for each in self.groups:
            each.changed.connect(self.changed)
        self.setLayout(column(*self.groups, spacing=12))
        self.set_value(off_by_default(signature_rules.RULES + template_rules.RULES))

    def value(self) -> frozenset[str]:
        return frozenset(
            key for group in self.groups for key, box in group.boxes.items() if not box.isChecked()
        )

    def set_value(self, value: frozenset[str]) -> None:
        for group in self.groups:
            for key, box in group.boxes.items():
                box.setChecked(key not in value)


class RuleGroup(QWidget):
    """The rules of one subject below a heading that folds them away."""

    changed = Signal()

    def __init__(self, title: str, rules: tuple[Rule, ...]) -> None:
        super().__init__()
        self.boxes: dict[str, QCheckBox] = {}
        self._total = len(rules)
        self.fold: QPushButton = button(title, self._turn, kind="quiet", picture="chevron-right")
        self._note = label("", "small")
        lines = column(spacing=14, margins=(24, 4, 0, 4))
        # What can be switched first; what is always on is only to be read.
        for rule in sorted(rules, key=lambda rule: rule.essential is not None):
            lines.addWidget(self._line(rule))
        self._rules = holding(lines)
        self.setLayout(column(row(self.fold, self._note, STRETCH, spacing=8), self._rules, spacing=4))
        self._rules.hide()
        self._count()

    def unfold(self, shown: bool = True) -> None:
        """Show the rules, or put them away."""
        self._rules.setVisible(shown)
        self.fold.setIcon(icon("chevron-down" if shown else "chevron-right", "text_secondary"))

    def _turn(self) -> None:
        self.unfold(self._rules.isHidden())

    def _line(self, rule: Rule) -> QWidget:
        words = label(str(rule.title), wrap=True)
        below = column(words, label(_origin(rule), "small", wrap=True), spacing=2)
        if rule.essential is not None:
            why = label(tr("Always on. {reason}", reason=rule.essential), "small", wrap=True)
            below.addWidget(why)
            mark: QWidget = Picture("lock", "text_secondary", 16)
        else:
            box = QCheckBox()
            box.setAccessibleName(str(rule.title))
            box.setAccessibleDescription(_origin(rule))
            box.setChecked(rule.on)
            box.toggled.connect(partial(self._toggled))
            self.boxes[rule.key] = box
            words.setBuddy(box)
            mark = box
        whole = row(mark, below, spacing=10)
        whole.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
        whole.setStretch(1, 1)
        return holding(whole)

    def _toggled(self, _on: bool) -> None:
        self._count()
        self.changed.emit()

    def _count(self) -> None:
        off = sum(not box.isChecked() for box in self.boxes.values())
        self._note.setText(
            trn("{count} rule", "{count} rules", self._total)
            if not off
            else tr(
                "{rules}, {off}",
                rules=trn("{count} rule", "{count} rules", self._total),
                off=trn("{count} off", "{count} off", off),
            )
        )


def _origin(rule: Rule) -> str:
    """Where a rule comes from, since when, and who looks."""
    words = tr("{source}, {date}", source=rule.source, date=rule.since) if rule.since else str(rule.source)
    if rule.by is By.PERSON:
        return tr("{source} · for a person to look at", source=words)
    return words
