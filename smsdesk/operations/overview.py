"""Figures of a period with their trend, and of the period before it (D1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from smsdesk.domain.calendar_days import Period, day_starts, last_days, today, yesterday
from smsdesk.domain.statistics import Figures, Overview, StatisticsFilter
from smsdesk.operations import figures
from smsdesk.operations.desk import Desk, query
from smsdesk.operations.profile import time_zone

PeriodChoice = Literal["today", "yesterday", "7_days", "30_days"]


@dataclass(frozen=True)
class Comparison:
    """A period's overview beside the figures of the equally long period before it."""

    period: Period
    overview: Overview
    before: Figures
    earlier: Period
    """The period that ``before`` is of."""


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
def overview(desk: Desk, *, filter: StatisticsFilter) -> Comparison:
    """Hourly for one day, daily beyond, in the profile's zone.

    The period before is as many steps back, so that a week with a change of clocks is compared with a week.
    A quarter hour that begins before the start is left out. Raises ``Invalid`` when the period ends before
    it begins.
    """
    chosen = figures.required_period(filter)
    trend = figures.trend(desk, filter)
    earlier = Period(_before(chosen, len(trend.points), time_zone(desk).key), chosen.start)
    return Comparison(
        chosen,
        Overview(trend.total, trend.points, trend.hourly),
        figures.total(desk, filter, earlier),
        earlier,
    )


@query
def earlier_period(desk: Desk, *, filter: StatisticsFilter) -> Period:
    """The period that ``overview`` compares with, without its figures."""
    chosen, zone = figures.required_period(filter), time_zone(desk).key
    days = 0 if chosen.hourly else len(day_starts(chosen, zone))
    return Period(_before(chosen, days, zone), chosen.start)


def _before(chosen: Period, days: int, zone: str) -> int:
    """Where the period before begins: the day before for a day, as many days before otherwise."""
    if chosen.hourly:
        whole_day = today(chosen.start, zone) == chosen
        return yesterday(chosen.start, zone).start if whole_day else 2 * chosen.start - chosen.end
    return last_days(chosen.start - 1, zone, days).start
