"""Alarm contacts, what they were told, and the reminders of excessive messaging (A7, A9)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import func, select

from smsdesk.domain import limits
from smsdesk.domain.alarms import (
    EVENTS_TO_CHOOSE,
    Alarm,
    AlarmContact,
    AlarmEvent,
    Channel,
    DeliveryStatus,
)
from smsdesk.domain.applications import Application, Reminders
from smsdesk.domain.email_addresses import check_email
from smsdesk.domain.errors import Invalid, LimitReached, NotFound
from smsdesk.domain.text import text
from smsdesk.operations.applications import application
from smsdesk.operations.desk import Desk, operation, query
from smsdesk.operations.entering import AnyRegionReader
from smsdesk.operations.inputs import one_line, within
from smsdesk.operations.profile import home_country, time_zone
from smsdesk.store.alarm_deliveries import (
    Outcome,
    alarm_with,
    on_desktop,
    recent,
    settle,
    shown_on_desktop,
    still_to_leave,
)
from smsdesk.store.alarm_rows import add_delivery, raise_trial
from smsdesk.store.message_states import cancel_queued
from smsdesk.store.stored_json import from_json
from smsdesk.store.tables import AlarmContactRow, ApplicationRow

#: Alarms of one answer.
ALARMS_LIMIT = 500


@query
def alarm_contacts(desk: Desk, *, application_id: int) -> list[AlarmContact]:
    """The people of an application who are told, those that were entered first before others."""
    rows = desk.session.scalars(
        select(AlarmContactRow)
        .where(AlarmContactRow.application_id == application_id)
        .order_by(AlarmContactRow.id)
    )
    return [_shown(row) for row in rows]


@operation(action="AddAlarmContact", on="alarm")
def add_alarm_contact(
    desk: Desk,
    *,
    application_id: int,
    name: str,
    number: str,
    email: str,
    events: Sequence[AlarmEvent],
) -> AlarmContact:
    """A9. Raises ``LimitReached`` past five contacts, ``Invalid`` at the field that breaks a rule.

    ``number`` and ``email`` may be empty, not both; at least one event.
    """
    application(desk, application_id=application_id)
    count = desk.session.scalar(
        select(func.count())
        .select_from(AlarmContactRow)
        .where(AlarmContactRow.application_id == application_id)
    )
    if limits.ALARM_CONTACTS.reached(count or 0):
        raise LimitReached(
            text(
                "An application has at most {limit} alarm contacts. Delete one first.",
                limit=limits.ALARM_CONTACTS.value,
            )
        )
    entered = _checked(desk, name, number, email, events)
    row = AlarmContactRow(application_id=application_id, created_at=desk.now(), **entered._asdict())
    desk.session.add(row)
    desk.session.flush()
    return _shown(row)


@operation(action="ModifyAlarmContact", on="alarm")
def update_alarm_contact(
    desk: Desk, *, contact_id: int, name: str, number: str, email: str, events: Sequence[AlarmEvent]
) -> AlarmContact:
    """Change a contact; raises as ``add_alarm_contact``. What is under way still goes the old way."""
    row = _row(desk, contact_id)
    desk.before(_shown(row))
    for field, value in _checked(desk, name, number, email, events)._asdict().items():
        setattr(row, field, value)
    return _shown(row)


@operation(action="DeleteAlarmContact", on="alarm")
def delete_alarm_contact(desk: Desk, *, contact_id: int) -> AlarmContact:
    """The contact is told nothing more: also what still waits is given up, unless another contact of the
    application has the same number or email."""
    row = _row(desk, contact_id)
    gone = _shown(row)
    others = [one for one in alarm_contacts(desk, application_id=row.application_id) if one.id != contact_id]
    if row.email and row.email.lower() not in (one.email.lower() for one in others):
        _give_up(desk, row.application_id, Channel.EMAIL, row.email)
    if row.number and row.number not in (one.number for one in others):
        _give_up(desk, row.application_id, Channel.SMS, row.number)
    desk.session.delete(row)
    return gone


def _give_up(desk: Desk, application_id: int, channel: Channel, address: str) -> None:
    outcome = Outcome(DeliveryStatus.FAILED, text("The contact was deleted."), attempts=0)
    waiting = still_to_leave(desk.session, application_id, channel, address)
    settle(desk.session, [(id_, outcome) for id_, _ in waiting], now=desk.now())
    for _, task_id in waiting:
        if task_id is not None:
            cancel_queued(desk.session, task_id, zone=time_zone(desk).key)
            desk.changed("task", "message")


@operation(action="TestAlarmContact", on="alarm")
def test_alarm_contact(desk: Desk, *, contact_id: int) -> Alarm:
    """Tell this contact alone that this is a trial, at once and by every way; ``recent_alarms`` says how it
    went. The message counts and costs like any other."""
    row = _row(desk, contact_id)
    now = desk.now()
    detail = text("Alarms of this application reach {contact}.", contact=row.name)
    alarm_id = raise_trial(desk.session, row.application_id, detail, now=now)
    for channel, address in ((Channel.SMS, row.number), (Channel.EMAIL, row.email)):
        if address:
            add_delivery(
                desk.session,
                alarm_id,
                channel,
                application_id=row.application_id,
                contact=row.name,
                address=address,
                now=now,
            )
    return alarm_with(desk.session, alarm_id)


@query
def recent_alarms(desk: Desk, *, application_id: int, limit: int = 50) -> list[Alarm]:
    """What happened, the newest first, and who was told how. Without deliveries while it is being gathered.

    ``limit`` is 1–500.
    """
    return recent(desk.session, application_id, limit=max(1, min(limit, ALARMS_LIMIT)))


@query
def desktop_alarms(desk: Desk) -> list[Alarm]:
    """Alarms that are to be shown on the desktop, the oldest first; then ``desktop_alarms_shown``."""
    return on_desktop(desk.session)


@operation(action="ShowAlarms", on="alarm")
def desktop_alarms_shown(desk: Desk, *, alarm_ids: Iterable[int]) -> None:
    """They were shown and are not given again."""
    shown_on_desktop(desk.session, list(alarm_ids), now=desk.now())


@operation(action="ModifyAppReminders", on="application")
def set_reminders(desk: Desk, *, application_id: int, reminders: Reminders) -> Application:
    """A7: messages in a calendar day after which an alarm is raised, once that day; None for no alarm.

    Raises ``Invalid`` at ``mainland`` or ``abroad`` outside 1–10,000,000.
    """
    desk.before(application(desk, application_id=application_id))
    for field, threshold in (("mainland", reminders.mainland), ("abroad", reminders.abroad)):
        if threshold is not None:
            within(threshold, limits.REMINDER_MAXIMUM, field=field)
    row = desk.session.get_one(ApplicationRow, application_id)
    row.reminder_mainland, row.reminder_global = reminders.mainland, reminders.abroad
    desk.session.flush()
    return application(desk, application_id=application_id)


class _Entered(NamedTuple):
    """A contact as it is stored."""

    name: str
    number: str
    email: str
    events: str


def _checked(desk: Desk, name: str, number: str, email: str, events: Sequence[AlarmEvent]) -> _Entered:
    name = one_line(name, field="name", most=limits.ALARM_CONTACT_NAME_LENGTH)
    number, email = number.strip(), email.strip()
    if not number and not email:
        raise Invalid(text("Enter a mobile number, an email address or both."), field="number")
    if number:
        reading = AnyRegionReader(home_country(desk)).read(number)
        if reading.reason:
            raise Invalid(reading.problem or text("This is not a mobile number."), field="number")
        number = reading.number
    if email:
        email = check_email(email)
    wanted = [event for event in EVENTS_TO_CHOOSE if event in events]
    if not wanted:
        raise Invalid(text("Choose at least one event."), field="events")
    return _Entered(name, number, email, json.dumps(wanted))


def _row(desk: Desk, contact_id: int) -> AlarmContactRow:
    row = desk.session.get(AlarmContactRow, contact_id)
    if row is None:
        raise NotFound(text("This alarm contact is not there any more. It may have been deleted."))
    application(desk, application_id=row.application_id)
    return row


def _shown(row: AlarmContactRow) -> AlarmContact:
    return AlarmContact(
        id=row.id,
        application_id=row.application_id,
        name=row.name,
        number=row.number,
        email=row.email,
        events=tuple(event for event in AlarmEvent if event in (from_json(row.events, list) or ())),
        created_at=row.created_at,
    )
