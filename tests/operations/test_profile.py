"""The profile (P1–P3)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from smsdesk.domain.errors import Invalid, NotAllowed, NotFound
from smsdesk.domain.home_currency import home_currency
from smsdesk.domain.places import countries
from smsdesk.domain.profile import Identity, Profile
from smsdesk.operations.desk import Desk
from smsdesk.operations.profile import (
    create_profile,
    home_country,
    identity,
    profile,
    raise_to_organization,
    required_profile,
    time_zone,
    update_profile,
)
from smsdesk.store.tables import SettingRow
from smsdesk.ui.settings.sections import CURRENCIES

ANSWERS = {
    "business_name": "Riverside Bakery",
    "identity": Identity.INDIVIDUAL,
    "country": "gb",
    "time_zone": "Europe/London",
}


@pytest.fixture
def fresh(desk: Desk) -> Desk:
    """Before the first start was answered."""
    with desk.database.write() as session:
        session.query(SettingRow).delete()
    return desk


def test_before_the_first_start_there_is_none(fresh: Desk) -> None:
    assert profile(fresh) is None
    assert identity(fresh) is Identity.ORGANIZATION
    assert (home_country(fresh), time_zone(fresh).key) == ("CN", "Asia/Shanghai")
    for refused in (required_profile, raise_to_organization, lambda desk: update_profile(desk, theme="dark")):
        with pytest.raises(NotFound):
            refused(fresh)


def test_the_four_answers_are_kept(fresh: Desk) -> None:
    made = create_profile(fresh, **ANSWERS)
    expected = Profile("Riverside Bakery", Identity.INDIVIDUAL, "GB", "Europe/London", currency="GBP")
    assert made == profile(fresh) == expected
    assert (home_country(fresh), time_zone(fresh).key) == ("GB", "Europe/London")
    with pytest.raises(NotAllowed):
        create_profile(fresh, **ANSWERS)


@pytest.mark.parametrize(
    ("country", "currency"),
    [("CN", "CNY"), ("GB", "GBP"), ("DE", "EUR"), ("HR", "EUR"), ("HK", "HKD"), ("US", "USD"), ("BR", "USD")],
)
def test_prices_are_in_the_home_countrys_currency(fresh: Desk, country: str, currency: str) -> None:
    assert create_profile(fresh, **{**ANSWERS, "country": country}).currency == currency


@pytest.mark.parametrize(
    ("chosen", "moved", "currency"),
    [
        ({}, {}, "EUR"),
        ({"currency": "CNY"}, {}, "EUR"),  # what a desk of an earlier version began with
        ({"currency": "USD"}, {}, "USD"),
        ({"price_global": "0.04"}, {}, "GBP"),
        ({}, {"price_mainland": "0.04"}, "GBP"),
        ({}, {"currency": "chf"}, "CHF"),
    ],
)
def test_the_currency_follows_the_home_country_until_a_price_or_currency_is_given(
    fresh: Desk, chosen: dict[str, str], moved: dict[str, str], currency: str
) -> None:
    create_profile(fresh, **ANSWERS)
    if chosen:
        update_profile(fresh, **chosen)
    assert update_profile(fresh, country="de", **moved).currency == currency
    assert update_profile(fresh, business_name="Else").currency == currency


def test_every_home_currency_is_one_of_those_offered() -> None:
    assert {home_currency(country) for country in countries()} == set(CURRENCIES)
    assert home_currency("ZZ") == "USD"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("business_name", ""),
        ("business_name", "  \t "),
        ("business_name", "x" * 61),
        ("business_name", "two\nlines"),
        ("country", "XX"),
        ("country", "GBR"),
        ("country", ""),
        ("time_zone", "Europe"),
        ("time_zone", ""),
        ("time_zone", "../../etc/passwd"),
    ],
)
def test_a_wrong_answer_is_told_at_its_field(fresh: Desk, field: str, value: str) -> None:
    with pytest.raises(Invalid) as told:
        create_profile(fresh, **{**ANSWERS, field: value})
    assert told.value.field == field
    assert profile(fresh) is None


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("business_name", " 河畔面包房 ", "河畔面包房"),
        ("business_name", "x" * 60, "x" * 60),
        ("price_mainland", "0.045", "0.045"),
        ("price_mainland", " 0,045 ", "0.045"),
        ("price_global", "1000", "1000"),
        ("price_global", "", ""),
        ("currency", "eur", "EUR"),
        ("language", "zh_CN", "zh_CN"),
        ("theme", "dark", "dark"),
        ("automatic_review", False, False),
        ("time_zone", "America/St_Johns", "America/St_Johns"),
    ],
)
def test_what_is_changed_is_changed_and_nothing_else(
    desk: Desk, field: str, value: object, kept: object
) -> None:
    before = required_profile(desk)
    after = update_profile(desk, **{field: value})
    assert profile(desk) == after
    assert getattr(after, field) == kept
    others = {name: known for name, known in vars(before).items() if name != field}
    assert {name: known for name, known in vars(after).items() if name != field} == others


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("price_mainland", "free"),
        ("price_mainland", "-1"),
        ("price_mainland", "1000.01"),
        ("price_mainland", "0.0000001"),
        ("price_global", "1e3"),
        ("price_global", "NaN"),
        ("price_global", "٣"),
        ("currency", "EURO"),
        ("currency", "€"),
        ("language", "tlh"),
        ("theme", "pink"),
    ],
)
def test_a_wrong_change_changes_nothing(desk: Desk, field: str, value: str) -> None:
    before = profile(desk)
    with pytest.raises(Invalid) as told:
        update_profile(desk, **{field: value})
    assert told.value.field == field
    assert profile(desk) == before


def test_an_individual_can_become_an_organization(fresh: Desk) -> None:
    made = create_profile(fresh, **ANSWERS)
    raised = raise_to_organization(fresh)
    assert identity(fresh) is Identity.ORGANIZATION
    assert vars(raised) | {"identity": Identity.INDIVIDUAL} == vars(made)


@pytest.mark.parametrize("change", [raise_to_organization, lambda desk: update_profile(desk, theme="dark")])
def test_a_change_is_told(desk: Desk, change: Callable[[Desk], object]) -> None:
    heard: list[frozenset[str]] = []
    desk.listen(heard.append)
    change(desk)
    assert heard == [frozenset({"profile"})]
