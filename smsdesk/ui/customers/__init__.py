"""Customer Groups tab (C1–C7)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from smsdesk.domain.text import tr
from smsdesk.ui.context import Context
from smsdesk.ui.widgets.empty_state import EmptyState
from smsdesk.ui.widgets.page import Page


def create(context: Context) -> QWidget:
    """The tab's widget."""
    page = Page(context, tab="customers", title=tr("Customer Groups"), region=False)
    page.body.addWidget(EmptyState("users-round", tr("Customer groups hold the people you write to.")))
    return page
