"""Templates: create, list, edit, delete (T1–T4)."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from sqlalchemy import func, select

from smsdesk.domain import limits
from smsdesk.domain.errors import Invalid, LimitReached, NotAllowed, NotFound
from smsdesk.domain.profile import Identity, Region, SmsType
from smsdesk.domain.review import Finding, ReviewStatus
from smsdesk.domain.template_rules import READ_AT_MOST, check_template
from smsdesk.domain.templates import Sample, Template, variables
from smsdesk.domain.text import text
from smsdesk.operations.desk import Desk, operation, query
from smsdesk.operations.inputs import one_line, some_lines
from smsdesk.operations.profile import identity
from smsdesk.operations.review import submit, withdraw
from smsdesk.operations.rules import rules_off
from smsdesk.store.fresh_ids import fresh_id
from smsdesk.store.stored_json import from_json
from smsdesk.store.tables import TemplateRow

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@query
def list_templates(
    desk: Desk,
    *,
    region: Region,
    search: str = "",
    status: ReviewStatus | None = None,
    type: SmsType | None = None,
) -> list[Template]:
    """The templates of a region, newest first. ``search`` looks in ID, name, content and remarks."""
    chosen = select(TemplateRow).where(TemplateRow.region == region).order_by(TemplateRow.id.desc())
    if status is not None:
        chosen = chosen.where(TemplateRow.status == status)
    if type is not None:
        chosen = chosen.where(TemplateRow.type == type)
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


@operation(action="AddSmsTemplate", on="template")
def create_template(
    desk: Desk,
    *,
    region: Region,
    type: SmsType,
    name: str,
    content: str,
    remarks: str = "",
    samples: Sequence[Sample] = (),
) -> Template:
    """T1. ``samples`` are of variables 1, 2, …; what no variable needs is left out.

    Raises ``Invalid`` with the first broken rule, ``NotAllowed`` (P2), ``LimitReached``.
    """
    if limits.TEMPLATES_PER_REGION.reached(_count(desk, region)):
        raise LimitReached(
            text(
                "There are already {limit} templates in this region. Delete one that is not used first.",
                limit=limits.TEMPLATES_PER_REGION.value,
            )
        )
    row = TemplateRow(
        id=fresh_id(desk.session, "template"),
        region=region,
        status=ReviewStatus.PENDING,
        reason="",
        created_at=desk.now(),
    )
    _fill(desk, row, type, name, content, remarks, samples)
    desk.session.add(row)
    submit(desk, row, "template")
    return _shown(row)


@operation(action="ModifySmsTemplate", on="template")
def update_template(
    desk: Desk,
    *,
    template_id: int,
    type: SmsType,
    name: str,
    content: str,
    remarks: str = "",
    samples: Sequence[Sample] = (),
) -> Template:
    """T4: pending and rejected ones only; submits again. Raises as ``create_template`` does."""
    row = _row(desk, template_id)
    desk.before(_shown(row))
    if row.status == ReviewStatus.APPROVED:
        raise NotAllowed(text("An approved template cannot be changed. Duplicate it and change the copy."))
    _fill(desk, row, type, name, content, remarks, samples)
    submit(desk, row, "template")
    return _shown(row)


@operation(action="DeleteSmsTemplate", on="template")
def delete_template(desk: Desk, *, template_id: int) -> Template:
    """T4. Tasks and records keep its words (B11)."""
    row = _row(desk, template_id)
    shown = _shown(row)
    desk.before(shown)
    withdraw(desk, row)
    desk.session.delete(row)
    return shown


def _fill(
    desk: Desk,
    row: TemplateRow,
    type: SmsType,
    name: str,
    content: str,
    remarks: str,
    samples: Sequence[Sample],
) -> None:
    who, region, type = identity(desk), Region(row.region), SmsType(type)
    if who is Identity.INDIVIDUAL and (region is Region.GLOBAL or type is SmsType.MARKETING):
        raise NotAllowed(
            text(
                "An individual may send regular messages in mainland China only. "
                "Raise the profile to an organization for this."
            ),
            field="type",
        )
    name = one_line(name, field="name", most=limits.TEMPLATE_NAME_LENGTH)
    remarks = some_lines(remarks, field="remarks", most=limits.TEMPLATE_REMARKS_LENGTH)
    if len(content) > READ_AT_MOST:
        raise Invalid(
            text(
                "The text has {characters} characters; {limit} are allowed.",
                characters=f"{len(content):,}",
                limit=limits.CONTENT_LENGTH.value,
            ),
            field="content",
        )
    content = content.replace("\r\n", "\n").replace("\r", "\n").strip()
    row.type, row.content = type, content
    for finding in _findings(desk, row):
        if finding.severity == "error":
            raise Invalid(finding.message, field="content")
    # Whatever rule is switched off: half a character cannot be stored, and NUL ends a text in many programs.
    if _UNSTORABLE.search(content):
        raise Invalid(text("There are characters in the text that no phone can show."), field="content")
    row.name, row.remarks = name, remarks
    kept = [(_short(one.name), _short(one.value)) for one in samples[: max(variables(content), default=0)]]
    row.samples = json.dumps(kept) if any(map(any, kept)) else ""


def _findings(desk: Desk, row: TemplateRow) -> list[Finding]:
    """What the rules that are in force say."""
    return check_template(
        row.content, Region(row.region), SmsType(row.type), identity(desk), off=rules_off(desk)
    )


def _short(words: str) -> str:
    """A name or sample value in one line and not too long; it is an aid and never a reason to refuse."""
    plain = "".join(each if each.isprintable() else " " for each in words[: limits.SAMPLE_LENGTH.value])
    return plain.strip()


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
        samples=_samples(row.samples),
    )


def _samples(stored: str) -> tuple[Sample, ...]:
    kept = from_json(stored, list) or () if stored else ()
    return tuple(Sample(*one) if _is_sample(one) else Sample("", "") for one in kept)


def _is_sample(one: object) -> bool:
    return isinstance(one, list) and [type(part) for part in one] == [str, str]
