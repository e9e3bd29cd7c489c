"""B4: the reason follows the number's length before its beginning is blamed."""

from __future__ import annotations

import phonenumbers
import pytest

from smsdesk.domain import number_plans
from smsdesk.domain.number_plans import Kind
from smsdesk.domain.numbers import NumberReader
from smsdesk.domain.profile import Region

SHORT = "There are too few digits."
LONG = "There are too many digits for one number."
NONE = "No mobile number begins like this."
OTHER = "No mobile number has this many digits."
LANDLINE = "This is a landline, which receives no messages."


@pytest.mark.parametrize(
    ("raw", "home", "problem"),
    [
        # France: nine digits behind the 0.
        ("061234567", "FR", SHORT),
        ("06 12 34 56 7", "FR", SHORT),
        ("06123456", "FR", SHORT),
        ("06", "FR", SHORT),
        ("61234567", "FR", SHORT),
        ("063901234", "FR", SHORT),
        ("06123456789", "FR", LONG),
        ("069212345678", "FR", LONG),
        ("+3361234567", "FR", SHORT),
        ("+33 (0)6 12 34 56 7", "FR", SHORT),
        ("003361234567", "FR", SHORT),
        ("3361234567", "FR", SHORT),
        ("+336123456789", "FR", LONG),
        ("0999123456", "FR", "This is a service number, not a mobile phone."),
        ("0696991234", "DE", LANDLINE),
        ("0590201234", "FR", NONE),
        ("0123456789", "FR", LANDLINE),
        # Germany: the length depends on the beginning, 0151 has eight behind it and 0160 seven.
        ("01512345678", "DE", SHORT),
        ("0151 2345", "DE", SHORT),
        ("0151123456789", "DE", LONG),
        ("0160123456", "DE", SHORT),
        ("01601234567890123", "DE", LONG),
        ("+491512345678", "DE", SHORT),
        ("0199123456", "DE", SHORT),
        ("01991234567", "DE", NONE),
        # Great Britain.
        ("0740012345", "GB", SHORT),
        ("740012345", "GB", SHORT),
        ("074001234567", "GB", LONG),
        ("+44740012345", "GB", SHORT),
        ("+44 (0)740012345", "GB", SHORT),
        ("0699123456", "GB", SHORT),
        ("06991234567", "GB", NONE),
        # North America, with and without the 1.
        ("415555267", "US", SHORT),
        ("1415555267", "US", SHORT),
        ("5552671", "US", SHORT),
        ("41555526711", "US", LONG),
        ("141555526711", "US", LONG),
        ("+141555526", "US", SHORT),
        ("+15552345678", "US", NONE),
        # China is home and the task goes abroad.
        ("1380013800", "CN", SHORT),
        ("01380013800", "CN", SHORT),
        ("138001380001", "CN", LONG),
        ("0138001380001", "CN", LONG),
        ("+336123456", "CN", SHORT),
        ("+8529123456", "CN", SHORT),
        ("+852912345678", "CN", LONG),
        ("06123456", "CN", NONE),
        # Italy has no trunk, and mobiles of nine and ten digits; Saint-Pierre six or nine.
        ("312345678", "IT", SHORT),
        ("31234567890", "IT", LONG),
        ("0412345678901", "AU", LONG),
        ("041234567", "AU", SHORT),
        ("5123", "PM", SHORT),
        ("01234567", "PM", OTHER),
    ],
)
def test_the_length_is_told_before_the_beginning(raw: str, home: str, problem: str) -> None:
    reading = NumberReader(Region.GLOBAL, home).read(raw)
    assert (reading.number, str(reading.problem)) == ("", problem)


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS - {"CN"}))
def test_a_mobile_with_a_digit_missing_or_too_many_is_not_blamed_for_its_beginning(region: str) -> None:
    example = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
    home = number_plans.home(region)
    if example is None or home is None:
        return
    written = phonenumbers.normalize_digits_only(
        phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.NATIONAL)
    )
    full = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)[1:]
    for digits in (written[:-1], written + "0"):
        assert number_plans.national(digits, home).kind not in (Kind.UNASSIGNED, Kind.NO_COUNTRY)
    for digits in (full[:-1], full + "0"):
        assert number_plans.international(digits).kind not in (Kind.UNASSIGNED, Kind.NO_COUNTRY)
