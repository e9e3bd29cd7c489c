"""What the user sees of a bug: a sentence, and the technical part to copy. Never a bare traceback."""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from smsdesk import __version__
from smsdesk.domain.errors import DeskError
from smsdesk.domain.text import tr
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.labels import Picture, label
from smsdesk.ui.widgets.layouts import STRETCH, column, row

log = logging.getLogger(__name__)


class CrashDialog(QDialog):
    """Not modal: the window stays usable."""

    def __init__(self, parent: QWidget | None, fault: BaseException) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        told = isinstance(fault, DeskError)
        title = tr("This did not work") if told else tr("Something in SMS Desk went wrong")
        words = (
            str(fault)
            if told
            else tr(
                "It is a fault of the program, not yours. What you did last may not have been done; what was "
                "saved before is safe. If it happens again, copy the details and send them to support."
            )
        )
        self.setWindowTitle(title)
        self.setMinimumWidth(480)
        details = fault.details if isinstance(fault, DeskError) else _technical(fault)
        self._details = QPlainTextEdit(details)
        self._details.setReadOnly(True)
        self._details.setAccessibleName(tr("Details"))
        self._details.setMinimumHeight(180)
        self._details.hide()
        show = button(tr("Details"), lambda: self._details.setVisible(self._details.isHidden()))
        copy = button(tr("Copy"), lambda: QGuiApplication.clipboard().setText(details))
        for each in (show, copy):
            if not details:
                each.hide()
        close = button(tr("Close"), self.close, kind="primary")
        text = column(label(title, "heading"), label(words, "secondary", wrap=True), spacing=8)
        top = row(Picture("circle-alert", "danger", 24), text, spacing=16)
        top.setAlignment(Qt.AlignmentFlag.AlignTop)
        top.setStretch(1, 1)
        foot = row(show, copy, STRETCH, close)
        self.setLayout(column(top, self._details, foot, spacing=20, margins=(24, 24, 24, 20)))
        close.setDefault(True)


def _technical(fault: BaseException) -> str:
    lines = traceback.format_exception(fault)
    return f"SMS Desk {__version__}, Python {sys.version.split()[0]}, {sys.platform}\n\n{''.join(lines)}"


class CrashReporter:
    """Shows one dialog at a time; further bugs meanwhile are only logged."""

    def __init__(self) -> None:
        self.window: QWidget | None = None
        self._dialog: CrashDialog | None = None

    def report(self, fault: BaseException) -> None:
        """Show the fault. Only on Qt's thread."""
        if self._dialog is not None:
            return
        self._dialog = CrashDialog(self.window, fault)
        self._dialog.destroyed.connect(self._gone)
        self._dialog.show()

    def _gone(self) -> None:
        self._dialog = None

    def hook(self, kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        """As ``sys.excepthook``: what a slot raised ends up here."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, fault, trace)
            return
        log.error("an exception reached the top", exc_info=(kind, fault, trace))
        self.report(fault)
