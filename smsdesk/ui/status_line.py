"""The foot of the window: the truth about the engine at all times."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame
from shiboken6 import isValid

from smsdesk.domain.tasks import TaskStatus
from smsdesk.domain.text import tr, trn
from smsdesk.engine.events import EngineFault, GatewayState, TaskProgress
from smsdesk.ui import formats
from smsdesk.ui.context import Context
from smsdesk.ui.exports.notices import ExportStatus
from smsdesk.ui.gateway_names import GatewaysInUse, gateways_in_use
from smsdesk.ui.gateway_standing import Standing, Stands, standing_of
from smsdesk.ui.gateways_down import GatewaysDown
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.labels import ElidedLabel, Picture
from smsdesk.ui.widgets.layouts import row
from smsdesk.ui.widgets.send_progress import ProgressLine
from smsdesk.ui.widgets.tips import plain_tip


class StatusLine(QFrame):
    """What is being sent, how fast and how long still; why it rests; which gateway it goes through."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setObjectName("statusLine")
        self._context = context
        self._tasks: dict[int, TaskProgress] = {}
        self._down: dict[str, GatewayState] = {}
        self._fault: EngineFault | None = None
        self._dot = Picture("circle-check", "success", 14)
        self.words = ElidedLabel()
        self._line = ProgressLine()
        self._line.setFixedWidth(140)
        self._line.setAccessibleName(tr("Progress"))
        self._gateways = GatewaysInUse("", real=False)
        self._standing = Standing(Stands.UNKNOWN)
        self._heard = GatewaysDown.of(context)
        self._mouth = context.runner.lasting
        self.gateway = button("", self._to_gateways, kind="status")
        self.exports = ExportStatus(context)
        layout = row(
            *(self._dot, self.words, self._line, self.exports, self.gateway),
            spacing=10,
            margins=(24, 0, 16, 0),
        )
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.setFixedHeight(34)
        hub = context.hub
        hub.task_progress.connect(self._progressed)
        hub.gateway_state.connect(self._gateway)
        hub.fault.connect(self._faulted)
        hub.well.connect(self._recovered)
        hub.changed.connect(self._changed)
        self._heard.changed.connect(self._show_gateways)
        self._heard.reached.connect(self._show_gateways)
        hub.new_day.connect(self._show_gateways)
        self._show_gateways()
        context.runner.spawn(self._load(), self._mouth)

    def sending(self) -> list[TaskProgress]:
        """The tasks that are being sent now."""
        return [task for task in self._tasks.values() if task.status is TaskStatus.SENDING]

    async def _load(self) -> None:
        found = await self._context.runner.run(gateways_in_use)
        # The line is rebuilt when the language or the profile changes.
        if isValid(self):
            self.set_gateways(found)

    def set_gateways(self, gateways: GatewaysInUse) -> None:
        """Name these; how they stand is told as far as it is known."""
        self._gateways = gateways
        self._show_gateways()

    def _show_gateways(self) -> None:
        self._standing = standing_of(self._gateways, self._heard, self._context.formats)
        self.gateway.setText(self._standing.words)
        self.gateway.setToolTip(plain_tip(self._standing.tip))
        self.gateway.setAccessibleName(tr("Messages go through: {gateways}", gateways=self._standing.words))
        self.gateway.setAccessibleDescription(self._standing.tip)
        self.gateway.setHidden(not self._standing.words)
        if self.gateway.property("stands") != self._standing.stands.value:
            self.gateway.setProperty("stands", self._standing.stands.value)
            self.gateway.style().unpolish(self.gateway)
            self.gateway.style().polish(self.gateway)
        self._show()

    def _to_gateways(self) -> None:
        """Where they are set up and tried."""
        self._context.open("applications", **self._standing.place)

    def _changed(self, kinds: frozenset[str]) -> None:
        if kinds & {"application", "gateway"}:
            self._context.runner.spawn(self._load(), self._mouth)

    def _progressed(self, task: TaskProgress) -> None:
        if task.status in (TaskStatus.SENDING, TaskStatus.PAUSED):
            self._tasks[task.task_id] = task
        else:
            self._tasks.pop(task.task_id, None)
        self._fault = None
        self._show()

    def _gateway(self, state: GatewayState) -> None:
        if state.up:
            self._down.pop(state.gateway, None)
        else:
            self._down[state.gateway] = state
        self._show()

    def _faulted(self, fault: EngineFault) -> None:
        self._fault = fault
        self._show()

    def _recovered(self) -> None:
        self._fault = None
        self._show()

    def _show(self) -> None:
        sending = self.sending()
        paused = [task for task in self._tasks.values() if task.status is TaskStatus.PAUSED]
        detour = next((task.reason for task in sending if task.reason), None)
        self._line.setHidden(not sending)
        if self._context.safe:
            self._say("circle-pause", "warning", tr("Safe mode. Nothing is sent."))
        elif self._fault:
            self._say("circle-alert", "danger", str(self._fault.message))
        elif self._down and not detour:
            self._say("triangle-alert", "warning", self._down_words(next(iter(self._down.values()))))
        elif sending:
            words = self._sending_words(sending)
            if detour:
                self._say("send", "warning", tr("{sending} · {reason}", sending=words, reason=detour))
            else:
                self._say("send", "accent_text", words)
            done = sum(task.totals.total - task.totals.remaining for task in sending)
            self._line.set_progress(done, sum(task.totals.total for task in sending))
        elif paused:
            words = str(paused[0].reason or tr("it was paused"))
            self._say(
                "circle-pause",
                "warning",
                tr("“{task}” is paused: {reason}", task=paused[0].name, reason=words),
            )
        elif self._standing.stands is Stands.MISSING:
            words = tr("Nothing is being sent. {gateway} is not set up yet.", gateway=self._standing.gateway)
            self._say("triangle-alert", "warning", words)
        else:
            sure = self._standing.stands in (Stands.REACHED, Stands.SANDBOX)
            self._say(
                "circle-check",
                "success" if sure else "text_secondary",
                tr("Ready. Nothing is being sent."),
            )

    def _say(self, picture: str, role: str, words: str) -> None:
        self._dot.show_icon(picture, role)
        if words != self.words.text():
            self.words.setText(words)

    def _down_words(self, state: GatewayState) -> str:
        reason = str(state.reason or tr("The gateway cannot be reached."))
        if state.next_probe_at is None:
            return reason
        return tr(
            "{reason} Sending waits and goes on by itself; next try {time}.",
            reason=reason,
            time=self._context.formats.time(state.next_probe_at, seconds=True),
        )

    def _sending_words(self, sending: list[TaskProgress]) -> str:
        done = sum(task.totals.total - task.totals.remaining for task in sending)
        figures = {
            "done": formats.number(done),
            "total": formats.number(sum(task.totals.total for task in sending)),
            "rate": formats.rate(sum(task.per_second for task in sending)),
        }
        left = max((task.seconds_left for task in sending if task.seconds_left is not None), default=None)
        if len(sending) > 1:
            what = trn("{count} task", "{count} tasks", len(sending))
        else:
            what = tr("“{task}”", task=sending[0].name)
        if left is None:
            return tr("Sending {what}: {done} of {total} · {rate}", what=what, **figures)
        return tr(
            "Sending {what}: {done} of {total} · {rate} · {left} left",
            what=what,
            left=formats.duration(left),
            **figures,
        )
