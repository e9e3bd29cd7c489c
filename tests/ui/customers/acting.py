"""What tests do to the pages of the tab, as a user's hands would."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPushButton, QWidget

from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.widgets.confirm import Question
from smsdesk.ui.widgets.page import Page


def in_view(widget: QWidget | None, inside: QWidget) -> bool:
    """Whether nobody hid it or what it is in; new widgets are painted only with the next turn of the loop."""
    hidden = Qt.WidgetAttribute.WA_WState_ExplicitShowHide
    while widget is not None and widget is not inside:
        if widget.testAttribute(hidden) and widget.isHidden():
            return False
        widget = widget.parentWidget()
    return widget is inside


def button(inside: QWidget, words: str) -> QPushButton:
    """The button of that name that is in view."""
    found = [
        each for each in inside.findChildren(QPushButton) if each.text() == words and in_view(each, inside)
    ]
    assert len(found) == 1, f"{len(found)} buttons {words!r}"
    return found[0]


def press(inside: QWidget, words: str) -> None:
    """Click it; it must be enabled."""
    found = button(inside, words)
    assert found.isEnabled(), found.toolTip()
    found.click()


def questions(inside: QWidget) -> list[Question]:
    """The questions that are open."""
    return [each for each in inside.findChildren(Question) if each.isVisible()]


def answer_file(inside: QWidget, path: Path) -> bool:
    """Answer the file dialog with a path; False while none is open."""
    found = [each for each in inside.findChildren(QFileDialog) if each.isVisible()]
    if not found:
        return False
    name = found[0].findChild(QLineEdit, "fileNameEdit")
    assert name is not None
    name.setText(str(path))
    found[0].accept()
    return True


def said(window: MainWindow) -> list[str]:
    """What the bars above the pages say."""
    return [bar.words.text() for bar in window.bars.bars()]


def bars(page: Page) -> list[str]:
    """What the page's bars say."""
    return [bar.words.text() for bar in page.bars.bars()]
