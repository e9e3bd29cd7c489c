"""How often one number may get messages of an application (A5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QGridLayout, QSpinBox, QWidget

from smsdesk.domain import limits
from smsdesk.domain.applications import STANDARD_LIMIT, STRICT_LIMIT, Application, FrequencyLimit
from smsdesk.domain.profile import Identity
from smsdesk.domain.text import tr
from smsdesk.operations.applications import set_frequency_limit
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.card import Card
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row, scrolling
from smsdesk.ui.widgets.toast import toast

if TYPE_CHECKING:
    from smsdesk.ui.applications.application_page import ApplicationPage


class LimitsSection(QWidget):
    """Two limits, each with a switch, and the presets."""

    def __init__(self, page: ApplicationPage) -> None:
        super().__init__()
        self._page = page
        self._shown: Application | None = None
        self._same_on = QCheckBox(tr("Same content to one number at most once in"))
        self._same = _number(limits.SAME_CONTENT_SECONDS_MAXIMUM.value, tr(" seconds"))
        self._day_on = QCheckBox(tr("Messages to one number per day at most"))
        self._day = _number(limits.PER_NUMBER_PER_DAY_MAXIMUM.value, tr(" messages"))
        self._same.setAccessibleName(self._same_on.text())
        self._day.setAccessibleName(self._day_on.text())
        self._same_on.toggled.connect(self._same.setEnabled)
        self._day_on.toggled.connect(self._day.setEnabled)
        self._save = button(tr("Save limits"), page.act(self._save_limits), kind="primary")
        self._refusal = label("", "warning", wrap=True)
        self._presets = [
            button(
                tr("Standard"), lambda: self._fill(STANDARD_LIMIT), tip=tr("30 seconds, 10 messages a day")
            ),
            button(tr("Strict"), lambda: self._fill(STRICT_LIMIT), tip=tr("30 seconds, 2 messages a day")),
        ]
        card = Card(
            tr("Sending limits"),
            *self._presets,
            note=tr(
                "They protect your customers from repeated messages. A message past a limit is not sent "
                "and fails with the reason. Numbers on the allowlist are not limited."
            ),
        )
        pairs = QGridLayout()
        pairs.setHorizontalSpacing(16)
        pairs.setVerticalSpacing(12)
        for place, (switch, number) in enumerate(((self._same_on, self._same), (self._day_on, self._day))):
            pairs.addWidget(switch, place, 0)
            pairs.addWidget(number, place, 1)
        pairs.setColumnStretch(2, 1)
        card.body.addLayout(pairs)
        card.add(self._refusal)
        card.body.addLayout(row(self._save, STRETCH))
        card.setMaximumWidth(720)
        self.setLayout(column(scrolling(holding(column(card, STRETCH)))))

    def show_application(self, shown: Application) -> None:
        """Fill in the stored limits; an individual sees them but cannot change them (P2)."""
        if self._shown is None or shown.limit != self._shown.limit:
            self._fill(shown.limit)
        self._shown = shown
        may = self._page.context.profile.identity is not Identity.INDIVIDUAL
        self._refusal.setText(
            ""
            if may
            else tr(
                "An individual cannot change these. Raise the profile to an organization (Account, Profile)."
            )
        )
        self._refusal.setHidden(may)
        for each in (self._same_on, self._day_on, self._save, *self._presets):
            each.setEnabled(may)
        self._same.setEnabled(may and self._same_on.isChecked())
        self._day.setEnabled(may and self._day_on.isChecked())

    def _fill(self, limit: FrequencyLimit) -> None:
        self._same_on.setChecked(limit.same_content_seconds is not None)
        self._day_on.setChecked(limit.per_number_per_day is not None)
        self._same.setValue(limit.same_content_seconds or limits.SAME_CONTENT_SECONDS.value)
        self._day.setValue(limit.per_number_per_day or limits.PER_NUMBER_PER_DAY.value)
        self._same.setEnabled(self._same_on.isChecked())
        self._day.setEnabled(self._day_on.isChecked())

    async def _save_limits(self) -> None:
        assert self._shown is not None
        limit = FrequencyLimit(
            self._same.value() if self._same_on.isChecked() else None,
            self._day.value() if self._day_on.isChecked() else None,
        )
        await self._page.context.runner.run(set_frequency_limit, application_id=self._shown.id, limit=limit)
        toast(self._page, tr("Limits saved"))


def _number(most: int, unit: str) -> QSpinBox:
    made = QSpinBox()
    made.setRange(1, most)
    made.setSuffix(unit)
    made.setGroupSeparatorShown(True)
    made.setMinimumWidth(160)
    return made
