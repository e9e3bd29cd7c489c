"""The icon in the tray, on desktops that have one: what is being sent, the window, and the end.

It is there as long as the window is, and ends with it: closing the window closes the program.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from smsdesk.domain.text import tr
from smsdesk.ui.context import Context
from smsdesk.ui.icons import app_icon
from smsdesk.ui.main_window import MainWindow

#: The longest words in the menu, in characters.
_WORDS = 70


class Tray(QObject):
    """``message_pressed`` when the message was pressed that it showed last."""

    message_pressed = Signal()

    def __init__(self, context: Context, window: MainWindow, show: Callable[[], None]) -> None:
        """``show`` brings the window to the front."""
        super().__init__(window)
        self._window = window
        self._show = show
        self.menu = QMenu(window)
        self.open = self.menu.addAction("", show)
        self.state = self.menu.addAction("")
        self.state.setEnabled(False)
        self.menu.addSeparator()
        self.quit = self.menu.addAction("", self._quit)
        self.icon = QSystemTrayIcon(app_icon(), self)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._activated)
        self.icon.messageClicked.connect(self.message_pressed)
        self.menu.aboutToShow.connect(self.refresh)
        context.hub.task_progress.connect(self.refresh)
        context.state.changed.connect(self.refresh)
        window.closed.connect(self.icon.hide)
        self.refresh()
        self.icon.show()

    @classmethod
    def where_there_is_one(
        cls, context: Context, window: MainWindow, show: Callable[[], None]
    ) -> Tray | None:
        """None on a desktop without a tray."""
        return cls(context, window, show) if QSystemTrayIcon.isSystemTrayAvailable() else None

    @property
    def tells(self) -> bool:
        """Whether this tray can show messages."""
        return QSystemTrayIcon.supportsMessages()

    def show_message(self, title: str, words: str) -> None:
        """A message beside the icon; it takes the place of the one before."""
        self.icon.showMessage(title, words, app_icon())

    def refresh(self) -> None:
        """Say it as it is now, in the language of now."""
        doing = self._window.status.words.text()
        shown = doing if len(doing) <= _WORDS else doing[: _WORDS - 1] + "…"
        for action, words in (
            (self.open, tr("Open SMS Desk")),
            (self.state, shown.replace("&", "&&")),
            (self.quit, tr("Quit")),
        ):
            if action.text() != words:
                action.setText(words)
        tip = self._window.windowTitle() + "\n" + shown
        if self.icon.toolTip() != tip:
            self.icon.setToolTip(tip)

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        # The other mouse button opens the menu and nothing else.
        if reason in (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick):
            self._show()

    def _quit(self) -> None:
        """As the window's own: it asks while something is being sent, and the question must be seen."""
        if self._window.status.sending():
            self._show()
        self._window.close()
