"""Tasks, messages and what comes back (B, D, E).

Indexes on ``message`` serve the engine's claim, a task's page and the record filters of D2; each costs
a write per state change, so one is added only with a query that needs it.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from smsdesk.store.tables.base import Base

#: Messages that have a code or should have one: a few in a hundred. A query that says so word for word is
#: answered from their index.
TROUBLE = (
    "requested_at IS NOT NULL AND"
    " (code <> '' OR status IN ('queued', 'failed', 'undelivered', 'unknown', 'cancelled'))"
)


class TaskRow(Base):
    __tablename__ = "task"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    template_id: Mapped[int | None]
    template_name: Mapped[str]
    signature_id: Mapped[int | None]
    signature: Mapped[str]
    body: Mapped[str]
    region: Mapped[str]
    sms_type: Mapped[str]
    source: Mapped[str]
    status: Mapped[str] = mapped_column(index=True)
    pause_reason: Mapped[str | None]
    """JSON of a ``Text``."""
    send_at: Mapped[int | None]
    created_at: Mapped[int]
    started_at: Mapped[int | None]
    finished_at: Mapped[int | None]
    # The counts of ``domain.tasks.Totals``, kept in the transactions that change a message.
    total: Mapped[int] = mapped_column(server_default="0")
    queued: Mapped[int] = mapped_column(server_default="0")
    in_flight: Mapped[int] = mapped_column(server_default="0")
    accepted: Mapped[int] = mapped_column(server_default="0")
    delivered: Mapped[int] = mapped_column(server_default="0")
    undelivered: Mapped[int] = mapped_column(server_default="0")
    failed: Mapped[int] = mapped_column(server_default="0")
    cancelled: Mapped[int] = mapped_column(server_default="0")
    unknown: Mapped[int] = mapped_column(server_default="0")
    fragments: Mapped[int] = mapped_column(server_default="0")
    # Last, because pasted recipients can make it large and a row is read from its front.
    draft: Mapped[str | None]
    """JSON of the recipe it is made of (file, mapping, fixes), for a draft and for copies."""


class MessageRow(Base):
    __tablename__ = "message"
    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"))
    position: Mapped[int]
    application_id: Mapped[int]
    template_id: Mapped[int | None]
    signature_id: Mapped[int | None]
    region: Mapped[str]
    sms_type: Mapped[str]
    number: Mapped[str]
    country: Mapped[str]
    content: Mapped[str]
    content_key: Mapped[bytes] = mapped_column(LargeBinary)
    """First 12 bytes of the SHA-256 of the content: same key, same content."""
    characters: Mapped[int]
    fragments: Mapped[int]
    status: Mapped[str]
    code: Mapped[str] = mapped_column(server_default="")
    attempts: Mapped[int] = mapped_column(server_default="0")
    reserved: Mapped[int] = mapped_column(server_default="0")
    """Which quotas it holds (bits of ``store.quotas.Quota``), so that a retry does not take them twice."""
    gateway: Mapped[str] = mapped_column(server_default="")
    gateway_id: Mapped[str | None]
    created_at: Mapped[int]
    due_at: Mapped[int]
    requested_at: Mapped[int | None]
    sent_at: Mapped[int | None]
    reported_at: Mapped[int | None]
    row_number: Mapped[int | None]
    """Row of the spreadsheet it came from, from 1."""
    __table_args__ = (
        UniqueConstraint("task_id", "position"),
        Index("ix_message_due", "task_id", "due_at", "id", sqlite_where=text("status = 'queued'")),
        Index(
            "ix_message_open", "status", "task_id", sqlite_where=text("status IN ('in_flight', 'unknown')")
        ),
        Index("ix_message_gateway_id", "gateway_id", sqlite_where=text("gateway_id IS NOT NULL")),
        # One covering index serves the filters of D2 in time order, so that a change of state writes one
        # index instead of four. Where to look in it for what is rare is told by ``figures`` and, for what did
        # not arrive, by an index of those few.
        Index(
            "ix_message_records",
            *("region", "requested_at", "id"),
            *("application_id", "template_id", "signature_id", "status", "country"),
        ),
        Index(
            "ix_message_trouble",
            *("region", "code", "requested_at", "id"),
            *("status", "application_id", "template_id", "signature_id", "country"),
            sqlite_where=text(TROUBLE),
        ),
        Index("ix_message_number", "number"),
        Index("ix_message_ending", func.substr(text("number"), -4)),
    )


class SendGuardRow(Base):
    """When a content last went to a number from an application (A5, same content)."""

    __tablename__ = "send_guard"
    application_id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(primary_key=True)
    content_key: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    last_at: Mapped[int]
    __table_args__ = (Index(None, "last_at"), {"sqlite_with_rowid": False})


class QuotaRow(Base):
    """Counters per calendar day of the profile's zone. ``scope`` is ``number:<application>`` with the
    number as ``key``, or ``account:global`` with an empty key (A5, B9)."""

    __tablename__ = "quota"
    day: Mapped[str] = mapped_column(primary_key=True)
    """YYYY-MM-DD."""
    scope: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
    __table_args__ = (CheckConstraint("count >= 0", name="count"), {"sqlite_with_rowid": False})


class RollupRow(Base):
    """Counts per quarter hour, kept in the transaction that changes a message; ``message`` is the truth."""

    __tablename__ = "rollup"
    quarter: Mapped[int] = mapped_column(primary_key=True)
    """First millisecond of the UTC quarter hour of ``requested_at`` (zones differ by quarters)."""
    application_id: Mapped[int] = mapped_column(primary_key=True)
    template_id: Mapped[int] = mapped_column(primary_key=True)
    """0 for none."""
    signature_id: Mapped[int] = mapped_column(primary_key=True)
    region: Mapped[str] = mapped_column(primary_key=True)
    country: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    messages: Mapped[int]
    fragments: Mapped[int]
    # Looks go by time, and the table lies in the order of its key: an index by region would only add a
    # second search for every row.
    __table_args__ = ({"sqlite_with_rowid": False},)


class FiguresRow(Base):
    """Sums of the rollup that the statistics read, kept with it (``store.figure_rows``)."""

    __tablename__ = "figures"
    region: Mapped[str] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(primary_key=True)
    """0 for all of them; so of the template and the signature."""
    template_id: Mapped[int] = mapped_column(primary_key=True)
    signature_id: Mapped[int] = mapped_column(primary_key=True)
    country: Mapped[str] = mapped_column(primary_key=True)
    """Empty for all."""
    start: Mapped[int] = mapped_column(primary_key=True)
    """First millisecond of the UTC quarter hour of ``requested_at``; of its UTC day if a country is given."""
    requests: Mapped[int]
    accepted: Mapped[int]
    fragments: Mapped[int]
    delivered: Mapped[int]
    undelivered: Mapped[int]
    failed: Mapped[int]
    unknown: Mapped[int]
    __table_args__ = ({"sqlite_with_rowid": False},)


class ReceiptRow(Base):
    """Every status report, once; ``message_id`` stays empty until its message is known (E7)."""

    __tablename__ = "receipt"
    id: Mapped[int] = mapped_column(primary_key=True)
    gateway: Mapped[str]
    key: Mapped[str]
    gateway_id: Mapped[str]
    number: Mapped[str]
    delivered: Mapped[bool]
    code: Mapped[str]
    at: Mapped[int]
    stored_at: Mapped[int]
    message_id: Mapped[int | None]
    __table_args__ = (
        UniqueConstraint("gateway", "key"),
        Index("ix_receipt_waiting", "gateway", "gateway_id", sqlite_where=text("message_id IS NULL")),
    )


class MessagePartRow(Base):
    """What a carrier calls the parts of a long message, and the last it said of each (E7)."""

    __tablename__ = "message_part"
    gateway: Mapped[str] = mapped_column(primary_key=True)
    gateway_id: Mapped[str] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(index=True)
    delivered: Mapped[bool | None]
    """Empty: nothing yet."""
    code: Mapped[str] = mapped_column(server_default="")
    at: Mapped[int] = mapped_column(server_default="0")
    __table_args__ = ({"sqlite_with_rowid": False},)


class ReplyRow(Base):
    __tablename__ = "reply"
    id: Mapped[int] = mapped_column(primary_key=True)
    gateway: Mapped[str]
    key: Mapped[str]
    number: Mapped[str] = mapped_column(index=True)
    content: Mapped[str]
    signature: Mapped[str]
    at: Mapped[int] = mapped_column(index=True)
    message_id: Mapped[int | None]
    read_at: Mapped[int | None]
    """When somebody looked at it; empty: unread (C6)."""
    # What the records of replies are filtered by (D3): the message it answers lies among millions of others.
    region: Mapped[str] = mapped_column(server_default="")
    """Of the message it answers, else of its number."""
    application_id: Mapped[int | None]
    """Of the message it answers."""
    template_id: Mapped[int | None]
    status: Mapped[str] = mapped_column(server_default="")
    """Of ``domain.reply_records.ReplyStatus``."""
    __table_args__ = (
        UniqueConstraint("gateway", "key"),
        Index("ix_reply_unread", "number", sqlite_where=text("read_at IS NULL")),
        Index(
            "ix_reply_records",
            *("region", "at", "id"),
            *("application_id", "template_id", "status", "read_at", "number"),
        ),
    )
