"""Choosing a period: today, yesterday, 7 or 30 days, chosen days, or an hour one was led to (D1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

from PySide6.QtCore import QDate, QSignalBlocker, Signal
from PySide6.QtWidgets import QDateEdit, QWidget

from smsdesk.domain.calendar_days import Period, chosen_days
from smsdesk.domain.text import tr
from smsdesk.operations.overview import PeriodChoice, period
from smsdesk.ui.context import Context
from smsdesk.ui.formats import Formats
from smsdesk.ui.widgets.form import combo
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import holding, row

CHOSEN = "chosen"
SPAN = "span"
ANY = "any"
#: What is shown before a period is chosen, in figures and in records alike: so their numbers agree.
DEFAULT = "7_days"
#: What "any time" begins and ends with: all that can be in a store.
_EVER = Period(0, 253_402_300_800_000)


@dataclass(frozen=True)
class ChosenPeriod:
    """What is meant, not yet in milliseconds: "today" is another day tomorrow.

    ``key``: ``today``, ``yesterday``, ``7_days``, ``30_days``, ``any``; ``chosen`` with the days ``first`` to
    ``last``, both included; ``span`` with ``start`` to before ``end``, ms since 1970 UTC.
    """

    key: str = DEFAULT
    first: date | None = None
    last: date | None = None
    start: int = 0
    end: int = 0

    async def period(self, context: Context) -> Period:
        """In milliseconds, as it is now in the profile's zone."""
        if self.key == SPAN:
            return Period(self.start, self.end)
        if self.key == ANY:
            return _EVER
        if self.key == CHOSEN and self.first is not None and self.last is not None:
            return chosen_days(self.first.isoformat(), self.last.isoformat(), context.profile.time_zone)
        return await context.runner.run(period, choice=cast(PeriodChoice, self.key))

    def words(self, shown: Formats) -> str:
        """In words, for a button that takes it off."""
        if self.key == SPAN:
            return span_words(shown, self.start, self.end)
        if self.key == CHOSEN and self.first is not None and self.last is not None:
            return days_words(shown, self.first, self.last)
        return _names()[self.key]


def days_words(shown: Formats, first: date, last: date) -> str:
    """``3 Nov``, or ``3 Nov – 9 Nov``."""
    if first == last:
        return shown.day(first)
    return tr("{first} – {last}", first=shown.day(first), last=shown.day(last))


def span_words(shown: Formats, start: int, end: int) -> str:
    """``today 14:00–15:00``."""
    until = shown.moment(end).strftime("%H:%M")
    return tr("{start}–{end}", start=shown.time(start), end=until)


class PeriodChooser(QWidget):
    """A drop-down and, for a period of one's own, two days. ``changed`` when another period is meant."""

    changed = Signal()

    def __init__(self, context: Context, *, first: str = DEFAULT, any_time: bool = False) -> None:
        """``any_time`` offers no limit at all, as a look-up by number wants it."""
        super().__init__()
        self._context = context
        names = _names()
        keys = [key for key in names if any_time or key != ANY]
        self._choice = combo([(key, names[key]) for key in keys], first)
        self._choice.setAccessibleName(tr("Period"))
        self._span = ChosenPeriod(first)
        today = context.formats.today()
        self._first, self._last = _day(today, tr("First day")), _day(today, tr("Last day"))
        self._days = holding(row(self._first, label("–", "secondary"), self._last))
        self._days.hide()
        self._choice.currentIndexChanged.connect(self._chosen)
        self._first.dateChanged.connect(self._first_moved)
        self._last.dateChanged.connect(lambda _: self.changed.emit())
        self.setLayout(row(self._choice, self._days))
        context.hub.new_day.connect(self._day_changed)

    @property
    def chosen(self) -> ChosenPeriod:
        """What is meant."""
        key = str(self._choice.currentData())
        if key == SPAN:
            return self._span
        if key == CHOSEN:
            first, last = self._first.date(), self._last.date()
            return ChosenPeriod(key, _date(first), _date(max(first, last)))
        return ChosenPeriod(key)

    def show_period(self, chosen: ChosenPeriod) -> None:
        """Choose without telling."""
        with QSignalBlocker(self._choice), QSignalBlocker(self._first), QSignalBlocker(self._last):
            self._drop_span()
            if chosen.key == SPAN:
                self._span = chosen
                self._choice.addItem(chosen.words(self._context.formats), SPAN)
            if chosen.first is not None and chosen.last is not None:
                today = QDate(*_parts(self._context.formats.today()))
                for edit in (self._first, self._last):
                    edit.setMaximumDate(today)
                self._last.setMinimumDate(QDate(*_parts(chosen.first)))
                self._first.setDate(QDate(*_parts(chosen.first)))
                self._last.setDate(QDate(*_parts(chosen.last)))
            self._choice.setCurrentIndex(max(0, self._choice.findData(chosen.key)))
        self._days.setHidden(chosen.key != CHOSEN)

    def choose(self, choice: str) -> None:
        """Choose an entry by its key."""
        self._choice.setCurrentIndex(self._choice.findData(choice))

    def choose_days(self, first: date, last: date) -> None:
        """Choose days, both included."""
        self.show_period(ChosenPeriod(CHOSEN, first, last))
        self.changed.emit()

    async def value(self) -> Period:
        """The period that is meant now, in the profile's zone."""
        return await self.chosen.period(self._context)

    def _chosen(self) -> None:
        key = self._choice.currentData()
        self._days.setHidden(key != CHOSEN)
        if key != SPAN:
            with QSignalBlocker(self._choice):
                self._drop_span()
        self.changed.emit()

    def _day_changed(self) -> None:
        """The day that has begun can be chosen, too."""
        today = QDate(*_parts(self._context.formats.today()))
        for edit in (self._first, self._last):
            edit.setMaximumDate(max(today, edit.date()))

    def _drop_span(self) -> None:
        """The hour one was led to is offered only while it is meant."""
        at = self._choice.findData(SPAN)
        if at >= 0:
            self._choice.removeItem(at)

    def _first_moved(self, first: QDate) -> None:
        with QSignalBlocker(self._last):
            self._last.setMinimumDate(first)
        self.changed.emit()


def _names() -> dict[str, str]:
    return {
        "today": tr("Today"),
        "yesterday": tr("Yesterday"),
        "7_days": tr("Last 7 days"),
        "30_days": tr("Last 30 days"),
        CHOSEN: tr("Chosen days"),
        ANY: tr("Any time"),
    }


def _parts(day: date) -> tuple[int, int, int]:
    return day.year, day.month, day.day


def _date(day: QDate) -> date:
    return date(day.year(), day.month(), day.day())


def _day(day: date, name: str) -> QDateEdit:
    made = QDateEdit(QDate(*_parts(day)))
    made.setCalendarPopup(True)
    made.setDisplayFormat("yyyy-MM-dd")
    made.setAccessibleName(name)
    made.setMaximumDate(QDate(*_parts(day)))
    return made
