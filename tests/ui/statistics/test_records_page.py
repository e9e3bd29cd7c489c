"""Message records: every filter, how one arrives, what hides the records, the thread of a number (D2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from smsdesk.app import App
from smsdesk.domain.applications import ApplicationType
from smsdesk.domain.codes import Code
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.profile import Region
from smsdesk.operations.applications import create_application
from smsdesk.store.reply_rows import ReplyFacts, store_replies
from smsdesk.ui.customers.conversation_thread import Thread
from smsdesk.ui.formats import Formats
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.messages.why import MessageDetails, Why
from smsdesk.ui.statistics.past import Past, mobile_number, put_past
from smsdesk.ui.statistics.period_choice import CHOSEN, SPAN, ChosenPeriod
from smsdesk.ui.statistics.records_columns import record_columns
from smsdesk.ui.statistics.records_filters import NOT_ARRIVED, SUCCESSES, code_choices
from smsdesk.ui.statistics.records_page import RecordsPage

HOUR = 3_600_000
NUMBER = mobile_number("CN", 0)
Settled = Callable[[], None]


@pytest.fixture
def noon(opened: App) -> int:
    """Noon three days ago, ms since 1970 UTC; messages went out then, a day before, and two months before."""
    desk = opened.desk
    shown = Formats(lambda: "Asia/Shanghai", desk.clock)
    at = shown.day_start(shown.today() - timedelta(days=3)) + 12 * HOUR
    one, other = (
        create_application(desk, name=name, type=ApplicationType.OTHER).id for name in ("Bakery", "Café")
    )
    S = MessageStatus  # noqa: N806 it is written nine times
    put_past(
        desk,
        [
            Past(at, S.DELIVERED, 3),
            Past(at, S.ACCEPTED, 2),
            Past(at + HOUR, S.FAILED, 2, Code.BLOCKED),
            Past(at + HOUR, S.FAILED, 1, Code.NO_PACKAGE),
            Past(at - 24 * HOUR, S.UNDELIVERED, 1, "UNDELIV"),
        ],
        region=Region.MAINLAND,
        application_id=one,
    )
    put_past(desk, [Past(at - 60 * 24 * HOUR, S.DELIVERED, 1)], region=Region.MAINLAND, application_id=other)
    abroad = [Past(at, S.DELIVERED, 2, country="GB"), Past(at, S.DELIVERED, 1, country="DE")]
    put_past(desk, abroad, region=Region.GLOBAL, application_id=one)
    return at


@pytest.fixture
def page(noon: int, window: MainWindow, settled: Settled) -> RecordsPage:
    window.open_place("statistics", "records")
    settled()
    made = window.current_page()
    assert isinstance(made, RecordsPage)
    return made


@pytest.fixture
def arrived(page: RecordsPage, settled: Settled) -> Callable[..., list[Any]]:
    """The records that are shown after arriving with these."""

    def there(**arguments: Any) -> list[Any]:
        page.arrive(**arguments)
        settled()
        return list(page.table.model.rows)

    return there


def pressed(part: QWidget, words: str, qtbot: QtBot) -> None:
    (found,) = [each for each in part.findChildren(QPushButton) if each.text() == words and each.isVisible()]
    qtbot.mouseClick(found, Qt.MouseButton.LeftButton)


def test_a_figure_leads_to_exactly_its_records(arrived: Callable[..., list[Any]], page: RecordsPage) -> None:
    for count, arguments in (
        (9, {"period": "30_days"}),
        (10, {"period": "any"}),
        (0, {"period": "today"}),
        (3, {"status": MessageStatus.FAILED}),
        (4, {"status": NOT_ARRIVED}),
        (3, {"code": (Code.BLOCKED, Code.NO_PACKAGE)}),
        (2, {"code": [Code.BLOCKED]}),
        (6, {"status": SUCCESSES}),
        (3, {"status": [MessageStatus.DELIVERED]}),
        (2, {"code": Code.BLOCKED}),
        (1, {"status": MessageStatus.FAILED, "code": Code.NO_PACKAGE}),
        (0, {"application_id": 2}),
        (1, {"application_id": 2, "period": "any"}),
        (2, {"number": NUMBER}),
        (1, {"number": NUMBER[-4:], "period": "30_days"}),
        (2, {"region": Region.GLOBAL, "country": "GB"}),
        (3, {"region": Region.GLOBAL}),
        (9, {"region": Region.MAINLAND}),
    ):
        # Whatever was chosen before is not meant any more.
        page.filters.set(status=MessageStatus.UNKNOWN, code="X", number="9999", application_id=1)
        assert len(arrived(**arguments)) == count, arguments
        assert page.count.count == count, arguments


def test_a_day_and_an_hour_are_periods_too(
    arrived: Callable[..., list[Any]], page: RecordsPage, noon: int
) -> None:
    day = page.context.formats.moment(noon).date()
    assert len(arrived(day=day)) == 8
    assert page.filters.period.chosen == ChosenPeriod(CHOSEN, day, day)
    assert len(arrived(first=day - timedelta(days=1), last=day)) == 9
    assert len(arrived(start=noon, end=noon + HOUR)) == 5
    assert page.filters.period.chosen.key == SPAN
    assert page.filters.period._choice.currentText().endswith("12:00–13:00")
    # Without arguments everything stays as it was left.
    assert len(arrived()) == 5
    # The hour is gone from the choices once another period is meant.
    page.filters.period.choose("any")
    assert page.filters.period._choice.findData(SPAN) == -1


def test_filters_are_chosen_seen_and_taken_off(page: RecordsPage, settled: Settled, qtbot: QtBot) -> None:
    filters = page.filters
    assert filters.clear.isHidden()
    assert [filters.application._choices, filters.country.isHidden()] == [[(1, "Bakery"), (2, "Café")], True]
    filters.status.list.picked.emit(MessageStatus.FAILED)
    filters.code.opening.emit()
    settled()
    assert [words for _, words in filters.code._choices] == [
        "The recipient unsubscribed or is blocked (2)",
        "The prepaid package is used up (1)",
        "The number does not exist or the phone is off (1)",
    ]
    filters.code.list.picked.emit(Code.BLOCKED)
    settled()
    assert len(page.table.model.rows) == 2
    filters.code.off.click()
    settled()
    assert len(page.table.model.rows) == 3
    page.search.searched.emit("9999")
    settled()
    assert not page.table.model.rows
    filters.clear.click()
    settled()
    assert len(page.table.model.rows) == 9
    assert page.search.text() == ""


def test_nothing_found_says_which_filter_hides_it(
    arrived: Callable[..., list[Any]], page: RecordsPage, settled: Settled, qtbot: QtBot
) -> None:
    assert arrived(status=MessageStatus.FAILED, code="UNDELIV", application_id=1) == []
    # Another application would change nothing.
    assert [each.text() for each in page.nothing.offered] == [  # type: ignore[attr-defined]
        "Reason: The number does not exist or the phone is off",
        "Status: Failed",
    ]
    pressed(page.nothing, "Status: Failed", qtbot)
    settled()
    assert [one.code for one in page.table.model.rows] == ["UNDELIV"]

    # A period that is too short is a filter too.
    assert arrived(application_id=2) == []
    assert [each.text() for each in page.nothing.offered] == [  # type: ignore[attr-defined]
        "Application: Café",
        "Period: Last 7 days",
    ]
    pressed(page.nothing, "Period: Last 7 days", qtbot)
    settled()
    assert len(page.table.model.rows) == 1
    # Too few digits are told in place.
    assert arrived(number="13") == []
    assert [each.text() for each in page.nothing.currentWidget().findChildren(QLabel)] == [
        "This cannot be looked up",
        "Type a whole number, or at least its last 4 digits.",
    ]
    assert len(arrived(number=NUMBER[-4:])) == 2


def test_a_record_says_why_and_opens_what_it_belongs_to(
    arrived: Callable[..., list[Any]],
    page: RecordsPage,
    opened: App,
    noon: int,
    settled: Settled,
    qtbot: QtBot,
) -> None:
    rows = arrived(code=Code.BLOCKED)
    page.table.view.selectRow(0)
    settled()
    (details,) = page.panel.findChildren(MessageDetails)
    assert details.findChildren(Why)
    page._copy_numbers([*rows, *rows])
    assert QGuiApplication.clipboard().text() == "\n".join(one.number for one in rows)
    # The same record in a newer list leaves the panel as it is, with what was scrolled to.
    newer = [Past(noon + 2 * HOUR, MessageStatus.FAILED, 1, Code.BLOCKED)]
    put_past(opened.desk, newer, region=Region.MAINLAND, application_id=1)
    page.refresh()
    settled()
    assert len(page.table.model.rows) == 3
    assert page.table.selected() == [rows[0]]
    assert page.panel.findChildren(MessageDetails) == [details]
    pressed(page, "Open task", qtbot)
    settled()
    assert page.window().tab() == "bulk"  # type: ignore[attr-defined]


def test_the_thread_of_a_number_has_its_messages_and_replies_in_order(
    arrived: Callable[..., list[Any]],
    page: RecordsPage,
    opened: App,
    noon: int,
    settled: Settled,
    qtbot: QtBot,
) -> None:
    with opened.desk.database.write() as session:
        store_replies(session, "sandbox", [ReplyFacts("r", NUMBER, "Thank you!", noon + HOUR, "Riverside")])
    arrived(number=NUMBER)
    page.table.view.selectRow(0)
    settled()
    pressed(page, "Conversation", qtbot)
    settled()
    (thread,) = page.panel.findChildren(Thread)
    assert [turn.incoming for turn in thread.turns] == [False, False, True]
    assert [turn.at for turn in thread.turns] == sorted(turn.at for turn in thread.turns)
    # What comes in meanwhile is seen, and the thread is not put away by it.
    with opened.desk.database.write() as session:
        store_replies(session, "sandbox", [ReplyFacts("s", NUMBER, "Bye", noon + 2 * HOUR, "Riverside")])
    page.refresh()
    settled()
    assert len(page.panel.findChildren(Thread)[0].turns) == 4
    pressed(page, "Back to the message", qtbot)
    settled()
    assert page.panel.findChildren(MessageDetails)


def test_the_count_is_of_the_whole_query(
    arrived: Callable[..., list[Any]], page: RecordsPage, opened: App, noon: int
) -> None:
    past = [Past(noon, MessageStatus.DELIVERED, 400)]
    put_past(opened.desk, past, region=Region.MAINLAND, application_id=2)
    rows = arrived(application_id=2)
    assert len(rows) < 400
    assert page.count.text() == "400 records"


def test_the_rarely_wanted_columns_wait_in_the_menu() -> None:
    columns = record_columns(Formats(lambda: "Asia/Shanghai", lambda: 0))
    assert [each.title for each in columns if not each.hidden] == [
        "Requested",
        "Number",
        "Customer",
        "Content",
        "Status",
        "Sent at",
        "Receipt",
        "Remarks",
        "Characters / fragments",
        "SMS type",
    ]
    assert {"Application", "Template", "Signature", "Code"} <= {each.title for each in columns}


def test_a_reason_says_its_code_only_beside_another_of_the_same_words() -> None:
    found = [
        ("UNDELIV", 2),
        ("FailedOperation.ContainSensitiveWord", 3),
        ("InvalidParameter.DirtyWordFound", 1),
    ]
    assert [words for _, words in code_choices(found)] == [
        "The number does not exist or the phone is off (2)",
        "The text holds a refused word (3) · ContainSensitiveWord",
        "The text holds a refused word (1) · DirtyWordFound",
    ]


def test_what_cannot_be_looked_up_is_not_counted_and_nothing_cannot_be_exported(
    arrived: Callable[..., list[Any]], page: RecordsPage
) -> None:
    assert arrived(period="any")
    assert page.export.isEnabled()
    assert arrived(number="07") == []
    assert (page.count.text(), page.export.isEnabled()) == ("", False)
    assert page.export.toolTip() == "There is nothing to export."


def test_at_the_first_size_of_the_window_the_remarks_have_room(
    arrived: Callable[..., list[Any]], page: RecordsPage, window: MainWindow, settled: Settled
) -> None:
    window.resize(1320, 728)
    assert arrived(period="any")
    settled()
    shown = [
        each.key for at, each in enumerate(page.table.model.columns) if not page.table.view.isColumnHidden(at)
    ]
    assert shown == ["requested", "number", "name", "content", "status", "sent", "reported", "reason"]
