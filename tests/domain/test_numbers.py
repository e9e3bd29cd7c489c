"""B4: how a number is read."""

from __future__ import annotations

import subprocess
import sys

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smsdesk.domain import number_plans
from smsdesk.domain.number_plans import Kind
from smsdesk.domain.numbers import Ambiguity, NumberReader
from smsdesk.domain.profile import Region

MAINLAND, GLOBAL = Region.MAINLAND, Region.GLOBAL

NUMBER = "+8613800138000"


@pytest.mark.parametrize(
    "raw",
    [
        "13800138000",
        "+8613800138000",
        "8613800138000",
        "008613800138000",
        "+86 138 0013 8000",
        "+86-138-0013-8000",
        "0086 138-0013-8000",
        "(+86)13800138000",
        "+(86) 138 00138000",
        "138.0013.8000",
        "tel:13800138000",
        "tel:+86-138-0013-8000",
        "１３８００１３８０００",
        "＋８６１３８００１３８０００",
        "١٣٨٠٠١٣٨٠٠٠",
        "'13800138000",
        "’13800138000",
        '"13800138000"',
        '="13800138000"',
        "  13800138000\t",
        "138\u00a00013\u00a08000",
        "138\u30000013\u30008000",
        "\u200b138\u200b00138000\ufeff",
        "\u202d13800138000\u202c",
        "138－0013－8000",
        "138–0013–8000",
        "13800138000.0",
        "13800138000.00",
        "13,800,138,000",
        "1.3800138E10",
        "1.3800138e+10",
        "1.38001380000E+10",
        "013800138000",
        "+86 (0)13800138000",
        "13800138000;",
        "13800138000,",
    ],
)
def test_ways_to_write_one_mainland_number(raw: str) -> None:
    reading = NumberReader(MAINLAND, "CN").read(raw)
    assert (reading.number, reading.country, reading.reason, reading.problem) == (NUMBER, "CN", "", None)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("", "missing"),
        (" \t", "missing"),
        ("-", "missing"),
        ("1380013800", "10"),
        ("138001380001", "12 digits"),
        ("15400138000", "154"),
        ("12800138000", "13 to 19"),
        ("85291234567", "13 to 19"),
        ("010-62345678", "landline"),
        ("0755 86013388", "landline"),
        ("+86 755 86013388", "9"),
        ("400-800-1234", "landline"),
        ("1.38001E+10", "lost"),
        ("1.38E10", "lost"),
        ("1.380014e+10", "lost"),
        ("13800138000.5", "decimals"),
        ("13800138000/13900139000", "two numbers"),
        ("13800138000、13900139000", "two numbers"),
        ("13800138000\n13900139000", "two numbers"),
        ("13800138000 13900139000", "two numbers"),
        ("13800138000或13900139000", "two numbers"),
        ("1380013800013900139000", "two numbers"),
        ("+8613800138000+8613900139000", "two numbers"),
        ("13800138000 ext 12", "extension"),
        ("13800138000转801", "extension"),
        ("13800138000#12", "extension"),
        ("138001380OO", "letter"),
        ("张三13800138000", "letter"),
        ("138****8000", "asterisks"),
        ("138_0013_8000", "_"),
        ("86+13800138000", "+"),
        ("+0013800138000", "country code"),
        ("+999123456789", "country code"),
    ],
)
def test_what_is_no_mainland_number(raw: str, words: str) -> None:
    reading = NumberReader(MAINLAND, "CN").read(raw)
    assert (reading.number, reading.reason) == ("", "invalid_number")
    assert words in str(reading.problem)


@pytest.mark.parametrize(
    ("raw", "region", "home", "number", "country", "reason"),
    [
        # International in both.
        ("+85261234567", GLOBAL, "CN", "+85261234567", "HK", ""),
        ("0085261234567", GLOBAL, "CN", "+85261234567", "HK", ""),
        ("+853 6612 3456", GLOBAL, "CN", "+85366123456", "MO", ""),
        ("+886 912 345 678", GLOBAL, "CN", "+886912345678", "TW", ""),
        ("+44 (0)7400 123456", GLOBAL, "CN", "+447400123456", "GB", ""),
        ("+1 (415) 555-2671", GLOBAL, "GB", "+14155552671", "US", ""),
        # The other region.
        ("+85261234567", MAINLAND, "CN", "", "HK", "wrong_region"),
        ("00447400123456", MAINLAND, "CN", "", "GB", "wrong_region"),
        ("+8613800138000", GLOBAL, "CN", "", "CN", "wrong_region"),
        ("008613800138000", GLOBAL, "US", "", "CN", "wrong_region"),
        ("8613800138000", GLOBAL, "US", "", "CN", "wrong_region"),
        ("13800138000", GLOBAL, "CN", "", "CN", "wrong_region"),
        ("13800138000", GLOBAL, "GB", "", "CN", "wrong_region"),
        # Plain in a global task: home's national form, or country code + number.
        ("07400123456", GLOBAL, "GB", "+447400123456", "GB", ""),
        ("7400123456", GLOBAL, "GB", "+447400123456", "GB", ""),
        ("447400123456", GLOBAL, "GB", "+447400123456", "GB", ""),
        ("4155552671", GLOBAL, "US", "+14155552671", "US", ""),
        ("14155552671", GLOBAL, "US", "+14155552671", "US", ""),
        ("61234567", GLOBAL, "HK", "+85261234567", "HK", ""),
        ("85261234567", GLOBAL, "US", "+85261234567", "HK", ""),
        ("61234567", GLOBAL, "CN", "", "", "invalid_number"),
        ("13802138000", GLOBAL, "CN", "", "", "ambiguous_number"),
        # Landlines and service numbers.
        ("+442079460000", GLOBAL, "CN", "", "", "invalid_number"),
        ("+18005550199", GLOBAL, "US", "", "", "invalid_number"),
        ("+870776000000", GLOBAL, "CN", "", "", "invalid_number"),
        ("+8675586013388", GLOBAL, "CN", "", "", "invalid_number"),
        ("+44740012345", GLOBAL, "GB", "", "", "invalid_number"),
        # A slash behind the area code, and ways out of a country that begin with 00.
        ("0151/12345678", GLOBAL, "DE", "+4915112345678", "DE", ""),
        ("+49 151 / 1234 5678", GLOBAL, "CN", "+4915112345678", "DE", ""),
        ("010/62770000", MAINLAND, "CN", "", "", "invalid_number"),
        ("13800138000/13900139000", MAINLAND, "CN", "", "", "invalid_number"),
        ("13800138000/2", MAINLAND, "CN", "", "", "invalid_number"),
        ("0011 44 7400 123456", GLOBAL, "AU", "+447400123456", "GB", ""),
        ("0011447400123456", GLOBAL, "AU", "+447400123456", "GB", ""),
        ("+0011 44 7400 123456", GLOBAL, "AU", "", "", "invalid_number"),
        ("0011 44 7400 123456", GLOBAL, "CN", "", "", "invalid_number"),
        ("001 415 555 2671", GLOBAL, "HK", "+14155552671", "US", ""),
        # Countries that share one code are in one plan, whichever of them is home.
        ("07797712345", GLOBAL, "GB", "+447797712345", "JE", ""),
        ("07400123456", GLOBAL, "JE", "+447400123456", "GB", ""),
        ("7872345678", GLOBAL, "US", "+17872345678", "PR", ""),
        ("0457 1234567", GLOBAL, "AX", "+3584571234567", "FI", ""),
        ("41234567", GLOBAL, "SJ", "+4741234567", "NO", ""),
        ("0412345678", GLOBAL, "CC", "+61412345678", "AU", ""),
        # A country without a plan, a home that does not exist.
        ("61234567", GLOBAL, "XX", "", "", "invalid_number"),
    ],
)
def test_regions(raw: str, region: Region, home: str, number: str, country: str, reason: str) -> None:
    reading = NumberReader(region, home).read(raw)
    assert (reading.number, reading.country, reading.reason) == (number, country, reason)
    assert (reading.problem is None) == (reason == "")


@pytest.mark.parametrize(
    ("choice", "number", "reason"),
    [("national", "", "wrong_region"), ("international", "+13802138000", ""), (None, "", "ambiguous_number")],
)
def test_the_answer_settles_what_is_ambiguous(choice: Ambiguity | None, number: str, reason: str) -> None:
    reading = NumberReader(GLOBAL, "CN", choice).read("13802138000")
    assert (reading.number, reading.reason) == (number, reason)


def test_both_readings_are_told() -> None:
    problem = str(NumberReader(GLOBAL, "CN").read("13802138000").problem)
    assert "+8613802138000 (CN)" in problem
    assert "+13802138000 (US)" in problem


def test_mainland_does_not_load_the_library() -> None:
    script = (
        "import sys\n"
        "from smsdesk.domain.checking import RowChecker, Region, SmsType, Identity\n"
        "c = RowChecker('您好{1}', '云店', Region.MAINLAND, SmsType.REGULAR, Identity.ORGANIZATION, 'CN')\n"
        "for n in ('13800138000', 'x', '0755-86013388', '+8613900139000', '1.38E10'): c.check(1, n, ['a'])\n"
        "sys.exit('phonenumbers' in sys.modules)\n"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


# ------------------------------------------------------------------------ against the library itself

MOBILE = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)


def library_verdict(raw: str, country: str | None) -> tuple[str, str]:
    """(number, country) of a mobile number by phonenumbers, slowly; empty for anything else."""
    try:
        parsed = phonenumbers.parse(raw, country)
    except phonenumbers.NumberParseException:
        return "", ""
    region = phonenumbers.region_code_for_number(parsed) or ""
    if phonenumbers.number_type(parsed) not in MOBILE or region == "001":
        return "", ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164), region


#: France and the territories in its national form, which have country codes of their own.
FRENCH = {"FR": 33, "GP": 590, "BL": 590, "MF": 590, "GF": 594, "MQ": 596, "RE": 262, "YT": 262, "PM": 508}


def national_verdict(plain: str, home: str) -> tuple[str, str]:
    """(number, country) of a mobile number as it is dialled in a country, territories included, slowly."""
    found = library_verdict(plain, home)
    if found[0] or home not in FRENCH or plain.startswith("00"):
        return found
    parsed = phonenumbers.parse(plain, home) if len(plain) > 1 else None
    rest = plain.removeprefix("0")
    if (parsed and phonenumbers.is_valid_number(parsed)) or (
        len(rest) != 9 and not (home == "PM" and len(rest) == 6)
    ):
        return "", ""
    readings = {
        library_verdict(f"+{code}{rest}", None)
        for code in set(FRENCH.values()) - {FRENCH[home]}
        # The library takes a trunk 0 after the country code; a second one is nobody's national form.
        if not rest.startswith("0")
    } - {("", "")}
    return readings.pop() if len(readings) == 1 else ("", "")


def verdict(found: number_plans.Verdict) -> tuple[str, str]:
    return (found.number, found.country) if found.kind is Kind.MOBILE else ("", "")


REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
TYPES = ["MOBILE", "FIXED_LINE", "FIXED_LINE_OR_MOBILE", "TOLL_FREE", "PERSONAL_NUMBER", "VOIP", "PAGER"]


@st.composite
def near_examples(draw: st.DrawFn) -> str:
    """Digits with country code of an example number of any country and type, changed in up to four digits."""
    kind = getattr(phonenumbers.PhoneNumberType, draw(st.sampled_from(TYPES)))
    region = draw(st.sampled_from(REGIONS))
    example = phonenumbers.example_number_for_type(region, kind) or phonenumbers.example_number(region)
    digits = list(phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)[1:])
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(len(str(example.country_code)), len(digits)))
        change = draw(st.sampled_from(["set", "insert", "drop"]))
        digit = draw(st.sampled_from("0123456789"))
        if change == "insert" or place == len(digits):
            digits.insert(place, digit)
        elif change == "set":
            digits[place] = digit
        elif len(digits) > 6:
            del digits[place]
    return "".join(digits)


@settings(max_examples=3000)
@given(near_examples())
def test_international_is_the_librarys_verdict(digits: str) -> None:
    expected = library_verdict("+" + digits, None)
    assert verdict(number_plans.international(digits)) == expected
    assert verdict(number_plans.international(digits, explain=False)) == expected


@pytest.mark.parametrize("region", REGIONS)
def test_examples_of_every_country(region: str) -> None:
    home = number_plans.home(region)
    assert home is not None
    for name in TYPES:
        example = phonenumbers.example_number_for_type(region, getattr(phonenumbers.PhoneNumberType, name))
        if example is None:
            continue
        digits = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)[1:]
        assert verdict(number_plans.international(digits, explain=False)) == library_verdict(
            "+" + digits, None
        )
        written = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.NATIONAL)
        for plain in (
            phonenumbers.normalize_digits_only(written),
            phonenumbers.national_significant_number(example),
        ):
            assert verdict(number_plans.national(plain, home)) == national_verdict(plain, region)


@settings(max_examples=1500)
@given(near_examples(), st.sampled_from(REGIONS), st.booleans(), st.booleans())
def test_a_plain_number_has_the_librarys_two_readings(
    digits: str, region: str, with_code: bool, with_zero: bool
) -> None:
    home = number_plans.home(region)
    assert home is not None
    code = home.plan.code
    plain = digits if with_code or not digits.startswith(code) else digits[len(code) :]
    plain = ("0" if with_zero else "") + plain
    readings = {national_verdict(plain, region), library_verdict("+" + plain, None)} - {("", "")}
    found = {
        verdict(number_plans.national(plain, home, explain=False)),
        verdict(number_plans.international(plain, explain=False)),
    } - {("", "")}
    assert found == readings


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_every_mainland_mobile_of_the_library_is_one(digits: str) -> None:
    number, _ = library_verdict(digits, "CN")
    if number:
        assert NumberReader(MAINLAND, "CN").read(digits).number == number


@given(st.text(max_size=40), st.sampled_from(Region), st.sampled_from(["CN", "US", "GB", "XX", ""]))
def test_any_text_is_a_number_or_has_a_problem_in_words(raw: str, region: Region, home: str) -> None:
    reading = NumberReader(region, home).read(raw)
    assert bool(reading.number) == (reading.reason == "") == (reading.problem is None)
    if reading.problem is not None:
        assert str(reading.problem)
