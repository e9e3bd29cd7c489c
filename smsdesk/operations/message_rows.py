"""Rows of the message table as the desk's own messages, with the names of what they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from smsdesk.domain.messages import Message, MessageStatus
from smsdesk.domain.profile import Region, SmsType
from smsdesk.operations.customer_names import name_of
from smsdesk.store.tables import ApplicationRow, MessageRow, TaskRow

#: The columns of a message that are shown, in the order of ``as_messages``.
COLUMNS = (
    MessageRow.id,
    MessageRow.task_id,
    MessageRow.position,
    MessageRow.application_id,
    MessageRow.template_id,
    MessageRow.region,
    MessageRow.sms_type,
    MessageRow.number,
    MessageRow.country,
    MessageRow.content,
    MessageRow.characters,
    MessageRow.fragments,
    MessageRow.status,
    MessageRow.code,
    MessageRow.attempts,
    MessageRow.gateway,
    MessageRow.gateway_id,
    MessageRow.created_at,
    MessageRow.requested_at,
    MessageRow.sent_at,
    MessageRow.reported_at,
    MessageRow.due_at,
    name_of(MessageRow.number),
)

Rows: TypeAlias = Sequence[Row[*tuple[Any, ...]]]


def as_messages(session: Session, rows: Rows) -> list[Message]:
    """The rows of ``COLUMNS`` as messages; names come from tasks and applications, deleted ones included."""
    tasks = _task_names(session, {row.task_id for row in rows})
    applications = _application_names(session, {row.application_id for row in rows})
    return [
        Message(
            id=row.id,
            task_id=row.task_id,
            position=row.position,
            application_id=row.application_id,
            application_name=applications[row.application_id],
            template_id=row.template_id,
            template_name=tasks[row.task_id][0],
            signature=tasks[row.task_id][1],
            region=Region(row.region),
            sms_type=SmsType(row.sms_type),
            number=row.number,
            country=row.country,
            content=row.content,
            characters=row.characters,
            fragments=row.fragments,
            status=MessageStatus(row.status),
            code=row.code,
            attempts=row.attempts,
            gateway=row.gateway,
            gateway_id=row.gateway_id or "",
            created_at=row.created_at,
            requested_at=row.requested_at,
            sent_at=row.sent_at,
            reported_at=row.reported_at,
            due_at=row.due_at,
            customer_name=row.customer_name,
        )
        for row in rows
    ]


def _task_names(session: Session, ids: set[int]) -> dict[int, tuple[str, str]]:
    rows = session.execute(
        select(TaskRow.id, TaskRow.template_name, TaskRow.signature).where(TaskRow.id.in_(ids))
    )
    return {task_id: (template, signature) for task_id, template, signature in rows}


def _application_names(session: Session, ids: set[int]) -> dict[int, str]:
    rows = session.execute(select(ApplicationRow.id, ApplicationRow.name).where(ApplicationRow.id.in_(ids)))
    return {application_id: name for application_id, name in rows}
