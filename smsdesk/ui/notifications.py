"""Desktop notifications for what happens while the window is not looked at."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QMainWindow, QSystemTrayIcon

from smsdesk.domain.exports import Export
from smsdesk.domain.tasks import TaskStatus, Totals
from smsdesk.domain.text import tr
from smsdesk.engine.events import GatewayState, TaskOverdue, TaskProgress
from smsdesk.ui import formats
from smsdesk.ui.context import Context
from smsdesk.ui.desktop_alarms import DesktopAlarms
from smsdesk.ui.exports import Exports
from smsdesk.ui.exports.notices import finished_words
from smsdesk.ui.gateways_down import GatewaysDown
from smsdesk.ui.icons import app_icon
from smsdesk.ui.reply_notices import ReplyNotices


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
    """Tells of finished and late tasks, of a gateway that went down, of alarms and of replies; pressing one
    opens the place."""

    def __init__(self, context: Context, window: QMainWindow) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self._sending: set[int] = set()
        self._about: tuple[str, str, dict[str, object]] = ("bulk", "", {})
        self._tray: QSystemTrayIcon | None = None
        if QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages():
            self._tray = QSystemTrayIcon(app_icon(), self)
            self._tray.setToolTip(tr("SMS Desk"))
            self._tray.activated.connect(self.bring_to_front)
            self._tray.messageClicked.connect(self._open)
            self._tray.show()
        context.hub.task_progress.connect(self._progressed)
        context.hub.task_overdue.connect(self._overdue)
        context.hub.gateway_state.connect(self._gateway)
        GatewaysDown.of(context)  # from the start, for the pages that ask later
        Exports.of(context).finished.connect(self._exported)
        self.alarms = DesktopAlarms(context, window, self.tell)
        self.replies = ReplyNotices(context, self, self.tell)

    def tell(self, title: str, words: str, tab: str, page: str = "", /, **arguments: object) -> bool:
        """Show it, unless the user is looking at the window or the desktop has no place for it."""
        if self._tray is None or QApplication.activeWindow() is not None:
            return False
        self._about = (tab, page, arguments)
        self._tray.showMessage(title, words, app_icon())
        return True

    def _progressed(self, task: TaskProgress) -> None:
        if task.status is TaskStatus.SENDING:
            self._sending.add(task.task_id)
        elif task.task_id in self._sending:
            self._sending.discard(task.task_id)
            if task.status is TaskStatus.PAUSED:
                reason = str(task.reason or "")
                self.tell(tr("“{task}” is paused", task=task.name), reason, "bulk", task_id=task.task_id)
            elif task.status in (TaskStatus.SENT, TaskStatus.FAILED):
                self._finished(task)

    def _finished(self, task: TaskProgress) -> None:
        self.tell(tr("“{task}” is done", task=task.name), outcome(task.totals), "bulk", task_id=task.task_id)

    def _overdue(self, task: TaskOverdue) -> None:
        self.tell(
            tr("“{task}” is late", task=task.name),
            tr("It was to be sent while SMS Desk was closed. Should it be sent now?"),
            "bulk",
            task_id=task.task_id,
        )

    def _gateway(self, state: GatewayState) -> None:
        if not state.up:
            self.tell(tr("The gateway cannot be reached"), str(state.reason or ""), "applications")

    def _exported(self, export: Export) -> None:
        self.tell(tr("Export finished"), finished_words(export), "statistics")

    def _open(self) -> None:
        self.bring_to_front()
        tab, page, arguments = self._about
        self._context.open(tab, page, **arguments)

    def bring_to_front(self) -> None:
        """Show the window before all others."""
        self._window.showNormal() if self._window.isMinimized() else self._window.show()
        self._window.raise_()
        self._window.activateWindow()
