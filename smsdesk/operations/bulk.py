"""Sending a checked list of recipients, with a test message to oneself before (B1, B5, B10–B12, P2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, select

from smsdesk.domain import limits
from smsdesk.domain.errors import Invalid, NotAllowed
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.numbers import NumberReader
from smsdesk.domain.profile import Identity
from smsdesk.domain.tasks import Task, TaskStatus
from smsdesk.domain.text import Text, text, textn, tr
from smsdesk.operations.desk import Desk, operation, query
from smsdesk.operations.drafts import draft_row, task_name
from smsdesk.operations.preparation import Preparation
from smsdesk.operations.profile import home_country, identity
from smsdesk.operations.task_rows import read_task, task_row
from smsdesk.operations.wording import chosen_signature, chosen_template, refuse_unsendable
from smsdesk.store.tables import MessageRow, TaskRow
from smsdesk.store.task_writing import NewMessage, insert_messages

#: A time this little in the past still means now.
_GRACE_MS = 60_000
_FARTHEST_DAYS = 365
#: Who has one of these has not got the message, and does not get it any more.
_NOT_REACHED = (MessageStatus.FAILED, MessageStatus.UNDELIVERED, MessageStatus.CANCELLED)


def send(
    desk: Desk,
    *,
    preparation: Preparation,
    consent: bool,
    name: str = "",
    send_at: int | None = None,
    draft_id: int | None = None,
) -> Task:
    """Make a task of everything that is ready, and begin or schedule it (B1, B5).

    ``consent`` is the user's to the fees. ``draft_id`` turns that draft into the task. An individual's task
    waits for its approval (P2). Safe against a second press: the same preparation gives the same task.
    Raises ``Invalid`` or ``NotAllowed`` with a sentence; then nothing was stored.
    """
    with preparation.sending:
        if preparation.task_id is None:
            made = _send(
                desk, preparation=preparation, consent=consent, name=name, send_at=send_at, draft_id=draft_id
            )
            preparation.task_id = made.id
            return made
    return _read(desk, task_id=preparation.task_id)


@operation(action="SendBulkSms", on="task")
def _send(
    desk: Desk,
    *,
    preparation: Preparation,
    consent: bool,
    name: str,
    send_at: int | None,
    draft_id: int | None,
) -> Task:
    if not consent:
        raise Invalid(text("Agree to the fees first, then send."), field="consent")
    if not preparation.ready:
        raise NotAllowed(text("There is nobody to send to: no recipient passed the check."))
    if preparation.question is not None and not preparation.recipe.confirmed:
        raise NotAllowed(preparation.question, field="confirmed")
    _refuse_changed(desk, preparation)
    send_at = send_at if send_at is not None else preparation.recipe.send_at
    if send_at is not None:
        _check_time(desk, send_at)
        if send_at <= desk.now():
            send_at = None
    row = draft_row(desk, draft_id) if draft_id is not None else TaskRow(created_at=desk.now())
    _fill(desk, row, preparation, name or preparation.recipe.name or preparation.wording.template_name)
    row.send_at = send_at
    row.status = TaskStatus.SCHEDULED if send_at is not None else TaskStatus.SENDING
    if identity(desk) is Identity.INDIVIDUAL:
        row.status = TaskStatus.AWAITING_APPROVAL
    desk.session.add(row)
    desk.session.flush()
    insert_messages(desk.session, row.id, _messages(preparation), now=desk.now())
    desk.changed("message")
    desk.session.expire(row)
    return read_task(desk.session, row.id)


@query
def _read(desk: Desk, *, task_id: int) -> Task:
    return read_task(desk.session, task_id)


@operation(action="ApproveTask", on="task")
def approve_task(desk: Desk, *, task_id: int) -> Task:
    """P2: an individual's task may be sent, at its time. Raises ``NotAllowed`` when it does not wait."""
    before = read_task(desk.session, task_id)
    if before.status is not TaskStatus.AWAITING_APPROVAL:
        raise NotAllowed(text("This task does not wait for an approval."))
    desk.before(before)
    row = task_row(desk.session, task_id)
    late = before.send_at is None or before.send_at <= desk.now()
    row.status = TaskStatus.SENDING if late else TaskStatus.SCHEDULED
    desk.session.flush()
    return read_task(desk.session, task_id)


@operation(action="SendTestSms", on="task")
def send_test(desk: Desk, *, preparation: Preparation, number: str, index: int = 0) -> Task:
    """B10: one of the ready messages to one's own number, as a task of its own.

    Raises ``Invalid`` for a number that cannot be sent to, ``NotAllowed`` when nothing is ready.
    """
    if not preparation.ready:
        raise NotAllowed(text("There is no message to try: no recipient passed the check."))
    _refuse_changed(desk, preparation)
    reading = NumberReader(preparation.wording.region, home_country(desk), "national").read(number)
    if not reading.number:
        raise Invalid(reading.problem or text("This is not a mobile number."), field="number")
    message = preparation.message(min(index, preparation.ready - 1))
    row = TaskRow(created_at=desk.now(), status=TaskStatus.SENDING)
    _fill(desk, row, preparation, tr("Test of {name}", name=preparation.wording.template_name))
    row.source = tr("own number")
    row.draft = None
    desk.session.add(row)
    desk.session.flush()
    one = NewMessage(
        reading.number, reading.country, message.content, message.characters, message.fragments, None
    )
    insert_messages(desk.session, row.id, [one], now=desk.now())
    desk.changed("message")
    desk.session.expire(row)
    return read_task(desk.session, row.id)


@query
def repeat_warning(desk: Desk, *, preparation: Preparation, send_at: int | None = None) -> Text | None:
    """B12: the same people get the same text within a day of this task; None when nobody does.

    Only those count who have got it or are to get it: who was not reached may be sent to again. ``send_at``
    is the task's time as ``send`` takes it (ms since 1970 UTC; None: the recipe's, else now).
    """
    near = int(timedelta(hours=limits.REPEAT_WARNING_HOURS.value).total_seconds() * 1000)
    at = max(send_at or preparation.recipe.send_at or 0, desk.now())
    wording = preparation.wording
    goes_out = func.coalesce(TaskRow.started_at, TaskRow.send_at, TaskRow.created_at)
    tasks = select(TaskRow.id).where(
        goes_out.between(at - near, at + near),
        TaskRow.body == wording.body,
        TaskRow.signature == wording.signature,
        TaskRow.region == wording.region,
        TaskRow.status.not_in((TaskStatus.DRAFT, TaskStatus.CANCELLED)),
        # A test message to oneself has none.
        TaskRow.draft.is_not(None),
    )
    found = list(desk.session.scalars(tasks))
    if not found:
        return None
    told = select(MessageRow.number).where(
        MessageRow.task_id.in_(found), MessageRow.status.not_in(_NOT_REACHED)
    )
    recently = set(desk.session.scalars(told))
    again = len(recently.intersection(preparation.numbers()))
    if not again:
        return None
    return textn(
        "{count} of these people gets this text twice within {hours} hours: another task sends it too. "
        "Send it only if they are meant to get it twice; otherwise take them out of your list first.",
        "{count} of these people get this text twice within {hours} hours: another task sends it too. "
        "Send it only if they are meant to get it twice; otherwise take them out of your list first.",
        again,
        hours=limits.REPEAT_WARNING_HOURS.value,
    )


def _refuse_changed(desk: Desk, preparation: Preparation) -> None:
    """What was checked must be what is sent: same text, same signature, still approved (B11)."""
    recipe = preparation.recipe
    refuse_unsendable(desk, recipe)
    now = chosen_template(desk, recipe)
    under = chosen_signature(desk, recipe, now.region)
    said = preparation.wording
    if (now.content, under.content if under else "") != (said.body, said.signature):
        raise NotAllowed(
            text("The template or signature has been changed since the check. Check the recipients again.")
        )


def _check_time(desk: Desk, send_at: int) -> None:
    ahead = send_at - desk.now()
    if ahead < -_GRACE_MS:
        raise Invalid(text("This time has passed. Choose a later one, or send now."), field="send_at")
    if ahead > timedelta(days=_FARTHEST_DAYS).total_seconds() * 1000:
        raise Invalid(text("Choose a time within a year."), field="send_at")


def _fill(desk: Desk, row: TaskRow, preparation: Preparation, name: str) -> None:
    """The task keeps every word it was confirmed with (B11)."""
    recipe, wording = preparation.recipe, preparation.wording
    template = chosen_template(desk, recipe)
    under = chosen_signature(desk, recipe, wording.region)
    assert recipe.application_id is not None
    row.name = task_name(name)
    row.application_id = recipe.application_id
    row.template_id, row.template_name = template.id, template.name
    row.signature_id = under.id if under else None
    row.signature, row.body = wording.signature, wording.body
    row.region, row.sms_type = wording.region, wording.sms_type
    row.source = preparation.source
    row.draft = replace(recipe, name=row.name).to_json()


def _messages(preparation: Preparation) -> Iterator[NewMessage]:
    for index in range(preparation.ready):
        one = preparation.message(index)
        yield NewMessage(one.number, one.country, one.content, one.characters, one.fragments, one.row)
