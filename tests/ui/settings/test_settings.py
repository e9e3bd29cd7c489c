"""Account → Profile and Tools → Settings (P1, P2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton

from smsdesk.app import App
from smsdesk.domain.profile import Identity, Profile
from smsdesk.domain.text import language
from smsdesk.operations.profile import profile
from smsdesk.store.settings import write_profile
from smsdesk.ui import palette
from smsdesk.ui.context import Context
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.settings.dialog import SettingsDialog, show_settings
from smsdesk.ui.widgets.confirm import Question

Settled = Callable[[], None]


def saved(opened: App) -> Profile:
    found = profile(opened.desk)
    assert found is not None
    return found


@pytest.fixture
def dialog(window: MainWindow, settled: Settled) -> Iterator[Callable[[str], SettingsDialog]]:
    """Open the settings at a section as the menu does."""

    def at(section: str) -> SettingsDialog:
        window.context.runner.spawn(show_settings(window.context, section), window.bars)
        settled()
        return next(each for each in window.findChildren(SettingsDialog) if each.isVisible())

    yield at
    for each in window.findChildren(SettingsDialog):
        each.reject()
    settled()


Open = Callable[[str], SettingsDialog]


def line_of(dialog: SettingsDialog, key: str) -> QLineEdit:
    control = dialog.form.fields[key].control
    assert isinstance(control, QLineEdit)
    return control


def test_every_field_shows_what_is_saved_and_nothing_counts_as_changed(dialog: Open) -> None:
    shown = dialog("profile")
    assert shown.changes() == {}
    assert shown.form.values() == {
        "business_name": "Riverside Bakery",
        "country": "CN",
        "time_zone": "Asia/Shanghai",
        "currency": "CNY",
        "price_mainland": "",
        "price_global": "",
        "global_per_day": 1_000,
        "blocked_numbers": 1_000,
        "automatic_review": True,
        "rules_off": frozenset({"template.no_variables"}),
        "mail_on": False,
        "callbacks_own_server": False,
        "callbacks_reply_url": "",
        "theme": "system",
        "language": "system",
    }


def test_sections_are_turned_and_only_changes_are_saved(
    opened: App, dialog: Open, window: MainWindow, settled: Settled
) -> None:
    shown = dialog("prices")
    assert shown.names.currentItem().text() == "Prices"
    line_of(shown, "price_mainland").setText("0,045")
    line_of(shown, "currency").setText("eur")
    shown.show_section("profile")
    line_of(shown, "business_name").setText("Harbour Bakery")
    assert set(shown.changes()) == {"price_mainland", "currency", "business_name"}
    shown.save.click()
    settled()
    after = saved(opened)
    assert (after.business_name, after.currency, after.price_mainland) == ("Harbour Bakery", "EUR", "0.045")
    assert not window.findChildren(SettingsDialog)
    assert window.windowTitle() == "SMS Desk — Harbour Bakery"


def test_cancel_changes_nothing(opened: App, dialog: Open, settled: Settled) -> None:
    before = saved(opened)
    shown = dialog("profile")
    line_of(shown, "business_name").setText("Nobody")
    shown.reject()
    settled()
    assert saved(opened) == before


@pytest.mark.parametrize(
    ("key", "typed", "section"),
    [("price_global", "cheap", "prices"), ("currency", "12", "prices"), ("price_mainland", "-1", "prices")],
)
def test_a_wrong_value_is_told_at_its_field_in_its_section(
    opened: App, dialog: Open, settled: Settled, key: str, typed: str, section: str
) -> None:
    before = saved(opened)
    shown = dialog(section)
    line_of(shown, key).setText(typed)
    shown.show_section("profile")
    shown.save.click()
    settled()
    assert shown.isVisible()
    assert shown.names.currentRow() == 1, "turned to the field's section"
    assert shown.form.fields[key].problem()
    assert not shown.save.isEnabled()
    assert saved(opened) == before


def test_automatic_review_is_switched(opened: App, dialog: Open, settled: Settled) -> None:
    shown = dialog("review")
    shown.form.fields["automatic_review"].control.click()  # type: ignore[attr-defined]
    shown.save.click()
    settled()
    assert saved(opened).automatic_review is False


def test_colours_and_language_switch_without_a_restart(
    opened: App, dialog: Open, window: MainWindow, settled: Settled
) -> None:
    shown = dialog("appearance")
    shown.form.fields["theme"].control.cards[2].radio.click()  # type: ignore[attr-defined]
    spoken = shown.form.fields["language"].control
    assert isinstance(spoken, QComboBox)
    spoken.setCurrentIndex(spoken.findData("zh_CN"))
    shown.save.click()
    settled()
    assert (saved(opened).theme, saved(opened).language) == ("dark", "zh_CN")
    assert palette.is_dark()
    assert language() == "zh_CN"
    assert window.isVisible()
    again = dialog("appearance")
    again.form.set_values(theme="system", language="system")
    assert again.changes() == {"theme": "", "language": ""}


def test_a_person_becomes_an_organization_once_asked(
    opened: App, context: Context, dialog: Open, window: MainWindow, settled: Settled
) -> None:
    with opened.desk.database.write() as session:
        write_profile(session, Profile("Ann", Identity.INDIVIDUAL, "CN", "Asia/Shanghai"))
    opened.desk.tell({"profile"})
    settled()
    shown = dialog("profile")
    assert shown.raise_button.isVisible()
    shown.raise_button.click()
    settled()
    asked = next(each for each in shown.findChildren(Question) if each.isVisible())
    asked.reject()
    settled()
    assert saved(opened).identity is Identity.INDIVIDUAL
    shown.raise_button.click()
    settled()
    next(each for each in shown.findChildren(Question) if each.isVisible()).accept()
    settled()
    assert saved(opened) == Profile("Ann", Identity.ORGANIZATION, "CN", "Asia/Shanghai")
    again = dialog("profile")
    assert not again.raise_button.isVisible()
    assert not any(
        each.text().startswith("Become") and each.isVisible() for each in again.findChildren(QPushButton)
    )
