"""A shop owner's first send, through the real window with engine and sandbox: from an empty page to a
task that is sent (B1–B6, E1)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QApplication

from smsdesk.app import App
from smsdesk.domain.tasks import TaskStatus
from smsdesk.operations.sample import make_sample
from smsdesk.operations.task_pages import task_messages
from smsdesk.operations.tasks import task as read_task
from smsdesk.ui.bulk.new_task import NewTaskPage
from smsdesk.ui.bulk.send_question import SendQuestion
from smsdesk.ui.bulk.task_page import TaskPage
from smsdesk.ui.main_window import MainWindow

Until = Callable[[Callable[[], object]], None]


def question() -> SendQuestion | None:
    shown = [each for each in QApplication.topLevelWidgets() if isinstance(each, SendQuestion)]
    return next((each for each in shown if each.isVisible()), None)


def test_from_an_empty_page_to_a_task_that_is_sent(opened: App, window: MainWindow, until: Until) -> None:
    sample = make_sample(opened.desk)
    window.open_place("bulk")
    listed = window.current_page()
    assert listed is not None
    assert listed.tools.primary is not None
    listed.tools.primary.click()

    page = window.current_page()
    assert isinstance(page, NewTaskPage)
    until(page.message.template.count)
    names = [page.message.template.itemText(at) for at in range(page.message.template.count())]
    page.message.template.setCurrentIndex(names.index("Order ready"))
    page.recipients.take(sample.sheet)
    until(page.send.send_button.isEnabled)
    assert page.send.send_button.text() == "Send 61 messages"

    page.send.send_button.click()
    until(question)
    asked = question()
    assert asked is not None
    asked.consent.click()
    asked.accept_button.click()
    until(lambda: isinstance(window.current_page(), TaskPage))

    shown = window.current_page()
    assert isinstance(shown, TaskPage)
    # The page shows it by itself, told by the engine.
    until(lambda: shown.badge.text() == "Sent")
    task = read_task(opened.desk, task_id=shown.task_id)
    assert task.status is TaskStatus.SENT
    assert task.totals.total == 61
    assert task.totals.remaining == 0
    first = task_messages(opened.desk, task_id=task.id).rows[0]
    assert first.content == (
        "【Riverside】Dear Zhao Wei, your order 1000 is ready. Please pick it up before 12:00."
    )
