"""The first start (P1): four questions, and then an empty desk or one full of samples."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from smsdesk.ui.context import Context
from smsdesk.ui.first_run.page import FirstRunPage


def create(context: Context) -> QWidget:
    """Shown instead of the tabs until there is a profile."""
    return FirstRunPage(context)
