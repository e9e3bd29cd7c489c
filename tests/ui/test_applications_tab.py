"""The Applications tab through the real window (A1–A6, P2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from smsdesk.app import App
from smsdesk.domain.applications import ApplicationType
from smsdesk.domain.profile import Identity
from smsdesk.operations.allowlist import allowlist
from smsdesk.operations.applications import application, create_application, list_applications, reveal_app_key
from smsdesk.store.settings import read_profile, write_profile
from smsdesk.ui.applications.application_page import ApplicationPage
from smsdesk.ui.applications.information_section import HIDDEN
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.widgets.card import PressableCard
from smsdesk.ui.widgets.confirm import Question

Settled = Callable[[], None]


def press(qtbot: QtBot, inside: QWidget, words: str) -> None:
    """Click the visible, enabled button of that name."""
    found = [
        each
        for each in inside.findChildren(QPushButton)
        if each.text() == words and each.isVisible() and each.isEnabled()
    ]
    assert found, f"no button {words!r} to press"
    found[0].click()


def question(window: MainWindow) -> Question:
    found = [each for each in window.findChildren(Question) if each.isVisible()]
    assert len(found) == 1
    return found[0]


@pytest.fixture
def shop(opened: App) -> int:
    return create_application(opened.desk, name="Shop", type=ApplicationType.WEBSITE).id


@pytest.fixture
def page(shop: int, window: MainWindow, settled: Settled) -> ApplicationPage:
    window.open_place("applications", "", application_id=shop)
    settled()
    shown = window.current_page()
    assert isinstance(shown, ApplicationPage)
    return shown


def test_the_first_application_is_made_from_the_empty_state(
    window: MainWindow, opened: App, qtbot: QtBot, settled: Settled
) -> None:
    window.open_place("applications", "list")
    settled()
    shown = window.current_page()
    assert shown is not None
    press(qtbot, shown, "New application")
    create = next(
        each for each in shown.panel.findChildren(QPushButton) if each.text() == "Create application"
    )
    assert not create.isEnabled()
    assert "Name" in create.toolTip(), "a disabled Save says why"
    name = shown.panel.findChildren(QLineEdit)[0]
    qtbot.keyClicks(name, "Shop")
    press(qtbot, shown.panel, "Create application")
    settled()
    assert [card.application.name for card in list_applications(opened.desk)] == ["Shop"]
    assert [card.accessibleName() for card in shown.findChildren(PressableCard)] == ["Shop"]


def test_a_taken_name_is_told_at_its_field_and_what_was_typed_stays(
    shop: int, window: MainWindow, qtbot: QtBot, settled: Settled
) -> None:
    window.open_place("applications", "", new=True)
    settled()
    shown = window.current_page()
    assert shown is not None
    name = shown.panel.findChildren(QLineEdit)[0]
    qtbot.keyClicks(name, "Shop")
    press(qtbot, shown.panel, "Create application")
    settled()
    assert name.text() == "Shop"
    assert "already an application" in name.accessibleDescription()


def test_the_key_is_hidden_until_it_is_revealed_and_can_be_copied(
    page: ApplicationPage, shop: int, opened: App, qtbot: QtBot, settled: Settled
) -> None:
    key = reveal_app_key(opened.desk, application_id=shop)
    shown = page.information._key
    assert shown.text() == HIDDEN
    press(qtbot, page, "Reveal")
    settled()
    assert shown.text() == key
    press(qtbot, page, "Hide")
    settled()
    assert shown.text() == HIDDEN
    press(qtbot, page, "Copy AppKey")
    settled()
    assert QGuiApplication.clipboard().text() == key


def test_disabling_asks_first_and_only_then_deleting_is_offered(
    page: ApplicationPage, window: MainWindow, shop: int, opened: App, qtbot: QtBot, settled: Settled
) -> None:
    delete = next(each for each in page.findChildren(QPushButton) if each.text() == "Delete…")
    assert not delete.isEnabled()
    press(qtbot, page, "Disable…")
    settled()
    question(window).reject()
    settled()
    assert application(opened.desk, application_id=shop).enabled
    press(qtbot, page, "Disable…")
    settled()
    question(window).accept()
    settled()
    assert not application(opened.desk, application_id=shop).enabled
    press(qtbot, page, "Delete…")
    settled()
    asked = question(window)
    assert not asked.accept_button.isEnabled()
    asked.findChildren(QLineEdit)[0].setText("Shop")
    asked.accept_button.click()
    settled()
    assert list_applications(opened.desk) == []


def test_bad_lines_of_the_allowlist_stay_to_be_mended(
    page: ApplicationPage, shop: int, opened: App, qtbot: QtBot, settled: Settled
) -> None:
    page.choose(2)
    press(qtbot, page, "Add numbers")
    box = page.panel.findChildren(QPlainTextEdit)[0]
    box.setPlainText("13800138000\nhello")
    press(qtbot, page.panel, "Add to allowlist")
    settled()
    assert allowlist(opened.desk, application_id=shop) == ["+8613800138000"]
    assert box.toPlainText() == "hello"
    assert "Line 2" in box.accessibleDescription()


def test_an_individual_sees_the_limits_but_cannot_change_them(
    window: MainWindow, shop: int, opened: App, settled: Settled
) -> None:
    with opened.desk.writing("profile") as session:
        stored = read_profile(session)
        assert stored is not None
        write_profile(session, replace(stored, identity=Identity.INDIVIDUAL))
    settled()
    window.open_place("applications", "", application_id=shop)
    settled()
    page = window.current_page()
    assert isinstance(page, ApplicationPage)
    page.choose(1)
    save = next(each for each in page.findChildren(QPushButton) if each.text() == "Save limits")
    assert not save.isEnabled()
