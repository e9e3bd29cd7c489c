"""Messages as rows of a spreadsheet (D8, B8): streamed, so that a million of them need no memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from smsdesk.domain.codes import explain
from smsdesk.domain.messages import Message, MessageStatus
from smsdesk.domain.profile import SmsType
from smsdesk.domain.text import Text, text, tr
from smsdesk.operations.desk import Progress
from smsdesk.sheets.writing import Column, write_table

STATUS_WORDS: Mapping[MessageStatus, Text] = {
    MessageStatus.QUEUED: text("waiting"),
    MessageStatus.IN_FLIGHT: text("being sent"),
    MessageStatus.ACCEPTED: text("sent, no report yet"),
    MessageStatus.DELIVERED: text("delivered"),
    MessageStatus.UNDELIVERED: text("not delivered"),
    MessageStatus.FAILED: text("failed"),
    MessageStatus.CANCELLED: text("cancelled"),
    MessageStatus.UNKNOWN: text("unknown: may have been sent"),
}
TYPE_WORDS: Mapping[SmsType, Text] = {
    SmsType.REGULAR: text("regular"),
    SmsType.MARKETING: text("marketing"),
}


def write_messages(
    path: Path,
    batches: Iterable[Sequence[Message]],
    *,
    zone: ZoneInfo,
    total: int,
    progress: Progress,
    about: Mapping[str, str] | None = None,
    sheet_name: str = "",
) -> int:
    """Write the messages to an .xlsx, .csv or .tsv file and give their number; times are the zone's.

    Raises ``Cancelled`` when stopped (then no file is left), and what ``write_table`` raises.
    """
    return write_table(
        path,
        _columns(),
        _rows(batches, zone),
        about=about,
        sheet_name=sheet_name,
        progress=lambda done: progress.report(done, total),
    )


def _columns() -> list[Column]:
    return [
        Column(tr("Requested"), "datetime", 18),
        Column(tr("Number"), "phone", 18),
        Column(tr("Country"), "text", 8),
        Column(tr("Content"), "text", 60),
        Column(tr("Characters"), "integer", 10),
        Column(tr("Fragments"), "integer", 10),
        Column(tr("Type"), "text", 12),
        Column(tr("Application"), "text", 20),
        Column(tr("Template"), "text", 20),
        Column(tr("Signature"), "text", 16),
        Column(tr("Status"), "text", 18),
        Column(tr("Code"), "text", 20),
        Column(tr("Reason"), "text", 40),
        Column(tr("Attempts"), "integer", 8),
        Column(tr("Sent"), "datetime", 18),
        Column(tr("Reported"), "datetime", 18),
    ]


def _rows(batches: Iterable[Sequence[Message]], zone: ZoneInfo) -> Iterator[tuple[object, ...]]:
    statuses = {status: str(words) for status, words in STATUS_WORDS.items()}
    types = {sms_type: str(words) for sms_type, words in TYPE_WORDS.items()}
    reason = cache(lambda code: str(explain(code).title) if code else "")
    for batch in batches:
        for message in batch:
            yield (
                _local(message.requested_at, zone),
                message.number,
                message.country,
                message.content,
                message.characters,
                message.fragments,
                types[message.sms_type],
                message.application_name,
                message.template_name,
                message.signature,
                statuses[message.status],
                message.code,
                reason(message.code),
                message.attempts,
                _local(message.sent_at, zone),
                _local(message.reported_at, zone),
            )


def _local(at: int | None, zone: ZoneInfo) -> datetime | None:
    """The wall-clock time of the zone; a spreadsheet's cells know no zones."""
    return None if at is None else datetime.fromtimestamp(at / 1000, zone).replace(tzinfo=None)
