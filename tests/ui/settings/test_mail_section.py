"""A9: Settings → Email, with a real mail server at the other end of the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from smsdesk.app import App
from smsdesk.notices.mail import Security
from smsdesk.operations.mail import MailSettings, mail_account, mail_settings, save_mail_settings
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.settings.dialog import SettingsDialog, show_settings
from smsdesk.ui.settings.mail_section import MailContent
from tests.notices.mail_server import HERE, post_office

Settled = Callable[[], None]
PASSWORD = "correct horse battery"


@pytest.fixture
def dialog(window: MainWindow, settled: Settled) -> Iterator[Callable[[], SettingsDialog]]:
    """Open Settings → Email."""

    def opened() -> SettingsDialog:
        window.context.runner.spawn(show_settings(window.context, "mail"), window.bars)
        settled()
        return next(each for each in window.findChildren(SettingsDialog) if each.isVisible())

    yield opened
    for each in window.findChildren(SettingsDialog):
        each.reject()
    settled()


Open = Callable[[], SettingsDialog]


@pytest.fixture
def kept(opened: App) -> MailSettings:
    """An account that was saved before."""
    return save_mail_settings(
        opened.desk,
        host="smtp.example.com",
        port=2525,
        security=Security.STARTTLS,
        user="ann",
        password=PASSWORD,
        sender="ann@example.com",
    )


def content_of(shown: SettingsDialog) -> MailContent:
    found = next(each.content for each in shown.sections if each.key == "mail")
    assert isinstance(found, MailContent)
    return found


def line(content: MailContent, key: str) -> QLineEdit:
    control = content.fields[key].control
    assert isinstance(control, QLineEdit)
    return control


def switch(content: MailContent) -> None:
    content.switch.control.click()  # type: ignore[attr-defined]


def secure(content: MailContent, at: int) -> None:
    content.fields["security"].control.segments()[at].click()  # type: ignore[attr-defined]


def write(qtbot: QtBot, control: QLineEdit, words: str) -> None:
    control.clear()
    qtbot.keyClicks(control, words)


def test_it_begins_switched_off_and_asks_nothing(dialog: Open) -> None:
    shown = dialog()
    content = content_of(shown)
    assert shown.names.currentItem().text() == "Email"
    assert not content.switch.value()
    assert not any(each.isVisible() for each in content.fields.values())
    assert shown.save.isEnabled(), "an account that nobody wants is not asked for"
    assert shown.changes() == {}


def test_switched_on_it_is_filled_and_saved(
    opened: App, dialog: Open, qtbot: QtBot, settled: Settled, window: MainWindow
) -> None:
    shown = dialog()
    content = content_of(shown)
    switch(content)
    assert content.fields["host"].isVisible()
    assert not shown.save.isEnabled()
    write(qtbot, line(content, "sender"), "ann@riverside.example")
    write(qtbot, line(content, "host"), "smtp.riverside.example")
    write(qtbot, line(content, "user"), "ann")
    write(qtbot, line(content, "password"), PASSWORD)
    assert line(content, "password").echoMode() is QLineEdit.EchoMode.Password
    shown.save.click()
    settled()
    assert not window.findChildren(SettingsDialog)
    assert mail_settings(opened.desk) == MailSettings(
        "smtp.riverside.example", 587, Security.STARTTLS, "ann", "ann@riverside.example", ""
    )
    account = mail_account(opened.desk.database, opened.desk.secrets)
    assert account is not None
    assert account.password == PASSWORD


def test_what_is_kept_is_shown_but_never_the_password(kept: MailSettings, dialog: Open) -> None:
    shown = dialog()
    content = content_of(shown)
    assert content.switch.value()
    values = {key: each.value() for key, each in content.fields.items()}
    assert values == {
        "sender": "ann@example.com",
        "sender_name": "",
        "host": "smtp.example.com",
        "port": 2525,
        "security": Security.STARTTLS,
        "user": "ann",
        "password": "",
    }
    assert "Kept" in line(content, "password").placeholderText()
    assert shown.changes() == {}


def test_a_change_leaves_the_kept_password(
    opened: App, kept: MailSettings, dialog: Open, settled: Settled
) -> None:
    shown = dialog()
    content = content_of(shown)
    secure(content, 1)
    assert content.fields["port"].value() == 2525, "a port of one's own stays"
    shown.save.click()
    settled()
    account = mail_account(opened.desk.database, opened.desk.secrets)
    assert account is not None
    assert (account.security, account.port, account.password) == (Security.TLS, 2525, PASSWORD)


def test_another_server_asks_for_the_password_again(
    kept: MailSettings, dialog: Open, qtbot: QtBot, settled: Settled
) -> None:
    shown = dialog()
    content = content_of(shown)
    write(qtbot, line(content, "host"), "mail.example.org")
    shown.show_section("profile")
    shown.save.click()
    settled()
    assert shown.isVisible()
    assert shown.names.currentItem().text() == "Email"
    assert "Enter the password again" in content.fields["password"].problem()
    write(qtbot, line(content, "host"), "smtp.example.com")
    assert not content.fields["password"].problem()
    assert shown.save.isEnabled(), "back at the kept server its password holds again"


def test_switched_off_it_says_that_it_forgets_and_does(
    opened: App, kept: MailSettings, dialog: Open, settled: Settled
) -> None:
    shown = dialog()
    content = content_of(shown)
    switch(content)
    assert not content.fields["host"].isVisible()
    assert "forgotten" in content.switch.control.accessibleDescription() or any(
        "forgotten" in each.text() for each in content.switch.findChildren(type(content.warning))
    )
    shown.save.click()
    settled()
    assert mail_settings(opened.desk) == MailSettings()
    assert mail_account(opened.desk.database, opened.desk.secrets) is None


def test_the_port_follows_the_encryption_until_one_is_typed(dialog: Open) -> None:
    content = content_of(dialog())
    switch(content)
    port = content.fields["port"]
    seen = []
    for at in (1, 2, 0):
        secure(content, at)
        seen.append(port.value())
    assert seen == [465, 25, 587]
    port.control.setValue(2525)  # type: ignore[attr-defined]
    secure(content, 1)
    assert port.value() == 2525


def test_without_encryption_it_warns(dialog: Open) -> None:
    content = content_of(dialog())
    switch(content)
    assert not content.warning.isVisible()
    secure(content, 2)
    assert content.warning.isVisible()
    assert "can read" in content.warning.text()
    secure(content, 0)
    assert not content.warning.isVisible()


def test_a_known_provider_fills_its_server(dialog: Open, qtbot: QtBot) -> None:
    content = content_of(dialog())
    switch(content)
    write(qtbot, line(content, "sender"), "ann@163.com")
    assert line(content, "host").text() == "smtp.163.com"
    assert content.fields["port"].value() == 465
    assert content.fields["security"].value() == Security.TLS
    assert line(content, "user").text() == "ann@163.com"
    write(qtbot, line(content, "sender"), "ann@gmail.com")
    assert (line(content, "host").text(), content.fields["port"].value()) == ("smtp.gmail.com", 587)
    assert line(content, "user").text() == "ann@gmail.com"
    write(qtbot, line(content, "host"), "smtp.office.example")
    write(qtbot, line(content, "user"), "office")
    write(qtbot, line(content, "sender"), "ann@qq.com")
    assert line(content, "host").text() == "smtp.office.example", "what was typed stays"
    assert line(content, "user").text() == "office"


def test_an_address_is_checked_while_it_is_typed(dialog: Open, qtbot: QtBot) -> None:
    shown = dialog()
    content = content_of(shown)
    switch(content)
    write(qtbot, line(content, "sender"), "ann@example")
    assert "lacks its ending" in content.fields["sender"].problem()
    assert not shown.save.isEnabled()


# ------------------------------------------------------------------------------------------- the test


def fill(content: MailContent, qtbot: QtBot, port: int) -> None:
    switch(content)
    write(qtbot, line(content, "sender"), "ann@riverside.example")
    write(qtbot, line(content, "host"), HERE)
    secure(content, 2)
    content.fields["port"].control.setValue(port)  # type: ignore[attr-defined]


def said(content: MailContent) -> str:
    assert content.answer.isVisible()
    assert content.answer.words is not None
    return content.answer.words.text()


def test_a_test_mail_goes_out_before_anything_is_saved(
    opened: App, dialog: Open, qtbot: QtBot, settled: Settled
) -> None:
    content = content_of(dialog())
    with post_office() as post:
        fill(content, qtbot, post.port)
        content.to.control.setText("bob@example.com")  # type: ignore[attr-defined]
        content.try_it.click()
        assert not content.try_it.isEnabled(), "it rests while it is at it"
        settled()
    assert post.mail()["To"] == "bob@example.com"
    assert "accepted the test email" in said(content)
    assert content.try_it.isEnabled()
    assert mail_settings(opened.desk) == MailSettings()


def test_without_an_address_the_sender_gets_it(dialog: Open, qtbot: QtBot, settled: Settled) -> None:
    content = content_of(dialog())
    with post_office() as post:
        fill(content, qtbot, post.port)
        assert content.to.control.placeholderText() == "ann@riverside.example"  # type: ignore[attr-defined]
        content.try_it.click()
        settled()
    assert post.mail()["To"] == "ann@riverside.example"


def test_a_failed_test_says_why_with_the_servers_words_behind_details(
    dialog: Open, qtbot: QtBot, settled: Settled
) -> None:
    content = content_of(dialog())
    with post_office(answers={"RCPT": "550 5.1.1 Nobody of that name"}) as post:
        fill(content, qtbot, post.port)
        content.try_it.click()
        settled()
    assert "refuses the recipient" in said(content)
    details = next(each for each in content.answer.findChildren(QPushButton) if each.text() == "Details")
    details.click()
    labels = content.answer.findChildren(type(content.warning))
    assert any(each.isVisible() and "Nobody of that name" in each.text() for each in labels)
    with post_office() as post:
        content.fields["port"].control.setValue(post.port)  # type: ignore[attr-defined]
        content.try_it.click()
        settled()
    assert "accepted" in said(content), "the new answer takes the old one's place"


def test_what_is_missing_is_told_at_its_field(dialog: Open, qtbot: QtBot, settled: Settled) -> None:
    content = content_of(dialog())
    switch(content)
    content.to.control.setText("bob")  # type: ignore[attr-defined]
    content.try_it.click()
    settled()
    assert "lacks" in content.to.problem()
    content.to.control.setText("bob@example.com")  # type: ignore[attr-defined]
    content.try_it.click()
    settled()
    assert content.fields["host"].problem()
    assert not content.answer.isVisible()


def test_the_settings_can_be_closed_while_a_test_runs(
    dialog: Open, qtbot: QtBot, settled: Settled, window: MainWindow
) -> None:
    shown = dialog()
    content = content_of(shown)
    with post_office() as post:
        fill(content, qtbot, post.port)
        content.try_it.click()
        shown.reject()
        settled()
    assert not window.findChildren(SettingsDialog)
    assert len(post.got) == 1
