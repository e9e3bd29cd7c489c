"""How many numbers the blocklist holds at most, and raising it (C4)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from smsdesk.domain.errors import Invalid
from smsdesk.domain.limits import BLOCKED_NUMBERS, BLOCKED_NUMBERS_MOST, BLOCKED_NUMBERS_SETTING
from smsdesk.domain.text import text
from smsdesk.operations.desk import Desk, operation, query
from smsdesk.store.settings import read_setting_of, write_setting
from smsdesk.store.tables import BlockedRow


@dataclass(frozen=True)
class BlocklistLimit:
    """The limit in force and how many entries there are."""

    most: int
    used: int


@query
def blocklist_limit(desk: Desk) -> BlocklistLimit:
    """1,000 unless it was raised (C4)."""
    return BlocklistLimit(blocklist_most(desk), blocklist_count(desk))


@operation(action="ModifyBlocklistLimit", on="blocklist")
def change_blocklist_limit(desk: Desk, *, most: int) -> BlocklistLimit:
    """Raise or lower it, 1 … 200,000; nobody is taken off the list by it. ``Invalid`` at ``most``."""
    if not 1 <= most <= int(BLOCKED_NUMBERS_MOST):
        raise Invalid(
            text("Enter a number from 1 to {most}.", most=f"{int(BLOCKED_NUMBERS_MOST):,}"), field="most"
        )
    desk.before(blocklist_limit(desk))
    write_setting(desk.session, BLOCKED_NUMBERS_SETTING, most)
    return blocklist_limit(desk)


def blocklist_most(desk: Desk) -> int:
    """The limit in force; inside a transaction."""
    return read_setting_of(desk.session, BLOCKED_NUMBERS_SETTING, int) or int(BLOCKED_NUMBERS)


def blocklist_count(desk: Desk) -> int:
    """How many entries the whole blocklist has; inside a transaction."""
    return desk.session.scalar(select(func.count(BlockedRow.id))) or 0
