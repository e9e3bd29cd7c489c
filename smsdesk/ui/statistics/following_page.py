"""A page of figures that follows what is sent, but not with every message."""

from __future__ import annotations

from PySide6.QtCore import QTimer

from smsdesk.ui.context import Context
from smsdesk.ui.widgets.page import Page

#: While a task runs its messages change all the time: the figures follow at most this often, in milliseconds.
_FOLLOW_MS = 1_000
_SENDING = frozenset({"message", "task"})


class FollowingPage(Page):
    """Changes of messages and tasks are gathered for a second; all others show at once."""

    kinds = frozenset({"message", "task", "application", "template"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, tab="statistics")
        self._follow = QTimer(self)
        self._follow.setSingleShot(True)
        self._follow.setInterval(_FOLLOW_MS)
        self._follow.timeout.connect(self.refresh)

    def _things_changed(self, kinds: frozenset[str]) -> None:
        if kinds & self.kinds - _SENDING or not self.isVisible():
            super()._things_changed(kinds)
        elif kinds & _SENDING and not self._follow.isActive():
            self._follow.start()
