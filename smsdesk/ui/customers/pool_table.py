"""The columns of the pool (C1)."""

from __future__ import annotations

from smsdesk.domain.customers import Customer
from smsdesk.domain.places import country_name
from smsdesk.domain.text import tr
from smsdesk.operations.customer_search import CustomerOrder
from smsdesk.ui.context import Context
from smsdesk.ui.sms_types import type_words
from smsdesk.ui.widgets.table_model import Column


def pool_columns(context: Context) -> list[Column[Customer]]:
    """Those that can be sorted have the key of a ``CustomerOrder``."""
    return [
        Column(CustomerOrder.NUMBER.value, tr("Number"), lambda one: one.number, width=144),
        Column(CustomerOrder.NAME.value, tr("Name"), lambda one: one.name or "–", width=120, stretch=True),
        Column("groups", tr("Groups"), lambda one: ", ".join(one.groups) or "–", width=150, sort=False),
        Column(
            "note",
            tr("Note"),
            lambda one: one.note or "–",
            width=116,
            quiet=True,
            stretch=True,
            sort=False,
            tip=lambda one: one.note,
        ),
        Column(
            "type", tr("SMS type"), lambda one: type_words(one.sms_type), width=96, quiet=True, sort=False
        ),
        Column(
            "country",
            tr("Country"),
            lambda one: country_name(one.country),
            width=116,
            quiet=True,
            sort=False,
        ),
        Column(
            CustomerOrder.CREATED.value,
            tr("Added"),
            lambda one: one.created_at,
            show=lambda one: context.formats.time(one.created_at),
            width=128,
            quiet=True,
        ),
    ]
