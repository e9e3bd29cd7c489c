"""What records can be filtered by: applications, templates and signatures by name, and the codes and
countries that really occur (D1, D2)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from smsdesk.domain.profile import Region
from smsdesk.domain.text import tr
from smsdesk.operations.desk import Desk, query
from smsdesk.store.tables import ApplicationRow, RollupRow, SignatureRow, TemplateRow

Choice = tuple[int, str]


@dataclass(frozen=True)
class SenderChoices:
    """(id, name) of each, by name; deleted applications, which keep their records, come last."""

    applications: tuple[Choice, ...]
    templates: tuple[Choice, ...]
    signatures: tuple[Choice, ...]


@dataclass(frozen=True)
class OccurringCode:
    """A code that messages of a period ended with, and how many."""

    code: str
    count: int


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
def occurring_codes(
    desk: Desk, *, region: Region, start: int | None, end: int | None
) -> tuple[OccurringCode, ...]:
    """The codes of messages requested from ``start`` to before ``end``, most messages first.

    Times are ms since 1970 UTC, whole quarter hours. Codes of delivered messages are left out: they tell of
    nothing.
    """
    messages = func.sum(RollupRow.messages)
    wanted = (
        select(RollupRow.code, messages)
        .where(RollupRow.region == region, RollupRow.code != "", RollupRow.status != "delivered")
        .group_by(RollupRow.code)
        .having(messages > 0)
        .order_by(messages.desc(), RollupRow.code)
    )
    if start is not None:
        wanted = wanted.where(RollupRow.quarter >= start)
    if end is not None:
        wanted = wanted.where(RollupRow.quarter < end)
    return tuple(OccurringCode(code, count) for code, count in desk.session.execute(wanted))


@query
def occurring_countries(
    desk: Desk, *, region: Region, start: int | None, end: int | None
) -> tuple[tuple[str, int], ...]:
    """(ISO 3166 alpha-2, messages) of the countries messages went to in the period, most messages first."""
    messages = func.sum(RollupRow.messages)
    wanted = (
        select(RollupRow.country, messages)
        .where(RollupRow.region == region, RollupRow.country != "")
        .group_by(RollupRow.country)
        .having(messages > 0)
        .order_by(messages.desc(), RollupRow.country)
    )
    if start is not None:
        wanted = wanted.where(RollupRow.quarter >= start)
    if end is not None:
        wanted = wanted.where(RollupRow.quarter < end)
    return tuple((country, count) for country, count in desk.session.execute(wanted))


def _by_name(choices: list[Choice]) -> tuple[Choice, ...]:
    return tuple(sorted(choices, key=lambda each: (each[1].casefold(), each[0])))
