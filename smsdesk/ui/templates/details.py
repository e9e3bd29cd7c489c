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
from smsdesk.ui.review.rejection import rejection
from smsdesk.ui.review.words import status_badge
from smsdesk.ui.sms_types import type_words
from smsdesk.ui.templates.words import measure_words
from smsdesk.ui.widgets.badge import StatusBadge
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.labels import Picture, label
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row
from smsdesk.ui.widgets.message_bubble import MessageBubble
from smsdesk.ui.widgets.side_panel import Facts


def details(
    context: Context,
    one: Template,
    usage: TemplateUsage,
    history: QWidget | None,
    carriers: Sequence[QWidget],
) -> QWidget:
    """The body of the panel: ``carriers`` says how far they are with it, ``history`` comes last."""
    parts: list[QWidget] = [holding(row(StatusBadge(status_badge(one.status)), STRETCH))]
    if one.status is ReviewStatus.REJECTED:
        parts.append(rejection(one.reason))
    elif one.reason:
        parts.append(label(one.reason, "secondary", wrap=True, selectable=True))
    parts += carriers
    parts += [
        MessageBubble(one.content, name=tr("Content")),
        _facts(context, one),
        _used_by(context, usage),
    ]
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
                "{count} task is not finished; it is sent with the text it was confirmed with: {names}.",
                "{count} tasks are not finished; they are sent with the text they were confirmed with: "
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
    words.append(tr("Messages already sent keep their text."))
    return "\n\n".join(words)


def _facts(context: Context, one: Template) -> QWidget:
    facts = Facts(
        (tr("Type"), type_words(one.type)),
        (tr("Length"), measure_words(measure(one.content, one.region))),
        beside=True,
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
    facts.add(tr("Created"), context.formats.time(one.created_at))
    facts.add(tr("ID"), str(one.id))
    return facts


def _used_by(context: Context, usage: TemplateUsage) -> QWidget:
    if not usage.applications and not usage.drafts:
        return _titled(tr("Used by"), label(tr("Not used yet."), "secondary"))
    parts: list[QWidget] = []
    # Of one application the figures are the whole.
    if usage.last_at is not None and len(usage.applications) > 1:
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
    return _use("layout-grid", name, figures)


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
    return _use("send", link, figures)


def _use(picture: str, name: QWidget, figures: str) -> QWidget:
    """Who uses it, and how much."""
    told = column(label(figures, "small", wrap=True), margins=(4, 0, 0, 0))  # below the words of the link
    words = column(row(name, STRETCH), told, spacing=0)
    icon = column(Picture(picture, "text_secondary", 16), STRETCH, margins=(0, 5, 0, 0))
    line = row(icon, words, spacing=4)
    line.setStretch(1, 1)
    return holding(line)


def _link(words: str, on: Callable[[], object]) -> QWidget:
    shown = words if len(words) <= 40 else f"{words[:39]}…"
    made = button(shown.replace("&", "&&") or formats.NOTHING, on, kind="link")
    made.setAccessibleName(words)
    return made


def _titled(title: str, *widgets: QWidget) -> QWidget:
    return holding(column(label(title, "heading"), *widgets, spacing=6))


def _names(tasks: Sequence[TaskUse]) -> str:
    """The names of some of them."""
    named = tr("“{name}”", name=tasks[0].name)
    for one in tasks[1:4]:
        named = tr("{names}, “{name}”", names=named, name=one.name)
    return tr("{names} …", names=named) if len(tasks) > 4 else named
