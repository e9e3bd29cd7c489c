"""What a page tells in bars: faults, news, and what can be taken back."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from smsdesk.domain.errors import Unusable
from smsdesk.domain.text import text
from smsdesk.ui.widgets.bars import Bars


def shown(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.addWidget(widget)
    widget.show()


def test_a_fault_is_told_once_with_its_details(qtbot: QtBot) -> None:
    bars = Bars()
    shown(qtbot, bars)
    fault = Unusable(text("The file could not be read. Try another."), details="BadZipFile")
    first = bars.error(fault)
    assert bars.error(fault) is first
    assert [bar.words.text() for bar in bars.bars()] == ["The file could not be read. Try another."]
    copy = next(each for each in first.findChildren(QPushButton) if each.text() == "Copy")
    copy.click()
    assert QGuiApplication.clipboard().text() == "BadZipFile"


def test_undo_acts_and_goes(qtbot: QtBot) -> None:
    bars = Bars()
    shown(qtbot, bars)
    undone: list[bool] = []
    bar = bars.undo("Group deleted.", lambda: undone.append(True))
    offer = bar.findChildren(QPushButton)[0]
    assert offer.text() == "Undo (10)"
    qtbot.waitUntil(lambda: offer.text() != "Undo (10)", timeout=60_000)
    offer.click()
    assert undone == [True]
    assert bars.bars() == []


def test_the_last_change_is_taken_back_by_the_key_also_when_its_bar_is_gone(qtbot: QtBot) -> None:
    bars = Bars()
    shown(qtbot, bars)
    undone: list[str] = []
    bars.undo("First.", lambda: undone.append("first"))
    second = bars.undo("Second.", lambda: undone.append("second"))
    second.close_bar()
    bars.take_back()
    assert undone == ["second"]
    bars.take_back()
    assert undone == ["second"], "once, and nothing before it"
    third = bars.undo("Third.", lambda: undone.append("third"))
    third.findChildren(QPushButton)[0].click()
    bars.take_back()
    assert undone == ["second", "third"]
    for forget in (bars.clear, bars.forget_undo):
        bars.undo("Fourth.", lambda: undone.append("fourth"))
        forget()
        bars.take_back()
    assert undone == ["second", "third"]


def test_at_most_three_bars(qtbot: QtBot) -> None:
    bars = Bars()
    shown(qtbot, bars)
    for number in range(5):
        bars.info(f"Note {number}")
    assert [bar.words.text() for bar in bars.bars()] == ["Note 2", "Note 3", "Note 4"]
