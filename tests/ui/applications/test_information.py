"""Information and the AppKey (A3), disable, enable and delete (A4), and what is written and not saved."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from smsdesk.app import App
from smsdesk.domain.applications import ApplicationType
from smsdesk.operations.applications import (
    application,
    delete_application,
    disable_application,
    list_applications,
    reveal_app_key,
    update_application,
)
from smsdesk.ui.applications.app_key_card import HIDDEN, AppKeyCard
from smsdesk.ui.applications.application_page import ApplicationPage
from smsdesk.ui.applications.information_section import InformationSection
from smsdesk.ui.applications.list_page import ApplicationsPage
from smsdesk.ui.main_window import MainWindow
from tests.ui.applications.acting import Settled, bars, find, press, question
from tests.ui.applications.conftest import OpenSection


def information(page: ApplicationPage) -> InformationSection:
    found = page.sections["information"]
    assert isinstance(found, InformationSection)
    return found


def name_field(page: ApplicationPage) -> QLineEdit:
    control = information(page).form.fields["name"].control
    assert isinstance(control, QLineEdit)
    return control


def test_the_key_is_hidden_until_it_is_revealed_and_can_be_copied(
    section: OpenSection, shop: int, opened: App, settled: Settled
) -> None:
    page = section("information")
    key = reveal_app_key(opened.desk, application_id=shop)
    shown = information(page).key
    assert shown.words.text() == HIDDEN
    press(page, "Reveal")
    settled()
    assert shown.words.text() == key
    press(page, "Hide")
    settled()
    assert shown.words.text() == HIDDEN
    press(page, "Copy AppKey")
    settled()
    assert QGuiApplication.clipboard().text() == key
    assert shown.words.text() == HIDDEN, "copying does not show it"


def test_a_revealed_key_hides_by_itself_and_when_something_else_comes_into_view(
    section: OpenSection, window: MainWindow, settled: Settled
) -> None:
    leaves: list[Callable[[ApplicationPage], object]] = [
        lambda page: [information(page).key._tick() for _ in range(30)],
        lambda page: page.choose("limits"),
        lambda page: window.open_place("templates"),
    ]
    for leave in leaves:
        page = section("information")
        press(page, "Reveal")
        settled()
        assert information(page).key.words.text() != HIDDEN
        leave(page)
        settled()
        assert information(page).key.words.text() == HIDDEN


def test_rotating_says_what_it_does_and_makes_a_new_key(
    section: OpenSection, shop: int, opened: App, window: MainWindow, settled: Settled
) -> None:
    page = section("information")
    before = reveal_app_key(opened.desk, application_id=shop)
    press(page, "Rotate…")
    settled()
    asked = question(window)
    assert any("stops working at once" in each.text() for each in asked.findChildren(QLabel))
    asked.accept()
    settled()
    assert reveal_app_key(opened.desk, application_id=shop) != before
    assert isinstance(information(page).key, AppKeyCard)
    assert "The new AppKey is ready. Reveal or copy it here." in bars(page)


def test_disabling_asks_first_and_only_then_deleting_is_offered(
    section: OpenSection, window: MainWindow, shop: int, opened: App, settled: Settled
) -> None:
    page = section("information")
    delete = find(page, "Delete…")
    assert not delete.isEnabled()
    assert delete.toolTip() == "Disable the application first."
    press(page, "Disable…")
    settled()
    question(window).reject()
    settled()
    assert application(opened.desk, application_id=shop).enabled
    press(page, "Disable…")
    settled()
    question(window).accept()
    settled()
    assert not application(opened.desk, application_id=shop).enabled
    assert any("sends nothing" in words for words in bars(page))
    press(page, "Delete…")
    settled()
    asked = question(window)
    assert not asked.accept_button.isEnabled()
    asked.findChildren(QLineEdit)[0].setText("Shop")
    asked.accept_button.click()
    settled()
    assert list_applications(opened.desk) == []
    shown = window.current_page()
    assert isinstance(shown, ApplicationsPage)
    assert bars(shown) == ["“Shop” is deleted. Its message records stay in Statistics."]


def test_what_is_being_written_outlives_a_reload_and_a_change_elsewhere(
    section: OpenSection, shop: int, opened: App, qtbot: QtBot, settled: Settled
) -> None:
    page = section("information")
    assert not find(page, "Save changes").isEnabled()
    assert find(page, "Save changes").toolTip() == "Nothing has been changed."
    qtbot.keyClicks(name_field(page), " of Ann")
    update_application(
        opened.desk, application_id=shop, name="Shop", type=ApplicationType.APP, overview="Bread"
    )
    settled()
    values = information(page).form.values()
    assert values == {"name": "Shop of Ann", "type": ApplicationType.APP, "overview": "Bread"}
    press(page, "Save changes")
    settled()
    assert application(opened.desk, application_id=shop).name == "Shop of Ann"
    assert page._name.text() == "Shop of Ann"
    assert not find(page, "Save changes").isEnabled()
    assert information(page).edits() == {}


def test_what_is_written_is_kept_when_the_user_leaves_and_marked(
    section: OpenSection, window: MainWindow, qtbot: QtBot, settled: Settled
) -> None:
    page = section("information")
    qtbot.keyClicks(name_field(page), "!")
    assert page._names.tabText(0) == "Information •"
    window.open_place("applications", "list")
    settled()
    cards = window.current_page()
    assert isinstance(cards, ApplicationsPage)
    assert cards.grid.cards.cards[0].hint == "Changes not saved yet"
    page = section("limits")
    assert page._names.tabText(0) == "Information •"
    page.choose("information")
    settled()
    assert name_field(page).text() == "Shop!"
    press(page, "Discard changes")
    assert name_field(page).text() == "Shop"
    assert page._names.tabText(0) == "Information"
    window.open_place("applications", "list")
    settled()
    assert cards.grid.cards.cards[0].hint == ""


def test_what_is_written_is_kept_over_a_change_of_the_language(
    section: OpenSection, window: MainWindow, qtbot: QtBot, settled: Settled
) -> None:
    qtbot.keyClicks(name_field(section("information")), "!")
    window.rebuild()
    settled()
    assert name_field(section("information")).text() == "Shop!"


def test_a_page_of_an_application_deleted_elsewhere_gives_way_to_the_cards(
    section: OpenSection, shop: int, opened: App, window: MainWindow, settled: Settled
) -> None:
    section("information")
    disable_application(opened.desk, application_id=shop)
    delete_application(opened.desk, application_id=shop, confirm_name="Shop")
    settled()
    assert isinstance(window.current_page(), ApplicationsPage)
