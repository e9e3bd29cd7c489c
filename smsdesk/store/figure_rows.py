"""Sums made ready for the statistics pages, kept in the transaction that changes the rollup (D1, D5, D7).

A year's page must not read a year's rollup. So each message is also counted in the sums of all messages, of
its application, of its template, of its signature and of each of these together, by UTC quarter hour; and,
whatever the signature, by country and UTC day. A page reads one range of the table: by quarter hours where a
zone's own days matter (P3), by whole UTC days in the middle of a period where only its sum does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from itertools import product
from typing import NamedTuple

from sqlalchemy.orm import Session

from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.statistics import Figures

DAY_MS = 24 * 60 * 60 * 1000

#: What is summed, in the order of ``Figures``.
SUMS = tuple(field.name for field in fields(Figures))

KEY = ("region", "application_id", "template_id", "signature_id", "country", "start")

_ACCEPTED = (MessageStatus.ACCEPTED, MessageStatus.DELIVERED, MessageStatus.UNDELIVERED)

_ADD = f"""
INSERT INTO figures ({", ".join(KEY)}, {", ".join(SUMS)}) VALUES ({", ".join("?" * len(KEY + SUMS))})
ON CONFLICT ({", ".join(KEY)}) DO UPDATE
SET {", ".join(f"{name} = figures.{name} + excluded.{name}" for name in SUMS)}
"""

_DROP_EMPTY = f"DELETE FROM figures WHERE {' AND '.join(f'{name} = ?' for name in KEY)} AND requests = 0"

Sums = tuple[int, ...]
FigureKey = tuple[str, int, int, int, str, int]
"""``KEY``'s values; 0 and empty stand for all."""


class Kind(NamedTuple):
    """Which parts of a message's origin a row keeps apart; the others are 0, all of them together."""

    application: bool = False
    template: bool = False
    signature: bool = False
    country: bool = False
    """By country and UTC day; otherwise by UTC quarter hour."""


KINDS = (
    *(Kind(*parts) for parts in product((False, True), repeat=3)),
    *(
        Kind(application, template, country=True)
        for application, template in product((False, True), repeat=2)
    ),
)


def sums(status: str, messages: int, fragments: int) -> Sums:
    """What messages of a status add to the figures."""
    taken = status in _ACCEPTED
    return (
        messages,
        messages if taken else 0,
        fragments if taken else 0,
        messages if status == MessageStatus.DELIVERED else 0,
        messages if status == MessageStatus.UNDELIVERED else 0,
        messages if status == MessageStatus.FAILED else 0,
        messages if status == MessageStatus.UNKNOWN else 0,
    )


def rows_of(
    quarter: int, application: int, template: int, signature: int, region: str, country: str
) -> Iterator[FigureKey]:
    """The rows that messages of one quarter hour and origin are counted in."""
    for kind in KINDS:
        if any(
            wanted and not there
            for wanted, there in (
                (kind.template, template),
                (kind.signature, signature),
                (kind.country, country),
            )
        ):
            continue
        yield (
            region,
            application if kind.application else 0,
            template if kind.template else 0,
            signature if kind.signature else 0,
            country if kind.country else "",
            quarter - quarter % DAY_MS if kind.country else quarter,
        )


def add_to_figures(session: Session, changes: Mapping[FigureKey, Sums]) -> None:
    """Add differences. A row that nothing was requested of any more is dropped."""
    changed = [(*key, *change) for key, change in changes.items() if any(change)]
    if not changed:
        return
    # The driver itself: a batch to twenty countries is a hundred rows.
    connection = session.connection()
    connection.exec_driver_sql(_ADD, changed)
    shrunk = [(*key,) for key, change in changes.items() if change[0] < 0]
    if shrunk:
        connection.exec_driver_sql(_DROP_EMPTY, shrunk)


def sums_of_rollup() -> tuple[str, ...]:
    """``SUMS`` as expressions over rows of the rollup."""
    taken = "status IN (" + ", ".join(f"'{status}'" for status in _ACCEPTED) + ")"
    return (
        "sum(messages)",
        f"sum(iif({taken}, messages, 0))",
        f"sum(iif({taken}, fragments, 0))",
        *(f"sum(iif(status = '{name}', messages, 0))" for name in SUMS[3:]),
    )


def recounted(kind: Kind) -> str:
    """The query for one kind of rows of ``:region``, from the rollup."""
    columns = (
        "region",
        "application_id" if kind.application else "0",
        "template_id" if kind.template else "0",
        "signature_id" if kind.signature else "0",
        "country" if kind.country else "''",
        f"quarter - quarter % {DAY_MS}" if kind.country else "quarter",
        *sums_of_rollup(),
    )
    there = "".join(
        f" AND {column}"
        for column, wanted in (
            ("template_id <> 0", kind.template),
            ("signature_id <> 0", kind.signature),
            ("country <> ''", kind.country),
        )
        if wanted
    )
    return f"SELECT {', '.join(columns)} FROM rollup WHERE region = :region{there} GROUP BY 1, 2, 3, 4, 5, 6"


def kept(kind: Kind) -> str:
    """The condition for the rows of one kind, of one region."""
    return (
        f"region = :region AND application_id {'<>' if kind.application else '='} 0"
        f" AND template_id {'<>' if kind.template else '='} 0"
        f" AND signature_id {'<>' if kind.signature else '='} 0"
        f" AND country {'<>' if kind.country else '='} ''"
    )
