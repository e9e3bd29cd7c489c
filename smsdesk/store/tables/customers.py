"""Customers, groups, and who is not written to (C)."""

from __future__ import annotations

from sqlalchemy import DDL, ForeignKey, Index, UniqueConstraint, event, text
from sqlalchemy.orm import Mapped, mapped_column

from smsdesk.store.tables.base import Base


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


def _searched(row: str) -> str:
    """A customer as the view ``customer_searched`` has it, in a trigger."""
    return f"{row}.id, {row}.number || char(31, 31), {row}.name || char(31, 31), {row}.note || char(31, 31)"


#: A full-text index of trigrams over the pool, kept by triggers so that no way into the table forgets it.
#: Behind each text stand two characters that nobody types, so that its last character begins a trigram, too:
#: ``customer_search_terms``, where each trigram stands, then finds one or two characters.
CUSTOMER_SEARCH = (
    "CREATE VIEW customer_searched AS SELECT id, number || char(31, 31) AS number, "
    "name || char(31, 31) AS name, note || char(31, 31) AS note FROM customer",
    "CREATE VIRTUAL TABLE customer_search USING fts5("
    "number, name, note, content='customer_searched', content_rowid='id', tokenize='trigram')",
    "CREATE VIRTUAL TABLE customer_search_terms USING fts5vocab('customer_search', 'instance')",
    "CREATE TRIGGER customer_search_insert AFTER INSERT ON customer BEGIN "
    "INSERT INTO customer_search (rowid, number, name, note) "
    f"VALUES ({_searched('new')}); "
    "END",
    "CREATE TRIGGER customer_search_delete AFTER DELETE ON customer BEGIN "
    "INSERT INTO customer_search (customer_search, rowid, number, name, note) "
    f"VALUES ('delete', {_searched('old')}); END",
    "CREATE TRIGGER customer_search_update AFTER UPDATE OF number, name, note ON customer BEGIN "
    "INSERT INTO customer_search (customer_search, rowid, number, name, note) "
    f"VALUES ('delete', {_searched('old')}); "
    "INSERT INTO customer_search (rowid, number, name, note) "
    f"VALUES ({_searched('new')}); "
    "END",
)
for _statement in CUSTOMER_SEARCH:
    event.listen(CustomerRow.__table__, "after_create", DDL(_statement))  # type: ignore[no-untyped-call]


class CustomerFieldRow(Base):
    """C1: a column of the business's own, made by hand or by an import. An id is never given again: filters
    and drafts may still name a column that was deleted."""

    __tablename__ = "customer_field"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[int]
    __table_args__ = ({"sqlite_autoincrement": True},)


class ImportMappingRow(Base):
    """C2: how the columns of a file were taken, for the next file with the same titles."""

    __tablename__ = "import_mapping"
    titles: Mapped[str] = mapped_column(primary_key=True)
    """SHA-256 of the titles in their order."""
    mapping: Mapped[str]
    """JSON."""
    used_at: Mapped[int]


class CustomerGroupRow(Base):
    """C3. An id is never given again: filters and drafts may still name a group that was deleted."""

    __tablename__ = "customer_group"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    sms_type: Mapped[str]
    created_at: Mapped[int]
    filter: Mapped[str | None]
    """JSON of a ``CustomerFilter``: a smart group, whose members are found when it is used (C3)."""
    __table_args__ = ({"sqlite_autoincrement": True},)


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
