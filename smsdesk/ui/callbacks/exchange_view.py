"""A trial request and what came back, beside or below it, as plain text that can be copied (A8)."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QBoxLayout, QPlainTextEdit, QScrollArea, QWidget

from smsdesk.domain.callbacks import Exchange
from smsdesk.domain.errors import DeskError
from smsdesk.domain.text import tr
from smsdesk.ui.widgets.buttons import tool_button
from smsdesk.ui.widgets.labels import Picture, label
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row
from smsdesk.ui.widgets.toast import toast

_HEIGHT = 190
#: An answer is short; stacked, both are in view.
_ANSWER_HEIGHT = 110
_PLACED_MS = 50


class ExchangeView(QWidget):
    """Hidden until there is something to show; ``shown`` says whether there is."""

    shown = Signal(bool)

    def __init__(self, *, stacked: bool = False) -> None:
        """``stacked``: the answer stands below the request, for a narrow place."""
        super().__init__()
        self._picture = Picture("circle-check", "success", 18)
        self.words = label("", "label", wrap=True, selectable=True)
        self.details = label("", "small", wrap=True, selectable=True)
        self.request = _pane(tr("What was sent"))
        self.answer = _pane(tr("What was answered"))
        self._placed = QTimer(self, singleShot=True, interval=_PLACED_MS)
        self._placed.timeout.connect(self._come_into_view)
        verdict = row(self._picture, column(self.words, self.details, spacing=4), spacing=8)
        verdict.setAlignment(self._picture, Qt.AlignmentFlag.AlignTop)
        verdict.setStretch(1, 1)
        if stacked:
            self.answer.setFixedHeight(_ANSWER_HEIGHT)
        both = (_titled(self.request), _titled(self.answer))
        panes: QBoxLayout = column(*both, spacing=12) if stacked else row(*both, spacing=16)
        panes.setStretch(0, 1)
        panes.setStretch(1, 1)
        self.panes = holding(panes)
        self.setLayout(column(verdict, self.panes, spacing=10))
        self.hide()

    def clear(self) -> None:
        """What was shown is of another address."""
        self.hide()
        self.shown.emit(False)

    def show_exchange(self, tried: Exchange) -> None:
        """The request and its answer, whatever it is."""
        if tried.problem is None:
            words = tr("It works: answered in {seconds} s.", seconds=f"{tried.seconds:.2f}")
        else:
            words = str(tried.problem)
        self._show(words, good=tried.problem is None)
        self.details.hide()
        self.request.setPlainText(tried.request)
        self.answer.setPlainText(tried.answer)
        self.panes.show()
        self.show()

    def show_fault(self, fault: DeskError) -> None:
        """No answer came."""
        self._show(str(fault), good=False)
        self.details.setText(fault.details)
        self.details.setVisible(bool(fault.details))
        self.panes.hide()
        self.show()

    def _show(self, words: str, *, good: bool) -> None:
        role = "success" if good else "danger"
        self._picture.show_icon("circle-check" if good else "circle-alert", role)
        self.words.setText(words)
        self.shown.emit(True)
        self._placed.start()  # once it has its place and its wrapped lines their height

    def _come_into_view(self) -> None:
        area: QObject | None = self.parent()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parent()
        if area is not None:
            area.ensureWidgetVisible(self, 0, 24)


def _pane(name: str) -> QPlainTextEdit:
    made = QPlainTextEdit()
    made.setReadOnly(True)
    made.setAccessibleName(name)
    made.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    made.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    made.setTabChangesFocus(True)
    made.setFixedHeight(_HEIGHT)
    return made


def _titled(pane: QPlainTextEdit) -> QWidget:
    def copy() -> None:
        QGuiApplication.clipboard().setText(pane.toPlainText())
        toast(pane, tr("Copied"))

    title = label(pane.accessibleName(), "label")
    return holding(column(row(title, STRETCH, tool_button("copy", tr("Copy"), copy)), pane, spacing=4))
