"""Sending from the new task's page: asked once, sent once, kept until then (B1, B4, B5, B10)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from smsdesk.app import App
from smsdesk.domain.recipients import SheetSource
from smsdesk.domain.tasks import Task, TaskStatus
from smsdesk.operations.bulk import send as send_task
from smsdesk.operations.profile import update_profile
from smsdesk.operations.recipients import prepare
from smsdesk.operations.sample import Sample
from smsdesk.operations.tasks import list_tasks, recipe_of
from smsdesk.sheets.reading import read
from smsdesk.ui.bulk.new_task import NewTaskPage
from smsdesk.ui.bulk.send_question import SendQuestion, TestQuestion
from smsdesk.ui.context import Context
from smsdesk.ui.main_window import MainWindow

Opened = Callable[..., NewTaskPage]
Checked = Callable[[NewTaskPage], None]
Until = Callable[[Callable[[], object]], None]
Sheet = Callable[..., Path]
Dialog = TypeVar("Dialog", bound=QWidget)


def dialogs(kind: type[Dialog]) -> list[Dialog]:
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, kind) and each.isVisible()]


def save_as(choose: QWidget, path: Path) -> None:
    """Type the name into the file dialog and press Save."""
    assert isinstance(choose, QFileDialog)
    choose.findChildren(QLineEdit)[0].setText(str(path))
    choose.accept()


@pytest.fixture
def dialog(until: Until) -> Callable[[type[QWidget]], QWidget]:
    """Wait for a dialog of that kind."""

    def wait(kind: type[QWidget]) -> QWidget:
        until(lambda: dialogs(kind))
        return dialogs(kind)[0]

    return wait


@pytest.fixture
def ready(new_task: Opened, checked: Checked, sample: Sample) -> NewTaskPage:
    """Everything is chosen and checked."""
    page = new_task()
    page.recipients.take(sample.sheet)
    checked(page)
    return page


def tasks(opened: App, *statuses: TaskStatus) -> list[Task]:
    return list_tasks(opened.desk, statuses=statuses)


def test_it_asks_once_for_consent_and_sends_once_however_often_it_is_pressed(
    ready: NewTaskPage, opened: App, window: MainWindow, until: Until
) -> None:
    ready.send.send_button.click()
    ready.send.send_button.click()
    until(lambda: dialogs(SendQuestion))
    question = dialogs(SendQuestion)
    assert len(question) == 1
    assert question[0].accept_button.text() == "Send 61 messages"
    assert not question[0].accept_button.isEnabled()
    assert question[0].accept_button.toolTip() == "Agree to the fees first."

    question[0].consent.click()
    question[0].accept_button.click()
    question[0].accept_button.click()
    until(lambda: window.current_page() is not ready)
    sent = tasks(opened)
    assert [(task.name, task.totals.total, task.status) for task in sent] == [
        ("Order ready", 61, TaskStatus.SENDING)
    ]


def test_a_refused_question_sends_nothing_and_the_button_works_again(
    ready: NewTaskPage, opened: App, until: Until
) -> None:
    ready.send.send_button.click()
    until(lambda: dialogs(SendQuestion))
    assert not ready.send.send_button.isEnabled()
    dialogs(SendQuestion)[0].refuse_button.click()
    until(lambda: ready.send.send_button.isEnabled())
    assert tasks(opened, TaskStatus.SENDING) == []


def test_a_time_is_meant_in_the_zone_of_the_profile(
    ready: NewTaskPage, opened: App, until: Until, window: MainWindow, context: Context
) -> None:
    ready.send.when.segments()[1].setChecked(True)
    tomorrow = context.formats.now() + 86_400_000
    ready.send.moment.set_moment(context.formats.moment(tomorrow).replace(hour=9, minute=30))
    assert ready.send.send_button.text() == "Schedule 61 messages"
    ready.send.send_button.click()
    until(lambda: dialogs(SendQuestion))
    (question,) = dialogs(SendQuestion)
    assert any("SMS Desk must be on then" in each.text() for each in question.findChildren(QLabel))
    question.consent.click()
    question.accept_button.click()
    until(lambda: window.current_page() is not ready)
    (task,) = tasks(opened)
    assert task.status is TaskStatus.SCHEDULED
    assert task.send_at is not None
    there = context.formats.moment(task.send_at)
    assert (there.hour, there.minute, there.tzname()) == (9, 30, "CST")


def test_a_time_that_has_passed_is_told_beside_it(ready: NewTaskPage) -> None:
    ready.send.when.segments()[1].setChecked(True)
    ready.send.moment.set_moment(datetime(2020, 1, 1, 9, 0))  # noqa: DTZ001 - wall clock of the zone
    assert ready.send.problem.text() == "This time has passed. Choose a later one, or send now."
    assert not ready.send.send_button.isEnabled()
    assert ready.send.send_button.toolTip() == ready.send.problem.text()
    ready.send.when.segments()[0].setChecked(True)
    assert ready.send.send_button.isEnabled()


def test_an_hour_that_the_clocks_skip_is_told_beside_it(ready: NewTaskPage) -> None:
    """It would be sent an hour later than the field says."""
    state = ready.context.state
    state.blockSignals(True)  # the window would be built anew
    state.set(replace(state.profile, time_zone="Europe/Paris"))
    ready.send.when.segments()[1].setChecked(True)
    ready.send.moment.set_moment(datetime(2020, 3, 29, 2, 30))  # noqa: DTZ001 - wall clock of the zone
    words = "There is no 2020-03-29 02:30 in Europe/Paris: the clocks skip it."
    assert ready.send.problem.text() == words
    assert not ready.send.send_button.isEnabled()
    ready.send.moment.set_moment(datetime(2020, 3, 29, 3, 0))  # noqa: DTZ001 - wall clock of the zone
    assert ready.send.problem.text() == "This time has passed. Choose a later one, or send now."


def test_a_narrow_window_cuts_nothing_off(
    ready: NewTaskPage, window: MainWindow, settled: Callable[[], None]
) -> None:
    window.resize(1024, 700)
    ready.send.when.segments()[1].setChecked(True)
    settled()
    content = ready.steps.widget()
    assert content is not None
    assert content.width() <= ready.steps.viewport().width()


def test_the_tab_key_goes_from_above_to_below(ready: NewTaskPage, qtbot: QtBot) -> None:
    ready.message.application.setFocus()
    places: list[QWidget] = []
    while (now := QApplication.focusWidget()) not in places and ready.send.isAncestorOf(now) is False:
        places.append(now)
        qtbot.keyClick(now, Qt.Key.Key_Tab)
    middles = [each.mapTo(ready, each.rect().center()).y() for each in places]
    for above, below in pairwise(middles):
        assert below > above - 24, [each.accessibleName() for each in places]  # or on one line with it
    assert set(ready.recipients.mapping.controls.values()) <= set(places)
    assert ready.check.chips.chips["ready"] in places


def test_the_way_to_the_button_is_shown_while_the_button_is_out_of_view(
    ready: NewTaskPage, until: Until
) -> None:
    until(ready.next.go.isVisible)
    assert ready.next.words.text() == "61 messages are ready."
    assert ready.next.more.text() == "6 rows are left out."
    ready.next.go.click()
    until(ready.next.go.isHidden)
    assert not ready.send.send_button.visibleRegion().isEmpty()


def test_the_question_says_that_the_sandbox_reaches_nobody(ready: NewTaskPage, until: Until) -> None:
    ready.send.send_button.click()
    until(lambda: dialogs(SendQuestion))
    (question,) = dialogs(SendQuestion)
    said = [each.text() for each in question.findChildren(QLabel)]
    assert "Sandbox – no SMS leaves this computer" in said
    assert any(each.startswith("Nothing is charged. With a real gateway: ") for each in said)
    assert question.consent.text() == "I agree. In the sandbox nothing is charged."
    assert not any("must be on then" in each for each in said), "it is sent now"
    question.reject()


def test_without_a_price_it_is_said_where_one_is_entered(
    ready: NewTaskPage, context: Context, opened: App, until: Until
) -> None:
    update_profile(opened.desk, price_mainland="", price_global="")
    ready.composition.recheck()
    until(lambda: ready.composition.current is not None and ready.composition.current.cost is None)
    where = "No price yet: see Settings, Prices"
    until(lambda: where in [each.text() for each in ready.send.figures.findChildren(QLabel)])
    found = ready.composition.current
    assert found is not None
    for sandbox, words in ((True, "Nothing is charged."), (False, where)):
        question = SendQuestion(
            ready, context, found, name="Orders", send_at=None, repeated=None, sandbox=sandbox
        )
        assert words in [each.text() for each in question.findChildren(QLabel)]
        question.deleteLater()


def test_what_was_checked_for_a_time_is_sent_at_once_when_it_says_so(
    ready: NewTaskPage, checked: Checked, opened: App, until: Until
) -> None:
    ready.send.when.segments()[1].setChecked(True)
    ready.composition.recheck()
    until(lambda: ready.composition.current is not None)
    ready.send.when.segments()[0].setChecked(True)
    ready.send.send_button.click()
    until(lambda: dialogs(SendQuestion))
    (question,) = dialogs(SendQuestion)
    assert question.windowTitle() == f"Send {ready.composition.current.ready} messages now?"  # type: ignore[union-attr]
    question.consent.click()
    question.accept_button.click()
    until(lambda: list_tasks(opened.desk, statuses=tuple(set(TaskStatus) - {TaskStatus.DRAFT})))
    (task,) = list_tasks(opened.desk)
    assert (task.status, task.send_at) == (TaskStatus.SENDING, None)


def test_the_draft_is_kept_by_itself_and_opens_as_it_was(
    ready: NewTaskPage, opened: App, window: MainWindow, until: Until, checked: Checked
) -> None:
    ready.send.name.setText("Orders of today")
    until(lambda: tasks(opened, TaskStatus.DRAFT))
    (draft,) = tasks(opened, TaskStatus.DRAFT)
    assert draft.name == "Orders of today"

    window.open_place("bulk", "new", draft_id=draft.id)
    page = window.current_page()
    assert isinstance(page, NewTaskPage)
    assert page is not ready
    checked(page)
    assert page.message.message().template is not None
    assert page.send.name.text() == "Orders of today"
    assert page.check.words == "61 ready, 6 left out"
    # Sent, the draft is the task.
    page.send.send_button.click()
    until(lambda: dialogs(SendQuestion))
    dialogs(SendQuestion)[0].consent.click()
    dialogs(SendQuestion)[0].accept_button.click()
    until(lambda: window.current_page() is not page)
    assert [task.id for task in tasks(opened)] == [draft.id]


def test_leaving_the_page_keeps_the_draft_with_its_corrections(
    ready: NewTaskPage, opened: App, window: MainWindow, until: Until, settled: Callable[[], None]
) -> None:
    assert ready.composition.fix(10, "13800000099", ("Li", "1008", "18:00"))
    settled()
    window.pages.currentWidget().pop()  # type: ignore[union-attr]
    until(lambda: tasks(opened, TaskStatus.DRAFT))
    (draft,) = tasks(opened, TaskStatus.DRAFT)
    recipe = recipe_of(opened.desk, task_id=draft.id)
    assert isinstance(recipe.source, SheetSource)
    assert recipe.fixes[10].number == "13800000099"


def test_nothing_is_kept_before_there_is_something_to_lose(
    new_task: Opened, opened: App, window: MainWindow, settled: Callable[[], None]
) -> None:
    new_task()
    window.pages.currentWidget().pop()  # type: ignore[union-attr]
    settled()
    assert tasks(opened) == []


def test_one_message_goes_to_oneself_first(
    ready: NewTaskPage, opened: App, until: Until, context: Context
) -> None:
    ready.check.ready.view.selectRow(1)
    ready.send.test_button.click()
    until(lambda: dialogs(TestQuestion))
    question = dialogs(TestQuestion)[0]
    told = [each.text() for each in question.findChildren(QLabel)]
    assert any("does not reach your phone, and nothing is charged" in each for each in told), "the sandbox"
    question.number.setText("12345")
    assert not question.accept_button.isEnabled()
    question.number.setText("13800138000")
    question.accept_button.click()
    until(lambda: tasks(opened))
    (task,) = tasks(opened)
    assert task.totals.total == 1
    assert task.name == "Test of Order ready"
    until(lambda: ready.bars.bars())
    assert "13800138000" in ready.bars.bars()[0].words.text()
    assert context.settings.text("bulk/own-number") == "13800138000"


def test_the_same_text_to_the_same_people_within_a_day_is_warned_about(
    new_task: Opened, checked: Checked, sample: Sample, opened: App, until: Until
) -> None:
    page = new_task()
    page.recipients.take(sample.sheet)
    checked(page)
    again = prepare(opened.desk, recipe=page.composition.recipe())
    send_task(opened.desk, preparation=again, consent=True)
    page.send.send_button.click()
    until(lambda: dialogs(SendQuestion))
    words = [each.text() for each in dialogs(SendQuestion)[0].findChildren(type(page.kept))]
    assert any("get this text twice within 24 hours" in each for each in words)
    dialogs(SendQuestion)[0].refuse_button.click()


def test_wrong_rows_are_exported_with_their_reason(
    ready: NewTaskPage, until: Until, tmp_path: Path, dialog: Callable[[type[QWidget]], QWidget]
) -> None:
    ready.check.save_wrong.click()
    path = tmp_path / "wrong.csv"
    save_as(dialog(QFileDialog), path)
    until(lambda: ready.bars.bars())
    assert "6 rows were saved as wrong.csv" in ready.bars.bars()[0].words.text()
    with read(str(path)) as reading:
        rows = [cells for batch in reading.batches() for _, cells in batch]
    assert rows[0][-1] == "Reason"
    assert rows[1][-1] == "This is a landline, which receives no messages."


def test_the_standard_template_is_made_for_the_chosen_template(
    new_task: Opened, until: Until, tmp_path: Path, dialog: Callable[[type[QWidget]], QWidget]
) -> None:
    page = new_task()
    page.recipients.download.click()
    path = tmp_path / "list.xlsx"
    save_as(dialog(QFileDialog), path)
    until(path.exists)
    until(lambda: page.bars.bars())
    with read(str(path)) as reading:
        first = next(reading.batches())[0][1]
    assert len(first) == 4
