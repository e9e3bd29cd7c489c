"""What a smart group asks, as a condition on the pool; evaluated when the group is used (C3)."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, func, select

from smsdesk.domain.customer_filters import (
    Comparison,
    Contact,
    ContactCondition,
    CustomerFilter,
    FieldCondition,
)
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.profile import Region
from smsdesk.store.tables import CustomerRow, MembershipRow, MessageRow, ReplyRow

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


def matching(asked: CustomerFilter, *, now: int) -> Select[int]:
    """Ids of the customers for whom all of it holds. ``now``: ms since 1970 UTC."""
    chosen = select(CustomerRow.id)
    if asked.countries:
        chosen = chosen.where(CustomerRow.country.in_(asked.countries))
    if asked.sms_type is not None:
        chosen = chosen.where(CustomerRow.sms_type == asked.sms_type)
    if asked.group_ids:
        inside = select(MembershipRow.customer_id).where(MembershipRow.group_id.in_(asked.group_ids))
        chosen = chosen.where(CustomerRow.id.in_(inside))
    for contact in asked.contacts:
        there = CustomerRow.number.in_(_numbers(contact, now))
        chosen = chosen.where(there if contact.holds else ~there)
    for condition in asked.fields:
        chosen = chosen.where(_field(condition))
    return chosen


def _numbers(asked: ContactCondition, now: int) -> Select[str]:
    since = now - asked.days * DAY_MS if asked.days else 0
    if asked.contact is Contact.REPLIED:
        return select(ReplyRow.number).where(ReplyRow.at >= since)
    # Both regions are said, so that the index of the records, which begins with the region, is used.
    return select(MessageRow.number).where(
        MessageRow.region.in_(tuple(Region)),
        MessageRow.requested_at >= since,
        MessageRow.status.in_(_FATES[asked.contact]),
    )


def _field(asked: FieldCondition) -> ColumnElement[bool]:
    value = func.lower(func.coalesce(func.json_extract(CustomerRow.fields, f'$."{asked.field_id}"'), ""))
    wanted = asked.value.strip().lower()
    match asked.comparison:
        case Comparison.IS:
            return value == wanted
        case Comparison.IS_NOT:
            return value != wanted
        case Comparison.CONTAINS:
            return value.contains(wanted, autoescape=True)
        case Comparison.EMPTY:
            return value == ""
        case Comparison.FILLED:
            return value != ""
