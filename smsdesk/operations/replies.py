"""What people replied (C6): the list, and which of them nobody has looked at yet."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select, tuple_, update

from smsdesk.domain.customers import Reply
from smsdesk.domain.records import Page
from smsdesk.operations.customer_rows import pieces
from smsdesk.operations.desk import Desk, operation, query
from smsdesk.operations.searching import holds, number_holds
from smsdesk.store.tables import CustomerRow, MessageRow, ReplyRow


@query
def list_replies(
    desk: Desk,
    *,
    search: str = "",
    unread: bool = False,
    after: tuple[int, int] | None = None,
    most: int = 200,
) -> Page[Reply, tuple[int, int]]:
    """A page of replies, newest first, with the message each answers (C6). ``search``: number or words."""
    chosen = (
        select(ReplyRow, MessageRow.content, CustomerRow.name)
        .outerjoin(MessageRow, MessageRow.id == ReplyRow.message_id)
        .outerjoin(CustomerRow, CustomerRow.number == ReplyRow.number)
        .order_by(ReplyRow.at.desc(), ReplyRow.id.desc())
        .limit(most + 1)
    )
    wanted = search.strip()
    if wanted:
        chosen = chosen.where(number_holds(ReplyRow.number, wanted) | holds(ReplyRow.content, wanted))
    if unread:
        chosen = chosen.where(ReplyRow.read_at.is_(None))
    if after is not None:
        chosen = chosen.where(tuple_(ReplyRow.at, ReplyRow.id) < after)
    rows = desk.session.execute(chosen).all()
    page = [
        Reply(
            row.id,
            row.number,
            row.content,
            row.at,
            row.signature,
            row.message_id,
            answers or "",
            name or "",
            row.read_at is not None,
        )
        for row, answers, name in rows[:most]
    ]
    return Page(page, (page[-1].at, page[-1].id) if len(rows) > most else None)


@query
def last_reply(desk: Desk) -> int:
    """Id of the reply that was stored last; 0 for none."""
    return desk.session.scalar(select(func.max(ReplyRow.id))) or 0


@query
def replies_since(desk: Desk, *, reply_id: int, most: int = 100) -> list[Reply]:
    """Unread replies that were stored after that one, in the order in which they were; at most so many of
    the latest."""
    chosen = (
        select(ReplyRow, CustomerRow.name)
        .outerjoin(CustomerRow, CustomerRow.number == ReplyRow.number)
        .where(ReplyRow.id > reply_id, ReplyRow.read_at.is_(None))
        .order_by(ReplyRow.id.desc())
        .limit(most)
    )
    found = [
        Reply(
            row.id, row.number, row.content, row.at, row.signature, row.message_id, "", name or "", read=False
        )
        for row, name in desk.session.execute(chosen)
    ]
    return found[::-1]


@query
def unread_replies(desk: Desk) -> int:
    """How many replies nobody has looked at."""
    return desk.session.scalar(select(func.count(ReplyRow.id)).where(ReplyRow.read_at.is_(None))) or 0


@operation(action="ReadReplies", on="reply")
def mark_replies(desk: Desk, *, reply_ids: Sequence[int], read: bool = True) -> int:
    """They were looked at (or are to stand out again); gives how many changed."""
    changed = 0
    for piece in pieces(reply_ids):
        unlike = ReplyRow.read_at.is_(None) if read else ReplyRow.read_at.is_not(None)
        marked = update(ReplyRow).where(ReplyRow.id.in_(piece), unlike).returning(ReplyRow.id)
        changed += len(desk.session.scalars(marked.values(read_at=desk.now() if read else None)).all())
    return changed


@operation(action="ReadReplies", on="reply")
def mark_all_replies(desk: Desk) -> int:
    """All were looked at; gives how many were not before."""
    marked = update(ReplyRow).where(ReplyRow.read_at.is_(None)).returning(ReplyRow.id)
    return len(desk.session.scalars(marked.values(read_at=desk.now())).all())
