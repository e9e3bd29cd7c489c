"""The form in the panel that makes or changes an alarm contact (A9)."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton, QWidget

from smsdesk.domain import limits
from smsdesk.domain.alarms import EVENT_WORDS, EVENTS_TO_CHOOSE, AlarmContact, AlarmEvent
from smsdesk.domain.email_addresses import email_fault
from smsdesk.domain.text import Text, tr
from smsdesk.operations.entering import AnyRegionReader
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.form import Form, FormField
from smsdesk.ui.widgets.layouts import column
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.tips import plain_tip

#: What each event means, below its name.
_EXPLAINED = {
    AlarmEvent.FREQUENCY_LIMIT: lambda: tr("Messages were held back by the sending limits."),
    AlarmEvent.EXCESSIVE: lambda: tr("The first message past a reminder’s threshold, once a day."),
    AlarmEvent.REVIEW: lambda: tr("A signature or template was approved or rejected."),
}


class EventTicks(QWidget):
    """A control for a form: the events that are ticked."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.boxes: dict[AlarmEvent, QCheckBox] = {}
        for event in EVENTS_TO_CHOOSE:
            box = QCheckBox(str(EVENT_WORDS[event]))
            box.setToolTip(_EXPLAINED[event]())
            box.setAccessibleDescription(_EXPLAINED[event]())
            box.toggled.connect(lambda _on: self.changed.emit())
            self.boxes[event] = box
        self.setLayout(column(*self.boxes.values(), spacing=8))
        self.setFocusProxy(self.boxes[EVENTS_TO_CHOOSE[0]])

    def value(self) -> tuple[AlarmEvent, ...]:
        return tuple(event for event, box in self.boxes.items() if box.isChecked())

    def set_value(self, events: Sequence[AlarmEvent]) -> None:
        for event, box in self.boxes.items():
            box.setChecked(event in events)


class ContactForm(QWidget):
    """``save_button`` and ``cancel_button`` are for the foot of the panel. ``written`` at every change."""

    written = Signal()

    def __init__(
        self,
        page: Page,
        contact: AlarmContact | None,
        save: Callable[[ContactForm], Coroutine[Any, Any, None]],
        cancel: Callable[[], object],
    ) -> None:
        """``contact`` None makes a new one."""
        super().__init__()
        self.contact = contact
        self._country = page.context.profile.country
        self.form = Form(self)
        name = self.form.add(
            "name", FormField(tr("Name"), QLineEdit(), limit=limits.ALARM_CONTACT_NAME_LENGTH.value)
        )
        number = self.form.add(
            "number",
            FormField(
                tr("Mobile number"),
                QLineEdit(),
                optional=True,
                rule=self._number_fault,
                hint=tr("Told by SMS through this application’s gateway."),
            ),
        )
        email = self.form.add(
            "email",
            FormField(
                tr("Email"),
                QLineEdit(),
                optional=True,
                rule=email_fault,
                hint=tr("Told by email through the account in Settings."),
            ),
        )
        events = self.form.add("events", FormField(tr("Tell of"), EventTicks(), rule=_none_chosen))
        self.start: dict[str, Any] = {
            "name": contact.name if contact else "",
            "number": contact.number if contact else "",
            "email": contact.email if contact else "",
            "events": contact.events if contact else EVENTS_TO_CHOOSE,
        }
        self.form.set_values(**self.start)
        self.save_button: QPushButton = button(
            tr("Save changes") if contact else tr("Add contact"), page.act(save, self), kind="primary"
        )
        self.cancel_button: QPushButton = button(tr("Cancel"), cancel)
        self.setLayout(column(name, number, email, events, spacing=16))
        self.form.save_with(self.save_button)
        self.form.changed.connect(self._look)
        self._look()

    def changes(self) -> Mapping[str, Any]:
        """What differs from what the form began with; empty for nothing."""
        values = self.form.values()
        return values if values != self.start else {}

    def _look(self) -> None:
        values = self.form.values()
        reason = ""
        if not values["number"] and not values["email"]:
            reason = tr("Enter a mobile number, an email address or both.")
        elif self.contact is not None and values == self.start:
            reason = tr("Nothing has been changed.")
        if reason and self.save_button.isEnabled():
            self.save_button.setEnabled(False)
            self.save_button.setToolTip(plain_tip(reason))
            self.save_button.setAccessibleDescription(reason)
        self.written.emit()

    def _number_fault(self, number: str) -> Text | None:
        reading = AnyRegionReader(self._country).read(number)
        return reading.problem if reading.reason else None


def _none_chosen(events: Sequence[AlarmEvent]) -> str:
    return "" if events else tr("Choose at least one event.")
