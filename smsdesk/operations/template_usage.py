"""Where a template is used: applications, tasks, and what still waits with it (T4, B11).

Everything comes from the tasks, which carry their counts: a look takes no longer with a million messages.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from smsdesk.domain.tasks import TaskStatus
from smsdesk.operations.desk import Desk, query
from smsdesk.store.tables import ApplicationRow, TaskRow

#: Confirmed, and not yet at its end.
_UNDER_WAY = (
    TaskStatus.AWAITING_APPROVAL,
    TaskStatus.SCHEDULED,
    TaskStatus.OVERDUE,
    TaskStatus.SENDING,
    TaskStatus.PAUSED,
)


@dataclass(frozen=True)
class ApplicationUse:
    """What one application sent with a template."""

    application_id: int
    name: str
    deleted: bool
    tasks: int
    messages: int
    last_at: int
    """When its last task was confirmed."""


@dataclass(frozen=True)
class TaskUse:
    """One task with a template, confirmed or a draft."""

    task_id: int
    name: str
    status: TaskStatus
    messages: int
    at: int
    """When it was made."""


@dataclass(frozen=True)
class TemplateUsage:
    """Every use of a template. ``tasks`` are the latest, ``drafts`` and ``under_way`` all there are."""

    applications: tuple[ApplicationUse, ...]
    tasks: tuple[TaskUse, ...]
    task_count: int
    messages: int
    last_at: int | None
    drafts: tuple[TaskUse, ...]
    under_way: tuple[TaskUse, ...]


@query
def template_usage(desk: Desk, *, template_id: int, most: int = 5) -> TemplateUsage:
    """Who used the template; ``most`` tasks by name. A template that is gone can still have been used."""
    confirmed = (
        TaskRow.template_id == template_id,
        TaskRow.status != TaskStatus.DRAFT,
    )
    found = desk.session.execute(
        select(
            ApplicationRow.id,
            ApplicationRow.name,
            ApplicationRow.deleted_at,
            func.count(),
            func.sum(TaskRow.total),
            func.max(TaskRow.created_at),
        )
        .join(ApplicationRow, ApplicationRow.id == TaskRow.application_id)
        .where(*confirmed)
        .group_by(ApplicationRow.id)
        .order_by(func.max(TaskRow.created_at).desc())
    )
    applications = tuple(ApplicationUse(row[0], row[1], row[2] is not None, *row[3:]) for row in found)
    columns = select(TaskRow.id, TaskRow.name, TaskRow.status, TaskRow.total, TaskRow.created_at).order_by(
        TaskRow.id.desc()
    )
    latest = desk.session.execute(columns.where(*confirmed).limit(most))
    open_ones = desk.session.execute(
        columns.where(TaskRow.template_id == template_id, TaskRow.status.in_((TaskStatus.DRAFT, *_UNDER_WAY)))
    )
    waiting = [TaskUse(row[0], row[1], TaskStatus(row[2]), row[3], row[4]) for row in open_ones]
    return TemplateUsage(
        applications=applications,
        tasks=tuple(TaskUse(row[0], row[1], TaskStatus(row[2]), row[3], row[4]) for row in latest),
        task_count=sum(one.tasks for one in applications),
        messages=sum(one.messages for one in applications),
        last_at=max((one.last_at for one in applications), default=None),
        drafts=tuple(one for one in waiting if one.status is TaskStatus.DRAFT),
        under_way=tuple(one for one in waiting if one.status is not TaskStatus.DRAFT),
    )
