"""Signatures tab (G1–G5)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from smsdesk.domain.text import tr
from smsdesk.ui.context import Context
from smsdesk.ui.widgets.empty_state import EmptyState
from smsdesk.ui.widgets.page import Page


def create(context: Context) -> QWidget:
    """The tab's widget."""
    page = Page(context, tab="signatures", title=tr("Signatures"), region=True)
    page.body.addWidget(EmptyState("signature", tr("Signatures tell people who a message is from.")))
    return page
