"""A task's page, in the real window: figures, reasons, messages, why, the unknown (B8, B11, D2, E5)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import python_calamine
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)
from sqlalchemy import update

from smsdesk.app import App
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.tasks import Task, TaskStatus
from smsdesk.domain.text import text
from smsdesk.engine.events import TaskProgress
from smsdesk.operations import tasks
from smsdesk.operations.templates import delete_template
from smsdesk.store.stored_text import text_to_json
from smsdesk.store.tables import TaskRow
from smsdesk.ui.bulk.task_page import TaskPage
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.messages.why import MessageDetails
from smsdesk.ui.widgets.bars import Bar
from smsdesk.ui.widgets.confirm import Question
from tests.operations.shop import Fate, Shop, befall, furnish

Until = Callable[[Callable[[], object]], None]
Opened = Callable[[Task], TaskPage]
BLOCKED = "FailedOperation.PhoneNumberInBlacklist"
FATES = [
    Fate(MessageStatus.DELIVERED, "DELIVRD", reported=2000),
    Fate(MessageStatus.DELIVERED, "DELIVRD", reported=70_000),
    Fate(MessageStatus.UNDELIVERED, "MK:0001", reported=2000),
    Fate(MessageStatus.UNDELIVERED, "MK:0001", reported=2000),
    Fate(MessageStatus.FAILED, BLOCKED),
    Fate(MessageStatus.ACCEPTED),
]


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


def made(shop: Shop, fates: list[Fate], status: TaskStatus = TaskStatus.SENT, **values: Any) -> Task:
    numbers = "\n".join(f"138001380{at:02}" for at in range(len(fates)))
    task = shop.sent(shop.pasted(numbers, name="Spring offer"))
    befall(shop.desk, task, fates, status)
    values = {"started_at": task.created_at} | values
    with shop.desk.database.write() as session:
        session.execute(update(TaskRow).where(TaskRow.id == task.id).values(**values))
    return tasks.task(shop.desk, task_id=task.id)


def shown_messages(page: TaskPage) -> list[str]:
    return [message.number[-2:] for message in page.records.table.model.rows]


def notices(page: TaskPage) -> list[Bar]:
    return [bar for bar in page.findChildren(Bar) if bar.isVisible()]


def press(widget: Any, words: str) -> None:
    next(each for each in widget.findChildren(QPushButton) if each.text() == words).click()


def buttons(page: TaskPage) -> list[str]:
    return [each.text() for each in page.tools.findChildren(QPushButton) if each.isVisible()]


def words_in(widget: Any) -> list[str]:
    return [each.text() for each in widget.findChildren(QLabel)]


def agree(until: Until, action: str) -> None:
    def asked() -> Question | None:
        shown = (each for each in QApplication.topLevelWidgets() if isinstance(each, Question))
        return next((each for each in shown if each.isVisible()), None)

    until(asked)
    question = asked()
    assert question is not None
    assert question.accept_button.text() == action
    question.accept_button.click()


def test_figures_and_reasons_of_a_finished_task(page: Opened, shop: Shop) -> None:
    shown = page(made(shop, FATES))
    assert shown.name.text() == "Spring offer"
    assert shown.badge.text() == "Sent"
    assert shown.progress.headline.text() == "5 of 6 messages sent"
    assert shown.progress.progress.accessibleDescription() == (
        "Delivered: 2, Sent, no receipt yet: 1, Not delivered: 2, Failed: 1, Remaining: 0"
    )
    reasons = [(item.words, item.value) for item in shown.failures.chart._items]
    assert reasons == [
        ("The number does not exist or is suspended", 2),
        ("The recipient unsubscribed or is blocked", 1),
    ]
    assert [list(series.values)[-1] for series in shown.delivery.chart.plot.series] == [5, 2, 3]
    assert buttons(shown) == ["Report", "Copy as new task", "Send to the rest…"]
    assert notices(shown) == []


def test_the_most_frequent_reasons_come_first_and_all_at_a_press(page: Opened, shop: Shop) -> None:
    codes = ["MK:0001", "MK:0001", "MX:0003", "MX:0012", "EXPIRED", "UNDELIV", "REJECTD"]
    shown = page(made(shop, [Fate(MessageStatus.UNDELIVERED, code, reported=1) for code in codes]))
    card = shown.failures
    assert [item.value for item in card.chart._items] == [2, 1, 1, 1]
    shares = [each.accessibleName().rsplit(" ", 1)[1] for each in card.chart.findChildren(QAbstractButton)]
    assert shares[0] == "(28.6%)", "a share is of all that failed, not of what is shown"
    high = card.height()

    press(card, "Show all 6 reasons")
    assert [item.value for item in card.chart._items] == [2, 1, 1, 1, 1, 1]
    assert card.maximumHeight() > high
    press(card, "Show the most frequent only")
    assert len(card.chart._items) == 4


def test_a_message_that_was_pressed_stays_in_view_in_a_narrow_window(
    page: Opened, shop: Shop, window: MainWindow, until: Until
) -> None:
    window.resize(1024, 700)
    shown = page(made(shop, FATES))
    until(lambda: shown.area.verticalScrollBar().maximum() > 0)
    shown.area.verticalScrollBar().setValue(shown.area.verticalScrollBar().maximum())
    shown.records.table.view.selectRow(0)
    until(shown.panel.is_open)
    until(lambda: not shown.records.table.view.visibleRegion().isEmpty())


def test_a_reason_is_a_filter_on_the_messages_below(
    page: Opened, shop: Shop, settled: Callable[[], None]
) -> None:
    shown = page(made(shop, FATES))
    assert shown_messages(shown) == ["00", "01", "02", "03", "04", "05"]
    shown.failures.chart.pressed.emit((MessageStatus.UNDELIVERED, "MK:0001"))
    settled()
    assert shown_messages(shown) == ["02", "03"]
    assert shown.records.reason.text() == "The number does not exist or is suspended"
    assert shown.records.status.currentText() == "Not delivered"
    shown.records.reason.click()
    settled()
    assert shown_messages(shown) == ["02", "03"]
    assert shown.records.reason.isHidden()
    shown.records.filter_by(MessageStatus.CANCELLED)
    settled()
    assert shown_messages(shown) == []
    assert "No message of this task is in this state." in words_in(shown.records.table)


def test_why_a_message_failed(page: Opened, shop: Shop, settled: Callable[[], None]) -> None:
    shown = page(made(shop, FATES))
    shown.records.table.view.selectRow(4)
    settled()
    assert shown.panel.is_open()
    assert shown.details.isHidden()
    (details,) = shown.panel.findChildren(MessageDetails)
    words = words_in(details)
    assert words[0] == "Failed"
    for wanted in (
        "The recipient unsubscribed or is blocked",
        "The recipient unsubscribed from this signature.",
        "The recipient",
        "Before it was handed to the provider. It was not sent and is not billed.",
        "No, unchanged it cannot succeed.",
        BLOCKED,
    ):
        assert wanted in words
    assert words.index("1.") < words.index("2.") < words.index("3.")
    shown.panel.close_panel()
    assert not shown.details.isHidden()
    assert shown.records.table.selected() == []


def test_a_delivered_message_has_nothing_to_explain(
    page: Opened, shop: Shop, settled: Callable[[], None]
) -> None:
    shown = page(made(shop, FATES))
    shown.records.table.view.selectRow(0)
    settled()
    (details,) = shown.panel.findChildren(MessageDetails)
    assert "Likely causes" not in words_in(details)
    assert "【河畔面包】明天上午九点开门。" in words_in(details)


def test_the_text_stays_as_it_was_confirmed(page: Opened, shop: Shop) -> None:
    task = made(shop, FATES)
    delete_template(shop.desk, template_id=shop.notice.id)
    shown = page(task)
    assert shown.details.text is not None
    assert shown.details.text.content == "【河畔面包】明天上午九点开门。"
    assert "Notice" in words_in(shown.details)


def test_a_planned_task_says_what_must_be_on_then(page: Opened, shop: Shop) -> None:
    task = made(
        shop,
        [Fate(MessageStatus.QUEUED, requested=-1)],
        TaskStatus.SCHEDULED,
        started_at=None,
        send_at=shop.desk.now() + 86_400_000,
    )
    (notice,) = notices(page(task))
    assert notice.words.text().startswith("The computer and SMS Desk must be on then.")


def test_why_it_is_paused_is_said_in_words(page: Opened, shop: Shop) -> None:
    reason = text_to_json(text("Nothing answers at {address}.", address="127.0.0.1:9"))
    shown = page(made(shop, FATES[:1], TaskStatus.PAUSED, pause_reason=reason))
    (notice,) = notices(shown)
    assert notice.words.text() == "Paused: Nothing answers at 127.0.0.1:9."
    assert buttons(shown) == ["Report", "Copy as new task", "Send to the rest…", "Stop"]


def test_why_it_goes_another_way_is_said_while_it_is_being_sent(page: Opened, shop: Shop) -> None:
    reason = text_to_json(text("It goes through {second}.", second=text("Sandbox")))
    shown = page(made(shop, FATES[:1], TaskStatus.SENDING, pause_reason=reason))
    (notice,) = notices(shown)
    assert notice.words.text() == "It goes through Sandbox."


LOST = [Fate(MessageStatus.UNKNOWN, "Unknown"), Fate(MessageStatus.UNKNOWN, "Unknown"), FATES[0]]


def test_unknown_messages_are_explained_and_can_count_as_sent(
    page: Opened, shop: Shop, settled: Callable[[], None]
) -> None:
    task = made(shop, LOST)
    shown = page(task)
    (notice,) = notices(shown)
    assert notice.words.text().startswith("It is not known whether 2 messages were sent")
    press(notice, "Show the 2 messages")
    settled()
    assert shown_messages(shown) == ["00", "01"]
    press(notice, "Count as sent")
    settled()
    assert notices(shown) == []
    totals = tasks.task(shop.desk, task_id=task.id).totals
    assert (totals.unknown, totals.accepted) == (0, 2)


def test_one_unknown_message_is_sent_again_once_the_user_agrees(
    page: Opened, shop: Shop, settled: Callable[[], None], until: Until
) -> None:
    task = made(shop, LOST)
    shown = page(task)
    shown.records.table.view.selectRow(0)
    settled()
    press(shown.panel, "Send again…")
    agree(until, "Send again")
    settled()
    after = tasks.task(shop.desk, task_id=task.id)
    assert (after.totals.unknown, after.totals.queued, after.status) == (1, 1, TaskStatus.SENDING)
    assert not shown.panel.is_open()
    assert notices(shown)[0].words.text().startswith("It is not known whether 1 message was sent")


@pytest.mark.parametrize(
    ("state", "wanted"),
    [
        (TaskStatus.STOPPED, ["Cancel task…", "Resume"]),
        (TaskStatus.SENDING, ["Send to the rest…", "Stop"]),
        (TaskStatus.SCHEDULED, ["Cancel task…"]),
        (TaskStatus.OVERDUE, []),
        (TaskStatus.AWAITING_APPROVAL, ["Cancel task…", "Approve…"]),
        (TaskStatus.CANCELLED, []),
    ],
)
def test_the_buttons_fit_the_state(page: Opened, shop: Shop, state: TaskStatus, wanted: list[str]) -> None:
    task = made(shop, [Fate(MessageStatus.QUEUED, requested=-1)], state, started_at=None, send_at=1)
    assert buttons(page(task)) == ["Report", "Copy as new task", *wanted]


def test_messages_are_fetched_as_one_scrolls_and_refreshed_in_place(
    page: Opened, shop: Shop, settled: Callable[[], None], run: Callable[..., Any], until: Until
) -> None:
    numbers = "\n".join(f"139{at:08}" for at in range(1_300))
    task = shop.sent(shop.pasted(numbers, name="Large"))
    shown = page(task)
    table = shown.records.table
    assert table.model.rowCount() == 200
    while table.model.rowCount() < 1_300:
        before = table.model.rowCount()
        table.view.scrollToBottom()
        table.model.fetchMore(table.view.rootIndex())
        settled()
        assert table.model.rowCount() > before
    table.view.scrollToBottom()
    place = table.view.verticalScrollBar().value()
    befall(shop.desk, task, [FATES[0]] * 1_300)
    run(shown.records.refresh())
    assert table.model.rowCount() == 1_300
    assert table.view.verticalScrollBar().value() == place
    assert table.model.row(1_299).status is MessageStatus.DELIVERED
    assert table.model.row(0).status is MessageStatus.QUEUED  # out of view
    table.view.scrollToTop()
    until(lambda: table.model.row(0).status is MessageStatus.DELIVERED)


def test_the_report_is_exported_where_the_user_says(
    page: Opened, shop: Shop, window: MainWindow, until: Until, tmp_path: Path
) -> None:
    shown = page(made(shop, FATES))
    shown._do(shown.commands.export)

    def dialog() -> QFileDialog | None:
        shown_ones = (each for each in QApplication.topLevelWidgets() if isinstance(each, QFileDialog))
        return next((each for each in shown_ones if each.isVisible()), None)

    until(dialog)
    chosen = dialog()
    assert chosen is not None
    assert Path(chosen.selectedFiles()[0]).name == "Report of Spring offer.xlsx"
    field = chosen.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    field.setText(str(tmp_path / "report.xlsx"))
    chosen.accept()
    until(window.bars.bars)
    (said,) = window.bars.bars()
    assert said.words.text() == "“report.xlsx” is written: 6 rows."
    assert "Show in folder" in [each.text() for each in said.findChildren(QPushButton)]
    book = python_calamine.CalamineWorkbook.from_path(tmp_path / "report.xlsx")
    assert len(book.get_sheet_by_name("Messages").to_python()) == 1 + 6


def test_a_page_out_of_view_fetches_nothing_and_makes_up_for_it(
    page: Opened, shop: Shop, window: MainWindow, settled: Callable[[], None], until: Until
) -> None:
    task = made(shop, [Fate(MessageStatus.QUEUED, requested=-1)] * 2, TaskStatus.SENDING)
    shown = page(task)
    window.open_place("templates")
    befall(shop.desk, task, FATES[:2])
    totals = tasks.task(shop.desk, task_id=task.id).totals
    shown.context.hub.engine_event(TaskProgress(task.id, task.name, TaskStatus.SENT, totals, 0.0, None))
    settled()
    assert shown.progress.headline.text() == "All 2 messages were sent"
    assert [row.status for row in shown.records.table.model.rows] == [MessageStatus.QUEUED] * 2
    window.strip.choose(3)
    until(lambda: shown.records.table.model.row(1).status is MessageStatus.DELIVERED)


def test_a_narrow_page_has_its_parts_below_each_other(
    page: Opened, shop: Shop, window: MainWindow, settled: Callable[[], None]
) -> None:
    shown = page(made(shop, FATES))

    def place(part: QWidget) -> tuple[int, int]:
        at = part.mapTo(shown, QPoint(0, 0))
        return at.x(), at.y()

    window.resize(1366, 768)
    settled()
    assert place(shown.details)[1] == place(shown.progress)[1], "beside each other"
    window.resize(960, 600)
    settled()
    assert place(shown.details)[0] == place(shown.progress)[0], "below each other"
    assert place(shown.delivery)[1] == place(shown.failures)[1]
    shown.failures.chart.pressed.emit((MessageStatus.UNDELIVERED, "MK:0001"))
    shown.records.table.view.selectRow(0)
    settled()
    assert shown.panel.is_open()
    assert place(shown.delivery)[0] == place(shown.failures)[0]
    assert shown.area.widget().width() <= shown.area.viewport().width(), (
        "nothing is out of sight at the right"
    )
