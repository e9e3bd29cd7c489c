"""The sections of the settings: each a title, its fields and the values they begin with (P1, P2)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from smsdesk.domain.profile import Identity, Profile
from smsdesk.domain.text import LANGUAGES, tr
from smsdesk.operations.profile import THEMES
from smsdesk.ui.context import Context
from smsdesk.ui.settings.profile_fields import business_name_field, country_field, zone_field
from smsdesk.ui.widgets.choice_cards import Choice, ChoiceCards
from smsdesk.ui.widgets.form import Form, FormField, combo
from smsdesk.ui.widgets.labels import Picture, label, line
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row

#: Offered by name; any other of three letters may be typed.
CURRENCIES = ("CNY", "HKD", "USD", "EUR", "GBP", "JPY", "SGD", "AUD", "CAD", "CHF")

#: Stands in a field for what the profile keeps as empty: as the system has it.
SYSTEM = "system"


#: Saves what was changed in a section, by field; a ``DeskError`` names the field it belongs to.
Save = Callable[[Mapping[str, Any]], Awaitable[object]]

#: The values of a section's fields as they are kept, by field.
Load = Callable[[], Awaitable[Mapping[str, Any]]]


@dataclass(frozen=True)
class Section:
    """``fields`` are those of the form that stand in it."""

    key: str
    picture: str
    title: str
    content: QWidget
    fields: tuple[str, ...] = field(default=())
    save: Save | None = None
    """None: they are the profile's (``update_profile``)."""
    load: Load | None = None
    """None: the fields begin with what they show. Else they are filled when the settings open."""


def profile_section(context: Context, form: Form, raise_it: QPushButton) -> Section:
    """Who the business is, where and when (P1, P2)."""
    profile = context.profile
    name = form.add("business_name", business_name_field(profile.business_name))
    country = form.add("country", country_field(profile.country))
    zone = form.add("time_zone", zone_field(context, profile.time_zone))
    content = _page(tr("Profile"), "", name, country, zone, line(), _identity(profile, raise_it))
    return Section("profile", "building-2", tr("Profile"), content, ("business_name", "country", "time_zone"))


def _identity(profile: Profile, raise_it: QPushButton) -> QWidget:
    organization = profile.identity is Identity.ORGANIZATION
    words = (
        tr(
            "You send as a business or organization: regular and marketing messages, in mainland China and "
            "abroad, within limits you set."
        )
        if organization
        else tr(
            "You send in your own name: regular messages in mainland China, each bulk task approved first. "
            "As an organization, marketing, messages abroad and limits of your own are open to you."
        )
    )
    title = tr("Business or organization") if organization else tr("Person")
    raise_it.setHidden(organization)
    picture = Picture("building-2" if organization else "user", "accent_text", 20)
    text = column(label(title, "label"), label(words, "secondary", wrap=True), spacing=4)
    if not organization:
        text.addSpacing(6)
        text.addLayout(row(raise_it, STRETCH))
    whole = row(picture, text, spacing=12)
    whole.setStretch(1, 1)
    return holding(column(label(tr("Identity"), "label"), whole, spacing=8))


def prices_section(context: Context, form: Form) -> Section:
    """What a fragment costs, for the costs shown everywhere."""
    profile = context.profile
    currency = QLineEdit(profile.currency)
    currency.setMaxLength(3)
    first = form.add("currency", FormField(tr("Currency"), currency, hint=", ".join(CURRENCIES[:6]) + " …"))
    first.setFixedWidth(220)
    mainland = form.add(
        "price_mainland", _price(tr("Price of a fragment in mainland China"), profile.price_mainland)
    )
    abroad = form.add("price_global", _price(tr("Price of a fragment elsewhere"), profile.price_global))
    note = tr(
        "Your gateway's price list says what a fragment costs. With a price, SMS Desk shows what a task will "
        "cost before it is sent. Without one no costs are shown."
    )
    content = _page(tr("Prices"), note, first, mainland, abroad)
    return Section("prices", "coins", tr("Prices"), content, ("currency", "price_mainland", "price_global"))


def _price(words: str, value: str) -> FormField:
    control = QLineEdit(value)
    control.setPlaceholderText("0.045")
    control.setMaxLength(20)
    made = FormField(words, control, optional=True)
    made.setFixedWidth(320)
    return made


def appearance_section(context: Context, form: Form) -> Section:
    """Colours and language; at once, without a restart."""
    looks = {
        "": ("monitor", tr("As the system"), tr("Changes when it does")),
        "light": ("sun", tr("Light"), tr("For bright rooms")),
        "dark": ("moon", tr("Dark"), tr("Easy on the eyes")),
    }
    theme = ChoiceCards([Choice(each or SYSTEM, *looks[each]) for each in THEMES], tr("Colours"))
    theme.set_value(context.profile.theme or SYSTEM)
    colours = form.add("theme", FormField(tr("Colours"), theme))
    # A language is named in itself, so that whoever is lost in another finds it.
    spoken = combo([(SYSTEM, tr("As the system")), *LANGUAGES.items()], context.profile.language or SYSTEM)
    language = form.add(
        "language", FormField(tr("Language"), spoken, hint=tr("The window changes when you save."))
    )
    language.setFixedWidth(320)
    content = _page(tr("Appearance"), "", colours, language)
    return Section("appearance", "sun", tr("Appearance"), content, ("theme", "language"))


def _page(title: str, note: str, *parts: QWidget) -> QWidget:
    whole: QVBoxLayout = column(label(title, "title"), spacing=18, margins=(28, 22, 28, 20))
    if note:
        whole.addWidget(label(note, "secondary", wrap=True))
    for part in parts:
        whole.addWidget(part)
    whole.addStretch(1)
    return holding(whole)
