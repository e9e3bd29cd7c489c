"""What a task was confirmed with: its text, and who sends it to whom (B11)."""

from __future__ import annotations

from smsdesk.domain.profile import SmsType
from smsdesk.domain.signatures import bracketed
from smsdesk.domain.tasks import Task
from smsdesk.domain.text import tr
from smsdesk.ui import formats
from smsdesk.ui.formats import Formats
from smsdesk.ui.widgets.card import Card
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import clear, column
from smsdesk.ui.widgets.message_bubble import MessageBubble
from smsdesk.ui.widgets.side_panel import Facts

WIDTH = 304


class TaskDetails(Card):
    """The column at the right of a task's page."""

    def __init__(self, shown: Formats) -> None:
        super().__init__(tr("Text as confirmed"))
        self._formats = shown
        self._shown: tuple[object, ...] = ()
        self.text: MessageBubble | None = None
        self._text = column()
        self._facts = column()
        note = label(
            tr("Changes of the template or signature since then do not touch this task."), "small", wrap=True
        )
        self.body.addLayout(self._text)
        self.body.addWidget(note)
        self.body.addLayout(self._facts)
        self.body.addStretch(1)
        self.setFixedWidth(WIDTH)

    def show_task(self, task: Task) -> None:
        now = (
            task.id,
            task.body,
            task.signature,
            task.started_at,
            task.finished_at,
            task.send_at,
            task.totals.fragments,
        )
        if now == self._shown:
            return
        self._shown = now
        under = bracketed(task.signature, task.region) if task.signature else ""
        self.text = MessageBubble(under + task.body, signature=under, name=tr("Text as confirmed"))
        clear(self._text)
        self._text.addWidget(self.text)
        shown = self._formats
        facts = Facts(
            (tr("Application"), task.application_name),
            (tr("Template"), task.template_name),
            (tr("SMS type"), _type_words(task.sms_type)),
            (tr("Recipients from"), task.source),
            (tr("Fragments"), formats.number(task.totals.fragments)),
            beside=True,
        )
        for name, at in (
            (tr("Created"), task.created_at),
            (tr("Planned for"), task.send_at),
            (tr("Begun"), task.started_at),
            (tr("Finished at"), task.finished_at),
        ):
            if at is not None:
                moment = label(shown.time(at), selectable=True)
                moment.setToolTip(shown.exact(at))
                facts.add(name, moment)
        clear(self._facts)
        self._facts.addWidget(facts)


def _type_words(sms_type: SmsType) -> str:
    return {SmsType.REGULAR: tr("Regular"), SmsType.MARKETING: tr("Marketing")}[sms_type]
