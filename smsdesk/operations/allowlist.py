"""The frequency-limit allowlist of an application (A6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.sqlite import insert

from smsdesk.domain import limits
from smsdesk.domain.errors import LimitReached
from smsdesk.domain.text import text, tr
from smsdesk.operations.applications import application
from smsdesk.operations.customer_rows import pieces
from smsdesk.operations.desk import Desk, Progress, job, operation, query
from smsdesk.operations.entering import BadLine, read_numbers
from smsdesk.operations.number_files import Standing, whole_numbers
from smsdesk.operations.profile import home_country
from smsdesk.sheets.writing import Column, write_table
from smsdesk.store.tables import AllowlistRow


@dataclass(frozen=True)
class Allowlisted:
    """What adding did."""

    added: int
    already: int
    bad: tuple[BadLine, ...]


@dataclass(frozen=True)
class AllowlistedMany:
    """What adding the numbers of a file did."""

    added: int
    already: int
    numbers: tuple[str, ...]
    """Those that were not there before; removing them undoes it."""


@query
def allowlist(desk: Desk, *, application_id: int) -> list[str]:
    """The numbers that skip the limits of A5, in ascending order."""
    return list(
        desk.session.scalars(
            select(AllowlistRow.number)
            .where(AllowlistRow.application_id == application_id)
            .order_by(AllowlistRow.number)
        )
    )


@operation(action="ModifyAppAllowlist", on="allowlist")
def add_to_allowlist(desk: Desk, *, application_id: int, numbers: str) -> Allowlisted:
    """Add numbers typed one a line; good lines are kept, bad ones told. Raises ``LimitReached`` past 300."""
    application(desk, application_id=application_id)
    entered = read_numbers(numbers, home_country=home_country(desk), most=limits.ALLOWLISTED_NUMBERS)
    added = len(_add(desk, application_id, [number for number, _ in entered.numbers]))
    return Allowlisted(added, len(entered.numbers) - added + entered.duplicates, entered.bad)


@query
def allowlist_standing(desk: Desk, *, application_id: int, numbers: Sequence[str]) -> Standing:
    """How many of these numbers (E.164, each once) are there already, and how many more fit (A6)."""
    there = set(allowlist(desk, application_id=application_id))
    most = limits.ALLOWLISTED_NUMBERS.value
    return Standing(len(there.intersection(numbers)), max(0, most - len(there)), most)


@operation(action="ModifyAppAllowlist", on="allowlist")
def allow_many(
    desk: Desk, *, application_id: int, numbers: Sequence[str], progress: Progress | None = None
) -> AllowlistedMany:
    """Add the numbers of a file (E.164), all or none. Raises ``LimitReached`` past 300."""
    application(desk, application_id=application_id)
    wanted = whole_numbers(numbers)
    if progress is not None:
        progress.report(0, len(wanted))
    added = _add(desk, application_id, wanted)
    return AllowlistedMany(len(added), len(wanted) - len(added), added)


@job(action="ExportAllowlist")
def export_allowlist(desk: Desk, *, application_id: int, path: Path, progress: Progress | None = None) -> int:
    """Write the numbers to an .xlsx, .csv or .tsv file; gives how many. Raises as ``write_table``."""
    with desk.reading():
        found = allowlist(desk, application_id=application_id)
    stop = progress or Progress()
    rows = ((number,) for number in found)
    return write_table(path, [Column(tr("Number"), "phone", 20)], rows, cancelled=lambda: stop.cancelled)


@operation(action="ModifyAppAllowlist", on="allowlist")
def remove_from_allowlist(desk: Desk, *, application_id: int, numbers: Sequence[str]) -> int:
    """Remove numbers (E.164); gives how many were there."""
    before = _count(desk, application_id)
    for number in numbers:
        desk.session.execute(
            delete(AllowlistRow).where(
                AllowlistRow.application_id == application_id, AllowlistRow.number == number
            )
        )
    return before - _count(desk, application_id)


def _count(desk: Desk, application_id: int) -> int:
    counted = (
        select(func.count()).select_from(AllowlistRow).where(AllowlistRow.application_id == application_id)
    )
    return desk.session.scalar(counted) or 0


def _add(desk: Desk, application_id: int, numbers: Sequence[str]) -> tuple[str, ...]:
    """Add them inside the transaction; gives those that were not there before."""
    there = set(allowlist(desk, application_id=application_id))
    new = tuple(number for number in numbers if number not in there)
    most = limits.ALLOWLISTED_NUMBERS
    if new and most.exceeded(len(there) + len(new)):
        raise LimitReached(
            text(
                "The allowlist holds at most {limit} numbers and there is room for {room} more. "
                "Nothing was added.",
                limit=most.value,
                room=max(0, most.value - len(there)),
            ),
            field="numbers",
        )
    for piece in pieces(new):
        rows = [{"application_id": application_id, "number": number} for number in piece]
        desk.session.execute(insert(AllowlistRow).on_conflict_do_nothing(), rows)
    return new
