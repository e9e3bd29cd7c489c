"""The four questions of the first start (P1)."""

from __future__ import annotations

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QLineEdit, QWidget

from smsdesk.domain.errors import DeskError
from smsdesk.domain.limits import BUSINESS_NAME_LENGTH
from smsdesk.domain.profile import Identity
from smsdesk.domain.text import tr
from smsdesk.operations.profile import create_profile
from smsdesk.ui.context import Context
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.card import Card
from smsdesk.ui.widgets.form import Form, FormField
from smsdesk.ui.widgets.layouts import STRETCH, row
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.segmented import SegmentedControl


def create(context: Context) -> QWidget:
    """Shown instead of the tabs until there is a profile."""
    return FirstRunPage(context)


class FirstRunPage(Page):
    """Business name, identity, home country and time zone."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, title=tr("Welcome to SMS Desk"))
        self._form = Form(self)
        identities = SegmentedControl(
            [(Identity.ORGANIZATION, tr("Organization")), (Identity.INDIVIDUAL, tr("Individual"))],
            tr("Identity"),
        )
        country = QLocale.territoryToCode(QLocale.system().territory())
        fields = {
            "business_name": FormField(tr("Business name"), QLineEdit(), limit=BUSINESS_NAME_LENGTH.value),
            "identity": FormField(tr("You are"), identities),
            "country": FormField(
                tr("Home country"),
                QLineEdit(country if country.isalpha() else ""),
                hint=tr("Two letters, like DE"),
            ),
            "time_zone": FormField(tr("Time zone"), QLineEdit(context.profile.time_zone)),
        }
        card = Card(tr("Four questions, then you can begin"))
        card.setMaximumWidth(480)
        for key, field in fields.items():
            card.add(self._form.add(key, field))
        start = button(tr("Start"), self.act(self._start), kind="primary")
        self._form.save_with(start)
        card.body.addLayout(row(STRETCH, start))
        self.body.addLayout(row(STRETCH, card, STRETCH))
        self.body.addStretch(1)

    async def _start(self) -> None:
        try:
            await self.context.runner.run(create_profile, **self._form.values())
        except DeskError as fault:
            if not self._form.tell(fault):
                raise
