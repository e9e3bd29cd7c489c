"""The blocklist (C4): numbers that get nothing of a type under a mainland signature, or nothing of it abroad.

An entry with the signature ``ABROAD`` (empty) holds for every message of its type to another country,
whatever signature that has; one with a mainland signature holds for messages with that signature only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Select, delete, false, func, or_, select
from sqlalchemy.dialects.sqlite import insert

from smsdesk.domain import limits
from smsdesk.domain.customers import ABROAD, BlockedNumber
from smsdesk.domain.errors import Invalid, LimitReached
from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.records import Page
from smsdesk.domain.text import text, tr
from smsdesk.operations.blocklist_limit import blocklist_count, blocklist_most
from smsdesk.operations.customer_names import names_of
from smsdesk.operations.customer_rows import pieces
from smsdesk.operations.desk import Desk, Progress, job, operation, query
from smsdesk.operations.entering import BadLine, read_numbers
from smsdesk.operations.message_sheets import TYPE_WORDS
from smsdesk.operations.number_files import Standing, whole_numbers
from smsdesk.operations.profile import home_country, time_zone
from smsdesk.operations.searching import number_conditions
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


@dataclass(frozen=True)
class Blocking:
    """What ``take_back_blocked`` needs to undo one blocking: which entries it made, and when."""

    first: int
    last: int
    at: int
    """Ms since 1970 UTC: an id may be given again later."""


@dataclass(frozen=True)
class BlockedMany:
    """What blocking the numbers of a file did."""

    added: int
    already: int
    blocking: Blocking | None
    """None when nobody was added."""


@query
def list_blocked(desk: Desk, *, search: str = "", signature: str | None = None) -> list[BlockedNumber]:
    """The blocklist, newest first (C4); of one signature, ``ABROAD``, or None for all."""
    chosen = _wanted(desk, search, signature).order_by(BlockedRow.id.desc())
    return _shown(desk, list(desk.session.scalars(chosen)))


#: What a page of the blocklist may be ordered by, beside the time.
_ORDERS = {
    "number": BlockedRow.number,
    "signature": BlockedRow.signature,
    "type": BlockedRow.sms_type,
    "created": BlockedRow.id,
}


@query
def page_of_blocked(
    desk: Desk,
    *,
    search: str = "",
    signature: str | None = None,
    sort: str = "created",
    descending: bool = True,
    after: int = 0,
    most: int = 200,
) -> Page[BlockedNumber, int]:
    """``most`` entries after the first ``after``, ordered by ``number``, ``signature``, ``type`` or
    ``created``; newest first among those alike. ``signature`` as for ``list_blocked``."""
    key = _ORDERS.get(sort, BlockedRow.id)
    chosen = (
        _wanted(desk, search, signature)
        .order_by(key.desc() if descending else key.asc(), BlockedRow.id.desc())
        .offset(after)
        .limit(most + 1)
    )
    rows = list(desk.session.scalars(chosen))
    return Page(_shown(desk, rows[:most]), after + most if len(rows) > most else None)


@query
def blocked_signatures(desk: Desk) -> list[str]:
    """The signatures somebody is blocked for, in order, ``ABROAD`` first; also those deleted since."""
    return list(desk.session.scalars(select(BlockedRow.signature).distinct().order_by(BlockedRow.signature)))


@operation(action="AddBlocklist", on="blocklist")
def block_numbers(desk: Desk, *, numbers: str, signature: str, sms_type: SmsType) -> Blocked:
    """C4: under a mainland signature or ``ABROAD``; effective at once.

    Raises ``Invalid`` for the signature, ``LimitReached`` past the limit (1,000)."""
    _check_signature(desk, signature)
    entered = read_numbers(numbers, home_country=home_country(desk), most=limits.BLOCKED_NUMBERS)
    added, _ = _add(desk, [number for number, _ in entered.numbers], signature, sms_type)
    return Blocked(added, len(entered.numbers) - added + entered.duplicates, entered.bad)


@query
def blocklist_standing(desk: Desk, *, numbers: Sequence[str], signature: str, sms_type: SmsType) -> Standing:
    """How many of these numbers (E.164, each once) are blocked so already, and how many more fit (C4)."""
    same = select(BlockedRow.number).where(
        BlockedRow.signature == signature, BlockedRow.sms_type == sms_type.value
    )
    already = len(set(desk.session.scalars(same)).intersection(numbers))
    most = blocklist_most(desk)
    return Standing(already, max(0, most - blocklist_count(desk)), most)


@operation(action="AddBlocklist", on="blocklist")
def block_many(
    desk: Desk,
    *,
    numbers: Sequence[str],
    signature: str,
    sms_type: SmsType,
    progress: Progress | None = None,
) -> BlockedMany:
    """Block the numbers of a file (E.164), all or none, as ``block_numbers`` does; effective at once (C4).

    Raises ``Invalid`` for the signature, ``LimitReached`` past the limit, ``Cancelled`` when stopped.
    """
    _check_signature(desk, signature)
    wanted = whole_numbers(numbers)
    last = desk.session.scalar(select(func.max(BlockedRow.id))) or 0
    added, at = _add(desk, wanted, signature, sms_type, progress)
    newest = desk.session.scalar(select(func.max(BlockedRow.id))) or 0
    blocking = Blocking(last + 1, newest, at) if added else None
    return BlockedMany(added, len(wanted) - added, blocking)


@operation(action="DeleteBlocklist", on="blocklist")
def take_back_blocked(desk: Desk, *, blocking: Blocking) -> int:
    """Remove the entries that one blocking made, those that are still there; gives how many."""
    made = delete(BlockedRow).where(
        BlockedRow.id.between(blocking.first, blocking.last), BlockedRow.created_at == blocking.at
    )
    return len(desk.session.scalars(made.returning(BlockedRow.id)).all())


@operation(action="DeleteBlocklist", on="blocklist")
def unblock_numbers(desk: Desk, *, ids: Sequence[int]) -> int:
    """Remove entries; gives how many were there."""
    before = blocklist_count(desk)
    for piece in pieces(ids):
        desk.session.execute(delete(BlockedRow).where(BlockedRow.id.in_(piece)))
    return before - blocklist_count(desk)


@job(action="ExportBlocklist")
def export_blocked(
    desk: Desk,
    *,
    path: Path,
    search: str = "",
    signature: str | None = None,
    progress: Progress | None = None,
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
            one.signature or abroad_words(),
            TYPE_WORDS[one.sms_type],
            datetime.fromtimestamp(one.created_at / 1000, zone),
        )
        for one in found
    )
    stop = progress or Progress()
    return write_table(path, columns, rows, cancelled=lambda: stop.cancelled)


def abroad_words() -> str:
    """What an entry without a mainland signature is called."""
    return tr("All messages to other countries")


def _wanted(desk: Desk, search: str, signature: str | None) -> Select[BlockedRow]:
    chosen = select(BlockedRow)
    if search.strip():
        found = number_conditions(BlockedRow.number, search.strip(), home_country(desk))
        chosen = chosen.where(or_(false(), *found))
    return chosen if signature is None else chosen.where(BlockedRow.signature == signature)


def _shown(desk: Desk, rows: Sequence[BlockedRow]) -> list[BlockedNumber]:
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


def _check_signature(desk: Desk, signature: str) -> None:
    if signature == ABROAD:
        return
    known = select(SignatureRow.id).where(
        SignatureRow.region == Region.MAINLAND, SignatureRow.content == signature
    )
    if desk.session.scalar(known) is None:
        raise Invalid(text("Choose one of the mainland signatures."), field="signature")


def _add(
    desk: Desk,
    numbers: Sequence[str],
    signature: str,
    sms_type: SmsType,
    progress: Progress | None = None,
) -> tuple[int, int]:
    """Block them inside the transaction; gives how many were not there before, and when it was."""
    before, at, done = blocklist_count(desk), desk.now(), 0
    for piece in pieces(numbers):
        if progress is not None:
            progress.report(done, len(numbers))
        rows = [
            {"number": number, "signature": signature, "sms_type": sms_type.value, "created_at": at}
            for number in piece
        ]
        desk.session.execute(insert(BlockedRow).on_conflict_do_nothing(), rows)
        done += len(piece)
    after, most = blocklist_count(desk), blocklist_most(desk)
    if after > max(most, before):
        raise LimitReached(
            text(
                "The blocklist holds at most {limit} numbers and there is room for {room} more. "
                "Nothing was added.",
                limit=f"{most:,}",
                room=max(0, most - before),
            ),
            field="numbers",
        )
    return after - before, at
