"""The first card of a task's page: how far it is, how fast, and what stands in its way (B6, B8, E4)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from smsdesk.domain.tasks import TaskStatus
from smsdesk.domain.text import tr, trn
from smsdesk.ui.bulk.task_words import LiveTask, headline, must_be_on, time_line
from smsdesk.ui.formats import Formats
from smsdesk.ui.widgets.bars import Action, Bar
from smsdesk.ui.widgets.card import Card
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, clear, column, row
from smsdesk.ui.widgets.send_progress import SendProgress


class ProgressCard(Card):
    """``show_task`` may be called ten times a second."""

    def __init__(self, shown: Formats) -> None:
        super().__init__()
        self._formats = shown
        self.headline = label("", "heading")
        self.time = label("", "secondary")
        self.progress = SendProgress()
        head = row(self.headline, STRETCH, self.time)
        self.body.addLayout(head)
        self.body.addWidget(self.progress)
        self.body.setContentsMargins(20, 16, 20, 10)

    def show_task(self, live: LiveTask) -> None:
        self.headline.setText(headline(live.task))
        self.time.setText(time_line(live, self._formats))
        self.progress.set_totals(live.task.totals)


class TaskNotices(QVBoxLayout):
    """Bars above the progress that stay as long as what they say is so; asked things come with answers."""

    send_overdue = Signal()
    skip = Signal()
    approve = Signal()
    count_as_sent = Signal()
    send_again = Signal()
    show_unknown = Signal()

    def __init__(self, shown: Formats) -> None:
        super().__init__()
        self._formats = shown
        self._now: tuple[object, ...] = ()
        self.setSpacing(8)
        self.bars: QVBoxLayout = column(spacing=8)
        self.addLayout(self.bars)

    def show_task(self, live: LiveTask) -> None:
        """Only what changed is built anew: a bar must not vanish under the mouse ten times a second."""
        task = live.task
        unknown = task.totals.unknown
        now = (task.status, str(task.pause_reason or ""), unknown, task.send_at)
        if now == self._now:
            return
        self._now = now
        clear(self.bars)
        match task.status:
            case TaskStatus.PAUSED:
                self._add("warning", self._paused(live))
            case TaskStatus.SENDING if task.pause_reason is not None:
                self._add("warning", str(task.pause_reason))
            case TaskStatus.OVERDUE:
                words = tr(
                    "This task was to be sent {time}, while the program was closed. Send it now?",
                    time=self._formats.time(task.send_at),
                )
                self._add(
                    "warning", words, (tr("Send now…"), self.send_overdue.emit), (tr("Skip…"), self.skip.emit)
                )
            case TaskStatus.SCHEDULED:
                self._add("info", must_be_on())
            case TaskStatus.AWAITING_APPROVAL:
                self._add("info", tr("Nothing is sent before this task is approved."))
            case TaskStatus.STOPPED if task.totals.remaining:
                self._add(
                    "info",
                    trn(
                        "Stopped: {count} message waits and is not sent until you resume the task.",
                        "Stopped: {count} messages wait and are not sent until you resume the task.",
                        task.totals.remaining,
                    ),
                )
        if unknown:
            self._add(
                "warning",
                _unknown_words(unknown),
                (trn("Show the message", "Show the {count} messages", unknown), self.show_unknown.emit),
                (tr("Count as sent"), self.count_as_sent.emit),
                (tr("Send again…"), self.send_again.emit),
            )

    def _paused(self, live: LiveTask) -> str:
        reason = live.task.pause_reason
        if reason is None:
            return tr("Paused. It goes on by itself.")
        return tr("Paused: {reason}", reason=reason)

    def _add(self, kind: str, words: str, *actions: Action) -> None:
        bar = Bar(kind, words, actions=actions, lasting=True)
        bar.setMinimumHeight(40)
        self.bars.addWidget(bar)


def _unknown_words(count: int) -> str:
    """What "unknown" means and what the two answers do (E5)."""
    return trn(
        "It is not known whether {count} message was sent: the gateway's answer was lost. "
        "Sent again, it may arrive twice; counted as sent, it may never arrive. You decide.",
        "It is not known whether {count} messages were sent: the gateway's answer was lost. "
        "Sent again, some may arrive twice; counted as sent, some may never arrive. You decide.",
        count,
    )
