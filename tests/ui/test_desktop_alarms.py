"""Alarms on the desktop (A9)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from smsdesk.app import App
from smsdesk.domain.alarms import AlarmEvent, Channel
from smsdesk.domain.applications import ApplicationType
from smsdesk.domain.text import text
from smsdesk.engine.events import GatewayState
from smsdesk.operations.alarms import desktop_alarms
from smsdesk.operations.applications import create_application
from smsdesk.store.alarm_rows import add_delivery, raise_alarm
from smsdesk.store.tables import AlarmRow
from smsdesk.ui.applications.alarms_section import AlarmsSection
from smsdesk.ui.applications.application_page import ApplicationPage
from smsdesk.ui.desktop_alarms import DesktopAlarms
from smsdesk.ui.gateways_down import GatewaysDown
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.notifications import Notifications
from tests.ui.applications.acting import Settled, bars, press

Told = list[tuple[str, str, str, dict[str, object]]]


@pytest.fixture
def shop(opened: App) -> int:
    return create_application(opened.desk, name="Shop", type=ApplicationType.WEBSITE).id


def wait_for_desktop(opened: App, application_id: int, event: AlarmEvent, words: str, count: int = 1) -> None:
    """An alarm that was gathered and waits to be shown."""
    now = opened.desk.now()
    with opened.desk.writing("alarm") as session:
        raise_alarm(
            session, event, text("{words}", words=words), now=now, application_id=application_id, count=count,
            desktop=False,
        )  # fmt: skip
        row = session.query(AlarmRow).filter(AlarmRow.taken_at.is_(None)).one()
        row.taken_at = now
        add_delivery(session, row.id, Channel.DESKTOP, application_id=0, contact="", address="", now=now)


@pytest.fixture
def told() -> Told:
    return []


@pytest.fixture
def alarms(window: MainWindow, told: Told, settled: Settled) -> Callable[[], DesktopAlarms]:
    def start() -> DesktopAlarms:
        made = DesktopAlarms(
            window.context, window, lambda title, words, tab, page="", **where: bool(
                told.append((title, words, tab, where)) or True
            )
        )  # fmt: skip
        settled()
        return made

    return start


def test_what_waits_at_the_start_is_shown_once(
    opened: App,
    shop: int,
    window: MainWindow,
    alarms: Callable[[], DesktopAlarms],
    told: Told,
    settled: Settled,
) -> None:
    wait_for_desktop(opened, shop, AlarmEvent.EXCESSIVE, "More than 5,000 <b>messages</b> today.")
    alarms()
    title = "More messages than usual"
    where = {"application_id": shop, "section": "alarms"}
    assert told == [(title, "More than 5,000 <b>messages</b> today.", "applications", where)]
    assert bars(window.bars) == [f"{title}: More than 5,000 <b>messages</b> today."]
    assert desktop_alarms(opened.desk) == []
    alarms()
    assert len(told) == 1


def test_one_that_comes_while_the_window_is_open_leads_to_its_contacts(
    opened: App,
    shop: int,
    window: MainWindow,
    alarms: Callable[[], DesktopAlarms],
    told: Told,
    settled: Settled,
) -> None:
    alarms()
    assert told == []
    wait_for_desktop(opened, shop, AlarmEvent.FREQUENCY_LIMIT, "Held back.", count=12)
    settled()
    assert told[0][:2] == ("Sending limit reached", "Held back. And 11 more.")
    press(window.bars, "Show")
    settled()
    page = window.current_page()
    assert isinstance(page, ApplicationPage)
    assert isinstance(page.section, AlarmsSection)
    assert page.application_id == shop
    assert bars(window.bars) == []


def test_several_are_one_notification_and_one_bar(
    opened: App,
    shop: int,
    window: MainWindow,
    alarms: Callable[[], DesktopAlarms],
    told: Told,
    settled: Settled,
) -> None:
    for words in ("One.", "Two.", "Three."):
        wait_for_desktop(opened, shop, AlarmEvent.FREQUENCY_LIMIT, words)
    alarms()
    assert len(told) == 1
    wait_for_desktop(opened, shop, AlarmEvent.EXCESSIVE, "Four.")
    settled()
    assert len(told) == 2
    assert bars(window.bars) == ["4 alarms: One. And 3 more."]


def test_a_review_leads_to_signatures_and_templates(
    opened: App, window: MainWindow, alarms: Callable[[], DesktopAlarms], settled: Settled
) -> None:
    wait_for_desktop(opened, 0, AlarmEvent.REVIEW, "The template was approved.")
    alarms()
    press(window.bars, "Templates")
    settled()
    assert window.tab() == "templates"


def test_the_program_s_notifications_look_at_the_start(
    opened: App, shop: int, window: MainWindow, settled: Settled
) -> None:
    wait_for_desktop(opened, shop, AlarmEvent.EXCESSIVE, "Five.")
    notifications = Notifications(window.context, window)
    settled()
    assert bars(window.bars) == ["More messages than usual: Five."]
    window.context.hub.gateway_state.emit(GatewayState("sandbox", False, text("No answer.")))
    assert GatewaysDown.of(window.context).state("sandbox") is not None
    assert isinstance(notifications.alarms, DesktopAlarms)


def test_nothing_is_looked_for_before_the_first_questions_are_answered(
    opened: App,
    shop: int,
    window: MainWindow,
    alarms: Callable[[], DesktopAlarms],
    told: Told,
    settled: Settled,
) -> None:
    made = alarms()
    made._context.state._profile = None
    wait_for_desktop(opened, shop, AlarmEvent.EXCESSIVE, "Five.")
    settled()
    assert told == []
