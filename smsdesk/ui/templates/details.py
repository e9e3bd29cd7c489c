"""The details of one template: its text, where it stands, who used it (T4, R3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from smsdesk.domain.fragments import measure
from smsdesk.domain.review import ReviewStatus
from smsdesk.domain.tasks import TaskStatus
from smsdesk.domain.templates import CODE_DIGITS, Template, carries_code
from smsdesk.domain.text import tr, trn
from smsdesk.operations.template_usage import ApplicationUse, TaskUse, TemplateUsage
from smsdesk.ui import formats
from smsdesk.ui.bulk.task_words import status_badge as task_badge
from smsdesk.ui.context import Context
from smsdesk.ui.review.words import status_badge
from smsdesk.ui.sms_types import type_words
from smsdesk.ui.templates.words import measure_words
from smsdesk.ui.widgets.badge import StatusBadge
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row
from smsdesk.ui.widgets.side_panel import Facts
from smsdesk.ui.widgets.template_editor import read_only


def details(
    context: Context,
    one: Template,
    usage: TemplateUsage,
    history: QWidget | None,
    carriers: Sequence[QWidget],
    again: Callable[[], object],
) -> QWidget:
    """The body of the panel: ``carriers`` says how far they are with it, ``history`` comes last, ``again``
    opens a rejected one in the editor."""
    parts: list[QWidget] = [holding(row(StatusBadge(status_badge(one.status)), STRETCH))]
    if one.status is ReviewStatus.REJECTED and one.reason:
        reason = label(one.reason, "danger", wrap=True, selectable=True)
        mend = button(tr("Edit and submit again"), again, kind="primary", picture="pencil")
        parts.append(_titled(tr("Why it was rejected"), reason, _left(mend)))
    elif one.reason:
        parts.append(label(one.reason, "secondary", wrap=True, selectable=True))
    parts += carriers
    parts += [read_only(one.content, tr("Content")), _used_by(context, usage), _facts(context, one)]
    if history is not None:
        parts += [label(tr("History"), "heading"), history]
    return holding(column(*parts, spacing=16))


def deletion_words(usages: Sequence[TemplateUsage]) -> str:
    """What deleting means for what still has these templates: a paragraph each (B11)."""
    drafts = [use for usage in usages for use in usage.drafts]
    under_way = [use for usage in usages for use in usage.under_way]
    words = []
    if under_way:
        words.append(
            trn(
                "{count} task that is not finished was confirmed with it and is sent as it was: {names}.",
                "{count} tasks that are not finished were confirmed with it and are sent as they were: "
                "{names}.",
                len(under_way),
                names=_names(under_way),
            )
        )
    if drafts:
        words.append(
            trn(
                "{count} draft needs another template before it can be sent: {names}.",
                "{count} drafts need another template before they can be sent: {names}.",
                len(drafts),
                names=_names(drafts),
            )
        )
    words.append(tr("Messages already sent and tasks already confirmed keep their text."))
    return "\n\n".join(words)


def _facts(context: Context, one: Template) -> QWidget:
    facts = Facts(
        (tr("Type"), type_words(one.type)),
        (tr("Length"), measure_words(measure(one.content, one.region))),
    )
    if carries_code(one.content, one.region):
        facts.add(
            tr("Verification code"),
            tr("It has 验证码 in it: values are digits only, at most {digits}.", digits=CODE_DIGITS),
        )
    named = [
        tr("{variable} {name}", variable=f"{{{number}}}", name=sample.name or sample.value)
        for number, sample in enumerate(one.samples, 1)
        if any(sample)
    ]
    if named:
        facts.add(tr("Variables"), "\n".join(named))
    if one.remarks:
        facts.add(tr("Remarks"), one.remarks)
    facts.add(tr("ID"), str(one.id))
    facts.add(tr("Created"), context.formats.time(one.created_at))
    return facts


def _used_by(context: Context, usage: TemplateUsage) -> QWidget:
    if not usage.applications and not usage.drafts:
        return _titled(tr("Used by"), label(tr("Not used yet."), "secondary"))
    parts: list[QWidget] = []
    if usage.last_at is not None:
        parts.append(
            label(
                tr(
                    "{tasks}, {messages}, last {when}",
                    tasks=trn("{count} task", "{count} tasks", usage.task_count),
                    messages=trn("{count} message", "{count} messages", usage.messages),
                    when=context.formats.time(usage.last_at),
                ),
                "secondary",
                wrap=True,
            )
        )
    parts += [_application_line(context, one) for one in usage.applications]
    known = {one.task_id for one in usage.tasks}
    waiting = [one for one in (*usage.drafts, *usage.under_way) if one.task_id not in known]
    if usage.tasks or waiting:
        parts.append(label(tr("Tasks"), "label"))
    parts += [_task_line(context, one) for one in (*waiting[:5], *usage.tasks)]
    more = usage.task_count - len(usage.tasks)
    if more > 0:
        parts.append(label(trn("and {count} earlier", "and {count} earlier", more), "small"))
    return _titled(tr("Used by"), *parts)


def _application_line(context: Context, one: ApplicationUse) -> QWidget:
    figures = tr(
        "{tasks}, {messages}, last {when}",
        tasks=trn("{count} task", "{count} tasks", one.tasks),
        messages=trn("{count} message", "{count} messages", one.messages),
        when=context.formats.time(one.last_at),
    )
    if one.deleted:
        name: QWidget = label(tr("{name} (deleted)", name=one.name), wrap=True)
    else:
        name = _link(one.name, lambda: context.open("applications", application_id=one.application_id))
    return holding(column(_left(name), label(figures, "small", wrap=True), spacing=0))


def _task_line(context: Context, one: TaskUse) -> QWidget:
    messages = trn("{count} message", "{count} messages", one.messages)
    when = context.formats.time(one.at)
    if one.status is TaskStatus.DRAFT:
        figures = tr("Draft, {when}", when=when)
        link = _link(one.name, lambda: context.open("bulk", "new", draft_id=one.task_id))
    else:
        figures = tr(
            "{status}, {messages}, {when}",
            status=task_badge(one.status).words,
            messages=messages,
            when=when,
        )
        link = _link(one.name, lambda: context.open("bulk", "task", task_id=one.task_id))
    return holding(column(_left(link), label(figures, "small", wrap=True), spacing=0))


def _link(words: str, on: Callable[[], object]) -> QWidget:
    shown = words if len(words) <= 40 else f"{words[:39]}…"
    made = button(shown.replace("&", "&&") or formats.NOTHING, on, kind="link")
    made.setAccessibleName(words)
    return made


def _left(widget: QWidget) -> QWidget:
    return holding(row(widget, STRETCH))


def _titled(title: str, *widgets: QWidget) -> QWidget:
    return holding(column(label(title, "heading"), *widgets, spacing=6))


def _names(tasks: Sequence[TaskUse]) -> str:
    """The names of some of them."""
    named = tr("“{name}”", name=tasks[0].name)
    for one in tasks[1:4]:
        named = tr("{names}, “{name}”", names=named, name=one.name)
    return tr("{names} …", names=named) if len(tasks) > 4 else named
