"""Bulk SMS tab (B1–B13)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from smsdesk.domain.text import tr
from smsdesk.ui.context import Context
from smsdesk.ui.widgets.empty_state import EmptyState
from smsdesk.ui.widgets.page import Page


def create(context: Context) -> QWidget:
    """The tab's widget."""
    page = Page(context, tab="bulk", title=tr("Bulk SMS"), region=True)
    page.body.addWidget(EmptyState("send", tr("Bulk tasks send one message to many people.")))
    return page
