"""The four questions of the first start (P1)."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from smsdesk.app import App
from smsdesk.domain.profile import Identity, Profile
from smsdesk.domain.recipients import SheetSource
from smsdesk.operations.applications import list_applications
from smsdesk.operations.profile import create_profile, profile
from smsdesk.ui.bulk.new_task import NewTaskPage
from smsdesk.ui.first_run.page import FirstRunPage
from smsdesk.ui.first_run.sample import add_sample
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.widgets.bars import Bar
from smsdesk.ui.widgets.confirm import Question
from smsdesk.ui.widgets.form import FormField

Asked = Callable[[], FirstRunPage]
Settled = Callable[[], None]


def name_of(page: FirstRunPage) -> QLineEdit:
    assert isinstance(page.name.control, QLineEdit)
    return page.name.control


def box_of(page: FirstRunPage, key: str) -> QComboBox:
    found = page.form.fields[key].control.findChild(QComboBox)
    assert isinstance(found, QComboBox)
    return found


def told(field: FormField) -> str:
    """What is shown to be wrong with it."""
    return field.control.accessibleDescription() if field.control.property("wrong") else ""


def fill(page: FirstRunPage, *, country: str = "Germany", zone: str = "Berlin") -> None:
    name_of(page).setText("Corner Shop")
    box_of(page, "country").setEditText(country)
    box_of(page, "time_zone").setEditText(zone)


def test_it_stands_in_the_place_of_the_tabs(window: MainWindow, asked: Asked) -> None:
    assert asked().isVisible()
    assert not window.strip.isVisible()
    assert not window.status.isVisible()
    assert [action.text() for action in window.menuBar().actions()] == ["File", "Tools", "Help"]


def test_the_first_field_waits_for_typing(window: MainWindow, asked: Asked) -> None:
    assert window.focusWidget() is name_of(asked())


def test_start_says_what_is_missing(asked: Asked) -> None:
    page = asked()
    fill(page)
    name_of(page).clear()
    assert not page.start.isEnabled()
    assert page.start.toolTip() == "Business name is needed"
    assert page.try_it.isEnabled(), "the sample brings a name"
    box_of(page, "country").setEditText("Atlantis")
    assert not page.try_it.isEnabled()
    assert page.try_it.toolTip() == "“Atlantis” is no country we know: choose one from the list"
    box_of(page, "country").setEditText("")
    assert page.try_it.toolTip() == "Home country is needed"


def test_the_clock_follows_the_country_until_it_is_set_by_hand(asked: Asked) -> None:
    page = asked()
    box_of(page, "country").setEditText("Japan")
    assert page.zone.value() == "Asia/Tokyo"
    box_of(page, "country").setEditText("United States")
    assert page.zone.value() == "America/Chicago"
    box_of(page, "time_zone").setEditText("New York")
    box_of(page, "country").setEditText("Germany")
    assert page.zone.value() == "America/New_York"


def test_a_click_into_a_country_selects_it_to_be_typed_over(asked: Asked, qtbot: QtBot) -> None:
    page = asked()
    field = box_of(page, "country").lineEdit()
    assert field is not None
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: field.selectedText() == field.text(), timeout=60_000)


def test_the_answers_become_the_profile_and_the_tabs_appear(
    opened: App, window: MainWindow, asked: Asked, qtbot: QtBot, settled: Settled
) -> None:
    page = asked()
    fill(page)
    page.identity.control.cards[1].radio.click()  # type: ignore[attr-defined]
    qtbot.keyClick(name_of(page), Qt.Key.Key_Return)
    settled()
    expected = Profile("Corner Shop", Identity.INDIVIDUAL, "DE", "Europe/Berlin", currency="EUR")
    assert profile(opened.desk) == expected
    assert asked() is None
    assert window.strip.isVisible()
    assert window.windowTitle() == "SMS Desk — Corner Shop"


def test_the_sample_leads_to_its_first_task(
    opened: App, window: MainWindow, asked: Asked, settled: Settled
) -> None:
    page = asked()
    fill(page, country="China", zone="Shanghai")
    name_of(page).clear()
    page.try_it.click()
    settled()
    made = profile(opened.desk)
    assert made is not None
    assert made.business_name == "Riverside Bakery"
    assert [card.application.name for card in list_applications(opened.desk)] == ["Riverside Bakery"]
    task = window.current_page()
    assert isinstance(task, NewTaskPage)
    message = task.composition.message
    assert message.template is not None
    assert message.template.name == "Order ready"
    source = task.composition.recipe().source
    assert isinstance(source, SheetSource)
    assert source.path.endswith("sample-customers.xlsx")
    found = task.composition.current
    assert found is not None
    assert found.ready == 61
    task.drafts.finish()


def test_another_language_keeps_what_was_answered(
    opened: App, window: MainWindow, asked: Asked, settled: Settled
) -> None:
    page = asked()
    fill(page)
    page.identity.control.cards[1].radio.click()  # type: ignore[attr-defined]
    page.languages.segments()[1].click()
    settled()
    page = asked()
    assert name_of(page).text() == "Corner Shop"
    assert page.identity.value() is Identity.INDIVIDUAL
    assert box_of(page, "country").currentText() == "德国"
    assert box_of(page, "time_zone").currentText().startswith("柏林")
    page.start.click()
    settled()
    made = profile(opened.desk)
    assert made is not None
    assert made.language == "zh_CN"


def test_a_refusal_stands_on_the_page_and_nothing_is_lost(
    opened: App, window: MainWindow, asked: Asked, settled: Settled
) -> None:
    """The command line has set the desk up meanwhile."""
    page = asked()
    fill(page)
    create_profile(
        opened.desk, business_name="Other", identity=Identity.ORGANIZATION, country="CN", time_zone="UTC"
    )
    page.start.click()
    settled()
    assert window.windowTitle() == "SMS Desk — Other"


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("China", "CN"),
        ("hong", "HK"),
        ("DE", "DE"),
        ("ger", "DE"),
        ("uk", "GB"),
        ("U.K.", "GB"),
        ("gbr", "GB"),
        ("England", "GB"),
        ("great britain", "GB"),
        ("United Kingdom", "GB"),
        ("ukr", "UA"),
        ("USA", "US"),
        ("America", "US"),
        ("Holland", "NL"),
        ("Korea", "KR"),
        ("South Korea", "KR"),
        ("中国", "CN"),
        ("PRC", "CN"),
        ("英国", "GB"),
        ("Cote d'Ivoire", "CI"),
        ("Hong Kong", "HK"),
        ("niger", "NE"),
        ("united", None),
        ("kingdom", None),
        ("a", None),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_a_country_is_found_by_a_part_of_its_name(asked: Asked, typed: str, value: str | None) -> None:
    field = asked().country
    box_of(asked(), "country").setEditText(typed)
    assert field.value() == value


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # Qt's own list, off screen
def test_half_a_name_is_written_out(asked: Asked, qtbot: QtBot) -> None:
    box = box_of(asked(), "country")
    field = box.lineEdit()
    assert field is not None
    field.selectAll()
    qtbot.keyClicks(field, "germ")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert box.currentText() == "Germany"
    field.selectAll()
    qtbot.keyClicks(field, "Atlantis")
    assert asked().country.value() is None
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert box.currentText() == "Atlantis", "it is not ours to put another country there"
    assert told(asked().country) == "“Atlantis” is no country we know: choose one from the list"


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_clock_follows_a_country_that_was_chosen_and_no_beginning(asked: Asked, qtbot: QtBot) -> None:
    page = asked()
    before = page.zone.value()
    box = box_of(page, "country")
    field = box.lineEdit()
    assert field is not None
    field.selectAll()
    for key in "UK":
        qtbot.keyClicks(field, key)
        assert page.zone.value() == before
        assert not told(page.country), "nobody is scolded for what is still being typed"
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    field.editingFinished.emit()  # a list off screen keeps the keyboard
    assert (box.currentText(), page.zone.value()) == ("United Kingdom", "Europe/London")
    field.selectAll()
    qtbot.keyClicks(field, "unite")
    field.editingFinished.emit()
    assert page.country.value() is None
    assert page.zone.value() == "Europe/London"


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("Berlin", "Europe/Berlin"),
        ("germany", "Europe/Berlin"),
        ("England", "Europe/London"),
        ("america/new_york", "America/New_York"),
        ("utc", "UTC"),
        ("Atlantis", None),
        ("san", None),
    ],
)
def test_a_clock_is_found_by_its_city_or_country(asked: Asked, typed: str, value: str | None) -> None:
    field = asked().zone
    box_of(asked(), "time_zone").setEditText(typed)
    assert field.value() == value
    assert (field.problem() == "") == (value is not None)


def test_every_zone_offered_exists_and_the_systems_is_chosen(asked: Asked) -> None:
    box = box_of(asked(), "time_zone")
    zones = [box.itemData(at) for at in range(box.count())]
    assert len(zones) > 350
    assert all(ZoneInfo(zone) for zone in zones)
    assert box.currentData() == "UTC"  # the tests' own zone


def test_every_word_fits(window: MainWindow, asked: Asked) -> None:
    for each in asked().findChildren(QLabel):
        if each.isVisible() and each.text() and not each.wordWrap():
            assert each.width() >= each.sizeHint().width(), each.text()
    assert not window.findChildren(Bar)


def test_an_empty_desk_leads_on_to_the_sample(
    opened: App, window: MainWindow, asked: Asked, settled: Settled
) -> None:
    fill(asked(), country="China", zone="Shanghai")
    asked().start.click()
    settled()
    link = next(each for each in window.findChildren(QPushButton) if each.text() == "Try it with sample data")
    link.click()
    settled()
    question(window).accept()
    settled()
    task = window.current_page()
    assert isinstance(task, NewTaskPage)
    assert len(list_applications(opened.desk)) == 1
    task.drafts.finish()

    window.context.runner.spawn(add_sample(window.context), window.bars)
    settled()
    assert question(window).windowTitle() == "The sample is in this desk already"
    question(window).reject()
    settled()
    assert len(list_applications(opened.desk)) == 1


def question(window: MainWindow) -> Question:
    return next(each for each in window.findChildren(Question) if each.isVisible())
