"""Period, application and template of all pages of figures: chosen on one, meant on all (D1–D7)."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel, QWidget

from smsdesk.domain.profile import Region
from smsdesk.domain.statistics import StatisticsFilter
from smsdesk.domain.text import tr
from smsdesk.ui.context import Context
from smsdesk.ui.statistics.filters import SenderFilter
from smsdesk.ui.statistics.period_choice import CHOSEN, SPAN, ChosenPeriod, PeriodChooser
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.flow_layout import FlowLayout
from smsdesk.ui.widgets.layouts import holding, row

#: Of the controls in the row.
_ROW_HEIGHT = 32


class StatisticsChoice(QObject):
    """Made once for the tab. ``changed`` tells every page and every bar."""

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.period = ChosenPeriod()
        self.application_id: int | None = None
        self.template_id: int | None = None

    def choose(
        self, period: ChosenPeriod, application_id: int | None = None, template_id: int | None = None
    ) -> None:
        """Mean these from now on."""
        wanted = (period, application_id, template_id)
        if wanted != (self.period, self.application_id, self.template_id):
            self.period, self.application_id, self.template_id = wanted
            self.changed.emit()

    async def value(self, region: Region) -> StatisticsFilter:
        """What is meant now."""
        period = await self.period.period(self._context)
        return StatisticsFilter(region, period.start, period.end, self.application_id, self.template_id)

    def records(self) -> dict[str, Any]:
        """Keywords for ``context.open("statistics", "records", …)``: the records of what is shown."""
        period = self.period
        days: dict[str, Any]
        if period.key == CHOSEN:
            days = {"first": period.first, "last": period.last}
        elif period.key == SPAN:
            days = {"start": period.start, "end": period.end}
        else:
            days = {"period": period.key}
        return {**days, "application_id": self.application_id, "template_id": self.template_id}


class ChoiceBar(QWidget):
    """The row in which it is chosen; each page has its own, and all of them follow."""

    def __init__(self, context: Context, choice: StatisticsChoice, *, template: bool = True) -> None:
        """``template`` False: for a page whose figures know no template."""
        super().__init__()
        self._choice = choice
        self.period = PeriodChooser(context)
        self.senders = SenderFilter(context)
        self.clear = button(tr("Clear filters"), self._clear, kind="link")
        # In the middle of the controls' height.
        self._clear_holder = holding(row(self.clear, margins=(0, 4, 0, 4)))
        self._flow = FlowLayout(
            self.period, self.senders.application, self.senders.template, self._clear_holder
        )
        self.setLayout(self._flow)
        self.senders.template.setHidden(not template)
        self.period.changed.connect(self._chosen)
        self.senders.changed.connect(self._chosen)
        choice.changed.connect(self._follow)
        self._follow()

    def add(self, widget: QWidget) -> None:
        """A filter that only this page has, after the others."""
        self._flow.removeWidget(self._clear_holder)
        self._flow.addWidget(widget)
        self._flow.addWidget(self._clear_holder)

    def say(self, note: QLabel) -> None:
        """Words about what is chosen, at the end of the row."""
        note.setFixedHeight(_ROW_HEIGHT)
        self._flow.addWidget(holding(row(note, margins=(8, 0, 0, 0))))

    async def load(self, region: Region) -> None:
        """Offer the applications and templates there are now; one that is gone is not meant any more."""
        await self.senders.load(region)
        self._chosen()

    def _chosen(self) -> None:
        self._choice.choose(self.period.chosen, self.senders.application_id, self.senders.template_id)

    def _clear(self) -> None:
        self._choice.choose(self.period.chosen)

    def _follow(self) -> None:
        choice = self._choice
        if self.period.chosen != choice.period:
            self.period.show_period(choice.period)
        self.senders.application.set_value(choice.application_id)
        self.senders.template.set_value(choice.template_id)
        self.clear.setHidden(choice.application_id is None and choice.template_id is None)
