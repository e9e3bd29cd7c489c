"""Settings, settings of gateways, and the audit log."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from smsdesk.store.tables.base import Base


class SettingRow(Base):
    """Profile and settings, one value a row (JSON text)."""

    __tablename__ = "setting"
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


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


class ExportRow(Base):
    """A file that was written and is kept in a list to open or delete (D8)."""

    __tablename__ = "export"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    """JSON of a ``Text``."""
    path: Mapped[str]
    rows: Mapped[int]
    size: Mapped[int]
    """Bytes when it was finished."""
    written_ns: Mapped[int]
    """The time that the file itself bore then, in ns since 1970 UTC: another one means it was changed."""
    finished_at: Mapped[int]
