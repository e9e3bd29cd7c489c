"""Signatures tab, mainland and global apart (G1–G5, R2)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from smsdesk.domain.text import tr
from smsdesk.ui.context import Context
from smsdesk.ui.signatures.list_page import SignaturesPage


def create(context: Context) -> QWidget:
    """The tab's widget: the list, and what waits for review."""
    # Here and not above: the queue shows signatures as this package does, and imports from it.
    from smsdesk.ui.review.queue_tab import ListAndQueue

    return ListAndQueue(
        context, subject="signature", title=tr("Signatures"), first=lambda: SignaturesPage(context)
    )
