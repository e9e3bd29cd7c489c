"""The gateways of an application, and the settings of a gateway (A10, N1)."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from smsdesk.app import App
from smsdesk.domain.text import text
from smsdesk.gateways.base import CarrierAccount, CarrierPackage, GatewayDown
from smsdesk.gateways.registry import DECLARED, Declared
from smsdesk.gateways.sandbox.gateway import SandboxGateway
from smsdesk.gateways.settings import YES, Preset, Setting, SettingKind
from smsdesk.operations.applications import application
from smsdesk.operations.gateways import gateway_settings, save_gateway_settings
from smsdesk.ui.applications.application_page import ApplicationPage
from smsdesk.ui.applications.gateway_fields import SecretBox
from smsdesk.ui.applications.gateway_page import GatewayPage
from smsdesk.ui.applications.gateway_section import GatewaySection
from smsdesk.ui.applications.gateways_page import GatewaysPage
from smsdesk.ui.main_window import MainWindow
from tests.ui.applications.acting import Settled, find, press, question
from tests.ui.applications.conftest import OpenSection

SETTINGS = (
    Setting("key", text("Key"), text("From the carrier."), secret=True, needed=True),
    Setting("to", text("Address"), text("Where."), default="127.0.0.1:9", group=text("Connection")),
    Setting("tls", text("Encrypted"), text("How."), kind=SettingKind.SWITCH, group=text("Connection")),
    Setting("name", text("Name"), text("Of the server."), only_if=("tls", (YES,))),
    Setting(
        "pace",
        text("Pace"),
        text("Messages per second."),
        kind=SettingKind.NUMBER,
        default="5",
        least=1,
        most=9,
        advanced=True,
    ),
)


class Bookkeeper(SandboxGateway):
    """Its carrier tells what it has counted, except at port 14."""

    async def account(self, start: int, end: int) -> CarrierAccount:
        if self._address == "127.0.0.1:14":
            raise GatewayDown(text("The account is closed."))
        package = CarrierPackage(text("Starter"), total=1_000, used=400, ends_at=end)
        return CarrierAccount((package,), requests=1_234, delivered=1_200)


@pytest.fixture(autouse=True)
def real(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second gateway beside the sandbox, with a setting of every kind."""
    declared = Declared(
        text("Riverside Telecom"),
        SETTINGS,
        lambda values, _around: Bookkeeper(values["to"]),
        about=text("For tests."),
        has_account=True,
        presets=(Preset(text("Elsewhere"), {"to": "127.0.0.1:10", "tls": YES}, text("Ask them.")),),
        preview=lambda values: f"POST {values['to']} key={values['key']}",
    )
    monkeypatch.setitem(DECLARED, "river", declared)  # type: ignore[arg-type]
    monkeypatch.setattr("smsdesk.app.Gateways.NAMES", {key: one.name for key, one in DECLARED.items()})


def gateway(page: ApplicationPage) -> GatewaySection:
    found = page.sections["gateway"]
    assert isinstance(found, GatewaySection)
    return found


@pytest.fixture
def river(window: MainWindow, settled: Settled) -> GatewayPage:
    """The settings of the second gateway."""
    window.context.open("applications", "", gateway="river")
    settled()
    page = window.current_page()
    assert isinstance(page, GatewayPage)
    return page


def line(page: GatewayPage, key: str) -> QLineEdit:
    control = page.settings.form.fields[key].control
    assert isinstance(control, QLineEdit)
    return control


def secret(page: GatewayPage) -> SecretBox:
    control = page.settings.form.fields["key"].control
    assert isinstance(control, SecretBox)
    return control


def stored(opened: App) -> dict[str, object]:
    return {
        one.declared.key: one.kept if one.declared.secret else one.value
        for one in gateway_settings(opened.desk, gateway="river")
    }


# --- an application's choice --------------------------------------------------------------------------


def test_a_test_answers_in_words(section: OpenSection, settled: Settled) -> None:
    page = section("gateway")
    press(page, "Test")
    settled()
    assert gateway(page).answer.words.property("kind") == "success"
    assert "Sandbox" in gateway(page).answer.words.text()


def test_a_second_gateway_is_chosen_and_is_never_the_first(
    section: OpenSection, opened: App, shop: int, settled: Settled
) -> None:
    page = section("gateway")
    at = gateway(page)
    at.form.fields["second_gateway"].set_value("sandbox")
    at.second.setCurrentIndex(at.second.findData("sandbox"))
    settled()
    assert not find(page, "Save changes").isEnabled()
    at.second.setCurrentIndex(at.second.findData("river"))
    settled()
    assert not find(page, "Save changes").isEnabled(), "nothing real takes over for the sandbox"
    assert "cost money" in find(page, "Save changes").toolTip()
    at.choice.setCurrentIndex(at.choice.findData("smpp"))
    settled()
    assert at._second_note.property("kind") == "warning"
    assert (at._set_up_second.text(), at._set_up_second.accessibleName()) == (
        "Set up…",
        "Set up… Riverside Telecom",
    )
    press(page, "Save changes")
    settled()
    shown = application(opened.desk, application_id=shop)
    assert (shown.gateway, shown.second_gateway) == ("smpp", "river")


# --- the list -----------------------------------------------------------------------------------------


def test_the_list_says_how_each_stands_and_tests_it(window: MainWindow, settled: Settled, shop: int) -> None:
    window.context.open("applications", "", gateways=True)
    settled()
    page = window.current_page()
    assert isinstance(page, GatewaysPage)
    assert page.cards["sandbox"].badge.text() == "In use"
    assert page.cards["river"].badge.text() == "Not set up"
    assert "Key" in page.cards["river"].state.text()
    assert not page.cards["river"].test_button.isEnabled()
    assert page.cards["river"].test_button.toolTip() == "Set it up first."
    assert (page.cards["river"].settings_button.text(), page.cards["sandbox"].settings_button.text()) == (
        "Set up…",
        "Settings…",
    )
    first, second = page.cards["sandbox"], page.cards["tencent"]
    window.resize(1366, 768)
    settled()
    assert first.y() == second.y(), "beside each other where there is room"
    window.resize(960, 640)
    settled()
    assert first.x() == second.x()
    page.cards["sandbox"].test_button.click()
    settled()
    assert page.cards["sandbox"].answer.words.property("kind") == "success"


# --- the settings -------------------------------------------------------------------------------------


def test_a_secret_is_kept_shown_never_and_removed_on_demand(
    river: GatewayPage, window: MainWindow, opened: App, settled: Settled
) -> None:
    assert not find(river, "Save settings").isEnabled()
    secret(river).control.setText("s3cret")  # type: ignore[union-attr]
    assert "s3cret" not in river.settings.preview.pane.toPlainText()
    assert "•" in river.settings.preview.pane.toPlainText()
    press(river, "Save settings")
    settled()
    assert stored(opened)["key"] is True
    assert secret(river).value() == ""
    assert secret(river).control.placeholderText() == "Kept; type to replace it"
    line(river, "to").setText("127.0.0.1:13")
    press(secret(river), "Remove…")
    settled()
    question(window).accept()
    settled()
    assert stored(opened)["key"] is False
    assert not secret(river).kept
    # What was being written meanwhile is still there, and wants a key now.
    assert line(river, "to").text() == "127.0.0.1:13"
    assert "Key is needed" in find(river, "Save settings").toolTip()


def test_a_preset_fills_several_fields_and_the_preview_follows(river: GatewayPage, settled: Settled) -> None:
    fields = river.settings.form.fields
    assert fields["name"].is_put_away()
    river.settings.presets.setCurrentIndex(1)
    settled()
    assert line(river, "to").text() == "127.0.0.1:10"
    assert not fields["name"].is_put_away()
    assert "127.0.0.1:10" in river.settings.preview.pane.toPlainText()
    press(river, "Discard changes")
    assert line(river, "to").text() == "127.0.0.1:9"


def test_what_is_typed_is_tested_without_being_saved(
    river: GatewayPage, opened: App, settled: Settled
) -> None:
    secret(river).control.setText("s3cret")  # type: ignore[union-attr]
    line(river, "to").setText("127.0.0.1:11")
    press(river, "Test")
    settled()
    assert river.settings.answer.words.property("kind") == "danger"
    assert "127.0.0.1:11" in river.settings.answer.words.text()
    assert stored(opened) == {"key": False, "to": "127.0.0.1:9", "tls": "", "name": "", "pace": "5"}


def test_a_wrong_value_is_told_at_its_field_and_unfolds_it(river: GatewayPage, settled: Settled) -> None:
    assert river.settings.advanced.isHidden()
    secret(river).control.setText("s3cret")  # type: ignore[union-attr]
    line(river, "pace").setText("10")
    assert "from 1 to 9" in line(river, "pace").accessibleDescription()
    press(river, "Test")
    settled()
    assert not river.settings.advanced.isHidden()


def test_saving_with_a_fault_leads_to_it_and_says_so(
    river: GatewayPage, window: MainWindow, opened: App, settled: Settled
) -> None:
    window.resize(960, 640)
    secret(river).control.setText("s3cret")  # type: ignore[union-attr]
    line(river, "pace").setText("10")
    river.settings._fold(folded=True)
    press(river, "Save settings")
    settled()
    wrong = line(river, "pace")
    assert not river.settings.advanced.isHidden()
    assert wrong.visibleRegion().boundingRect().height() == wrong.height(), "scrolled into view"
    assert river.settings.answer.words.text().startswith("Not saved. Pace")
    assert stored(opened)["key"] is False
    hints = [
        each.text() for each in river.settings.form.fields["pace"].findChildren(QLabel) if each.isVisible()
    ]
    assert "Messages per second." in hints, "the help stays beside the fault"


def test_a_pasted_link_is_taken_apart(window: MainWindow, opened: App, settled: Settled) -> None:
    window.context.open("applications", "", gateway="http")
    settled()
    page = window.current_page()
    assert isinstance(page, GatewayPage)
    take_apart = next(each for each in page.findChildren(QPushButton) if each.text() == "Take it apart")
    assert take_apart.isHidden()
    line(page, "address").setText("https://sms.example.com/send?key=1a2b3c&to=49170123&text=Hi&from=SHOP")
    assert take_apart.isVisible()
    take_apart.click()
    assert line(page, "address").text() == (
        "https://sms.example.com/send?key={token}&to={number_digits}&text={content}&from={sender}"
    )
    assert take_apart.isHidden()
    press(page, "Save settings")
    settled()
    kept = {one.declared.key: one for one in gateway_settings(opened.desk, gateway="http")}
    assert kept["token"].kept
    assert (kept["sender"].value, kept["method"].value) == ("SHOP", "GET")
    assert not any("1a2b3c" in one.value for one in kept.values())


def test_a_placeholder_is_put_where_the_cursor_is(window: MainWindow, settled: Settled) -> None:
    window.context.open("applications", "", gateway="http")
    settled()
    page = window.current_page()
    assert isinstance(page, GatewayPage)
    address = line(page, "address")
    address.setText("https://a.example/?to=&x=1")
    address.setCursorPosition(len("https://a.example/?to="))
    offers = {
        each.accessibleName(): each.menu().actions()
        for each in page.findChildren(QPushButton)
        if each.text() == "Insert placeholder"
    }
    assert set(offers) == {f"Insert placeholder: {name}" for name in ("Address", "Fields or text", "Headers")}
    next(one for one in offers["Insert placeholder: Address"] if one.text().startswith("{number} ")).trigger()
    assert address.text() == "https://a.example/?to={number}&x=1"
    headers = [one.text() for one in offers["Insert placeholder: Headers"]]
    assert not any(words.startswith("{content} ") for words in headers), "it has no place in a header"


def test_what_is_written_is_kept_until_it_is_saved(
    river: GatewayPage, window: MainWindow, opened: App, settled: Settled
) -> None:
    line(river, "to").setText("127.0.0.1:12")
    window.context.open("applications", "", gateways=True)
    settled()
    window.context.open("applications", "", gateway="river")
    settled()
    page = window.current_page()
    assert isinstance(page, GatewayPage)
    assert line(page, "to").text() == "127.0.0.1:12"
    secret(page).control.setText("s3cret")  # type: ignore[union-attr]
    press(page, "Save settings")
    settled()
    assert stored(opened)["to"] == "127.0.0.1:12"
    assert page.settings.edits() == {}


@pytest.mark.parametrize(
    ("address", "expected"),
    [("127.0.0.1:13", {"1,234", "1,200", "0"}), ("127.0.0.1:14", {"The account is closed."})],
)
def test_the_carriers_account_stands_beside_our_figures(
    river: GatewayPage,
    window: MainWindow,
    opened: App,
    settled: Settled,
    address: str,
    expected: set[str],
) -> None:
    assert river.account.isHidden()
    values = {"key": "s3cret", "to": address}
    save_gateway_settings(opened.desk, gateway="river", values=values)
    settled()
    window.context.open("applications", "", gateway="river")
    settled()
    page = window.current_page()
    assert isinstance(page, GatewayPage)
    settled()
    assert page.account.isVisible()
    told = {each.text() for each in page.account.findChildren(QLabel) if each.isVisible()}
    assert expected <= told
    assert any(words.startswith("Starter: 600 of 1,000 left, until ") for words in told) is (
        address == "127.0.0.1:13"
    )


def test_how_it_stands_is_beside_the_settings_or_below_them(
    window: MainWindow, river: GatewayPage, settled: Settled
) -> None:
    window.resize(1366, 768)
    settled()
    card = river.standing
    assert card.state.text() == "Still needed: Key."
    assert "Choose it under Gateway" in card.use.text()
    assert card.mapTo(window, card.rect().topLeft()).x() > river.settings.width()
    window.resize(960, 640)
    settled()
    assert card.mapTo(window, card.rect().topLeft()).x() < 100, "below where there is no room"
    assert river.beside.right.isHidden()
