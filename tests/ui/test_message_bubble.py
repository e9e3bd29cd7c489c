"""A message as a bubble: as high as its words, read aloud and copied; one primary button a page."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from smsdesk.ui.context import Context
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.empty_state import EmptyState
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.message_bubble import MessageBubble
from smsdesk.ui.widgets.page import Page


@pytest.mark.parametrize(
    "content", ["", "a", "字" * 500, "word " * 100, "x" * 500, "one\ntwo\n\nthree", "👍" * 90]
)
def test_a_bubble_is_as_high_as_its_words(qtbot: QtBot, qapp: QApplication, content: str) -> None:
    bubble = MessageBubble(content)
    qtbot.addWidget(bubble)
    wide, narrow = bubble.heightForWidth(600), bubble.heightForWidth(300)
    assert 40 < wide <= narrow
    bubble.resize(300, narrow)
    assert not bubble.grab().isNull()


def test_a_long_text_without_a_space_stays_in_its_ground(qtbot: QtBot, qapp: QApplication) -> None:
    bubble = MessageBubble("https://www.example.com/" + "a" * 300)
    qtbot.addWidget(bubble)
    layout, _ = bubble._laid_out(320)
    assert max(layout.lineAt(at).naturalTextWidth() for at in range(layout.lineCount())) < 320


def test_a_bubble_is_said_and_copied_as_it_is(qtbot: QtBot, qapp: QApplication) -> None:
    content = "【河畔】Dear {1}, <b>it</b> is ready."
    bubble = MessageBubble(content, signature="【河畔】", name="On the phone")
    qtbot.addWidget(bubble)
    assert bubble.accessibleDescription() == content
    bubble.actions()[0].trigger()
    assert QGuiApplication.clipboard().text() == content


class _Shop(Page):
    """A page with a button of its own, and an empty state that offers the same."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, title="Shop")
        self.new = self.tools.set_primary("New", lambda: None)
        self.empty = EmptyState("tag", "Nothing yet", action=("New", lambda: None))
        self.body.addWidget(self.empty)


def _kinds(page: Page) -> list[str]:
    return [each.property("kind") for each in page.findChildren(QPushButton) if each.isVisible()]


def test_there_is_one_primary_button_a_page(qtbot: QtBot, context: Context) -> None:
    page = _Shop(context)
    qtbot.addWidget(page)
    page.show()
    assert _kinds(page).count("primary") == 1
    assert page.new.property("kind") == ""
    page.empty.hide()
    assert page.new.property("kind") == "primary"
    page.panel.open_with("One", label("Words"), button("Save", kind="primary"))
    assert page.new.property("kind") == ""
    page.panel.open_with("Another", label("Words"), button("Delete", kind="danger-quiet"))
    assert page.new.property("kind") == "primary"
    page.panel.open_with("One", label("Words"), button("Save", kind="primary"))
    page.panel.close_panel()
    assert page.new.property("kind") == "primary"
    page.empty.show()
    page.panel.open_with("One", label("Words"), button("Save", kind="primary"))
    assert _kinds(page).count("primary") == 1
    page.panel.close_panel()
    assert _kinds(page).count("primary") == 1
    assert page.new.property("kind") == ""


def test_words_of_an_empty_state_end_in_no_single_word(qtbot: QtBot, qapp: QApplication) -> None:
    words = "It stands in brackets before every message, so that customers know it is you."
    state = EmptyState("tag", "A signature says who writes.", words)
    qtbot.addWidget(state)
    (shown,) = [each for each in state.findChildren(type(label())) if each.text() == words]
    flags = Qt.TextFlag.TextWordWrap
    high = shown.fontMetrics().boundingRect(shown.rect().adjusted(0, 0, 0, 999), flags, words).height()
    last = high - shown.fontMetrics().lineSpacing()
    assert last > 0
    assert shown.width() < 360
