"""The list of bulk tasks, in the real window on a desk whose tasks are in every state (B6, B7, E9)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from smsdesk.app import App
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.profile import Region
from smsdesk.domain.tasks import Task, TaskStatus, Totals
from smsdesk.engine.events import TaskProgress
from smsdesk.operations import tasks
from smsdesk.operations.drafts import save_draft
from smsdesk.store.tables import TaskRow
from smsdesk.ui.bulk.new_task import NewTaskPage
from smsdesk.ui.bulk.task_list import TaskListPage
from smsdesk.ui.bulk.task_page import TaskPage
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.widgets.bars import Bar
from smsdesk.ui.widgets.confirm import Question
from tests.operations.shop import Fate, Shop, befall, furnish

Until = Callable[[Callable[[], object]], None]
HOUR = 3_600_000


@pytest.fixture
def shop(opened: App) -> Shop:
    return furnish(opened.desk)


@pytest.fixture
def page(shop: Shop, window: MainWindow, settled: Callable[[], None]) -> Callable[[], TaskListPage]:
    def opened_page() -> TaskListPage:
        window.open_place("bulk", state="")
        settled()
        found = window.current_page()
        assert isinstance(found, TaskListPage)
        return found

    return opened_page


def made(
    shop: Shop, name: str, status: TaskStatus = TaskStatus.SENDING, *, more: str = "", **values: Any
) -> Task:
    """A task of three messages in that state, and of as many ``more`` lines."""
    task = shop.sent(shop.pasted("13800138000\n13800138001\n13800138002" + more, name=name))
    with shop.desk.database.write() as session:
        session.execute(update(TaskRow).where(TaskRow.id == task.id).values(status=status, **values))
    return tasks.task(shop.desk, task_id=task.id)


def names(page: TaskListPage) -> list[str]:
    return [live.task.name for live in page.table.model.rows]


def cells(page: TaskListPage, row: int) -> list[str]:
    model = page.table.model
    return [column.words(model.row(row)) for column in model.columns]


def offered(page: TaskListPage, task: Task) -> list[str]:
    """What the menu of a task's row offers, without copying cells."""
    assert page.table.select(task.id)
    entries = [action.text() for action in page.table.menu().actions() if not action.isSeparator()]
    return entries[:-1]


def do(page: TaskListPage, task: Task, title: str) -> None:
    assert page.table.select(task.id)
    next(action for action in page.table.menu().actions() if action.text() == title).trigger()


def question() -> Question | None:
    shown = (each for each in QApplication.topLevelWidgets() if isinstance(each, Question))
    return next((each for each in shown if each.isVisible()), None)


def answer(until: Until, action: str) -> None:
    """Press the button of the question that is asked, or is about to be."""
    until(lambda: question() is not None)
    asked = question()
    assert asked is not None
    assert asked.accept_button.text() == action
    asked.accept_button.click()


def questions(page: TaskListPage) -> list[Bar]:
    return [bar for bar in page.findChildren(Bar) if not bar.isHidden()]


def press(widget: Any, words: str) -> None:
    next(each for each in widget.findChildren(QPushButton) if each.text() == words).click()


def status(shop: Shop, task: Task) -> TaskStatus:
    return tasks.task(shop.desk, task_id=task.id).status


def test_an_empty_list_says_what_belongs_here_and_leads_to_the_first(
    page: Callable[[], TaskListPage], window: MainWindow, settled: Callable[[], None]
) -> None:
    shown = page()
    assert shown.table._layers.currentIndex() == 1
    press(shown.table._empty, "New bulk task")
    settled()
    assert isinstance(window.current_page(), NewTaskPage)


def test_a_row_tells_state_and_counts(
    page: Callable[[], TaskListPage], shop: Shop, settled: Callable[[], None]
) -> None:
    task = made(shop, "Spring offer", more="\n13800138003")
    befall(
        shop.desk,
        task,
        [
            Fate(MessageStatus.DELIVERED, reported=1),
            Fate(MessageStatus.FAILED, "LimitExceeded"),
            Fate(MessageStatus.UNDELIVERED, "MK:0001", reported=1),
        ],
        TaskStatus.STOPPED,
    )
    shown = page()
    assert cells(shown, 0)[:9] == [
        "Spring offer",
        "Stopped",
        "75%",
        "2",
        "1",
        "1",
        "1",
        "Bakery",
        "Notice",
    ]
    save_draft(shop.desk, recipe=shop.pasted("13800138000", name="Half done"))
    settled()
    assert cells(shown, 0)[:6] == ["Half done", "Draft", "–", "–", "–", "–"]


def test_region_state_and_words_choose_what_is_listed(
    page: Callable[[], TaskListPage], shop: Shop, settled: Callable[[], None]
) -> None:
    made(shop, "Spring", TaskStatus.SENT)
    made(shop, "Summer", TaskStatus.PAUSED)
    made(shop, "Autumn", TaskStatus.SCHEDULED, send_at=shop.desk.now() + HOUR)
    shop.sent(shop.pasted("+447911123456", shop.abroad, name="Abroad"))
    shown = page()
    assert names(shown) == ["Autumn", "Summer", "Spring"]

    shown.arrive("running")
    settled()
    assert names(shown) == ["Summer"]
    shown.arrive("waiting")
    settled()
    assert names(shown) == ["Autumn"]
    shown.arrive("stopped")
    settled()
    assert (names(shown), shown.table._layers.currentIndex()) == ([], 2)
    shown.arrive()
    shown._searched("SPR")
    settled()
    assert names(shown) == ["Spring"]
    shown._searched("")
    shown.context.regions.set("bulk", Region.GLOBAL)
    settled()
    assert names(shown) == ["Abroad"]


def test_progress_moves_a_row_without_loading_the_list(
    page: Callable[[], TaskListPage], shop: Shop, settled: Callable[[], None], qtbot: QtBot
) -> None:
    task = made(shop, "Spring offer")
    made(shop, "Another", TaskStatus.SENT)
    shown = page()
    assert shown.table.select(task.id)
    totals = Totals(total=4000, queued=3000, accepted=900, failed=100)
    with qtbot.assertNotEmitted(shown.table.model.replaced):
        shown.context.hub.engine_event(
            TaskProgress(task.id, task.name, TaskStatus.SENDING, totals, 1000.0, 3.0)
        )
        settled()
    assert cells(shown, 1)[1:7] == ["Sending", "25% · 1,000/s · 3 s left", "900", "0", "100", "3,000"]
    assert [live.task.id for live in shown.table.selected()] == [task.id]


def test_the_actions_follow_a_change_of_state_under_the_selection(
    page: Callable[[], TaskListPage], shop: Shop, settled: Callable[[], None]
) -> None:
    task = made(shop, "Spring offer")
    shown = page()
    assert shown.table.select(task.id)
    bar = shown.table._bar
    assert "Stop" in [each.text() for each in bar.findChildren(QPushButton) if not each.isHidden()]
    shown.context.hub.engine_event(
        TaskProgress(task.id, task.name, TaskStatus.SENT, Totals(total=3, accepted=3), 0.0, None)
    )
    settled()
    assert "Stop" not in [each.text() for each in bar.findChildren(QPushButton) if not each.isHidden()]


OPEN, COPY, EXPORT, CANCEL = "Open", "Copy as new task", "Export report…", "Cancel task…"


@pytest.mark.parametrize(
    ("state", "actions"),
    [
        (TaskStatus.SENDING, [OPEN, "Stop", COPY, EXPORT]),
        (TaskStatus.PAUSED, [OPEN, "Stop", COPY, EXPORT]),
        (TaskStatus.STOPPED, [OPEN, "Resume", COPY, EXPORT, CANCEL]),
        (TaskStatus.SCHEDULED, [OPEN, COPY, EXPORT, CANCEL]),
        (TaskStatus.OVERDUE, [OPEN, "Send now…", COPY, EXPORT, CANCEL]),
        (TaskStatus.AWAITING_APPROVAL, [OPEN, "Approve…", COPY, EXPORT, CANCEL]),
        (TaskStatus.SENT, [OPEN, COPY, EXPORT]),
        (TaskStatus.FAILED, [OPEN, COPY, EXPORT]),
        (TaskStatus.CANCELLED, [OPEN, COPY, EXPORT]),
    ],
)
def test_a_state_offers_what_fits_it(
    page: Callable[[], TaskListPage], shop: Shop, state: TaskStatus, actions: list[str]
) -> None:
    task = made(shop, "Spring offer", state, send_at=shop.desk.now())
    assert offered(page(), task) == actions


def test_stopping_offers_to_go_on(
    page: Callable[[], TaskListPage], shop: Shop, settled: Callable[[], None]
) -> None:
    task = made(shop, "Spring offer")
    shown = page()
    do(shown, task, "Stop")
    settled()
    assert status(shop, task) is TaskStatus.STOPPED
    assert cells(shown, 0)[1] == "Stopped"
    press(shown.bars, "Undo (10)")
    settled()
    assert status(shop, task) is TaskStatus.SENDING


def test_cancelling_asks_and_says_how_many_are_lost(
    page: Callable[[], TaskListPage], shop: Shop, settled: Callable[[], None], until: Until
) -> None:
    task = made(shop, "Spring offer", TaskStatus.STOPPED)
    shown = page()
    do(shown, task, CANCEL)
    until(lambda: question() is not None)
    asked = question()
    assert asked is not None
    assert asked.windowTitle() == "Cancel “Spring offer”?"
    # "Cancel" beside "Cancel task" would leave open which of them keeps it.
    assert asked.refuse_button.text() == "Keep it"
    asked.refuse_button.click()
    settled()
    assert status(shop, task) is TaskStatus.STOPPED
    do(shown, task, CANCEL)
    answer(until, "Cancel task")
    settled()
    assert status(shop, task) is TaskStatus.CANCELLED
    assert cells(shown, 0)[2] == "3 messages not sent"


def test_an_overdue_task_asks_before_it_is_sent(
    page: Callable[[], TaskListPage], shop: Shop, settled: Callable[[], None], until: Until
) -> None:
    late = shop.desk.now() - 2 * HOUR
    task = made(shop, "Easter", TaskStatus.OVERDUE, send_at=late)
    shown = page()
    (bar,) = questions(shown)
    assert "“Easter” was to be sent" in bar.words.text()
    press(bar, "Send now…")
    answer(until, "Send now")
    settled()
    assert status(shop, task) is TaskStatus.SENDING
    assert questions(shown) == []


def test_an_overdue_task_can_be_skipped_and_many_do_not_fill_the_page(
    page: Callable[[], TaskListPage], shop: Shop, settled: Callable[[], None], until: Until
) -> None:
    late = shop.desk.now() - 2 * HOUR
    made_ones = [made(shop, f"Easter {at}", TaskStatus.OVERDUE, send_at=late) for at in range(4)]
    shown = page()
    assert len(questions(shown)) == 3
    assert questions(shown)[-1].words.text() == "2 more tasks are overdue in the same way."
    press(questions(shown)[0], "Skip…")
    answer(until, "Skip")
    settled()
    assert status(shop, made_ones[-1]) is TaskStatus.CANCELLED


def test_a_task_is_approved_here(
    page: Callable[[], TaskListPage], shop: Shop, settled: Callable[[], None], until: Until
) -> None:
    task = made(shop, "Spring offer", TaskStatus.AWAITING_APPROVAL)
    shown = page()
    do(shown, task, "Approve…")
    answer(until, "Approve")
    settled()
    assert status(shop, task) is TaskStatus.SENDING


def test_a_deleted_draft_comes_back_on_undo(
    page: Callable[[], TaskListPage], shop: Shop, settled: Callable[[], None]
) -> None:
    draft = save_draft(shop.desk, recipe=shop.pasted("13800138000", name="Half done"))
    shown = page()
    assert offered(shown, draft) == [OPEN, "Delete draft"]
    do(shown, draft, "Delete draft")
    settled()
    assert names(shown) == []
    press(shown.bars, "Undo (10)")
    settled()
    assert names(shown) == ["Half done"]


def test_a_draft_is_gone_on_with_and_a_task_has_its_page(
    page: Callable[[], TaskListPage], shop: Shop, window: MainWindow, settled: Callable[[], None]
) -> None:
    task = made(shop, "Spring offer", TaskStatus.SENT)
    draft = save_draft(shop.desk, recipe=shop.pasted("13800138000", name="Half done"))
    shown = page()
    do(shown, draft, OPEN)
    settled()
    assert isinstance(window.current_page(), NewTaskPage)
    shown = page()
    do(shown, task, OPEN)
    settled()
    opened_page = window.current_page()
    assert isinstance(opened_page, TaskPage)
    assert opened_page.name.text() == "Spring offer"


def test_a_copy_opens_the_new_tasks_page_with_the_same_recipients(
    page: Callable[[], TaskListPage], shop: Shop, window: MainWindow, settled: Callable[[], None]
) -> None:
    task = made(shop, "Spring offer", TaskStatus.SENT)
    do(page(), task, COPY)
    settled()
    opened_page = window.current_page()
    assert isinstance(opened_page, NewTaskPage)
    assert (
        opened_page.composition.recipe().source == shop.pasted("13800138000\n13800138001\n13800138002").source
    )
