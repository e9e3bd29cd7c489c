"""The gateway of an application and its settings (A10)."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from smsdesk.app import App
from smsdesk.operations.gateways import gateway_settings
from smsdesk.ui.applications.application_page import ApplicationPage
from smsdesk.ui.applications.gateway_section import GatewaySection
from tests.ui.applications.acting import Settled, find, press
from tests.ui.applications.conftest import OpenSection


def gateway(page: ApplicationPage) -> GatewaySection:
    found = page.sections["gateway"]
    assert isinstance(found, GatewaySection)
    return found


def setting(page: ApplicationPage, key: str) -> QLineEdit:
    control = gateway(page).settings.form.fields[key].control
    assert isinstance(control, QLineEdit)
    return control


def test_a_test_answers_green_or_red_in_words(section: OpenSection, opened: App, settled: Settled) -> None:
    page = section("gateway")
    press(page, "Test")
    settled()
    assert gateway(page).answer.property("kind") == "success"
    assert gateway(page).answer.text()
    setting(page, "address").setText("127.0.0.1:9")
    press(page, "Save settings")
    settled()
    press(page, "Test")
    settled()
    assert gateway(page).answer.property("kind") == "danger"
    assert gateway(page).answer.text()


def test_a_wrong_setting_is_told_at_its_field(section: OpenSection, settled: Settled) -> None:
    page = section("gateway")
    setting(page, "requests_at_once").setText("many")
    press(page, "Save settings")
    settled()
    assert setting(page, "requests_at_once").accessibleDescription()
    assert setting(page, "requests_at_once").text() == "many"


def test_settings_are_saved_and_what_is_written_is_kept(
    section: OpenSection, opened: App, qtbot: QtBot, settled: Settled
) -> None:
    page = section("gateway")
    assert not find(page, "Save settings").isEnabled()
    setting(page, "messages_per_second").setText("50")
    page.refresh()
    settled()
    assert setting(page, "messages_per_second").text() == "50"
    page = section("information")
    assert page._names.tabText(page._names.count() - 1) == "Gateway •"
    page = section("gateway")
    assert setting(page, "messages_per_second").text() == "50"
    press(page, "Save settings")
    settled()
    stored = {one.declared.key: one.value for one in gateway_settings(opened.desk, gateway="sandbox")}
    assert stored["messages_per_second"] == "50"
    assert page._names.tabText(page._names.count() - 1) == "Gateway"
