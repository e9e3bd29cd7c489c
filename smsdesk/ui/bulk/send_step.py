"""Step 4: when, how much it is, and the button that says the number (B1, B5, B10, B13)."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import QDate, QDateTime, QEvent, QObject, Qt, QTime, QTimeZone, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QDateTimeEdit, QLineEdit

from smsdesk.domain import limits
from smsdesk.domain.profile import Identity, SmsType
from smsdesk.domain.text import tr, trn
from smsdesk.operations.preparation import Preparation
from smsdesk.ui import formats
from smsdesk.ui.bulk.composition import Composition
from smsdesk.ui.bulk.task_words import no_price
from smsdesk.ui.context import Context
from smsdesk.ui.fragment_words import fragment_tip
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.figures import Figure, FigureRow
from smsdesk.ui.widgets.flow_layout import FlowLayout
from smsdesk.ui.widgets.form import FormField
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row
from smsdesk.ui.widgets.segmented import SegmentedControl
from smsdesk.ui.widgets.step_card import CLOSED, OPEN, StepCard
from smsdesk.ui.widgets.tips import plain_tip

NOW, LATER = "now", "later"
_FARTHEST_DAYS = 365
_UTC = QTimeZone(QTimeZone.Initialization.UTC)


class MomentField(QDateTimeEdit):
    """A day and a time of the profile's zone. A wheel that scrolls the page does not change it."""

    def __init__(self) -> None:
        super().__init__()
        self.setCalendarPopup(True)
        self.setDisplayFormat("yyyy-MM-dd HH:mm")
        # Wall clock of the profile's zone: Qt must not shift it by the computer's own.
        self.setTimeZone(_UTC)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedWidth(192)
        self.lineEdit().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A click selects the part it falls on: Qt takes no digit in a part that is full already."""
        if event.type() == QEvent.Type.MouseButtonRelease and watched is self.lineEdit():
            self.setSelectedSection(self.currentSection())
        return super().eventFilter(watched, event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def moment(self) -> datetime:
        """Naive, in the profile's zone."""
        date, time = self.date(), self.time()
        return datetime(date.year(), date.month(), date.day(), time.hour(), time.minute())  # noqa: DTZ001

    def set_moment(self, moment: datetime) -> None:
        self.setDateTime(
            QDateTime(QDate(moment.year, moment.month, moment.day), QTime(moment.hour, moment.minute), _UTC)
        )


class SendStep(StepCard):
    """``send`` when the button is pressed, ``test`` for one message to oneself."""

    send = Signal()
    test = Signal()

    def __init__(self, context: Context, composition: Composition) -> None:
        super().__init__(4, tr("Send"))
        self._context = context
        self._composition = composition
        self.busy = False
        self._sending = False
        self.name = QLineEdit()
        self.name_field = FormField(
            tr("Name of the task"), self.name, limit=limits.TASK_NAME_LENGTH.value, optional=True
        )
        self.when = SegmentedControl([(NOW, tr("Now")), (LATER, tr("At a time"))], tr("When to send"))
        self.moment = MomentField()
        self.moment.setAccessibleName(tr("Day and time"))
        self.zone = label("", "secondary")
        self.problem = label("", "danger", wrap=True)
        self.figures = FigureRow()
        self.note = label("", "secondary", wrap=True)
        self.test_button = button(tr("Send one to me first"), self.test.emit, picture="smartphone", kind="")
        self.send_button = button(tr("Send"), self.send.emit, kind="primary", picture="send")
        self.first = self.send_button
        self._build()

    def _build(self) -> None:
        title = label(tr("When to send"), "label")
        self._later = holding(row(self.moment, self.zone, spacing=12))
        # In a narrow window the time stands below.
        choices = holding(FlowLayout(self.when, self._later, spacing=12))
        when = holding(column(title, choices, spacing=5))
        fields = row(self.name_field, when, spacing=24)
        for part in (self.name_field, when):
            fields.setAlignment(part, Qt.AlignmentFlag.AlignTop)
        fields.setStretch(0, 2)
        fields.setStretch(1, 3)
        self.body.addLayout(fields)
        self.body.addWidget(self.problem)
        self.body.addWidget(self.figures)
        self.body.addWidget(self.note)
        self.body.addLayout(row(self.test_button, STRETCH, self.send_button))
        self.moment.set_moment(self._next_hour())
        self.when.changed.connect(lambda _when: self._plan())
        self.moment.dateTimeChanged.connect(lambda _moment: self._plan())
        self.name.textChanged.connect(lambda _text: self._plan())
        for signal in (
            self._composition.message_changed,
            self._composition.source_changed,
            self._composition.check_changed,
            self._composition.rows_changed,
            self._composition.plan_changed,
        ):
            signal.connect(self.show_state)
        self.show_state()

    def _next_hour(self) -> datetime:
        now = self._context.formats.moment(self._context.formats.now()).replace(tzinfo=None)
        return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=2 if now.minute > 30 else 1)

    # What the user plans

    def show_plan(self, name: str, send_at: int | None) -> None:
        """As a draft kept it; a time that has passed becomes the next hour, still to be agreed to."""
        self.name.setText(name)
        if send_at is not None:
            kept = self._context.formats.moment(send_at).replace(tzinfo=None)
            past = send_at <= self._context.formats.now()
            self.moment.set_moment(self._next_hour() if past else kept)
            self.when.set_value(LATER)
        self._plan()

    def send_at(self) -> int | None:
        """Milliseconds since 1970 UTC; None for now."""
        if self.when.value() == NOW:
            return None
        return self._context.formats.milliseconds(self.moment.moment())

    def plan_problem(self) -> str:
        """What is wrong with name or time; empty when nothing is."""
        if self.name_field.problem():
            return self.name_field.problem()
        at = self.send_at()
        if at is None:
            return ""
        wanted = self.moment.moment()
        if self._context.formats.moment(at).replace(tzinfo=None) != wanted:
            return tr(
                "There is no {typed} in {zone}: the clocks skip it.",
                typed=f"{wanted:%Y-%m-%d %H:%M}",
                zone=self._context.profile.time_zone,
            )
        now = self._context.formats.now()
        if at <= now:
            return tr("This time has passed. Choose a later one, or send now.")
        if at > now + int(timedelta(days=_FARTHEST_DAYS).total_seconds()) * 1000:
            return tr("Choose a time within a year.")
        return ""

    def _plan(self) -> None:
        self._composition.set_plan(name=self.name.text().strip(), send_at=self.send_at())
        self.show_state()

    # State

    def set_busy(self, busy: bool, *, sending: bool = True) -> None:
        """While the user is asked, and while it is sent, nothing can be pressed twice."""
        self.busy = busy
        self._sending = busy and sending
        self.show_state()

    @property
    def is_sending(self) -> bool:
        """Whether it is being handed over: the user has agreed."""
        return self._sending

    def show_state(self) -> None:
        composition = self._composition
        problem = composition.send_problem()
        found = composition.current
        later = self.when.value() == LATER
        self._later.setHidden(not later)
        self.zone.setText(self._context.profile.time_zone)
        mistaken = self.plan_problem() if later else ""
        self.problem.setText(mistaken)
        self.problem.setHidden(not mistaken)
        if problem or found is None:
            checked = found is not None and not composition.checking
            self.set_state(CLOSED, problem if checked else tr("Opens when the recipients are checked."))
        else:
            # Never a tick: what is sent leaves this page.
            self.set_state(OPEN, "" if self.plan_problem() else self._summary())
            self._show_figures(found)
        self._show_buttons(found, problem or self.plan_problem())

    def _summary(self) -> str:
        at = self.send_at()
        if at is None:
            return tr("Ready to be sent now")
        return tr("Ready to be sent {time}", time=self._context.formats.time(at))

    def _show_buttons(self, found: Preparation | None, problem: str) -> None:
        ready = found.ready if found is not None else 0
        template = self._composition.message.template
        self.name.setPlaceholderText(template.name if template else "")
        if self._sending:
            words = tr("Sending …")
        elif self.send_at() is not None:
            words = trn("Schedule {count} message", "Schedule {count} messages", ready)
        else:
            words = trn("Send {count} message", "Send {count} messages", ready)
        self.send_button.setText(words)
        self.send_button.setEnabled(not problem and not self.busy)
        self.send_button.setToolTip(plain_tip(problem))
        self.send_button.setAccessibleDescription(problem)
        self.test_button.setEnabled(not self._composition.send_problem() and not self.busy)

    def _show_figures(self, found: Preparation) -> None:
        cost = found.cost
        shown = [
            Figure(tr("Recipients"), formats.number(found.ready)),
            Figure(
                tr("Fragments"),
                formats.number(found.fragments),
                tip=fragment_tip(found.wording.region),
            ),
            Figure(
                tr("Cost"),
                formats.money(float(cost), found.currency) if cost is not None else formats.NOTHING,
                "" if cost is not None else no_price(),
            ),
        ]
        self.figures.set_figures(shown)
        self.note.setText(self._note(found))
        self.note.setHidden(not self.note.text())

    def _note(self, found: Preparation) -> str:
        notes = []
        wrong = found.rejected_count()
        if wrong:
            notes.append(trn("{count} row is left out.", "{count} rows are left out.", wrong))
        if found.wording.sms_type is SmsType.MARKETING:
            notes.append(
                tr(
                    "Marketing messages go out between {opens}:00 and {closes}:00 where the recipient is; "
                    "the rest waits.",
                    opens=f"{limits.MARKETING_OPENS_HOUR.value:02}",
                    closes=limits.MARKETING_CLOSES_HOUR.value,
                )
            )
        if self._context.profile.identity is Identity.INDIVIDUAL:
            notes.append(tr("As an individual's task it waits for approval before it is sent."))
        return " ".join(notes)
