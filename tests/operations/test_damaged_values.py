"""A value in the database that was damaged costs what it said, and stops nothing else (S1)."""

from __future__ import annotations

import pytest
from sqlalchemy import text as sql

from smsdesk.domain.alarms import AlarmEvent
from smsdesk.domain.applications import ApplicationType
from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.text import text
from smsdesk.engine import review_rows
from smsdesk.gateways.registry import DECLARED
from smsdesk.operations import alarms, mail, review, rules, templates
from smsdesk.operations.alarm_ways import alarm_ways
from smsdesk.operations.applications import create_application
from smsdesk.operations.callbacks import reply_fallback
from smsdesk.operations.desk import Desk
from smsdesk.store import alarm_rows, callback_rows
from smsdesk.store.alarm_deliveries import due_mails
from tests.operations.conftest import Clock

DAMAGED = ["garbage", "", "null", "5", '"x"', "[1]", '{"a": 1}', '[{"message": 1}]', "[" * 50_000]
damaged = pytest.mark.parametrize("value", DAMAGED, ids=map(str, range(len(DAMAGED))))


def change(desk: Desk, statement: str, **values: object) -> None:
    with desk.database.write() as session:
        session.execute(sql(statement), values)


def contact(desk: Desk, email: str = "owner@example.com") -> int:
    made = create_application(desk, name="Shop", type=next(iter(ApplicationType)))
    alarms.add_alarm_contact(
        desk, application_id=made.id, name="Li", number="", email=email, events=[AlarmEvent.EXCESSIVE]
    )
    return made.id


def raise_one(desk: Desk, application: int, clock: Clock) -> None:
    with desk.database.write() as session:
        alarm_rows.raise_alarm(
            session, AlarmEvent.EXCESSIVE, text("Many."), now=clock.at, application_id=application
        )


def take(desk: Desk, clock: Clock) -> int:
    """Emails that wait once the alarm is due."""
    with desk.database.write() as session:
        alarm_rows.take_alarms(session, now=clock.at)
        return len(due_mails(session, now=clock.at, but=[], limit=9))


@damaged
def test_a_contact_with_damaged_events_is_told_nothing_and_others_all(
    desk: Desk, clock: Clock, value: str
) -> None:
    application = contact(desk)
    change(desk, "UPDATE alarm_contact SET events = :value", value=value)
    alarms.add_alarm_contact(
        desk,
        application_id=application,
        name="Wu",
        number="",
        email="wu@example.com",
        events=[AlarmEvent.EXCESSIVE],
    )
    raise_one(desk, application, clock)
    clock.move(hours=1)
    assert take(desk, clock) == 1
    assert [one.events for one in alarms.alarm_contacts(desk, application_id=application)] == [
        (),
        (AlarmEvent.EXCESSIVE,),
    ]


@damaged
def test_damaged_details_stop_neither_the_claim_that_raises_nor_who_is_told(
    desk: Desk, clock: Clock, value: str
) -> None:
    application = contact(desk)
    raise_one(desk, application, clock)
    change(desk, "UPDATE alarm SET details = :value", value=value)
    raise_one(desk, application, clock)
    change(desk, "UPDATE alarm SET details = :value", value=value)
    clock.move(hours=1)
    assert take(desk, clock) == 1
    (shown,) = alarms.recent_alarms(desk, application_id=application)
    assert (shown.count, shown.details) == (2, ())


@damaged
def test_damaged_settings_are_those_that_were_never_set(desk: Desk, value: str) -> None:
    for key in ("mail", "rules_off", "rules_on", callback_rows.REPLY_FALLBACK, callback_rows.TRY_AGAIN):
        change(desk, "INSERT INTO setting (key, value) VALUES (:key, :value)", key=key, value=value)
    assert mail.mail_settings(desk) == mail.MailSettings()
    assert mail.mail_account(desk.database, desk.secrets) is None
    assert not alarm_ways(desk).email
    assert rules.rules_off(desk) == rules._DEFAULT_OFF
    assert reply_fallback(desk).reply_url == ""
    with desk.database.read() as session:
        assert callback_rows.asked_again(session) in (0, 5)


@damaged
def test_damaged_sample_values_and_submissions_leave_the_rest_readable(desk: Desk, value: str) -> None:
    templates.create_template(
        desk, region=Region.MAINLAND, type=SmsType.REGULAR, name="Shipped", content="您的订单{1}已发货。"
    )
    change(desk, "UPDATE template SET samples = :value, status = 'pending'", value=value)
    change(
        desk,
        "INSERT INTO submission (subject, subject_id, gateway, state, remote_id, reason, attempts, due_at,"
        " sent, fault) VALUES ('template', 1, 'sandbox', 'waiting', '', '', 1, 0, :value, :value)",
        value=value,
    )
    (shown,) = templates.list_templates(desk, region=Region.MAINLAND)
    assert not any(map(any, shown.samples))
    assert len(review.waiting(desk)) == 1
    with desk.database.read() as session:
        (job,) = review_rows.look(session, DECLARED).jobs
    assert job.sent is None


def test_an_alarm_raised_while_the_clock_was_wrong_holds_no_other_back(desk: Desk, clock: Clock) -> None:
    application = contact(desk)
    clock.move(days=4000)
    raise_one(desk, application, clock)
    clock.move(hours=1)
    assert take(desk, clock) == 1
    raise_one(desk, application, clock)  # open, and due in eleven years
    clock.move(days=-4000)
    raise_one(desk, application, clock)
    clock.move(hours=2)
    assert take(desk, clock) == 1
    with desk.database.read() as session:
        assert alarm_rows.next_due(session) is None
    raise_one(desk, application, clock)
    clock.move(hours=2)
    with desk.database.write() as session:
        assert alarm_rows.take_alarms(session, now=clock.at)
