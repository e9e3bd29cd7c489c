"""Sending to the rest of a task, from its page and the list, and long pasted lists (B3, B12)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QApplication, QLabel
from sqlalchemy import update

from smsdesk.app import App
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.profile import Region
from smsdesk.domain.recipients import PastedSource
from smsdesk.domain.tasks import Task, TaskStatus
from smsdesk.operations import tasks
from smsdesk.operations.resending import Rest
from smsdesk.store.tables import TaskRow
from smsdesk.ui.bulk.new_task import NewTaskPage
from smsdesk.ui.bulk.pasted_form import MOST_LINES, PastedForm
from smsdesk.ui.bulk.rest_question import RestQuestion
from smsdesk.ui.bulk.send_question import SendQuestion
from smsdesk.ui.bulk.task_list import TaskListPage
from smsdesk.ui.bulk.task_page import TaskPage
from smsdesk.ui.main_window import MainWindow
from tests.operations.shop import Fate, Shop, befall, furnish

Until = Callable[[Callable[[], object]], None]
Settled = Callable[[], None]
FULL = "LimitExceeded.PhoneNumberDailyLimit"
WRONG = "InvalidParameterValue.IncorrectPhoneNumber"
OFF = "MK:0004"
HAS_IT = Fate(MessageStatus.DELIVERED, "DELIVRD", reported=1)
FATES = [
    HAS_IT,
    HAS_IT,
    Fate(MessageStatus.UNDELIVERED, OFF, reported=1),
    Fate(MessageStatus.FAILED, FULL),
    Fate(MessageStatus.FAILED, FULL),
    Fate(MessageStatus.FAILED, WRONG),
]
TITLE = "Send to the rest…"


@pytest.fixture
def shop(opened: App) -> Shop:
    return furnish(opened.desk)


@pytest.fixture
def page(shop: Shop, window: MainWindow, settled: Settled) -> Callable[[Task], TaskPage]:
    def opened_page(task: Task) -> TaskPage:
        window.open_place("bulk", "task", task_id=task.id)
        settled()
        found = window.current_page()
        assert isinstance(found, TaskPage)
        return found

    return opened_page


def made(shop: Shop, fates: list[Fate], status: TaskStatus = TaskStatus.SENT) -> Task:
    lines = "\n".join(f"138001380{at:02}\tAnn {at}\t10{at}" for at in range(len(fates)))
    task = shop.sent(shop.pasted(lines, shop.order, name="Spring offer"))
    befall(shop.desk, task, fates, status)
    with shop.desk.database.write() as session:
        session.execute(update(TaskRow).where(TaskRow.id == task.id).values(started_at=task.created_at))
    return tasks.task(shop.desk, task_id=task.id)


def asked(until: Until, kind: type[Any]) -> Any:
    def shown() -> list[Any]:
        return [
            each for each in QApplication.topLevelWidgets() if isinstance(each, kind) and each.isVisible()
        ]

    until(shown)
    return shown()[0]


def test_the_kinds_are_counted_and_the_rest_is_a_new_task_that_is_checked(
    page: Callable[[Task], TaskPage], shop: Shop, window: MainWindow, until: Until
) -> None:
    shown = page(made(shop, FATES))
    assert shown.rest.text() == TITLE
    assert shown.rest.isEnabled()
    shown.rest.click()
    question: RestQuestion = asked(until, RestQuestion)
    assert [box.text() for box in question.boxes.values()] == [
        "Could not be sent to: 2",
        "Not received: 1",
        "Received but no reply: 2",
    ]
    assert question.who() == (Rest.FAILED, Rest.MISSED)
    assert question.left_out.text().startswith("1 is left out: ")
    assert question.sum.text().startswith("3 recipients.")
    question.boxes[Rest.SILENT].click()
    assert question.sum.text().startswith("5 recipients.")
    question.boxes[Rest.SILENT].click()
    question.accept_button.click()
    until(lambda: isinstance(window.current_page(), NewTaskPage))
    new = window.current_page()
    assert isinstance(new, NewTaskPage)
    until(lambda: new.composition.current is not None)
    found = new.composition.current
    assert found is not None
    assert [(one.number, one.content) for one in found.messages()] == [
        (f"+86138001380{at:02}", f"【河畔面包】您好Ann {at}，您的订单10{at}已发货。") for at in (2, 3, 4)
    ]
    recipe = new.composition.recipe()
    assert (recipe.template_id, recipe.name) == (shop.order.id, "Rest of Spring offer")
    assert found.source == "Rest of “Spring offer”"
    assert "\tAnn 2\t102" in new.recipients.pasted.field.toPlainText()


def test_only_those_who_have_got_it_are_warned_of_before_the_rest_is_sent(
    page: Callable[[Task], TaskPage], shop: Shop, window: MainWindow, until: Until, settled: Settled
) -> None:
    task = made(shop, FATES)

    def words(silent: bool) -> str:
        page(task).rest.click()
        question: RestQuestion = asked(until, RestQuestion)
        question.boxes[Rest.SILENT].setChecked(silent)
        question.accept_button.click()
        until(lambda: isinstance(window.current_page(), NewTaskPage))
        new = window.current_page()
        assert isinstance(new, NewTaskPage)
        until(lambda: new.composition.current is not None)
        new.send.send_button.click()
        sending: SendQuestion = asked(until, SendQuestion)
        told = " ".join(each.text() for each in sending.findChildren(QLabel))
        sending.refuse_button.click()
        settled()
        return told

    assert "twice" not in words(silent=False)
    told = words(silent=True)
    assert "2 of these people get this text twice within 24 hours" in told
    assert "take them out of your list first" in told


def test_with_only_those_who_have_it_they_are_meant(
    page: Callable[[Task], TaskPage], shop: Shop, until: Until, settled: Settled
) -> None:
    page(made(shop, [HAS_IT])).rest.click()
    question: RestQuestion = asked(until, RestQuestion)
    assert question.who() == (Rest.SILENT,)
    assert not question.boxes[Rest.FAILED].isEnabled()
    assert question.left_out.isHidden()
    question.boxes[Rest.SILENT].click()
    assert question.sum.text() == "Nobody is ticked."
    assert not question.accept_button.isEnabled()
    assert question.accept_button.toolTip()
    question.refuse_button.click()
    settled()


@pytest.mark.parametrize(
    ("fates", "status", "enabled", "reason"),
    [
        ([HAS_IT], TaskStatus.SENDING, False, "still being sent"),
        ([HAS_IT], TaskStatus.PAUSED, False, "still being sent"),
        ([Fate(MessageStatus.FAILED, WRONG)], TaskStatus.FAILED, False, "does not pass by itself"),
        ([Fate(MessageStatus.UNKNOWN, "Unknown")], TaskStatus.SENT, False, "Nobody is left"),
        ([HAS_IT], TaskStatus.STOPPED, True, ""),
        ([Fate(MessageStatus.FAILED, FULL)], TaskStatus.CANCELLED, True, ""),
    ],
)
def test_where_there_is_nobody_the_button_says_why(
    page: Callable[[Task], TaskPage],
    shop: Shop,
    fates: list[Fate],
    status: TaskStatus,
    enabled: bool,
    reason: str,
) -> None:
    shown = page(made(shop, fates, status))
    assert shown.rest.isVisible()
    assert shown.rest.isEnabled() is enabled
    assert reason in shown.rest.toolTip()
    assert bool(shown.rest.toolTip()) is not enabled


@pytest.mark.parametrize("status", [TaskStatus.SCHEDULED, TaskStatus.OVERDUE, TaskStatus.CANCELLED])
def test_a_task_of_which_nothing_was_sent_has_no_rest(
    page: Callable[[Task], TaskPage], shop: Shop, status: TaskStatus
) -> None:
    fate = MessageStatus.CANCELLED if status is TaskStatus.CANCELLED else MessageStatus.QUEUED
    assert page(made(shop, [Fate(fate, requested=-1)], status)).rest.isHidden()


def test_the_lists_menu_has_it_too_and_says_when_nobody_is_left(
    shop: Shop, window: MainWindow, settled: Settled, until: Until
) -> None:
    sent = made(shop, FATES)
    hopeless = made(shop, [Fate(MessageStatus.FAILED, WRONG)])
    sending = made(shop, [HAS_IT], TaskStatus.SENDING)
    window.open_place("bulk", state="")
    settled()
    shown = window.current_page()
    assert isinstance(shown, TaskListPage)

    def entry(task: Task) -> Any:
        assert shown.table.select(task.id)
        return next((each for each in shown.table.menu().actions() if each.text() == TITLE), None)

    assert entry(sending) is None
    entry(hopeless).trigger()
    settled()
    (said,) = shown.bars.bars()
    assert said.words.text().startswith("Nobody is left to send to: ")
    entry(sent).trigger()
    question: RestQuestion = asked(until, RestQuestion)
    question.refuse_button.click()
    settled()


LONG = "\n".join(f"+86138{at:08}" for at in range(MOST_LINES + 1))


def test_a_long_list_is_kept_beside_the_field(qapp: QApplication) -> None:
    form = PastedForm()
    form.show_variables((), Region.MAINLAND)
    source = PastedSource(LONG, {"number": 0}, 0, "Spring offer")
    form.show_source(source)
    assert form.source() == source
    assert form.kept.text() == "2,001 recipients from the task “Spring offer”"
    assert form.field.toPlainText() == ""
    assert form._short_part.isHidden()
    told: list[tuple[object, str]] = []
    form.changed.connect(lambda *said: told.append(said))
    form.others.click()
    assert told[-1] == (None, "Type or paste at least one number.")
    assert not form._short_part.isHidden()
    form.field.setPlainText("13800138000")
    assert told[-1] == (PastedSource("13800138000"), "")


def test_the_field_takes_no_long_list_and_comes_back_for_a_short_one(qapp: QApplication) -> None:
    form = PastedForm()
    form.show_variables((), Region.MAINLAND)
    form.field.setPlainText(LONG)
    assert form.field.toPlainText() == ""
    assert form.source() == PastedSource(LONG)
    form.show_source(PastedSource("13800138000"))
    assert form.source() == PastedSource("13800138000")
    assert (form._short_part.isHidden(), form._long_part.isHidden()) == (False, True)


def test_what_is_pasted_in_bulk_joins_what_was_typed(qapp: QApplication) -> None:
    form = PastedForm()
    form.show_variables((), Region.MAINLAND)
    form.field.setPlainText("13900139000\n")
    form.field.moveCursor(form.field.textCursor().MoveOperation.End)
    pasted = QMimeData()
    pasted.setText(LONG.replace("\n", "\r\n"))
    form.field.insertFromMimeData(pasted)
    assert form.source() == PastedSource(f"13900139000\n{LONG}")
    assert form.kept.text() == "2,002 pasted recipients"


def test_a_short_rest_can_be_changed_and_another_list_begins_anew(qapp: QApplication) -> None:
    form = PastedForm()
    form.show_variables((1,), Region.MAINLAND)
    source = PastedSource("+8613800138000\tA\u00a0nn\n+8613800138001\tBo", {"number": 0, "1": 1}, 0, "Spring")
    form.show_source(source)
    assert form.source() == source, "as it was given, whatever the field makes of it"
    form.field.moveCursor(form.field.textCursor().MoveOperation.End)
    form.field.insertPlainText("b")
    changed = form.source()
    assert changed is not None
    assert (changed.text[-3:], changed.header_row, changed.rest_of) == ("Bob", 0, "")
    assert changed.columns == {"number": 0, "1": 1}
    form.field.clear()
    form.field.insertPlainText("13700137000")
    assert form.source() == PastedSource("13700137000")
