"""How many replies nobody has looked at, for every mark of the window (C6)."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QTabBar
from shiboken6 import isValid

from smsdesk.domain.text import trn
from smsdesk.operations.replies import unread_replies
from smsdesk.ui.context import Context
from smsdesk.ui.widgets.count_badge import set_tab_count


class UnreadReplies(QObject):
    """``changed`` when it is another number. One for a desk: ``UnreadReplies.of``."""

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context.hub)
        self._context = context
        self._asking = self._stale = False
        self.count = 0
        context.hub.changed.connect(self._things_changed)
        context.state.changed.connect(self.look)
        self.look()

    @classmethod
    def of(cls, context: Context) -> UnreadReplies:
        """The one of this desk."""
        found = context.hub.findChild(cls)
        return found if found is not None else cls(context)

    def mark(self, bar: QTabBar, index: int, *, after: int) -> None:
        """Show the number at a tab, for as long as the bar is there; ``after`` as for ``set_tab_count``."""

        def show() -> None:
            if isValid(bar):
                words = trn("{count} unread reply", "{count} unread replies", self.count)
                set_tab_count(bar, index, self.count, words, after=after)
            else:
                self.changed.disconnect(show)

        self.changed.connect(show)
        show()

    def look(self) -> None:
        """Count again."""
        self._stale = True
        if not self._asking and self._context.state.exists:
            self._asking = True
            self._context.runner.spawn(self._look(), owner=self)

    def _things_changed(self, kinds: frozenset[str]) -> None:
        if "reply" in kinds:
            self.look()

    async def _look(self) -> None:
        try:
            while self._stale:
                self._stale = False
                count = await self._context.runner.run(unread_replies)
                if not isValid(self):
                    return
                if count != self.count:
                    self.count = count
                    self.changed.emit()
        finally:
            if isValid(self):
                self._asking = False
