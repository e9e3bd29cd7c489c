"""Sums over a period and over each step of it, for every page of the statistics (D1, D4, D5, D7)."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from sqlalchemy import ColumnElement, Select, func, select

from smsdesk.domain.calendar_days import Period, day_starts, hour_starts
from smsdesk.domain.errors import Invalid
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.statistics import Figures, Point, StatisticsFilter
from smsdesk.domain.text import text
from smsdesk.operations.desk import Desk
from smsdesk.operations.profile import time_zone
from smsdesk.store.tables import RollupRow

_ACCEPTED = (MessageStatus.ACCEPTED, MessageStatus.DELIVERED, MessageStatus.UNDELIVERED)


@dataclass(frozen=True)
class Trend:
    """The figures of each hour or day, and of them all."""

    points: tuple[Point, ...]
    hourly: bool

    @property
    def total(self) -> Figures:
        return _together([astuple(point.figures) for point in self.points])


def required_period(filter: StatisticsFilter) -> Period:
    """The period that is asked for. Raises ``Invalid`` when it ends before it begins."""
    if filter.end <= filter.start:
        raise Invalid(text("The period ends before it begins. Choose a later end."), field="end")
    return Period(filter.start, filter.end)


def trend(desk: Desk, filter: StatisticsFilter) -> Trend:
    """By the hour for one day, by the day beyond, as the profile's zone counts them (P3).

    Every zone's hours and days consist of UTC quarter hours; one that begins before the start is left out.
    """
    chosen = required_period(filter)
    starts = list(hour_starts(chosen)) if chosen.hourly else day_starts(chosen, time_zone(desk).key)
    by_quarter = _sums(filter, chosen).add_columns(RollupRow.quarter).group_by(RollupRow.quarter)
    inside: list[list[list[int]]] = [[] for _ in starts]
    for *figures, quarter in desk.session.execute(by_quarter):
        inside[bisect.bisect_right(starts, quarter) - 1].append(figures)
    points = (Point(start, _together(rows)) for start, rows in zip(starts, inside, strict=True))
    return Trend(tuple(points), chosen.hourly)


def total(desk: Desk, filter: StatisticsFilter, period: Period) -> Figures:
    """The figures of another period with the same filter."""
    return Figures(*desk.session.execute(_sums(filter, period)).one())


def by_country(desk: Desk, filter: StatisticsFilter) -> list[tuple[str, Figures]]:
    """The figures of each country (ISO 3166 alpha-2) that messages were requested for."""
    wanted = _sums(filter, required_period(filter)).add_columns(RollupRow.country)
    rows = desk.session.execute(wanted.group_by(RollupRow.country))
    return [(country, Figures(*figures)) for *figures, country in rows]


def by_code(desk: Desk, filter: StatisticsFilter, status: MessageStatus) -> list[tuple[str, int]]:
    """How many messages of a status have each code, most first."""
    chosen = required_period(filter)
    count = func.sum(RollupRow.messages)
    rows = desk.session.execute(
        select(RollupRow.code, count)
        .where(*_conditions(filter, chosen), RollupRow.status == status)
        .group_by(RollupRow.code)
        .order_by(count.desc(), RollupRow.code)
    )
    return [(code, messages) for code, messages in rows]


def _conditions(filter: StatisticsFilter, period: Period) -> list[ColumnElement[bool]]:
    conditions = [
        RollupRow.quarter >= period.start,
        RollupRow.quarter < period.end,
        RollupRow.region == filter.region,
    ]
    if filter.application_id is not None:
        conditions.append(RollupRow.application_id == filter.application_id)
    if filter.template_id is not None:
        conditions.append(RollupRow.template_id == filter.template_id)
    return conditions


def _sums(filter: StatisticsFilter, period: Period) -> Select[*tuple[int, ...]]:
    """In the order of ``Figures``."""

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
    ).where(*_conditions(filter, period))


def _together(rows: Sequence[Sequence[int]]) -> Figures:
    return Figures(*map(sum, zip(*rows, strict=True))) if rows else Figures()
