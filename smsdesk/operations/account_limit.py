"""How many messages the account sends abroad on a calendar day at most, and raising it (B9)."""

from __future__ import annotations

from dataclasses import dataclass

from smsdesk.domain.calendar_days import day_of
from smsdesk.domain.errors import Invalid, NotAllowed
from smsdesk.domain.limits import GLOBAL_PER_DAY_MOST, GLOBAL_PER_DAY_SETTING
from smsdesk.domain.profile import Identity
from smsdesk.domain.text import text
from smsdesk.operations.desk import Desk, operation, query
from smsdesk.operations.profile import identity, time_zone
from smsdesk.store.quotas import global_on_day, global_per_day
from smsdesk.store.settings import write_setting


@dataclass(frozen=True)
class AccountLimit:
    """Messages to numbers outside mainland China, of all applications together, per calendar day."""

    most: int
    used: int
    """Taken today, in the profile's time zone (P3)."""


@query
def account_limit(desk: Desk) -> AccountLimit:
    """The limit in force and what is used of it today (B9)."""
    today = day_of(desk.now(), time_zone(desk).key)
    return AccountLimit(global_per_day(desk.session), global_on_day(desk.session, today))


@operation(action="ModifyAccountLimit", on="profile")
def change_account_limit(desk: Desk, *, most: int) -> AccountLimit:
    """Raise or lower it, 1 … 1,000,000; it counts from the next message on, today included (B9).

    ``Invalid`` at ``most``; ``NotAllowed`` for an individual, who sends nothing abroad (P2).
    """
    if identity(desk) is not Identity.ORGANIZATION:
        raise NotAllowed(text("Only an organization sends messages outside mainland China."))
    if not 1 <= most <= int(GLOBAL_PER_DAY_MOST):
        raise Invalid(
            text("Enter a number from 1 to {most}.", most=f"{int(GLOBAL_PER_DAY_MOST):,}"), field="most"
        )
    desk.before(account_limit(desk))
    write_setting(desk.session, GLOBAL_PER_DAY_SETTING, most)
    return account_limit(desk)
