"""Choosing a period: today, yesterday, 7 or 30 days, or from one day to another (D1)."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QDateEdit, QWidget

from smsdesk.domain.calendar_days import Period, chosen_days
from smsdesk.domain.text import tr
from smsdesk.operations.overview import PeriodChoice, period
from smsdesk.ui.context import Context
from smsdesk.ui.widgets.form import combo
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import holding, row

CHOSEN = "chosen"


class PeriodChooser(QWidget):
    """A drop-down and, for a period of one's own, two days. ``changed`` when another period is meant."""

    changed = Signal()

    def __init__(self, context: Context, *, first: PeriodChoice = "7_days") -> None:
        super().__init__()
        self._context = context
        self._choice = combo(
            [
                ("today", tr("Today")),
                ("yesterday", tr("Yesterday")),
                ("7_days", tr("Last 7 days")),
                ("30_days", tr("Last 30 days")),
                (CHOSEN, tr("Chosen days")),
            ],
            first,
        )
        self._choice.setAccessibleName(tr("Period"))
        today = context.formats.today()
        self._first, self._last = _day(today, tr("First day")), _day(today, tr("Last day"))
        self._days = holding(row(self._first, label("–", "secondary"), self._last))
        self._days.hide()
        self._choice.currentIndexChanged.connect(self._chosen)
        self._first.dateChanged.connect(self._first_moved)
        self._last.dateChanged.connect(lambda _: self.changed.emit())
        self.setLayout(row(self._choice, self._days))

    def choose(self, choice: str) -> None:
        """Choose an entry by its key."""
        self._choice.setCurrentIndex(self._choice.findData(choice))

    def choose_days(self, first: date, last: date) -> None:
        """Choose days, both included."""
        self._first.setDate(QDate(first.year, first.month, first.day))
        self._last.setDate(QDate(last.year, last.month, last.day))
        self.choose(CHOSEN)

    async def value(self) -> Period:
        """The period that is meant now, in the profile's zone."""
        choice = self._choice.currentData()
        if choice != CHOSEN:
            return await self._context.runner.run(period, choice=choice)
        first, last = self._first.date(), self._last.date()
        return chosen_days(
            first.toString("yyyy-MM-dd"),
            max(first, last).toString("yyyy-MM-dd"),
            self._context.profile.time_zone,
        )

    def _chosen(self) -> None:
        self._days.setVisible(self._choice.currentData() == CHOSEN)
        self.changed.emit()

    def _first_moved(self, first: QDate) -> None:
        self._last.setMinimumDate(first)
        self.changed.emit()


def _day(day: date, name: str) -> QDateEdit:
    made = QDateEdit(QDate(day.year, day.month, day.day))
    made.setCalendarPopup(True)
    made.setDisplayFormat("yyyy-MM-dd")
    made.setAccessibleName(name)
    made.setMaximumDate(QDate(day.year, day.month, day.day))
    return made
