"""Message records: pages by key in both directions, look-up of a number, count and export (D2, D8).

Every filter is answered from one covering index in the order of the page, so that the time does not
depend on how much the filter lets through. A number goes through its own index instead: one number has
few messages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal_column, select, tuple_

from smsdesk.domain.errors import Invalid, NotFound
from smsdesk.domain.messages import Message
from smsdesk.domain.profile import Region
from smsdesk.domain.records import ENDING_DIGITS, Page, RecordFilter, RecordKey
from smsdesk.domain.text import text
from smsdesk.operations.desk import Desk, Progress, job, query
from smsdesk.operations.message_rows import COLUMNS, as_messages
from smsdesk.operations.message_sheets import record_facts, write_messages
from smsdesk.operations.profile import time_zone
from smsdesk.store.tables import MessageRow

#: Most records of one page.
PAGE_LIMIT = 1_000
#: Digits up to which what is typed is the end of a number, whatever it begins with.
_LONGEST_ENDING = 8
#: Records read at once while exporting.
_EXPORT_BATCH = 2_000

RecordPage = Page[Message, RecordKey]

_place = tuple_(MessageRow.requested_at, MessageRow.id)


@query
def records(
    desk: Desk,
    *,
    filter: RecordFilter,
    after: RecordKey | None = None,
    before: RecordKey | None = None,
    limit: int = 100,
) -> RecordPage:
    """A page, newest first. ``after`` a key come the older records, ``before`` it the newer ones.

    ``limit`` is 1–1,000. Raises ``Invalid`` for a number that cannot be looked up.
    """
    limit = max(1, min(limit, PAGE_LIMIT))
    rows = desk.session.execute(record_statement(filter, after=after, before=before, limit=limit + 1)).all()
    more = len(rows) > limit
    rows = rows[:limit]
    if before is not None:
        rows = rows[::-1]
    found = as_messages(desk.session, rows)
    newer, older = (more, bool(rows)) if before is not None else (after is not None and bool(rows), more)
    return Page(
        rows=found,
        next_key=RecordKey(rows[-1].requested_at, rows[-1].id) if older else None,
        previous_key=RecordKey(rows[0].requested_at, rows[0].id) if newer else None,
    )


def record_statement(
    filter: RecordFilter,
    *,
    after: RecordKey | None = None,
    before: RecordKey | None = None,
    limit: int,
) -> Select[*tuple[Any, ...]]:
    """The query of a page: after a key newest first, before a key oldest first."""
    wanted = _wanted(filter).limit(limit)
    if before is not None:
        newer = _place > tuple(before)
        return wanted.where(newer).order_by(MessageRow.requested_at, MessageRow.id)
    if after is not None:
        older = _place < tuple(after)
        wanted = wanted.where(older)
    return wanted.order_by(MessageRow.requested_at.desc(), MessageRow.id.desc())


@query
def record_count(desk: Desk, *, filter: RecordFilter) -> int:
    """How many records there are in all."""
    return desk.session.scalar(_wanted(filter).with_only_columns(func.count())) or 0


@query
def record(desk: Desk, *, message_id: int) -> Message:
    """One message. Raises ``NotFound``."""
    rows = desk.session.execute(select(*COLUMNS).where(MessageRow.id == message_id)).all()
    if not rows:
        raise NotFound(text("This message is not there any more."))
    return as_messages(desk.session, rows)[0]


@job(action="ExportRecords")
def export_records(desk: Desk, *, filter: RecordFilter, path: Path, progress: Progress | None = None) -> int:
    """Write all records of the filter to an .xlsx or .csv file, newest first; the number of them (D8).

    Nothing is left of the file when it is stopped or fails. What is sent meanwhile is not in it.
    """
    progress = progress or Progress()
    with desk.reading():
        zone = time_zone(desk)
        about = record_facts(desk, filter)
    total = record_count(desk, filter=filter)
    return write_messages(path, _all(desk, filter), zone=zone, total=total, progress=progress, about=about)


def _all(desk: Desk, filter: RecordFilter) -> Iterator[Sequence[Message]]:
    """Batches by key, each in a short transaction of its own, so that the write-ahead log can shrink."""
    after: RecordKey | None = None
    while True:
        with desk.reading() as session:
            wanted = record_statement(filter, after=after, limit=_EXPORT_BATCH)
            rows = session.execute(wanted).all()
            batch = as_messages(session, rows)
        if not batch:
            return
        yield batch
        after = RecordKey(rows[-1].requested_at, rows[-1].id)


def _wanted(filter: RecordFilter) -> Select[*tuple[Any, ...]]:
    """The records of a filter, in no order yet."""
    conditions: list[ColumnElement[bool]] = [MessageRow.requested_at.is_not(None)]
    if filter.number:
        # Without statistics the planner would take the time order here too and read the whole region; a
        # region that is not the bare column leaves it only the number's index.
        conditions += [_number_condition(filter.number, filter.region)]
        conditions += [func.coalesce(MessageRow.region, "") == filter.region]
    else:
        conditions += [MessageRow.region == filter.region]
    for column, value in (
        (MessageRow.application_id, filter.application_id),
        (MessageRow.template_id, filter.template_id),
        (MessageRow.signature_id, filter.signature_id),
        (MessageRow.status, filter.status),
        (MessageRow.code, filter.code or None),
        (MessageRow.country, filter.country or None),
    ):
        if value is not None:
            conditions.append(column == value)
    if filter.statuses:
        conditions.append(MessageRow.status.in_(filter.statuses))
    if filter.start is not None:
        conditions.append(MessageRow.requested_at >= filter.start)
    if filter.end is not None:
        conditions.append(MessageRow.requested_at < filter.end)
    return select(*COLUMNS).where(and_(*conditions))


def _number_condition(number: str, region: Region) -> ColumnElement[bool]:
    """The condition for a number as a user types it."""
    written = re.sub(r"[\s\-().]", "", number)
    digits = written.removeprefix("+")
    if not digits.isascii() or not digits.isdigit() or len(digits) < ENDING_DIGITS:
        raise Invalid(
            text("Type a whole number, or at least its last {count} digits.", count=ENDING_DIGITS),
            field="number",
        )
    if written.startswith("+"):
        return MessageRow.number == f"+{digits}"
    if written.startswith("00") and len(digits) > _LONGEST_ENDING:
        return MessageRow.number == f"+{digits[2:]}"
    if region is Region.MAINLAND and len(digits) == 11:
        return MessageRow.number == f"+86{digits}"
    # A national number's leading 0 is not part of the number with its country code.
    tail = digits.removeprefix("0") if len(digits) > _LONGEST_ENDING else digits
    ending = func.substr(MessageRow.number, literal_column("-4")) == digits[-ENDING_DIGITS:]
    return and_(ending, func.substr(MessageRow.number, -len(tail)) == tail)
