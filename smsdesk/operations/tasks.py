"""Bulk tasks once they are there: list, stop, resume, cancel, copy, doubtful messages (B6, B7, E5, E9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import func, or_, select

from smsdesk.domain.alarms import ALARM_SOURCE
from smsdesk.domain.errors import NotAllowed, NotFound
from smsdesk.domain.profile import Region
from smsdesk.domain.recipients import Recipe
from smsdesk.domain.tasks import Task, TaskStatus
from smsdesk.domain.text import Text, text
from smsdesk.operations.desk import Desk, operation, query
from smsdesk.operations.profile import time_zone
from smsdesk.operations.searching import holds
from smsdesk.operations.task_rows import TASKS, as_task, read_task, task_row
from smsdesk.store.message_states import (
    cancel_queued,
    mark_as_sent,
    send_again,
    stop_sending,
    unknown_messages,
)
from smsdesk.store.tables import ApplicationRow, TaskRow

#: Tasks of one answer.
LIST_LIMIT = 500


@query
def list_tasks(
    desk: Desk,
    *,
    region: Region | None = None,
    search: str = "",
    statuses: Sequence[TaskStatus] = (),
    before_id: int | None = None,
    limit: int = LIST_LIMIT,
) -> list[Task]:
    """Newest first (B6), without those of alarms. ``search`` looks in name, application, template, signature
    and source.

    ``limit`` is 1–500; give the last id as ``before_id`` for the next ones.
    """
    wanted = TASKS.where(TaskRow.source != ALARM_SOURCE).order_by(TaskRow.id.desc())
    wanted = wanted.limit(max(1, min(limit, LIST_LIMIT)))
    if region is not None:
        wanted = wanted.where(TaskRow.region == region)
    if statuses:
        wanted = wanted.where(TaskRow.status.in_(tuple(statuses)))
    if before_id is not None:
        wanted = wanted.where(TaskRow.id < before_id)
    if word := search.strip():
        told = (TaskRow.name, TaskRow.template_name, TaskRow.signature, TaskRow.source)
        columns = (ApplicationRow.name, *told)
        wanted = wanted.where(or_(*(holds(column, word) for column in columns)))
    return [as_task(row) for row in desk.session.execute(wanted)]


@query
def task(desk: Desk, *, task_id: int) -> Task:
    """One task. Raises ``NotFound``."""
    return read_task(desk.session, task_id)


@operation(action="StopTask", on="task")
def stop_task(desk: Desk, *, task_id: int) -> Task:
    """B7: what is queued stays so and is not sent; what is on its way ends by itself."""
    _in_state(
        desk,
        task_id,
        (TaskStatus.SENDING, TaskStatus.PAUSED),
        text("This task is not being sent now, so there is nothing to stop."),
    )
    stop_sending(desk.session, task_id)
    return _changed(desk, task_id)


@operation(action="ResumeTask", on="task")
def resume_task(desk: Desk, *, task_id: int) -> Task:
    """B7: what is still queued is sent."""
    _in_state(desk, task_id, (TaskStatus.STOPPED,), text("Only a stopped task can be resumed."))
    return _start(desk, task_id)


@operation(action="CancelTask", on="task")
def cancel_task(desk: Desk, *, task_id: int) -> Task:
    """B7: nothing more of it is sent, for good. For one that waits for its time or approval or is stopped."""
    _in_state(
        desk,
        task_id,
        (TaskStatus.SCHEDULED, TaskStatus.OVERDUE, TaskStatus.AWAITING_APPROVAL, TaskStatus.STOPPED),
        text("Only a task that waits or is stopped can be cancelled. Stop it first."),
    )
    cancel_queued(desk.session, task_id, zone=time_zone(desk).key)
    return _changed(desk, task_id)


@operation(action="StartOverdueTask", on="task")
def start_overdue(desk: Desk, *, task_id: int) -> Task:
    """E9: its time passed while the program was closed; send it now."""
    _in_state(desk, task_id, (TaskStatus.OVERDUE,), text("This task is not overdue."))
    return _start(desk, task_id)


@operation(action="SkipOverdueTask", on="task")
def skip_overdue(desk: Desk, *, task_id: int) -> Task:
    """E9: its time passed; it is not sent any more."""
    _in_state(desk, task_id, (TaskStatus.OVERDUE,), text("This task is not overdue."))
    cancel_queued(desk.session, task_id, zone=time_zone(desk).key)
    return _changed(desk, task_id)


@query
def recipe_of(desk: Desk, *, task_id: int) -> Recipe:
    """What a draft or task is made of. Raises ``NotFound`` when it was not made from recipients of a user."""
    stored = desk.session.execute(
        select(TaskRow.draft).where(TaskRow.id == read_task(desk.session, task_id).id)
    ).scalar_one()
    try:
        return Recipe.from_json(stored or "")
    except ValueError as error:
        raise NotFound(
            text("This task was not made from a list of recipients, so it cannot be copied.")
        ) from error


@query
def copy_task(desk: Desk, *, task_id: int) -> Recipe:
    """B7: the recipe for a new task like this one, to be checked again; without its time and its "yes"."""
    return replace(recipe_of(desk, task_id=task_id), send_at=None, confirmed=False)


@operation(action="ResolveUnknown", on="task")
def resolve_unknown(desk: Desk, *, task_id: int, as_sent: bool, message_id: int | None = None) -> Task:
    """E5: messages that may have been sent: count as sent, or send again knowing that some may arrive twice.

    One message, or without ``message_id`` all of the task. Raises ``NotAllowed`` when there is none in doubt.
    """
    desk.before(read_task(desk.session, task_id))
    ids = unknown_messages(desk.session, task_id)
    if message_id is not None:
        ids = [one for one in ids if one == message_id]
    if not ids:
        raise NotAllowed(text("It is already known what became of these messages."))
    if as_sent:
        mark_as_sent(desk.session, ids)
    else:
        send_again(desk.session, task_id, ids, now=desk.now())
    desk.changed("message")
    return _changed(desk, task_id)


@query
def unknown_count(desk: Desk) -> int:
    """Messages of all tasks whose fate the user must decide (E5)."""
    counted = select(func.coalesce(func.sum(TaskRow.unknown), 0)).where(TaskRow.source != ALARM_SOURCE)
    return desk.session.scalar(counted) or 0


def _in_state(desk: Desk, task_id: int, allowed: Sequence[TaskStatus], otherwise: Text) -> None:
    before = read_task(desk.session, task_id)
    if before.status not in allowed:
        raise NotAllowed(otherwise)
    desk.before(before)


def _start(desk: Desk, task_id: int) -> Task:
    row = task_row(desk.session, task_id)
    row.status = TaskStatus.SENDING
    row.pause_reason = None
    row.finished_at = None
    desk.session.flush()
    return _changed(desk, task_id)


def _changed(desk: Desk, task_id: int) -> Task:
    desk.session.flush()
    return read_task(desk.session, task_id)
