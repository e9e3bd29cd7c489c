"""How often one number may get messages of an application (A5, P2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from smsdesk.domain import limits
from smsdesk.domain.applications import STANDARD_LIMIT, STRICT_LIMIT, Application, FrequencyLimit
from smsdesk.domain.profile import Identity
from smsdesk.domain.text import tr
from smsdesk.operations.applications import set_frequency_limit
from smsdesk.ui.applications.beside import Beside
from smsdesk.ui.applications.section import FormSection
from smsdesk.ui.applications.switched_number import SwitchedNumber, align
from smsdesk.ui.settings.dialog import show_settings
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.card import Card
from smsdesk.ui.widgets.choice_cards import Choice, ChoiceCards
from smsdesk.ui.widgets.form import FormField
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row

if TYPE_CHECKING:
    from smsdesk.ui.applications.application_page import ApplicationPage

OFF = FrequencyLimit(None, None)
_PRESETS = {"standard": STANDARD_LIMIT, "strict": STRICT_LIMIT, "off": OFF}
CUSTOM = "custom"


class LimitsSection(FormSection):
    """The presets as cards and, for one's own, two limits that can each be switched off."""

    def __init__(self, page: ApplicationPage) -> None:
        super().__init__(page)
        self.limit = LimitControl()
        field = self.form.add("limit", FormField("", self.limit))
        # As high as its words want when they wrap.
        field.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.card = Card(
            tr("Sending limits"),
            note=tr(
                "They protect your customers from the same message twice and from too many a day, and you "
                "from paying for it when a program runs wild."
            ),
        ).add(field)
        self.card.body.addLayout(row(self.save_button, self.discard_button, STRETCH))
        held_back = Card(tr("What happens to a message past a limit")).add(
            label(
                tr(
                    "It is not sent and not charged. It stands among the failed ones with the reason, and "
                    "the alarm contacts are told when they want to be."
                ),
                "secondary",
                wrap=True,
            )
        )
        held_back.body.addLayout(
            row(
                button(tr("Numbers without limits"), lambda: page.choose("allowlist")),
                button(tr("Who is told"), lambda: page.choose("alarms")),
                STRETCH,
            )
        )
        self.fixed = Card(tr("Sending limits"))
        self._fixed_words = label("", wrap=True)
        self.fixed.add(
            self._fixed_words,
            label(
                tr(
                    "The desk of an individual has these limits and they cannot be changed. An organization "
                    "sets its own; raising the profile loses nothing."
                ),
                "secondary",
                wrap=True,
            ),
        )
        raise_it = button(tr("Raise the profile…"), page.act(self._raise))
        self.fixed.body.addLayout(row(raise_it, STRETCH))
        self.fixed.hide()
        self.setLayout(column(Beside(holding(column(self.card, self.fixed)), held_back)))
        self.finish()

    async def load(self, shown: Application) -> None:
        await super().load(shown)
        individual = self.page.context.profile.identity is Identity.INDIVIDUAL
        self.card.setVisible(not individual)
        self.fixed.setVisible(individual)
        self._fixed_words.setText(limit_words(shown.limit))
        self.fill(limit=shown.limit)

    async def save(self, values: Mapping[str, Any]) -> Application:
        return await self.page.context.runner.run(
            set_frequency_limit, application_id=self.application_id, **values
        )

    async def _raise(self) -> None:
        await show_settings(self.page.context)


class LimitControl(QWidget):
    """A ``FrequencyLimit``; ``changed`` at every change."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.presets = ChoiceCards(
            [
                Choice(
                    "standard",
                    "shield-check",
                    tr("Standard"),
                    tr("The same text once in 30 seconds, 10 messages a day"),
                ),
                Choice(
                    "strict", "lock", tr("Strict"), tr("The same text once in 30 seconds, 2 messages a day")
                ),
                Choice("off", "shield-off", tr("Off"), tr("Nothing is held back")),
                Choice(CUSTOM, "sliders-horizontal", tr("Custom"), tr("Your own figures")),
            ],
            tr("Sending limits"),
        )
        self.same = SwitchedNumber(
            tr("The same content to one number at most once in"),
            most=limits.SAME_CONTENT_SECONDS_MAXIMUM.value,
            unit=tr(" seconds"),
            first=limits.SAME_CONTENT_SECONDS.value,
        )
        self.day = SwitchedNumber(
            tr("To one number in a calendar day at most"),
            most=limits.PER_NUMBER_PER_DAY_MAXIMUM.value,
            unit=tr(" messages"),
            first=limits.PER_NUMBER_PER_DAY.value,
        )
        align(self.same, self.day)
        self._own = holding(
            column(
                self.same,
                row(
                    label(tr("Against a double click, a retry, a program that sends twice."), "small"),
                    margins=(26, 0, 0, 0),
                ),
                4,
                self.day,
                row(
                    label(tr("Against being a nuisance: whatever is sent, a person gets no more."), "small"),
                    margins=(26, 0, 0, 0),
                ),
                spacing=6,
            )
        )
        self.setLayout(column(self.presets, self._own, spacing=16))
        self._own.hide()
        self._show(STANDARD_LIMIT)
        self.presets.changed.connect(self._chosen)
        for each in (self.same, self.day):
            each.changed.connect(self.changed)
        self.setFocusProxy(self.presets)

    def value(self) -> FrequencyLimit:
        return FrequencyLimit(self.same.value(), self.day.value())

    def set_value(self, limit: FrequencyLimit) -> None:
        """Show the limit, as a preset where it is one."""
        self._show(limit)
        self.presets.set_value(_preset(limit))
        self._own.setVisible(_preset(limit) == CUSTOM)
        self.changed.emit()

    def _show(self, limit: FrequencyLimit) -> None:
        for control, value in ((self.same, limit.same_content_seconds), (self.day, limit.per_number_per_day)):
            control.blockSignals(True)
            control.set_value(value)
            control.blockSignals(False)

    def _chosen(self, preset: object) -> None:
        if preset in _PRESETS:
            self._show(_PRESETS[str(preset)])
        elif self.value() == OFF:
            self._show(STANDARD_LIMIT)  # figures to begin with
        self._own.setVisible(preset == CUSTOM)
        self.changed.emit()


def _preset(limit: FrequencyLimit) -> str:
    return next((key for key, preset in _PRESETS.items() if preset == limit), CUSTOM)


def limit_words(limit: FrequencyLimit) -> str:
    """A limit as a sentence."""
    same, day = limit.same_content_seconds, limit.per_number_per_day
    if same is None and day is None:
        return tr("Nothing is held back.")
    if day is None:
        return tr(
            "The same content goes to one number at most once in {seconds} seconds.", seconds=f"{same:,}"
        )
    if same is None:
        return tr("One number gets at most {count} messages in a calendar day.", count=f"{day:,}")
    return tr(
        "The same content goes to one number at most once in {seconds} seconds, and one number gets at most "
        "{count} messages in a calendar day.",
        seconds=f"{same:,}",
        count=f"{day:,}",
    )
