"""The list of the six tabs, in their order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from smsdesk.domain.text import Text, text
from smsdesk.ui import applications, bulk, customers, signatures, statistics, templates
from smsdesk.ui.context import Context, Tab


@dataclass(frozen=True)
class WindowTab:
    """A tab by its package's ``create``."""

    key: str
    icon: str
    name: Text
    make: Callable[[Context], QWidget]

    def title(self) -> str:
        return str(self.name)

    def create(self, context: Context) -> QWidget:
        return self.make(context)


TABS: tuple[Tab, ...] = (
    WindowTab("applications", "layout-grid", text("Applications"), applications.create),
    WindowTab("signatures", "signature", text("Signatures"), signatures.create),
    WindowTab("templates", "message-square-text", text("Templates"), templates.create),
    WindowTab("bulk", "send", text("Bulk SMS"), bulk.create),
    WindowTab("customers", "users-round", text("Customer Groups"), customers.create),
    WindowTab("statistics", "chart-column", text("Statistics"), statistics.create),
)
