"""The columns of the message records: the rarely wanted ones wait in the header's menu (D2)."""

from __future__ import annotations

from smsdesk.domain.messages import Message
from smsdesk.domain.places import country_name
from smsdesk.domain.text import tr
from smsdesk.ui import formats
from smsdesk.ui.formats import Formats
from smsdesk.ui.messages.words import content_words, number_words, reason_words, status_badge
from smsdesk.ui.sms_types import type_words
from smsdesk.ui.widgets.table_model import Column


def record_columns(shown: Formats) -> list[Column[Message]]:
    """Newest first is the order the records have; there is none by other columns."""
    return [
        Column(
            "requested",
            tr("Requested"),
            lambda one: one.requested_at,
            show=lambda one: shown.time(one.requested_at),
            tip=lambda one: shown.exact(one.requested_at),
            sort=False,
            width=174,
        ),
        Column("number", tr("Number"), number_words, sort=False, width=142),
        Column(
            "name",
            tr("Customer"),
            lambda one: one.customer_name,
            sort=False,
            width=110,
            tip=lambda one: one.customer_name,
            spare=True,
        ),
        Column(
            "content",
            tr("Content"),
            content_words,
            sort=False,
            stretch=True,
            quiet=True,
            width=176,
            tip=content_words,
            spare=True,
        ),
        Column(
            "status",
            tr("Status"),
            lambda one: one.status,
            badge=lambda one: status_badge(one.status),
            sort=False,
            width=164,
        ),
        Column(
            "sent",
            tr("Sent at"),
            lambda one: one.sent_at,
            show=lambda one: _later(shown, one, one.sent_at),
            tip=lambda one: shown.exact(one.sent_at),
            sort=False,
            width=100,
            spare=True,
        ),
        Column(
            "reported",
            tr("Receipt"),
            lambda one: one.reported_at,
            show=lambda one: _later(shown, one, one.reported_at),
            tip=lambda one: shown.exact(one.reported_at),
            sort=False,
            width=110,
            spare=True,
        ),
        Column(
            "reason",
            tr("Remarks"),
            reason_words,
            sort=False,
            stretch=True,
            width=274,
            quiet=True,
            tip=reason_words,
            spare=True,
        ),
        Column(
            "length",
            tr("Characters / fragments"),
            lambda one: one.characters,
            show=lambda one: f"{formats.number(one.characters)} / {formats.number(one.fragments)}",
            number=True,
            sort=False,
            width=158,
            spare=True,
        ),
        Column(
            "type", tr("SMS type"), lambda one: type_words(one.sms_type), sort=False, width=92, spare=True
        ),
        Column("application", tr("Application"), lambda one: one.application_name, sort=False, hidden=True),
        Column("template", tr("Template"), lambda one: one.template_name, sort=False, hidden=True),
        Column("signature", tr("Signature"), lambda one: one.signature, sort=False, hidden=True),
        Column(
            "country",
            tr("Country or region"),
            lambda one: country_name(one.country),
            sort=False,
            hidden=True,
        ),
        Column("code", tr("Code"), lambda one: one.code, sort=False, hidden=True),
        Column(
            "attempts",
            tr("Attempts"),
            lambda one: one.attempts,
            number=True,
            sort=False,
            hidden=True,
            width=90,
        ),
        Column(
            "gateway_id", tr("Number at the gateway"), lambda one: one.gateway_id, sort=False, hidden=True
        ),
    ]


def _later(shown: Formats, one: Message, at: int | None) -> str:
    """On the day of the request the clock alone, to the second: what is looked for is how long it took."""
    if at is None or one.requested_at is None:
        return shown.time(at)
    moment = shown.moment(at)
    if moment.date() == shown.moment(one.requested_at).date():
        return moment.strftime("%H:%M:%S")
    return shown.time(at)
