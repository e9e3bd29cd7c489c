"""Alarm contacts, what they were told, reminders (A7, A9)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text as sql

from smsdesk.domain import limits
from smsdesk.domain.alarms import EVENTS_TO_CHOOSE, AlarmEvent, Channel, DeliveryStatus
from smsdesk.domain.applications import Application, ApplicationType, Reminders
from smsdesk.domain.errors import DeskError, Invalid, LimitReached, NotFound
from smsdesk.domain.profile import Identity
from smsdesk.domain.tasks import TaskStatus
from smsdesk.domain.text import text
from smsdesk.engine.alarm_messages import send_sms
from smsdesk.operations import alarms, applications, tasks
from smsdesk.operations.desk import Desk
from smsdesk.store.alarm_deliveries import Outcome, settle
from smsdesk.store.alarm_rows import raise_alarm, take_alarms
from tests.operations.conftest import Clock, IdleSender
from tests.operations.shop import Shop, change_profile, furnish

ANN: dict[str, Any] = {
    "name": "Ann",
    "number": "138 0013 8000",
    "email": "ann@bakery.example",
    "events": list(EVENTS_TO_CHOOSE),
}


@pytest.fixture
def application(desk: Desk) -> Application:
    return applications.create_application(desk, name="Bakery", type=ApplicationType.OTHER)


@pytest.fixture
def shop(desk: Desk) -> Shop:
    """Nothing of what happened while it was furnished is told any more."""
    shop = furnish(desk)
    with desk.database.write() as session:
        session.execute(sql("DELETE FROM alarm_delivery"))
        session.execute(sql("DELETE FROM alarm"))
    return shop


def add(desk: Desk, application: Application, **values: object) -> int:
    return alarms.add_alarm_contact(desk, application_id=application.id, **{**ANN, **values}).id


def happen(
    desk: Desk, application_id: int, clock: Clock, *, event: AlarmEvent = AlarmEvent.EXCESSIVE
) -> None:
    """Raised, gathered and taken, as the engine does."""
    with desk.database.write() as session:
        raise_alarm(session, event, text("It happened."), now=desk.now(), application_id=application_id)
    clock.move(seconds=int(limits.ALARM_GATHER_SECONDS))
    with desk.database.write() as session:
        assert take_alarms(session, now=desk.now())
        send_sms(session, now=desk.now())


# --- contacts ---------------------------------------------------------------------------------------


def test_a_contact_is_kept_changed_and_deleted(
    desk: Desk, application: Application, sender: IdleSender
) -> None:
    heard: set[str] = set()
    desk.listen(heard.update)
    contact = add(desk, application, events=[AlarmEvent.REVIEW, AlarmEvent.EXCESSIVE])
    (kept,) = alarms.alarm_contacts(desk, application_id=application.id)
    assert (kept.number, kept.email) == ("+8613800138000", "ann@bakery.example")
    assert kept.events == (AlarmEvent.EXCESSIVE, AlarmEvent.REVIEW)
    changed = alarms.update_alarm_contact(
        desk,
        contact_id=contact,
        name=" Anna ",
        number="+49 151 12345678",
        email="",
        events=[AlarmEvent.REVIEW],
    )
    assert (changed.name, changed.number, changed.email) == ("Anna", "+4915112345678", "")
    alarms.delete_alarm_contact(desk, contact_id=contact)
    assert alarms.alarm_contacts(desk, application_id=application.id) == []
    assert "alarm" in heard


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("name", {"name": "  "}),
        ("name", {"name": "Ann\nBob"}),
        ("name", {"name": "A" * (int(limits.ALARM_CONTACT_NAME_LENGTH) + 1)}),
        ("number", {"number": "", "email": " "}),
        ("number", {"number": "021 1234 5678"}),
        ("number", {"number": "ann@bakery.example"}),
        ("email", {"email": "ann"}),
        ("email", {"email": "ann@bakery.example, bob@bakery.example"}),
        ("email", {"email": "ann@bakery.example\nBcc: all@bakery.example"}),
        ("events", {"events": []}),
        ("events", {"events": [AlarmEvent.TRIAL]}),
    ],
)
def test_what_breaks_a_rule_is_told_at_its_field(
    desk: Desk, application: Application, field: str, values: dict[str, object]
) -> None:
    with pytest.raises(Invalid) as fault:
        add(desk, application, **values)
    assert fault.value.field == field
    contact = add(desk, application)
    with pytest.raises(Invalid) as fault:
        alarms.update_alarm_contact(desk, contact_id=contact, **{**ANN, **values})
    assert fault.value.field == field
    (kept,) = alarms.alarm_contacts(desk, application_id=application.id)
    assert kept.name == "Ann"


@pytest.mark.parametrize("values", [{"number": ""}, {"email": ""}])
def test_one_way_is_enough(desk: Desk, application: Application, values: dict[str, str]) -> None:
    add(desk, application, **values)


def test_there_are_five_for_each_application(desk: Desk, application: Application) -> None:
    for place in range(int(limits.ALARM_CONTACTS)):
        add(desk, application, name=f"Contact {place}")
    with pytest.raises(LimitReached):
        add(desk, application)
    add(desk, applications.create_application(desk, name="Web", type=ApplicationType.OTHER))


def test_what_is_gone_is_said_to_be(desk: Desk, application: Application) -> None:
    contact = add(desk, application)
    applications.disable_application(desk, application_id=application.id)
    applications.delete_application(desk, application_id=application.id, confirm_name="Bakery")
    for attempt in (
        lambda: add(desk, application),
        lambda: alarms.update_alarm_contact(desk, contact_id=contact, **ANN),
        lambda: alarms.delete_alarm_contact(desk, contact_id=contact + 1),
        lambda: alarms.test_alarm_contact(desk, contact_id=contact),
        lambda: alarms.set_reminders(desk, application_id=application.id, reminders=Reminders()),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_the_audit_has_neither_number_nor_address(desk: Desk, application: Application) -> None:
    contact = add(desk, application)
    alarms.delete_alarm_contact(desk, contact_id=contact)
    with desk.database.read() as session:
        rows = session.execute(sql("SELECT action || COALESCE(before, '') || after FROM audit")).scalars()
        kept = "".join(row or "" for row in rows)
    assert "AddAlarmContact" in kept
    assert "DeleteAlarmContact" in kept
    assert "138" not in kept.replace(str(application.app_id), "")
    assert "@" not in kept


# --- what they were told ----------------------------------------------------------------------------


def test_alarms_with_who_was_told_how(desk: Desk, shop: Shop, clock: Clock) -> None:
    add(desk, shop.application)
    happen(desk, shop.application.id, clock)
    happen(desk, 0, clock, event=AlarmEvent.REVIEW)
    with desk.database.write() as session:
        raise_alarm(
            *(session, AlarmEvent.FREQUENCY_LIMIT, text("Again.")),
            now=desk.now(),
            application_id=shop.application.id,
        )
    gathering, review, excessive = alarms.recent_alarms(desk, application_id=shop.application.id)
    assert [one.channel for one in gathering.deliveries] == [Channel.DESKTOP]
    assert review.application_id == 0
    for alarm in (review, excessive):
        ways = {one.channel: one for one in alarm.deliveries}
        assert set(ways) == set(Channel)
        assert (ways[Channel.SMS].contact, ways[Channel.SMS].address) == ("Ann", "+8613800138000")
        assert {one.status for one in ways.values()} == {DeliveryStatus.WAITING}
    other = applications.create_application(desk, name="Web", type=ApplicationType.OTHER)
    assert alarms.recent_alarms(desk, application_id=other.id) == []
    assert len(alarms.recent_alarms(desk, application_id=shop.application.id, limit=1)) == 1


@pytest.mark.parametrize(
    ("status", "code", "shown", "fault"),
    [
        ("queued", "", DeliveryStatus.WAITING, ""),
        ("in_flight", "", DeliveryStatus.WAITING, ""),
        ("accepted", "", DeliveryStatus.SENT, ""),
        ("delivered", "", DeliveryStatus.SENT, ""),
        ("undelivered", "MK:0001", DeliveryStatus.FAILED, "number"),
        ("failed", "FailedOperation.PhoneNumberInBlacklist", DeliveryStatus.FAILED, "block"),
        ("cancelled", "", DeliveryStatus.FAILED, "cancelled"),
        ("unknown", "Unknown", DeliveryStatus.WAITING, "not known"),
    ],
)
def test_an_sms_stands_as_its_message(
    desk: Desk, shop: Shop, clock: Clock, status: str, code: str, shown: DeliveryStatus, fault: str
) -> None:
    add(desk, shop.application, email="")
    happen(desk, shop.application.id, clock)
    with desk.database.write() as session:
        session.execute(
            sql("UPDATE message SET status = :status, code = :code"), {"status": status, "code": code}
        )
    (alarm,) = alarms.recent_alarms(desk, application_id=shop.application.id)
    (sms,) = [one for one in alarm.deliveries if one.channel is Channel.SMS]
    assert sms.status is shown
    assert fault in str(sms.fault or "").casefold()


def test_the_task_of_an_alarm_is_in_no_list_and_cannot_be_copied(
    desk: Desk, shop: Shop, clock: Clock
) -> None:
    add(desk, shop.application)
    happen(desk, shop.application.id, clock)
    with desk.database.read() as session:
        (task,) = session.execute(sql("SELECT id FROM task")).scalars()
    assert tasks.list_tasks(desk) == []
    assert tasks.list_tasks(desk, statuses=[TaskStatus.SENDING], search="alarm") == []
    assert tasks.task(desk, task_id=task).source == "alarm"
    with pytest.raises(DeskError):
        tasks.copy_task(desk, task_id=task)
    # Nor does it stand in the way of a deletion: nobody could stop it.
    applications.disable_application(desk, application_id=shop.application.id)
    applications.delete_application(desk, application_id=shop.application.id, confirm_name="Bakery")


def test_what_waits_for_two_contacts_of_one_address_is_kept_while_one_is_there(
    desk: Desk, shop: Shop
) -> None:
    first = alarms.add_alarm_contact(desk, application_id=shop.application.id, **ANN)
    alarms.add_alarm_contact(
        desk, application_id=shop.application.id, **{**ANN, "name": "Anna", "email": ANN["email"].upper()}
    )
    alarm = alarms.test_alarm_contact(desk, contact_id=first.id)
    alarms.delete_alarm_contact(desk, contact_id=first.id)
    kept = {
        one.channel: one.status
        for one in alarms.recent_alarms(desk, application_id=shop.application.id)[0].deliveries
    }
    assert alarm.deliveries
    assert set(kept.values()) == {DeliveryStatus.WAITING}


def test_a_deleted_contact_gets_no_email_that_still_waits(desk: Desk, shop: Shop, clock: Clock) -> None:
    contact = add(desk, shop.application)
    happen(desk, shop.application.id, clock)
    alarms.delete_alarm_contact(desk, contact_id=contact)
    (alarm,) = alarms.recent_alarms(desk, application_id=shop.application.id)
    (mail,) = [one for one in alarm.deliveries if one.channel is Channel.EMAIL]
    assert (mail.status, str(mail.fault)) == (DeliveryStatus.FAILED, "The contact was deleted.")


def test_a_trial_goes_to_one_contact_at_once_and_delays_nothing(
    desk: Desk, shop: Shop, clock: Clock, sender: IdleSender
) -> None:
    contact = add(desk, shop.application)
    add(desk, shop.application, name="Bob", number="13800138001")
    before = sender.woken
    alarm = alarms.test_alarm_contact(desk, contact_id=contact)
    assert alarm.event is AlarmEvent.TRIAL
    assert [(one.channel, one.contact) for one in alarm.deliveries] == [
        (Channel.SMS, "Ann"),
        (Channel.EMAIL, "Ann"),
    ]
    assert sender.woken > before
    assert alarms.desktop_alarms(desk) == []
    happen(desk, shop.application.id, clock)
    assert len(alarms.recent_alarms(desk, application_id=shop.application.id)) == 2


def test_desktop_alarms_are_given_until_they_were_shown(
    desk: Desk, application: Application, clock: Clock
) -> None:
    happen(desk, application.id, clock)
    with desk.database.write() as session:
        raise_alarm(session, AlarmEvent.REVIEW, text("Quiet."), now=desk.now(), desktop=False)
        raise_alarm(session, AlarmEvent.FREQUENCY_LIMIT, text("Not yet."), now=desk.now(), application_id=1)
    (alarm,) = alarms.desktop_alarms(desk)
    assert alarm.event is AlarmEvent.EXCESSIVE
    alarms.desktop_alarms_shown(desk, alarm_ids=[alarm.id])
    assert alarms.desktop_alarms(desk) == []
    (shown,) = [
        one.deliveries[0]
        for one in alarms.recent_alarms(desk, application_id=application.id)
        if one.id == alarm.id
    ]
    assert shown.status is DeliveryStatus.SENT


def test_what_nobody_was_there_to_see_is_not_shown_days_later(
    desk: Desk, application: Application, clock: Clock
) -> None:
    happen(desk, application.id, clock)
    clock.move(days=2)
    happen(desk, application.id, clock)
    assert len(alarms.desktop_alarms(desk)) == 1


def test_old_alarms_are_forgotten(desk: Desk, application: Application, clock: Clock) -> None:
    with desk.database.write() as session:
        session.execute(
            sql(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200)"
                " INSERT INTO alarm SELECT i, 1, 'excessive', '[]', 1, 0, 0, 0, :at FROM n"
            ),
            {"at": desk.now()},
        )
        session.execute(
            sql(
                "INSERT INTO alarm_delivery"
                " (alarm_id, application_id, channel, contact, address, status, due_at)"
                " SELECT id, 1, 'email', '', '', 'sent', 0 FROM alarm"
            )
        )
    clock.move(hours=2)
    happen(desk, application.id, clock)
    assert _count(desk) == 1201, "those of a day are kept in any case"
    clock.move(days=2)
    happen(desk, application.id, clock)
    assert _count(desk) == 1000
    clock.move(days=400)
    happen(desk, application.id, clock)
    assert _count(desk) == 1


def _count(desk: Desk) -> int:
    with desk.database.read() as session:
        return int(session.execute(sql("SELECT COUNT(*) FROM alarm")).scalar_one())


def test_what_was_settled_once_stays_so(desk: Desk, shop: Shop, clock: Clock) -> None:
    add(desk, shop.application, number="")
    happen(desk, shop.application.id, clock)
    (alarm,) = alarms.recent_alarms(desk, application_id=shop.application.id)
    mail = max(one.id for one in alarm.deliveries)
    with desk.database.write() as session:
        settle(session, [(mail, Outcome(DeliveryStatus.SENT))], now=desk.now())
        settle(session, [(mail, Outcome(DeliveryStatus.FAILED, text("Late.")))], now=desk.now())
    (alarm,) = alarms.recent_alarms(desk, application_id=shop.application.id)
    assert [one.status for one in alarm.deliveries if one.id == mail] == [DeliveryStatus.SENT]


# --- reminders --------------------------------------------------------------------------------------


def test_reminders_are_set_and_switched_off(desk: Desk, application: Application) -> None:
    wanted = Reminders(mainland=1, abroad=int(limits.REMINDER_MAXIMUM))
    made = alarms.set_reminders(desk, application_id=application.id, reminders=wanted)
    assert made.reminders == wanted
    off = alarms.set_reminders(desk, application_id=application.id, reminders=Reminders())
    assert off.reminders == Reminders()


@pytest.mark.parametrize("bad", [0, -1, int(limits.REMINDER_MAXIMUM) + 1])
@pytest.mark.parametrize("field", ["mainland", "abroad"])
def test_reminders_have_a_range(desk: Desk, application: Application, field: str, bad: int) -> None:
    with pytest.raises(Invalid) as fault:
        alarms.set_reminders(desk, application_id=application.id, reminders=Reminders(**{field: bad}))
    assert fault.value.field == field


def test_an_individual_may_set_reminders(desk: Desk, application: Application) -> None:
    """Only the sending limits are not theirs to change (P2)."""
    change_profile(desk, identity=Identity.INDIVIDUAL)
    alarms.set_reminders(desk, application_id=application.id, reminders=Reminders(mainland=100))
