"""A new task for those whom a task did not reach (B12)."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import func, select

from smsdesk.domain.codes import Retry, retry_of
from smsdesk.domain.errors import NotAllowed
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.profile import Region
from smsdesk.domain.recipients import PastedSource, Recipe
from smsdesk.domain.signatures import bracketed
from smsdesk.domain.tasks import Task, TaskStatus
from smsdesk.domain.templates import VARIABLE, variables
from smsdesk.domain.text import Text, text, tr
from smsdesk.operations.desk import Desk, query
from smsdesk.operations.drafts import task_name
from smsdesk.operations.task_rows import read_task, task_row
from smsdesk.operations.tasks import recipe_of
from smsdesk.store.tables import MessageRow, ReplyRow

#: What ends a line or a cell of a pasted text.
_BLANKS = re.compile(r"[\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_SENT = (MessageStatus.ACCEPTED, MessageStatus.DELIVERED)
_LOST = (MessageStatus.FAILED, MessageStatus.UNDELIVERED)
#: While in these, more messages may leave, or none has yet.
_RUNNING = (TaskStatus.SENDING, TaskStatus.PAUSED)
_NOT_BEGUN = (TaskStatus.DRAFT, TaskStatus.AWAITING_APPROVAL, TaskStatus.SCHEDULED, TaskStatus.OVERDUE)


class Rest(StrEnum):
    """Who is meant by the rest."""

    FAILED = "failed"
    """It could not be sent to them."""
    MISSED = "missed"
    """It was sent, and the carrier reports that it was not delivered."""
    SILENT = "silent"
    """They got it, as far as is known, and have not replied."""


@dataclass(frozen=True)
class RestCount:
    """How many there are of each; ``hopeless`` are left out as their code says that it cannot succeed."""

    failed: int
    missed: int
    silent: int
    hopeless: int

    @property
    def people(self) -> int:
        """Everybody who can be sent to again."""
        return self.failed + self.missed + self.silent

    def of(self, kind: Rest) -> int:
        """The count of one kind."""
        return {Rest.FAILED: self.failed, Rest.MISSED: self.missed, Rest.SILENT: self.silent}[kind]


def rest_problem(task: Task) -> Text | None:
    """Why the task has no rest yet, from its status; None when it may have one."""
    if task.status in _RUNNING:
        return text("This task is still being sent. Who is left is known once it is done or stopped.")
    if task.status in _NOT_BEGUN:
        return text("This task has not been sent yet, so there is no rest.")
    return None


@query
def rest_count(desk: Desk, *, task_id: int) -> RestCount:
    """How many people each kind of rest has."""
    rows = desk.session.execute(
        select(MessageRow.status, MessageRow.code, func.count())
        .where(MessageRow.task_id == task_id, MessageRow.number != "")
        .where(MessageRow.status.in_((*_SENT, *_LOST)))
        .group_by(MessageRow.status, MessageRow.code)
    )
    failed = missed = silent = hopeless = 0
    for status, code, count in rows:
        if status in _SENT:
            silent += count
        elif _is_hopeless(code):
            hopeless += count
        elif status == MessageStatus.FAILED:
            failed += count
        else:
            missed += count
    return RestCount(failed, missed, silent - _answered_count(desk, task_id), hopeless)


@query
def rest_recipe(desk: Desk, *, task_id: int, who: Collection[Rest]) -> Recipe:
    """The recipe of a new task for them, with the template, signature and values each of them had.

    Raises ``NotAllowed`` when there is nobody or the task is still being sent, ``NotFound`` when it had no
    template.
    """
    problem = rest_problem(read_task(desk.session, task_id))
    if problem is not None:
        raise NotAllowed(problem)
    recipe = recipe_of(desk, task_id=task_id)
    row = task_row(desk.session, task_id)
    people = _rest(desk, task_id, tuple(who))
    if not people:
        raise NotAllowed(text("There is nobody left to send to: nobody else can be reached with it."))
    names = variables(row.body)
    before = bracketed(row.signature, Region(row.region))
    lines = [
        "\t".join((number, *_values(row.body, names, content.removeprefix(before))))
        for number, content in people
    ]
    columns = {"number": 0, **{str(name): place for place, name in enumerate(names, 1)}}
    return replace(
        recipe,
        source=PastedSource("\n".join(lines), columns, header_row=0, rest_of=row.name),
        name=_name(recipe, row.name),
        fixes={},
        send_at=None,
        confirmed=False,
        # Everything is written with its country code.
        ambiguity="",
    )


def _name(recipe: Recipe, name: str) -> str:
    """The rest of a rest is not called so twice."""
    again = isinstance(recipe.source, PastedSource) and recipe.source.rest_of
    return name if again else task_name(tr("Rest of {name}", name=name))


def _is_hopeless(code: str) -> bool:
    return retry_of(code) in (Retry.NEVER, Retry.UNKNOWN)


def _answered_count(desk: Desk, task_id: int) -> int:
    """Messages that were sent and have a reply."""
    answered = select(ReplyRow.message_id).where(ReplyRow.message_id.is_not(None))
    counted = select(func.count()).where(
        MessageRow.id.in_(answered),
        MessageRow.task_id == task_id,
        MessageRow.status.in_(_SENT),
        MessageRow.number != "",
    )
    return desk.session.scalar(counted) or 0


def _rest(desk: Desk, task_id: int, who: Sequence[Rest]) -> list[tuple[str, str]]:
    """Number and content of everybody meant, each once, without those whose code cannot succeed."""
    statuses: set[MessageStatus] = set()
    if Rest.FAILED in who:
        statuses.add(MessageStatus.FAILED)
    if Rest.MISSED in who:
        statuses.add(MessageStatus.UNDELIVERED)
    if Rest.SILENT in who:
        statuses |= set(_SENT)
    rows = desk.session.execute(
        select(MessageRow.id, MessageRow.number, MessageRow.content, MessageRow.status, MessageRow.code)
        .where(MessageRow.task_id == task_id, MessageRow.status.in_(statuses), MessageRow.number != "")
        .order_by(MessageRow.position)
    )
    answered: set[int | None] = set()
    if Rest.SILENT in who:
        own = select(MessageRow.id).where(MessageRow.task_id == task_id)
        answered = set(desk.session.scalars(select(ReplyRow.message_id).where(ReplyRow.message_id.in_(own))))
    found: dict[tuple[str, str], None] = {}
    for message_id, number, content, status, code in rows:
        sent = status in _SENT
        if sent and message_id in answered:
            continue
        if sent or not _is_hopeless(code):
            found[number, content] = None
    return list(found)


def _values(body: str, names: Sequence[int], content: str) -> tuple[str, ...]:
    """What stood for each variable; put in again they make the same text. Line breaks become blanks."""
    pattern, seen, place = "", set[str](), 0
    for variable in VARIABLE.finditer(body):
        pattern += re.escape(body[place : variable.start()])
        name = f"v{variable[1]}"
        pattern += f"(?P={name})" if name in seen else f"(?P<{name}>.*?)"
        seen.add(name)
        place = variable.end()
    found = re.fullmatch(pattern + re.escape(body[place:]), content, re.DOTALL)
    if found is None:
        return tuple("" for _ in names)
    return tuple(_BLANKS.sub(" ", found[f"v{name}"]) for name in names)
