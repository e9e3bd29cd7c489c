"""What is still missing before alarms reach their contacts, and how much was sent today (A7, A9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from smsdesk.domain.calendar_days import day_bounds, day_of
from smsdesk.domain.profile import Region
from smsdesk.domain.review import ReviewStatus
from smsdesk.engine.guards import ACCOUNT_DAY, BARRED, NUMBER_DAY, SAME_CONTENT
from smsdesk.operations.desk import Desk, query
from smsdesk.operations.mail import mail_settings
from smsdesk.operations.profile import time_zone
from smsdesk.store.tables import RollupRow, SignatureRow

#: What the sending limits held back was never sent and does not count.
_HELD_BACK = (BARRED, SAME_CONTENT, NUMBER_DAY, ACCOUNT_DAY)


@dataclass(frozen=True)
class AlarmWays:
    """Whether a way is open."""

    email: bool
    """An email account is set up."""
    mainland: bool
    """There is an approved signature, without which no SMS goes to mainland China."""


@query
def alarm_ways(desk: Desk) -> AlarmWays:
    """The ways alarms can go at this moment."""
    signature = select(SignatureRow.id).where(
        SignatureRow.region == Region.MAINLAND, SignatureRow.status == ReviewStatus.APPROVED
    )
    return AlarmWays(
        email=bool(mail_settings(desk).host),
        mainland=desk.session.scalar(signature.limit(1)) is not None,
    )


@query
def sent_today(desk: Desk, *, application_id: int) -> Mapping[Region, int]:
    """Messages of the profile's calendar day by region, as the reminders count them (A7)."""
    zone = time_zone(desk).key
    start, end = day_bounds(day_of(desk.now(), zone), zone)
    rows = desk.session.execute(
        select(RollupRow.region, func.sum(RollupRow.messages))
        .where(
            RollupRow.quarter >= start,
            RollupRow.quarter < end,
            RollupRow.application_id == application_id,
            RollupRow.code.not_in(_HELD_BACK),
        )
        .group_by(RollupRow.region)
    )
    counts = {Region(region): int(count) for region, count in rows}
    return {region: counts.get(region, 0) for region in Region}
