"""Applications tab (A1–A10)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from smsdesk.domain.text import tr
from smsdesk.ui.context import Context
from smsdesk.ui.widgets.empty_state import EmptyState
from smsdesk.ui.widgets.page import Page


def create(context: Context) -> QWidget:
    """The tab's widget."""
    page = Page(context, tab="applications", title=tr("Applications"), region=False)
    page.body.addWidget(
        EmptyState(
            "layout-grid", tr("Applications send messages, each with limits and a gateway of its own.")
        )
    )
    return page
