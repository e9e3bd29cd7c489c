"""Step 1: who sends, which text, under which name (B1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from smsdesk.domain.applications import Application
from smsdesk.domain.profile import Identity, Profile, Region, SmsType
from smsdesk.domain.review import ReviewStatus
from smsdesk.domain.signatures import Signature, bracketed
from smsdesk.domain.templates import Template
from smsdesk.domain.text import tr, trn
from smsdesk.ui.bulk.composition import Message
from smsdesk.ui.bulk.message_text import MessageText
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.form import FormField, combo, set_value_of
from smsdesk.ui.widgets.labels import Picture, label
from smsdesk.ui.widgets.layouts import clear, column, row
from smsdesk.ui.widgets.step_card import GOOD, OPEN, StepCard

Reviewed = TypeVar("Reviewed", Template, Signature)


@dataclass(frozen=True)
class Choices:
    """Everything of a region that can be chosen from, approved or not."""

    applications: Sequence[Application] = ()
    templates: Sequence[Template] = ()
    signatures: Sequence[Signature] = ()


#: Of a choice in a narrow window, in pixels; else as wide as a third of the step.
_LEAST_WIDTH = 140


class MessageStep(StepCard):
    """``chosen(Message)`` when the user chooses; ``go(tab)`` to make what is missing."""

    chosen = Signal(object)
    go = Signal(str)

    def __init__(self) -> None:
        super().__init__(1, tr("Message"))
        self._region = Region.MAINLAND
        self._choices = Choices()
        self._filling = False
        self.first = self.template = combo([])
        self.application = combo([])
        self.signature = combo([])
        self.application.setPlaceholderText(tr("Choose an application"))
        self.template.setPlaceholderText(tr("Choose a template"))
        self.signature.setPlaceholderText(tr("Choose a signature"))
        # What is missing is said once, at the right of the step's title.
        fields = row(
            FormField(tr("Application"), self.application, optional=True, remark=False),
            FormField(tr("Template"), self.template, optional=True, remark=False),
            FormField(tr("Signature"), self.signature, optional=True, remark=False),
            spacing=16,
        )
        for place in range(3):
            fields.setStretch(place, 1)
        for control in self._controls():
            control.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            control.setMinimumContentsLength(12)
            control.setMinimumWidth(_LEAST_WIDTH)
            control.currentIndexChanged.connect(self._choose)
        self._missing = column(spacing=4)
        self.text = MessageText(tr("Text of the template"))
        self.text.hide()
        self.body.addLayout(fields)
        self.body.addLayout(self._missing)
        self.body.addWidget(self.text)
        self.show_state()

    def _controls(self) -> tuple[QComboBox, QComboBox, QComboBox]:
        return self.application, self.template, self.signature

    def show_choices(self, choices: Choices, region: Region, profile: Profile, message: Message) -> Message:
        """Offer these and choose what ``message`` says, where it is still to be had; gives what is chosen."""
        self._choices, self._region = choices, region
        self._filling = True
        _offer(self.application, _usable_applications(choices), message.application, lambda one: one.name)
        templates = _usable_templates(choices, profile)
        _offer(self.template, templates, message.template, _template_name)
        signatures = _approved(choices.signatures)
        self.signature.clear()
        if region is Region.GLOBAL:
            self.signature.addItem(tr("No signature"), None)
        _offer(
            self.signature,
            signatures,
            message.signature,
            lambda one: bracketed(one.content, region),
            clear_first=False,
        )
        if self.signature.currentIndex() < 0 and region is Region.GLOBAL:
            self.signature.setCurrentIndex(0)
        self._filling = False
        self._show_missing(profile)
        self._show_text()
        return self.message()

    def message(self) -> Message:
        """What is chosen."""
        application, template, signature = (control.currentData() for control in self._controls())
        return Message(application, template, signature)

    def choose(self, message: Message) -> None:
        """Choose as if the user had."""
        self._filling = True
        for control, value in zip(
            self._controls(), (message.application, message.template, message.signature), strict=True
        ):
            set_value_of(control, value)
        self._filling = False
        self._choose()

    def _choose(self) -> None:
        if not self._filling:
            self._show_text()
            self.chosen.emit(self.message())

    def show_state(self) -> None:
        """Good, or what is missing."""
        problem = self.message().problem()
        template = self.message().template
        self.set_state(OPEN if problem else GOOD, problem or (template.name if template else ""))

    def _show_text(self) -> None:
        message = self.message()
        self.text.setHidden(message.template is None)
        if message.template is not None:
            under = bracketed(message.signature.content, self._region) if message.signature else ""
            self.text.set_text(under + message.template.content, under)

    # What cannot be chosen yet, and where to make it

    def _show_missing(self, profile: Profile) -> None:
        clear(self._missing)
        if profile.identity is Identity.INDIVIDUAL and self._region is Region.GLOBAL:
            self._say(
                tr(
                    "An individual cannot send to other countries. Raise the profile to an organization "
                    "(Account, Profile)."
                )
            )
            return
        self._say_about_applications()
        if not _usable_templates(self._choices, profile):
            self._say(
                self._nothing_approved(
                    self._choices.templates,
                    tr("There is no approved template for mainland China yet.")
                    if self._region is Region.MAINLAND
                    else tr("There is no approved template for Global yet."),
                ),
                tr("Create a template"),
                "templates",
            )
        if not _approved(self._choices.signatures) and self._region is Region.MAINLAND:
            self._say(
                self._nothing_approved(
                    self._choices.signatures, tr("There is no approved signature for mainland China yet.")
                ),
                tr("Create a signature"),
                "signatures",
            )

    def _say_about_applications(self) -> None:
        if _usable_applications(self._choices):
            return
        if self._choices.applications:
            self._say(tr("All applications are disabled."), tr("Enable one"), "applications")
        else:
            self._say(tr("There is no application yet."), tr("Create an application"), "applications")

    def _nothing_approved(self, every: Sequence[Template] | Sequence[Signature], otherwise: str) -> str:
        waiting = sum(1 for one in every if one.status is ReviewStatus.PENDING)
        if not waiting:
            return otherwise
        return trn("{count} waits for approval.", "{count} wait for approval.", waiting)

    def _say(self, words: str, action: str = "", tab: str = "") -> None:
        line = row(Picture("circle-alert", "warning", 14), label(words, "secondary"), spacing=8)
        if action:
            line.addWidget(button(action, lambda: self.go.emit(tab), kind="link"))
        line.addStretch(1)
        self._missing.addLayout(line)


def _offer(
    control: QComboBox,
    choices: Sequence[object],
    chosen: object,
    words: Callable[..., str],
    *,
    clear_first: bool = True,
) -> None:
    if clear_first:
        control.clear()
    wanted = getattr(chosen, "id", None)
    place = -1
    for one in choices:
        control.addItem(words(one), one)
        if getattr(one, "id", None) == wanted:
            place = control.count() - 1
    control.setCurrentIndex(place)
    control.setEnabled(control.count() > 0)


def _template_name(template: Template) -> str:
    if template.type is SmsType.MARKETING:
        return tr("{name} (marketing)", name=template.name)
    return template.name


def _usable_applications(choices: Choices) -> list[Application]:
    return [one for one in choices.applications if one.enabled]


def _usable_templates(choices: Choices, profile: Profile) -> list[Template]:
    """Approved ones; an individual sends no marketing and nothing abroad (P2)."""
    found = _approved(choices.templates)
    if profile.identity is Identity.INDIVIDUAL:
        return [one for one in found if one.type is SmsType.REGULAR and one.region is Region.MAINLAND]
    return found


def _approved(every: Sequence[Reviewed]) -> list[Reviewed]:
    return [one for one in every if one.status is ReviewStatus.APPROVED]
