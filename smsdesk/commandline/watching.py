"""Waiting for a task on the terminal: by looking at the store, whoever's engine sends it."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from smsdesk.app import App
from smsdesk.commandline.output import note
from smsdesk.domain.tasks import Task, TaskStatus
from smsdesk.domain.text import tr
from smsdesk.operations.tasks import task as read_task
from smsdesk.store.engine_lock import is_held

#: Seconds between two looks; the own engine's events shorten the wait.
LOOK_SECONDS = 0.5
#: A status report that is late by more than this is not waited for, and after so long in all none is.
REPORT_PATIENCE = 10.0
LONGEST_FOR_REPORTS = 60.0

#: States in which a task goes on by itself, sooner or later.
GOING_ON = frozenset({TaskStatus.SENDING, TaskStatus.PAUSED, TaskStatus.SCHEDULED})


def watch_sending(app: App, task: Task) -> Task:
    """Until nothing of the task goes on any more, or nobody has the desk open who would send it.

    Ctrl+C leaves what is queued for the next time.
    """
    reason = ""
    with _bar(task, tr("Sending")) as show, _looks(app, task.id) as looks:
        for task in looks:
            show(task.totals.total - task.totals.remaining)
            if task.status not in GOING_ON or (app.engine is None and not is_held(app.folder)):
                break
            said = str(task.pause_reason or "")
            if said and said != reason:
                note(tr("Paused: {reason}", reason=said) if task.status is TaskStatus.PAUSED else said)
            reason = said
    if task.status is TaskStatus.OVERDUE:
        note(tr("The task is overdue and waits for an answer in the window."))
    return task


def watch_reports(app: App, task: Task) -> Task:
    """Until every message has its status report, or no more come."""
    began = changed = time.monotonic()
    open_ = task.totals.accepted
    with _bar(task, tr("Status reports")) as show, _looks(app, task.id) as looks:
        for task in looks:
            show(task.totals.total - task.totals.accepted)
            if task.totals.accepted != open_:
                open_, changed = task.totals.accepted, time.monotonic()
            now = time.monotonic()
            if not open_ or now - changed > REPORT_PATIENCE or now - began > LONGEST_FOR_REPORTS:
                break
    return task


@contextmanager
def _looks(app: App, task_id: int) -> Iterator[Iterator[Task]]:
    """The task again and again, when something changed or the time for a look has come."""
    changed = threading.Event()
    deaf = app.desk.listen(lambda _kinds: changed.set())

    def look() -> Iterator[Task]:
        while True:
            yield read_task(app.desk, task_id=task_id)
            changed.wait(LOOK_SECONDS)
            changed.clear()

    try:
        yield look()
    finally:
        deaf()


@contextmanager
def _bar(task: Task, title: str) -> Iterator[Callable[[int], object]]:
    if not sys.stderr.isatty():
        yield lambda _done: None
        return
    from tqdm import tqdm

    with tqdm(
        desc=title, total=task.totals.total, unit=tr(" messages"), leave=False, dynamic_ncols=True
    ) as bar:
        yield lambda done: bar.update(done - bar.n)
