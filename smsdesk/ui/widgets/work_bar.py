"""A long work in view: what it does, how far it is, and Cancel."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame

from smsdesk.domain.text import tr
from smsdesk.ui import formats
from smsdesk.ui.bridge import Work
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column, row
from smsdesk.ui.widgets.send_progress import ProgressLine


class WorkBar(QFrame):
    """Put it into a layout while ``work`` runs; ``finish()`` takes it away."""

    def __init__(self, words: str, work: Work) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self._work = work
        self._count = label("", "secondary")
        self._line = ProgressLine()
        self._line.setAccessibleName(words)
        self._stop = button(tr("Cancel"), self._cancel, kind="quiet")
        head = row(label(words, "label"), self._count, STRETCH, self._stop)
        self.setLayout(column(head, self._line, spacing=4, margins=(16, 6, 10, 14)))
        work.changed.connect(self._show)
        if work.latest != (0, 0):  # it began before the bar was made
            self._show(*work.latest)

    def _show(self, done: int, total: int) -> None:
        self._line.set_progress(done, total)
        if total:
            self._count.setText(
                tr("{done} of {total}", done=formats.number(done), total=formats.number(total))
            )
        else:
            self._count.setText(formats.number(done))

    def _cancel(self) -> None:
        self._stop.setEnabled(False)
        self._stop.setText(tr("Stopping …"))
        self._work.cancel()

    def finish(self) -> None:
        """Take it away."""
        self.hide()
        self.deleteLater()
