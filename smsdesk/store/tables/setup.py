"""Applications, signatures, templates and their review (A, G, T, R)."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from smsdesk.store.tables.base import Base


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
    second_gateway: Mapped[str] = mapped_column(server_default="")
    """Which one takes over while the first is down; empty: none does."""


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
    sent: Mapped[str | None]
    """JSON of what was submitted last, until it is known what the gateway calls it."""
    __table_args__ = (UniqueConstraint("subject", "subject_id", "gateway"), Index(None, "state", "due_at"))


class ImageRow(Base):
    """Certificate and authorization images, kept in the database so that every backup has them."""

    __tablename__ = "image"
    name: Mapped[str] = mapped_column(primary_key=True)
    """SHA-256 of the content and the extension."""
    content: Mapped[bytes] = mapped_column(LargeBinary)
