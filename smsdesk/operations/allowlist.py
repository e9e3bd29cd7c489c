"""The frequency-limit allowlist of an application (A6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.sqlite import insert

from smsdesk.domain import limits
from smsdesk.domain.errors import LimitReached
from smsdesk.domain.text import text
from smsdesk.operations.applications import application
from smsdesk.operations.desk import Desk, operation, query
from smsdesk.operations.entering import BadLine, read_numbers
from smsdesk.operations.profile import home_country
from smsdesk.store.tables import AllowlistRow


@dataclass(frozen=True)
class Allowlisted:
    """What adding did."""

    added: int
    already: int
    bad: tuple[BadLine, ...]


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
    before = _count(desk, application_id)
    for number, _ in entered.numbers:
        desk.session.execute(
            insert(AllowlistRow).values(application_id=application_id, number=number).on_conflict_do_nothing()
        )
    after = _count(desk, application_id)
    if limits.ALLOWLISTED_NUMBERS.exceeded(after):
        raise LimitReached(
            text(
                "The allowlist holds at most {limit} numbers and there is room for {room} more. "
                "Nothing was added.",
                limit=limits.ALLOWLISTED_NUMBERS.value,
                room=limits.ALLOWLISTED_NUMBERS.value - before,
            ),
            field="numbers",
        )
    added = after - before
    return Allowlisted(added, len(entered.numbers) - added + entered.duplicates, entered.bad)


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
