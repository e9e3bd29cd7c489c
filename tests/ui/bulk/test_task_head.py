"""The first row of a task's page: its name, and what can be done (B6, B7)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import update

from smsdesk.app import App
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.tasks import Task, TaskStatus
from smsdesk.operations import tasks
from smsdesk.store.tables import TaskRow
from smsdesk.ui.bulk.task_page import TaskPage
from smsdesk.ui.main_window import MainWindow
from tests.operations.shop import Fate, Shop, furnish
from tests.ui.bulk.test_task_page import FATES, made

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


def test_the_name_of_a_stopped_task_has_room_in_a_narrow_window(
    page: Opened, shop: Shop, window: MainWindow, until: Until
) -> None:
    task = made(shop, [FATES[0], *[Fate(MessageStatus.QUEUED, requested=-1)] * 2], TaskStatus.STOPPED)
    with shop.desk.database.write() as session:
        changed = update(TaskRow).where(TaskRow.id == task.id)
        session.execute(changed.values(name="Reminder to pick up the order"))
    shown = page(tasks.task(shop.desk, task_id=task.id))

    def is_whole() -> bool:
        return shown.name.width() >= shown.name.sizeHint().width()

    window.resize(1366, 768)
    until(lambda: shown.tools.y() < shown.name.y() + shown.name.height())
    assert is_whole()
    window.resize(1024, 700)
    until(lambda: shown.tools.y() >= shown.name.y() + shown.name.height())
    until(is_whole)
    until(lambda: shown.tools.width() >= shown.tools.sizeHint().width())
    window.resize(1366, 768)
    until(lambda: shown.tools.y() < shown.name.y() + shown.name.height())
