"""What a task was confirmed with: its text on the phone, and who sends it to whom (B11)."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics

from smsdesk.domain.profile import SmsType
from smsdesk.domain.signatures import bracketed
from smsdesk.domain.tasks import Task
from smsdesk.domain.text import tr
from smsdesk.ui import formats
from smsdesk.ui.formats import Formats
from smsdesk.ui.style import font
from smsdesk.ui.widgets.card import Card
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, clear, column, row
from smsdesk.ui.widgets.phone_preview import PhonePreview
from smsdesk.ui.widgets.side_panel import Facts

WIDTH = 304
#: Of the phone: the text's width in the bubble, and its least height.
_BUBBLE = 190
_LEAST = 248


class TaskDetails(Card):
    """The column at the right of a task's page."""

    def __init__(self, shown: Formats) -> None:
        super().__init__(tr("Text as confirmed"))
        self._formats = shown
        self._shown: tuple[object, ...] = ()
        self.phone = PhonePreview(tr("Text as confirmed"))
        self._facts = column()
        note = label(
            tr("Changes of the template or signature since then do not touch this task."), "small", wrap=True
        )
        self.body.addLayout(row(STRETCH, self.phone, STRETCH))
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
        self.phone.setFixedHeight(_phone_height(under + task.body))
        self.phone.show_message(under + task.body, signature=under, sender=tr("Text message"))
        shown = self._formats
        facts = Facts(
            (tr("Application"), task.application_name),
            (tr("Template"), task.template_name),
            (tr("SMS type"), _type_words(task.sms_type)),
            (tr("Recipients from"), task.source),
            (tr("Fragments"), formats.number(task.totals.fragments)),
            (tr("Created"), shown.exact(task.created_at)),
        )
        for name, at in (
            (tr("Planned for"), task.send_at),
            (tr("Begun"), task.started_at),
            (tr("Finished"), task.finished_at),
        ):
            if at is not None:
                facts.add(name, shown.exact(at))
        clear(self._facts)
        self._facts.addWidget(facts)


def _type_words(sms_type: SmsType) -> str:
    return {SmsType.REGULAR: tr("Regular"), SmsType.MARKETING: tr("Marketing")}[sms_type]


def _phone_height(content: str) -> int:
    """So high that the whole text can be read: it is what was agreed to."""
    flags = Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere
    words = QFontMetrics(font()).boundingRect(QRect(0, 0, _BUBBLE, 10_000), flags, content)
    # The phone's own lines stand a little further apart.
    return max(_LEAST, round(words.height() * 1.25) + 160)
