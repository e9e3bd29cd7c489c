"""Why something was rejected, where one cannot miss it (G3, R2)."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QWidget

from smsdesk.domain.text import tr
from smsdesk.ui.widgets.labels import Picture, label
from smsdesk.ui.widgets.layouts import column, row


def rejection(reason: str) -> QWidget:
    """The reason on a ground of its own, and what to do about it; empty for one that nobody gave."""
    made = QFrame()
    made.setProperty("bar", "error")
    words = column(
        label(reason or tr("No reason was given."), wrap=True, selectable=True),
        label(tr("Correct it, then submit it again."), "small", wrap=True),
        spacing=4,
    )
    mark = Picture("circle-x", "danger", 16)
    line = row(mark, words, spacing=8, margins=(12, 10, 12, 10))
    line.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
    line.setStretch(1, 1)
    made.setLayout(line)
    return made
