"""One alarm contact as a line: who, by which ways, of what, and what can be done (A9)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame

from smsdesk.domain.alarms import EVENT_WORDS, AlarmContact
from smsdesk.domain.text import tr
from smsdesk.ui.widgets.buttons import button, tool_button
from smsdesk.ui.widgets.labels import ElidedLabel, label
from smsdesk.ui.widgets.layouts import column, row


class ContactRow(QFrame):
    """The actions take the contact."""

    def __init__(
        self,
        contact: AlarmContact,
        *,
        test: Callable[[AlarmContact], object],
        edit: Callable[[AlarmContact], object],
        delete: Callable[[AlarmContact], object],
    ) -> None:
        super().__init__()
        self.setAccessibleName(contact.name)
        self.contact = contact
        ways = [each for each in (contact.number, contact.email) if each]
        about = column(
            ElidedLabel(contact.name, "label"),
            ElidedLabel(tr(" · ").join(ways), "secondary"),
            spacing=3,
        )
        # In words and without colour: these are wishes, not the state something is in.
        events = tr(", ").join(str(EVENT_WORDS[event]) for event in contact.events)
        about.addWidget(label(tr("Told of: {events}", events=events), "small", wrap=True))
        self.test_button = button(tr("Send a test alarm"), lambda: test(contact), picture="bell")
        self.test_button.setAccessibleDescription(contact.name)
        edit_it = tool_button("pencil", tr("Edit {name}", name=contact.name), lambda: edit(contact))
        delete_it = tool_button("trash-2", tr("Delete {name}", name=contact.name), lambda: delete(contact))
        whole = row(about, self.test_button, edit_it, delete_it, spacing=8, margins=(0, 4, 0, 4))
        whole.setStretch(0, 1)
        self.setLayout(whole)
