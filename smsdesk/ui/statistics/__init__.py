"""Statistics tab (D1–D9)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from smsdesk.domain.text import tr
from smsdesk.ui.context import Context
from smsdesk.ui.widgets.empty_state import EmptyState
from smsdesk.ui.widgets.page import Page


def create(context: Context) -> QWidget:
    """The tab's widget."""
    page = Page(context, tab="statistics", title=tr("Statistics"), region=True)
    page.body.addWidget(
        EmptyState("chart-column", tr("Statistics show what was sent and what became of it."))
    )
    return page
