"""What a gateway still needs: by its form, and where the file of keys cannot be opened (A10, N1, S2)."""

from __future__ import annotations

from pathlib import Path

from smsdesk.app import App
from smsdesk.gateways.http.presets import PRESETS, SIMPLE, TWILIO
from smsdesk.gateways.registry import DECLARED
from smsdesk.operations.gateways import gateway_settings
from smsdesk.store.secrets import FileSecrets
from smsdesk.ui.applications.gateway_page import GatewayPage
from smsdesk.ui.applications.gateways_page import GatewaysPage
from smsdesk.ui.main_window import MainWindow
from tests.ui.applications.acting import Settled, bars, press


def write(page: GatewayPage, key: str, words: str) -> None:
    """As it is typed."""
    page.settings.form.fields[key].set_value(words)


def test_with_a_file_of_keys_that_cannot_be_opened_they_are_entered_again(
    window: MainWindow, opened: App, settled: Settled, tmp_path: Path
) -> None:
    vault, key = tmp_path / "keys.vault", tmp_path / "keys.key"
    store = FileSecrets(vault, key)
    store.set("gateway/tencent/secret_key", "s3cret")
    key.write_bytes(b"k" * 48)
    opened.desk.secrets = FileSecrets(vault, key)
    window.context.open("applications", "", gateways=True)
    settled()
    page = window.current_page()
    assert isinstance(page, GatewaysPage)
    assert set(page.cards) == set(DECLARED)
    assert "SecretKey" in page.cards["tencent"].state.text()
    [told] = bars(page)
    assert "cannot be opened" in told
    page.cards["tencent"].settings_button.click()
    settled()
    settings = window.current_page()
    assert isinstance(settings, GatewayPage)
    assert bars(settings) == [told]
    for name, value in (("secret_id", "AKIDx"), ("secret_key", "an0ther"), ("sdk_app_id", "1400000001")):
        write(settings, name, value)
    press(settings, "Save settings")
    settled()
    kept = {one.declared.key: one.kept for one in gateway_settings(opened.desk, gateway="tencent")}
    assert kept["secret_key"]
    assert bars(settings) == []
    assert list(tmp_path.glob("keys.vault.*.unreadable"))


def test_how_it_stands_follows_what_is_written(window: MainWindow, opened: App, settled: Settled) -> None:
    window.context.open("applications", "", gateway="http")
    settled()
    page = window.current_page()
    assert isinstance(page, GatewayPage)
    stands = page.standing.state
    assert stands.text() == "Still needed: Address."
    page.settings.presets.setCurrentIndex(1 + PRESETS.index(SIMPLE))
    assert stands.text() == "Nothing is missing. Save the settings."
    page.settings.presets.setCurrentIndex(1 + PRESETS.index(TWILIO))
    assert stands.text() == "Still needed: User name, Password, Sender."
    press(page, "Save settings")
    settled()
    assert page.settings.answer.words.text() == "Not saved. User name is needed"
    write(page, "username", "AC123")
    write(page, "sender", "+15005550006")
    assert stands.text() == "Still needed: Password."
    write(page, "password", "s3cret")
    assert stands.text() == "Nothing is missing. Save the settings."
    press(page, "Save settings")
    settled()
    assert stands.text() == "Set up, not in use"
    write(page, "sender", "")
    assert stands.text() == "Still needed: Sender."
    press(page, "Discard changes")
    assert stands.text() == "Set up, not in use"
