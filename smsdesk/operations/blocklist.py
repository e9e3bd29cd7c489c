"""The blocklist (C4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.sqlite import insert

from smsdesk.domain import limits
from smsdesk.domain.customers import BlockedNumber
from smsdesk.domain.errors import Invalid, LimitReached
from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.text import text, tr
from smsdesk.operations.customer_names import names_of
from smsdesk.operations.customer_rows import pieces
from smsdesk.operations.desk import Desk, Progress, job, operation, query
from smsdesk.operations.entering import BadLine, read_numbers
from smsdesk.operations.message_sheets import TYPE_WORDS
from smsdesk.operations.profile import home_country, time_zone
from smsdesk.operations.searching import number_holds
from smsdesk.sheets.writing import Column, write_table
from smsdesk.store.tables import (
    BlockedRow,
    SignatureRow,
)


@dataclass(frozen=True)
class Blocked:
    """What blocking did."""

    added: int
    already: int
    bad: tuple[BadLine, ...]


@query
def list_blocked(desk: Desk, *, search: str = "", signature: str = "") -> list[BlockedNumber]:
    """The blocklist, newest first; at most 1,000 entries (C4)."""
    chosen = select(BlockedRow).order_by(BlockedRow.id.desc())
    if search.strip():
        chosen = chosen.where(number_holds(BlockedRow.number, search.strip()))
    if signature:
        chosen = chosen.where(BlockedRow.signature == signature)
    rows = list(desk.session.scalars(chosen))
    names = names_of(desk.session, [row.number for row in rows])
    return [
        BlockedNumber(
            row.id,
            row.number,
            row.signature,
            SmsType(row.sms_type),
            row.created_at,
            name=names.get(row.number, ""),
        )
        for row in rows
    ]


@operation(action="AddBlocklist", on="blocklist")
def block_numbers(desk: Desk, *, numbers: str, signature: str, sms_type: SmsType) -> Blocked:
    """C4: under a mainland signature; effective at once. Raises ``LimitReached`` past 1,000."""
    known = select(SignatureRow.id).where(
        SignatureRow.region == Region.MAINLAND, SignatureRow.content == signature
    )
    if desk.session.scalar(known) is None:
        raise Invalid(text("Choose one of the mainland signatures."), field="signature")
    entered = read_numbers(numbers, home_country=home_country(desk), most=limits.BLOCKED_NUMBERS)
    before = _count(desk)
    for number, _ in entered.numbers:
        desk.session.execute(
            insert(BlockedRow)
            .values(number=number, signature=signature, sms_type=sms_type.value, created_at=desk.now())
            .on_conflict_do_nothing()
        )
    after = _count(desk)
    if limits.BLOCKED_NUMBERS.exceeded(after):
        raise LimitReached(
            text(
                "The blocklist holds at most {limit} numbers and there is room for {room} more. "
                "Nothing was added.",
                limit=f"{limits.BLOCKED_NUMBERS.value:,}",
                room=limits.BLOCKED_NUMBERS.value - before,
            ),
            field="numbers",
        )
    added = after - before
    return Blocked(added, len(entered.numbers) - added + entered.duplicates, entered.bad)


@operation(action="DeleteBlocklist", on="blocklist")
def unblock_numbers(desk: Desk, *, ids: Sequence[int]) -> int:
    """Remove entries; gives how many were there."""
    before = _count(desk)
    for piece in pieces(ids):
        desk.session.execute(delete(BlockedRow).where(BlockedRow.id.in_(piece)))
    return before - _count(desk)


@query
def blocked_count(desk: Desk) -> int:
    """How many entries the whole blocklist has."""
    return _count(desk)


@job(action="ExportBlocklist")
def export_blocked(
    desk: Desk, *, path: Path, search: str = "", signature: str = "", progress: Progress | None = None
) -> int:
    """Write the blocklist, or what is shown of it, to an .xlsx, .csv or .tsv file; gives how many entries.

    Raises as ``write_table``.
    """
    with desk.reading():
        found = list_blocked(desk, search=search, signature=signature)
        zone = time_zone(desk)
    columns = [
        Column(tr("Number"), "phone", 20),
        Column(tr("Name"), "text", 20),
        Column(tr("Signature"), "text", 24),
        Column(tr("SMS type"), "text", 16),
        Column(tr("Blocked"), "datetime", 18),
    ]
    rows = (
        (
            one.number,
            one.name,
            one.signature,
            TYPE_WORDS[one.sms_type],
            datetime.fromtimestamp(one.created_at / 1000, zone),
        )
        for one in found
    )
    stop = progress or Progress()
    return write_table(path, columns, rows, cancelled=lambda: stop.cancelled)


def _count(desk: Desk) -> int:
    return desk.session.scalar(select(func.count(BlockedRow.id))) or 0
