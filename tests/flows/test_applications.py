"""A person makes an application and goes through all it has, with a running engine (A1–A7, A9, A10)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from smsdesk.app import App
from smsdesk.domain.alarms import AlarmEvent, DeliveryStatus
from smsdesk.domain.applications import STRICT_LIMIT, Application, Reminders
from smsdesk.domain.profile import Identity
from smsdesk.domain.tasks import TaskStatus
from smsdesk.operations import tasks
from smsdesk.operations.alarms import alarm_contacts, recent_alarms
from smsdesk.operations.allowlist import allowlist
from smsdesk.operations.applications import application, list_applications, reveal_app_key
from smsdesk.ui.applications.alarms_section import AlarmsSection
from smsdesk.ui.applications.application_page import ApplicationPage
from smsdesk.ui.applications.gateway_section import GatewaySection
from smsdesk.ui.applications.information_section import InformationSection
from smsdesk.ui.applications.limits_section import LimitsSection
from smsdesk.ui.applications.list_page import ApplicationsPage
from smsdesk.ui.applications.reminders_section import RemindersSection
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.settings.dialog import SettingsDialog
from smsdesk.ui.widgets.confirm import Question
from tests.flows.test_tasks import people, set_gateway
from tests.operations.shop import Shop, change_profile, furnish
from tests.ui.applications.acting import Settled, bars, find, press, question

#: Of a task: some or none of its messages were sent.
ENDED = (TaskStatus.SENT, TaskStatus.FAILED)

Until = Callable[[Callable[[], object]], None]


def stored(opened: App, name: str) -> Application:
    return next(card.application for card in list_applications(opened.desk) if card.application.name == name)


@pytest.fixture
def shop(opened: App) -> Shop:
    return furnish(opened.desk)


def find_all(page: ApplicationPage, words: str) -> list[QPushButton]:
    return [each for each in page.findChildren(QPushButton) if each.text() == words and each.isVisible()]


def page_of(window: MainWindow) -> ApplicationPage:
    page = window.current_page()
    assert isinstance(page, ApplicationPage)
    return page


def test_an_application_from_its_making_to_its_end(
    opened: App, window: MainWindow, qtbot: QtBot, settled: Settled
) -> None:
    window.open_place("applications", "list")
    settled()
    cards = window.current_page()
    assert isinstance(cards, ApplicationsPage)
    press(cards, "New application")
    qtbot.keyClicks(cards.panel.findChildren(QLineEdit)[0], "Web shop")
    press(cards.panel, "Create application")
    settled()
    assert cards.count.text() == "1 of 500"
    press(cards.bars, "Open")
    settled()
    page = page_of(window)
    made = stored(opened, "Web shop")

    # Information: another name, the key
    section = page.section
    assert isinstance(section, InformationSection)
    section.form.fields["name"].set_value("Bread & Rolls")
    press(page, "Save changes")
    settled()
    assert stored(opened, "Bread & Rolls").id == made.id
    before = reveal_app_key(opened.desk, application_id=made.id)
    press(page, "Rotate…")
    settled()
    question(window).accept()
    settled()
    press(page, "Copy AppKey")
    settled()
    assert QGuiApplication.clipboard().text() == reveal_app_key(opened.desk, application_id=made.id) != before

    # Sending limits
    page.choose("limits")
    settled()
    limits = page.section
    assert isinstance(limits, LimitsSection)
    limits.limit.presets.cards[1].radio.click()
    press(page, "Save changes")
    settled()
    assert application(opened.desk, application_id=made.id).limit == STRICT_LIMIT

    # Allowlist
    page.choose("allowlist")
    settled()
    press(page, "Add numbers")
    page.panel.findChildren(QPlainTextEdit)[-1].setPlainText("13800138000\n13900139000")
    press(page.panel, "Add to allowlist")
    settled()
    assert len(allowlist(opened.desk, application_id=made.id)) == 2

    # Reminders
    page.choose("reminders")
    settled()
    reminders = page.section
    assert isinstance(reminders, RemindersSection)
    reminders.mainland.switch.click()
    press(page, "Save changes")
    settled()
    assert application(opened.desk, application_id=made.id).reminders == Reminders(5_000, None)

    # Alarm contacts
    press(page, "Alarm contacts")
    settled()
    assert isinstance(page.section, AlarmsSection)
    press(page, "Add contact")
    name, number, _email = page.panel.findChildren(QLineEdit)[-3:]
    name.setText("Ann")
    number.setText("+1 415 555 2671")
    press(page.panel, "Add contact")
    settled()
    assert [each.number for each in alarm_contacts(opened.desk, application_id=made.id)] == ["+14155552671"]

    # Gateway
    page.choose("gateway")
    settled()
    gateway = page.section
    assert isinstance(gateway, GatewaySection)
    press(page, "Test")
    settled()
    assert gateway.answer.words.property("kind") == "success"

    # The end
    assert not find(page, "Delete…").isEnabled()
    press(page, "Disable…")
    settled()
    question(window).accept()
    settled()
    press(page, "Delete…")
    settled()
    asked = question(window)
    asked.findChildren(QLineEdit)[0].setText("Bread & Rolls")
    asked.accept_button.click()
    settled()
    assert window.current_page() is cards
    assert list_applications(opened.desk) == []
    assert bars(cards)[-1] == "“Bread & Rolls” is deleted. Its message records stay in Statistics."


def test_a_trial_alarm_goes_out_through_the_engine(
    opened: App, shop: Shop, window: MainWindow, until: Until, settled: Settled
) -> None:
    window.open_place("applications", application_id=shop.application.id, section="alarms")
    settled()
    page = page_of(window)
    press(page, "Add contact")
    name, number, _email = page.panel.findChildren(QLineEdit)[-3:]
    name.setText("Ann")
    number.setText("13900000001")
    assert all(box.isChecked() for box in page.panel.findChildren(QCheckBox))
    press(page.panel, "Add contact")
    settled()
    press(page, "Send a test alarm")

    def sent() -> bool:
        alarms = recent_alarms(opened.desk, application_id=shop.application.id)
        return bool(alarms) and alarms[0].deliveries[0].status is DeliveryStatus.SENT

    until(sent)
    section = page.section
    assert isinstance(section, AlarmsSection)
    shown = section.recent
    until(lambda: shown._shown and shown._shown[0].deliveries[0].status is DeliveryStatus.SENT)


def test_a_disabled_application_pauses_its_tasks_and_says_so(
    opened: App, shop: Shop, window: MainWindow, until: Until, settled: Settled
) -> None:
    set_gateway(opened, {"messages_per_second": "50"})
    task = shop.sent(shop.pasted("\n".join(people(300))))
    until(lambda: tasks.task(opened.desk, task_id=task.id).totals.sent)
    window.open_place("applications", application_id=shop.application.id)
    settled()
    page = page_of(window)
    press(page, "Disable…")
    settled()
    question(window).accept()
    settled()
    assert any("sends nothing" in words for words in bars(page))
    until(lambda: tasks.task(opened.desk, task_id=task.id).status is TaskStatus.PAUSED)
    set_gateway(opened, {})
    press(page, "Enable…")
    settled()
    question(window).accept()
    settled()
    assert not any("sends nothing" in words for words in bars(page))
    until(lambda: tasks.task(opened.desk, task_id=task.id).status is TaskStatus.SENT)


def test_messages_past_a_limit_are_an_alarm_on_the_card_and_the_page(
    opened: App, shop: Shop, window: MainWindow, until: Until, settled: Settled
) -> None:
    window.open_place("applications", "list")
    cards = window.current_page()
    assert isinstance(cards, ApplicationsPage)
    for _ in range(2):
        task = shop.sent(shop.pasted("\n".join(people(3))))
        until(lambda at=task.id: tasks.task(opened.desk, task_id=at).status in ENDED)
    until(lambda: cards.grid.cards.rowCount() and cards.grid.cards.cards[0].hint == "1 alarm today")
    until(lambda: ("Requests today", "6") in cards.grid.cards.cards[0].figures)
    cards.open_application(shop.application.id, "alarms")
    settled()
    section = page_of(window).section
    assert isinstance(section, AlarmsSection)
    words = [each.text() for each in section.recent.findChildren(QLabel)]
    assert "Sending limit reached, 3 times" in words
    (alarm,) = recent_alarms(opened.desk, application_id=shop.application.id)
    assert alarm.event is AlarmEvent.FREQUENCY_LIMIT


def test_an_individual_raises_the_profile_and_may_then_set_limits(
    opened: App, shop: Shop, window: MainWindow, settled: Settled
) -> None:
    change_profile(opened.desk, identity=Identity.INDIVIDUAL)
    opened.desk.tell(frozenset({"profile"}))
    settled()
    window.open_place("applications", application_id=shop.application.id, section="limits")
    settled()
    assert not find_all(page_of(window), "Save changes")
    press(page_of(window), "Raise the profile…")
    settled()
    (settings,) = [each for each in window.findChildren(SettingsDialog) if each.isVisible()]
    press(settings, "Become an organization…")
    settled()
    next(each for each in window.findChildren(Question) if each.isVisible()).accept()
    settled()
    window.open_place("applications", application_id=shop.application.id, section="limits")
    settled()
    assert find_all(page_of(window), "Save changes")
