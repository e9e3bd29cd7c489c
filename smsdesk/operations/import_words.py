"""What an import did beside its counts, in sentences (C2)."""

from __future__ import annotations

from collections.abc import Sequence

from smsdesk.domain.places import country_name
from smsdesk.domain.text import tr, trn
from smsdesk.operations.imports import Imported

#: Own columns and countries that are told one by one.
_TOLD = 4


def result_sentences(done: Imported) -> list[str]:
    """The numbers' countries, fields that were filled, who did not accept marketing, values that were cut."""
    said = []
    if done.countries:
        each = [
            tr("{title} {count}", title=country_name(country), count=f"{count:,}")
            for country, count in done.countries
        ]
        said.append(tr("Countries: {countries}", countries=_some(each)))
    if done.filled:
        titles = {"name": tr("Name"), "note": tr("Note")}
        each = [
            tr("{title} {count}", title=titles.get(title, title), count=f"{count:,}")
            for title, count in sorted(done.filled.items(), key=lambda one: -one[1])
        ]
        said.append(tr("Filled for customers who were known: {fields}", fields=_some(each)))
    if done.unwilling:
        said.append(
            trn(
                "{count} did not accept marketing. New ones are kept for regular messages only and were not "
                "put into the group.",
                "{count} did not accept marketing. New ones are kept for regular messages only and were not "
                "put into the group.",
                done.unwilling,
            )
            if done.unwilling_outside
            else trn(
                "{count} did not accept marketing. New ones are kept for regular messages only.",
                "{count} did not accept marketing. New ones are kept for regular messages only.",
                done.unwilling,
            )
        )
    return [*said, *map(str, done.notes)]


def _some(each: Sequence[str]) -> str:
    more = len(each) - _TOLD
    words = " · ".join(each[:_TOLD])
    return (
        trn("{fields} and {count} more", "{fields} and {count} more", more, fields=words)
        if more > 0
        else words
    )
