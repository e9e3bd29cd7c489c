"""Pictures of the applications, from the cards to what each sends through."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton, QWidget

from smsdesk.domain.alarms import EVENTS_TO_CHOOSE, AlarmEvent
from smsdesk.domain.applications import ApplicationType, FrequencyLimit, Reminders
from smsdesk.domain.profile import Identity
from smsdesk.domain.text import text, tr
from smsdesk.operations.alarms import (
    add_alarm_contact,
    alarm_contacts,
    recent_alarms,
    set_reminders,
    test_alarm_contact,
)
from smsdesk.operations.allowlist import add_to_allowlist, allowlist, remove_from_allowlist
from smsdesk.operations.applications import (
    create_application,
    disable_application,
    enable_application,
    list_applications,
    set_frequency_limit,
)
from smsdesk.operations.desk import Desk
from smsdesk.store.alarm_rows import raise_alarm
from smsdesk.store.settings import read_profile, write_profile
from smsdesk.ui.applications.alarms_section import AlarmsSection
from smsdesk.ui.applications.allowlist_section import AllowlistSection
from smsdesk.ui.applications.application_page import ApplicationPage
from smsdesk.ui.applications.gateway_section import GatewaySection
from smsdesk.ui.applications.information_section import InformationSection
from smsdesk.ui.applications.limits_section import LimitsSection
from smsdesk.ui.desktop_alarms import DesktopAlarms
from smsdesk.ui.gallery import Stage, scene

S = TypeVar("S", bound=QWidget)


async def opened(
    stage: Stage, section: str, kind: type[S], *, last: bool = False
) -> tuple[ApplicationPage, S]:
    """The page of the first application (or the last), with that section in view."""
    cards = await stage.run(list_applications)
    shown = cards[-1 if last else 0].application
    page = await stage.open("applications", "", application_id=shown.id, section=section)
    assert isinstance(page, ApplicationPage)
    assert isinstance(page.section, kind)
    return page, page.section


def press(page: QWidget, words: str) -> None:
    next(each for each in page.findChildren(QPushButton) if each.text() == words and each.isVisible()).click()


def _become(desk: Desk, identity: Identity) -> None:
    with desk.writing("profile") as session:
        stored = read_profile(session)
        assert stored is not None
        write_profile(session, replace(stored, identity=identity))


@scene("applications-cards")
async def cards(stage: Stage) -> None:
    await stage.open("applications", "list")


@scene("applications-new")
async def new(stage: Stage) -> None:
    await stage.open("applications", "", new=True)


@scene("applications-new-error")
async def new_error(stage: Stage) -> None:
    page = await stage.open("applications", "", new=True)
    page.panel.findChildren(QLineEdit)[0].setText(tr("Riverside Bakery"))
    press(page.panel, tr("Create application"))


@scene("applications-information")
async def information(stage: Stage) -> None:
    await opened(stage, "information", InformationSection)


@scene("applications-information-written")
async def information_written(stage: Stage) -> None:
    page, section = await opened(stage, "information", InformationSection)
    section.form.fields["name"].set_value(tr("Riverside Bakery") + " 2")
    press(page, tr("Reveal"))
    await stage.settle()


@scene("applications-limits")
async def sending_limits(stage: Stage) -> None:
    _, written = await opened(stage, "information", InformationSection)
    written.discard()
    await opened(stage, "limits", LimitsSection)


@scene("applications-limits-custom")
async def limits_custom(stage: Stage) -> None:
    _, section = await opened(stage, "limits", LimitsSection)
    limit = FrequencyLimit(None, 25)
    await stage.run(set_frequency_limit, application_id=section.application_id, limit=limit)
    await stage.settle(0.1)


@scene("applications-limits-individual")
async def limits_individual(stage: Stage) -> None:
    await stage.context.runner.call(lambda: _become(stage.context.runner.desk, Identity.INDIVIDUAL))
    await stage.settle(0.1)
    await opened(stage, "limits", LimitsSection)


@scene("applications-allowlist-empty")
async def allowlist_empty(stage: Stage) -> None:
    await stage.context.runner.call(lambda: _become(stage.context.runner.desk, Identity.ORGANIZATION))
    await stage.settle(0.1)
    await opened(stage, "allowlist", QWidget)


@scene("applications-allowlist-error")
async def allowlist_error(stage: Stage) -> None:
    page, _ = await opened(stage, "allowlist", QWidget)
    press(page, tr("Add numbers"))
    box = page.panel.findChildren(QPlainTextEdit)[-1]
    box.setPlainText("13800138000\n1380013\nhello\n+1 415 555 2671")
    press(page.panel, tr("Add to allowlist"))
    await stage.settle()


@scene("applications-allowlist-full")
async def allowlist_full(stage: Stage) -> None:
    page, section = await opened(stage, "allowlist", QWidget)
    press(page.panel, tr("Cancel"))
    at = page.application_id
    numbers = await stage.run(allowlist, application_id=at)
    await stage.run(remove_from_allowlist, application_id=at, numbers=numbers)
    words = "\n".join(f"138{number:08}" for number in range(300))
    await stage.run(add_to_allowlist, application_id=at, numbers=words)
    await stage.settle(0.1)
    section.table.view.selectRow(2)  # type: ignore[attr-defined]


@scene("applications-allowlist-file")
async def allowlist_file(stage: Stage) -> None:
    page, section = await opened(stage, "allowlist", AllowlistSection)
    numbers = await stage.run(allowlist, application_id=page.application_id)
    await stage.run(remove_from_allowlist, application_id=page.application_id, numbers=numbers[4:])
    path = Path(tempfile.mkdtemp(prefix="smsdesk-scene-")) / "our phones.csv"
    lines = ("Who,Mobile", "Ann,13800000001", "Bo,13900000002", "Shop,010-62770000", "Cy,+1 202 555 0123")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    await stage.settle(0.1)
    section.take_file(path)
    await stage.settle(0.6)


@scene("applications-reminders")
async def reminders(stage: Stage) -> None:
    await opened(stage, "reminders", QWidget)


@scene("applications-alarms-empty")
async def alarms_empty(stage: Stage) -> None:
    await opened(stage, "alarms", AlarmsSection)


@scene("applications-alarms-form")
async def alarms_form(stage: Stage) -> None:
    page, _ = await opened(stage, "alarms", AlarmsSection)
    press(page, tr("Add contact"))
    name, number, email = page.panel.findChildren(QLineEdit)[:3]
    name.setText("Ann")
    number.setText("1380013")
    email.setText("ann@bakery")


@scene("applications-alarms")
async def alarms(stage: Stage) -> None:
    page, _ = await opened(stage, "alarms", AlarmsSection)
    press(page.panel, tr("Cancel"))
    at = page.application_id
    ann = await stage.run(
        add_alarm_contact,
        application_id=at,
        name="Ann",
        number="13900000001",
        email="ann@riverside-bakery.example.com",
        events=EVENTS_TO_CHOOSE,
    )
    await stage.run(
        add_alarm_contact,
        application_id=at,
        name="Ben",
        number="",
        email="ben@riverside-bakery.example.com",
        events=[AlarmEvent.EXCESSIVE],
    )
    await stage.run(test_alarm_contact, contact_id=ann.id)
    await stage.settle(0.3)
    await stage.context.runner.call(lambda: _hold_back(stage.context.runner.desk, at))
    await stage.settle(0.1)


def _hold_back(desk: Desk, application_id: int) -> None:
    detail = text(
        "Task “{task}”: more than {limit} messages to one number in a day.", task="Spring", limit=10
    )
    with desk.writing("alarm") as session:
        raise_alarm(
            session,
            AlarmEvent.FREQUENCY_LIMIT,
            detail,
            now=desk.now(),
            application_id=application_id,
            count=12,
        )


@scene("applications-reminders-set")
async def reminders_set(stage: Stage) -> None:
    page, _ = await opened(stage, "reminders", QWidget)
    await stage.run(set_reminders, application_id=page.application_id, reminders=Reminders(5_000, None))
    await stage.settle(0.1)


@scene("applications-alarms-full")
async def alarms_full(stage: Stage) -> None:
    page, _ = await opened(stage, "alarms", AlarmsSection)
    here = await stage.run(alarm_contacts, application_id=page.application_id)
    for place in range(5 - len(here)):
        await stage.run(
            add_alarm_contact,
            application_id=page.application_id,
            name=f"<b>Contact</b> & {'W' * 44} {place}",
            number=f"1390000001{place}",
            email=f"{'long' * 15}{place}@riverside-bakery.example.com",
            events=EVENTS_TO_CHOOSE,
        )
    await stage.settle(0.1)


@scene("applications-desktop-alarm")
async def desktop_alarm(stage: Stage) -> None:
    await stage.open("applications", "list")
    shown = DesktopAlarms(stage.context, stage.window, lambda *_about, **_where: False)
    first = (await stage.run(list_applications))[0].application
    shown.show_alarms((await stage.run(recent_alarms, application_id=first.id))[:2])


@scene("applications-gateway")
async def gateway(stage: Stage) -> None:
    stage.window.bars.clear()
    page, _ = await opened(stage, "gateway", GatewaySection)
    press(page, tr("Test"))
    await stage.settle(0.2)


@scene("applications-disabled")
async def disabled(stage: Stage) -> None:
    page, _ = await opened(stage, "gateway", GatewaySection)
    await stage.run(disable_application, application_id=page.application_id)
    await stage.open("applications", "list")


@scene("applications-disabled-page")
async def disabled_page(stage: Stage) -> None:
    await opened(stage, "information", InformationSection)


@scene("applications-hostile")
async def hostile(stage: Stage) -> None:
    first = (await stage.run(list_applications))[0].application
    await stage.run(enable_application, application_id=first.id)
    for name in ("<b>Bold</b> & <img src=x>", "\u202egnp.exe \u2067abc", "全" * 64):
        await stage.run(create_application, name=name, type=ApplicationType.OFFICIAL_ACCOUNT)
    await stage.open("applications", "list")


@scene("applications-hostile-page")
async def hostile_page(stage: Stage) -> None:
    await opened(stage, "information", InformationSection, last=True)


@scene("applications-many")
async def many(stage: Stage) -> None:
    def fill(desk: Desk) -> None:
        with desk.writing("application"):
            for at in range(500 - len(list_applications(desk))):
                create_application(desk, name=f"Shop {at + 1:03}", type=ApplicationType.APP)

    await stage.context.runner.call(lambda: fill(stage.context.runner.desk))
    await stage.open("applications", "list")
