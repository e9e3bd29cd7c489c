"""Figures of a period with their trend, and of the period before it (D1). Read from the rollups only."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Row, func, select

from smsdesk.domain.calendar_days import Period, day_starts, hour_starts, last_days, today, yesterday
from smsdesk.domain.errors import Invalid
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.profile import Region
from smsdesk.domain.statistics import Figures, Overview, Point
from smsdesk.domain.text import text
from smsdesk.operations.desk import Desk, query
from smsdesk.operations.profile import time_zone
from smsdesk.store.tables import RollupRow

PeriodChoice = Literal["today", "yesterday", "7_days", "30_days"]

_ACCEPTED = (MessageStatus.ACCEPTED, MessageStatus.DELIVERED, MessageStatus.UNDELIVERED)


@dataclass(frozen=True)
class Comparison:
    """A period's overview beside the figures of the equally long period before it."""

    period: Period
    overview: Overview
    before: Figures


@query
def period(desk: Desk, *, choice: PeriodChoice) -> Period:
    """The usual periods, in whole days of the profile's zone; the last ones end with today."""
    zone, now = time_zone(desk).key, desk.now()
    if choice == "today":
        return today(now, zone)
    if choice == "yesterday":
        return yesterday(now, zone)
    return last_days(now, zone, 7 if choice == "7_days" else 30)


@query
def overview(
    desk: Desk,
    *,
    region: Region,
    start: int,
    end: int,
    application_id: int | None = None,
    template_id: int | None = None,
) -> Comparison:
    """From ``start`` to before ``end``, ms since 1970 UTC: hourly for one day, daily beyond.

    Hours and days are those of the profile's zone. The period before is as many steps back, so that a week
    with a change of clocks is compared with a week. Raises ``Invalid`` when it ends before it begins.
    """
    if end <= start:
        raise Invalid(text("The period ends before it begins. Choose a later end."), field="end")
    zone = time_zone(desk).key
    chosen = Period(start, end)
    starts = list(hour_starts(chosen)) if chosen.hourly else day_starts(chosen, zone)
    rows = _rows(desk, region, start, end, application_id, template_id)
    earlier = _before(chosen, starts, zone)
    before = _rows(desk, region, earlier, start, application_id, template_id)
    trend = tuple(
        Point(first, _figures(inside)) for first, inside in zip(starts, _steps(rows, starts), strict=True)
    )
    return Comparison(chosen, Overview(_figures(rows), trend, chosen.hourly), _figures(before))


def _before(chosen: Period, starts: Sequence[int], zone: str) -> int:
    """Where the period before begins: the day before for a day, as many days before otherwise."""
    if chosen.hourly:
        whole_day = today(chosen.start, zone) == chosen
        return yesterday(chosen.start, zone).start if whole_day else 2 * chosen.start - chosen.end
    return last_days(chosen.start - 1, zone, len(starts)).start


def _rows(
    desk: Desk, region: Region, start: int, end: int, application_id: int | None, template_id: int | None
) -> Sequence[Row[int, str, int, int]]:
    """Sums by quarter hour and status, in the order of time."""
    wanted = (
        select(
            RollupRow.quarter, RollupRow.status, func.sum(RollupRow.messages), func.sum(RollupRow.fragments)
        )
        .where(RollupRow.region == region, RollupRow.quarter >= start, RollupRow.quarter < end)
        .group_by(RollupRow.quarter, RollupRow.status)
        .order_by(RollupRow.quarter)
    )
    if application_id is not None:
        wanted = wanted.where(RollupRow.application_id == application_id)
    if template_id is not None:
        wanted = wanted.where(RollupRow.template_id == template_id)
    return desk.session.execute(wanted).all()


def _steps(
    rows: Sequence[Row[int, str, int, int]], starts: Sequence[int]
) -> list[list[Row[int, str, int, int]]]:
    """The rows of each step; those before the first start belong to the first."""
    steps: list[list[Row[int, str, int, int]]] = [[] for _ in starts]
    for row in rows:
        steps[max(0, bisect.bisect_right(starts, row[0]) - 1)].append(row)
    return steps


def _figures(rows: Sequence[Row[int, str, int, int]]) -> Figures:
    counts = dict.fromkeys(MessageStatus, 0)
    fragments = 0
    for _, status, messages, parts in rows:
        counts[MessageStatus(status)] += messages
        if status in _ACCEPTED:
            fragments += parts
    return Figures(
        requests=sum(counts.values()),
        accepted=sum(counts[status] for status in _ACCEPTED),
        fragments=fragments,
        delivered=counts[MessageStatus.DELIVERED],
        undelivered=counts[MessageStatus.UNDELIVERED],
        failed=counts[MessageStatus.FAILED],
        unknown=counts[MessageStatus.UNKNOWN],
    )
