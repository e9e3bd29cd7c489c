"""The pool, or what is looked for in it, as a spreadsheet with the business's own columns (C1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select

from smsdesk.domain.customers import Customer, CustomerField
from smsdesk.domain.profile import SmsType
from smsdesk.domain.text import tr
from smsdesk.operations.customer_fields import list_fields
from smsdesk.operations.customer_rows import shown_customers
from smsdesk.operations.customer_search import Chosen, chosen_ids
from smsdesk.operations.desk import Desk, Progress, job
from smsdesk.operations.profile import time_zone
from smsdesk.sheets.writing import Column, write_table
from smsdesk.store.tables import CustomerRow

#: Customers read at once, each time in a short transaction of its own.
_BATCH = 500


@job(action="ExportCustomers", apart=True)
def export_customers(desk: Desk, *, chosen: Chosen, path: Path, progress: Progress) -> int:
    """Write them to an .xlsx, .csv or .tsv file; gives how many. Our own import takes it as it is.

    Nothing is left of the file when it is stopped or fails. Who is deleted meanwhile is not in it.
    """
    with desk.reading():
        zone = time_zone(desk)
        fields = list_fields(desk)
        ids = chosen_ids(desk, chosen=chosen)
    columns = [
        Column(tr("Number"), "phone", 20),
        Column(tr("Name"), "text", 24),
        Column(tr("Note"), "text", 40),
        Column(tr("Country"), "text", 10),
        Column(tr("SMS type"), "text", 14),
        Column(tr("Groups"), "text", 30),
        Column(tr("Added"), "datetime", 20),
        Column(tr("Last message"), "datetime", 20),
        Column(tr("Last reply"), "datetime", 20),
        *(Column(field.name, "text", 20) for field in fields),
    ]
    return write_table(
        path,
        columns,
        (_cells(one, fields, zone) for one in _all(desk, ids)),
        progress=lambda done: progress.report(done, len(ids)),
    )


def _all(desk: Desk, ids: Sequence[int]) -> Iterator[Customer]:
    for start in range(0, len(ids), _BATCH):
        piece = ids[start : start + _BATCH]
        with desk.reading() as session:
            rows = {
                row.id: row for row in session.scalars(select(CustomerRow).where(CustomerRow.id.in_(piece)))
            }
            found = list(shown_customers(session, [rows[one] for one in piece if one in rows]))
        yield from found


def _cells(one: Customer, fields: Sequence[CustomerField], zone: ZoneInfo) -> tuple[object, ...]:
    def moment(at: int | None) -> datetime | None:
        return None if at is None else datetime.fromtimestamp(at / 1000, zone)

    return (
        one.number,
        one.name,
        one.note,
        one.country,
        tr("Marketing") if one.sms_type is SmsType.MARKETING else tr("Regular"),
        ", ".join(one.groups),
        moment(one.created_at),
        moment(one.last_message_at),
        moment(one.last_reply_at),
        *(one.fields.get(field.id, "") for field in fields),
    )
