"""Sending limits (A5, P2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from smsdesk.app import App
from smsdesk.domain.applications import STANDARD_LIMIT, STRICT_LIMIT, FrequencyLimit
from smsdesk.domain.errors import NotAllowed
from smsdesk.operations.applications import application, set_frequency_limit
from smsdesk.ui.applications.application_page import ApplicationPage
from smsdesk.ui.applications.limits_section import LimitControl, LimitsSection, limit_words
from smsdesk.ui.main_window import MainWindow
from tests.ui.applications.acting import Settled, find, press
from tests.ui.applications.conftest import OpenSection


def limits(page: ApplicationPage) -> LimitsSection:
    found = page.sections["limits"]
    assert isinstance(found, LimitsSection)
    return found


def card(page: ApplicationPage, title: str) -> None:
    control = limits(page).limit.presets
    next(each for each in control.cards if each.radio.text() == title).radio.click()


@pytest.mark.parametrize(("title", "stored"), [("Strict", STRICT_LIMIT), ("Off", FrequencyLimit(None, None))])
def test_a_preset_is_chosen_and_saved(
    title: str, stored: FrequencyLimit, section: OpenSection, shop: int, opened: App, settled: Settled
) -> None:
    page = section("limits")
    assert limits(page).limit.presets.value() == "standard"
    assert not limits(page).limit.same.isVisible()
    card(page, title)
    press(page, "Save changes")
    settled()
    assert application(opened.desk, application_id=shop).limit == stored
    assert not find(page, "Save changes").isEnabled()


def test_each_limit_can_be_switched_off_alone(
    section: OpenSection, shop: int, opened: App, settled: Settled
) -> None:
    page = section("limits")
    card(page, "Custom")
    control = limits(page).limit
    assert control.same.isVisible()
    control.same.switch.click()
    assert not control.same.number.isEnabled()
    control.day.number.setValue(25)
    press(page, "Save changes")
    settled()
    assert application(opened.desk, application_id=shop).limit == FrequencyLimit(None, 25)
    page = section("limits")
    assert limits(page).limit.presets.value() == "custom"


def test_custom_after_off_begins_with_figures(section: OpenSection) -> None:
    page = section("limits")
    card(page, "Off")
    card(page, "Custom")
    assert limits(page).limit.value() == STANDARD_LIMIT


def test_what_is_being_chosen_outlives_a_reload(
    section: OpenSection, shop: int, opened: App, settled: Settled
) -> None:
    page = section("limits")
    card(page, "Off")
    set_frequency_limit(opened.desk, application_id=shop, limit=STRICT_LIMIT)
    settled()
    assert limits(page).limit.presets.value() == "off"
    press(page, "Discard changes")
    assert limits(page).limit.presets.value() == "strict"


def test_an_individual_reads_why_and_is_led_to_the_profile(
    individual: None, section: OpenSection, shop: int, opened: App, settled: Settled
) -> None:
    page = section("limits")
    assert limits(page).card.isHidden()
    words = [each.text() for each in limits(page).fixed.findChildren(QLabel)]
    assert any("at most once in 30 seconds" in each for each in words)
    assert find(page, "Raise the profile…").isEnabled()
    with pytest.raises(NotAllowed):
        set_frequency_limit(opened.desk, application_id=shop, limit=STRICT_LIMIT)


@given(
    same=st.none() | st.integers(1, 86_400),
    day=st.none() | st.integers(1, 1_000),
)
def test_every_limit_is_shown_as_it_is(qapp: object, same: int | None, day: int | None) -> None:
    control = LimitControl()
    control.set_value(FrequencyLimit(same, day))
    assert control.value() == FrequencyLimit(same, day)
    for number in (same, day):
        assert number is None or f"{number:,}" in limit_words(FrequencyLimit(same, day))
    control.deleteLater()


def test_the_wheel_changes_no_number_under_the_page(section: OpenSection, qtbot: QtBot) -> None:
    page = section("limits")
    card(page, "Custom")
    assert limits(page).limit.day.number.accessibleName() == "To one number in a calendar day at most"


def test_nothing_is_cut_off_on_a_laptop(section: OpenSection, window: MainWindow, settled: Settled) -> None:
    window.resize(1366, 768)
    page = section("limits")
    card(page, "Custom")
    settled()
    same, day = limits(page).limit.same, limits(page).limit.day
    for control in (same, day):
        inner = control.number.findChild(QLineEdit)
        assert isinstance(inner, QLineEdit)
        assert control.height() >= control.number.height() > inner.height()
        assert inner.height() >= inner.fontMetrics().height()
    assert same.number.geometry().left() == day.number.geometry().left()
