"""Which messages answer a record filter, found without reading those that do not (D2).

A number goes through its own index: one number has few messages. A code goes through the index of what did
not arrive. Everything else lies in the order of time in one covering index; where in it there is something to
be found is told by ``figures``, whose rows say in which quarter hours an application, template, signature or
status occurs, and on which days a country does. So a page takes no longer for what is rare or long ago.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from smsdesk.domain.errors import Invalid
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.profile import Region
from smsdesk.domain.records import ENDING_DIGITS, RecordFilter, RecordKey
from smsdesk.domain.text import text
from smsdesk.store.figure_rows import DAY_MS
from smsdesk.store.message_counts import QUARTER_MS
from smsdesk.store.tables.messages import TROUBLE

#: Digits up to which what is typed is the end of a number, whatever it begins with.
_LONGEST_ENDING = 8
#: Later than every message.
_NEVER = 2**62

_TROUBLE = (
    TROUBLE.replace("requested_at", "m.requested_at").replace("code", "m.code").replace("status", "m.status")
)

#: How many messages of a status a row of ``figures`` counts.
_COUNTED = {
    MessageStatus.ACCEPTED: "(f.accepted - f.delivered - f.undelivered)",
    MessageStatus.DELIVERED: "f.delivered",
    MessageStatus.UNDELIVERED: "f.undelivered",
    MessageStatus.FAILED: "f.failed",
    MessageStatus.UNKNOWN: "f.unknown",
}
#: These are only counted together.
_OTHERS = frozenset(set(MessageStatus) - set(_COUNTED))
_OF_OTHERS = "(f.requests - f.accepted - f.failed - f.unknown)"


@dataclass
class _Search:
    """A query being put together."""

    source: str
    conditions: list[str]
    order: tuple[str, ...] = ("m.requested_at", "m.id")
    values: dict[str, object] = field(default_factory=dict)

    def sql(self, columns: str, rest: str = "") -> str:
        return f"SELECT {columns} FROM {self.source} WHERE {' AND '.join(self.conditions)} {rest}"


def page_statement(
    filter: RecordFilter, *, after: RecordKey | None = None, before: RecordKey | None = None, limit: int
) -> tuple[str, dict[str, object]]:
    """The query for the ids of a page's messages: after a key newest first, before a key oldest first.

    Raises ``Invalid`` for a number that cannot be looked up.
    """
    low = before.requested_at if before else 0
    high = after.requested_at if after else _NEVER
    search = _search(filter, low, high)
    search.values["limit"] = limit
    if before:
        search.conditions.append("(m.requested_at, m.id) > (:key_at, :key_id)")
        search.values |= {"key_at": before.requested_at, "key_id": before.id}
    elif after:
        search.conditions.append("(m.requested_at, m.id) < (:key_at, :key_id)")
        search.values |= {"key_at": after.requested_at, "key_id": after.id}
    order = ", ".join(f"{column}{'' if before else ' DESC'}" for column in search.order)
    return search.sql("m.id", f"ORDER BY {order} LIMIT :limit"), search.values


def count(session: Session, filter: RecordFilter) -> int:
    """How many records there are in all: summed up where the figures tell, else counted."""
    found: int | None = None
    if not (filter.number or filter.numbers or filter.code or filter.codes) and _whole_quarters(filter):
        statuses = _statuses(filter)
        counted = _counted(statuses)
        apart = filter.signature_id is None or not filter.country
        if counted is not None and apart:
            found = _summed(session, filter, statuses, counted)
    if found is None:
        search = _search(filter, 0, _NEVER)
        found = session.scalar(sql(search.sql("count(*)")), search.values)
    return found or 0


def _search(filter: RecordFilter, low: int, high: int) -> _Search:
    """The search without a page, among what was requested from ``low`` to ``high``, both included."""
    values: dict[str, object] = {
        "region": filter.region,
        "low": max(low, filter.start or 0),
        "high": min(high, _NEVER if filter.end is None else filter.end - 1),
    }
    conditions = []
    for name in ("application_id", "template_id", "signature_id"):
        if (value := getattr(filter, name)) is not None:
            conditions.append(f"m.{name} = :{name}")
            values[name] = value
    if filter.country:
        conditions.append("m.country = :country")
        values["country"] = filter.country
    statuses = _statuses(filter)
    if statuses is not None:
        conditions.append(f"m.status IN ({_listed(statuses)})")
    if filter.number or filter.numbers:
        if filter.numbers:
            number, index = _numbers_condition(filter.numbers, values)
        else:
            number, index = _number_condition(filter.number, filter.region, values)
        conditions += _code_conditions(filter, values)
        # Without the plus the planner might take the order of time and read the whole region.
        conditions += [number, "+m.region = :region", "+m.requested_at BETWEEN :low AND :high"]
        return _Search(f"message m INDEXED BY {index}", conditions, values=values)
    conditions.append("m.region = :region")
    if filter.code or filter.codes:
        conditions += [
            *_code_conditions(filter, values),
            "m.requested_at BETWEEN :low AND :high",
            _TROUBLE,
        ]
        return _Search("message m INDEXED BY ix_message_trouble", conditions, values=values)
    if not (values.keys() & {"application_id", "template_id", "signature_id", "country"} or statuses):
        conditions.append("m.requested_at BETWEEN :low AND :high")
        return _Search("message m INDEXED BY ix_message_records", conditions, values=values)
    span = DAY_MS if filter.country else QUARTER_MS
    conditions += [
        *_series(filter, values),
        f"f.start > :low - {span}",
        "f.start <= :high",
        f"m.requested_at BETWEEN max(f.start, :low) AND min(f.start + {span - 1}, :high)",
    ]
    if statuses is not None:
        conditions.append(f"({' OR '.join(f'{each} > 0' for each in _occurring(statuses))})")
    return _Search(
        "figures f CROSS JOIN message m INDEXED BY ix_message_records",
        conditions,
        order=("f.start", "m.requested_at", "m.id"),
        values=values,
    )


def _series(filter: RecordFilter, values: dict[str, object]) -> list[str]:
    """The rows of ``figures`` in which everything that is asked for is counted."""
    values |= {
        "f_application": filter.application_id or 0,
        "f_template": filter.template_id or 0,
        # By country the signatures are not kept apart.
        "f_signature": 0 if filter.country else filter.signature_id or 0,
        "f_country": filter.country,
    }
    return [
        "f.region = :region",
        "f.application_id = :f_application",
        "f.template_id = :f_template",
        "f.signature_id = :f_signature",
        "f.country = :f_country",
    ]


def _summed(
    session: Session, filter: RecordFilter, statuses: Collection[MessageStatus] | None, counted: str
) -> int:
    """The number by the figures, and by the rollup for the parts of days at the ends of a country's."""
    start, end = filter.start or 0, _NEVER if filter.end is None else filter.end
    values: dict[str, object] = {"region": filter.region}
    series = " AND ".join(_series(filter, values))
    first, last = start, end
    if filter.country:
        first = min(-(-start // DAY_MS) * DAY_MS, end)
        last = max(first, end // DAY_MS * DAY_MS)

    def added(sums: str, table: str, conditions: str, first: int, last: int) -> int:
        wanted = f"SELECT sum({sums}) FROM {table} WHERE {conditions}"
        found: int | None = session.scalar(sql(wanted), values | {"first": first, "last": last})
        return found or 0

    whole = f"{series} AND f.start >= :first AND f.start < :last"
    found = added(counted, "figures f", whole, first, last)
    if filter.country:
        conditions = ["quarter >= :first AND quarter < :last AND region = :region AND country = :f_country"]
        if filter.application_id is not None:
            conditions.append("application_id = :f_application")
        if filter.template_id is not None:
            conditions.append("template_id = :f_template")
        if statuses is not None:
            conditions.append(f"status IN ({_listed(statuses)})")
        for edge in ((start, first), (last, end)):
            if edge[0] < edge[1]:
                found += added("messages", "rollup", " AND ".join(conditions), *edge)
    return found


def _statuses(filter: RecordFilter) -> frozenset[MessageStatus] | None:
    """Those that are let through; None for all."""
    one = None if filter.status is None else frozenset({filter.status})
    several = frozenset(filter.statuses) or None
    return one if several is None else several if one is None else one & several


def _occurring(statuses: Collection[MessageStatus]) -> list[str]:
    """What is more than nothing in a row that counts some of these."""
    found = [_COUNTED[each] for each in statuses if each in _COUNTED]
    if _OTHERS & set(statuses):
        found.append(_OF_OTHERS)
    return found or ["0"]


def _counted(statuses: Collection[MessageStatus] | None) -> str | None:
    """How many of these a row counts; None where that cannot be said."""
    if statuses is None:
        return "f.requests"
    others = _OTHERS & set(statuses)
    if others and others != _OTHERS:
        return None
    return " + ".join(_occurring(statuses))


def _whole_quarters(filter: RecordFilter) -> bool:
    return not ((filter.start or 0) % QUARTER_MS or (filter.end or 0) % QUARTER_MS)


def _listed(statuses: Collection[MessageStatus]) -> str:
    return ", ".join(sorted(f"'{each}'" for each in statuses))


def _code_conditions(filter: RecordFilter, values: dict[str, object]) -> list[str]:
    found = []
    if filter.code:
        found.append("m.code = :code")
        values["code"] = filter.code
    if filter.codes:
        named = {f"code_{place}": code for place, code in enumerate(filter.codes)}
        found.append(f"m.code IN ({', '.join(f':{name}' for name in named)})")
        values |= named
    return found


def _numbers_condition(numbers: tuple[str, ...], values: dict[str, object]) -> tuple[str, str]:
    """The condition for any of these whole numbers, and the index that answers it."""
    named = {f"number_{place}": number for place, number in enumerate(numbers)}
    values |= named
    return f"m.number IN ({', '.join(f':{name}' for name in named)})", "ix_message_number"


def _number_condition(number: str, region: Region, values: dict[str, object]) -> tuple[str, str]:
    """The condition for a number as a user types it, and the index that answers it."""
    written = re.sub(r"[\s\-().]", "", number)
    digits = written.removeprefix("+")
    if not digits.isascii() or not digits.isdigit() or len(digits) < ENDING_DIGITS:
        raise Invalid(
            text("Type a whole number, or at least its last {count} digits.", count=ENDING_DIGITS),
            field="number",
        )
    whole = ""
    if written.startswith("+"):
        whole = f"+{digits}"
    elif written.startswith("00") and len(digits) > _LONGEST_ENDING:
        whole = f"+{digits[2:]}"
    elif region is Region.MAINLAND and len(digits) == 11:
        whole = f"+86{digits}"
    if whole:
        values["number"] = whole
        return "m.number = :number", "ix_message_number"
    # A national number's leading 0 is not part of the number with its country code.
    tail = digits.removeprefix("0") if len(digits) > _LONGEST_ENDING else digits
    values |= {"ending": digits[-ENDING_DIGITS:], "tail": tail}
    return (
        f"substr(m.number, -{ENDING_DIGITS}) = :ending AND substr(m.number, -{len(tail)}) = :tail",
        "ix_message_ending",
    )
