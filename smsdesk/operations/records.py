"""Message records: pages by key in both directions, look-up of a number, count and export (D2, D8).

``store.record_search`` finds the messages of a page by their ids; here they are read and named.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from smsdesk.domain.errors import NotFound
from smsdesk.domain.messages import Message
from smsdesk.domain.records import Page, RecordFilter, RecordKey
from smsdesk.domain.text import text
from smsdesk.operations.customer_names import with_numbers
from smsdesk.operations.desk import Desk, Progress, job, query
from smsdesk.operations.message_rows import COLUMNS, as_messages
from smsdesk.operations.message_sheets import MessageCells, record_facts, write_messages
from smsdesk.store.record_search import count, page_statement
from smsdesk.store.tables import MessageRow

#: Most records of one page.
PAGE_LIMIT = 1_000
#: Records read at once while exporting.
_EXPORT_BATCH = 5_000

RecordPage = Page[Message, RecordKey]


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

    ``limit`` is 1–1,000. Raises ``Invalid`` for a number or name that cannot be looked up.
    """
    limit = max(1, min(limit, PAGE_LIMIT))
    filter = with_numbers(desk, filter)
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
    found, values = page_statement(filter, after=after, before=before, limit=limit)
    ids = sql(found).bindparams(**values).columns(MessageRow.id)
    wanted = select(*COLUMNS).where(MessageRow.id.in_(ids))
    if before is not None:
        return wanted.order_by(MessageRow.requested_at, MessageRow.id)
    return wanted.order_by(MessageRow.requested_at.desc(), MessageRow.id.desc())


@query
def record_count(desk: Desk, *, filter: RecordFilter) -> int:
    """How many records there are in all."""
    return count(desk.session, with_numbers(desk, filter))


@query
def record(desk: Desk, *, message_id: int) -> Message:
    """One message. Raises ``NotFound``."""
    rows = desk.session.execute(select(*COLUMNS).where(MessageRow.id == message_id)).all()
    if not rows:
        raise NotFound(text("This message is not there any more."))
    return as_messages(desk.session, rows)[0]


@job(action="ExportRecords", apart=True)
def export_records(desk: Desk, *, filter: RecordFilter, path: Path, progress: Progress | None = None) -> int:
    """Write all records of the filter to an .xlsx or .csv file, newest first; the number of them (D8).

    Nothing is left of the file when it is stopped or fails. What is sent meanwhile is not in it.
    """
    progress = progress or Progress()
    with desk.reading():
        about = record_facts(desk, filter)
        filter = with_numbers(desk, filter)
    total = record_count(desk, filter=filter)

    def following(_: Session, last: MessageCells | None) -> Select[*tuple[Any, ...]]:
        after = RecordKey(last.requested_at, last.id) if last is not None else None
        return record_statement(filter, after=after, limit=_EXPORT_BATCH)

    return write_messages(desk, path, following, total=total, progress=progress, about=about)
