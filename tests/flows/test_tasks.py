"""Tasks as a user follows them: live, stopped, resumed, in an outage, with failures (B6–B8, E4, E5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from PySide6.QtWidgets import QPushButton
from sqlalchemy import delete

from smsdesk.app import App
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.tasks import Task, TaskStatus
from smsdesk.operations import tasks
from smsdesk.store.tables import GatewaySettingRow
from smsdesk.ui.bulk.task_list import TaskListPage
from smsdesk.ui.bulk.task_page import TaskPage
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.widgets.bars import Bar
from tests.operations.shop import Shop, furnish

Until = Callable[[Callable[[], object]], None]


@pytest.fixture
def shop(opened: App) -> Shop:
    return furnish(opened.desk)


def people(count: int) -> list[str]:
    return [f"139{at:08}" for at in range(count)]


def set_gateway(opened: App, settings: Mapping[str, str]) -> None:
    """Other settings of the sandbox; the engine takes them at once."""
    with opened.desk.database.write() as session:
        session.execute(delete(GatewaySettingRow))
        session.add_all(
            GatewaySettingRow(gateway="sandbox", key=key, value=settings[key]) for key in settings
        )
    assert opened.engine is not None
    opened.engine.gateway_changed("sandbox")


def sent(shop: Shop, numbers: list[str]) -> Task:
    return shop.sent(shop.pasted("\n".join(numbers), name="Spring offer"))


def now(shop: Shop, task: Task) -> Task:
    return tasks.task(shop.desk, task_id=task.id)


def task_page(window: MainWindow, until: Until, task: Task) -> TaskPage:
    window.open_place("bulk", "task", task_id=task.id)
    page = window.current_page()
    assert isinstance(page, TaskPage)
    until(page.name.text)
    return page


def press(widget: Any, words: str) -> None:
    next(each for each in widget.findChildren(QPushButton) if each.text() == words).click()


def test_a_slow_task_is_followed_stopped_and_resumed(
    opened: App, shop: Shop, window: MainWindow, until: Until
) -> None:
    set_gateway(opened, {"messages_per_second": "100"})
    window.open_place("bulk", state="")
    page = window.current_page()
    assert isinstance(page, TaskListPage)
    task = sent(shop, people(400))
    model = page.table.model
    words = page.table.model.columns[2].words
    until(
        lambda: model.rowCount() and "/s · " in words(model.row(0)) and words(model.row(0)).endswith("left")
    )
    assert model.row(0).task.totals.sent > 0

    shown = task_page(window, until, task)
    until(lambda: shown.badge.text() == "Sending" and shown.progress.time.text().endswith("left"))
    until(lambda: any(row.status is MessageStatus.ACCEPTED for row in shown.records.table.model.rows))
    press(shown.tools, "Stop")
    until(lambda: shown.badge.text() == "Stopped" and now(shop, task).totals.in_flight == 0)
    left = now(shop, task).totals.queued
    assert left > 0
    until(
        lambda: f"Stopped: {left} messages wait" in " ".join(b.words.text() for b in shown.findChildren(Bar))
    )

    set_gateway(opened, {})
    press(shown.tools, "Resume")
    until(lambda: shown.badge.text() == "Sent")
    assert shown.progress.headline.text() == "All 400 messages were sent"
    assert now(shop, task).totals.sent == 400


def test_an_outage_pauses_says_why_and_ends_by_itself(
    opened: App, shop: Shop, window: MainWindow, until: Until
) -> None:
    set_gateway(opened, {"address": "127.0.0.1:9"})
    task = sent(shop, people(3))
    shown = task_page(window, until, task)
    until(lambda: shown.badge.text() == "Paused")
    notice = next(bar for bar in shown.findChildren(Bar) if bar.words.text().startswith("Paused"))
    assert (
        notice.words.text()
        == "Paused: Nothing answers at http://127.0.0.1:9. Check that the other side is running."
    )
    assert shown.progress.time.text() == "Goes on by itself as soon as it can"
    set_gateway(opened, {})
    until(lambda: shown.badge.text() == "Sent")
    assert now(shop, task).totals.sent == 3


def test_failures_come_up_while_they_arise_and_say_why(
    shop: Shop, window: MainWindow, until: Until, settled: Callable[[], None]
) -> None:
    task = sent(shop, ["13800000010", "13800000011", "13800000000"])
    shown = task_page(window, until, task)
    until(lambda: shown.badge.text() == "Sent")
    until(lambda: len(shown.failures.chart._items) == 2)
    assert [item.words for item in shown.failures.chart._items] == [
        "The recipient unsubscribed or is blocked",
        "The number is not a mobile number",
    ]
    until(lambda: now(shop, task).totals.delivered == 1)
    until(lambda: "Delivered: 1" in shown.progress.progress.accessibleDescription())


def test_a_lost_answer_is_the_users_to_decide(shop: Shop, window: MainWindow, until: Until) -> None:
    task = sent(shop, ["13800000031"])
    shown = task_page(window, until, task)
    until(lambda: now(shop, task).totals.unknown == 1)

    def notice() -> Bar | None:
        bars = [bar for bar in shown.findChildren(Bar) if not bar.isHidden()]
        return next((bar for bar in bars if bar.words.text().startswith("It is not known")), None)

    until(notice)
    press(notice(), "Count as sent")
    until(lambda: notice() is None)
    after = now(shop, task)
    assert (after.totals.unknown, after.totals.accepted, after.status) == (0, 1, TaskStatus.SENT)
