"""The Templates tab in the real window."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QPushButton, QWidget

from smsdesk.domain.profile import Region
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.templates.editor_page import EditorPage
from smsdesk.ui.templates.list_page import TemplatesPage

Settled = Callable[[], None]
OpenEditor = Callable[..., EditorPage]


def named(inside: QWidget, words: str) -> QPushButton:
    """The button in view with these words."""
    return next(
        each for each in inside.findChildren(QPushButton) if each.text() == words and each.isVisible()
    )


def press(inside: QWidget, words: str) -> None:
    """Click the button with these words, which must be possible."""
    found = named(inside, words)
    assert found.isEnabled(), found.toolTip()
    found.click()


def offers(inside: QWidget) -> list[str]:
    """The words of every button in view."""
    return [each.text() for each in inside.findChildren(QPushButton) if each.isVisible()]


@pytest.fixture
def templates(window: MainWindow, settled: Settled) -> TemplatesPage:
    """The list."""
    window.open_place("templates", "list")
    settled()
    page = window.current_page()
    assert isinstance(page, TemplatesPage)
    return page


@pytest.fixture
def new_editor(templates: TemplatesPage, window: MainWindow, settled: Settled) -> OpenEditor:
    """Opens the editor for a new template, with this text in it."""

    def opened(content: str = "", region: Region = Region.MAINLAND) -> EditorPage:
        window.context.regions.set("templates", region)
        settled()
        templates.new()
        settled()
        page = window.current_page()
        assert isinstance(page, EditorPage)
        page.form.set_values(name="Order ready")
        if content:
            page.editor.setPlainText(content)
        page.content.look()
        settled()
        return page

    return opened
