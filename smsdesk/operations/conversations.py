"""Replies as conversations: who wrote, what passed before, and what is known of them (C6)."""

from __future__ import annotations

from sqlalchemy import func, literal, select, tuple_
from sqlalchemy.orm import aliased

from smsdesk.domain.conversations import Conversation, Correspondent, Turn, TurnKey
from smsdesk.domain.customers import BlockedNumber, UnsubscribedNumber
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.records import Page
from smsdesk.domain.tasks import TaskStatus
from smsdesk.operations.customer_rows import fields_of
from smsdesk.operations.desk import Desk, operation, query
from smsdesk.operations.searching import holds, number_holds
from smsdesk.store.tables import (
    BlockedRow,
    CustomerFieldRow,
    CustomerRow,
    MessageRow,
    ReplyRow,
    TaskRow,
    UnsubscribedRow,
)

#: Tasks whose waiting messages will still go out by themselves.
_GOING = (TaskStatus.SENDING, TaskStatus.PAUSED, TaskStatus.AWAITING_APPROVAL)


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
        # Only the names of those who replied: the pool may be a hundred times as large.
        wrote = select(ReplyRow.number).distinct()
        named = select(CustomerRow.number).where(
            CustomerRow.number.in_(wrote), holds(CustomerRow.name, wanted)
        )
        said = select(ReplyRow.number).where(holds(ReplyRow.content, wanted))
        found = found.where(
            number_holds(ReplyRow.number, wanted) | ReplyRow.number.in_(named) | ReplyRow.number.in_(said)
        )
    if unread:
        found = found.having(open_ones > 0)
    if after is not None:
        found = found.having(tuple_(last, ReplyRow.number) < after)
    page = found.order_by(last.desc(), ReplyRow.number.desc()).limit(most + 1).subquery()
    newest = aliased(ReplyRow)
    words = (
        select(newest.content)
        .where(newest.number == page.c.number)
        .order_by(newest.at.desc(), newest.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = desk.session.execute(
        select(page, words.label("words"), CustomerRow.name)
        .outerjoin(CustomerRow, CustomerRow.number == page.c.number)
        .order_by(page.c.at.desc(), page.c.number.desc())
    ).all()
    shown = [
        Conversation(row.number, row.name or "", row.words, row.at, row.replies, row.unread)
        for row in rows[:most]
    ]
    return Page(shown, (shown[-1].last_at, shown[-1].number) if len(rows) > most else None)


@query
def conversation(
    desk: Desk, *, number: str, before: TurnKey | None = None, most: int = 50
) -> Page[Turn, TurnKey]:
    """The last turns with a number, the oldest of them first; ``before`` asks for those earlier than that.

    Messages that wait to be sent stand at the end: with the turns that come last.
    """
    turns = _messages(desk, number, before, most + 1) + _replies(desk, number, before, most + 1)
    turns.sort(key=lambda turn: turn.key, reverse=True)
    shown = turns[:most][::-1]
    next_key = shown[0].key if len(turns) > most else None
    return Page(shown if before is not None else shown + _waiting(desk, number), next_key)


def _messages(desk: Desk, number: str, before: TurnKey | None, most: int) -> list[Turn]:
    sent = (
        select(MessageRow, TaskRow.signature)
        .join(TaskRow, TaskRow.id == MessageRow.task_id)
        .where(MessageRow.number == number, MessageRow.requested_at.is_not(None))
        .order_by(MessageRow.requested_at.desc(), MessageRow.id.desc())
        .limit(most)
    )
    if before is not None:
        sent = sent.where(tuple_(MessageRow.requested_at, literal(0), MessageRow.id) < before)
    return [_sent(row, row.requested_at or 0, signature) for row, signature in desk.session.execute(sent)]


def _waiting(desk: Desk, number: str) -> list[Turn]:
    """What is about to be sent to the number, and not on another day."""
    waiting = (
        select(MessageRow, TaskRow.signature)
        .join(TaskRow, TaskRow.id == MessageRow.task_id)
        .where(
            MessageRow.number == number,
            MessageRow.requested_at.is_(None),
            MessageRow.status == MessageStatus.QUEUED,
            TaskRow.status.in_(_GOING),
        )
        .order_by(MessageRow.created_at, MessageRow.id)
    )
    return [_sent(row, row.created_at, signature) for row, signature in desk.session.execute(waiting)]


def _sent(row: MessageRow, at: int, signature: str) -> Turn:
    return Turn(
        at,
        row.content,
        message_id=row.id,
        status=MessageStatus(row.status),
        code=row.code,
        signature=signature,
        task_id=row.task_id,
    )


def _replies(desk: Desk, number: str, before: TurnKey | None, most: int) -> list[Turn]:
    got = (
        select(ReplyRow, MessageRow.content)
        .outerjoin(MessageRow, MessageRow.id == ReplyRow.message_id)
        .where(ReplyRow.number == number)
        .order_by(ReplyRow.at.desc(), ReplyRow.id.desc())
        .limit(most)
    )
    if before is not None:
        got = got.where(tuple_(ReplyRow.at, literal(1), ReplyRow.id) < before)
    return [
        Turn(
            row.at,
            row.content,
            reply_id=row.id,
            answers=row.message_id,
            answered=answered or "",
            read=row.read_at is not None,
        )
        for row, answered in desk.session.execute(got)
    ]


@query
def correspondent(desk: Desk, *, number: str) -> Correspondent:
    """What is known of a number, whether or not it is a customer's."""
    session = desk.session
    row = session.scalars(select(CustomerRow).where(CustomerRow.number == number)).one_or_none()
    names = {one.id: one.name for one in session.scalars(select(CustomerFieldRow))} if row else {}
    own = {names[key]: value for key, value in fields_of(row).items() if key in names} if row else {}
    left = session.scalars(
        select(UnsubscribedRow).where(UnsubscribedRow.number == number).order_by(UnsubscribedRow.id)
    )
    blocked = session.scalars(select(BlockedRow).where(BlockedRow.number == number).order_by(BlockedRow.id))
    signature = session.scalar(
        select(TaskRow.signature)
        .join(MessageRow, MessageRow.task_id == TaskRow.id)
        .where(MessageRow.number == number, TaskRow.signature != "")
        .order_by(MessageRow.id.desc())
        .limit(1)
    )
    return Correspondent(
        number,
        Region.MAINLAND if number.startswith("+86") else Region.GLOBAL,
        row.id if row else None,
        row.name if row else "",
        own,
        tuple(
            UnsubscribedNumber(each.id, number, each.signature, SmsType(each.sms_type), each.keyword, each.at)
            for each in left
        ),
        tuple(
            BlockedNumber(each.id, number, each.signature, SmsType(each.sms_type), each.created_at)
            for each in blocked
        ),
        signature or "",
    )


@operation(action="ReadReplies", on="reply")
def read_conversation(desk: Desk, *, number: str) -> int:
    """Everything this number wrote was looked at; gives how many replies were not before."""
    rows = desk.session.scalars(
        select(ReplyRow).where(ReplyRow.number == number, ReplyRow.read_at.is_(None))
    ).all()
    for row in rows:
        row.read_at = desk.now()
    return len(rows)
