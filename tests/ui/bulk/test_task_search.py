"""Looking for somebody among the messages of a task, in the real window (B8)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from smsdesk.app import App
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.tasks import Task, TaskStatus
from smsdesk.ui.bulk.task_page import TaskPage
from smsdesk.ui.main_window import MainWindow
from tests.operations.shop import Fate, Shop, befall, furnish
from tests.ui.bulk.test_task_page import FATES, made, press, shown_messages, words_in

Until = Callable[[Callable[[], object]], None]
Opened = Callable[[Task], TaskPage]


@pytest.fixture
def shop(opened: App) -> Shop:
    return furnish(opened.desk)


@pytest.fixture
def page(shop: Shop, window: MainWindow, settled: Callable[[], None]) -> Opened:
    def opened_page(task: Task) -> TaskPage:
        window.open_place("bulk", "task", task_id=task.id)
        settled()
        found = window.current_page()
        assert isinstance(found, TaskPage)
        return found

    return opened_page


def test_somebody_is_found_among_the_messages_however_the_number_is_written(
    page: Opened, shop: Shop, window: MainWindow, until: Until
) -> None:
    shown = page(made(shop, FATES))
    window.activateWindow()
    window.resize(1024, 700)
    until(lambda: shown.area.verticalScrollBar().maximum() > 0)
    window._search()  # Ctrl+F
    assert window.focusWidget() is shown.records.search
    assert not shown.records.search.visibleRegion().isEmpty(), "the messages are brought into view"

    shown.records.search.setText("138 0013 8003")
    until(lambda: shown_messages(shown) == ["03"])
    shown.records.filter_by(MessageStatus.DELIVERED)
    until(lambda: "Nothing matches in this state" in words_in(shown.records.table))
    assert shown_messages(shown) == []
    press(shown.records.table, "Show them")
    until(lambda: shown_messages(shown) == ["03"])
    assert shown.records.status.currentData() is None

    shown.records.search.setText("06 12 34 56 78")
    until(lambda: shown_messages(shown) == [])
    (said,) = [each for each in words_in(shown.records.table) if "06 12 34 56 78" in each]
    assert said.replace("\n", " ") == (
        "No message of this task matches “06 12 34 56 78”. Rows that the check left out have none."
    )
    press(shown.records.table, "Clear the search")
    until(lambda: len(shown_messages(shown)) == 6)


def test_a_reason_that_is_pressed_shows_all_of_its_messages_whatever_was_looked_for(
    page: Opened, shop: Shop, until: Until
) -> None:
    shown = page(made(shop, FATES))
    shown.records.search.setText("8000")
    until(lambda: shown_messages(shown) == ["00"])
    shown.failures.chart.pressed.emit((MessageStatus.UNDELIVERED, "MK:0001"))
    until(lambda: shown_messages(shown) == ["02", "03"])
    assert shown.records.search.text() == ""


def test_what_was_found_stays_found_while_the_task_goes_on(
    page: Opened, shop: Shop, run: Callable[..., Any], until: Until
) -> None:
    task = made(shop, [Fate(MessageStatus.QUEUED, requested=-1)] * 3, TaskStatus.SENDING)
    shown = page(task)
    shown.records.search.setText("0138001")
    until(lambda: shown_messages(shown) == ["01"])
    befall(shop.desk, task, FATES[:3])
    run(shown.records.refresh())
    assert [row.status for row in shown.records.table.model.rows] == [MessageStatus.DELIVERED]
