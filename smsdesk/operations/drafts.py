"""Drafts of bulk tasks: kept until they are sent or thrown away (B1)."""

from __future__ import annotations

from pathlib import Path

from smsdesk.domain import limits
from smsdesk.domain.errors import Invalid, NotAllowed
from smsdesk.domain.recipients import GroupSource, Recipe, SheetSource
from smsdesk.domain.tasks import Task, TaskStatus
from smsdesk.domain.text import text, tr
from smsdesk.operations.applications import application
from smsdesk.operations.desk import Desk, operation
from smsdesk.operations.inputs import one_line
from smsdesk.operations.recipient_groups import groups_words
from smsdesk.operations.task_rows import read_task, task_row
from smsdesk.operations.wording import chosen_signature, chosen_template
from smsdesk.store.tables import TaskRow


@operation(action="SaveDraft", on="task")
def save_draft(desk: Desk, *, recipe: Recipe, draft_id: int | None = None) -> Task:
    """Keep a recipe, or change a kept one. Raises ``Invalid`` without an application or template."""
    if recipe.application_id is None:
        raise Invalid(
            text("Choose an application first, then the draft can be kept."), field="application_id"
        )
    owner = application(desk, application_id=recipe.application_id)
    template = chosen_template(desk, recipe)
    signature = chosen_signature(desk, recipe, template.region)
    if draft_id is None:
        row = TaskRow(created_at=desk.now(), status=TaskStatus.DRAFT)
    else:
        row = draft_row(desk, draft_id)
        desk.before(read_task(desk.session, draft_id))
    row.name = task_name(recipe.name or template.name)
    row.application_id = owner.id
    row.template_id, row.template_name, row.body = template.id, template.name, template.content
    row.signature_id = signature.id if signature else None
    row.signature = signature.content if signature else ""
    row.region, row.sms_type = template.region, template.type
    row.source = source_words(desk, recipe)
    row.send_at = recipe.send_at
    row.draft = recipe.to_json()
    desk.session.add(row)
    desk.session.flush()
    return read_task(desk.session, row.id)


@operation(action="DeleteDraft", on="task")
def delete_draft(desk: Desk, *, task_id: int) -> Task:
    """Throw a draft away. Raises ``NotAllowed`` when it has been sent."""
    gone = read_task(desk.session, task_id)
    desk.before(gone)
    desk.session.delete(draft_row(desk, task_id))
    return gone


def draft_row(desk: Desk, task_id: int) -> TaskRow:
    """The row of a draft. Raises ``NotAllowed`` when it is none any more."""
    row = task_row(desk.session, task_id)
    if row.status != TaskStatus.DRAFT:
        raise NotAllowed(text("This task is not a draft any more."))
    return row


def task_name(wanted: str) -> str:
    """A name in shape: one line, cut to what is allowed."""
    return one_line(wanted[: limits.TASK_NAME_LENGTH.value], field="name", most=limits.TASK_NAME_LENGTH)


def source_words(desk: Desk, recipe: Recipe) -> str:
    """Where the recipients come from, as the list of tasks shows it."""
    source = recipe.source
    if isinstance(source, SheetSource):
        return Path(source.path).name
    if isinstance(source, GroupSource):
        return groups_words(desk, source)
    return tr("Rest of “{name}”", name=source.rest_of) if source.rest_of else tr("Pasted")
