"""The overview: figures that add up, compared with the period before, each leading to its records (D1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot
from sqlalchemy import text as sql

from smsdesk.app import App
from smsdesk.domain.applications import ApplicationType
from smsdesk.domain.codes import Code
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.profile import Region
from smsdesk.domain.statistics import Figures, Point
from smsdesk.operations.applications import create_application
from smsdesk.ui import formats
from smsdesk.ui.formats import Formats
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.statistics.adding_up import terms
from smsdesk.ui.statistics.comparing import count_change, rate_change
from smsdesk.ui.statistics.figure_cards import FigureCards, KeyFigure
from smsdesk.ui.statistics.overview_page import STATUSES, OverviewPage, trend_series
from smsdesk.ui.statistics.past import Past, put_past
from smsdesk.ui.statistics.period_choice import CHOSEN, ChosenPeriod
from smsdesk.ui.statistics.records_page import RecordsPage

HOUR = 3_600_000
Settled = Callable[[], None]


@pytest.fixture
def days(opened: App) -> tuple[date, date]:
    """Two days, the second with ten messages, of two applications, in two hours."""
    desk = opened.desk
    shown = Formats(lambda: "Asia/Shanghai", desk.clock)
    second = shown.today() - timedelta(days=3)
    first = second - timedelta(days=1)
    at = shown.day_start(second) + 9 * HOUR
    one, other = (
        create_application(desk, name=name, type=ApplicationType.OTHER).id for name in ("Bakery", "Café")
    )
    S = MessageStatus  # noqa: N806 it is written ten times
    past = [
        Past(at, S.DELIVERED, 4, fragments=2),
        Past(at, S.ACCEPTED, 1),
        Past(at + HOUR, S.UNDELIVERED, 1, "UNDELIV"),
        Past(at + HOUR, S.FAILED, 2, Code.BLOCKED),
        Past(at + HOUR, S.UNKNOWN, 1, Code.TIMED_OUT),
        Past(at + HOUR, S.CANCELLED, 1),
        Past(shown.day_start(first) + 9 * HOUR, S.DELIVERED, 5),
    ]
    put_past(desk, past, region=Region.MAINLAND, application_id=one)
    put_past(desk, [Past(at, S.DELIVERED, 1)], region=Region.MAINLAND, application_id=other)
    return first, second


@pytest.fixture
def page(days: tuple[date, date], window: MainWindow, settled: Settled) -> OverviewPage:
    """Of the second day, hourly."""
    window.open_place("statistics", "overview")
    made = window.current_page()
    assert isinstance(made, OverviewPage)
    made.choice.choose(ChosenPeriod(CHOSEN, days[1], days[1]))
    settled()
    return made


def records(window: MainWindow) -> RecordsPage:
    made = window.current_page()
    assert isinstance(made, RecordsPage)
    return made


def test_the_figures_are_those_of_the_messages(page: OverviewPage, opened: App) -> None:
    with opened.desk.database.read() as session:
        start, end = page._filter.start, page._filter.end  # type: ignore[union-attr]
        counted: dict[str, int] = dict(
            session.execute(  # type: ignore[arg-type]
                sql(
                    "SELECT status, COUNT(*) FROM message"
                    " WHERE requested_at >= :start AND requested_at < :end GROUP BY 1"
                ),
                {"start": start, "end": end},
            ).all()
        )
    total = sum(counted.values())
    taken = counted["accepted"] + counted["delivered"] + counted["undelivered"]
    assert page.figures.values() == {
        "Requests": str(total),
        "Sent": str(taken),
        "Success rate": "63.6%",
        "Delivered": str(counted["delivered"]),
        "Billable fragments": "11",
    }
    notes = {
        shape[0]: part[1].text() for shape, part in zip(page.figures._shape, page.figures._parts, strict=True)
    }
    assert notes["Delivered"] == f"{formats.share(counted['delivered'] / total)} of the requests"
    assert page.table.totals.words()["delivered"] == str(counted["delivered"])
    assert page.table.totals.accessibleName().startswith("Totals. Requests: 11, Sent: 7, ")
    assert page.compared.text().startswith("Compared with the day before")


@pytest.mark.parametrize(
    "figures",
    [Figures(), Figures(11, 7, 11, 5, 1, 2, 1), Figures(5, 5, 5, 5), Figures(9, 0, 0, 0, 0, 9)],
)
def test_what_stands_below_a_sum_adds_up_to_it(figures: Figures) -> None:
    shown = terms(figures)
    for place, each in enumerate(shown):
        parts = []
        for below in shown[place + 1 :]:
            if below.level <= each.level:
                break
            if below.level == each.level + 1:
                parts.append(below.count)
        if parts:
            assert sum(parts) == each.count, each.name
    assert all(each.key in STATUSES for each in shown)


def test_every_number_leads_to_as_many_records(
    page: OverviewPage, window: MainWindow, settled: Settled, qtbot: QtBot
) -> None:
    for name, count in (("Requests", 11), ("Sent", 7), ("Failed", 2), ("Waiting or stopped", 1)):
        (number,) = [
            each
            for each in page.adding_up.findChildren(QPushButton)
            if each.accessibleName() == f"{name}: {count}"
        ]
        qtbot.mouseClick(number, Qt.MouseButton.LeftButton)
        settled()
        assert len(records(window).table.model.rows) == count, name
        window.open_place("statistics", "overview")
        settled()


def test_a_cell_of_an_hour_leads_to_its_records(
    page: OverviewPage, window: MainWindow, settled: Settled, qtbot: QtBot
) -> None:
    view = page.table.table.view
    column = [each.key for each in page.table.table.model.columns].index("failed")
    zero = page.table.table.model.index(1, column)
    assert zero.data() == "0"
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(zero).center())
    settled()
    assert window.current_page() is page
    index = page.table.table.model.index(0, column)
    assert index.data() == "2"
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())
    settled()
    found = records(window)
    assert [one.status for one in found.table.model.rows] == [MessageStatus.FAILED] * 2
    assert found.filters.period.chosen.end - found.filters.period.chosen.start == HOUR
    assert found.filters.status.button.text() == "Status: Failed"


def test_a_day_of_the_chart_leads_to_its_records(
    page: OverviewPage, days: tuple[date, date], window: MainWindow, settled: Settled, qtbot: QtBot
) -> None:
    page.choice.choose(ChosenPeriod(CHOSEN, *days), application_id=1)
    settled()
    assert page.figures.values()["Requests"] == "15"
    qtbot.keyClick(page.chart.plot, Qt.Key.Key_Home)
    qtbot.keyClick(page.chart.plot, Qt.Key.Key_Return)
    settled()
    found = records(window)
    assert len(found.table.model.rows) == 5
    assert found.filters.application.button.text() == "Application: Bakery"
    assert found.filters.period.chosen == ChosenPeriod(CHOSEN, days[0], days[0])


def test_a_period_without_messages_says_so_and_offers_more(
    page: OverviewPage, settled: Settled, qtbot: QtBot
) -> None:
    page.choice.choose(ChosenPeriod("today"), application_id=2)
    settled()
    assert page.stack.currentIndex() == 1
    (more,) = [
        each for each in page.stack.currentWidget().findChildren(QPushButton) if "30 days" in each.text()
    ]
    qtbot.mouseClick(more, Qt.MouseButton.LeftButton)
    settled()
    assert page.stack.currentIndex() == 0
    assert page.figures.values()["Requests"] == "16"
    assert page.bar.senders.application.value() is None


def test_what_was_sent_to_the_other_region_does_not_look_lost(
    page: OverviewPage, days: tuple[date, date], window: MainWindow, settled: Settled, qtbot: QtBot
) -> None:
    window.context.regions.set("statistics", Region.GLOBAL)
    page.choice.choose(ChosenPeriod(CHOSEN, *days))
    settled()
    shown = page.stack.currentWidget()
    assert "Nothing was sent in this region in this period." in [
        each.text() for each in shown.findChildren(QLabel)
    ]
    (show,) = [each for each in shown.findChildren(QPushButton) if each.text() == "Show the other region"]
    qtbot.mouseClick(show, Qt.MouseButton.LeftButton)
    settled()
    assert page.stack.currentIndex() == 0
    assert page.figures.values()["Requests"] == "16"


def test_the_hours_to_come_are_open_and_not_zero() -> None:
    trend = [Point(0, Figures(4, 2, 3)), Point(HOUR, Figures()), Point(2 * HOUR, Figures())]
    lines = {each.name: list(each.values) for each in trend_series(trend, now=HOUR + 1)}
    assert lines == {
        "Requests": [4, 0, None],
        "Sent": [2, 0, None],
        "Billable fragments": [3, 0, None],
        "Success rate": [0.5, None, None],
    }


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (112, 100, "▲ 12% more than 100"),
        (1, 3_000, "▼ 99.9% less than 3,000"),
        (7, 7, "as many as in the period before"),
        (7, 0, "none in the period before"),
        (0, 0, "none in the period before either"),
        (0, 5, "▼ 100% less than 5"),
    ],
)
def test_a_count_is_compared_in_words(now: int, before: int, words: str) -> None:
    assert count_change(now, before) == words


@pytest.mark.parametrize(
    ("now", "before", "told"),
    [
        (0.97, 0.982, ("▼ 1.2 points less than 98.2%", "danger")),
        (1.0, 0.9, ("▲ 10 points more than 90%", "success")),
        (0.5, 0.5, ("the same as in the period before", "small")),
        (0.5, None, ("nothing in the period before", "small")),
    ],
)
def test_a_rate_is_compared_in_words(now: Any, before: Any, told: tuple[str, str]) -> None:
    assert rate_change(now, before) == told


def test_the_overview_follows_a_task_that_runs_but_not_with_every_message(
    page: OverviewPage, opened: App, days: tuple[date, date], settled: Settled
) -> None:
    shown = Formats(lambda: "Asia/Shanghai", opened.desk.clock)
    at = shown.day_start(days[1]) + 11 * HOUR
    put_past(opened.desk, [Past(at, MessageStatus.DELIVERED)], region=Region.MAINLAND, application_id=1)
    for _ in range(3):
        page.context.hub.changed.emit(frozenset({"message", "task"}))
    settled()
    assert page.figures.values()["Requests"] == "11"
    page._follow.timeout.emit()
    settled()
    assert page.figures.values()["Requests"] == "12"


def test_a_period_without_one_before_is_told_once(
    page: OverviewPage, days: tuple[date, date], settled: Settled
) -> None:
    page.choice.choose(ChosenPeriod(CHOSEN, days[0], days[0]))
    settled()
    assert page.compared.text().startswith("Nothing was sent on the day before")
    notes = [note.text() for note in page.figures.findChildren(QLabel) if "before" in note.text()]
    assert notes == []


def test_figures_break_into_rows_where_they_would_be_cut(qtbot: QtBot) -> None:
    cards = FigureCards()
    qtbot.addWidget(cards)
    cards.show()
    cards.set_figures([KeyFigure(f"Figure {place}", "1,234", "a note") for place in range(6)])
    for width, rows, noted in ((1300, 1, True), (500, 2, False), (330, 3, False), (1300, 1, True)):
        cards.resize(width, 300)
        QApplication.processEvents()
        tops = {cell.y() for cell in cards._cells}
        notes = [each for each in cards.findChildren(QLabel) if each.text() == "a note"]
        assert (len(tops), all(note.isVisible() for note in notes)) == (rows, noted)
