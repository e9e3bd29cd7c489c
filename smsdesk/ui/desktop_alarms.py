"""Alarms on the desktop (A9): a notification of the system where it has a place for one, and a bar in the
window that waits for the user. Several are one, so that a storm is no storm of notifications."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow
from shiboken6 import isValid

from smsdesk.domain.alarms import EVENT_WORDS, Alarm
from smsdesk.domain.text import tr, trn
from smsdesk.operations.alarms import desktop_alarms, desktop_alarms_shown
from smsdesk.ui.context import Context
from smsdesk.ui.widgets.bars import Bar, Bars


class Tell(Protocol):
    """Show a notification of the system; False where there is no place for it."""

    def __call__(self, title: str, words: str, tab: str, page: str = "", /, **arguments: object) -> bool: ...


class DesktopAlarms(QObject):
    """Looks at the start and whenever alarms change; what was shown is marked so."""

    def __init__(self, context: Context, window: QMainWindow, tell: Tell) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self._tell = tell
        self._looking = False
        self._again = False
        self._bar: Bar | None = None
        self._unseen: list[Alarm] = []
        """Those the bar in view speaks of."""
        context.hub.changed.connect(self._changed)
        context.state.changed.connect(self.look)
        self.look()

    def look(self) -> None:
        """Show what waits; at most one look at a time."""
        if self._looking:
            self._again = True
        elif self._context.state.exists:
            self._looking = True
            self._context.runner.spawn(self._look(), owner=self)

    def _changed(self, kinds: frozenset[str]) -> None:
        if "alarm" in kinds:
            self.look()

    async def _look(self) -> None:
        try:
            alarms = await self._context.runner.run(desktop_alarms)
            if alarms and isValid(self):
                self.show_alarms(alarms)
                shown = [alarm.id for alarm in alarms]
                await self._context.runner.run(desktop_alarms_shown, alarm_ids=shown)
        finally:
            self._looking = False
            if self._again:
                self._again = False
                self.look()

    def show_alarms(self, alarms: Sequence[Alarm]) -> None:
        """One notification for these, and one bar for all that were not looked at yet."""
        tab, arguments = place(alarms)
        self._tell(title(alarms), details(alarms), tab, **arguments)
        bars = getattr(self._window, "bars", None)
        if not isinstance(bars, Bars):
            return
        if self._bar is not None and isValid(self._bar) and not self._bar.gone:
            self._bar.close_bar()
        else:
            self._unseen.clear()
        self._unseen += alarms
        words = tr("{title}: {details}", title=title(self._unseen), details=details(self._unseen))
        self._bar = bars.warning(words, *self._actions(self._unseen))

    def _actions(self, alarms: Sequence[Alarm]) -> list[tuple[str, Callable[[], object]]]:
        if any(alarm.application_id for alarm in alarms):
            tab, arguments = place(alarms)
            return [(tr("Show"), lambda: self._show(tab, **arguments))]
        # A review does not say of which of the two it was.
        return [
            (tr("Signatures"), lambda: self._show("signatures")),
            (tr("Templates"), lambda: self._show("templates")),
        ]

    def _show(self, tab: str, **arguments: Any) -> None:
        if self._bar is not None and isValid(self._bar):
            self._bar.close_bar()
        self._context.open(tab, "", **arguments)


def title(alarms: Sequence[Alarm]) -> str:
    """What they are, in a few words."""
    events = {alarm.event for alarm in alarms}
    if len(events) == 1:
        return str(EVENT_WORDS[events.pop()])
    # As often as they happened: "and 12 more" counts that, too.
    return trn("{count} alarm", "{count} alarms", sum(alarm.count for alarm in alarms))


def details(alarms: Sequence[Alarm]) -> str:
    """The first thing that happened, and how much more there was."""
    first = next((str(detail) for alarm in alarms for detail in alarm.details), "")
    left = sum(alarm.count for alarm in alarms) - 1
    if left <= 0:
        return first
    more = trn("And {count} more.", "And {count} more.", left)
    return tr("{first} {more}", first=first, more=more) if first else more


def place(alarms: Sequence[Alarm]) -> tuple[str, dict[str, Any]]:
    """Where "Show" leads: the alarm contacts of the newest alarm's application, the cards for several, the
    signatures for a review."""
    applications = {alarm.application_id for alarm in alarms if alarm.application_id}
    if len(applications) == 1:
        return "applications", {"application_id": applications.pop(), "section": "alarms"}
    return ("applications", {"page": "list"}) if applications else ("signatures", {})
