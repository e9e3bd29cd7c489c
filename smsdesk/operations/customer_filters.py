"""What a smart group asks, as a condition on the pool; evaluated when the group is used (C3)."""

from __future__ import annotations

import calendar
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from sqlalchemy import ColumnElement, Select, and_, func, select, true
from sqlalchemy.orm import InstrumentedAttribute

from smsdesk.domain.customer_filters import (
    Comparison,
    Contact,
    ContactCondition,
    CustomerFilter,
    FieldCondition,
)
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.profile import Region
from smsdesk.domain.written_days import is_month_first
from smsdesk.operations.desk import Desk
from smsdesk.operations.profile import home_country, time_zone
from smsdesk.store.tables import (
    CustomerFieldRow,
    CustomerGroupRow,
    CustomerRow,
    MembershipRow,
    MessageRow,
    ReplyRow,
)

DAY_MS = 86_400_000

_FATES: dict[Contact, tuple[MessageStatus, ...]] = {
    Contact.MESSAGED: (
        MessageStatus.IN_FLIGHT,
        MessageStatus.ACCEPTED,
        MessageStatus.DELIVERED,
        MessageStatus.UNDELIVERED,
        MessageStatus.UNKNOWN,
    ),
    Contact.RECEIVED: (MessageStatus.DELIVERED,),
    Contact.MISSED: (MessageStatus.FAILED, MessageStatus.UNDELIVERED),
}


#: Further back than this, each customer's messages are looked up, instead of the customers of all messages:
#: of five million messages in a year the one takes 3 s, the other 13; of the last 30 days 7 s and 0.5.
_FAR_DAYS = 60


@dataclass(frozen=True)
class Here:
    """Where the desk stands: what day it is there, and how dates are written."""

    zone: tzinfo = UTC
    month_first: bool = False


def here(desk: Desk) -> Here:
    """Of the profile."""
    return Here(time_zone(desk), is_month_first(home_country(desk)))


def matching(asked: CustomerFilter, *, now: int, at: Here = Here()) -> Select[int]:
    """Ids of the customers for whom all of it holds, see ``condition``."""
    return select(CustomerRow.id).where(condition(asked, now=now, at=at))


def condition(asked: CustomerFilter, *, now: int, at: Here = Here()) -> ColumnElement[bool]:
    """Whether all of it holds for a row of the pool; for nobody's while it asks for a column or a group that
    is not there any more (``domain.customer_filters.gone_words`` says so). ``now``: ms since 1970 UTC."""
    parts: list[ColumnElement[bool]] = []
    if asked.countries:
        parts.append(CustomerRow.country.in_(asked.countries))
    if asked.sms_type is not None:
        parts.append(CustomerRow.sms_type == asked.sms_type)
    if asked.group_ids:
        inside = select(MembershipRow.customer_id).where(MembershipRow.group_id.in_(asked.group_ids))
        parts.append(CustomerRow.id.in_(inside))
        parts.append(_all_there(CustomerGroupRow.id, asked.group_ids))
    for contact in asked.contacts:
        there = _contact(contact, now)
        parts.append(there if contact.holds else ~there)
    if asked.fields:
        parts += [_field(one, now, at) for one in asked.fields]
        parts.append(_all_there(CustomerFieldRow.id, [one.field_id for one in asked.fields]))
    return and_(true(), *parts)


def _all_there(ids: InstrumentedAttribute[int], wanted: Collection[int]) -> ColumnElement[bool]:
    count = select(func.count(ids)).where(ids.in_(wanted)).scalar_subquery()
    return count == len(set(wanted))


def _contact(asked: ContactCondition, now: int) -> ColumnElement[bool]:
    since = now - asked.days * DAY_MS if asked.days else 0
    if asked.contact is Contact.REPLIED:
        return CustomerRow.number.in_(select(ReplyRow.number).where(ReplyRow.at >= since))
    messages = select(MessageRow.number).where(
        MessageRow.requested_at >= since, MessageRow.status.in_(_FATES[asked.contact])
    )
    far = not 0 < asked.days <= _FAR_DAYS
    if far and asked.contact is not Contact.MISSED:  # of which there are few
        return messages.where(MessageRow.number == CustomerRow.number).exists()
    # Both regions are said, so that the index of the records, which begins with the region, is used.
    return CustomerRow.number.in_(messages.where(MessageRow.region.in_(tuple(Region))))


def _field(asked: FieldCondition, now: int, at: Here) -> ColumnElement[bool]:
    said = func.coalesce(func.json_extract(CustomerRow.fields, f'$."{asked.field_id}"'), "")
    wanted = asked.value.strip().lower()
    # SQLite knows the case of A–Z only; where that is not enough Python compares, which takes longer.
    value = func.lower(said) if wanted.isascii() else func.lower_case(said)
    match asked.comparison:
        case Comparison.IS:
            return value == wanted
        case Comparison.IS_NOT:
            return value != wanted
        case Comparison.CONTAINS:
            return func.instr(value, wanted) > 0
        case Comparison.MONTH:
            month = func.substr(func.written_day(said, at.month_first), 1, 2)
            return and_(said != "", month == wanted.rjust(2, "0"))
        case Comparison.TODAY:
            return and_(said != "", func.written_day(said, at.month_first).in_(_days_kept(now, at.zone)))
        case Comparison.EMPTY:
            return said == ""
        case Comparison.FILLED:
            return said != ""


def _days_kept(now: int, zone: tzinfo) -> list[str]:
    """Today as ``MM-DD``; who was born on a 29th of February keeps the 28th in other years."""
    today = datetime.fromtimestamp(now / 1000, zone).date()
    days = [f"{today:%m-%d}"]
    if days == ["02-28"] and not calendar.isleap(today.year):
        days.append("02-29")
    return days
