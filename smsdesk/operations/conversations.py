"""Replies as conversations: who wrote, what passed before, and an answer with an approved template (C6)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select, tuple_

from smsdesk.domain.conversations import Conversation, Turn
from smsdesk.domain.errors import Invalid, NotAllowed
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.recipients import PastedSource, Recipe
from smsdesk.domain.records import Page
from smsdesk.domain.tasks import Task
from smsdesk.domain.text import text
from smsdesk.operations.bulk import send
from smsdesk.operations.desk import Desk, operation, query
from smsdesk.operations.recipients import prepare
from smsdesk.operations.searching import holds, number_holds
from smsdesk.store.tables import CustomerRow, MessageRow, ReplyRow


@query
def conversations(
    desk: Desk,
    *,
    search: str = "",
    unread: bool = False,
    after: tuple[int, str] | None = None,
    most: int = 100,
) -> Page[Conversation, tuple[int, str]]:
    """A page of the numbers that replied, the latest first. ``search``: number, name or words of a reply."""
    last = func.max(ReplyRow.at)
    open_ones = func.count(ReplyRow.id).filter(ReplyRow.read_at.is_(None))
    found = select(
        ReplyRow.number, last.label("at"), func.count(ReplyRow.id).label("replies"), open_ones.label("unread")
    ).group_by(ReplyRow.number)
    wanted = search.strip()
    if wanted:
        named = select(CustomerRow.number).where(holds(CustomerRow.name, wanted))
        said = select(ReplyRow.number).where(holds(ReplyRow.content, wanted))
        found = found.where(
            number_holds(ReplyRow.number, wanted) | ReplyRow.number.in_(named) | ReplyRow.number.in_(said)
        )
    if unread:
        found = found.having(open_ones > 0)
    if after is not None:
        found = found.having(tuple_(last, ReplyRow.number) < after)
    rows = desk.session.execute(found.order_by(last.desc(), ReplyRow.number.desc()).limit(most + 1)).all()
    page = rows[:most]
    numbers = [row.number for row in page]
    known = select(CustomerRow.number, CustomerRow.name).where(CustomerRow.number.in_(numbers))
    names = {number: name for number, name in desk.session.execute(known)}
    words = _last_words(desk, numbers)
    return Page(
        [
            Conversation(
                row.number, names.get(row.number, ""), words[row.number], row.at, row.replies, row.unread
            )
            for row in page
        ],
        (page[-1].at, page[-1].number) if len(rows) > most else None,
    )


@query
def conversation(desk: Desk, *, number: str, before: int | None = None, most: int = 50) -> Page[Turn, int]:
    """The last turns with a number, the oldest of them first; ``before`` (a time) asks for earlier ones."""
    sent = (
        select(MessageRow.id, MessageRow.requested_at, MessageRow.content, MessageRow.status, MessageRow.code)
        .where(MessageRow.number == number, MessageRow.requested_at.is_not(None))
        .order_by(MessageRow.requested_at.desc(), MessageRow.id.desc())
        .limit(most + 1)
    )
    got = (
        select(ReplyRow)
        .where(ReplyRow.number == number)
        .order_by(ReplyRow.at.desc(), ReplyRow.id.desc())
        .limit(most + 1)
    )
    if before is not None:
        sent = sent.where(MessageRow.requested_at < before)
        got = got.where(ReplyRow.at < before)
    turns = [
        Turn(at or 0, content, message_id=id_, status=MessageStatus(status), code=code)
        for id_, at, content, status, code in desk.session.execute(sent)
    ]
    turns += [
        Turn(row.at, row.content, reply_id=row.id, answers=row.message_id, read=row.read_at is not None)
        for row in desk.session.scalars(got)
    ]
    turns.sort(key=lambda turn: (turn.at, turn.incoming), reverse=True)
    shown = turns[:most]
    return Page(shown[::-1], shown[-1].at if len(turns) > most else None)


@operation(action="ReadReplies", on="reply")
def read_conversation(desk: Desk, *, number: str) -> int:
    """Everything this number wrote was looked at; gives how many replies were not before."""
    rows = desk.session.scalars(
        select(ReplyRow).where(ReplyRow.number == number, ReplyRow.read_at.is_(None))
    ).all()
    for row in rows:
        row.read_at = desk.now()
    return len(rows)


def answer(
    desk: Desk,
    *,
    number: str,
    application_id: int,
    template_id: int,
    signature_id: int | None = None,
    values: Sequence[str] = (),
) -> Task:
    """Send one message with an approved template to a number, as a task of its own: every rule and limit
    holds for it as for any other (E2). ``values`` fill {1}, {2}, …

    Raises ``Invalid`` or ``NotAllowed`` with why it cannot be sent; then nothing was.
    """
    if any("\t" in value or "\n" in value or "\r" in value for value in values):
        raise Invalid(text("A value is one line without tabs."), field="values")
    columns = {"number": 0, **{str(place): place for place in range(1, len(values) + 1)}}
    recipe = Recipe(
        PastedSource("\t".join((number, *values)), columns, header_row=0),
        application_id=application_id,
        template_id=template_id,
        signature_id=signature_id,
        confirmed=True,
    )
    prepared = prepare(desk, recipe=recipe)
    if not prepared.ready:
        wrong = prepared.rejected(count=1)
        raise NotAllowed(wrong[0].problem if wrong else text("This number cannot be sent to."))
    return send(desk, preparation=prepared, consent=True)


def _last_words(desk: Desk, numbers: Sequence[str]) -> dict[str, str]:
    rows = desk.session.execute(
        select(ReplyRow.number, ReplyRow.content)
        .where(ReplyRow.number.in_(numbers))
        .order_by(ReplyRow.at, ReplyRow.id)
    )
    # Of each number the last one stays.
    return {number: content for number, content in rows}
