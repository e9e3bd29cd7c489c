"""Writing a template in the window: figures, variables, fixes, what is kept (T1–T4, P2)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from smsdesk.app import App
from smsdesk.domain.profile import Identity, Region, SmsType
from smsdesk.domain.templates import Sample
from smsdesk.operations.templates import create_template, list_templates
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.templates.draft_keeper import Drafts
from smsdesk.ui.templates.editor_page import EditorPage
from smsdesk.ui.templates.list_page import TemplatesPage
from tests.spent import at_most
from tests.ui.templates.conftest import OpenEditor, Settled, named, offers, press

LONG = "x" * 82


def told(page: EditorPage) -> str:
    """Every word in view."""
    return "\n".join(each.text() for each in page.findChildren(QLabel) if each.isVisible())


def test_a_template_is_written_mended_with_one_click_and_saved(
    new_editor: OpenEditor, templates: TemplatesPage, window: MainWindow, opened: App, settled: Settled
) -> None:
    page = new_editor("您好，您的订单｛1｝已备好。")
    press(page, "Fix")
    assert page.editor.toPlainText() == "您好，您的订单{1}已备好。"
    press(page, "Submit for review")
    settled()
    stored = list_templates(opened.desk, region=Region.MAINLAND)
    assert [one.content for one in stored] == ["您好，您的订单{1}已备好。"]
    assert window.current_page() is templates


def test_a_broken_template_is_not_saved_and_its_place_is_shown(
    new_editor: OpenEditor, window: MainWindow, opened: App, settled: Settled
) -> None:
    page = new_editor("您好{2}，请看。")
    press(page, "Submit for review")
    settled()
    assert list_templates(opened.desk, region=Region.MAINLAND) == []
    assert window.current_page() is page
    assert page.editor.textCursor().selectedText() == "{2}"


def test_a_variable_is_inserted_at_the_cursor_and_those_behind_move_on(new_editor: OpenEditor) -> None:
    page = new_editor("您的订单{1}将于{2}送达。")
    page.samples.set_samples([Sample("order", "1042"), Sample("day", "周五")])
    cursor = page.editor.textCursor()
    cursor.setPosition(0)
    page.editor.setTextCursor(cursor)
    press(page, "Insert variable")
    assert page.content.content == "{1}您的订单{2}将于{3}送达。"
    assert page.editor.place() == 3, "one writes on behind it"
    assert [each.name for each in page.samples.samples()] == ["", "order", "day"]
    assert "{1} → {2}, {2} → {3}" in told(page)
    page.editor.undo()
    assert page.content.content == "您的订单{1}将于{2}送达。"


def test_a_gap_is_closed_by_renumbering(new_editor: OpenEditor) -> None:
    page = new_editor("您的订单{1}将于{3}送达。")
    assert page.content.errors()
    press(page, "Renumber")
    assert page.content.content == "您的订单{1}将于{2}送达。"
    assert not page.content.errors()
    assert "Renumber" not in offers(page)
    page.editor.undo()
    assert page.content.content == "您的订单{1}将于{3}送达。"


def test_the_name_in_the_braces_stays_as_the_name_of_the_variable(new_editor: OpenEditor) -> None:
    page = new_editor("您的订单{order}将于{day}送达。")
    press(page, "Fix all")
    assert page.content.content == "您的订单{1}将于{2}送达。"
    assert page.samples.samples() == (Sample("order", ""), Sample("day", ""))


def test_fix_all_is_one_step(new_editor: OpenEditor) -> None:
    text = "您\u200b好{1}，\u202e请\u2060看。"
    page = new_editor(text)
    press(page, "Fix all")
    assert page.content.content == "您好{1}，请看。"
    page.editor.undo()
    assert page.content.content == text


def test_samples_are_in_the_preview_and_kept(
    new_editor: OpenEditor, opened: App, qtbot: QtBot, settled: Settled
) -> None:
    page = new_editor("您的订单{1}已到。")
    value = next(
        each for each in page.findChildren(QLineEdit) if each.accessibleName() == "Sample value of variable 1"
    )
    qtbot.keyClicks(value, "A-77")
    assert page.phone.accessibleDescription() == "您的订单A-77已到。"
    assert "12 characters · 1 fragment · 58 more fit" in told(page).replace(
        "fits", "fit"
    ) or "characters" in told(page)
    press(page, "Submit for review")
    settled()
    assert list_templates(opened.desk, region=Region.MAINLAND)[0].samples == (Sample("", "A-77"),)


@pytest.mark.parametrize(
    ("content", "region", "words"),
    [
        ("字" * 82, Region.MAINLAND, "82 characters · 2 fragments: 67 + 15 · 52 more fit into this fragment"),
        ("字", Region.MAINLAND, "1 character · 1 fragment · 69 more fit into this fragment"),
        ("x" * 159, Region.GLOBAL, "159 characters · 1 fragment · 1 more fits into this fragment"),
        ("x" * 159 + "€", Region.GLOBAL, "161 characters · 2 fragments: 153 + 8 · 145 more fit"),
        ("x" * 70 + "字", Region.GLOBAL, "71 characters · 2 fragments: 67 + 4 · 63 more fit"),
    ],
)
def test_characters_and_fragments(new_editor: OpenEditor, content: str, region: Region, words: str) -> None:
    assert words in told(new_editor(content, region))


def test_the_character_that_forces_ucs2_is_named_shown_and_replaced(new_editor: OpenEditor) -> None:
    page = new_editor("Bakery – we’re open today, see you.", Region.GLOBAL)
    assert "With “–” at position 8 and 1 other character a fragment holds only 70 characters" in told(page)
    named(page.content.length, "Show").click()
    assert page.editor.textCursor().selectedText() == "–"
    press(page, "Use “-” there")
    assert page.content.content == "Bakery - we’re open today, see you."
    assert "With “’” at position 12 a fragment holds only 70 characters" in told(page)
    press(page, "Use “'” there")
    assert page.content.content == "Bakery - we're open today, see you."
    assert "160 characters in one fragment" in told(page)
    assert "only 70 characters" not in told(page)


@pytest.mark.parametrize(
    ("content", "region", "tips"),
    [
        ("Dear {1}", Region.MAINLAND, ("up to 70 characters is billed as one fragment",)),
        ("Dear {1}", Region.GLOBAL, ("up to 160 characters is billed as one fragment", "Encoding: GSM-7.")),
        ("Здравствуйте", Region.GLOBAL, ("a character such as ’ makes it 70", "Encoding: UCS-2.")),
    ],
)
def test_what_a_fragment_is_is_said_on_hover_and_no_encoding_elsewhere(
    new_editor: OpenEditor, content: str, region: Region, tips: tuple[str, ...]
) -> None:
    page = new_editor(content, region)
    size = next(each for each in page.content.length.findChildren(QLabel) if "fragment" in each.text())
    assert all(words in size.toolTip() for words in tips)
    assert "UCS-2" not in told(page)
    assert "GSM-7" not in told(page)


def test_all_plain_characters_at_once(new_editor: OpenEditor) -> None:
    page = new_editor("Bakery – we’re open {1}, see you.", Region.GLOBAL)
    press(page, "Use plain characters")
    assert page.content.content == "Bakery - we're open {1}, see you."
    page.editor.undo()
    assert page.content.content == "Bakery – we’re open {1}, see you."


def test_an_alphabet_of_its_own_has_no_plain_form(new_editor: OpenEditor) -> None:
    page = new_editor("Здравствуйте, {1}, bye.", Region.GLOBAL)
    assert "a fragment holds only 70 characters" in told(page)
    assert not [words for words in offers(page) if words.startswith("Use")]


def test_ten_megabytes_leave_the_window_alive_and_the_text_mendable(
    new_editor: OpenEditor, opened: App, settled: Settled
) -> None:
    page = new_editor()
    data = QMimeData()
    data.setText("字" * 3_400_000 + "{1}" * 100_000)
    with at_most(20):
        page.editor.insertFromMimeData(data)
        page.grab()
        settled()
        page.content.look()
        settled()
    assert told(page).count("500 are allowed") == 1, "one sentence"
    assert "5,000" in told(page)
    assert not named(page, "Submit for review").isEnabled()
    press(page, "Cut to 500")
    assert page.content.content == "字" * 500
    settled()
    press(page, "Submit for review")
    settled()
    assert len(list_templates(opened.desk, region=Region.MAINLAND)[0].content) == 500


def test_ten_megabytes_in_name_and_remarks(new_editor: OpenEditor) -> None:
    page = new_editor("您好，再见。")
    with at_most(10):
        for key in ("name", "remarks"):
            control = page.form.fields[key].control
            if isinstance(control, QPlainTextEdit):
                data = QMimeData()
                data.setText("x" * 10_000_000)
                control.insertFromMimeData(data)
            else:
                assert isinstance(control, QLineEdit)
                control.insert("x" * 10_000_000)
            assert page.form.fields[key].problem()
    assert not named(page, "Submit for review").isEnabled()


@pytest.mark.parametrize(
    "content",
    [
        "x" * 500,
        "{1}字" * 125,
        "{}" * 250,
        "\u200b" * 500,
        "a\u202e" * 250,
        "👨\u200d👩\u200d👧" * 100,
        "é’" * 250,
    ],
    ids=["plain", "variables", "braces", "zero width", "overrides", "families", "typographic"],
)
@pytest.mark.parametrize("region", Region)
def test_a_look_changes_nothing_that_was_written(
    new_editor: OpenEditor, content: str, region: Region
) -> None:
    page = new_editor(content[:500], region)
    written = page.editor.toPlainText()
    page.content.look()
    assert page.editor.toPlainText() == written


def test_a_verification_code_is_explained_and_shown_with_digits(new_editor: OpenEditor) -> None:
    page = new_editor("您的验证码是{1}，{2}分钟内有效。")
    assert "digits only, at most 6" in told(page)
    assert page.phone.accessibleDescription() == "您的验证码是123456，5分钟内有效。"


def test_marketing_is_judged_as_marketing(new_editor: OpenEditor, opened: App, settled: Settled) -> None:
    page = new_editor("河畔面包店夏季新到水果蛋糕。")
    assert not page.content.errors()
    page.form.set_values(type=SmsType.MARKETING)
    page.content.look()
    settled()
    assert page.content.errors()
    press(page, "Fix")
    assert page.content.content.endswith("拒收请回复R")


def test_an_individual_is_told_what_is_open_to_him(
    window: MainWindow, new_editor: OpenEditor, settled: Settled
) -> None:
    state = window.context.state
    state.set(replace(state.profile, identity=Identity.INDIVIDUAL))
    settled()
    window.open_place("templates", "list")
    settled()
    first = window.current_page()
    assert isinstance(first, TemplatesPage)
    first.new()
    settled()
    page = window.current_page()
    assert isinstance(page, EditorPage)
    page.form.set_values(content="您的订单{1}已到。")
    page.content.look()
    assert "An individual sends regular messages only" in told(page)
    assert "at most 12 characters each" in told(page)


def test_what_was_written_is_kept_when_one_goes_back_and_goes_on_later(
    new_editor: OpenEditor, templates: TemplatesPage, window: MainWindow, opened: App, settled: Settled
) -> None:
    page = new_editor("您的订单{1}已到。")
    page.samples.set_samples([Sample("order", "7")])
    window.open_place("templates", "list")
    settled()
    assert window.current_page() is templates
    press(templates.bars, "Go on writing")
    settled()
    again = window.current_page()
    assert isinstance(again, EditorPage)
    assert again.content.content == "您的订单{1}已到。"
    assert again.form.values()["name"] == "Order ready"
    assert again.samples.samples() == (Sample("order", "7"),)
    press(again, "Submit for review")
    settled()
    assert Drafts(window.context.settings, Region.MAINLAND).all() == []


def test_what_was_written_survives_another_language_and_a_crash(
    new_editor: OpenEditor, window: MainWindow, settled: Settled
) -> None:
    new_editor("您的订单{1}已到。")
    window.rebuild()
    settled()
    kept = Drafts(window.context.settings, Region.MAINLAND).all()
    assert [one.content for one in kept] == ["您的订单{1}已到。"]
    assert Drafts(window.context.settings, Region.GLOBAL).all() == []
    assert "\u8ba2" not in window.context.settings.text("templates/unfinished/mainland"), "ASCII on disk"


def test_while_typing_it_is_kept_after_a_moment(
    new_editor: OpenEditor, window: MainWindow, qtbot: QtBot
) -> None:
    page = new_editor()
    qtbot.keyClicks(page.editor, "Hello")
    page._keeper._pause.timeout.emit()
    assert Drafts(window.context.settings, Region.MAINLAND).all()[0].content == "Hello"
    page.form.set_values(content="", name="")
    page._keeper.keep()
    assert Drafts(window.context.settings, Region.MAINLAND).all() == []


def test_starting_anew_forgets_what_was_kept(
    new_editor: OpenEditor, templates: TemplatesPage, window: MainWindow, settled: Settled
) -> None:
    new_editor("您的订单{1}已到。")
    window.open_place("templates", "list")
    settled()
    templates.new()
    settled()
    again = window.current_page()
    assert isinstance(again, EditorPage)
    press(again, "Start anew")
    assert again.content.content == ""
    assert Drafts(window.context.settings, Region.MAINLAND).all() == []


def test_what_another_version_kept_is_left_alone(window: MainWindow) -> None:
    settings = window.context.settings
    for kept in ("not json", '[{"unknown": 1}]', '{"a": 1}', "[1]"):
        settings.set_text("templates/unfinished/mainland", kept)
        assert Drafts(settings, Region.MAINLAND).all() == []


def test_an_edited_template_is_kept_apart_from_a_new_one(
    templates: TemplatesPage, window: MainWindow, opened: App, settled: Settled
) -> None:
    made = create_template(
        opened.desk, region=Region.MAINLAND, type=SmsType.REGULAR, name="Order", content="订单{1}已备好。"
    )
    settled()
    templates.table.select(made.id)
    settled()
    press(templates.panel, "Make a copy")
    settled()
    page = window.current_page()
    assert isinstance(page, EditorPage)
    page.form.set_values(content="订单{1}已备好，请来取。")
    page._keeper.keep()
    kept = Drafts(window.context.settings, Region.MAINLAND).all()
    assert [(one.key, one.subject) for one in kept] == [(f"copy-{made.id}", made.id)]
