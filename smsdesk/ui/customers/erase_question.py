"""Asks before a person is erased: what goes, what stays, and a word to type (S4)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from smsdesk.domain.text import tr, trn
from smsdesk.operations.erasing import Erased
from smsdesk.ui.widgets.confirm import Question
from smsdesk.ui.widgets.labels import Picture, label
from smsdesk.ui.widgets.layouts import row
from smsdesk.ui.widgets.tips import plain_tip


class EraseQuestion(Question):
    """``await answer()``; then ``refusals.isChecked()`` says whether those are forgotten too."""

    def __init__(self, parent: QWidget, numbers: Sequence[str], found: Erased) -> None:
        one = len(numbers) == 1
        super().__init__(
            parent,
            tr("Erase {number}?", number=numbers[0])
            if one
            else trn("Erase {count} person?", "Erase {count} people?", len(numbers)),
            tr("For somebody who asks to be forgotten. It cannot be undone."),
            tr("Erase for good"),
            destructive=True,
        )
        self.setMinimumWidth(520)
        self._lines(tr("What goes"), "x", "danger", _goes(found))
        self._lines(tr("What stays"), "check", "text_secondary", _stays())
        self.refusals = QCheckBox(tr("Also forget that they unsubscribed or are blocked"))
        careful = label(
            tr("They could then be written to again by mistake: nothing would remember their no."),
            "small",
            wrap=True,
        )
        self.body.addSpacing(8)
        self.body.addWidget(self.refusals)
        self.body.addWidget(careful)
        self.typed = numbers[0] if one else tr("erase {count}", count=len(numbers))
        asked = label(tr("Type “{typed}” to confirm", typed=self.typed), "label", wrap=True)
        self.field = QLineEdit()
        self.field.setAccessibleName(asked.text())
        asked.setBuddy(self.field)
        self.body.addSpacing(8)
        self.body.addWidget(asked)
        self.body.addWidget(self.field)
        self.accept_button.setEnabled(False)
        self.accept_button.setToolTip(plain_tip(asked.text()))
        self.field.textChanged.connect(lambda now: self.accept_button.setEnabled(now.strip() == self.typed))
        self.field.setFocus()

    def _lines(self, title: str, picture: str, role: str, lines: Sequence[str]) -> None:
        self.body.addSpacing(4)
        self.body.addWidget(label(title, "label"))
        for each in lines:
            mark = Picture(picture, role)
            line = row(mark, label(each, wrap=True), spacing=8)
            line.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
            line.setStretch(1, 1)
            self.body.addLayout(line)


def _goes(found: Erased) -> list[str]:
    lines = [tr("Their entry in the pool: number, name, note, your own columns, groups")]
    if found.messages:
        lines.append(
            trn(
                "Number and text of {count} message in the records",
                "Number and text of {count} messages in the records",
                found.messages,
            )
        )
    if found.cancelled:
        lines.append(
            trn(
                "{count} message that waits is not sent any more",
                "{count} messages that wait are not sent any more",
                found.cancelled,
            )
        )
    if found.replies:
        lines.append(trn("{count} reply", "{count} replies", found.replies))
    return lines


def _stays() -> list[str]:
    return [
        tr("How many messages were sent, delivered and paid, without the number"),
        tr("That they unsubscribed or are blocked, so that nobody writes to them again"),
        tr("Backups made before now, exported files, and what your SMS provider keeps"),
    ]


def erased_words(done: Erased) -> str:
    """What an erasing did."""
    parts = [
        trn("{count} person is erased", "{count} people are erased", done.people),
        trn(
            "{count} message left without number and text",
            "{count} messages left without number and text",
            done.messages,
        ),
        trn("{count} reply deleted", "{count} replies deleted", done.replies),
    ]
    people, messages, replies = parts
    if done.cancelled:
        waiting = trn("{count} that waited is not sent", "{count} that waited are not sent", done.cancelled)
        return tr(
            "{people}: {messages} ({waiting}), {replies}.",
            people=people,
            messages=messages,
            waiting=waiting,
            replies=replies,
        )
    return tr("{people}: {messages}, {replies}.", people=people, messages=messages, replies=replies)
