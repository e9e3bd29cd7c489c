"""One reply in a side panel: what became of it and the message it answers (D3)."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QWidget

from smsdesk.domain.conversations import Correspondent
from smsdesk.domain.recipients import masked
from smsdesk.domain.reply_records import ReplyRecord, ReplyStatus
from smsdesk.domain.text import tr
from smsdesk.ui.formats import Formats
from smsdesk.ui.widgets.badge import Badge, StatusBadge
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row
from smsdesk.ui.widgets.side_panel import Facts


def reply_badge(status: ReplyStatus) -> Badge:
    """What became of it, as a dot and a word."""
    return {
        ReplyStatus.ANSWER: Badge(tr("Answers a message"), "success"),
        ReplyStatus.UNPROMPTED: Badge(tr("Answers no message"), "neutral"),
        ReplyStatus.UNSUBSCRIBED: Badge(tr("Unsubscribed"), "warning"),
        ReplyStatus.STOP: Badge(tr("Asks for no more"), "danger"),
    }[status]


def status_words(status: ReplyStatus) -> str:
    """The same in a sentence."""
    return {
        ReplyStatus.ANSWER: tr("It answers a message of the 72 hours before it."),
        ReplyStatus.UNPROMPTED: tr("No message went to this number in the 72 hours before it."),
        ReplyStatus.UNSUBSCRIBED: tr(
            "This word ends a subscription: the number gets nothing of this signature and type any more."
        ),
        ReplyStatus.STOP: tr(
            "This word would end a subscription, but it answers no message of the 72 hours before it, so "
            "nothing was unsubscribed. Block the number if you do not want to write to it any more."
        ),
    }[status]


class ReplyDetails(QWidget):
    """For a side panel whose title is the number or the name. ``who``: what is known of the number now."""

    def __init__(self, reply: ReplyRecord, who: Correspondent, shown: Formats) -> None:
        super().__init__()
        parts: list[QWidget] = [
            holding(row(StatusBadge(reply_badge(reply.status)), STRETCH)),
            label(_standing(reply, who) or status_words(reply.status), "secondary", wrap=True),
            _quoted(tr("Reply"), reply.content, shown.time(reply.at)),
        ]
        if reply.message_id is not None:
            content = masked(reply.answers) if reply.answers else tr("erased")
            parts.append(_quoted(tr("Answers the message"), content, shown.time(reply.answered_at)))
        facts = Facts(beside=True)
        for name, value in (
            (tr("Number"), reply.number),
            (tr("Task"), reply.task_name),
            (tr("Application"), reply.application_name),
            (tr("Template"), reply.template_name),
            (tr("Signature"), reply.signature),
        ):
            if value:
                facts.add(name, value)
        facts.add(tr("Read"), shown.time(reply.read_at) if reply.read_at else tr("Nobody has read it yet."))
        self.setLayout(column(*parts, facts, spacing=16))


def _standing(reply: ReplyRecord, who: Correspondent) -> str:
    """What has changed since: taken off the list again, or blocked."""
    if reply.status is ReplyStatus.UNSUBSCRIBED and all(
        one.signature != reply.signature for one in who.unsubscribed
    ):
        return tr("It unsubscribed the number then; the number has been taken off that list since.")
    if reply.status is ReplyStatus.STOP and who.blocked:
        return tr("This word answered no message, so nothing was unsubscribed. The number is blocked now.")
    return ""


def _quoted(title: str, words: str, when: str) -> QWidget:
    frame = QFrame()
    frame.setProperty("card", "true")
    said = label(words, wrap=True, selectable=True)
    frame.setLayout(column(said, label(when, "small"), spacing=6, margins=(12, 10, 12, 10)))
    return holding(column(label(title, "small"), frame, spacing=4))
