"""Templates tab (T1–T4)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from smsdesk.domain.text import tr
from smsdesk.ui.context import Context
from smsdesk.ui.widgets.empty_state import EmptyState
from smsdesk.ui.widgets.page import Page


def create(context: Context) -> QWidget:
    """The tab's widget."""
    page = Page(context, tab="templates", title=tr("Templates"), region=True)
    page.body.addWidget(
        EmptyState(
            "message-square-text", tr("Templates are the texts you send, with variables for names and dates.")
        )
    )
    return page
