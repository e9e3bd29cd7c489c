"""A filter: chosen by typing a part of its name, seen while it is in force, taken off by × or Del (D2)."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from smsdesk.domain.messages import MessageStatus
from smsdesk.ui.widgets.filter_choice import FilterChoice
from smsdesk.ui.widgets.flow_layout import FlowLayout

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # menus, off screen

MANY = [(number, f"Shop {number}") for number in range(1, 201)]


@pytest.fixture
def choice(qtbot: QtBot) -> Iterator[FilterChoice]:
    made = FilterChoice("Application", "All applications")
    qtbot.addWidget(made)
    made.set_choices(MANY)
    made.show()
    yield made
    made.menu.close()


def opened(choice: FilterChoice) -> list[str]:
    """Open the menu; what it offers."""
    choice.menu.popup(choice.mapToGlobal(choice.rect().bottomLeft()))
    QApplication.processEvents()
    return offered(choice)


def offered(choice: FilterChoice) -> list[str]:
    rows = choice.list.list.model()
    return [rows.index(row, 0).data() for row in range(rows.rowCount())]


def test_one_of_two_hundred_is_chosen_by_typing(choice: FilterChoice, qtbot: QtBot) -> None:
    assert len(opened(choice)) == 201
    qtbot.keyClicks(choice.list.field, "17")
    assert offered(choice) == ["Shop 17", "Shop 117", *(f"Shop {number}" for number in range(170, 180))]
    qtbot.keyClick(choice.list.field, Qt.Key.Key_Down)
    with qtbot.waitSignal(choice.changed):
        qtbot.keyClick(choice.list.field, Qt.Key.Key_Return)
    assert choice.value() == 117
    assert choice.button.text() == "Application: Shop 117"
    assert choice.menu.isHidden()
    # The next time nothing is typed yet, and what is chosen is the current one.
    assert len(opened(choice)) == 201
    assert choice.list.list.currentIndex().data() == "Shop 117"


@pytest.mark.parametrize(
    "value", [MessageStatus.FAILED, (MessageStatus.FAILED, MessageStatus.UNDELIVERED), 7, "words"]
)
def test_what_is_picked_is_what_was_offered(choice: FilterChoice, qtbot: QtBot, value: Hashable) -> None:
    choice.set_choices([(value, "Failed")])
    opened(choice)
    qtbot.keyClick(choice.list.list, Qt.Key.Key_Down)
    qtbot.keyClick(choice.list.list, Qt.Key.Key_Return)
    assert choice.value() == value
    assert type(choice.value()) is type(value)


def test_a_short_list_needs_no_typing(choice: FilterChoice, qtbot: QtBot) -> None:
    choice.set_choices(MANY[:3])
    opened(choice)
    assert choice.list.field.isHidden()
    qtbot.keyClick(choice.list.list, Qt.Key.Key_Down)
    qtbot.keyClick(choice.list.list, Qt.Key.Key_Return)
    assert choice.value() == 1


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
def test_a_key_takes_the_filter_off(choice: FilterChoice, qtbot: QtBot, key: Qt.Key) -> None:
    choice.set_value(7)
    assert not choice.off.isHidden()
    with qtbot.waitSignal(choice.changed):
        qtbot.keyClick(choice.button, key)
    assert choice.value() is None
    assert choice.off.isHidden()
    assert choice.button.accessibleName() == "Application: All applications"


def test_the_cross_takes_the_filter_off_and_says_which(choice: FilterChoice, qtbot: QtBot) -> None:
    choice.set_value(7)
    assert choice.off.accessibleName() == "Take off the filter “Application: Shop 7”"
    with qtbot.waitSignal(choice.changed):
        qtbot.mouseClick(choice.off, Qt.MouseButton.LeftButton)
    assert choice.value() is None


def test_what_comes_while_the_menu_is_open_is_offered_at_once(choice: FilterChoice) -> None:
    choice.set_choices([])
    choice.opening.connect(lambda: None)
    assert opened(choice) == ["All applications"]
    before = choice.menu.height()
    choice.set_choices(MANY[:5])
    QApplication.processEvents()
    assert offered(choice) == ["All applications", *(name for _, name in MANY[:5])]
    assert choice.menu.height() > before


def test_a_value_that_is_not_offered_is_kept_with_its_words(choice: FilterChoice) -> None:
    choice.set_value("gone", "Old shop & sons")
    assert choice.button.text() == "Application: Old shop && sons"
    assert opened(choice)[:2] == ["All applications", "Old shop & sons"]
    choice.set_choices(MANY[:1])
    assert choice.value() == "gone"


def test_choosing_without_telling_tells_nobody(choice: FilterChoice, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(choice.changed):
        choice.set_value(3)
        choice.set_value(None)
        choice.clear()


def test_what_is_low_stands_in_the_middle_of_its_line(qtbot: QtBot) -> None:
    parts = [QWidget(), QWidget(), QWidget()]
    for part, high in zip(parts, (40, 20, 30), strict=True):
        part.setFixedSize(100, high)
    holder = QWidget()
    qtbot.addWidget(holder)
    holder.setLayout(FlowLayout(*parts, spacing=10))
    holder.resize(250, 120)
    holder.show()
    assert [(part.x(), part.y()) for part in parts] == [(0, 0), (110, 10), (0, 50)]
