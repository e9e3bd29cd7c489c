"""Every table of the store. Times are milliseconds since 1970 UTC; numbers are E.164 with +.

Indexes on ``message`` serve the engine's claim, a task's page and the record filters of D2; each costs
a write per state change, so one is added only with a query that needs it.
"""

from __future__ import annotations

from sqlalchemy import (
    DDL,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    UniqueConstraint,
    event,
    func,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {int: BigInteger().with_variant(Integer, "sqlite"), str: String}  # noqa: RUF012


class SettingRow(Base):
    """Profile and settings, one value a row (JSON text)."""

    __tablename__ = "setting"
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class ApplicationRow(Base):
    """A deleted application stays as a row so that its records can be read (A4)."""

    __tablename__ = "application"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    type: Mapped[str]
    overview: Mapped[str]
    app_id: Mapped[str] = mapped_column(unique=True)
    enabled: Mapped[bool]
    gateway: Mapped[str]
    same_content_seconds: Mapped[int | None]
    per_number_per_day: Mapped[int | None]
    created_at: Mapped[int]
    deleted_at: Mapped[int | None]
    reminder_mainland: Mapped[int | None]
    """A7: messages a calendar day after which one alarm is raised; empty: none."""
    reminder_global: Mapped[int | None]
    status_url: Mapped[str] = mapped_column(server_default="")
    """A8."""
    reply_url: Mapped[str] = mapped_column(server_default="")
    own_server: Mapped[bool] = mapped_column(server_default="0")
    """Whether the user said that these addresses are a server of their own, which may be private."""


class AllowlistRow(Base):
    """A6."""

    __tablename__ = "allowlist"
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), primary_key=True)
    number: Mapped[str] = mapped_column(primary_key=True)


class SignatureRow(Base):
    __tablename__ = "signature"
    id: Mapped[int] = mapped_column(primary_key=True)
    region: Mapped[str]
    type: Mapped[str]
    purpose: Mapped[str]
    content: Mapped[str]
    remarks: Mapped[str]
    certificate_type: Mapped[str]
    certificate_image: Mapped[str]
    authorization_image: Mapped[str]
    status: Mapped[str]
    reason: Mapped[str]
    created_at: Mapped[int]
    reviewed_at: Mapped[int | None]
    submitted_at: Mapped[int | None]
    """Last time it was given into review; empty for what was made before this was kept."""


class TemplateRow(Base):
    __tablename__ = "template"
    id: Mapped[int] = mapped_column(primary_key=True)
    region: Mapped[str]
    type: Mapped[str]
    name: Mapped[str]
    content: Mapped[str]
    remarks: Mapped[str]
    status: Mapped[str]
    reason: Mapped[str]
    created_at: Mapped[int]
    reviewed_at: Mapped[int | None]
    submitted_at: Mapped[int | None]
    """Last time it was given into review; empty for what was made before this was kept."""
    samples: Mapped[str] = mapped_column(server_default="")
    """JSON: name and sample value of variables 1, 2, …; empty for none."""


class DecisionRow(Base):
    """R3: ``subject`` is ``signature`` or ``template``."""

    __tablename__ = "decision"
    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str]
    subject_id: Mapped[int]
    at: Mapped[int]
    by: Mapped[str]
    status: Mapped[str]
    reason: Mapped[str]
    __table_args__ = (Index(None, "subject", "subject_id"),)


class SubmissionRow(Base):
    """R1: a signature or template given to a carrier's review, one row for each gateway that reviews."""

    __tablename__ = "submission"
    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str]
    subject_id: Mapped[int]
    gateway: Mapped[str]
    state: Mapped[str]
    """Of ``domain.review.SubmissionState``."""
    remote_id: Mapped[str] = mapped_column(server_default="")
    """What the gateway calls it."""
    reason: Mapped[str] = mapped_column(server_default="")
    attempts: Mapped[int] = mapped_column(server_default="0")
    due_at: Mapped[int]
    """When to submit or ask next."""
    submitted_at: Mapped[int | None]
    fault: Mapped[str | None]
    """JSON of a ``Text``: why the gateway could not be asked the last time."""
    __table_args__ = (UniqueConstraint("subject", "subject_id", "gateway"), Index(None, "state", "due_at"))


class AlarmContactRow(Base):
    """A9."""

    __tablename__ = "alarm_contact"
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    name: Mapped[str]
    number: Mapped[str]
    """E.164, empty for none."""
    email: Mapped[str]
    """Empty for none."""
    events: Mapped[str]
    """JSON list of ``domain.alarms.AlarmEvent``."""
    created_at: Mapped[int]


class AlarmRow(Base):
    """A9: something the contacts are told. While it is open (``taken_at`` empty) what happens again is added
    to it, so that a storm is one message; then its deliveries are made."""

    __tablename__ = "alarm"
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int]
    """0 for what belongs to no application: a review."""
    event: Mapped[str]
    details: Mapped[str]
    """JSON list of ``Text``: the first of what happened."""
    count: Mapped[int]
    """How often it happened."""
    first_at: Mapped[int]
    last_at: Mapped[int]
    due_at: Mapped[int]
    taken_at: Mapped[int | None]
    __table_args__ = (
        Index("ix_alarm_open", "application_id", "event", unique=True, sqlite_where=text("taken_at IS NULL")),
    )


class AlarmDeliveryRow(Base):
    """The outbox of alarms: one row for each contact and way, until it is delivered or given up."""

    __tablename__ = "alarm_delivery"
    id: Mapped[int] = mapped_column(primary_key=True)
    alarm_id: Mapped[int] = mapped_column(ForeignKey("alarm.id"), index=True)
    application_id: Mapped[int]
    """Whose gateway an SMS goes through; 0 for the desktop."""
    channel: Mapped[str]
    contact: Mapped[str]
    """The contact's name; empty for the desktop."""
    address: Mapped[str]
    """A number or an email address; empty for the desktop."""
    status: Mapped[str]
    attempts: Mapped[int] = mapped_column(server_default="0")
    due_at: Mapped[int]
    fault: Mapped[str | None]
    """JSON of a ``Text``: why the last attempt failed."""
    task_id: Mapped[int | None]
    """The task an SMS goes out with; its message says what became of it."""
    done_at: Mapped[int | None]
    __table_args__ = (Index("ix_alarm_delivery_waiting", "due_at", sqlite_where=text("status = 'waiting'")),)


class CallbackRow(Base):
    """N3: the outbox of event callbacks, written in the transaction of what they tell."""

    __tablename__ = "callback"
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int]
    """0 for replies that belong to no application."""
    kind: Mapped[str]
    payload: Mapped[str]
    """JSON of one item, in the cloud's form."""
    status: Mapped[str]
    attempts: Mapped[int] = mapped_column(server_default="0")
    created_at: Mapped[int]
    due_at: Mapped[int]
    fault: Mapped[str | None]
    """JSON of a ``Text``."""
    done_at: Mapped[int | None]
    __table_args__ = (
        # The order in which a route is worked off; what was set aside is looked up by its time.
        Index("ix_callback_waiting", "application_id", "kind", "id", sqlite_where=text("status = 'waiting'")),
        Index("ix_callback_aside", "due_at", sqlite_where=text("status = 'waiting' AND due_at > 0")),
        Index(None, "application_id", "status"),
    )


class ImageRow(Base):
    """Certificate and authorization images, kept in the database so that every backup has them."""

    __tablename__ = "image"
    name: Mapped[str] = mapped_column(primary_key=True)
    """SHA-256 of the content and the extension."""
    content: Mapped[bytes] = mapped_column(LargeBinary)


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
        # One covering index serves every filter of D2 in time order: on a million messages the search that
        # finds nothing takes 40 ms, and a change of state writes one index instead of four.
        Index(
            "ix_message_records",
            *("region", "requested_at", "id"),
            *("application_id", "template_id", "signature_id", "status", "code"),
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
    __table_args__ = (
        UniqueConstraint("gateway", "key"),
        Index("ix_reply_unread", "number", sqlite_where=text("read_at IS NULL")),
    )


class CustomerRow(Base):
    """C1. ``customer_search`` finds it by any three letters or digits of number, name and note."""

    __tablename__ = "customer"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    country: Mapped[str]
    name: Mapped[str]
    note: Mapped[str]
    sms_type: Mapped[str]
    created_at: Mapped[int]
    fields: Mapped[str] = mapped_column(server_default="{}")
    """JSON object: values of the business's own columns by the id of ``customer_field``."""
    __table_args__ = (
        # The order of the list by name, in which those without a name come last.
        Index("ix_customer_order", text("coalesce(lower(nullif(name, '')), '\U0010ffff')"), "id"),
    )


#: A full-text index of trigrams over the pool, kept by triggers so that no way into the table forgets it.
CUSTOMER_SEARCH = (
    "CREATE VIRTUAL TABLE customer_search USING fts5("
    "number, name, note, content='customer', content_rowid='id', tokenize='trigram')",
    "CREATE TRIGGER customer_search_insert AFTER INSERT ON customer BEGIN "
    "INSERT INTO customer_search (rowid, number, name, note) "
    "VALUES (new.id, new.number, new.name, new.note); "
    "END",
    "CREATE TRIGGER customer_search_delete AFTER DELETE ON customer BEGIN "
    "INSERT INTO customer_search (customer_search, rowid, number, name, note) "
    "VALUES ('delete', old.id, old.number, old.name, old.note); END",
    "CREATE TRIGGER customer_search_update AFTER UPDATE OF number, name, note ON customer BEGIN "
    "INSERT INTO customer_search (customer_search, rowid, number, name, note) "
    "VALUES ('delete', old.id, old.number, old.name, old.note); "
    "INSERT INTO customer_search (rowid, number, name, note) "
    "VALUES (new.id, new.number, new.name, new.note); "
    "END",
)
for _statement in CUSTOMER_SEARCH:
    event.listen(CustomerRow.__table__, "after_create", DDL(_statement))


class CustomerFieldRow(Base):
    """C1: a column of the business's own, made by hand or by an import."""

    __tablename__ = "customer_field"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[int]


class ImportMappingRow(Base):
    """C2: how the columns of a file were taken, for the next file with the same titles."""

    __tablename__ = "import_mapping"
    titles: Mapped[str] = mapped_column(primary_key=True)
    """SHA-256 of the titles in their order."""
    mapping: Mapped[str]
    """JSON."""
    used_at: Mapped[int]


class CustomerGroupRow(Base):
    __tablename__ = "customer_group"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    sms_type: Mapped[str]
    created_at: Mapped[int]
    filter: Mapped[str | None]
    """JSON of a ``CustomerFilter``: a smart group, whose members are found when it is used (C3)."""


class MembershipRow(Base):
    __tablename__ = "membership"
    group_id: Mapped[int] = mapped_column(
        ForeignKey("customer_group.id", ondelete="CASCADE"), primary_key=True
    )
    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customer.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    __table_args__ = ({"sqlite_with_rowid": False},)


class BlockedRow(Base):
    """C4. Matched by number, signature content and type."""

    __tablename__ = "blocked"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str]
    signature: Mapped[str]
    sms_type: Mapped[str]
    created_at: Mapped[int]
    __table_args__ = (UniqueConstraint("number", "signature", "sms_type"),)


class UnsubscribedRow(Base):
    """C5."""

    __tablename__ = "unsubscribed"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str]
    signature: Mapped[str]
    sms_type: Mapped[str]
    keyword: Mapped[str]
    at: Mapped[int]
    reply_id: Mapped[int | None]
    __table_args__ = (UniqueConstraint("number", "signature", "sms_type"),)


class RemovalRow(Base):
    """C5: somebody asks to take a number off the unsubscribed ones, with a reason, and somebody decides."""

    __tablename__ = "removal"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(index=True)
    signature: Mapped[str]
    sms_type: Mapped[str]
    reason: Mapped[str]
    status: Mapped[str]
    """Of ``domain.review.ReviewStatus``."""
    asked_at: Mapped[int]
    asked_by: Mapped[str]
    decided_at: Mapped[int | None]
    decided_by: Mapped[str] = mapped_column(server_default="")
    answer: Mapped[str] = mapped_column(server_default="")


class GatewaySettingRow(Base):
    """Settings of a gateway that are not secret; secrets live in the keyring (S2)."""

    __tablename__ = "gateway_setting"
    gateway: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class AuditRow(Base):
    """U4: who changed what, with the state before and after as JSON without secrets."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[int]
    user: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    before: Mapped[str | None]
    after: Mapped[str | None]
