"""The one question before anything is sent, with consent to the fees; one message to oneself (B5, B10)."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from smsdesk.domain.checking import Reason
from smsdesk.domain.numbers import NumberReader
from smsdesk.domain.text import Text, tr, trn
from smsdesk.operations.preparation import Preparation
from smsdesk.ui import formats
from smsdesk.ui.bulk.task_words import must_be_on, no_price
from smsdesk.ui.context import Context
from smsdesk.ui.widgets.bars import Bar
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.confirm import Question
from smsdesk.ui.widgets.form import Form, FormField
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import column, row

_OWN_NUMBER = "bulk/own-number"


class SendQuestion(Question):
    """Says once more what happens; the button works once the fees are agreed to."""

    def __init__(
        self,
        parent: QWidget,
        context: Context,
        found: Preparation,
        *,
        name: str,
        send_at: int | None,
        repeated: Text | None,
        sandbox: bool = False,
    ) -> None:
        ready = found.ready
        if send_at is None:
            title = trn("Send {count} message now?", "Send {count} messages now?", ready)
            action = trn("Send {count} message", "Send {count} messages", ready)
        else:
            when = context.formats.time(send_at)
            title = trn("Send {count} message {when}?", "Send {count} messages {when}?", ready, when=when)
            action = trn("Schedule {count} message", "Schedule {count} messages", ready)
        super().__init__(parent, title, "", action)
        self.setMinimumWidth(480)
        self.test_first = False
        if repeated is not None:
            self.body.addSpacing(8)
            self.body.addWidget(Bar("warning", str(repeated), lasting=True))
        self.body.addSpacing(8)
        for words, value in self._facts(context, found, name, send_at, sandbox):
            line = row(_quiet(words), label(value, "label", wrap=True), spacing=16)
            line.setStretch(1, 1)
            self.body.addLayout(line)
        if send_at is not None:
            self.body.addSpacing(8)
            self.body.addWidget(label(must_be_on(), "secondary", wrap=True))
        self.consent = QCheckBox(self._consent(found, sandbox))
        self.consent.toggled.connect(self._agreed)
        self.body.addSpacing(8)
        self.body.addWidget(self.consent)
        self.foot.insertWidget(
            0, button(tr("Send one to me first"), self._test, kind="quiet", picture="smartphone")
        )
        self._agreed(False)
        self.consent.setFocus()

    @staticmethod
    def _facts(
        context: Context, found: Preparation, name: str, send_at: int | None, sandbox: bool
    ) -> list[tuple[str, str]]:
        facts = [(tr("Task"), name)]
        if sandbox:
            facts.append((tr("Gateway"), tr("Sandbox – no SMS leaves this computer")))
        facts.append((tr("Recipients"), formats.number(found.ready)))
        wrong = found.rejected_count()
        if wrong:
            facts.append((tr("Left out"), _left_out(found, wrong)))
        facts.append((tr("Fragments"), formats.number(found.fragments)))
        if found.cost is not None:
            cost = formats.money(float(found.cost), found.currency)
            if sandbox:
                cost = tr("Nothing is charged. With a real gateway: {cost}", cost=cost)
            facts.append((tr("Cost"), cost))
        elif sandbox:
            facts.append((tr("Cost"), tr("Nothing is charged.")))
        else:
            facts.append((tr("Cost"), no_price()))
        if send_at is not None:
            at = tr("{time} ({zone})", time=context.formats.time(send_at), zone=context.profile.time_zone)
            facts.append((tr("When"), at))
        return facts

    @staticmethod
    def _consent(found: Preparation, sandbox: bool) -> str:
        if sandbox:  # the sum above is what a real gateway would take
            return tr("I agree. In the sandbox nothing is charged.")
        if found.cost is not None:
            return tr("I agree to the fees of {cost}", cost=formats.money(float(found.cost), found.currency))
        return trn(
            "I agree to the fees for {count} fragment",
            "I agree to the fees for {count} fragments",
            found.fragments,
        )

    def _agreed(self, agreed: bool) -> None:
        self.accept_button.setEnabled(agreed)
        self.accept_button.setToolTip("" if agreed else tr("Agree to the fees first."))

    def _test(self) -> None:
        self.test_first = True
        self.reject()


class TestQuestion(Question):
    """Asks for one's own number, remembered for the next time."""

    __test__ = False  # no test of pytest's

    def __init__(
        self, parent: QWidget, context: Context, found: Preparation, *, sandbox: bool = False
    ) -> None:
        words = tr("The message on the phone at the right goes to your own number, with its usual fee.")
        if sandbox:  # else one would wait for it with the phone in the hand
            words = tr(
                "The message on the phone at the right is sent in the sandbox: it does not reach your phone, "
                "and nothing is charged."
            )
        super().__init__(parent, tr("Send one to me first"), words, tr("Send the test message"))
        self._context = context
        # As send_test reads it.
        reader = NumberReader(found.wording.region, context.profile.country, "national")

        def rule(number: str) -> Text | None:
            reading = reader.read(number)
            return None if reading.number else reading.problem

        self.number = QLineEdit(context.settings.text(_OWN_NUMBER))
        self.form = Form(self)
        field = self.form.add("number", FormField(tr("My number"), self.number, rule=rule))
        self.form.save_with(self.accept_button)
        self.body.addSpacing(8)
        self.body.addLayout(column(field))
        self.number.selectAll()
        self.number.setFocus()

    def remember(self) -> str:
        """The number, kept for the next time."""
        number = self.number.text().strip()
        self._context.settings.set_text(_OWN_NUMBER, number)
        return number


def _left_out(found: Preparation, rows: int) -> str:
    """How many rows, and of which reason how many, most frequent first."""
    reasons = [
        tr("{count} × {reason}", count=formats.number(count), reason=Reason(reason).label)
        for reason, count in found.counts.most_common()
        if count
    ]
    return tr(
        "{rows}: {reasons}", rows=trn("{count} row", "{count} rows", rows), reasons=tr(", ").join(reasons)
    )


def _quiet(words: str) -> QWidget:
    made = label(words, "secondary")
    made.setFixedWidth(96)
    return made
