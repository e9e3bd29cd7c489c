"""What is asked before a number is taken off the unsubscribed ones (C5)."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QPlainTextEdit, QWidget

from smsdesk.domain import limits
from smsdesk.domain.customers import Removal
from smsdesk.domain.text import tr, trn
from smsdesk.ui.widgets.confirm import Question
from smsdesk.ui.widgets.form import Form, FormField
from smsdesk.ui.widgets.labels import label

_MOST = limits.REMOVAL_REASON_LENGTH.value


class ReasonQuestion(Question):
    """The reason for an application."""

    def __init__(self, parent: QWidget, count: int) -> None:
        super().__init__(
            parent,
            trn(
                "Apply to take {count} number off the list?",
                "Apply to take {count} numbers off the list?",
                count,
            ),
            tr(
                "They asked to be left alone. Nothing changes before the application is reviewed; what you "
                "write here is kept with it."
            ),
            tr("Apply for removal"),
        )
        self.form = Form(self)
        self.reason = self.form.add(
            "reason",
            FormField(
                tr("Reason"),
                QPlainTextEdit(),
                limit=_MOST,
                hint=tr("How and when did they ask to be written to again?"),
            ),
        )
        self.form.save_with(self.accept_button)
        self.body.addSpacing(8)
        self.body.addWidget(self.reason)
        self.reason.control.setFocus()


class ApproveQuestion(Question):
    """The number is written to again only if the person asked for it."""

    def __init__(self, parent: QWidget, one: Removal) -> None:
        super().__init__(
            parent,
            tr("Write to {number} again?", number=one.number),
            tr(
                "They replied that they want no more messages under “{signature}”. Who writes to them all "
                "the same risks complaints and fines.",
                signature=one.signature,
            ),
            tr("Take off the list"),
            destructive=True,
        )
        self.body.addSpacing(4)
        self.body.addWidget(label(tr("Reason given: {reason}", reason=one.reason), wrap=True))
        self.consent = QCheckBox(tr("This person asked to be written to again"))
        self.note = FormField(tr("Answer"), QPlainTextEdit(), limit=_MOST, optional=True)
        self.note.control.setFixedHeight(64)
        self.body.addSpacing(4)
        self.body.addWidget(self.note)
        self.body.addWidget(self.consent)
        self.accept_button.setEnabled(False)
        self.accept_button.setToolTip(tr("Only when the person asked for it."))
        self.consent.toggled.connect(self._agreed)
        self.note.changed.connect(lambda: self._agreed(self.consent.isChecked()))
        self.consent.setFocus()

    def _agreed(self, yes: bool) -> None:
        ready = yes and not self.note.problem()
        self.accept_button.setEnabled(ready)
        self.accept_button.setToolTip("" if ready else tr("Only when the person asked for it."))


class RejectQuestion(Question):
    """Why the number stays on the list."""

    def __init__(self, parent: QWidget, one: Removal) -> None:
        super().__init__(
            parent,
            tr("Leave {number} on the list?", number=one.number),
            tr("They go on getting nothing under “{signature}”.", signature=one.signature),
            tr("Reject the application"),
        )
        self.form = Form(self)
        self.note = self.form.add("answer", FormField(tr("Answer"), QPlainTextEdit(), limit=_MOST))
        self.form.save_with(self.accept_button)
        self.body.addSpacing(8)
        self.body.addWidget(self.note)
        self.note.control.setFocus()
