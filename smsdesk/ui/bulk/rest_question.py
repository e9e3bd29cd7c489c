"""Whom of a task to send to once more: could not be sent to, not received, no reply (B12)."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QWidget

from smsdesk.domain.tasks import Task
from smsdesk.domain.text import tr, trn
from smsdesk.operations.resending import Rest, RestCount
from smsdesk.ui import formats
from smsdesk.ui.widgets.confirm import Question
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import column

_BELOW_THE_BOX = 26


class RestQuestion(Question):
    """``who()`` after it was accepted. Those who have it already are ticked only if nobody else is left."""

    def __init__(self, parent: QWidget, task: Task, count: RestCount) -> None:
        super().__init__(
            parent,
            tr("Send to the rest of “{name}”", name=task.name),
            tr("A new task is filled in with these people, the same template, signature and values."),
            tr("Continue"),
        )
        self.setMinimumWidth(480)
        self._counts = count
        self.boxes: dict[Rest, QCheckBox] = {}
        lost = count.failed + count.missed
        for kind, words, note in _kinds(count):
            there = count.of(kind)
            box = QCheckBox(words)
            box.setEnabled(there > 0)
            box.setChecked(there > 0 and (kind is not Rest.SILENT or not lost))
            box.toggled.connect(self._tell)
            self.boxes[kind] = box
            told = label(note, "small", wrap=True)
            told.setContentsMargins(_BELOW_THE_BOX, 0, 0, 0)
            self.body.addSpacing(4)
            self.body.addLayout(column(box, told, spacing=2))
        self.left_out = label(_left_out(count.hopeless), "secondary", wrap=True)
        if not count.hopeless:
            self.left_out.hide()
        self.sum = label("", "label", wrap=True)
        self.body.addSpacing(8)
        self.body.addWidget(self.left_out)
        self.body.addWidget(self.sum)
        self._tell()
        first = next((box for box in self.boxes.values() if box.isEnabled()), self.accept_button)
        first.setFocus()

    def who(self) -> tuple[Rest, ...]:
        """The kinds that are ticked."""
        return tuple(kind for kind, box in self.boxes.items() if box.isChecked())

    def _tell(self) -> None:
        total = sum(self._counts.of(kind) for kind in self.who())
        self.accept_button.setEnabled(total > 0)
        self.accept_button.setToolTip("" if total else tr("Tick first who is meant."))
        self.sum.setText(
            trn(
                "{count} recipient. Nothing is sent before the check and your yes.",
                "{count} recipients. Nothing is sent before the check and your yes.",
                total,
            )
            if total
            else tr("Nobody is ticked.")
        )


def _kinds(count: RestCount) -> tuple[tuple[Rest, str, str], ...]:
    return (
        (
            Rest.FAILED,
            tr("Could not be sent to: {count}", count=formats.number(count.failed)),
            tr("It was refused before it left, for a reason that may have passed."),
        ),
        (
            Rest.MISSED,
            tr("Not received: {count}", count=formats.number(count.missed)),
            tr("It left, and the carrier reports that it did not arrive."),
        ),
        (
            Rest.SILENT,
            tr("Received but no reply: {count}", count=formats.number(count.silent)),
            tr("They have it, as far as is known, and get it a second time."),
        ),
    )


def _left_out(count: int) -> str:
    return trn(
        "{count} is left out: the reason it failed for says that sending it again cannot succeed.",
        "{count} are left out: the reasons they failed for say that sending it again cannot succeed.",
        count,
    )
