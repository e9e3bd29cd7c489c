"""B4: the national form that France shares with territories which have country codes of their own."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smsdesk.domain import number_plans
from smsdesk.domain.number_columns import judge_column
from smsdesk.domain.number_plans import Kind
from smsdesk.domain.numbers import NumberReader
from smsdesk.domain.profile import Region

MAINLAND, GLOBAL = Region.MAINLAND, Region.GLOBAL
CODES = {"FR": 33, "GP": 590, "BL": 590, "MF": 590, "GF": 594, "MQ": 596, "RE": 262, "YT": 262, "PM": 508}
MOBILE = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)


@pytest.mark.parametrize(
    ("raw", "home", "number", "country"),
    [
        ("0639012345", "FR", "+262639012345", "YT"),
        ("0690123456", "FR", "+590690123456", "GP"),
        ("0691221234", "FR", "+590691221234", "GP"),
        ("0692123456", "FR", "+262692123456", "RE"),
        ("0693001234", "FR", "+262693001234", "RE"),
        ("0694201234", "FR", "+594694201234", "GF"),
        ("0696201234", "FR", "+596696201234", "MQ"),
        ("0697201234", "FR", "+596697201234", "MQ"),
        ("0708401234", "FR", "+508708401234", "PM"),
        # However it is written, and without the 0 that a spreadsheet ate.
        ("06 92 12 34 56", "FR", "+262692123456", "RE"),
        ("06.92.12.34.56", "FR", "+262692123456", "RE"),
        ("692123456", "FR", "+262692123456", "RE"),
        ("692123456.0", "FR", "+262692123456", "RE"),
        # With the country code it needs no home.
        ("+262 692 12 34 56", "FR", "+262692123456", "RE"),
        ("00590690123456", "FR", "+590690123456", "GP"),
        ("590690123456", "FR", "+590690123456", "GP"),
        # Home's own come first.
        ("0612345678", "FR", "+33612345678", "FR"),
        ("0695123456", "FR", "+33695123456", "FR"),
        ("0698123456", "FR", "+33698123456", "FR"),
        # From a territory to France, to another territory, and to the one that shares its code.
        ("0612345678", "RE", "+33612345678", "FR"),
        ("612345678", "RE", "+33612345678", "FR"),
        ("0696201234", "RE", "+596696201234", "MQ"),
        ("0639012345", "RE", "+262639012345", "YT"),
        ("0692123456", "RE", "+262692123456", "RE"),
        ("0612345678", "PM", "+33612345678", "FR"),
        ("551234", "PM", "+508551234", "PM"),
    ],
)
def test_numbers_of_one_national_form(raw: str, home: str, number: str, country: str) -> None:
    assert NumberReader(GLOBAL, home).read(raw) == (number, country, "", None)


@pytest.mark.parametrize(
    ("raw", "home"),
    [
        ("0551234", "FR"),  # Six digits are a national number in Saint-Pierre, not in France.
        ("551234", "FR"),
        ("+33639012345", "FR"),  # With a country code it is that country's.
        ("0033692123456", "FR"),
        ("33692123456", "FR"),
        ("00692123456", "FR"),
        ("0590201234", "FR"),
        ("0101234567", "RE"),
        ("0692123456", "DE"),
        ("0692123456", "CN"),
        ("0689123456", "PF"),  # French Polynesia is outside France's plan.
    ],
)
def test_what_is_no_number_of_the_shared_form(raw: str, home: str) -> None:
    reading = NumberReader(GLOBAL, home).read(raw)
    assert (reading.number, reading.reason) == ("", "invalid_number")


def test_with_two_territories_to_choose_from_it_stays_refused() -> None:
    home = number_plans.home("FR")
    assert home is not None
    assert number_plans.national("0692123456", home).country == "RE"
    doubled = home._replace(territories=home.territories * 2)
    assert number_plans.national("0692123456", doubled).kind is Kind.UNASSIGNED
    assert number_plans.national("0692123456", doubled, explain=False).kind is Kind.UNASSIGNED


def test_a_mainland_task_tells_whose_number_it_is() -> None:
    reading = NumberReader(MAINLAND, "FR").read("0692123456")
    assert (reading.number, reading.country, reading.reason) == ("", "RE", "wrong_region")


def test_a_column_of_them_is_a_column_of_numbers() -> None:
    column = [f"06921234{one}" for one in range(10, 40)]
    assert judge_column(column, GLOBAL, "FR") == ("numbers", 1.0, None)
    assert judge_column(column, MAINLAND, "FR").kind == "other_country"


@settings(max_examples=2000)
@given(
    st.sampled_from(sorted(CODES)),
    st.one_of(
        st.from_regex(r"[1-9][0-9]{8}", fullmatch=True),
        st.from_regex(r"(639|69[0-9]|70[89])[0-9]{6}", fullmatch=True),
    ),
    st.sampled_from(["", "0"]),
)
def test_a_number_of_the_shared_form_is_the_one_countrys_that_has_it(
    home: str, rest: str, trunk: str
) -> None:
    """Home's where it is valid there; else of the one other code where it is a mobile; else nobody's."""
    rules = number_plans.home(home)
    assert rules is not None
    own = phonenumbers.parse(f"+{CODES[home]}{rest}")
    readings = [own]
    if not phonenumbers.is_valid_number(own):
        others = set(CODES.values()) - {CODES[home]}
        readings = [phonenumbers.parse(f"+{code}{rest}") for code in others]
    mobiles = [
        (f"+{one.country_code}{rest}", phonenumbers.region_code_for_number(one))
        for one in readings
        if phonenumbers.number_type(one) in MOBILE
    ]
    for explain in (True, False):
        found = number_plans.national(trunk + rest, rules, explain=explain)
        got = [(found.number, found.country)] if found.kind is Kind.MOBILE else []
        assert got == (mobiles if len(mobiles) == 1 else [])
    if trunk and mobiles:
        assert NumberReader(GLOBAL, home).read(trunk + rest).number == mobiles[0][0]


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS))
def test_only_the_french_plan_has_territories_of_other_codes(region: str) -> None:
    home = number_plans.home(region)
    assert home is not None
    expected = set(CODES.values()) - {CODES[region]} if region in CODES else set()
    assert {int(plan.code) for plan in home.territories} == expected
