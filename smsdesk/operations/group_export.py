"""A group as a spreadsheet (C3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select

from smsdesk.domain.customers import CustomerField
from smsdesk.domain.places import country_name
from smsdesk.domain.text import tr
from smsdesk.operations.customer_fields import list_fields
from smsdesk.operations.customer_rows import pieces, shown_customers
from smsdesk.operations.desk import Desk, Progress, job
from smsdesk.operations.groups import members
from smsdesk.operations.interrupting import interruptible
from smsdesk.operations.profile import time_zone
from smsdesk.sheets.writing import Column, write_table
from smsdesk.store.tables import CustomerRow


@job(action="ExportGroup", apart=True)
def export_group(desk: Desk, *, group_id: int, path: Path, progress: Progress) -> int:
    """Write who is in a group now to an .xlsx, .csv or .tsv file, with the business's own columns and when
    each was last sent to; gives how many. Raises ``NotFound``, ``Cancelled`` and as ``write_table``."""
    with interruptible(desk, progress) as session:
        fields = list_fields(desk)
        zone = time_zone(desk)
        chosen = select(CustomerRow.id).where(CustomerRow.id.in_(members(desk, group_id=group_id)))
        ids = session.scalars(chosen.order_by(CustomerRow.id)).all()
        return write_table(
            path,
            _columns(fields),
            _rows(desk, ids, fields, zone),
            progress=lambda written: progress.report(written, len(ids)),
            cancelled=lambda: progress.cancelled,
        )


def _columns(fields: Sequence[CustomerField]) -> list[Column]:
    return [
        Column(tr("Number"), "phone", 20),
        Column(tr("Name"), "text", 24),
        Column(tr("Note"), "text", 40),
        *(Column(field.name, "text") for field in fields),
        Column(tr("Country"), "text", 16),
        Column(tr("Last message"), "datetime", 18),
    ]


def _rows(
    desk: Desk, ids: Sequence[int], fields: Sequence[CustomerField], zone: ZoneInfo
) -> Iterator[tuple[object, ...]]:
    for piece in pieces(ids):
        rows = desk.session.scalars(
            select(CustomerRow).where(CustomerRow.id.in_(piece)).order_by(CustomerRow.id)
        ).all()
        for one in shown_customers(desk.session, rows):
            at = one.last_message_at
            yield (
                one.number,
                one.name,
                one.note,
                *(one.fields.get(field.id, "") for field in fields),
                country_name(one.country),
                datetime.fromtimestamp(at / 1000, zone) if at else None,
            )
        desk.session.expunge_all()  # a million rows need not stay in memory
