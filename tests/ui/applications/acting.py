"""What a person does in the window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton, QWidget

from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.widgets.bars import Bar
from smsdesk.ui.widgets.confirm import Question

Settled = Callable[[], None]


def find(inside: QWidget, words: str) -> QPushButton:
    """The visible button of that name."""
    found = [each for each in inside.findChildren(QPushButton) if each.text() == words and each.isVisible()]
    assert found, f"no button {words!r}"
    return found[0]


def press(inside: QWidget, words: str) -> None:
    """Click the visible, enabled button of that name."""
    button = find(inside, words)
    assert button.isEnabled(), f"{words!r} cannot be pressed: {button.toolTip()}"
    button.click()


def question(window: MainWindow) -> Question:
    """The one that is asked."""
    found = [each for each in window.findChildren(Question) if each.isVisible()]
    assert len(found) == 1
    return found[0]


def bars(inside: QWidget) -> list[str]:
    """What the bars in view say."""
    return [each.words.text() for each in inside.findChildren(Bar) if each.isVisible() and not each.gone]
