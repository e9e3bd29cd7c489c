"""Tool tips show names as they are: Qt would take them for markup."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from smsdesk.ui.widgets.buttons import button, tool_button
from smsdesk.ui.widgets.form import Form, FormField
from smsdesk.ui.widgets.labels import ElidedLabel
from smsdesk.ui.widgets.tips import plain_tip

HOSTILE = ["<b>bold</b>", "<img src='file:///x'>", "a &lt; b", "Bread & Rolls", "one\n  two <", "<qt>x"]


def read(tip: str) -> str:
    """What a tool tip shows of rich text."""
    document = QTextDocument()
    document.setHtml(tip)
    return document.toPlainText()


@pytest.mark.parametrize("words", HOSTILE)
def test_what_looks_like_markup_is_shown_as_it_is(qapp: object, words: str) -> None:
    tip = plain_tip(words)
    assert tip != words
    assert read(tip) == words


@pytest.mark.parametrize("words", ["Shop", "", "two\nlines", "“quoted” 'x'"])
def test_plain_words_stay(words: str) -> None:
    assert plain_tip(words) == words


@pytest.mark.parametrize("words", HOSTILE)
def test_widgets_give_plain_tips(qtbot: QtBot, words: str) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    cut = ElidedLabel(words)
    cut.setParent(holder)
    cut.resize(8, 20)
    cut.grab()
    form = Form(holder)
    save = button("Save")
    form.add("name", FormField("Name", QLineEdit("x"), rule=lambda _value: words))
    form.save_with(save)
    tips = [
        cut.toolTip(),
        save.toolTip(),
        button("x", tip=words).toolTip(),
        tool_button("x", words).toolTip(),
    ]
    assert [read(tip) for tip in tips] == [words] * 4
