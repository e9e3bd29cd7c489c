"""A task's page: its messages, failures by reason and delivery over time (B8)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import func, select

from smsdesk.domain.codes import explain
from smsdesk.domain.messages import Message, MessageStatus
from smsdesk.domain.records import Page
from smsdesk.domain.statistics import Reason
from smsdesk.domain.task_reports import Timeline, TimelinePoint
from smsdesk.operations.desk import Desk, query
from smsdesk.operations.message_rows import COLUMNS, as_messages
from smsdesk.operations.profile import home_country
from smsdesk.operations.task_rows import read_task
from smsdesk.operations.task_search import message_holds
from smsdesk.store.tables import MessageRow

MINUTE = 60_000
HOUR = 60 * MINUTE
#: Longest time shown by the minute; beyond, by the hour.
_BY_MINUTE = 4 * HOUR
_FAULTS = (MessageStatus.FAILED, MessageStatus.UNDELIVERED, MessageStatus.UNKNOWN)
_PAGE_LIMIT = 1_000


@query
def task_messages(
    desk: Desk,
    *,
    task_id: int,
    status: MessageStatus | None = None,
    code: str | None = None,
    search: str = "",
    positions: Sequence[int] = (),
    after: int | None = None,
    before: int | None = None,
    limit: int = 100,
) -> Page[Message, int]:
    """Messages of a task in its order. The keys are positions; ``limit`` is 1–1,000.

    ``search`` is a number however it is written, some of its digits, or a part of the customer's name or of
    the text; ``positions`` asks for these only, at most 1,000.
    """
    limit = max(1, min(limit, _PAGE_LIMIT))
    wanted = select(*COLUMNS).where(MessageRow.task_id == task_id)
    if words := search.strip():
        wanted = wanted.where(message_holds(words, home_country(desk)))
    if positions:
        wanted = wanted.where(MessageRow.position.in_(positions[:_PAGE_LIMIT]))
    if status is not None:
        wanted = wanted.where(MessageRow.status == status)
    if code is not None:
        wanted = wanted.where(MessageRow.code == code)
    if before is not None:
        wanted = wanted.where(MessageRow.position < before).order_by(MessageRow.position.desc())
    else:
        if after is not None:
            wanted = wanted.where(MessageRow.position > after)
        wanted = wanted.order_by(MessageRow.position)
    rows = desk.session.execute(wanted.limit(limit + 1)).all()
    more = len(rows) > limit
    rows = rows[:limit]
    if before is not None:
        rows = rows[::-1]
    earlier, later = (more, bool(rows)) if before is not None else (after is not None and bool(rows), more)
    return Page(
        rows=as_messages(desk.session, rows),
        next_key=rows[-1].position if later else None,
        previous_key=rows[0].position if earlier else None,
    )


@query
def failures(desk: Desk, *, task_id: int) -> list[Reason]:
    """What went wrong, most frequent first."""
    total = read_task(desk.session, task_id).totals.total
    count = func.count()
    rows = desk.session.execute(
        select(MessageRow.status, MessageRow.code, count)
        .where(MessageRow.task_id == task_id, MessageRow.status.in_(_FAULTS))
        .group_by(MessageRow.status, MessageRow.code)
        .order_by(count.desc(), MessageRow.code)
    )
    return [
        Reason(
            status=MessageStatus(status),
            code=code,
            reason=explain(code).title,
            count=number,
            share=number / total if total else 0.0,
        )
        for status, code, number in rows
    ]


@query
def timeline(desk: Desk, *, task_id: int) -> Timeline:
    """Delivery over time: by the minute up to four hours, by the hour beyond."""
    first, last = desk.session.execute(
        select(
            func.min(MessageRow.requested_at),
            func.max(func.coalesce(MessageRow.reported_at, MessageRow.sent_at, MessageRow.requested_at)),
        ).where(MessageRow.task_id == task_id)
    ).one()
    if first is None:
        return Timeline(MINUTE, ())
    step = MINUTE if last - first <= _BY_MINUTE else HOUR
    counts: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    ended_at = func.coalesce(MessageRow.reported_at, MessageRow.requested_at)
    for place, at, statuses in (
        (0, MessageRow.sent_at, tuple(MessageStatus)),
        (1, ended_at, (MessageStatus.DELIVERED,)),
        (2, ended_at, (MessageStatus.UNDELIVERED, MessageStatus.FAILED)),
    ):
        begins = at // step * step
        rows = desk.session.execute(
            select(begins, func.count())
            .where(MessageRow.task_id == task_id, MessageRow.status.in_(statuses), at.is_not(None))
            .group_by(begins)
        )
        for start, number in rows:
            assert start is not None
            counts[start][place] += number
    return Timeline(step, tuple(TimelinePoint(start, *counts[start]) for start in sorted(counts)))
