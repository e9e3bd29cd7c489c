"""Failures, receipts and countries: the figures on screen are those of the messages and lead to them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel
from sqlalchemy import text as sql

from smsdesk.app import App
from smsdesk.domain.applications import ApplicationType
from smsdesk.domain.codes import Code
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.profile import Region
from smsdesk.operations.applications import create_application
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.statistics.analysis_page import AnalysisPage
from smsdesk.ui.statistics.countries_page import CountriesPage
from smsdesk.ui.statistics.failures_page import FailuresPage
from smsdesk.ui.statistics.past import Past, put_past
from smsdesk.ui.statistics.period_choice import ChosenPeriod
from smsdesk.ui.statistics.receipts_page import ReceiptsPage
from smsdesk.ui.statistics.records_page import RecordsPage

DAY = 86_400_000
Open = Callable[..., Any]


@pytest.fixture
def past(opened: App) -> App:
    """Today, four days ago, and half a year ago, at home and abroad, of two applications."""
    desk = opened.desk
    first, second = (
        create_application(desk, name=name, type=ApplicationType.OTHER).id for name in ("Bakery", "Café")
    )
    now = desk.clock()
    S = MessageStatus  # noqa: N806 it is written thirteen times
    home = [
        Past(now, S.DELIVERED, 70),
        Past(now - 4 * DAY, S.DELIVERED, 20, fragments=2),
        Past(now - 4 * DAY, S.ACCEPTED, 10),
        Past(now, S.UNDELIVERED, 4, "UNDELIV"),
        Past(now, S.UNDELIVERED, 1),
        Past(now, S.FAILED, 9, Code.BLOCKED),
        Past(now - 4 * DAY, S.FAILED, 6, Code.NO_PACKAGE),
        Past(now, S.FAILED, 2, Code.SAME_CONTENT),
        Past(now - 10 * DAY, S.FAILED, 3, Code.NO_PACKAGE),
    ]
    put_past(desk, home, region=Region.MAINLAND, application_id=first)
    put_past(desk, [Past(now, S.FAILED, 5, Code.NO_PACKAGE)], region=Region.MAINLAND, application_id=second)
    abroad = [
        Past(now, S.DELIVERED, 8, country="GB", fragments=2),
        Past(now, S.FAILED, 2, Code.INVALID_NUMBER, country="GB"),
        Past(now, S.UNDELIVERED, 3, "EXPIRED", country="DE"),
        Past(now, S.DELIVERED, 1, country="DE"),
    ]
    put_past(desk, abroad, region=Region.GLOBAL, application_id=first)
    return opened


@pytest.fixture
def open_page(past: App, window: MainWindow, settled: Callable[[], None]) -> Open:
    def open_it(name: str, region: Region = Region.MAINLAND, **chosen: Any) -> AnalysisPage:
        window.context.regions.set("statistics", region)
        window.open_place("statistics", name)
        page = window.current_page()
        assert isinstance(page, AnalysisPage)
        if chosen:
            page.choice.choose(page.choice.period, **chosen)
        settled()
        return page

    return open_it


def rows(page: Any) -> list[list[str]]:
    """The table as it is copied: the cells in words."""
    return [
        line.split("\t")
        for line in page.table.view.as_tsv(range(page.table.model.rowCount())).splitlines()[1:]
    ]


def counted(past: App, what: str, where: str) -> list[tuple[Any, ...]]:
    """Straight from the messages of the last 7 days, by what, most first."""
    with past.desk.database.read() as session:
        found = session.execute(
            sql(
                f"SELECT {what}, COUNT(*) FROM message WHERE requested_at > :since AND {where} "
                "GROUP BY 1 ORDER BY 2 DESC, 1"
            ),
            {"since": past.desk.clock() - 6 * DAY},
        )
        return [tuple(row) for row in found]


def test_failures_are_told_by_reason_with_who_must_act(open_page: Open, past: App) -> None:
    page = open_page("failures")
    assert isinstance(page, FailuresPage)
    shown = [(reason.code, reason.count) for reason in page.table.model.rows]
    assert shown == counted(past, "code", "region = 'mainland' AND status = 'failed'")
    assert shown == [(Code.NO_PACKAGE, 11), (Code.BLOCKED, 9), (Code.SAME_CONTENT, 2)]
    assert [row[1:5] for row in rows(page)] == [
        ["11", "3", "50.0%", "You"],
        ["9", "0", "40.9%", "The recipient"],
        ["2", "0", "9.1%", "Nobody"],
    ]
    figures = page.figures.values()
    assert list(figures.values()) == ["22", "17.3%", "11", "9", "0", "2"]
    assert figures["You can put right"] == "11"


@pytest.mark.parametrize(
    ("key", "codes", "count"),
    [("you", {Code.NO_PACKAGE}, 11), ("others", {Code.BLOCKED}, 9), ("failed", None, 22)],
)
def test_a_figure_of_failures_leads_to_exactly_its_messages(
    open_page: Open,
    window: MainWindow,
    settled: Callable[[], None],
    key: str,
    codes: set[str] | None,
    count: int,
) -> None:
    page = open_page("failures")
    page.figures.pressed.emit(key)
    settled()
    found: Any = window.current_page()
    shown = found.table.model.rows
    assert len(shown) == count
    assert {one.status for one in shown} == {MessageStatus.FAILED}
    assert codes is None or {one.code for one in shown} == codes


def test_an_application_that_is_chosen_is_meant_on_every_page(open_page: Open) -> None:
    failures = open_page("failures", application_id=2)
    assert [reason.count for reason in failures.table.model.rows] == [5]
    receipts = open_page("receipts")
    assert receipts._layers.currentIndex() == 1
    assert open_page("failures").bar.senders.application_id == 2


def test_a_reason_explains_itself_and_leads_to_its_messages(
    open_page: Open, window: MainWindow, settled: Callable[[], None], qtbot: Any
) -> None:
    page = open_page("failures")
    page.table.view.selectRow(1)
    words = [each.text() for each in page.panel.findChildren(QLabel)]
    assert "The recipient unsubscribed or is blocked" in words
    assert Code.BLOCKED in words
    (lead,) = [each for each in page.panel.findChildren(QAbstractButton) if "9 messages" in each.text()]
    qtbot.mouseClick(lead, Qt.MouseButton.LeftButton)
    settled()
    records = window.current_page()
    assert isinstance(records, RecordsPage)
    assert len(records.table.model.rows) == 9
    assert {(one.status, one.code) for one in records.table.model.rows} == {
        (MessageStatus.FAILED, Code.BLOCKED)
    }


@pytest.mark.parametrize(
    ("period", "layer"), [("today", 0), ("yesterday", 2), ("7_days", 0)], ids=["today", "yesterday", "a week"]
)
def test_a_period_without_messages_says_so(
    open_page: Open, settled: Callable[[], None], period: str, layer: int
) -> None:
    page = open_page("failures")
    page.choice.choose(ChosenPeriod(period))
    settled()
    assert page._layers.currentIndex() == layer
    assert page.export.isEnabled() is (layer == 0)


def test_a_period_in_which_nothing_failed_is_good_news(
    past: App, open_page: Open, settled: Callable[[], None]
) -> None:
    at = past.desk.clock() - 60 * DAY
    put_past(past.desk, [Past(at, MessageStatus.DELIVERED, 2)], region=Region.MAINLAND, application_id=1)
    page = open_page("failures")
    day = page.context.formats.moment(at).date()
    page.choice.choose(ChosenPeriod("chosen", day, day))
    settled()
    assert page._layers.currentIndex() == 1


def test_receipts_add_up_and_every_part_leads_to_its_messages(
    open_page: Open, window: MainWindow, settled: Callable[[], None], qtbot: Any, past: App
) -> None:
    page = open_page("receipts")
    assert isinstance(page, ReceiptsPage)
    lines = {
        each.accessibleName(): each
        for card in (page.arrived, page.said)
        for each in card.findChildren(QAbstractButton)
    }
    assert list(lines) == [
        "With receipt (receipt rate): 95 (90.5%)",
        "Without receipt: 10 (9.5%)",
        "Delivered (receipt success rate): 90 (94.7%)",
        "Not delivered: 5 (5.3%)",
    ]
    sums = [card._whole.text() for card in (page.arrived, page.said)]
    assert sums == ["= 105", "= 95"]
    shown = [(one.code, one.count) for one in page.table.model.rows]
    assert shown == counted(past, "code", "region = 'mainland' AND status = 'undelivered'")
    assert rows(page)[1][0] == "No reason was given"
    expected = {
        "With": {MessageStatus.DELIVERED, MessageStatus.UNDELIVERED},
        "Without": {MessageStatus.ACCEPTED},
        "Not delivered": {MessageStatus.UNDELIVERED},
    }
    for name, statuses in expected.items():
        line = next(each for words, each in lines.items() if words.startswith(name))
        window.open_place("statistics", "receipts")
        settled()
        qtbot.keyClick(line, Qt.Key.Key_Space)
        settled()
        records = window.current_page()
        assert isinstance(records, RecordsPage)
        assert {one.status for one in records.table.model.rows} == statuses
        assert len(records.table.model.rows) == int(line.accessibleName().split(": ")[1].split(" ")[0])


def test_the_row_of_the_keyboard_stays_in_view(open_page: Open, past: App, qtbot: Any) -> None:
    page = open_page("receipts")
    assert isinstance(page, ReceiptsPage)
    view, bar = page.table.view, page._area.verticalScrollBar()
    assert view.verticalScrollBar().maximum() == 0, "the page scrolls, not the table in it"
    assert bar.maximum() > 0
    assert bar.value() == 0
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down):
        qtbot.keyClick(view, key)
    place = view.viewport().mapTo(page._area.viewport(), view.visualRect(view.currentIndex()).center())
    assert page._area.viewport().rect().contains(place)
    assert bar.value() > 0


def test_countries_have_names_figures_and_costs(
    open_page: Open, window: MainWindow, settled: Callable[[], None], past: App
) -> None:
    page = open_page("countries", Region.GLOBAL)
    assert isinstance(page, CountriesPage)
    assert [row[:7] for row in rows(page)] == [
        ["United Kingdom", "10", "71.4%", "8", "80.0%", "8", "16"],
        ["Germany", "4", "28.6%", "4", "100%", "1", "4"],
    ]
    assert [(one.country, one.figures.requests) for one in page.table.model.rows] == counted(
        past, "country", "region = 'global'"
    )
    assert page.figures.values()["Cost"] == "–"
    page.table.opened.emit(page.table.model.rows[1])
    settled()
    records = window.current_page()
    assert isinstance(records, RecordsPage)
    assert {one.country for one in records.table.model.rows} == {"DE"}
    assert len(records.table.model.rows) == 4


def test_countries_of_the_mainland_lead_to_the_global_region(
    open_page: Open, window: MainWindow, settled: Callable[[], None], qtbot: Any
) -> None:
    page = open_page("countries")
    assert page._layers.currentIndex() == 2
    (there,) = [each for each in page.findChildren(QAbstractButton) if each.text() == "Show Global"]
    qtbot.mouseClick(there, Qt.MouseButton.LeftButton)
    settled()
    assert window.context.regions.get("statistics") is Region.GLOBAL
    assert page._layers.currentIndex() == 0


def test_what_is_on_screen_is_exported(open_page: Open, run: Callable[[Any], Any], tmp_path: Path) -> None:
    page = open_page("failures")
    path = tmp_path / "failures.csv"
    run(page.export.export_to(path))
    assert path.read_text(encoding="utf-8-sig").count(Code.NO_PACKAGE) == 1


def test_figures_follow_a_task_that_runs_but_not_with_every_message(
    open_page: Open, past: App, settled: Callable[[], None]
) -> None:
    page = open_page("failures")
    put_past(
        past.desk,
        [Past(past.desk.clock(), MessageStatus.FAILED, 1, Code.NETWORK)],
        region=Region.MAINLAND,
        application_id=1,
    )
    for _ in range(3):
        page.context.hub.changed.emit(frozenset({"message", "task"}))
    settled()
    assert page.figures.values()["Failed"] == "22"
    assert page._follow.isActive()
    page._follow.timeout.emit()
    settled()
    assert page.figures.values()["Failed"] == "23"
