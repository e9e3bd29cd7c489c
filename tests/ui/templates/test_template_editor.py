"""The editor as a widget: chips, marks, one step for undo, input methods, anything pasted (T2, T3)."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QColor, QImage, QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.template_rules import check_template
from smsdesk.ui.palette import colour
from smsdesk.ui.widgets.template_editor import MOST_CHARACTERS, TemplateEditor
from smsdesk.ui.widgets.text_places import Places
from tests.spent import at_most


@pytest.fixture
def editor(qtbot: QtBot) -> TemplateEditor:
    made = TemplateEditor()
    qtbot.addWidget(made)
    made.resize(700, 160)
    made.show()
    return made


def look(editor: TemplateEditor, text: str, region: Region = Region.GLOBAL) -> None:
    editor.setPlainText(text)
    editor.set_findings(check_template(editor.toPlainText(), region, SmsType.REGULAR))


def pasted(editor: TemplateEditor, text: str) -> None:
    data = QMimeData()
    data.setText(text)
    editor.insertFromMimeData(data)


def painted(editor: TemplateEditor, role: str) -> int:
    """How many pixels of that colour there are."""
    image = editor.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    wanted = QColor(colour(role)).rgb() & 0xFFFFFF
    return sum(
        image.pixel(x, y) & 0xFFFFFF == wanted for x in range(image.width()) for y in range(image.height())
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a\u200bb {1}", ["ZWSP"]),
        ("a\u200b\u200b\u200bb", ["ZWSP +2"]),
        ("\u200bstart", ["ZWSP"]),
        ("end\u2060", ["WJ"]),
        ("a\u202eb\u202cc", ["RLO", "PDF"]),
        ("a\u2066b\u2069c", ["LRI", "PDI"]),
        ("so\u00adft", ["SHY"]),
        ("a\u200db", ["ZWJ"]),
        ("a\x00b\x01c", ["NUL", "U+0001"]),
        ("a\ue000b", ["U+E000"]),
        ("first\n\u200bsecond", ["ZWSP"]),
        ("😀\u200b😀", ["ZWSP"]),
        ("family 👨\u200d👩\u200d👧 is well", []),
        ("می\u200cخواهم", []),
        ("plain", []),
    ],
)
def test_unseen_characters_get_a_mark_with_their_name(
    editor: TemplateEditor, text: str, words: list[str]
) -> None:
    look(editor, text)
    assert [mark.words for mark in editor.marks()] == words
    assert editor.toPlainText() == text, "a mark is drawn, not written"
    assert (painted(editor, "danger_soft") > 40) == bool(words), "it takes room and can be seen"


def test_marks_are_where_the_characters_are_and_do_not_lie_on_the_text(editor: TemplateEditor) -> None:
    look(editor, "ab")
    plain = editor.cursorRect().left(), editor.fontMetrics().horizontalAdvance("ab")
    look(editor, "a\u200bb")
    cursor = editor.textCursor()
    cursor.setPosition(3)
    editor.setTextCursor(cursor)
    assert editor.cursorRect().left() > plain[0] + plain[1] + 20


def test_a_letter_of_another_alphabet_is_marked_itself(editor: TemplateEditor) -> None:
    look(editor, "b\u0430kery")
    grounds = [
        (each.cursor.selectionStart(), each.cursor.selectionEnd())
        for each in editor.extraSelections()
        if each.format.background().style() is not Qt.BrushStyle.NoBrush
    ]
    assert grounds == [(1, 2)]


def test_a_finding_is_found_under_the_pointer(editor: TemplateEditor) -> None:
    look(editor, "a\u200bb")
    found = editor.finding_at(editor.cursorRect().center() + QPoint(12, 0))
    assert found is not None
    assert "zero width space" in str(found.message)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("abc", "abXc"),
        ("abc", ""),
        ("", "abc"),
        ("aaa", "aa"),
        ("😀😀", "😀x😀"),
        ("one\ntwo", "one\n{1}two"),
        ("{1} and {2}", "{2} and {1}"),
        ("same", "same"),
    ],
)
def test_a_change_is_one_step_for_undo(editor: TemplateEditor, before: str, after: str) -> None:
    editor.setPlainText(before)
    editor.change_to(after)
    assert editor.toPlainText() == after
    if before != after:
        editor.undo()
    assert editor.toPlainText() == before
    assert not editor.document().isUndoAvailable()


def test_fixing_everything_is_one_step_for_undo(editor: TemplateEditor) -> None:
    look(editor, "a\u200bb\u202ec d\u2060e")
    for finding in reversed(
        [one for one in check_template("a\u200bb", Region.GLOBAL, SmsType.REGULAR) if one.fix == ""]
    ):
        editor.apply(finding)
    assert editor.toPlainText() == "ab\u202ec d\u2060e"
    editor.undo()
    assert editor.toPlainText() == "a\u200bb\u202ec d\u2060e"


def test_nothing_is_changed_under_an_input_method(editor: TemplateEditor) -> None:
    """A word of Chinese that is being put together stays where it is while marks and chips are painted."""
    look(editor, "您好\u200b{1}")
    cursor = editor.textCursor()
    cursor.setPosition(1)
    editor.setTextCursor(cursor)
    QApplication.sendEvent(editor, QInputMethodEvent("nihao", []))
    assert editor.composing
    editor.set_findings(check_template(editor.toPlainText(), Region.MAINLAND, SmsType.REGULAR))
    editor.grab()
    assert editor.toPlainText() == "您好\u200b{1}"
    assert editor.document().firstBlock().layout().preeditAreaText() == "nihao"
    done = QInputMethodEvent("", [])
    done.setCommitString("你好")
    QApplication.sendEvent(editor, done)
    assert not editor.composing
    assert editor.toPlainText() == "您你好好\u200b{1}"


HOSTILE = {
    "ten megabytes in one line": "x" * 10_000_000,
    "ten megabytes of lines": "line\n" * 2_000_000,
    "ten megabytes of emoji": "👨\u200d👩\u200d👧" * 1_000_000,
    "100,000 variables": "{1}" * 100_000,
    "100,000 braces": "{" * 100_000,
    "zero width": "\u200b" * 1_000_000,
    "overrides": "\u202e\u2066" * 1_000_000,
    "marks on one letter": "e" + "\u0301" * 1_000_000,
    "NUL": "\x00" * 1_000_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_whatever_is_pasted_the_field_stays_quick(editor: TemplateEditor, text: str) -> None:
    told: list[int] = []
    editor.shortened.connect(told.append)
    with at_most(10):
        pasted(editor, text)
        editor.set_findings(check_template(editor.toPlainText()[:1000], Region.MAINLAND, SmsType.REGULAR))
        editor.grab()
    assert editor.toPlainText() == text[: len(editor.toPlainText())]
    assert len(editor.toPlainText()) <= MOST_CHARACTERS
    assert told
    assert told[0] > 0
    pasted(editor, "more")
    assert len(editor.toPlainText()) <= MOST_CHARACTERS


def test_what_is_selected_makes_room(editor: TemplateEditor) -> None:
    editor.setPlainText("x" * MOST_CHARACTERS)
    editor.selectAll()
    pasted(editor, "short")
    assert editor.toPlainText() == "short"


@pytest.mark.parametrize("text", ["a😀b", "😀😀", "", "𠮷{1}", "👨\u200d👩\u200d👧x"])
def test_places_are_counted_both_ways(text: str) -> None:
    places = Places(text)
    for position in range(len(text) + 1):
        unit = len(text[:position].encode("utf-16-le")) // 2
        assert places.unit(position) == unit
        assert places.position(unit) == position
    assert places.unit(999) == len(text.encode("utf-16-le")) // 2
