"""A period's figures by country or region (D7)."""

from __future__ import annotations

from smsdesk.domain.statistics import CountryFigures, StatisticsFilter
from smsdesk.operations import figures
from smsdesk.operations.desk import Desk, query


@query
def country_figures(desk: Desk, *, filter: StatisticsFilter) -> tuple[CountryFigures, ...]:
    """Most requests first; countries without one are left out.

    Raises ``Invalid`` when the period ends before it begins.
    """
    found = [CountryFigures(country, sums) for country, sums in figures.by_country(desk, filter)]
    found.sort(key=lambda one: (-one.figures.requests, one.country))
    return tuple(one for one in found if one.figures.requests)
