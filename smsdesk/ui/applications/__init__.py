"""Applications tab (A1–A6, A10)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from smsdesk.ui.applications.list_page import ApplicationsPage
from smsdesk.ui.context import Context
from smsdesk.ui.widgets.page_stack import PageStack


def create(context: Context) -> QWidget:
    """The tab's widget: the cards, and above them the application that was opened."""
    first = ApplicationsPage(context)
    stack = PageStack(first)
    first.push = stack.push
    return stack
