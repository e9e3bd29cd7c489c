"""The list of bulk tasks, live while they are sent (B6, B7, E9, P2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from smsdesk.domain.tasks import Task, TaskStatus, Totals
from smsdesk.domain.text import tr, trn
from smsdesk.engine.events import TaskProgress
from smsdesk.operations.sample import SHEET
from smsdesk.operations.tasks import LIST_LIMIT, list_tasks
from smsdesk.ui.bulk import task_actions as can
from smsdesk.ui.bulk.task_actions import TaskActions
from smsdesk.ui.bulk.task_words import (
    FINISHED,
    RUNNING,
    WAITING,
    LiveTask,
    progress_words,
    share_done,
    status_badge,
    when,
)
from smsdesk.ui.context import Context
from smsdesk.ui.first_run.sample import sample_link
from smsdesk.ui.widgets.bars import Bar
from smsdesk.ui.widgets.data_table import DataTable, RowAction
from smsdesk.ui.widgets.empty_state import EmptyState
from smsdesk.ui.widgets.form import combo
from smsdesk.ui.widgets.layouts import clear, column
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.send_progress import segments
from smsdesk.ui.widgets.table_model import Column, RowsModel

#: Tasks that are listed; older ones are found by searching.
MOST = 5_000
#: Overdue tasks that are asked about one by one (E9).
_ASKED = 2

_FILTERS: dict[str, tuple[TaskStatus, ...]] = {
    "": (),
    "running": RUNNING,
    "waiting": WAITING,
    "drafts": (TaskStatus.DRAFT,),
    "stopped": (TaskStatus.STOPPED,),
    "finished": FINISHED,
}


class TaskListPage(Page):
    """One table; Enter or a double click opens a task, a draft is gone on with."""

    kinds = frozenset({"task", "application"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, tab="bulk", region=True)
        self._search = ""
        self._questions = column()
        self.commands = TaskActions(self)
        self.filter = combo(
            [
                ("", tr("All states")),
                ("running", tr("Being sent")),
                ("waiting", tr("Waiting")),
                ("drafts", tr("Drafts")),
                ("stopped", tr("Stopped")),
                ("finished", tr("Finished")),
            ]
        )
        self.filter.setAccessibleName(tr("State"))
        self.filter.currentIndexChanged.connect(lambda _at: self.refresh())
        self.tools.add_search(tr("Search tasks"), self._searched)
        self.tools.add(self.filter)
        self.tools.set_primary(tr("New bulk task"), self._new)
        self.table: DataTable[LiveTask] = DataTable(
            context,
            RowsModel(_columns(context), identity=lambda live: live.task.id),
            name=tr("Bulk tasks"),
            memory="bulk-tasks",
            empty=self._empty(),
            actions=self._row_actions(),
            bars=self.bars,
            bar_from=1,
        )
        self.body.addLayout(self._questions)
        self.body.addWidget(self.table, 1)
        self.table.opened.connect(lambda live: self.open_task(live.task))
        context.hub.task_progress.connect(self._progress)

    def arrive(self, state: str = "", **_arguments: Any) -> None:
        """``state`` chooses the filter: "", "running", "waiting", "drafts", "stopped" or "finished"."""
        self.filter.setCurrentIndex(max(0, self.filter.findData(state)))

    async def load(self) -> None:
        region, state, search = self.region, self.filter.currentData(), self._search
        found: list[Task] = []
        while len(found) < MOST:
            slice_ = await self.context.runner.run(
                list_tasks,
                region=region,
                search=search,
                statuses=_FILTERS[state],
                before_id=found[-1].id if found else None,
            )
            found += slice_
            if len(slice_) < LIST_LIMIT:
                break
        if (region, state, search) != (self.region, self.filter.currentData(), self._search):
            return  # another list is wanted by now, and on its way
        pace = {live.task.id: live for live in self.table.model.rows}
        self.table.set_rows(
            [_still_live(pace.get(task.id), task) for task in found], filtered=bool(search or state)
        )
        await self._ask_about_overdue()

    # Live

    def _progress(self, progress: TaskProgress) -> None:
        model = self.table.model
        for live in model.rows:
            if live.task.id == progress.task_id:
                model.update_row(live.told(progress))
                self.table.refresh_actions()
                return

    # Where one can go

    def _new(self) -> None:
        self.context.open("bulk", "new")

    def open_task(self, task: Task) -> None:
        """A draft is gone on with; anything else has its page."""
        if can.is_draft(task):
            self.context.open("bulk", "new", draft_id=task.id)
        else:
            self.context.open("bulk", "task", task_id=task.id)

    def _searched(self, words: str) -> None:
        self._search = words
        self.refresh()

    def _empty(self) -> EmptyState:
        sheet = self.context.runner.desk.folder / SHEET
        return EmptyState(
            "send",
            tr("A bulk task sends one text to many people."),
            tr("Take a spreadsheet or a group, see every message before it leaves, and follow it here."),
            action=(tr("New bulk task"), self._new),
            sample=(tr("Try it with the sample spreadsheet"), partial(self._try, sheet))
            if sheet.exists()
            else sample_link(self.context),
        )

    def _try(self, sheet: Path) -> None:
        self.context.open("bulk", "new", file=sheet)

    # Actions

    def _row_actions(self) -> list[RowAction[LiveTask]]:
        commands = self.commands

        def one(method: Callable[[Task], Any]) -> Callable[[list[LiveTask]], object]:
            return lambda rows: self.spawn(method(rows[0].task))

        def many(method: Callable[[Sequence[Task]], Any]) -> Callable[[list[LiveTask]], object]:
            return lambda rows: self.spawn(method([live.task for live in rows]))

        def all_are(fits: Callable[[Task], bool]) -> Callable[[list[LiveTask]], bool]:
            return lambda rows: all(fits(live.task) for live in rows)

        def single(
            title: str, on: Callable[[Task], Any], picture: str, fits: Callable[[Task], bool], **more: Any
        ) -> RowAction[LiveTask]:
            return RowAction(title, one(on), picture, many=False, fits=all_are(fits), **more)

        return [
            RowAction(tr("Open"), lambda rows: self.open_task(rows[0].task), "eye", many=False),
            single(tr("Approve…"), commands.approve, "badge-check", can.can_approve),
            single(tr("Send now…"), commands.send_overdue, "send", can.is_overdue),
            RowAction(tr("Stop"), many(commands.stop), "pause", fits=all_are(can.can_stop)),
            RowAction(tr("Resume"), many(commands.resume), "play", fits=all_are(can.can_resume)),
            single(tr("Copy as new task"), commands.copy, "copy-plus", lambda task: not can.is_draft(task)),
            single(tr("Send to the rest…"), commands.send_to_rest, "user-x", can.can_send_to_rest),
            single(tr("Export report…"), commands.export, "download", can.can_export),
            RowAction(
                tr("Cancel task…"),
                many(commands.cancel),
                "ban",
                destructive=True,
                fits=all_are(can.can_cancel),
            ),
            RowAction(
                tr("Delete draft"),
                many(commands.delete_drafts),
                "trash-2",
                destructive=True,
                delete=True,
                fits=all_are(can.is_draft),
            ),
        ]

    # E9: what was to be sent while the program was closed

    async def _ask_about_overdue(self) -> None:
        late = await self.context.runner.run(list_tasks, statuses=(TaskStatus.OVERDUE,))
        clear(self._questions)
        for task in late[:_ASKED]:
            words = tr(
                "“{name}” was to be sent {time}, while the program was closed. Send it now?",
                name=task.name,
                time=self.context.formats.time(task.send_at),
            )
            send = (tr("Send now…"), self.act(self.commands.send_overdue, task))
            skip = (tr("Skip…"), self.act(self.commands.skip, task))
            self._questions.addWidget(Bar("warning", words, actions=(send, skip), lasting=True))
        if more := len(late) - _ASKED if len(late) > _ASKED else 0:
            words = trn(
                "{count} more task is overdue in the same way.",
                "{count} more tasks are overdue in the same way.",
                more,
            )
            show = (tr("Show them"), partial(self.arrive, "waiting"))
            self._questions.addWidget(Bar("warning", words, actions=(show,), lasting=True))


def _still_live(before: LiveTask | None, task: Task) -> LiveTask:
    """Keep the pace that the engine told of until it tells another."""
    if before is None or task.status is not TaskStatus.SENDING:
        return LiveTask(task)
    return LiveTask(task, before.per_second, before.seconds_left)


def _count(
    key: str, title: str, count: Callable[[Totals], int], width: int, *, spare: bool = False
) -> Column[LiveTask]:
    """A draft has no messages to count yet."""

    def value(live: LiveTask) -> int | None:
        return count(live.task.totals) if live.task.totals.total else None

    return Column(key, title, value, number=True, width=width, spare=spare)


def _columns(context: Context) -> list[Column[LiveTask]]:
    shown = context.formats
    return [
        Column(
            "name",
            tr("Name"),
            lambda live: live.task.name,
            tip=lambda live: live.task.name,
            width=190,
            stretch=True,
        ),
        Column(
            "status",
            tr("Status"),
            lambda live: live.task.status,
            badge=lambda live: status_badge(live.task.status),
            tip=lambda live: str(live.task.pause_reason or ""),
            width=156,
        ),
        Column(
            "progress",
            tr("Progress"),
            lambda live: share_done(live.task.totals),
            show=progress_words,
            parts=lambda live: segments(live.task.totals) if live.task.totals.total else (),
            tip=lambda live: str(live.task.pause_reason or ""),
            width=206,
        ),
        _count("sent", tr("Sent"), lambda totals: totals.sent, 76),
        _count("undelivered", tr("Not delivered"), lambda totals: totals.undelivered, 112),
        _count("failed", tr("Failed"), lambda totals: totals.failed, 76),
        _count("remaining", tr("Remaining"), lambda totals: totals.remaining, 96, spare=True),
        Column(
            "application",
            tr("Application"),
            lambda live: live.task.application_name,
            width=130,
            quiet=True,
            spare=True,
        ),
        Column(
            "template",
            tr("Template"),
            lambda live: live.task.template_name,
            width=130,
            quiet=True,
            spare=True,
        ),
        Column(
            "when",
            tr("When"),
            lambda live: when(live.task),
            show=lambda live: shown.time(when(live.task)),
            tip=lambda live: shown.exact(when(live.task)),
            width=132,
            quiet=True,
        ),
        Column(
            "source", tr("Recipients from"), lambda live: live.task.source, width=180, quiet=True, hidden=True
        ),
    ]
