"""What the user sees of a bug: a sentence, and the technical part to copy. Never a bare traceback."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication, QShowEvent
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from smsdesk.domain.errors import DeskError
from smsdesk.domain.private_faults import fingerprint
from smsdesk.domain.text import tr
from smsdesk.store.crash_reports import CrashReport, report_fault
from smsdesk.store.folder import Folder
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.confirm import fit_to_words
from smsdesk.ui.widgets.labels import Picture, label
from smsdesk.ui.widgets.layouts import STRETCH, column, row
from smsdesk.ui.widgets.toast import toast

log = logging.getLogger(__name__)


class Details(QPlainTextEdit):
    """The technical part, as it will be copied; hidden until it is asked for."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.setReadOnly(True)
        self.setAccessibleName(tr("Details"))
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.setMinimumHeight(200)
        self.switch = button(tr("Details"), self.toggle)
        self.copy_button = button(tr("Copy"), self.copy_all)
        self.hide()

    def toggle(self) -> None:
        """Show or hide it."""
        self.setVisible(self.isHidden())
        self.switch.setText(tr("Details") if self.isHidden() else tr("Hide details"))
        window = self.window()
        if isinstance(window, QDialog):
            fit_to_words(window)

    def copy_all(self) -> None:
        """To the clipboard."""
        QGuiApplication.clipboard().setText(self.toPlainText())
        toast(self.window(), tr("Copied"))


class CrashDialog(QDialog):
    """Not modal: the window stays usable."""

    def __init__(
        self, parent: QWidget | None, fault: BaseException, report: CrashReport | None = None
    ) -> None:
        told = isinstance(fault, DeskError)
        if told:
            title, words = tr("This did not work"), str(fault)
        else:
            title = tr("Something in SMS Desk went wrong")
            words = tr(
                "It is a fault of the program, not yours. What you did last may not have been done; what was "
                "saved before is safe. If it happens again, copy the details and send them to support."
            )
        if report is None and not isinstance(fault, DeskError):
            report = report_fault(None, fault)
        super().__init__(parent)
        self._build(title, words, fault.details if isinstance(fault, DeskError) else "", report)

    def _build(self, title: str, words: str, details: str, report: CrashReport | None) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumWidth(520)
        self.details = Details(report.text if report else details)
        show, copy = self.details.switch, self.details.copy_button
        for each in (show, copy):
            if not self.details.toPlainText():
                each.hide()
        close = button(tr("Close"), self.close, kind="primary")
        text = column(label(title, "heading", wrap=True), label(words, "secondary", wrap=True), spacing=8)
        if report is not None:
            text.addWidget(label(_note(report), "secondary", wrap=True))
        picture = Picture("circle-alert", "danger", 24)
        top = row(picture, text, spacing=16)
        top.setAlignment(picture, Qt.AlignmentFlag.AlignTop)
        top.setStretch(1, 1)
        self.foot = row(show, copy, STRETCH, close)
        self.setLayout(column(top, self.details, self.foot, spacing=20, margins=(24, 24, 24, 20)))
        close.setDefault(True)
        close.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        fit_to_words(self)

    def offer(self, words: str) -> None:
        """One more way out beside "Close"; the dialog is accepted by it."""
        self.foot.insertWidget(3, button(words, self.accept))


class DeathDialog(CrashDialog):
    """At the next start: the program was ended by a fault before it could say anything."""

    def __init__(self, parent: QWidget | None, report: CrashReport) -> None:
        QDialog.__init__(self, parent)
        title = tr("SMS Desk ended by a fault the last time")
        words = tr(
            "It is a fault of the program, not yours. What was saved is safe, and messages that were on "
            "their way are being asked about. If it happens again, copy the details and send them to support."
        )
        self._build(title, words, "", report)


def _note(report: CrashReport) -> str:
    """What is in a report and where it is."""
    words = tr("The details hold no numbers, names or texts, and nothing is sent by itself.")
    if report.path is None:
        return words
    return tr("{note} They are kept in {path}.", note=words, path=report.path)


class CrashReporter:
    """Shows a fault once and one dialog at a time; each fault is written down once and then counted."""

    def __init__(self, folder: Folder | None = None) -> None:
        self.window: QWidget | None = None
        self.again: Callable[[str], object] | None = None
        """Told, with the details, of a fault that was shown before: it gets no second dialog."""
        self._folder = folder
        self._dialog: CrashDialog | None = None
        self._times: dict[str, int] = {}
        self._reports: dict[str, CrashReport] = {}
        self._shown: set[str] = set()

    def report(self, fault: BaseException) -> None:
        """Show the fault. Only on Qt's thread."""
        if isinstance(fault, DeskError):
            self._show(lambda: CrashDialog(self.window, fault))
            return
        key = fingerprint(fault)
        report = self._written(key, fault)
        if key not in self._shown:
            if self._show(lambda: CrashDialog(self.window, fault, report)):
                self._shown.add(key)
        elif self.again is not None and self._dialog is None:
            self.again(report.text)

    def died(self, report: CrashReport) -> None:
        """Show what ended the last program. Only on Qt's thread."""
        self._show(lambda: DeathDialog(self.window, report))

    def _written(self, key: str, fault: BaseException) -> CrashReport:
        times = self._times[key] = self._times.get(key, 0) + 1
        # 1, 2, 4, 8 …: what happens a hundred times a second must not keep the disk busy.
        if times & (times - 1) == 0:
            self._reports[key] = report_fault(self._folder, fault)
        return self._reports[key]

    def _show(self, make: Callable[[], CrashDialog]) -> bool:
        if self._dialog is not None:
            return False
        self._dialog = make()
        self._dialog.destroyed.connect(self._gone)
        self._dialog.show()
        return True

    def _gone(self) -> None:
        self._dialog = None

    def hook(self, kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        """As ``sys.excepthook``: what a slot raised ends up here."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, fault, trace)
            return
        log.error("an exception reached the top", exc_info=(kind, fault, trace))
        self.report(fault)
