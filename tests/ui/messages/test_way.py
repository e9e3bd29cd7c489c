"""The way of a message and its "Why?" as the panel shows them (D2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from smsdesk.domain.codes import Code
from smsdesk.domain.messages import Message, MessageStatus
from smsdesk.ui.formats import Formats
from smsdesk.ui.messages.way import way_of
from smsdesk.ui.messages.why import MessageDetails
from tests.domain.test_message_delays import ASKED, HOUR, MESSAGE, SECOND

SENT = replace(MESSAGE, status=MessageStatus.ACCEPTED, sent_at=ASKED + 2 * SECOND, reported_at=None)
REFUSED = replace(MESSAGE, status=MessageStatus.FAILED, code=Code.NO_PACKAGE, sent_at=None, reported_at=None)
LATE = replace(MESSAGE, sent_at=ASKED + 2 * SECOND, reported_at=ASKED + 2 * SECOND + 4 * HOUR, attempts=3)


def shown(now: int = ASKED + 6 * HOUR) -> Formats:
    return Formats(lambda: "Asia/Shanghai", lambda: now)


@pytest.mark.parametrize(
    ("message", "steps"),
    [
        (
            LATE,
            [
                ("Requested", "2026-03-02 10:00:00", "", "info"),
                ("Taken by the carrier", "2026-03-02 10:00:02", "2 s later, at try 3", "info"),
                ("Delivered", "2026-03-02 14:00:02", "4 h later", "warning"),
            ],
        ),
        (
            SENT,
            [
                ("Requested", "2026-03-02 10:00:00", "", "info"),
                ("Taken by the carrier", "2026-03-02 10:00:02", "2 s later", "info"),
                ("No report yet", "", "For 6 h", "warning"),
            ],
        ),
        (
            REFUSED,
            [
                ("Requested", "2026-03-02 10:00:00", "", "info"),
                ("Not sent", "", "The prepaid package is used up", "danger"),
            ],
        ),
        (
            replace(MESSAGE, status=MessageStatus.UNKNOWN, sent_at=None, reported_at=None),
            [
                ("Requested", "2026-03-02 10:00:00", "", "info"),
                ("Nobody can say whether it was taken", "", "", "warning"),
            ],
        ),
    ],
)
def test_each_step_says_when_it_was_and_how_long_it_took(
    message: Message, steps: list[tuple[str, ...]]
) -> None:
    assert [(one.title, one.at, one.note, one.role) for one in way_of(message, shown())] == steps


@pytest.fixture
def words(qtbot: QtBot) -> Callable[[Message], list[str]]:
    def of(message: Message) -> list[str]:
        details = MessageDetails(message, shown())
        qtbot.addWidget(details)
        return [each.text() for each in details.findChildren(QLabel)]

    return of


def test_a_late_message_says_in_which_step(words: Callable[[Message], list[str]]) -> None:
    found = words(LATE)
    assert "The delay arose after submission: the carrier reported 4\u00a0h later." in found
    assert "The carrier's report came late" in found
    assert "The recipient's carrier" in found
    assert "After it was handed to the provider, on the way to the phone." in found


def test_a_code_is_explained_before_a_delay(words: Callable[[Message], list[str]]) -> None:
    found = words(REFUSED)
    assert "The prepaid package is used up" in found
    assert Code.NO_PACKAGE in found
    assert any(each.startswith("Before it was handed") for each in found)


def test_a_message_in_good_time_asks_no_why(words: Callable[[Message], list[str]]) -> None:
    found = words(MESSAGE)
    assert "Likely causes" not in found
    assert "Its way" in found
