"""Messages as rows of a spreadsheet (D8, B8): streamed, so that a million of them need no memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from smsdesk.domain.codes import explain
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.places import country_name
from smsdesk.domain.profile import SmsType
from smsdesk.domain.records import RecordFilter
from smsdesk.domain.text import Text, text, tr
from smsdesk.operations.customer_names import is_name, name_of
from smsdesk.operations.desk import Desk, Progress
from smsdesk.operations.export_facts import export_facts
from smsdesk.operations.profile import time_zone
from smsdesk.sheets.writing import Column, write_table
from smsdesk.store.tables import ApplicationRow, MessageRow, SignatureRow, TaskRow

#: A message as it is read: columns by their names.
MessageCells: TypeAlias = Row[*tuple[Any, ...]]
#: Gives the query of the messages behind one: its ``id``, ``position`` and ``requested_at`` can be used.
Following = Callable[[Session, MessageCells | None], Select[*tuple[Any, ...]]]

_QUARTER = 900_000
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - cells know no zones

_message = MessageRow.__table__.c
#: What is read of a message, in the order of ``_rows``.
_CELLS = (
    _message.id,
    _message.position,
    _message.task_id,
    _message.application_id,
    _message.requested_at,
    _message.number,
    name_of(MessageRow.number),
    _message.country,
    _message.content,
    _message.characters,
    _message.fragments,
    _message.sms_type,
    _message.status,
    _message.code,
    _message.attempts,
    _message.sent_at,
    _message.reported_at,
)

#: As the window says it.
STATUS_WORDS: Mapping[MessageStatus, Text] = {
    MessageStatus.QUEUED: text("Waiting"),
    MessageStatus.IN_FLIGHT: text("Being sent"),
    MessageStatus.ACCEPTED: text("Sent, no receipt yet"),
    MessageStatus.DELIVERED: text("Delivered"),
    MessageStatus.UNDELIVERED: text("Not delivered"),
    MessageStatus.FAILED: text("Failed"),
    MessageStatus.CANCELLED: text("Not sent"),
    MessageStatus.UNKNOWN: text("Unknown"),
}
TYPE_WORDS: Mapping[SmsType, Text] = {
    SmsType.REGULAR: text("Regular"),
    SmsType.MARKETING: text("Marketing"),
}


def write_messages(
    desk: Desk,
    path: Path,
    following: Following,
    *,
    total: int,
    progress: Progress,
    about: Mapping[str, str] | None = None,
    sheet_name: str = "",
) -> int:
    """Write the messages to an .xlsx, .csv or .tsv file and give their number; times are the profile's.

    ``following`` gives the query of the messages behind one (None: of the first); it orders and limits them.
    Raises ``Cancelled`` when stopped (then no file is left), and what ``write_table`` raises.
    """
    with desk.reading():
        zone = time_zone(desk)
    return write_table(
        path,
        _columns(),
        _rows(desk, following, WallClock(zone)),
        about=about,
        sheet_name=sheet_name,
        progress=lambda done: progress.report(done, total),
    )


def record_facts(desk: Desk, filter: RecordFilter) -> dict[str, str]:
    """What was asked for; inside a transaction."""
    more = {}
    if filter.number:
        more[tr("Customer") if is_name(filter.number) else tr("Number")] = filter.number
    if filter.signature_id is not None:
        words = select(SignatureRow.content).where(SignatureRow.id == filter.signature_id)
        more[tr("Signature")] = desk.session.scalar(words) or str(filter.signature_id)
    statuses = (filter.status,) if filter.status is not None else filter.statuses
    if statuses:
        more[tr("Status")] = ", ".join(str(STATUS_WORDS[one]) for one in statuses)
    if codes := (filter.code,) if filter.code else filter.codes:
        more[tr("Code")] = ", ".join(
            tr("{code} ({reason})", code=one, reason=explain(one).title) for one in codes
        )
    if filter.country:
        more[tr("Country or region")] = country_name(filter.country)
    return export_facts(
        desk,
        title=tr("Message records"),
        region=filter.region,
        start=filter.start,
        end=filter.end,
        application_id=filter.application_id,
        template_id=filter.template_id,
        more=more,
    )


def _columns() -> list[Column]:
    """Called as on the page of the records; length and fragments are one column there."""
    return [
        Column(tr("Requested"), "datetime", 18),
        Column(tr("Number"), "phone", 18),
        Column(tr("Customer"), "text", 20),
        Column(tr("Country or region"), "text", 18),
        Column(tr("Content"), "text", 60),
        Column(tr("Characters"), "integer", 10),
        Column(tr("Fragments"), "integer", 10),
        Column(tr("SMS type"), "text", 12),
        Column(tr("Application"), "text", 20),
        Column(tr("Template"), "text", 20),
        Column(tr("Signature"), "text", 16),
        Column(tr("Status"), "text", 18),
        Column(tr("Code"), "text", 20),
        Column(tr("Remarks"), "text", 40),
        Column(tr("Attempts"), "integer", 8),
        Column(tr("Sent at"), "datetime", 18),
        Column(tr("Receipt"), "datetime", 18),
    ]


def _rows(desk: Desk, following: Following, clock: WallClock) -> Iterator[tuple[object, ...]]:
    """Plain rows, not ``Message`` objects: making a million of those takes longer than writing them."""
    statuses = {status.value: str(words) for status, words in STATUS_WORDS.items()}
    types = {sms_type.value: str(words) for sms_type, words in TYPE_WORDS.items()}
    reason = cache(lambda code: str(explain(code).title) if code else "")
    local, names = clock.local, _Names()
    for batch in _batches(desk, following, names):
        applications, tasks = names.applications, names.tasks
        for row in batch:
            _, _, task, application, requested, number, name, country, content, *more = row
            characters, fragments, sms_type, status, code, attempts, sent, reported = more
            template, signature = tasks[task]
            yield (
                local(requested),
                number,
                name,
                country,
                content,
                characters,
                fragments,
                types[sms_type],
                applications[application],
                template,
                signature,
                statuses[status],
                code,
                reason(code),
                attempts,
                local(sent),
                local(reported),
            )


def _batches(desk: Desk, following: Following, names: _Names) -> Iterator[Sequence[MessageCells]]:
    """Each in a short transaction of its own, so that the write-ahead log can shrink."""
    last: MessageCells | None = None
    while True:
        with desk.reading() as session:
            rows = session.execute(following(session, last).with_only_columns(*_CELLS)).all()
            names.learn(session, rows)
        if not rows:
            return
        yield rows
        last = rows[-1]


class _Names:
    """What the messages' tasks and applications are called; asked once for each."""

    def __init__(self) -> None:
        self.tasks: dict[int, tuple[str, str]] = {}
        self.applications: dict[int, str] = {}

    def learn(self, session: Session, rows: Sequence[MessageCells]) -> None:
        """Find those that are new."""
        if tasks := {row.task_id for row in rows} - self.tasks.keys():
            wanted = select(TaskRow.id, TaskRow.template_name, TaskRow.signature).where(TaskRow.id.in_(tasks))
            for task, template, signature in session.execute(wanted):
                self.tasks[task] = (template, signature)
        if applications := {row.application_id for row in rows} - self.applications.keys():
            called = select(ApplicationRow.id, ApplicationRow.name).where(ApplicationRow.id.in_(applications))
            for application, name in session.execute(called):
                self.applications[application] = name


class WallClock:
    """Moments as the zone's clocks show them; a spreadsheet's cells know no zones."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._shifts: dict[int, int] = {}

    def local(self, at: int | None) -> datetime | None:
        """The time on the wall, to the millisecond; ``at`` in ms since 1970 UTC."""
        if at is None:
            return None
        # No zone changes its clocks within a quarter of an hour.
        quarter = at // _QUARTER
        shift = self._shifts.get(quarter)
        if shift is None:
            shift = self._shifts[quarter] = self._shift(quarter * _QUARTER)
        return _EPOCH + timedelta(milliseconds=at + shift)

    def _shift(self, at: int) -> int:
        offset = datetime.fromtimestamp(at / 1000, self._zone).utcoffset()
        assert offset is not None
        return round(offset.total_seconds() * 1000)
