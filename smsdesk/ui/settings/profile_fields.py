"""The fields that the first start and the settings both ask for (P1)."""

from __future__ import annotations

import unicodedata

from PySide6.QtWidgets import QLineEdit

from smsdesk.domain import places
from smsdesk.domain.limits import BUSINESS_NAME_LENGTH
from smsdesk.domain.profile import Identity
from smsdesk.domain.text import tr
from smsdesk.ui.context import Context
from smsdesk.ui.widgets.choice_cards import Choice, ChoiceCards
from smsdesk.ui.widgets.form import FormField
from smsdesk.ui.widgets.searchable_choice import SearchableChoice


def business_name_field(value: str) -> FormField:
    """What the business is called."""
    control = QLineEdit(value)
    control.setPlaceholderText(tr("Riverside Bakery"))
    hint = tr("Shown in the window's title. Customers see your signature, not this.")
    return FormField(tr("Business name"), control, hint=hint, limit=BUSINESS_NAME_LENGTH.value)


def identity_field(value: Identity) -> FormField:
    """Who sends, in words that need no lawyer (P2)."""
    cards = ChoiceCards(
        [
            Choice(
                Identity.ORGANIZATION,
                "building-2",
                tr("A business or organization"),
                tr(
                    "With a business licence or the like. Regular and marketing messages, in China and "
                    "abroad, within limits you set."
                ),
            ),
            Choice(
                Identity.INDIVIDUAL,
                "user",
                tr("A person"),
                tr(
                    "In your own name. Regular messages in mainland China; each bulk task is approved "
                    "first. You can become an organization later."
                ),
            ),
        ],
        tr("You are"),
    )
    cards.set_value(value)
    return FormField(tr("You are"), cards)


def country_field(value: str) -> FormField:
    """Where numbers without a country code belong."""
    listed = sorted(places.countries().items(), key=lambda one: _sorting(one[1]))
    control = SearchableChoice(listed, value, hint=tr("Type to search"), aliases=places.country_aliases())

    def nothing() -> str:
        if not control.words():
            return tr("{field} is needed", field=tr("Home country"))
        return tr("“{words}” is no country we know: choose one from the list", words=control.words())

    return FormField(
        tr("Home country"),
        control,
        hint=tr("Numbers without a country code are from here."),
        missing=nothing,
        waits=control.is_half_typed,
    )


def zone_field(context: Context, value: str) -> FormField:
    """When a day begins (P3)."""
    now = context.formats.now()
    known = places.zones()
    listed = [value, *known] if value and value not in known else known
    choices = [
        (zone, f"{places.zone_name(zone)} ({places.zone_offset(zone, now)})" if zone != "UTC" else zone)
        for zone in listed
    ]
    control = SearchableChoice(
        sorted(choices, key=lambda one: _sorting(one[1])),
        value,
        hint=tr("Type a city or a country"),
        aliases=places.zone_aliases(),
    )

    def nothing() -> str:
        if not control.words():
            return tr("{field} is needed", field=tr("Time zone"))
        return tr("“{words}” is no time zone we know: choose one from the list", words=control.words())

    return FormField(
        tr("Time zone"),
        control,
        hint=tr("Days, limits and schedules go by this clock."),
        missing=nothing,
        waits=control.is_half_typed,
    )


def _sorting(name: str) -> bytes:
    """Chinese by sound, as a reader looks for it: GB 2312 has its common characters in that order. Of other
    names it keeps the order of the alphabet, accents aside."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(one for one in plain if not unicodedata.combining(one)).encode("gb18030", "replace")
