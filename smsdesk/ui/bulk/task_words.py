"""What the states of a task are called, and how its progress reads (B6)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from smsdesk.domain.tasks import Task, TaskStatus, Totals
from smsdesk.domain.text import tr, trn
from smsdesk.engine.events import TaskProgress
from smsdesk.ui import formats
from smsdesk.ui.formats import Formats
from smsdesk.ui.widgets.badge import Badge

#: States in which messages leave, or will as soon as what stands in the way is gone.
RUNNING = (TaskStatus.SENDING, TaskStatus.PAUSED)
#: States that end with what the user or the clock decides.
WAITING = (TaskStatus.SCHEDULED, TaskStatus.OVERDUE, TaskStatus.AWAITING_APPROVAL)
FINISHED = (TaskStatus.SENT, TaskStatus.FAILED, TaskStatus.CANCELLED)


@dataclass(frozen=True)
class LiveTask:
    """A task with how fast it goes just now."""

    task: Task
    per_second: float = 0.0
    seconds_left: float | None = None

    def told(self, progress: TaskProgress) -> LiveTask:
        """The same task after the engine told of it."""
        task = replace(
            self.task, status=progress.status, totals=progress.totals, pause_reason=progress.reason
        )
        return LiveTask(task, progress.per_second, progress.seconds_left)


def status_badge(status: TaskStatus) -> Badge:
    """The status as a dot and a word."""
    return {
        TaskStatus.DRAFT: Badge(tr("Draft"), "neutral"),
        TaskStatus.AWAITING_APPROVAL: Badge(tr("Awaiting approval"), "warning"),
        TaskStatus.SCHEDULED: Badge(tr("Scheduled"), "info"),
        TaskStatus.OVERDUE: Badge(tr("Overdue"), "warning"),
        TaskStatus.SENDING: Badge(tr("Sending"), "info"),
        TaskStatus.PAUSED: Badge(tr("Paused"), "warning"),
        TaskStatus.STOPPED: Badge(tr("Stopped"), "neutral"),
        TaskStatus.CANCELLED: Badge(tr("Cancelled"), "neutral"),
        TaskStatus.SENT: Badge(tr("Sent"), "success"),
        TaskStatus.FAILED: Badge(tr("Failed"), "danger"),
    }[status]


def share_done(totals: Totals) -> float:
    """Share of the messages of which the engine is done, 0–1."""
    return (totals.total - totals.remaining) / totals.total if totals.total else 0.0


def pace_words(live: LiveTask) -> str:
    """``1,150/s · 33 s left``; empty while it does not move."""
    if live.task.status is not TaskStatus.SENDING or not live.per_second:
        return ""
    pace = formats.rate(live.per_second)
    if live.seconds_left is None:
        return pace
    return tr("{pace} · {time} left", pace=pace, time=formats.duration(live.seconds_left))


def progress_words(live: LiveTask) -> str:
    """The words above the thin bar of the list."""
    task, totals = live.task, live.task.totals
    if not totals.total:
        return formats.NOTHING
    if totals.unknown and not totals.remaining:
        return trn("{count} to decide", "{count} to decide", totals.unknown)
    match task.status:
        case TaskStatus.SENDING | TaskStatus.PAUSED | TaskStatus.STOPPED:
            share = formats.share(share_done(totals))
            pace = pace_words(live)
            return tr("{share} · {pace}", share=share, pace=pace) if pace else share
        case TaskStatus.SENT | TaskStatus.FAILED:
            return tr("{share} delivered", share=formats.share(totals.delivered / totals.total))
        case TaskStatus.CANCELLED:
            return trn("{count} message not sent", "{count} messages not sent", totals.cancelled)
    return trn("{count} message", "{count} messages", totals.total)


def when(task: Task) -> int:
    """The time a list shows: when it is or was to begin, else when it was made (ms since 1970 UTC)."""
    if task.status in WAITING and task.send_at is not None:
        return task.send_at
    return task.started_at or task.created_at


def headline(task: Task) -> str:
    """How far the task is, in one line."""
    totals = task.totals
    values = {"sent": formats.number(totals.sent), "total": formats.number(totals.total)}
    match task.status:
        case TaskStatus.SCHEDULED | TaskStatus.OVERDUE | TaskStatus.AWAITING_APPROVAL:
            return trn("{count} message waits", "{count} messages wait", totals.total)
        case TaskStatus.SENT | TaskStatus.FAILED if totals.sent == totals.total:
            return trn("{count} message was sent", "All {count} messages were sent", totals.total)
    return tr("{sent} of {total} messages sent", **values)


def must_be_on() -> str:
    """What a planned task needs, and what becomes of it otherwise (E9)."""
    return tr(
        "The computer and SMS Desk must be on then. If they are not, SMS Desk asks when it is next started."
    )


def no_price() -> str:
    """Why there is no cost, and where a price is entered (B10)."""
    return tr("No price yet: see Settings, Prices")


def time_line(live: LiveTask, shown: Formats) -> str:
    """What there is to say of its time: pace and time left, when it will begin, how long it took."""
    task = live.task
    match task.status:
        case TaskStatus.SENDING:
            return pace_words(live)
        case TaskStatus.PAUSED:
            return tr("Goes on by itself as soon as it can")
        case TaskStatus.SCHEDULED if task.send_at is not None:
            return tr("Begins {time}", time=shown.time(task.send_at))
        case TaskStatus.OVERDUE:
            return tr("Was due {time}", time=shown.time(task.send_at))
        case TaskStatus.AWAITING_APPROVAL if task.send_at is not None:
            return tr("Begins {time} once it is approved", time=shown.time(task.send_at))
        case TaskStatus.SENT | TaskStatus.FAILED if task.finished_at and task.started_at:
            took = formats.duration(max(1, (task.finished_at - task.started_at) / 1000))
            return tr("Finished {time}, took {took}", time=shown.time(task.finished_at), took=took)
    if task.started_at is not None:
        return tr("Begun {time}", time=shown.time(task.started_at))
    return tr("Created {time}", time=shown.time(task.created_at))
