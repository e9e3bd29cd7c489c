"""A business in which a person decides: written, rejected with a reason, mended, approved, and sent with, all
through the real window with engine and sandbox (R2, R3, T4, B1)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton

from smsdesk.app import App
from smsdesk.domain.profile import Region
from smsdesk.domain.review import ReviewStatus
from smsdesk.domain.tasks import TaskStatus
from smsdesk.operations.profile import update_profile
from smsdesk.operations.review import decisions
from smsdesk.operations.sample import make_sample
from smsdesk.operations.tasks import list_tasks
from smsdesk.operations.templates import list_templates
from smsdesk.ui.bulk.new_task import NewTaskPage
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.review.decide import RejectQuestion
from smsdesk.ui.review.queue_page import QueuePage
from smsdesk.ui.templates.editor_page import EditorPage
from smsdesk.ui.templates.list_page import TemplatesPage
from smsdesk.ui.widgets.confirm import Question
from tests.flows.test_send_a_spreadsheet import question
from tests.ui.customers.acting import press, questions

Until = Callable[[Callable[[], object]], None]
FIRST = "您好{1}，您的贷款{2}已批准，请于{3}前办理。"
MENDED = "您好{1}，您的订单{2}已备好，请于{3}前来取。"


def queue_of(window: MainWindow, until: Until) -> QueuePage:
    window.open_place("templates", "review")
    page = window.current_page()
    assert isinstance(page, QueuePage)
    until(lambda: page.table.model.rows)
    page.table.view.selectRow(0)
    until(page.panel.is_open)
    return page


def listed(window: MainWindow) -> TemplatesPage:
    window.open_place("templates", "list")
    page = window.current_page()
    assert isinstance(page, TemplatesPage)
    return page


def press_in_panel(page: TemplatesPage, until: Until, words: str) -> None:
    """As soon as the details have been fetched."""
    until(lambda: any(each.text() == words for each in page.panel.findChildren(QPushButton)))
    press(page.panel, words)


def write(window: MainWindow, until: Until, content: str) -> None:
    editor = window.current_page()
    assert isinstance(editor, EditorPage)
    editor.form.set_values(name="Ready")
    editor.editor.setPlainText(content)
    press(editor, "Submit for review")
    until(lambda: isinstance(window.current_page(), TemplatesPage))


def ready(opened: App) -> tuple[ReviewStatus, str, str]:
    one = next(each for each in list_templates(opened.desk, region=Region.MAINLAND) if each.name == "Ready")
    return one.status, one.reason, one.content


def test_written_rejected_mended_approved_and_sent_with(
    opened: App, window: MainWindow, until: Until
) -> None:
    sample = make_sample(opened.desk)
    update_profile(opened.desk, automatic_review=False)

    page = listed(window)
    page.new()
    write(window, until, FIRST)
    assert ready(opened) == (ReviewStatus.PENDING, "", FIRST)

    queue = queue_of(window, until)
    assert queue.table.model.row(0).counts.warned == 1
    press(queue.panel, "Reject…")
    until(lambda: questions(queue))
    (asked,) = questions(queue)
    assert isinstance(asked, RejectQuestion)
    asked.reasons[1].click()
    asked.accept_button.click()
    until(lambda: ready(opened)[0] is ReviewStatus.REJECTED)
    until(lambda: not queue.panel.is_open())

    page = listed(window)
    until(lambda: any(one.name == "Ready" and one.reason for one in page.table.model.rows))
    place = next(at for at, one in enumerate(page.table.model.rows) if one.name == "Ready")
    page.table.view.selectRow(place)
    press_in_panel(page, until, "Edit and submit again")
    until(lambda: isinstance(window.current_page(), EditorPage))
    write(window, until, MENDED)
    assert ready(opened) == (ReviewStatus.PENDING, "", MENDED)

    queue = queue_of(window, until)
    assert queue.points is not None
    queue.points.tick_all()
    press(queue.panel, "Approve")
    until(lambda: ready(opened)[0] is ReviewStatus.APPROVED)
    made = next(one for one in list_templates(opened.desk, region=Region.MAINLAND) if one.name == "Ready")
    kept = decisions(opened.desk, subject="template", subject_id=made.id)
    assert [(one.by, one.status) for one in kept] == [
        ("owner", ReviewStatus.APPROVED),
        ("owner", ReviewStatus.REJECTED),
    ]

    page = listed(window)
    until(lambda: any(one.id == made.id and one.reviewed_at for one in page.table.model.rows))
    page.table.view.clearSelection()
    page.table.select(made.id)
    press_in_panel(page, until, "Send this text")
    task = window.current_page()
    assert isinstance(task, NewTaskPage)
    until(lambda: task.composition.message.template is not None)
    assert task.composition.message.template is not None
    assert task.composition.message.template.id == made.id
    task.recipients.take(sample.sheet)
    until(task.send.send_button.isEnabled)
    task.send.send_button.click()
    until(question)
    sending = question()
    assert isinstance(sending, Question)
    sending.consent.click()  # type: ignore[attr-defined]
    sending.accept_button.click()
    until(lambda: _sent(opened))


def _sent(opened: App) -> bool:
    found = list_tasks(opened.desk, region=Region.MAINLAND)
    return any(one.status is TaskStatus.SENT and one.totals.total for one in found)
