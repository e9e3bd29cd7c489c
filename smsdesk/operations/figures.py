"""Sums over a period and over each step of it, for every page of the statistics (D1, D4, D5, D7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from sqlalchemy import text as sql

from smsdesk.domain.calendar_days import Period, day_starts, hour_starts
from smsdesk.domain.errors import Invalid
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.statistics import Figures, Point, StatisticsFilter
from smsdesk.domain.text import text
from smsdesk.operations.desk import Desk
from smsdesk.operations.profile import time_zone
from smsdesk.store.figure_rows import DAY_MS, SUMS, sums_of_rollup
from smsdesk.store.message_counts import QUARTER_MS
from smsdesk.store.stored_json import to_json
from smsdesk.store.trouble_codes import code_counts

_SERIES = (
    "f.region = :region AND f.application_id = :application AND f.template_id = :template"
    " AND f.signature_id = 0"
)
_SUMS = ", ".join(f"sum(f.{name})" for name in SUMS)

_BY_STEP = sql(f"""
SELECT step.key, {_SUMS}
FROM json_each(:steps) step CROSS JOIN figures f
WHERE {_SERIES} AND f.country = '' AND f.start >= step.value ->> 0 AND f.start < step.value ->> 1
GROUP BY step.key
""")

_BY_COUNTRY = sql(f"""
SELECT f.country, {_SUMS}
FROM figures f WHERE {_SERIES} AND f.country > '' AND f.start >= :start AND f.start < :end
GROUP BY f.country
""")

_FILTERED = (
    "(:application = 0 OR application_id = :application) AND (:template = 0 OR template_id = :template)"
)

_BY_COUNTRY_AT_THE_ENDS = sql(f"""
SELECT country, {", ".join(sums_of_rollup())}
FROM rollup WHERE quarter >= :start AND quarter < :end AND region = :region AND {_FILTERED}
GROUP BY country
""")

_BY_CODE = code_counts(f"status = :status AND {_FILTERED}")


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
    # What is before the start in the first day is not asked for.
    steps = list(zip([chosen.start, *starts[1:]], [*starts[1:], chosen.end], strict=True))
    by_step = dict.fromkeys(starts, Figures())
    for place, *sums in desk.session.execute(_BY_STEP, {"steps": to_json(steps), **_series(filter)}):
        by_step[starts[place]] = Figures(*sums)
    return Trend(tuple(Point(start, figures) for start, figures in by_step.items()), chosen.hourly)


def total(desk: Desk, filter: StatisticsFilter, period: Period) -> Figures:
    """The figures of another period with the same filter."""
    found = desk.session.execute(_BY_STEP, {"steps": to_json([period]), **_series(filter)}).one_or_none()
    return Figures(*found[1:]) if found else Figures()


def by_country(desk: Desk, filter: StatisticsFilter) -> list[tuple[str, Figures]]:
    """The figures of each country (ISO 3166 alpha-2) that messages were requested for.

    Whole UTC days are summed up already; the parts of days at the ends are put together from the rollup.
    """
    chosen = required_period(filter)
    first = min(-(-chosen.start // DAY_MS) * DAY_MS, chosen.end)
    last = max(first, chosen.end // DAY_MS * DAY_MS)
    found: defaultdict[str, list[Sequence[int]]] = defaultdict(list)
    days = {"start": first, "end": last, **_series(filter)}
    for country, *sums in desk.session.execute(_BY_COUNTRY, days):
        found[country].append(sums)
    for start, end in ((chosen.start, first), (last, chosen.end)):
        if start < end:
            quarters = {"start": start, "end": end, **_series(filter)}
            for country, *sums in desk.session.execute(_BY_COUNTRY_AT_THE_ENDS, quarters):
                found[country].append(sums)
    return [(country, _together(parts)) for country, parts in found.items()]


def by_code(desk: Desk, filter: StatisticsFilter, status: MessageStatus) -> list[tuple[str, int]]:
    """How many messages of a status that means trouble have each code, most first."""
    chosen = required_period(filter)
    values = {
        # The same messages as in the other figures: those of whole quarter hours.
        "start": -(-chosen.start // QUARTER_MS) * QUARTER_MS,
        "end": -(-chosen.end // QUARTER_MS) * QUARTER_MS,
        "status": status,
        **_series(filter),
    }
    return [(code, messages) for code, messages in desk.session.execute(_BY_CODE, values)]


def _series(filter: StatisticsFilter) -> dict[str, object]:
    """The rows of ``figures`` in which everything that is asked for is counted."""
    return {
        "region": filter.region,
        "application": filter.application_id or 0,
        "template": filter.template_id or 0,
    }


def _together(rows: Sequence[Sequence[int]]) -> Figures:
    return Figures(*map(sum, zip(*rows, strict=True))) if rows else Figures()
