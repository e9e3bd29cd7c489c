"""What records can be filtered by: applications, templates and signatures by name, codes that occur (D2)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from smsdesk.domain.profile import Region
from smsdesk.domain.statistics import StatisticsFilter
from smsdesk.domain.text import tr
from smsdesk.operations.desk import Desk, query
from smsdesk.store.tables import ApplicationRow, SignatureRow, TemplateRow
from smsdesk.store.trouble_codes import code_counts

Choice = tuple[int, str]

_OCCURRING = code_counts("status IN ('failed', 'undelivered', 'unknown')", coded=True)


@dataclass(frozen=True)
class SenderChoices:
    """(id, name) of each, by name; deleted applications, which keep their records, come last."""

    applications: tuple[Choice, ...]
    templates: tuple[Choice, ...]
    signatures: tuple[Choice, ...]


@query
def sender_choices(desk: Desk, *, region: Region) -> SenderChoices:
    """What a filter can offer: all applications, and the templates and signatures of the region."""
    applications = desk.session.execute(
        select(ApplicationRow.id, ApplicationRow.name, ApplicationRow.deleted_at)
    ).all()
    templates = desk.session.execute(
        select(TemplateRow.id, TemplateRow.name).where(TemplateRow.region == region)
    ).all()
    signatures = desk.session.execute(
        select(SignatureRow.id, SignatureRow.content).where(SignatureRow.region == region)
    ).all()
    here = [(key, name) for key, name, deleted in applications if deleted is None]
    gone = [(key, tr("{name} (deleted)", name=name)) for key, name, deleted in applications if deleted]
    return SenderChoices(
        (*_by_name(here), *_by_name(gone)),
        _by_name([(key, name) for key, name in templates]),
        _by_name([(key, name) for key, name in signatures]),
    )


@query
def occurring_codes(desk: Desk, *, filter: StatisticsFilter) -> list[tuple[str, int]]:
    """The codes of the messages of a period that met with trouble, and how many, most messages first."""
    values = {"region": filter.region, "start": filter.start, "end": filter.end}
    return [(code, count) for code, count in desk.session.execute(_OCCURRING, values)]


def _by_name(choices: list[Choice]) -> tuple[Choice, ...]:
    return tuple(sorted(choices, key=lambda each: (each[1].casefold(), each[0])))
