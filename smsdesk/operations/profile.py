"""The profile: who the business is, where it is at home, what a fragment costs (P1–P3)."""

from __future__ import annotations

import re
import zoneinfo
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from functools import cache

from smsdesk.domain import limits
from smsdesk.domain.errors import Invalid, NotAllowed, NotFound
from smsdesk.domain.home_currency import home_currency
from smsdesk.domain.number_plans import home
from smsdesk.domain.profile import Identity, Profile
from smsdesk.domain.text import LANGUAGES, text
from smsdesk.operations.desk import Desk, operation, query
from smsdesk.operations.inputs import one_line
from smsdesk.store.settings import read_profile, write_profile

#: Where there is no profile yet.
DEFAULT_COUNTRY = "CN"
DEFAULT_ZONE = "Asia/Shanghai"

THEMES = ("", "light", "dark")
HIGHEST_PRICE = Decimal(1000)

_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)


@query
def profile(desk: Desk) -> Profile | None:
    """The profile; None before the questions of the first start were answered."""
    return read_profile(desk.session)


def required_profile(desk: Desk) -> Profile:
    """The profile. Raises ``NotFound`` with what to do when there is none."""
    found = profile(desk)
    if found is None:
        raise NotFound(
            text(
                "This desk is not set up yet. Open SMS Desk and answer its questions, or make a sample desk."
            )
        )
    return found


def identity(desk: Desk) -> Identity:
    """Decides rights (P2); an organization's while there is no profile."""
    found = profile(desk)
    return found.identity if found else Identity.ORGANIZATION


def home_country(desk: Desk) -> str:
    """ISO 3166 alpha-2 code of the home country."""
    found = profile(desk)
    return found.country if found else DEFAULT_COUNTRY


def time_zone(desk: Desk) -> zoneinfo.ZoneInfo:
    """The zone of every calendar day of the desk (P3)."""
    found = profile(desk)
    return zoneinfo.ZoneInfo(found.time_zone if found else DEFAULT_ZONE)


@operation(action="CreateProfile", on="profile")
def create_profile(
    desk: Desk, *, business_name: str, identity: Identity, country: str, time_zone: str, language: str = ""
) -> Profile:
    """The four answers of the first start (P1), and the language they were given in where it is not the
    system's. Prices are in the home country's currency until another is chosen.

    ``Invalid`` at the field, ``NotAllowed`` the second time.
    """
    if read_profile(desk.session) is not None:
        raise NotAllowed(text("This desk is set up already. Change its profile in the settings instead."))
    made = _checked(
        Profile(
            business_name=business_name,
            identity=identity,
            country=country,
            time_zone=time_zone,
            language=language,
        )
    )
    made = replace(made, currency=home_currency(made.country))
    write_profile(desk.session, made)
    return made


@operation(action="ModifyProfile", on="profile")
def update_profile(
    desk: Desk,
    *,
    business_name: str | None = None,
    country: str | None = None,
    time_zone: str | None = None,
    language: str | None = None,
    theme: str | None = None,
    currency: str | None = None,
    price_mainland: str | None = None,
    price_global: str | None = None,
    automatic_review: bool | None = None,
) -> Profile:
    """Change what is given, leave the rest; the currency follows the home country while there is no price
    and no other was chosen. ``Invalid`` at the field, ``NotFound`` without a profile."""
    before = required_profile(desk)
    given = {
        "business_name": business_name,
        "country": country,
        "time_zone": time_zone,
        "language": language,
        "theme": theme,
        "currency": currency,
        "price_mainland": price_mainland,
        "price_global": price_global,
        "automatic_review": automatic_review,
    }
    changes: dict[str, object] = {key: value for key, value in given.items() if value is not None}
    desk.before(before)
    after = _checked(replace(before, **changes))  # type: ignore[arg-type]  # the keywords above have the types
    if currency is None and _currency_is_open(before, after):
        after = replace(after, currency=home_currency(after.country))
    write_profile(desk.session, after)
    return after


@operation(action="ModifyProfile", on="profile")
def raise_to_organization(desk: Desk) -> Profile:
    """From individual to organization (P2); everything stays. There is no way back."""
    before = required_profile(desk)
    desk.before(before)
    after = replace(before, identity=Identity.ORGANIZATION)
    write_profile(desk.session, after)
    return after


def _currency_is_open(before: Profile, after: Profile) -> bool:
    """Whether the home country moved while its currency means nothing yet. A desk of an earlier version began
    with CNY wherever it was."""
    priced = any((before.price_mainland, before.price_global, after.price_mainland, after.price_global))
    unchosen = before.currency in (home_currency(before.country), "CNY")
    return before.country != after.country and unchosen and not priced


def _checked(given: Profile) -> Profile:
    """The profile in shape, or ``Invalid`` at its field."""
    country = given.country.strip().upper()
    if not re.fullmatch(r"[A-Z]{2}", country, re.ASCII) or home(country) is None:
        raise Invalid(
            text(
                "{country} is not the two-letter code of a country. Choose one like CN or GB.",
                country=country,
            ),
            field="country",
        )
    if given.time_zone not in _zones():
        raise Invalid(
            text("{zone} is not a time zone. Choose one like Asia/Shanghai.", zone=given.time_zone),
            field="time_zone",
        )
    if given.language not in ("", *LANGUAGES):
        raise Invalid(text("This language is not to be had."), field="language")
    if given.theme not in THEMES:
        raise Invalid(text("Choose light, dark, or the system's own."), field="theme")
    currency = given.currency.strip().upper()
    if not _CURRENCY.fullmatch(currency):
        raise Invalid(text("A currency has three letters, like CNY or EUR."), field="currency")
    return replace(
        given,
        business_name=one_line(given.business_name, field="business_name", most=limits.BUSINESS_NAME_LENGTH),
        identity=Identity(given.identity),
        country=country,
        currency=currency,
        price_mainland=_price(given.price_mainland, "price_mainland"),
        price_global=_price(given.price_global, "price_global"),
    )


def _price(given: str, field: str) -> str:
    """A price of 0–1,000 with at most six decimals, as typed by people: a decimal comma is understood."""
    written = given.strip().replace(",", ".")
    if not written:
        return ""
    try:
        price = Decimal(written)
        fine = re.fullmatch(r"\d{1,4}(\.\d{1,6})?", written, re.ASCII) and price <= HIGHEST_PRICE
    except InvalidOperation:
        fine = None
    if not fine:
        raise Invalid(
            text(
                "A price is a number from 0 to {most} with at most six decimals, like 0.045.",
                most=f"{HIGHEST_PRICE:,}",
            ),
            field=field,
        )
    return written


@cache
def _zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())
