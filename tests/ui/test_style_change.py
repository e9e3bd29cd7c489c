"""Another scheme while the window is open: each widget in view once, hidden pages when they are shown."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from smsdesk.ui import palette
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.style import Theme
from smsdesk.ui.widgets.labels import label


class Restyled(QObject):
    """Counts how often widgets were told of another style, by their object's name."""

    def __init__(self, *watched: QWidget) -> None:
        super().__init__()
        self.times = {each.objectName(): 0 for each in watched}
        for each in watched:
            each.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.StyleChange:
            self.times[watched.objectName()] += 1
        return False


class Pages(QStackedWidget):
    """Two pages of words, some of them deep; the second is never in view before it is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[QLabel] = []
        for name in ("first", "second"):
            page: QWidget = QWidget()
            self.addWidget(page)
            for _ in range(4):
                inner = QWidget(page)
                QVBoxLayout(page).addWidget(inner)
                page = inner
            words = label(name, "secondary")
            words.setObjectName(name)
            QVBoxLayout(page).addWidget(words)
            self.words.append(words)


@pytest.fixture
def pages(qtbot: QtBot) -> Pages:
    made = Pages()
    qtbot.addWidget(made)
    made.show()
    made.setCurrentIndex(1)  # seen once, as a tab that was visited
    made.setCurrentIndex(0)
    return made


def colour_of(words: QLabel) -> str:
    return words.palette().color(QPalette.ColorRole.WindowText).name()


def test_a_hidden_page_is_styled_when_it_is_shown(theme: Theme, pages: Pages) -> None:
    first, second = pages.words
    seen = Restyled(first, second)
    theme.choose("dark")
    assert seen.times == {"first": 1, "second": 0}
    assert colour_of(first) == palette.DARK.text_secondary
    pages.setCurrentIndex(1)
    assert seen.times == {"first": 1, "second": 1}
    assert colour_of(second) == palette.DARK.text_secondary
    pages.setCurrentIndex(0)
    pages.setCurrentIndex(1)
    assert seen.times == {"first": 1, "second": 1}


def test_a_page_that_missed_several_changes_takes_the_last(theme: Theme, pages: Pages) -> None:
    theme.choose("dark")
    theme.choose("light")
    theme.choose("dark")
    seen = Restyled(*pages.words)
    pages.setCurrentIndex(1)
    assert seen.times == {"first": 0, "second": 1}
    assert colour_of(pages.words[1]) == palette.DARK.text_secondary


def test_pages_look_the_same_whether_they_were_in_view_or_not(theme: Theme, pages: Pages) -> None:
    theme.choose("dark")
    pages.setCurrentIndex(1)
    changed = pages.grab().toImage()
    made = Pages()
    made.resize(pages.size())
    made.show()
    made.setCurrentIndex(1)
    assert made.grab().toImage() == changed
    made.deleteLater()


def test_a_window_that_is_closed_is_styled_when_it_opens_again(theme: Theme, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    dialog = QDialog(window)
    dialog.setObjectName("dialog")
    button = QPushButton("Copy", dialog)
    window.show()
    dialog.show()
    light = button.grab().toImage()
    dialog.hide()
    seen = Restyled(dialog)
    theme.choose("dark")
    assert seen.times == {"dialog": 0}
    dialog.show()
    assert seen.times == {"dialog": 1}
    assert button.grab().toImage() != light


def test_what_was_never_seen_comes_in_the_scheme_of_its_time(theme: Theme, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    button = QPushButton("Send", window)
    theme.choose("dark")
    window.show()
    dark = button.grab().toImage()
    again = QWidget()
    qtbot.addWidget(again)
    other = QPushButton("Send", again)
    again.show()
    assert other.grab().toImage() == dark


def test_tabs_that_are_hidden_do_not_slow_the_one_in_view(window: MainWindow) -> None:
    """Qt asks every page of a stack how high it would be for its width, hidden ones too."""
    assert not window.pages.hasHeightForWidth()
