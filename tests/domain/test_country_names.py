"""What a country may be called (P1)."""

from __future__ import annotations

from smsdesk.domain.country_aliases import ALIASES
from smsdesk.domain.places import countries, country_aliases, zone_aliases, zones


def test_every_other_name_belongs_to_a_country_on_the_list() -> None:
    assert set(ALIASES) <= set(countries())
    assert set(country_aliases().values()) == set(countries())


def test_every_country_has_its_codes_of_two_and_three_letters() -> None:
    for length in (2, 3):
        coded = [code for name, code in country_aliases().items() if len(name) == length and name.isascii()]
        assert set(coded) == set(countries())


def test_no_name_on_the_list_is_another_name_of_a_second_country() -> None:
    for code, name in countries().items():
        assert country_aliases()[name] == code


def test_a_country_is_a_way_to_its_clock() -> None:
    assert zone_aliases()["England"] == "Europe/London"
    assert zone_aliases()["Germany"] == "Europe/Berlin"
    assert set(zone_aliases().values()) <= set(zones())
