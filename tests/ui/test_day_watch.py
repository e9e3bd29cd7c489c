"""What says “today” is true after midnight, without F5; so it is when the clock is set."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QDateEdit, QLabel, QPushButton, QTableView, QWidget

from smsdesk.app import App
from smsdesk.operations.sample import make_sample
from smsdesk.ui.bridge import Hub
from smsdesk.ui.context import Context
from smsdesk.ui.day_watch import DayWatch
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.statistics.period_choice import PeriodChooser

DAY = 24 * 3_600_000


#: Noon in the profile's zone, and near it in those that tests run in: it is no midnight while one runs.
NOON = int(datetime(2026, 3, 2, 4, tzinfo=UTC).timestamp() * 1000)


class Clock:
    """The desk's clock: it goes on from noon, and stands so many milliseconds ahead."""

    def __init__(self) -> None:
        self.ahead = 0
        self._began = time.monotonic_ns()

    def __call__(self) -> int:
        return NOON + (time.monotonic_ns() - self._began) // 1_000_000 + self.ahead


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Before the desk is opened."""
    made = Clock()
    monkeypatch.setattr("smsdesk.app.clock", made)
    return made


@pytest.mark.parametrize("jump", [DAY, -DAY, 30 * DAY])
def test_another_day_is_told_once(context: Context, clock: Clock, jump: int) -> None:
    told: list[None] = []
    context.hub.new_day.connect(lambda: told.append(None))
    watch = DayWatch(context, Hub(context.hub))
    watch.look()
    assert told == []
    clock.ahead += jump
    watch.look()
    watch.look()
    assert len(told) == 1


def words_in_view(window: QWidget) -> str:
    """What a user reads: labels, buttons and the cells of tables."""
    found = [each.text() for each in window.findChildren(QLabel) if each.isVisible()]
    found += [each.text() for each in window.findChildren(QPushButton) if each.isVisible()]
    for table in window.findChildren(QTableView):
        if table.isVisible() and (model := table.model()) is not None:
            found += [
                str(model.data(model.index(row, column), Qt.ItemDataRole.DisplayRole))
                for row in range(model.rowCount())
                for column in range(model.columnCount())
            ]
    return "\n".join(found)


@pytest.mark.parametrize(
    ("tab", "page"),
    [
        ("applications", ""),
        ("signatures", ""),
        ("templates", ""),
        ("bulk", ""),
        ("customers", "pool"),
        ("customers", "groups"),
        ("customers", "blocklist"),
        ("customers", "unsubscribed"),
        ("customers", "replies"),
        ("statistics", "overview"),
        ("statistics", "records"),
    ],
)
def test_what_was_today_is_yesterday_after_midnight(
    opened: App,
    window: MainWindow,
    clock: Clock,
    settled: Callable[[], None],
    tab: str,
    page: str,
) -> None:
    make_sample(opened.desk)
    window.open_place(tab, page)
    settled()
    for table in window.findChildren(QTableView):
        if table.isVisible() and table.model() is not None and table.model().rowCount():
            table.selectRow(0)  # its panel says it, too
    settled()
    before = words_in_view(window)
    clock.ahead += DAY
    watch = window.findChild(DayWatch)
    assert watch is not None
    watch.look()
    settled()
    after = words_in_view(window)
    assert after.count("yesterday ") >= before.count("today ")
    assert [line for line in after.splitlines() if "today " in line] == []


def test_the_day_that_has_begun_can_be_chosen(context: Context, clock: Clock) -> None:
    chooser = PeriodChooser(context)
    watch = DayWatch(context, chooser)
    first: date = context.formats.today()
    chooser.choose_days(first, first)
    clock.ahead += DAY
    watch.look()
    tomorrow = first + timedelta(days=1)
    assert [each.maximumDate() for each in chooser.findChildren(QDateEdit)] == [
        QDate(tomorrow.year, tomorrow.month, tomorrow.day)
    ] * 2
    assert chooser.chosen.last == first
