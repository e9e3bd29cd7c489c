"""Templates tab, mainland and global apart (T1–T4)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from smsdesk.ui.context import Context
from smsdesk.ui.templates.list_page import TemplatesPage
from smsdesk.ui.widgets.page_stack import PageStack


def create(context: Context) -> QWidget:
    """The tab's widget: the list, and above it the editor."""
    first = TemplatesPage(context)
    stack = PageStack(first)
    first.push, first.pop = stack.push, stack.pop
    return stack
