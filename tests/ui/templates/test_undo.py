"""Ctrl+Z in a template's text goes back step by step (T2)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from smsdesk.ui.templates.editor_page import EditorPage

OpenEditor = Callable[..., EditorPage]


def undo(page: EditorPage) -> str:
    QTest.keyClick(page.editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    return page.editor.toPlainText()


def test_undo_goes_back_a_word_or_a_variable_at_a_time(new_editor: OpenEditor) -> None:
    page = new_editor()
    QTest.keyClicks(page.editor, "Hello ")
    page.content.insert()
    QTest.keyClicks(page.editor, ", we see you on ")
    page.content.insert()
    QTest.keyClicks(page.editor, " at noon")
    whole = "Hello {1}, we see you on {2} at noon"
    assert page.editor.toPlainText() == whole
    seen = []
    while page.editor.document().isUndoAvailable():
        seen.append(undo(page))
    assert seen == [
        "Hello {1}, we see you on {2} at ",
        "Hello {1}, we see you on {2} ",
        "Hello {1}, we see you on {2}",
        "Hello {1}, we see you on ",
        "Hello {1}, we see you ",
        "Hello {1}, we see ",
        "Hello {1}, we ",
        "Hello {1}, ",
        "Hello {1}",
        "Hello ",
        "",
    ]
    while page.editor.document().isRedoAvailable():
        page.editor.redo()
    assert page.editor.toPlainText() == whole


def test_what_was_mended_at_a_click_is_a_step(new_editor: OpenEditor) -> None:
    page = new_editor()
    QTest.keyClicks(page.editor, "Hello {name}")
    page.content.fix_all()
    assert page.editor.toPlainText() == "Hello {1}"
    page.editor.insert_variable(2)
    assert undo(page) == "Hello {1}"
    assert undo(page) == "Hello {name}"
    assert undo(page) == "Hello "


def test_undo_leaves_what_was_there_when_the_page_opened(new_editor: OpenEditor) -> None:
    page = new_editor("Your order is ready.")
    assert undo(page) == "Your order is ready."
    QTest.keyClicks(page.editor, "Hi")
    assert undo(page) == "Your order is ready."


def test_what_is_typed_elsewhere_is_another_step(new_editor: OpenEditor) -> None:
    page = new_editor()
    QTest.keyClicks(page.editor, "order")
    QTest.keyClick(page.editor, Qt.Key.Key_Home)
    QTest.keyClicks(page.editor, "Your ")
    assert page.editor.toPlainText() == "Your order"
    assert undo(page) == "order"
    QTest.keyClicks(page.editor, "s")
    page.editor.selectAll()
    QTest.keyClicks(page.editor, "Hi")
    assert page.editor.toPlainText() == "Hi"
    undo(page)
    assert "order" in page.editor.toPlainText()
