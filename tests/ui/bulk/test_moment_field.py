"""The day and time of a task: a click on a part, and what is typed then is that part (B5)."""

from __future__ import annotations

from datetime import datetime

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from smsdesk.ui.bulk.send_step import MomentField

_WORDS = "2026-11-21 16:00"


@pytest.mark.parametrize(
    ("before", "typed", "then"),
    [
        ("2026-11-21 1", "09", datetime(2026, 11, 21, 9, 0)),  # noqa: DTZ001 - wall clock of the zone
        ("2026-11-21 16:0", "45", datetime(2026, 11, 21, 16, 45)),  # noqa: DTZ001
        ("2026-11-2", "28", datetime(2026, 11, 28, 16, 0)),  # noqa: DTZ001
        ("2026-11-21 1", "0930", datetime(2026, 11, 21, 9, 30)),  # noqa: DTZ001
    ],
)
def test_what_is_typed_after_a_click_replaces_the_part_clicked(
    qtbot: QtBot, before: str, typed: str, then: datetime
) -> None:
    field = MomentField()
    qtbot.addWidget(field)
    field.set_moment(datetime(2026, 11, 21, 16, 0))  # noqa: DTZ001
    with qtbot.waitExposed(field):
        field.show()
    line = field.lineEdit()
    assert line.text() == _WORDS
    line.setCursorPosition(len(before))
    place = QPoint(line.cursorRect().center().x(), line.height() // 2)
    line.setCursorPosition(0)
    QTest.mouseClick(line, Qt.MouseButton.LeftButton, pos=place)
    QTest.keyClicks(field, typed)
    assert field.moment() == then
