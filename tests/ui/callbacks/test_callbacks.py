"""Callbacks on an application's page and in the settings (A8, N3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QLineEdit, QToolButton
from pytestqt.qtbot import QtBot
from sqlalchemy import text as sql

from smsdesk.app import App
from smsdesk.domain.applications import ApplicationType, CallbackAddresses
from smsdesk.domain.callbacks import ReplyFallback
from smsdesk.domain.text import text
from smsdesk.operations.applications import application, create_application
from smsdesk.operations.callbacks import callback_state, reply_fallback, set_callbacks, set_reply_fallback
from smsdesk.store.stored_text import text_to_json
from smsdesk.ui.applications.application_page import ApplicationPage
from smsdesk.ui.applications.callbacks_section import CallbacksSection
from smsdesk.ui.callbacks.address_field import AddressField
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.settings.callbacks_section import CallbacksContent
from smsdesk.ui.settings.dialog import SettingsDialog, show_settings
from smsdesk.ui.widgets.confirm import Question
from smsdesk.ui.widgets.form import FormField
from tests.notices import receiver as server
from tests.notices.receiver import Receiver

Settled = Callable[[], None]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.close()


@pytest.fixture
def shop(opened: App) -> int:
    return create_application(opened.desk, name="Shop", type=ApplicationType.WEBSITE).id


@pytest.fixture
def section(shop: int, window: MainWindow, settled: Settled) -> CallbacksSection:
    window.open_place("applications", "", application_id=shop, section="callbacks")
    settled()
    page = window.current_page()
    assert isinstance(page, ApplicationPage)
    found = page.section
    assert isinstance(found, CallbacksSection)
    return found


def type_into(qtbot: QtBot, address: AddressField, words: str) -> None:
    control = address.field.control
    assert isinstance(control, QLineEdit)
    control.clear()
    qtbot.keyClicks(control, words)


def tick(field: FormField) -> None:
    assert isinstance(field.control, QCheckBox)
    field.control.click()


def stored(opened: App, shop: int) -> CallbackAddresses:
    return application(opened.desk, application_id=shop).callbacks


def test_without_a_program_nothing_is_asked_for(section: CallbacksSection) -> None:
    assert section.state.isHidden()
    assert section.exchange.isHidden()
    assert not section.save_button.isEnabled()
    assert not section.status.try_it.isEnabled()
    assert section.form.problem() == ""


def test_an_address_is_judged_while_it_is_typed_and_saved(
    section: CallbacksSection, opened: App, shop: int, qtbot: QtBot, settled: Settled
) -> None:
    type_into(qtbot, section.status, "shop.example.com")
    assert "https://" in section.status.field.problem()
    assert not section.save_button.isEnabled()
    assert not section.status.try_it.isEnabled()
    type_into(qtbot, section.status, "http://192.168.1.20/sms")
    assert "If it is your own server, say so" in section.status.field.control.accessibleDescription()
    own = section.form.fields["own_server"]
    tick(own)
    assert section.status.field.problem() == ""
    assert "own server" not in section.status.field.control.accessibleDescription()
    assert section.save_button.isEnabled()
    tick(own)
    assert not section.save_button.isEnabled()
    tick(own)
    section.save_button.click()
    settled()
    assert stored(opened, shop) == CallbackAddresses("http://192.168.1.20/sms", "", True)
    assert not section.save_button.isEnabled()
    type_into(qtbot, section.reply, "HTTPS://Shop.Example.com")
    section.save_button.click()
    settled()
    assert stored(opened, shop).reply_url == "https://shop.example.com/"
    assert section.reply.field.value() == "https://shop.example.com/"


def test_what_is_being_written_outlives_a_reload(
    section: CallbacksSection, opened: App, shop: int, qtbot: QtBot, settled: Settled
) -> None:
    type_into(qtbot, section.reply, "https://shop.example.com/half")
    set_callbacks(
        opened.desk,
        application_id=shop,
        status_url="https://shop.example.com/s",
        reply_url="",
        own_server=False,
    )
    settled()
    assert section.status.field.value() == "https://shop.example.com/s"
    assert section.reply.field.value() == "https://shop.example.com/half"
    assert section.status.try_it.isEnabled()


def test_a_test_shows_request_and_answer_as_plain_text(
    section: CallbacksSection, receiver: Receiver, qtbot: QtBot, settled: Settled
) -> None:
    hostile = "<img src=x onerror=alert(1)><b>bold</b>\u202egnp"
    receiver.behave(server.body(hostile.encode(), "text/html; charset=utf-8"), path="/sms")
    tick(section.form.fields["own_server"])
    type_into(qtbot, section.status, receiver.url("/sms"))
    section.status.try_it.click()
    assert not section.status.try_it.isEnabled()
    settled()
    shown = section.exchange
    assert shown.isVisible()
    assert shown.words.text().startswith("It works")
    assert shown.request.toPlainText().startswith("POST /sms\n")
    assert shown.answer.toPlainText().endswith("<img src=x onerror=alert(1)><b>bold</b>\\u202egnp")
    assert receiver.asked["/sms"][0][0]["report_status"] == "SUCCESS"
    [copy] = shown.answer.parentWidget().findChildren(QToolButton)
    copy.click()
    assert QGuiApplication.clipboard().text() == shown.answer.toPlainText()
    assert section.status.try_it.isEnabled()


def test_a_test_that_fails_says_why(
    section: CallbacksSection, receiver: Receiver, qtbot: QtBot, settled: Settled
) -> None:
    tick(section.form.fields["own_server"])
    type_into(qtbot, section.reply, receiver.url("/r"))
    receiver.behave(server.status(302, Location="http://127.0.0.1/"), path="/r")
    section.reply.try_it.click()
    settled()
    assert "not followed" in section.exchange.words.text()
    assert "Location: http://127.0.0.1/" in section.exchange.answer.toPlainText()
    receiver.go_down()
    section.reply.try_it.click()
    settled()
    assert section.exchange.words.text().startswith("Nothing answers")
    assert "ClientConnectorError" in section.exchange.details.text()
    assert section.exchange.panes.isHidden()
    assert section.form.problem() == "", "a server that is down keeps nobody from saving"


def put(opened: App, application_id: int, status: str, fault: str = "") -> None:
    with opened.desk.writing("callback") as session:
        session.execute(
            sql(
                "INSERT INTO callback (application_id, kind, payload, status, created_at, due_at, fault) "
                "VALUES (:a, 'status', '{}', :s, :now, 0, :fault)"
            ),
            {
                "a": application_id,
                "s": status,
                "now": opened.desk.now(),
                "fault": text_to_json(text(fault)) if fault else None,
            },
        )


def test_how_they_stand_follows_what_happens(
    section: CallbacksSection, opened: App, shop: int, window: MainWindow, settled: Settled
) -> None:
    put(opened, shop, "waiting")
    settled()
    assert section.state.isVisible()
    assert "1 is waiting since today" in section.state.words.text()
    assert not section.state.again.isVisible()
    put(opened, shop, "failed", "<b>It was closed.</b>")
    settled()
    assert section.state.failed.text() == "1 could not be delivered and is kept."
    assert section.state.fault.text() == "The last try: <b>It was closed.</b>"
    section.state.again.click()
    settled()
    assert callback_state(opened.desk, application_id=shop).waiting == 2
    assert not section.state.again.isVisible()
    put(opened, shop, "failed")
    settled()
    section.state.forget.click()
    settled()
    [asked] = [each for each in window.findChildren(Question) if each.isVisible()]
    asked.accept()
    settled()
    assert callback_state(opened.desk, application_id=shop).failed == 0


# --- the account's address ------------------------------------------------------------------------


@pytest.fixture
def dialog(window: MainWindow, opened: App, settled: Settled) -> Iterator[Callable[[], SettingsDialog]]:
    def show() -> SettingsDialog:
        window.context.runner.spawn(show_settings(window.context, "callbacks"), window.bars)
        settled()
        return next(each for each in window.findChildren(SettingsDialog) if each.isVisible())

    yield show
    for each in window.findChildren(SettingsDialog):
        each.reject()
    settled()


def test_the_accounts_address_is_kept_by_the_settings(
    dialog: Callable[[], SettingsDialog], opened: App, receiver: Receiver, qtbot: QtBot, settled: Settled
) -> None:
    set_reply_fallback(opened.desk, reply_url="https://shop.example.com/r", own_server=False)
    shown = dialog()
    [content] = shown.findChildren(CallbacksContent)
    assert content.reply.field.value() == "https://shop.example.com/r"
    assert shown.changes() == {}
    assert content.state.isHidden()
    type_into(qtbot, content.reply, receiver.url("/r"))
    assert not shown.save.isEnabled()
    tick(content.own_server)
    content.reply.try_it.click()
    settled()
    assert content.exchange.words.text().startswith("It works")
    assert receiver.asked["/r"][0]["sign"] == "Riverside Bakery"
    shown.save.click()
    settled()
    assert reply_fallback(opened.desk) == ReplyFallback(receiver.url("/r"), True)
