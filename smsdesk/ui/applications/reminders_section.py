"""When somebody is told that more is sent than usual (A7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from smsdesk.domain import limits
from smsdesk.domain.alarms import AlarmContact, AlarmEvent
from smsdesk.domain.applications import Application, Reminders
from smsdesk.domain.profile import Identity, Region
from smsdesk.domain.text import tr
from smsdesk.operations.alarm_ways import sent_today
from smsdesk.operations.alarms import alarm_contacts, set_reminders
from smsdesk.ui import formats
from smsdesk.ui.applications.beside import Beside
from smsdesk.ui.applications.section import FormSection
from smsdesk.ui.applications.switched_number import SwitchedNumber, align
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.card import Card
from smsdesk.ui.widgets.form import FormField
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column, row

if TYPE_CHECKING:
    from smsdesk.ui.applications.application_page import ApplicationPage

#: Stands in the field of a reminder that was never set.
_FIRST = 5_000
#: Under the words of a switch.
_INDENT = (26, 0, 0, 0)


class RemindersSection(FormSection):
    """A threshold for each region that can be switched off, with today's figure beside it."""

    follows = frozenset({"message"})

    def __init__(self, page: ApplicationPage) -> None:
        super().__init__(page)
        self.today = {Region.MAINLAND: label("", "small"), Region.GLOBAL: label("", "small")}
        most, unit = limits.REMINDER_MAXIMUM.value, tr(" a day")
        self.mainland = SwitchedNumber(
            tr("Remind when messages to mainland China pass"), most=most, unit=unit, first=_FIRST
        )
        self.abroad = SwitchedNumber(
            tr("Remind when messages to the rest of the world pass"),
            most=most,
            unit=unit,
            first=_FIRST,
        )
        for control in (self.mainland, self.abroad):
            control.number.setSingleStep(100)
            control.changed.connect(self._say_today)
        align(self.mainland, self.abroad)
        self._abroad_field = self.form.add("abroad", FormField("", self.abroad, optional=True))
        mainland = self.form.add("mainland", FormField("", self.mainland, optional=True))
        card = Card(
            tr("Reminders"),
            note=tr(
                "The first message past a threshold tells the contacts, once a day. Sending goes on; nothing "
                "is held back."
            ),
        )
        for field, region in ((mainland, Region.MAINLAND), (self._abroad_field, Region.GLOBAL)):
            today = row(self.today[region], margins=_INDENT)
            card.body.addLayout(column(field, today, spacing=2))
        card.body.addLayout(row(self.save_button, self.discard_button, STRETCH))
        self.told = label("", "secondary", wrap=True)
        told = Card(tr("Who is told")).add(self.told)
        told.body.addLayout(row(button(tr("Alarm contacts"), lambda: page.choose("alarms")), STRETCH))
        self._counts: Mapping[Region, int] = {}
        self.setLayout(column(Beside(card, told)))
        self.finish()

    async def load(self, shown: Application) -> None:
        await super().load(shown)
        run = self.page.context.runner.run
        self._counts = await run(sent_today, application_id=shown.id)
        contacts = await run(alarm_contacts, application_id=shown.id)
        # An individual sends nothing abroad (P2).
        individual = self.page.context.profile.identity is Identity.INDIVIDUAL
        self._abroad_field.setVisible(not individual)
        self.today[Region.GLOBAL].setVisible(not individual)
        self.fill(mainland=shown.reminders.mainland, abroad=shown.reminders.abroad)
        self.told.setText(_told([each for each in contacts if AlarmEvent.EXCESSIVE in each.events]))
        self._say_today()

    async def save(self, values: Mapping[str, Any]) -> Application:
        assert self.shown is not None
        abroad = values.get("abroad", self.shown.reminders.abroad)
        return await self.page.context.runner.run(
            set_reminders,
            application_id=self.application_id,
            reminders=Reminders(values["mainland"], abroad),
        )

    def _say_today(self) -> None:
        for region, control in ((Region.MAINLAND, self.mainland), (Region.GLOBAL, self.abroad)):
            count, threshold = self._counts.get(region, 0), control.value()
            words = self.today[region]
            past = threshold is not None and count > threshold
            if threshold is None:
                words.setText(tr("Today so far: {count}", count=formats.number(count)))
            elif past:
                words.setText(
                    tr(
                        "Today so far: {count}, past {threshold}",
                        count=formats.number(count),
                        threshold=formats.number(threshold),
                    )
                )
            else:
                words.setText(
                    tr(
                        "Today so far: {count} of {threshold}",
                        count=formats.number(count),
                        threshold=formats.number(threshold),
                    )
                )
            kind = "warning" if past else "small"
            if words.property("kind") != kind:
                words.setProperty("kind", kind)
                words.style().unpolish(words)
                words.style().polish(words)


def _told(contacts: Sequence[AlarmContact]) -> str:
    desktop = tr("It is shown on this computer’s desktop.")
    if not contacts:
        nobody = tr(
            "No alarm contact wants to know of more messages than usual. Add one who is told by SMS or email."
        )
        return tr("{desktop} {contacts}", desktop=desktop, contacts=nobody)
    names = tr(", ").join(each.name for each in contacts)
    told = tr("These contacts are told by SMS or email: {names}.", names=names)
    return tr("{desktop} {contacts}", desktop=desktop, contacts=told)
