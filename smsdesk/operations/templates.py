"""Templates: create, list, edit, delete, duplicate, who used one (T1–T4)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from smsdesk.domain import limits
from smsdesk.domain.errors import Invalid, LimitReached, NotAllowed, NotFound
from smsdesk.domain.profile import Identity, Region, SmsType
from smsdesk.domain.review import ReviewStatus
from smsdesk.domain.template_rules import check_template
from smsdesk.domain.templates import Template
from smsdesk.domain.text import text
from smsdesk.operations.desk import Desk, operation, query
from smsdesk.operations.inputs import one_line, some_lines
from smsdesk.operations.profile import identity
from smsdesk.operations.review import submit
from smsdesk.store.tables import TaskRow, TemplateRow


@dataclass(frozen=True)
class TemplateUse:
    """One task that was sent with a template."""

    task_id: int
    task_name: str
    application_id: int
    messages: int
    created_at: int


@query
def list_templates(
    desk: Desk, *, region: Region, search: str = "", status: ReviewStatus | None = None
) -> list[Template]:
    """The templates of a region, newest first. ``search`` looks in name, content and remarks."""
    chosen = select(TemplateRow).where(TemplateRow.region == region).order_by(TemplateRow.id.desc())
    if status is not None:
        chosen = chosen.where(TemplateRow.status == status)
    wanted = search.strip().casefold()
    return [
        _shown(row)
        for row in desk.session.scalars(chosen)
        if not wanted or wanted in f"{row.name}\n{row.content}\n{row.remarks}\n{row.id}".casefold()
    ]


@query
def template(desk: Desk, *, template_id: int) -> Template:
    """One template. Raises ``NotFound``."""
    return _shown(_row(desk, template_id))


@query
def template_count(desk: Desk, *, region: Region) -> int:
    """How many of the 200 of the region there are (T1)."""
    return _count(desk, region)


@query
def template_uses(desk: Desk, *, template_id: int, most: int = 50) -> list[TemplateUse]:
    """The latest tasks that used it."""
    rows = desk.session.scalars(
        select(TaskRow).where(TaskRow.template_id == template_id).order_by(TaskRow.id.desc()).limit(most)
    )
    return [TemplateUse(row.id, row.name, row.application_id, row.total, row.created_at) for row in rows]


@operation(action="AddSmsTemplate", on="template")
def create_template(
    desk: Desk, *, region: Region, type: SmsType, name: str, content: str, remarks: str = ""
) -> Template:
    """T1. Raises ``Invalid`` with the first broken rule, ``NotAllowed`` (P2), ``LimitReached``."""
    if limits.TEMPLATES_PER_REGION.reached(_count(desk, region)):
        raise LimitReached(
            text(
                "There are already {limit} templates in this region. Delete one that is not used first.",
                limit=limits.TEMPLATES_PER_REGION.value,
            )
        )
    row = TemplateRow(region=region, status=ReviewStatus.PENDING, reason="", created_at=desk.now())
    _fill(desk, row, region, type, name, content, remarks)
    desk.session.add(row)
    submit(desk, row, "template", check_template(row.content, region, type, identity(desk)))
    return _shown(row)


@operation(action="ModifySmsTemplate", on="template")
def update_template(
    desk: Desk, *, template_id: int, type: SmsType, name: str, content: str, remarks: str = ""
) -> Template:
    """T4: pending and rejected ones only; submits again."""
    row = _row(desk, template_id)
    desk.before(_shown(row))
    if row.status == ReviewStatus.APPROVED:
        raise NotAllowed(text("An approved template cannot be changed. Duplicate it and change the copy."))
    region = Region(row.region)
    _fill(desk, row, region, type, name, content, remarks)
    submit(desk, row, "template", check_template(row.content, region, type, identity(desk)))
    return _shown(row)


@operation(action="DeleteSmsTemplate", on="template")
def delete_template(desk: Desk, *, template_id: int) -> Template:
    """T4. Tasks and records keep its words (B11)."""
    row = _row(desk, template_id)
    shown = _shown(row)
    desk.before(shown)
    desk.session.delete(row)
    return shown


def _fill(
    desk: Desk, row: TemplateRow, region: Region, type: SmsType, name: str, content: str, remarks: str
) -> None:
    who = identity(desk)
    if who is Identity.INDIVIDUAL and (region is Region.GLOBAL or type is SmsType.MARKETING):
        raise NotAllowed(
            text(
                "An individual may send regular messages in mainland China only. "
                "Raise the profile to an organization for this."
            ),
            field="type",
        )
    name = one_line(name, field="name", most=limits.TEMPLATE_NAME_LENGTH)
    content = content.strip()
    for finding in check_template(content, region, type, who):
        if finding.severity == "error":
            raise Invalid(finding.message, field="content")
    row.type, row.name, row.content = type, name, content
    row.remarks = some_lines(remarks, field="remarks", most=limits.TEMPLATE_REMARKS_LENGTH)


def _count(desk: Desk, region: Region) -> int:
    counted = select(func.count()).select_from(TemplateRow).where(TemplateRow.region == region)
    return desk.session.scalar(counted) or 0


def _row(desk: Desk, template_id: int) -> TemplateRow:
    row = desk.session.get(TemplateRow, template_id)
    if row is None:
        raise NotFound(text("This template is not there any more. It may have been deleted."))
    return row


def _shown(row: TemplateRow) -> Template:
    return Template(
        id=row.id,
        region=Region(row.region),
        type=SmsType(row.type),
        name=row.name,
        content=row.content,
        remarks=row.remarks,
        status=ReviewStatus(row.status),
        reason=row.reason,
        created_at=row.created_at,
        reviewed_at=row.reviewed_at,
    )
