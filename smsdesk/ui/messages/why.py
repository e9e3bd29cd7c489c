"""The details of one message with the answer to "Why?" (D2): title, causes in order, what to do, who acts."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from smsdesk.domain.codes import Explanation, Retry, explain
from smsdesk.domain.message_delays import Delay, delay_of
from smsdesk.domain.messages import Message
from smsdesk.domain.places import country_name
from smsdesk.domain.recipients import masked
from smsdesk.domain.text import tr, trn
from smsdesk.ui import formats
from smsdesk.ui.formats import Formats
from smsdesk.ui.messages.way import delay_words, way_of
from smsdesk.ui.messages.words import (
    content_words,
    has_reason,
    phase_words,
    retry_words,
    status_badge,
    submission_words,
    who_words,
)
from smsdesk.ui.sms_types import type_words
from smsdesk.ui.widgets.badge import StatusBadge
from smsdesk.ui.widgets.buttons import button, tool_button
from smsdesk.ui.widgets.labels import label, line
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row
from smsdesk.ui.widgets.side_panel import Facts
from smsdesk.ui.widgets.timeline import Timeline
from smsdesk.ui.widgets.toast import toast

#: Of the numbers before the causes, so that the causes begin below each other.
_NUMBER_WIDTH = 22


class Why(QWidget):
    """A code or a delay in words: the likely causes in order, what to do and who must act."""

    def __init__(self, why: str | Delay) -> None:
        """``why``: a code of ``domain/codes.py`` or a carrier's, or the delay of a message."""
        super().__init__()
        found = explain(why) if isinstance(why, str) else why.explanation
        self._code = found.code
        facts = Facts(
            (tr("What to do"), str(found.what_to_do)),
            (tr("Who must act"), who_words(found.who)),
            (tr("When it arose"), phase_words(found.phase) if found.code else submission_words(found.phase)),
        )
        if found.code or found.retry is not Retry.NEVER:
            facts.add(tr("Can it be sent again?"), retry_words(found.retry))
        if found.code:
            written = row(
                label(found.code, wrap=True, selectable=True),
                tool_button("copy", tr("Copy the code"), self._copy_code),
            )
            written.setStretch(0, 1)
            facts.add(tr("Code"), holding(written))
        whole = column(label(str(found.title), "heading", wrap=True), spacing=12)
        if isinstance(why, Delay):
            whole.addWidget(label(delay_words(why), wrap=True, selectable=True))
        whole.addLayout(column(label(tr("Likely causes"), "small"), *self._causes(found), spacing=4))
        whole.addWidget(facts)
        self.setLayout(whole)

    @staticmethod
    def _causes(found: Explanation) -> Iterator[QHBoxLayout]:
        """The likeliest first, with a number before each where there are several."""
        for place, cause in enumerate(found.causes, 1):
            words = label(str(cause), wrap=True, selectable=True)
            line = row(words, spacing=8)
            line.setStretch(0, 1)
            if len(found.causes) > 1:
                number = label(tr("{place}.", place=place), "secondary")
                number.setFixedWidth(_NUMBER_WIDTH)
                line.insertWidget(0, number)
                line.setAlignment(number, Qt.AlignmentFlag.AlignTop)
            yield line

    def _copy_code(self) -> None:
        QGuiApplication.clipboard().setText(self._code)
        toast(self, tr("Copied"))


class MessageDetails(QWidget):
    """For a side panel whose title is the number: state, why, its way, and the text as it went out."""

    def __init__(self, message: Message, shown: Formats) -> None:
        super().__init__()
        self._message = message
        self._content = label(masked(content_words(message)), wrap=True, selectable=True)
        parts: list[QWidget] = [holding(row(StatusBadge(status_badge(message.status)), STRETCH))]
        late = delay_of(message, shown.now())
        if message.code and has_reason(message.status):
            parts += [Why(message.code), line()]
        elif late is not None:
            parts += [Why(late), line()]
        way = Timeline(way_of(message, shown))
        parts += [holding(column(label(tr("Its way"), "small"), way, spacing=8)), line()]
        parts += [self._text(), self._facts()]
        self.setLayout(column(*parts, spacing=16))

    def _text(self) -> QWidget:
        message = self._message
        size = tr(
            "{characters} · {fragments}",
            characters=trn("{count} character", "{count} characters", message.characters),
            fragments=trn("{count} fragment", "{count} fragments", message.fragments),
        )
        head = row(label(tr("Text"), "small"), STRETCH)
        if masked(message.content) != message.content:
            self._show = button(tr("Show all digits"), self._show_digits, kind="link")
            head.addWidget(self._show)
        return holding(column(head, self._content, label(size, "small"), spacing=4))

    def _show_digits(self) -> None:
        self._content.setText(self._message.content)
        self._show.hide()

    def _facts(self) -> Facts:
        message = self._message
        facts = Facts()
        for name, words in (
            (tr("Application"), message.application_name),
            (tr("Template"), message.template_name),
            (tr("SMS type"), type_words(message.sms_type)),
            (tr("Country or region"), country_name(message.country)),
            (tr("Attempts"), formats.number(message.attempts) if message.attempts > 1 else ""),
            (tr("Number at the gateway"), message.gateway_id),
        ):
            if words:
                facts.add(name, words)
        return facts
