"""An SMS of an alarm goes the way of every other message, guards, receipts and all (A9, E2, E5)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from smsdesk.domain.alarm_words import one_line, sms
from smsdesk.domain.alarms import ALARM_SOURCE, EVENT_WORDS, DeliveryStatus
from smsdesk.domain.fragments import measure
from smsdesk.domain.numbers import NumberReader
from smsdesk.domain.profile import Identity, Region, SmsType
from smsdesk.domain.review import ReviewStatus
from smsdesk.domain.signatures import bracketed
from smsdesk.domain.tasks import TaskStatus
from smsdesk.domain.text import Text, text
from smsdesk.engine.queue import zone_of
from smsdesk.store.alarm_deliveries import (
    Outcome,
    Waiting,
    given_to_task,
    of_deleted_applications,
    settle,
    unsent_sms,
)
from smsdesk.store.message_states import cancel_queued
from smsdesk.store.settings import read_profile
from smsdesk.store.tables import ApplicationRow, SignatureRow, TaskRow
from smsdesk.store.task_writing import NewMessage, insert_messages

_HELD = sql("SELECT id FROM task WHERE status = :stopped AND source = :source")


class _NotSendable(Exception):
    def __init__(self, reason: Text) -> None:
        super().__init__(str(reason))
        self.reason = reason


def send_sms(session: Session, *, now: int) -> bool:
    """Write a task with one message for every SMS that waits for one; whether there was any.

    What cannot be sent fails at once with the reason.
    """
    unsent = unsent_sms(session)
    for waiting in unsent:
        try:
            task = _write(session, waiting, now)
        except _NotSendable as refused:
            settle(session, [(waiting.id, Outcome(DeliveryStatus.FAILED, refused.reason))], now=now)
        else:
            given_to_task(session, waiting.id, task)
    return bool(unsent)


def drop_held(session: Session) -> None:
    """Cancel the SMS that a restore has held: nobody else would, since they are in no list of tasks."""
    for task in (
        session.execute(_HELD, {"stopped": TaskStatus.STOPPED, "source": ALARM_SOURCE}).scalars().all()
    ):
        cancel_queued(session, task, zone=zone_of(session))


def drop_of_deleted(session: Session, *, now: int) -> bool:
    """End what waits in the name of an application that was deleted; whether there was anything."""
    ended = of_deleted_applications(session)
    for _, task in ended:
        if task is not None:
            cancel_queued(session, task, zone=zone_of(session))
    outcome = Outcome(DeliveryStatus.FAILED, text("The application was deleted."), attempts=0)
    settle(session, [(id_, outcome) for id_, _ in ended], now=now)
    return bool(ended)


def _write(session: Session, waiting: Waiting, now: int) -> int:
    region, country = _place(session, waiting.address)
    sender = session.get(ApplicationRow, waiting.sender_id)
    if sender is None or sender.deleted_at is not None:
        raise _NotSendable(text("The application was deleted."))
    if not sender.enabled:
        raise _NotSendable(
            text(
                "The application {application} is disabled, so it sends no alarms by SMS.",
                application=one_line(sender.name),
            )
        )
    signature = _signature(session, region)
    brackets = bracketed(signature.content, region) if signature else ""
    body = sms(waiting.alarm, waiting.application, region, brackets)
    task = TaskRow(
        name=str(EVENT_WORDS[waiting.alarm.event]),
        application_id=sender.id,
        template_id=None,
        template_name="",
        signature_id=signature.id if signature else None,
        signature=signature.content if signature else "",
        body=body,
        region=region,
        sms_type=SmsType.REGULAR,
        source=ALARM_SOURCE,
        status=TaskStatus.SENDING,
        created_at=now,
    )
    session.add(task)
    session.flush()
    content = brackets + body
    size = measure(content, region)
    message = NewMessage(waiting.address, country, content, size.characters, size.fragments)
    insert_messages(session, task.id, [message], now=now)
    return task.id


def _place(session: Session, number: str) -> tuple[Region, str]:
    """Region and country of a contact's number."""
    mainland = NumberReader(Region.MAINLAND, "CN").read(number)
    if not mainland.reason:
        return Region.MAINLAND, mainland.country
    abroad = NumberReader(Region.GLOBAL, "CN").read(number)
    if abroad.reason:
        raise _NotSendable(abroad.problem or text("This is not a mobile number."))
    profile = read_profile(session)
    if profile and profile.identity is Identity.INDIVIDUAL:
        raise _NotSendable(
            text("An individual cannot send to other countries. Raise the profile to an organization.")
        )
    return Region.GLOBAL, abroad.country


def _signature(session: Session, region: Region) -> SignatureRow | None:
    """The first approved one of the region (G5); a message abroad may do without."""
    found = session.scalars(
        select(SignatureRow)
        .where(SignatureRow.region == region, SignatureRow.status == ReviewStatus.APPROVED)
        .order_by(SignatureRow.id)
        .limit(1)
    ).first()
    if found is None and region is Region.MAINLAND:
        raise _NotSendable(
            text(
                "An SMS to mainland China needs an approved signature and there is none. "
                "Create one under Signatures."
            )
        )
    return found
