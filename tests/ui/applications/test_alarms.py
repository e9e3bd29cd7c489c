"""Alarm contacts and what they were told (A9)."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit

from smsdesk.app import App
from smsdesk.domain.alarms import EVENTS_TO_CHOOSE, AlarmContact, AlarmEvent, Channel, DeliveryStatus
from smsdesk.domain.text import text
from smsdesk.operations.alarms import add_alarm_contact, alarm_contacts, recent_alarms
from smsdesk.operations.alarms import test_alarm_contact as try_contact
from smsdesk.store.alarm_deliveries import Outcome, settle
from smsdesk.store.alarm_rows import add_delivery, raise_alarm
from smsdesk.ui.applications.alarms_section import AlarmsSection
from smsdesk.ui.applications.application_page import ApplicationPage
from smsdesk.ui.applications.contact_row import ContactRow
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.settings.dialog import SettingsDialog
from tests.ui.applications.acting import Settled, bars, find, press
from tests.ui.applications.conftest import OpenSection


def contacts(page: ApplicationPage) -> AlarmsSection:
    found = page.sections["alarms"]
    assert isinstance(found, AlarmsSection)
    return found


def rows(page: ApplicationPage) -> list[ContactRow]:
    return [each for each in page.findChildren(ContactRow) if each.isVisible()]


def fields(page: ApplicationPage) -> tuple[QLineEdit, QLineEdit, QLineEdit]:
    name, number, email = page.panel.findChildren(QLineEdit)[-3:]
    return name, number, email


def add(opened: App, shop: int, name: str = "Ann", **changes: object) -> AlarmContact:
    about = {"number": "13800138000", "email": "ann@example.com", "events": EVENTS_TO_CHOOSE} | changes
    return add_alarm_contact(opened.desk, application_id=shop, name=name, **about)  # type: ignore[arg-type]


def words(page: ApplicationPage) -> list[str]:
    return [each.text() for each in contacts(page).recent.findChildren(QLabel) if each.isVisible()]


def test_the_first_contact_is_checked_while_typing(
    section: OpenSection, shop: int, opened: App, settled: Settled
) -> None:
    page = section("alarms")
    press(page, "Add contact")
    save = find(page.panel, "Add contact")
    name, number, email = fields(page)
    name.setText("Ann")
    assert not save.isEnabled()
    assert save.toolTip() == "Enter a mobile number, an email address or both."
    number.setText("138")
    assert "few digits" in number.accessibleDescription()
    email.setText("ann@bakery")
    assert email.accessibleDescription() != "Told by email through the account in Settings."
    assert not save.isEnabled()
    number.setText("138 0013 8000")
    email.setText("")
    for box in page.panel.findChildren(QCheckBox):
        box.setChecked(False)
    assert save.toolTip() == "Choose at least one event."
    page.panel.findChildren(QCheckBox)[1].setChecked(True)
    press(page.panel, "Add contact")
    settled()
    (kept,) = alarm_contacts(opened.desk, application_id=shop)
    assert (kept.name, kept.number, kept.email) == ("Ann", "+8613800138000", "")
    assert kept.events == (AlarmEvent.EXCESSIVE,)
    assert contacts(page).count.text() == "1 of 5"
    assert not page.panel.is_open()


def test_a_contact_is_changed(section: OpenSection, shop: int, opened: App, settled: Settled) -> None:
    kept = add(opened, shop)
    page = section("alarms")
    contacts(page)._open(kept)
    assert find(page.panel, "Save changes").toolTip() == "Nothing has been changed."
    fields(page)[0].setText("Ann Baker")
    press(page.panel, "Save changes")
    settled()
    assert [row.contact.name for row in rows(page)] == ["Ann Baker"]


def test_a_deleted_contact_is_put_back(
    section: OpenSection, shop: int, opened: App, settled: Settled
) -> None:
    kept = add(opened, shop)
    page = section("alarms")
    contacts(page)._delete(kept)
    settled()
    assert alarm_contacts(opened.desk, application_id=shop) == []
    assert bars(page) == ["“Ann” is told nothing more."]
    press(page, "Undo (10)")
    settled()
    (back,) = alarm_contacts(opened.desk, application_id=shop)
    assert (back.name, back.number, back.email, back.events) == (
        kept.name, kept.number, kept.email, kept.events
    )  # fmt: skip


def test_with_five_the_button_says_why(section: OpenSection, shop: int, opened: App) -> None:
    for at in range(5):
        add(opened, shop, f"Contact {at}")
    page = section("alarms")
    button = contacts(page).add_button
    assert contacts(page).count.text() == "5 of 5"
    assert not button.isEnabled()
    assert "5 contacts" in button.toolTip()


def test_what_is_missing_is_said_and_leads_there(
    section: OpenSection, shop: int, opened: App, window: MainWindow, settled: Settled
) -> None:
    page = section("alarms")
    assert bars(page) == []
    add(opened, shop)
    settled()
    assert [("email" in each, "signature" in each) for each in bars(page)] == [(True, False), (False, True)]
    press(page, "Set up email…")
    settled()
    (dialog,) = [each for each in window.findChildren(SettingsDialog) if each.isVisible()]
    current = dialog.names.currentItem()
    assert current is not None
    assert current.text() == "Email"
    dialog.reject()
    settled()
    press(page, "Signatures")
    settled()
    assert window.tab() == "signatures"


def test_a_trial_is_sent_and_stands_below_with_what_became_of_it(
    section: OpenSection, shop: int, opened: App, settled: Settled
) -> None:
    add(opened, shop, name="<b>Ann</b>")
    page = section("alarms")
    assert any("Nothing has happened" in each for each in words(page))
    press(page, "Send a test alarm")
    settled()
    assert "SMS to <b>Ann</b> (+8613800138000): waiting" in words(page)
    alarm = recent_alarms(opened.desk, application_id=shop)[0]
    by_way = {each.channel: each.id for each in alarm.deliveries}
    with opened.desk.writing("alarm") as session:
        outcomes = [
            (by_way[Channel.SMS], Outcome(DeliveryStatus.SENT)),
            (by_way[Channel.EMAIL], Outcome(DeliveryStatus.FAILED, text("The server refused it."))),
        ]
        settle(session, outcomes, now=opened.desk.now())
    settled()
    sent, failed = words(page)[-2:]
    assert sent.startswith("SMS to <b>Ann</b> (+8613800138000): sent today ")
    assert failed == "Email to <b>Ann</b> (ann@example.com): failed. The server refused it."


def test_alarms_say_what_happened_and_how_often(
    section: OpenSection, shop: int, opened: App, settled: Settled
) -> None:
    now = opened.desk.now()
    with opened.desk.writing("alarm") as session:
        detail = text(
            "Task “{task}”: more than {limit} messages to one number in a day.", task="Sale", limit=2
        )
        for _ in range(3):
            raise_alarm(session, AlarmEvent.FREQUENCY_LIMIT, detail, now=now, application_id=shop, count=4)
    page = section("alarms")
    assert "Sending limit reached, 12 times" in words(page)
    assert "Task “Sale”: more than 2 messages to one number in a day." in words(page)
    alarm = recent_alarms(opened.desk, application_id=shop)[0]
    with opened.desk.writing("alarm") as session:
        add_delivery(
            session,
            alarm.id,
            Channel.EMAIL,
            application_id=shop,
            contact="Ann",
            address="a@example.com",
            now=now,
        )
        (each,) = [
            one.id
            for one in recent_alarms(opened.desk, application_id=shop)[0].deliveries
            if one.channel is Channel.EMAIL
        ]
        settle(
            session, [(each, Outcome(DeliveryStatus.WAITING, text("No answer."), due_at=now + 1))], now=now
        )
    settled()
    assert "Email to Ann (a@example.com): waiting after 1 attempt. No answer." in words(page)


def test_older_alarms_are_shown_on_demand(
    section: OpenSection, shop: int, opened: App, settled: Settled
) -> None:
    kept = add(opened, shop)
    for _ in range(12):
        try_contact(opened.desk, contact_id=kept.id)
    page = section("alarms")
    assert words(page).count("Test alarm") == 10
    press(page, "Show more")
    settled()
    assert words(page).count("Test alarm") == 12
    assert not contacts(page).recent._more.isVisible()


def test_what_is_written_in_the_form_is_kept(
    section: OpenSection, shop: int, opened: App, settled: Settled
) -> None:
    page = section("alarms")
    press(page, "Add contact")
    fields(page)[0].setText("Ann")
    page.choose("limits")
    settled()
    page = section("alarms")
    assert page.panel.is_open()
    assert fields(page)[0].text() == "Ann"
    assert "Alarm contacts •" in [page._names.tabText(at) for at in range(page._names.count())]
    press(page.panel, "Cancel")
    assert "Alarm contacts" in [page._names.tabText(at) for at in range(page._names.count())]
