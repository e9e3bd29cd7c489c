"""Replies as records: pages by key in both directions, filters, export (D3, D8).

All that is filtered by lies in one covering index of the replies in the order of the page; the message a
reply answers is looked up only for the rows that are shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, Select, func, select, tuple_

from smsdesk.domain.profile import Region
from smsdesk.domain.records import Page
from smsdesk.domain.reply_records import ReplyKey, ReplyRecord, ReplyStatus
from smsdesk.domain.statistics import StatisticsFilter
from smsdesk.domain.text import Text, text, tr
from smsdesk.operations.desk import Desk, Progress, job, query
from smsdesk.operations.export_facts import filter_facts
from smsdesk.operations.profile import time_zone
from smsdesk.operations.searching import holds, number_holds
from smsdesk.sheets.writing import Column, write_table
from smsdesk.store.tables import ApplicationRow, CustomerRow, MessageRow, ReplyRow, TaskRow

#: Most records of one page.
PAGE_LIMIT = 1_000
#: Records read at once while exporting.
_EXPORT_BATCH = 1_000

ReplyPage = Page[ReplyRecord, ReplyKey]

STATUS_WORDS: Mapping[ReplyStatus, Text] = {
    ReplyStatus.ANSWER: text("Answers a message"),
    ReplyStatus.UNPROMPTED: text("Answers no message"),
    ReplyStatus.UNSUBSCRIBED: text("Unsubscribed"),
    ReplyStatus.STOP: text("Asks for no more"),
}

_place = tuple_(ReplyRow.at, ReplyRow.id)


@query
def reply_records(
    desk: Desk,
    *,
    filter: StatisticsFilter,
    search: str = "",
    status: ReplyStatus | None = None,
    unread: bool = False,
    after: ReplyKey | None = None,
    before: ReplyKey | None = None,
    limit: int = 100,
) -> ReplyPage:
    """A page, newest first, of the replies that came in the period. ``after`` a key come the older ones,
    ``before`` it the newer ones. ``search``: part of the number or of what was said. ``limit`` is 1–1,000.

    With an application or template only answers to its messages.
    """
    limit = max(1, min(limit, PAGE_LIMIT))
    wanted = _wanted(filter, search, status, unread).limit(limit + 1)
    if before is not None:
        wanted = wanted.where(_place > tuple(before)).order_by(ReplyRow.at, ReplyRow.id)
    else:
        wanted = wanted.order_by(ReplyRow.at.desc(), ReplyRow.id.desc())
        if after is not None:
            wanted = wanted.where(_place < tuple(after))
    found = desk.session.scalars(wanted).all()
    more = len(found) > limit
    rows = _records(desk, found[:limit])
    newer, older = (more, bool(rows)) if before is not None else (after is not None and bool(rows), more)
    return Page(
        rows=rows,
        next_key=ReplyKey(rows[-1].at, rows[-1].id) if older else None,
        previous_key=ReplyKey(rows[0].at, rows[0].id) if newer else None,
    )


@query
def reply_count(
    desk: Desk,
    *,
    filter: StatisticsFilter,
    search: str = "",
    status: ReplyStatus | None = None,
    unread: bool = False,
) -> int:
    """How many records there are in all."""
    wanted = _wanted(filter, search, status, unread)
    return desk.session.scalar(wanted.with_only_columns(func.count())) or 0


@job(action="ExportReplies", apart=True)
def export_replies(
    desk: Desk,
    *,
    filter: StatisticsFilter,
    path: Path,
    search: str = "",
    status: ReplyStatus | None = None,
    unread: bool = False,
    progress: Progress | None = None,
) -> int:
    """Write all records of the filter to an .xlsx or .csv file, newest first; the number of them (D8).

    Nothing is left of the file when it is stopped or fails.
    """
    progress = progress or Progress()
    with desk.reading():
        zone = time_zone(desk)
        about = filter_facts(desk, tr("Replies"), filter)
    if status is not None:
        about[tr("Status")] = str(STATUS_WORDS[status])
    if unread:
        about[tr("Unread")] = tr("only these")
    if search:
        about[tr("Searched for")] = search
    total = reply_count(desk, filter=filter, search=search, status=status, unread=unread)

    def batches() -> Iterator[Sequence[ReplyRecord]]:
        """Each in a short transaction of its own, so that the write-ahead log can shrink."""
        after: ReplyKey | None = None
        while True:
            page = reply_records(
                desk,
                filter=filter,
                search=search,
                status=status,
                unread=unread,
                after=after,
                limit=_EXPORT_BATCH,
            )
            yield page.rows
            if page.next_key is None:
                return
            after = page.next_key

    return write_table(
        path,
        _columns(),
        _cells(batches(), zone),
        about=about,
        sheet_name=tr("Replies"),
        progress=lambda done: progress.report(done, total),
    )


def _wanted(filter: StatisticsFilter, search: str, status: ReplyStatus | None, unread: bool) -> Select[int]:
    """The ids of the replies of a filter, in no order yet."""
    conditions: list[ColumnElement[bool]] = [
        ReplyRow.region == filter.region,
        ReplyRow.at >= filter.start,
        ReplyRow.at < filter.end,
    ]
    if filter.application_id is not None:
        conditions.append(ReplyRow.application_id == filter.application_id)
    if filter.template_id is not None:
        conditions.append(ReplyRow.template_id == filter.template_id)
    if status is not None:
        conditions.append(ReplyRow.status == status)
    if unread:
        conditions.append(ReplyRow.read_at.is_(None))
    if wanted := search.strip():
        conditions.append(number_holds(ReplyRow.number, wanted) | holds(ReplyRow.content, wanted))
    return select(ReplyRow.id).where(*conditions)


def _records(desk: Desk, ids: Sequence[int]) -> list[ReplyRecord]:
    """The replies of these ids, newest first, each with what it answers."""
    chosen = (
        select(
            *(ReplyRow.id, ReplyRow.number, ReplyRow.content, ReplyRow.at, ReplyRow.region, ReplyRow.status),
            *(ReplyRow.read_at, ReplyRow.signature, ReplyRow.message_id),
            CustomerRow.name,
            *(MessageRow.content.label("answers"), MessageRow.requested_at, MessageRow.task_id),
            *(TaskRow.name.label("task_name"), TaskRow.template_name, TaskRow.signature.label("signed")),
            ApplicationRow.name.label("application_name"),
        )
        .outerjoin(CustomerRow, CustomerRow.number == ReplyRow.number)
        .outerjoin(MessageRow, MessageRow.id == ReplyRow.message_id)
        .outerjoin(TaskRow, TaskRow.id == MessageRow.task_id)
        .outerjoin(ApplicationRow, ApplicationRow.id == MessageRow.application_id)
        .where(ReplyRow.id.in_(ids))
        .order_by(ReplyRow.at.desc(), ReplyRow.id.desc())
    )
    return [_record(row) for row in desk.session.execute(chosen)]


def _record(row: Row[*tuple[Any, ...]]) -> ReplyRecord:
    return ReplyRecord(
        id=row.id,
        number=row.number,
        name=row.name or "",
        content=row.content,
        at=row.at,
        region=Region(row.region),
        status=ReplyStatus(row.status),
        read_at=row.read_at,
        signature=row.signed or row.signature,
        message_id=row.message_id,
        answers=row.answers or "",
        answered_at=row.requested_at,
        task_id=row.task_id,
        task_name=row.task_name or "",
        application_name=row.application_name or "",
        template_name=row.template_name or "",
    )


def _columns() -> list[Column]:
    return [
        Column(tr("Time"), "datetime", 18),
        Column(tr("Number"), "phone", 18),
        Column(tr("Customer"), "text", 20),
        Column(tr("Reply"), "text", 50),
        Column(tr("Status"), "text", 20),
        Column(tr("Read"), "datetime", 18),
        Column(tr("Answers the message"), "text", 50),
        Column(tr("Message requested"), "datetime", 18),
        Column(tr("Task"), "text", 24),
        Column(tr("Application"), "text", 20),
        Column(tr("Template"), "text", 20),
        Column(tr("Signature"), "text", 16),
    ]


def _cells(batches: Iterator[Sequence[ReplyRecord]], zone: ZoneInfo) -> Iterator[tuple[object, ...]]:
    statuses = {status: str(words) for status, words in STATUS_WORDS.items()}
    for batch in batches:
        for one in batch:
            yield (
                _local(one.at, zone),
                one.number,
                one.name,
                one.content,
                statuses[one.status],
                _local(one.read_at, zone),
                one.answers,
                _local(one.answered_at, zone),
                one.task_name,
                one.application_name,
                one.template_name,
                one.signature,
            )


def _local(at: int | None, zone: ZoneInfo) -> datetime | None:
    """The wall-clock time of the zone; a spreadsheet's cells know no zones."""
    return None if at is None else datetime.fromtimestamp(at / 1000, zone).replace(tzinfo=None)
