"""A new task for those whom a task did not reach (B12)."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import select

from smsdesk.domain.codes import Retry, retry_of
from smsdesk.domain.errors import NotAllowed
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.profile import Region
from smsdesk.domain.recipients import PastedSource, Recipe
from smsdesk.domain.signatures import bracketed
from smsdesk.domain.templates import VARIABLE, variables
from smsdesk.domain.text import text
from smsdesk.operations.desk import Desk, query
from smsdesk.operations.task_rows import task_row
from smsdesk.operations.tasks import recipe_of
from smsdesk.store.tables import MessageRow, ReplyRow

_BLANKS = re.compile(r"[\t\r\n]+")


class Rest(StrEnum):
    """Who is meant by the rest."""

    FAILED = "failed"
    """It could not be sent to them."""
    MISSED = "missed"
    """It was sent, and the carrier reports that it was not delivered."""
    SILENT = "silent"
    """They got it and have not replied."""


@dataclass(frozen=True)
class RestCount:
    """How many there are of each; ``hopeless`` are left out as their code says that it cannot succeed."""

    failed: int
    missed: int
    silent: int
    hopeless: int


@query
def rest_count(desk: Desk, *, task_id: int) -> RestCount:
    """How many people each kind of rest has."""
    (failed, hopeless), (missed, undeliverable) = (
        _rest(desk, task_id, (kind,)) for kind in (Rest.FAILED, Rest.MISSED)
    )
    silent, _ = _rest(desk, task_id, (Rest.SILENT,))
    return RestCount(len(failed), len(missed), len(silent), hopeless + undeliverable)


@query
def rest_recipe(desk: Desk, *, task_id: int, who: Collection[Rest]) -> Recipe:
    """The recipe of a new task for them, with the template, signature and values each of them had.

    Raises ``NotAllowed`` when there is nobody, or when the task had no template.
    """
    recipe = recipe_of(desk, task_id=task_id)
    row = task_row(desk.session, task_id)
    people, _ = _rest(desk, task_id, tuple(who))
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
        source=PastedSource("\n".join(lines), columns, header_row=0),
        fixes={},
        send_at=None,
        confirmed=False,
        # Everything is written with its country code.
        ambiguity="",
    )


def _rest(desk: Desk, task_id: int, who: Sequence[Rest]) -> tuple[list[tuple[str, str]], int]:
    """Number and content of everybody meant, each once, and how many were left out as hopeless."""
    statuses: set[MessageStatus] = set()
    if Rest.FAILED in who:
        statuses.add(MessageStatus.FAILED)
    if Rest.MISSED in who:
        statuses.add(MessageStatus.UNDELIVERED)
    if Rest.SILENT in who:
        statuses |= {MessageStatus.ACCEPTED, MessageStatus.DELIVERED}
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
    hopeless = 0
    for message_id, number, content, status, code in rows:
        sent = status in (MessageStatus.ACCEPTED, MessageStatus.DELIVERED)
        if sent and message_id in answered:
            continue
        if not sent and retry_of(code) in (Retry.NEVER, Retry.UNKNOWN):
            hopeless += 1
            continue
        found[number, content] = None
    return list(found), hopeless


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
