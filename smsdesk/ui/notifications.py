"""Desktop notifications for what happens while the window is not looked at.

Each leads to its own place. Where the desktop has notifications of its own (Linux) several stand beside each
other; where they come from the icon in the tray only the last one can be pressed, so it speaks of the others
and leads to all of them; where there is neither, the window says it and asks for attention in the taskbar.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from smsdesk.domain.exports import Export
from smsdesk.domain.tasks import TaskStatus, Totals
from smsdesk.domain.text import tr, trn
from smsdesk.engine.events import GatewayState, TaskOverdue, TaskProgress
from smsdesk.ui import formats
from smsdesk.ui.context import Context
from smsdesk.ui.desktop_alarms import DesktopAlarms
from smsdesk.ui.exports import Exports, show_exports
from smsdesk.ui.exports.notices import finished_words
from smsdesk.ui.gateways_down import GatewaysDown
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.notification_service import NotificationService, desktop_notifications
from smsdesk.ui.reply_notices import ReplyNotices
from smsdesk.ui.tray import Tray
from smsdesk.ui.widgets.bars import Bar

#: Milliseconds after which what was told counts as seen by whoever has come back to the window.
_SEEN_MS = 1_500
#: Of the notices that one message of the tray stands for.
_NAMED = 3


@dataclass(frozen=True)
class Notice:
    """What is told, and what pressing it does. Another one with the same ``key`` takes its place."""

    title: str
    words: str
    press: Callable[[], object]
    key: str
    bar: bool = True
    """Whether it needs a bar in a window on a desktop without notifications: nothing else there says it."""
    passing: bool = False
    """Good news: whoever is looking at the window need not put its bar away."""


def outcome(totals: Totals) -> str:
    """What became of a task's messages; the counts add up to all of a task that is done."""
    counts = {
        "sent": formats.number(totals.sent),
        "undelivered": formats.number(totals.undelivered),
        "failed": formats.number(totals.failed),
    }
    if not totals.unknown:
        return tr("{sent} sent, of these {undelivered} not delivered; {failed} failed", **counts)
    return tr(
        "{sent} sent, of these {undelivered} not delivered; {failed} failed, {unknown} to decide",
        **counts,
        unknown=formats.number(totals.unknown),
    )


class Notifications(QObject):
    """Tells of finished and late tasks, of a gateway that went down, of alarms, replies and exports."""

    def __init__(self, context: Context, window: MainWindow) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self._sending: set[int] = set()
        self._down: set[str] = set()
        self._service: NotificationService | None = None
        self._numbers: dict[int, Notice] = {}
        """What the desktop shows, by the numbers it gave."""
        self._waiting: asyncio.Queue[Notice | str | None] | None = None
        self._life: asyncio.Task[None] | None = None
        self._bars: dict[str, Bar] = {}
        self._unseen: list[Notice] = []
        """What the tray told since the window was looked at."""
        self.tray = Tray.where_there_is_one(context, window, self.bring_to_front)
        if self.tray is not None:
            self.tray.message_pressed.connect(self._tray_pressed)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.applicationStateChanged.connect(self._state_changed)
        context.hub.task_progress.connect(self._progressed)
        context.hub.task_overdue.connect(self._overdue)
        context.hub.gateway_state.connect(self._gateway)
        GatewaysDown.of(context)  # from the start, for the pages that ask later
        Exports.of(context).finished.connect(self._exported)
        self.alarms = DesktopAlarms(context, window, self._tell_alarm)
        self.replies = ReplyNotices(context, self, self._tell_reply)

    # The desktop's own notifications

    def begin(
        self,
        desktop: Callable[
            [], AbstractAsyncContextManager[NotificationService | None]
        ] = desktop_notifications,
    ) -> None:
        """Look for the desktop's notifications and use them until ``end``; what is told waits meanwhile."""
        self._waiting = asyncio.Queue()
        self._life = asyncio.get_event_loop().create_task(self._live(desktop))

    async def end(self) -> None:
        """Take back what is still shown: nobody would answer a press."""
        if self._life is not None and self._waiting is not None:
            self._waiting.put_nowait(None)
            await self._life

    async def _live(
        self, desktop: Callable[[], AbstractAsyncContextManager[NotificationService | None]]
    ) -> None:
        async with desktop() as service:
            if service is not None:
                self._service = service
                service.pressed.connect(self._pressed)
                service.closed.connect(lambda number: self._numbers.pop(number, None))
            async for each in self._told():
                if isinstance(each, str):
                    await self._withdraw(each)
                elif not await self._shown_by_desktop(each):
                    self._show_otherwise(each)
            self._waiting = self._service = None
            if service is not None:
                for number in list(self._numbers):
                    await service.withdraw(number)

    async def _told(self) -> AsyncIterator[Notice | str]:
        assert self._waiting is not None
        while (each := await self._waiting.get()) is not None:
            yield each

    async def _shown_by_desktop(self, notice: Notice) -> bool:
        if self._service is None:
            return False
        former = next((number for number, one in self._numbers.items() if one.key == notice.key), 0)
        try:
            number = await self._service.show(notice.title, notice.words, press=tr("Show"), replaces=former)
        except OSError:
            return False
        self._numbers.pop(former, None)
        self._numbers[number] = notice
        return True

    async def _withdraw(self, key: str) -> None:
        for number, notice in list(self._numbers.items()):
            if notice.key == key and self._service is not None:
                del self._numbers[number]
                await self._service.withdraw(number)

    def _pressed(self, number: int) -> None:
        if notice := self._numbers.pop(number, None):
            self.bring_to_front()
            notice.press()

    # Telling

    def tell(self, notice: Notice) -> bool:
        """Show it, unless the user is looking at the window; whether it is told."""
        if QApplication.activeWindow() is not None:
            return False
        if self._waiting is not None:
            self._waiting.put_nowait(notice)
        else:
            self._show_otherwise(notice)
        return True

    def _tell_reply(self, title: str, words: str, tab: str, page: str = "", /, **arguments: object) -> bool:
        return self._tell_of(title, words, tab, page, arguments, bar=True)

    def _tell_alarm(self, title: str, words: str, tab: str, page: str = "", /, **arguments: object) -> bool:
        """The window has a bar of its own for alarms."""
        return self._tell_of(title, words, tab, page, arguments, bar=False)

    def _tell_of(
        self, title: str, words: str, tab: str, page: str, arguments: dict[str, object], *, bar: bool
    ) -> bool:
        key = repr((tab, page, sorted(arguments.items())))
        return self.tell(Notice(title, words, self._opener(tab, page, **arguments), key, bar))

    def _opener(self, tab: str, page: str = "", /, **arguments: object) -> Callable[[], None]:
        return lambda: self._context.open(tab, page, **arguments)

    def _show_otherwise(self, notice: Notice) -> None:
        self._unseen = [one for one in self._unseen if one.key != notice.key]
        if self.tray is not None and self.tray.tells:
            words = notice.words
            if self._unseen:
                more = trn("And {count} more notice.", "And {count} more notices.", len(self._unseen))
                words = "\n".join(part for part in (words, more) if part)
            self.tray.show_message(notice.title, words)
        else:
            QApplication.alert(self._window)
            if notice.bar:
                self._show_bar(notice)
        self._unseen.append(notice)

    def _show_bar(self, notice: Notice) -> None:
        words = notice.title
        if notice.words:
            words = tr("{title}: {details}", title=notice.title, details=notice.words)
        former = self._bars.pop(notice.key, None)
        if former is not None and isValid(former) and not former.gone:
            former.close_bar()

        def press() -> None:
            bar.close_bar()
            notice.press()

        show = (tr("Show"), press)
        bars = self._window.bars
        looking = QApplication.activeWindow() is not None
        bar = bars.success(words, show) if notice.passing and looking else bars.info(words, show)
        self._bars[notice.key] = bar

    def _tray_pressed(self) -> None:
        """The tray does not say which of its messages was pressed: with several, all are offered."""
        unseen, self._unseen = self._unseen, []
        self.bring_to_front()
        if len(unseen) == 1:
            unseen[0].press()
        for notice in unseen[-_NAMED:] if len(unseen) > 1 else ():
            if notice.bar:
                self._show_bar(notice)

    def _state_changed(self, state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationActive:
            seen = list(self._unseen)
            QTimer.singleShot(_SEEN_MS, self, lambda: self._forget(seen))

    def _forget(self, seen: list[Notice]) -> None:
        self._unseen = [one for one in self._unseen if one not in seen]

    # What happens

    def _progressed(self, task: TaskProgress) -> None:
        if task.status is TaskStatus.SENDING:
            self._sending.add(task.task_id)
        elif task.task_id in self._sending:
            self._sending.discard(task.task_id)
            if task.status is TaskStatus.PAUSED:
                title = tr("“{task}” is paused", task=task.name)
                self._task(title, str(task.reason or ""), task.task_id)
            elif task.status in (TaskStatus.SENT, TaskStatus.FAILED):
                words, done = outcome(task.totals), task.status is TaskStatus.SENT
                self._task(tr("“{task}” is done", task=task.name), words, task.task_id, passing=done)

    def _overdue(self, task: TaskOverdue) -> None:
        words = tr("It was to be sent while SMS Desk was closed. Should it be sent now?")
        self._task(tr("“{task}” is late", task=task.name), words, task.task_id)

    def _task(self, title: str, words: str, task_id: int, *, passing: bool = False) -> None:
        """Of a task also whoever is at another tab is told."""
        press = self._opener("bulk", task_id=task_id)
        notice = Notice(title, words, press, f"task {task_id}", passing=passing)
        if not self.tell(notice) and self._window.tab() != "bulk":
            self._show_bar(notice)

    def _gateway(self, state: GatewayState) -> None:
        key = f"gateway {state.gateway}"
        if state.up:
            self._down.discard(state.gateway)
            self._unseen = [one for one in self._unseen if one.key != key]
            if self._waiting is not None:
                self._waiting.put_nowait(key)
        elif state.gateway not in self._down:
            self._down.add(state.gateway)
            press = self._opener("applications")
            reason = str(state.reason or "")
            # The status line of the window says it as long as it lasts.
            self.tell(Notice(tr("The gateway cannot be reached"), reason, press, key, bar=False))

    def _exported(self, export: Export) -> None:
        run = self._context.runner.spawn
        # The window has a bar of its own for each.
        self.tell(
            Notice(
                tr("Export finished"),
                finished_words(export),
                lambda: run(show_exports(self._context), self._window.bars),
                f"export {export.path}",
                bar=False,
            )
        )

    def bring_to_front(self) -> None:
        """Show the window before all others, as large as it was."""
        self._window.setWindowState(
            (self._window.windowState() & ~Qt.WindowState.WindowMinimized) | Qt.WindowState.WindowActive
        )
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()
