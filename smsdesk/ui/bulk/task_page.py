"""A task's page: progress, delivery, failures by reason, its messages, and what to do (B7, B8, B11, E5)."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy

from smsdesk.domain.messages import Message, MessageStatus
from smsdesk.domain.places import country_name
from smsdesk.domain.tasks import Task, Totals
from smsdesk.domain.text import tr
from smsdesk.engine.events import TaskProgress
from smsdesk.operations.resending import RestCount, rest_count
from smsdesk.operations.task_pages import failures, timeline
from smsdesk.operations.tasks import task as read_task
from smsdesk.ui.bulk import task_actions as can
from smsdesk.ui.bulk.delivery_card import DeliveryCard, FailuresCard, StatusAndCode
from smsdesk.ui.bulk.progress_card import ProgressCard, TaskNotices
from smsdesk.ui.bulk.records_table import RecordsCard
from smsdesk.ui.bulk.task_actions import TaskActions
from smsdesk.ui.bulk.task_details import TaskDetails
from smsdesk.ui.bulk.task_layout import TaskLayout
from smsdesk.ui.bulk.task_words import RUNNING, LiveTask, status_badge
from smsdesk.ui.context import Context
from smsdesk.ui.icons import icon
from smsdesk.ui.messages.why import MessageDetails
from smsdesk.ui.messages.words import number_words
from smsdesk.ui.widgets.badge import StatusBadge
from smsdesk.ui.widgets.buttons import button, menu_button
from smsdesk.ui.widgets.labels import ElidedLabel
from smsdesk.ui.widgets.layouts import scrolling
from smsdesk.ui.widgets.page import SIDE, Page
from smsdesk.ui.widgets.page_wheel import PageWheel
from smsdesk.ui.widgets.tips import plain_tip

#: The charts and messages follow the figures after so long, and at most a tenth of the time is spent on them.
_FOLLOW_MS = 1_000
_SHARE = 10
#: As much of a name, in pixels, is shown before the buttons give way; and what stands around it: the page's
#: sides, the way back, and the distances between them.
_NAME_WIDTH, _AROUND_NAME = 420, 2 * SIDE + 36 + 4 * 16


class TaskPage(Page):
    """Figures follow the engine at once; charts and messages a second later."""

    kinds = frozenset({"task"})

    def __init__(self, context: Context, task_id: int) -> None:
        super().__init__(context, tab="bulk")
        self.task_id = task_id
        self._live: LiveTask | None = None
        self._reported: Totals | None = None
        """What the charts and messages show; the figures may be ahead of them."""
        self._rest: RestCount | None = None
        self._shown: Message | None = None
        self.commands = TaskActions(self)
        self.name = ElidedLabel("", "title")
        self.name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.badge = StatusBadge()
        self.head.insertWidget(0, self.name)
        self.head.insertWidget(1, self.badge)
        self.notices = TaskNotices(context.formats)
        self.progress = ProgressCard(context.formats)
        self.delivery = DeliveryCard(context.formats)
        self.failures = FailuresCard()
        self.records = RecordsCard(context, task_id, self.bars)
        self.tools.search = self.records.search
        self.details = TaskDetails(context.formats)
        self._buttons = self._tools()
        self._lay_out()
        self._follow = QTimer(self)
        self._follow.setSingleShot(True)
        self._follow.setInterval(_FOLLOW_MS)
        self._follow.timeout.connect(self._follow_up)
        self._connect()

    def _lay_out(self) -> None:
        parts = TaskLayout(
            top=(self.notices, self.progress),
            charts=(self.delivery, self.failures),
            bottom=self.records,
            details=self.details,
        )
        self.area = scrolling(parts)
        parts.turned.connect(self._keep_chosen)
        PageWheel(self.area)
        self.body.addWidget(self.area)

    def _tools(self) -> list[tuple[QPushButton, Callable[[Task], bool]]]:
        commands = self.commands

        def made(
            words: str, act: Callable[[Task], Any], picture: str, fits: Callable[[Task], bool], kind: str = ""
        ) -> tuple[QPushButton, Callable[[Task], bool]]:
            one = button(words, lambda: self._do(act), kind=kind, picture=picture)
            one.setHidden(True)
            self.tools.add(one)
            return one, fits

        tools = [
            (self._report_button(), can.can_export),
            made(tr("Copy as new task"), commands.copy, "copy-plus", lambda task: not can.is_draft(task)),
            rest := made(tr("Send to the rest…"), commands.send_to_rest, "user-x", can.may_have_rest),
            made(
                tr("Cancel task…"),
                lambda task: commands.cancel([task]),
                "",
                # Whether an overdue one is sent or skipped is asked above the figures (E9), and asked once.
                lambda task: can.can_cancel(task) and not can.is_overdue(task),
                "danger-quiet",
            ),
            made(tr("Stop"), lambda task: commands.stop([task]), "pause", can.can_stop),
            made(tr("Resume"), lambda task: commands.resume([task]), "play", can.can_resume, "primary"),
            made(tr("Approve…"), commands.approve, "badge-check", can.can_approve, "primary"),
        ]
        self.rest = rest[0]
        return tools

    def _report_button(self) -> QPushButton:
        """What leaves the program: on paper, as pages, or with every message."""
        menu, commands = QMenu(), self.commands
        for words, act, picture in (
            (tr("Save as PDF…"), commands.save_pdf, "file-text"),
            (tr("Export to a spreadsheet…"), commands.export, "file-spreadsheet"),
            (tr("Print…"), commands.print_report, "printer"),
        ):
            menu.addAction(icon(picture), words).triggered.connect(
                lambda _checked=False, act=act: self._do(act)
            )
        one = menu_button(tr("Report"), menu, picture="file-text")
        one.hide()
        self.tools.add(one)
        return one

    def _connect(self) -> None:
        commands, notices = self.commands, self.notices
        self.context.hub.task_progress.connect(self._progress)
        self.failures.chosen.connect(self._show_reason)
        self.records.chosen.connect(self._chosen)
        self.panel.closed.connect(self._panel_closed)
        notices.send_overdue.connect(lambda: self._do(commands.send_overdue))
        notices.skip.connect(lambda: self._do(commands.skip))
        notices.count_as_sent.connect(lambda: self._do(lambda task: commands.resolve(task, as_sent=True)))
        notices.send_again.connect(lambda: self._do(lambda task: commands.resolve(task, as_sent=False)))
        notices.show_unknown.connect(lambda: self._show_messages(MessageStatus.UNKNOWN))

    def place(self) -> dict[str, Any]:
        return {"page": "task", "task_id": self.task_id}

    # Loading

    async def load(self) -> None:
        task = await self.context.runner.run(read_task, task_id=self.task_id)
        before = self._live
        if before is not None and task.status in RUNNING:
            self._show(LiveTask(task, before.per_second, before.seconds_left))
        else:
            self._show(LiveTask(task))
        await self._load_reports()

    def _follow_up(self) -> None:
        if self.isVisible():  # out of view nothing is fetched: ``showEvent`` makes up for it
            self.spawn(self._load_reports())

    async def _load_reports(self) -> None:
        run, task_id = self.context.runner.run, self.task_id
        begun = time.monotonic()
        self._reported = self._live.task.totals if self._live else None
        found = await run(failures, task_id=task_id)
        self.delivery.show_timeline(await run(timeline, task_id=task_id))
        if self._live is not None and can.can_send_to_rest(self._live.task):
            self._rest = await run(rest_count, task_id=task_id)
            self._show_rest(self._live.task)
        finished = self._live is not None and not self._live.task.totals.remaining
        self.failures.show_failures(found, finished=finished)
        await self.records.refresh()
        took = 1000 * (time.monotonic() - begun)
        self._follow.setInterval(max(_FOLLOW_MS, round(_SHARE * took)))
        self._refresh_panel()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._live is not None and self._live.task.totals != self._reported:
            self._follow.start()

    def _progress(self, progress: TaskProgress) -> None:
        if progress.task_id != self.task_id or self._live is None:
            return
        self._show(self._live.told(progress))
        if progress.totals != self._reported and not self._follow.isActive() and self.isVisible():
            self._follow.start()

    def _show(self, live: LiveTask) -> None:
        self._live = live
        task = live.task
        self.name.setText(task.name)
        self.badge.set_badge(status_badge(task.status))
        self.notices.show_task(live)
        self.progress.show_task(live)
        self.details.show_task(task)
        begun = task.started_at is not None or task.totals.remaining < task.totals.total
        self.delivery.setHidden(not begun)
        self.failures.setHidden(not begun)
        for one, fits in self._buttons:
            one.setHidden(not fits(task))
        self._show_rest(task)
        self._fit_head()

    def _fit_head(self) -> None:
        """A stopped task has five buttons: in a narrow window its name would have no room beside them."""
        beside = sum(each.sizeHint().width() for each in (self.badge, self.tools)) + _AROUND_NAME
        wanted = min(self.name.sizeHint().width(), _NAME_WIDTH)
        self.set_tools_below(self.width() - beside < wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_head()

    def _show_rest(self, task: Task) -> None:
        """Whether there is anybody to send to again, else why not."""
        nobody = can.rest_words(task, self._rest)
        self.rest.setEnabled(not nobody)
        self.rest.setToolTip(plain_tip(nobody))

    # Actions

    def _do(self, act: Callable[[Task], Any]) -> None:
        if self._live is not None:
            self.spawn(act(self._live.task))

    def _show_reason(self, reason: StatusAndCode) -> None:
        self._show_messages(*reason)

    def _show_messages(self, status: MessageStatus | None, code: str | None = None) -> None:
        """The messages of that state and reason, in view."""
        self.panel.close_panel()
        self.records.forget_search()
        self.records.filter_by(status, code)
        self._go_to_messages()

    def go_to_search(self) -> None:
        """Ctrl+F: the messages are below what one sees first."""
        self._go_to_messages()
        super().go_to_search()

    def _go_to_messages(self) -> None:
        content = self.area.widget()
        assert content is not None
        self.area.verticalScrollBar().setValue(self.records.mapTo(content, self.records.rect().topLeft()).y())

    # One message

    def _chosen(self, message: Message | None) -> None:
        if message is None or (message == self._shown and self.panel.is_open()):
            return
        self._shown = message
        buttons = []
        if message.status is MessageStatus.UNKNOWN:
            for words, as_sent in ((tr("Send again…"), False), (tr("Count as sent"), True)):
                buttons.append(button(words, self.act(self._resolve_one, message, as_sent)))
        self.details.hide()
        self.panel.open_with(
            number_words(message),
            MessageDetails(message, self.context.formats),
            *buttons,
            note=self._place(message),
        )

    def _keep_chosen(self) -> None:
        """Beside the panel the charts stand below each other: what was pressed stays in view."""
        if self.panel.is_open():
            self.area.ensureWidgetVisible(self.records, 0, 0)

    def _refresh_panel(self) -> None:
        """The message in the panel may have got its receipt meanwhile."""
        if self._shown is None or not self.panel.is_open():
            return
        for message in self.records.table.model.rows:
            if message.id == self._shown.id:
                self._chosen(message)
                return

    def _place(self, message: Message) -> str:
        return tr(
            "{application} · {country}",
            application=message.application_name,
            country=country_name(message.country),
        )

    def _panel_closed(self) -> None:
        self.details.show()
        self.records.table.view.clearSelection()

    async def _resolve_one(self, message: Message, as_sent: bool) -> None:
        if self._live is not None:
            await self.commands.resolve(self._live.task, as_sent=as_sent, message_id=message.id)
            self.panel.close_panel()
