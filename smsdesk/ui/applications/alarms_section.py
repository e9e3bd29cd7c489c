"""Who is told when something needs a person, and what they were told (A9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from smsdesk.domain import limits
from smsdesk.domain.alarms import AlarmContact
from smsdesk.domain.applications import Application
from smsdesk.domain.errors import DeskError
from smsdesk.domain.text import tr
from smsdesk.operations.alarm_ways import AlarmWays, alarm_ways
from smsdesk.operations.alarms import (
    add_alarm_contact,
    alarm_contacts,
    delete_alarm_contact,
    recent_alarms,
    test_alarm_contact,
    update_alarm_contact,
)
from smsdesk.ui.applications.beside import Beside
from smsdesk.ui.applications.contact_form import ContactForm
from smsdesk.ui.applications.contact_row import ContactRow
from smsdesk.ui.applications.recent_alarms_card import RecentAlarmsCard
from smsdesk.ui.applications.section import Section
from smsdesk.ui.settings.dialog import show_settings
from smsdesk.ui.widgets.bars import Bar
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.card import Card
from smsdesk.ui.widgets.empty_state import EmptyState
from smsdesk.ui.widgets.labels import label, line
from smsdesk.ui.widgets.layouts import clear, column
from smsdesk.ui.widgets.toast import toast

if TYPE_CHECKING:
    from smsdesk.ui.applications.application_page import ApplicationPage

MOST = limits.ALARM_CONTACTS.value


class AlarmsSection(Section):
    """The contacts, what is missing before they can be reached, and beside them what happened."""

    follows = frozenset({"message", "mail", "signature"})

    def __init__(self, page: ApplicationPage) -> None:
        super().__init__(page)
        self._contacts: Sequence[AlarmContact] = ()
        self._written: dict[str, Any] = {}
        self.count = label("", "secondary")
        self.add_button = button(tr("Add contact"), lambda: self._open(None), kind="primary", picture="plus")
        self.primary = self.add_button
        self.no_email = Bar(
            "warning",
            tr("Emails cannot be sent: no email account is set up."),
            actions=((tr("Set up email…"), page.act(self._set_up_email)),),
            lasting=True,
        )
        self.no_signature = Bar(
            "warning",
            tr("SMS to mainland China cannot be sent: there is no approved signature."),
            actions=((tr("Signatures"), lambda: page.context.open("signatures")),),
            lasting=True,
        )
        self._rows = column(spacing=8)
        self._empty = EmptyState(
            "bell",
            tr("Nobody is told yet."),
            tr(
                "A contact is told by SMS or email when messages are held back, when more is sent than "
                "usual, or when a review is decided."
            ),
            action=(tr("Add contact"), lambda: self._open(None)),
        )
        self.contacts = Card(tr("Alarm contacts"), self.count, self.add_button)
        self.contacts.add(self.no_email, self.no_signature)
        self.contacts.body.addLayout(self._rows)
        self.contacts.add(self._empty)
        for each in (self.no_email, self.no_signature, self._empty):
            each.hide()
        self.recent = RecentAlarmsCard(page)
        self.setLayout(column(Beside(self.contacts, self.recent)))

    async def load(self, shown: Application) -> None:
        await super().load(shown)
        run = self.page.context.runner.run
        contacts = await run(alarm_contacts, application_id=shown.id)
        ways = await run(alarm_ways)
        self.recent.show_alarms(
            await run(recent_alarms, application_id=shown.id, limit=self.recent.limit + 1)
        )
        self._show(contacts, ways)

    def _show(self, contacts: Sequence[AlarmContact], ways: AlarmWays) -> None:
        full = limits.ALARM_CONTACTS.reached(len(contacts))
        why = tr("There are {limit} contacts, no more are possible. Delete one first.", limit=MOST)
        self.count.setText(tr("{count} of {limit}", count=len(contacts), limit=MOST))
        self.add_button.setEnabled(not full)
        self.add_button.setToolTip(why if full else "")
        self.add_button.setAccessibleDescription(why if full else "")
        self.add_button.setVisible(bool(contacts))
        self._empty.setVisible(not contacts)
        self.no_email.setVisible(not ways.email and any(each.email for each in contacts))
        mainland = any(each.number.startswith("+86") for each in contacts)
        self.no_signature.setVisible(not ways.mainland and mainland)
        if list(contacts) != list(self._contacts):
            self._contacts = contacts
            clear(self._rows)
            for place, contact in enumerate(contacts):
                if place:
                    self._rows.addWidget(line())
                self._rows.addWidget(
                    ContactRow(contact, test=self._test, edit=self._open, delete=self._delete)
                )

    # The form; what is written in it is kept while the user looks elsewhere

    def edits(self) -> dict[str, Any]:
        return dict(self._written)

    def take_up(self, edits: Mapping[str, Any]) -> None:
        contact = next((each for each in self._contacts if each.id == edits["contact"]), None)
        if contact is not None or not edits["contact"]:
            self._written = dict(edits)
            self._open(contact)

    def _open(self, contact: AlarmContact | None) -> None:
        key = contact.id if contact else 0
        form = ContactForm(self.page, contact, self._save, self._cancel)
        if self._written.get("contact") == key:
            form.form.set_values(**self._written["values"])
        form.written.connect(lambda: self._write(key, form))
        self.page.panel.open_with(
            tr("Edit contact") if contact else tr("New alarm contact"),
            form,
            form.cancel_button,
            form.save_button,
            focus=form.form.fields["name"].control,
        )
        self._write(key, form)

    def _write(self, key: int, form: ContactForm) -> None:
        changes = form.changes()
        self._written = {"contact": key, "values": dict(changes)} if changes else {}
        self.edited.emit()

    def _cancel(self) -> None:
        self._written = {}
        self.edited.emit()
        self.page.panel.close_panel()

    async def _save(self, form: ContactForm) -> None:
        run, values = self.page.context.runner.run, form.form.values()
        form.form.set_busy(True)
        try:
            if form.contact is None:
                await run(add_alarm_contact, application_id=self.application_id, **values)
            else:
                await run(update_alarm_contact, contact_id=form.contact.id, **values)
        except DeskError as fault:
            if not form.form.tell(fault):
                self.page.panel.bars.error(fault)
            return
        finally:
            form.form.set_busy(False)
        self._cancel()
        toast(self.page, tr("Saved"))

    # One contact

    def _test(self, contact: AlarmContact) -> None:
        self.page.spawn(self._send_test(contact))

    async def _send_test(self, contact: AlarmContact) -> None:
        await self.page.context.runner.run(test_alarm_contact, contact_id=contact.id)
        self.page.bars.info(
            tr(
                "A test alarm for {name} has begun. Under Recent alarms stands whether it arrives.",
                name=contact.name,
            )
        )

    def _delete(self, contact: AlarmContact) -> None:
        self.page.spawn(self._delete_it(contact))

    async def _delete_it(self, contact: AlarmContact) -> None:
        await self.page.context.runner.run(delete_alarm_contact, contact_id=contact.id)
        if self._written.get("contact") == contact.id:
            self._cancel()
        self.page.bars.undo(
            tr("“{name}” is told nothing more.", name=contact.name),
            lambda: self.page.spawn(self._put_back(contact)),
        )

    async def _put_back(self, contact: AlarmContact) -> None:
        await self.page.context.runner.run(
            add_alarm_contact,
            application_id=contact.application_id,
            name=contact.name,
            number=contact.number,
            email=contact.email,
            events=contact.events,
        )

    async def _set_up_email(self) -> None:
        await show_settings(self.page.context, "mail")
        self.page.refresh()
