"""One calm page with the four questions, and two ways on (P1)."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout

from smsdesk.domain import places
from smsdesk.domain.errors import DeskError
from smsdesk.domain.profile import Profile
from smsdesk.domain.text import LANGUAGES, language, tr
from smsdesk.operations.profile import create_profile
from smsdesk.operations.profile import profile as read_profile
from smsdesk.ui.context import Context
from smsdesk.ui.first_run import sample
from smsdesk.ui.icons import app_icon
from smsdesk.ui.settings.profile_fields import (
    business_name_field,
    country_field,
    identity_field,
    zone_field,
)
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.card import Card
from smsdesk.ui.widgets.form import Form
from smsdesk.ui.widgets.labels import Picture, label, line
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row, scrolling
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.searchable_choice import SearchableChoice
from smsdesk.ui.widgets.segmented import SegmentedControl

WIDTH = 720


class FirstRunPage(Page):
    """Business name, identity, home country and time zone."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._begun = False
        known = context.profile
        self.form = Form(self)
        self.name = self.form.add("business_name", business_name_field(known.business_name))
        self.identity = self.form.add("identity", identity_field(known.identity))
        self.country = self.form.add("country", country_field(known.country))
        self.zone = self.form.add("time_zone", zone_field(context, known.time_zone))
        self.start: QPushButton = button(tr("Start"), self._start, kind="primary")
        self.try_it: QPushButton = button(tr("Try it with sample data"), self._try, picture="sparkles")
        self.start.setMinimumWidth(120)
        self.form.save_with(self.start)
        self.form.changed.connect(self._look)
        lands = self.country.control
        assert isinstance(lands, SearchableChoice)
        lands.chosen.connect(self._moved)
        self._suggested = known.time_zone
        control = self.name.control
        assert isinstance(control, QLineEdit)
        control.returnPressed.connect(self.start.click)
        self._build()
        self._look()

    def _build(self) -> None:
        self._head_holder.hide()
        picture = QLabel()
        picture.setPixmap(app_icon().pixmap(56, 56))
        welcome = column(
            label(tr("Welcome to SMS Desk"), "title"),
            label(tr("Four questions, and your desk is ready. All can be changed later."), "secondary"),
            spacing=4,
        )
        head = row(picture, welcome, STRETCH, self._languages(), spacing=16)
        head.setAlignment(self.languages, Qt.AlignmentFlag.AlignTop)
        card = Card()
        card.body.setSpacing(18)
        card.body.setContentsMargins(24, 20, 24, 20)
        card.add(self.name, self.identity)
        where = row(self.country, self.zone, spacing=16)
        for index, field in enumerate((self.country, self.zone)):
            where.setStretch(index, 1)
            where.setAlignment(field, Qt.AlignmentFlag.AlignTop)
        card.body.addLayout(where)
        card.body.addWidget(line())
        card.body.addLayout(self._ways_on())
        page: QVBoxLayout = column(STRETCH, head, card, STRETCH, spacing=20, margins=(0, 8, 0, 16))
        page.setStretch(3, 2)
        whole = holding(page)
        whole.setFixedWidth(WIDTH)
        self.body.addWidget(scrolling(holding(row(STRETCH, whole, STRETCH))))

    def _languages(self) -> SegmentedControl:
        # A language is named in itself, so that whoever is lost in another finds it.
        self.languages = SegmentedControl(list(LANGUAGES.items()), tr("Language"))
        self.languages.set_value(language())
        self.languages.changed.connect(self._speak)
        return self.languages

    def _ways_on(self) -> QVBoxLayout:
        self._note = label("", "small", wrap=True)
        self._note.setText(
            tr(
                "The sample is a bakery with customers, templates and a spreadsheet to send. Nothing leaves "
                "this computer."
            )
        )
        about = row(Picture("info", "text_secondary", 14), self._note, spacing=8)
        about.setStretch(1, 1)
        return column(row(self.try_it, STRETCH, self.start, spacing=12), about, spacing=10)

    async def load(self) -> None:
        # Here and not when it is shown: the window then takes the focus for itself.
        if not self.name.value():
            self.name.control.setFocus()

    def answers(self) -> Profile:
        """What stands in the form now, right or wrong."""
        given = self.form.values()
        return replace(
            self.context.profile,
            business_name=given["business_name"],
            identity=given["identity"],
            country=given["country"] or "",
            time_zone=given["time_zone"] or "",
        )

    def _speak(self, code: object) -> None:
        self.context.state.answer(replace(self.answers(), language=str(code)))

    def _look(self) -> None:
        """The sample needs no name: it brings one."""
        wrong = [
            field.problem()
            for key, field in self.form.fields.items()
            if key != "business_name" and field.problem()
        ]
        self.try_it.setEnabled(not wrong and not self._begun)
        self.try_it.setToolTip(wrong[0] if wrong else "")

    def _moved(self, country: str) -> None:
        """The clock follows the country, once it is chosen, until it is set by hand."""
        zone = self.zone.value()
        if zone != self._suggested or places.zone_country(zone) == country:
            return
        self._suggested = places.home_zone(country) or zone
        self.zone.set_value(self._suggested)

    def _start(self) -> None:
        self._begin(_create)

    def _try(self) -> None:
        if not self.name.value():
            self.name.set_value(tr("Riverside Bakery"))
        self._begin(sample.begin)

    def _begin(self, way: Callable[[Context, Profile], Coroutine[Any, Any, None]]) -> None:
        # Not as work of this page: it goes away in the middle of it.
        self.context.runner.spawn(self._go(way), self.bars)

    async def _go(self, way: Callable[[Context, Profile], Coroutine[Any, Any, None]]) -> None:
        self._rest(True)
        try:
            await way(self.context, self.answers())
        except DeskError as fault:
            self._rest(False)
            if not self.form.tell(fault):
                raise

    def _rest(self, begun: bool) -> None:
        self._begun = begun
        self.form.set_busy(begun)
        for field in self.form.fields.values():
            field.setEnabled(not begun)


async def _create(context: Context, answers: Profile) -> None:
    await context.runner.run(
        create_profile,
        business_name=answers.business_name,
        identity=answers.identity,
        country=answers.country,
        time_zone=answers.time_zone,
        language=answers.language,
    )
    found = await context.runner.run(read_profile)
    assert found is not None
    context.state.set(found)
