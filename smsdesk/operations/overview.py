"""Figures of a period with their trend, and of the period before it (D1). Read from the rollups only."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Literal

from sqlalchemy import ColumnElement, Select, func, select

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
    with a change of clocks is compared with a week. A quarter hour that begins before the start is left out.
    Raises ``Invalid`` when the period ends before it begins.
    """
    if end <= start:
        raise Invalid(text("The period ends before it begins. Choose a later end."), field="end")
    zone = time_zone(desk).key
    chosen = Period(start, end)
    starts = list(hour_starts(chosen)) if chosen.hourly else day_starts(chosen, zone)
    filters = _filters(region, application_id, template_id)
    steps = _steps(desk, filters, chosen, starts)
    earlier = Period(_before(chosen, starts, zone), start)
    trend = tuple(Point(first, figures) for first, figures in zip(starts, steps, strict=True))
    return Comparison(
        chosen,
        Overview(_total(steps), trend, chosen.hourly),
        Figures(*desk.session.execute(_sums(filters, earlier)).one()),
    )


def _before(chosen: Period, starts: Sequence[int], zone: str) -> int:
    """Where the period before begins: the day before for a day, as many days before otherwise."""
    if chosen.hourly:
        whole_day = today(chosen.start, zone) == chosen
        return yesterday(chosen.start, zone).start if whole_day else 2 * chosen.start - chosen.end
    return last_days(chosen.start - 1, zone, len(starts)).start


def _filters(
    region: Region, application_id: int | None, template_id: int | None
) -> list[ColumnElement[bool]]:
    filters = [RollupRow.region == region]
    if application_id is not None:
        filters.append(RollupRow.application_id == application_id)
    if template_id is not None:
        filters.append(RollupRow.template_id == template_id)
    return filters


def _sums(filters: Sequence[ColumnElement[bool]], chosen: Period) -> Select[*tuple[int, ...]]:
    """The figures of a period, in the order of ``Figures``. The rollup lies in the order of time."""

    def messages(*statuses: MessageStatus) -> ColumnElement[int]:
        return func.coalesce(func.sum(RollupRow.messages).filter(RollupRow.status.in_(statuses)), 0)

    accepted = func.sum(RollupRow.fragments).filter(RollupRow.status.in_(_ACCEPTED))
    return select(
        func.coalesce(func.sum(RollupRow.messages), 0),
        messages(*_ACCEPTED),
        func.coalesce(accepted, 0),
        messages(MessageStatus.DELIVERED),
        messages(MessageStatus.UNDELIVERED),
        messages(MessageStatus.FAILED),
        messages(MessageStatus.UNKNOWN),
    ).where(RollupRow.quarter >= chosen.start, RollupRow.quarter < chosen.end, *filters)


def _steps(
    desk: Desk, filters: Sequence[ColumnElement[bool]], chosen: Period, starts: Sequence[int]
) -> list[Figures]:
    """The figures of each step, put together from quarter hours: every zone's days consist of them."""
    by_quarter = _sums(filters, chosen).add_columns(RollupRow.quarter).group_by(RollupRow.quarter)
    inside: list[list[list[int]]] = [[] for _ in starts]
    for *figures, quarter in desk.session.execute(by_quarter):
        inside[bisect.bisect_right(starts, quarter) - 1].append(figures)
    return [Figures(*map(sum, zip(*rows, strict=True))) if rows else Figures() for rows in inside]


def _total(steps: Sequence[Figures]) -> Figures:
    return Figures(*map(sum, zip(*map(astuple, steps), strict=True)))
