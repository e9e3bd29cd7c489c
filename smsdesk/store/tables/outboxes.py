"""What people and programs are told: alarms and event callbacks (A8, A9, N3)."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from smsdesk.store.tables.base import Base


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
