"""The way to a first real message, below the first applications: what is left of it, each with its button."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from smsdesk.domain.text import tr
from smsdesk.operations.next_steps import StepsDone
from smsdesk.ui.context import Context
from smsdesk.ui.widgets.buttons import button, tool_button
from smsdesk.ui.widgets.card import Card
from smsdesk.ui.widgets.labels import Picture, label, line
from smsdesk.ui.widgets.layouts import clear, column, holding, row

_HIDDEN = "next-steps-hidden"


class NextStepsCard(Card):
    """Gone once all is done, or when the user closes it (``closed``)."""

    closed = Signal()

    def __init__(self, context: Context) -> None:
        self._context = context
        self.count = label("", "secondary")
        self.close_button = tool_button("x", tr("Hide the next steps"), self._close)
        super().__init__(tr("Next steps"), self.count, self.close_button)
        self._rows = column(spacing=10)
        self.body.addLayout(self._rows)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._shown: StepsDone | None = None
        self.hide()

    @property
    def wanted(self) -> bool:
        """Whether the user has not closed it."""
        return not self._context.settings.text(_HIDDEN)

    def show_steps(self, done: StepsDone) -> None:
        """Show what is left; nothing is built anew while it is the same."""
        self.setVisible(self.wanted and done.count < done.all)
        if done == self._shown:
            return
        self._shown = done
        self.count.setText(tr("{done} of {all} done", done=done.count, all=done.all))
        clear(self._rows)
        for place, step in enumerate(_steps(self._context, done)):
            if place:
                self._rows.addWidget(line())
            self._rows.addWidget(_row(*step, first=not place))
        self._keep_height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_height()

    def _keep_height(self) -> None:
        """Never lower than its words at this width: squeezed, it would cut buttons and letters."""
        self.setMinimumHeight(self.body.totalHeightForWidth(self.width()))

    def _close(self) -> None:
        self._context.settings.set_text(_HIDDEN, "yes")
        self.hide()
        self.closed.emit()


_Step = tuple[str, str, str, str, Callable[[], None]]


def _steps(context: Context, done: StepsDone) -> list[_Step]:
    """Those that are left: picture, name, words, and the button's words and work."""
    go = context.open
    every: list[tuple[bool, _Step]] = [
        (
            done.signature,
            (
                "signature",
                tr("Make a signature"),
                tr("It stands before each text and says who writes."),
                tr("New signature"),
                lambda: go("signatures", "", new=True),
            ),
        ),
        (
            done.template,
            (
                "message-square-text",
                tr("Write a template"),
                tr("The text you send, with places for names and dates."),
                tr("New template"),
                lambda: go("templates", "", new=True),
            ),
        ),
        (
            done.customers,
            (
                "users",
                tr("Bring in your customers"),
                tr("From a spreadsheet, or typed in."),
                tr("Customer Groups"),
                lambda: go("customers"),
            ),
        ),
        (
            done.sent,
            (
                "send",
                tr("Send a first message"),
                # With a real gateway it does leave this computer, and costs.
                tr("To your own phone first: you see what arrives before your customers do.")
                if done.real
                else tr("In the sandbox first: nothing leaves this computer, and it costs nothing."),
                tr("New bulk task"),
                lambda: go("bulk", "new"),
            ),
        ),
        (
            done.real,
            (
                "plug-zap",
                tr("Send for real"),
                tr("Set up a gateway, then choose it under Gateway of the application."),
                tr("Gateways"),
                lambda: go("applications", "", gateways=True),
            ),
        ),
    ]
    return [step for ready, step in every if not ready]


def _row(picture: str, name: str, words: str, action: str, on: Callable[[], None], *, first: bool) -> QWidget:
    icon = Picture(picture, "accent_text" if first else "text_secondary", 20)
    said = column(label(name, "label"), label(words, "secondary", wrap=True), spacing=2)
    whole = row(icon, said, button(action, on), spacing=16)
    whole.setAlignment(icon, Qt.AlignmentFlag.AlignVCenter)
    whole.setStretch(1, 1)
    return holding(whole)
