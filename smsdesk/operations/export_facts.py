"""What an export was asked for, on its last sheet: whoever gets the file knows what it shows (D8)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from smsdesk import __version__
from smsdesk.domain.profile import Region
from smsdesk.domain.statistics import StatisticsFilter
from smsdesk.domain.text import tr
from smsdesk.operations.desk import Desk, query
from smsdesk.operations.profile import profile, time_zone
from smsdesk.store.tables import ApplicationRow, TemplateRow


@query
def export_facts(
    desk: Desk,
    *,
    title: str,
    region: Region | None = None,
    start: int | None = None,
    end: int | None = None,
    application_id: int | None = None,
    template_id: int | None = None,
    more: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """The business, what is shown, the period in the profile's zone, the filters, when and with what it was
    made. ``start`` to before ``end`` in ms since 1970 UTC; ``more`` are further filters, in words."""
    found = profile(desk)
    facts = {tr("Business"): found.business_name if found else "", tr("Content"): title}
    if region is not None:
        facts[tr("Region")] = region_words(region)
    if start is not None or end is not None:
        facts[tr("Period")] = tr("{start} to {end}", start=_moment(desk, start), end=_moment(desk, end))
    facts[tr("Time zone")] = time_zone(desk).key
    if application_id is not None:
        name = desk.session.scalar(select(ApplicationRow.name).where(ApplicationRow.id == application_id))
        facts[tr("Application")] = name or str(application_id)
    if template_id is not None:
        name = desk.session.scalar(select(TemplateRow.name).where(TemplateRow.id == template_id))
        facts[tr("Template")] = name or str(template_id)
    facts.update(more or {})
    facts[tr("Written")] = _moment(desk, desk.now())
    facts[tr("Program")] = tr("SMS Desk {version}", version=__version__)
    return {name: value for name, value in facts.items() if value}


def filter_facts(desk: Desk, title: str, filter: StatisticsFilter) -> dict[str, str]:
    """``export_facts`` of the filter of the statistics."""
    return export_facts(
        desk,
        title=title,
        region=filter.region,
        start=filter.start,
        end=filter.end,
        application_id=filter.application_id,
        template_id=filter.template_id,
    )


def region_words(region: Region) -> str:
    """The region as its switch names it."""
    return tr("Mainland China") if region is Region.MAINLAND else tr("Global")


def _moment(desk: Desk, at: int | None) -> str:
    return (
        "…" if at is None else datetime.fromtimestamp(at / 1000, time_zone(desk)).strftime("%Y-%m-%d %H:%M")
    )
