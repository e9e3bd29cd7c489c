"""Reminders of excessive messaging (A7)."""

from __future__ import annotations

import pytest

from smsdesk.app import App
from smsdesk.domain.alarms import AlarmEvent
from smsdesk.domain.applications import Reminders
from smsdesk.domain.profile import Region
from smsdesk.operations.alarm_ways import sent_today
from smsdesk.operations.alarms import add_alarm_contact, set_reminders
from smsdesk.operations.applications import application
from smsdesk.store.tables import RollupRow
from smsdesk.ui.applications.alarms_section import AlarmsSection
from smsdesk.ui.applications.application_page import ApplicationPage
from smsdesk.ui.applications.reminders_section import RemindersSection
from tests.ui.applications.acting import Settled, find, press
from tests.ui.applications.conftest import OpenSection

DAY = 24 * 60 * 60 * 1000


def reminders(page: ApplicationPage) -> RemindersSection:
    found = page.sections["reminders"]
    assert isinstance(found, RemindersSection)
    return found


def send(opened: App, shop: int, region: Region, count: int, *, code: str = "", ago: int = 0) -> None:
    quarter = 15 * 60 * 1000
    with opened.desk.writing("message") as session:
        session.add(
            RollupRow(
                quarter=(opened.desk.now() - ago) // quarter * quarter, application_id=shop, template_id=0,
                signature_id=0, region=region, country="", status="accepted", code=code,
                messages=count, fragments=count,
            )
        )  # fmt: skip


def test_today_is_counted_as_the_reminders_count_it(shop: int, opened: App) -> None:
    send(opened, shop, Region.MAINLAND, 1_240)
    send(opened, shop, Region.MAINLAND, 7, code="LimitExceeded.PhoneNumberDailyLimit")
    send(opened, shop, Region.MAINLAND, 100, ago=2 * DAY)
    send(opened, shop + 1, Region.MAINLAND, 100)
    send(opened, shop, Region.GLOBAL, 3)
    assert sent_today(opened.desk, application_id=shop) == {Region.MAINLAND: 1_240, Region.GLOBAL: 3}


def test_each_can_be_off_and_today_stands_beside_it(
    section: OpenSection, shop: int, opened: App, settled: Settled
) -> None:
    send(opened, shop, Region.MAINLAND, 1_240)
    page = section("reminders")
    shown = reminders(page)
    assert shown.today[Region.MAINLAND].text() == "Today so far: 1,240"
    shown.mainland.switch.click()
    shown.mainland.number.setValue(5_000)
    assert shown.today[Region.MAINLAND].text() == "Today so far: 1,240 of 5,000"
    press(page, "Save changes")
    settled()
    assert application(opened.desk, application_id=shop).reminders == Reminders(5_000, None)
    send(opened, shop, Region.MAINLAND, 4_000, code="x")
    settled()
    assert shown.today[Region.MAINLAND].text() == "Today so far: 5,240, past 5,000"
    assert shown.today[Region.MAINLAND].property("kind") == "warning"
    shown.mainland.switch.click()
    press(page, "Save changes")
    settled()
    assert application(opened.desk, application_id=shop).reminders == Reminders()


def test_it_says_who_is_told_and_leads_to_the_contacts(
    section: OpenSection, shop: int, opened: App, settled: Settled
) -> None:
    page = section("reminders")
    assert "No alarm contact wants to know" in reminders(page).told.text()
    for name, event in (("Ann", AlarmEvent.EXCESSIVE), ("Ben", AlarmEvent.REVIEW)):
        add_alarm_contact(
            opened.desk, application_id=shop, name=name, number="13800138000", email="", events=[event]
        )
    settled()
    assert reminders(page).told.text().endswith("told by SMS or email: Ann.")
    press(page, "Alarm contacts")
    settled()
    assert isinstance(page.section, AlarmsSection)


def test_what_is_being_written_outlives_a_reload(
    section: OpenSection, shop: int, opened: App, settled: Settled
) -> None:
    page = section("reminders")
    reminders(page).mainland.set_value(10)
    reminders(page).mainland.changed.emit()
    set_reminders(opened.desk, application_id=shop, reminders=Reminders(None, 20))
    settled()
    assert reminders(page).form.values() == {"mainland": 10, "abroad": 20}


@pytest.mark.usefixtures("individual")
def test_an_individual_is_reminded_of_the_mainland_only(
    section: OpenSection, shop: int, opened: App, settled: Settled
) -> None:
    set_reminders(opened.desk, application_id=shop, reminders=Reminders(None, 20))
    page = section("reminders")
    assert not reminders(page).abroad.isVisible()
    reminders(page).mainland.switch.click()
    press(page, "Save changes")
    settled()
    assert application(opened.desk, application_id=shop).reminders == Reminders(5_000, 20)
    assert not find(page, "Save changes").isEnabled()
