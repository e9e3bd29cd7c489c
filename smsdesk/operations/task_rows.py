"""Rows of the task table as the desk's own tasks."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from smsdesk.domain.alarms import ALARM_SOURCE
from smsdesk.domain.errors import NotFound
from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.tasks import Task, TaskStatus, Totals
from smsdesk.domain.text import text, tr
from smsdesk.store.stored_text import text_from_json
from smsdesk.store.tables import ApplicationRow, TaskRow

#: Everything but the recipe, which can be large. A deleted application stays as a row.
TASKS = select(
    TaskRow.id,
    TaskRow.name,
    TaskRow.application_id,
    ApplicationRow.name.label("application_name"),
    TaskRow.template_id,
    TaskRow.template_name,
    TaskRow.signature,
    TaskRow.body,
    TaskRow.region,
    TaskRow.sms_type,
    TaskRow.source,
    TaskRow.status,
    TaskRow.pause_reason,
    TaskRow.send_at,
    TaskRow.created_at,
    TaskRow.started_at,
    TaskRow.finished_at,
    TaskRow.total,
    TaskRow.queued,
    TaskRow.in_flight,
    TaskRow.accepted,
    TaskRow.delivered,
    TaskRow.undelivered,
    TaskRow.failed,
    TaskRow.cancelled,
    TaskRow.unknown,
    TaskRow.fragments,
).join(ApplicationRow, ApplicationRow.id == TaskRow.application_id)


def read_task(session: Session, task_id: int) -> Task:
    """One task. Raises ``NotFound``."""
    row = session.execute(TASKS.where(TaskRow.id == task_id)).one_or_none()
    if row is None:
        raise NotFound(text("This task is not there any more."))
    return as_task(row)


def task_row(session: Session, task_id: int) -> TaskRow:
    """The row itself, to be changed. Raises ``NotFound``."""
    row = session.get(TaskRow, task_id)
    if row is None:
        raise NotFound(text("This task is not there any more."))
    return row


def as_task(row: Row[*tuple[Any, ...]]) -> Task:
    """A row of ``TASKS``."""
    return Task(
        id=row.id,
        name=row.name,
        application_id=row.application_id,
        application_name=row.application_name,
        template_id=row.template_id,
        template_name=row.template_name,
        signature=row.signature,
        body=row.body,
        region=Region(row.region),
        sms_type=SmsType(row.sms_type),
        source=tr("alarm") if row.source == ALARM_SOURCE else row.source,
        status=TaskStatus(row.status),
        pause_reason=text_from_json(row.pause_reason),
        send_at=row.send_at,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        totals=Totals(
            total=row.total,
            queued=row.queued,
            in_flight=row.in_flight,
            accepted=row.accepted,
            delivered=row.delivered,
            undelivered=row.undelivered,
            failed=row.failed,
            cancelled=row.cancelled,
            unknown=row.unknown,
            fragments=row.fragments,
        ),
    )
