"""Signatures tab, mainland and global apart (G1–G5)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from smsdesk.ui.context import Context
from smsdesk.ui.signatures.list_page import SignaturesPage


def create(context: Context) -> QWidget:
    """The tab's widget."""
    return SignaturesPage(context)
