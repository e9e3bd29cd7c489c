"""Numbers without a country code: the home country's before they are anybody else's (C2, A6, C4)."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsdesk.domain.errors import Invalid
from smsdesk.domain.limits import NUMBERS_PER_ENTERING
from smsdesk.domain.number_columns import judge_column
from smsdesk.domain.numbers import NumberReader
from smsdesk.domain.profile import Region
from smsdesk.operations.entering import AnyRegionReader, read_numbers

HOMES = ("CN", "DE", "IT", "RU", "GB", "US")


@pytest.mark.parametrize(
    ("raw", "home", "number"),
    [
        # As a shop in Germany writes them.
        ("0151 23456789", "DE", "+4915123456789"),
        ("0176/04001234", "DE", "+4917604001234"),
        ("15123456789", "DE", "+4915123456789"),
        ("15123456789.0", "DE", "+4915123456789"),
        ("+49 151 23456789", "DE", "+4915123456789"),
        ("0049 151 23456789", "DE", "+4915123456789"),
        # What is no number at home may be mainland's plain form, and never with a trunk 0.
        ("13800138000", "DE", "+8613800138000"),
        ("138 0013 8000", "DE", "+8613800138000"),
        ("8613800138000", "DE", "+8613800138000"),
        ("0086 138 0013 8000", "DE", "+8613800138000"),
        ("+86 138 0013 8000", "DE", "+8613800138000"),
        ("013800138000", "DE", ""),
        ("030 12345678", "DE", ""),
        # China at home: as ever.
        ("15123456789", "CN", "+8615123456789"),
        ("0151 23456789", "CN", "+8615123456789"),
        ("13802345678", "CN", "+8613802345678"),
        # Other homes.
        ("333 1234567", "IT", "+393331234567"),
        ("15123456789", "IT", "+8615123456789"),
        ("0151 23456789", "IT", ""),
        ("8 916 123-45-67", "RU", "+79161234567"),
        ("9161234567", "RU", "+79161234567"),
        ("13800138000", "RU", "+8613800138000"),
        ("07400 123456", "GB", "+447400123456"),
        ("7400123456", "GB", "+447400123456"),
        ("015123456789", "GB", ""),
        ("(202) 555-0123", "US", "+12025550123"),
        ("15123456789", "US", "+15123456789"),
        ("13802345678", "US", "+13802345678"),
        ("13800138000", "US", "+8613800138000"),
        ("011 86 13800138000", "US", "+8613800138000"),
        # A landline at home that could be a mobile in China is told, not guessed.
        ("13812345678", "AT", ""),
    ],
)
def test_a_plain_number_is_from_home(raw: str, home: str, number: str) -> None:
    reading = AnyRegionReader(home).read(raw)
    assert reading.number == number
    assert (reading.problem is None) == bool(number)


@given(st.sampled_from(HOMES), st.sampled_from([*HOMES, "HK", "FR", "JP"]), st.integers(0, 10**9))
def test_an_international_number_stays_itself(home: str, country: str, change: int) -> None:
    example = phonenumbers.example_number_for_type(country, phonenumbers.PhoneNumberType.MOBILE)
    digits = f"{example.country_code}{example.national_number}"
    wanted = "+" + digits[:-4] + f"{change % 10000:04}"
    reader = AnyRegionReader(home)
    first = reader.read(wanted)
    if first.reason:
        return
    assert first.number == wanted
    shown = phonenumbers.format_number(
        phonenumbers.parse(wanted), phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    assert reader.read(shown) == first
    if home != "US":
        assert reader.read("00" + wanted[1:]) == first


@given(st.sampled_from([home for home in HOMES if home != "CN"]), st.integers(0, 10**9))
def test_what_home_dials_is_never_chinese(home: str, change: int) -> None:
    example = phonenumbers.example_number_for_type(home, phonenumbers.PhoneNumberType.MOBILE)
    digits = f"{example.country_code}{example.national_number}"
    number = phonenumbers.parse("+" + digits[:-4] + f"{change % 10000:04}")
    if phonenumbers.number_type(number) not in (
        phonenumbers.PhoneNumberType.MOBILE,
        phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
    ):
        return
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    dialled = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    assert AnyRegionReader(home).read(dialled).number == e164


def test_typed_lines_have_their_country() -> None:
    read = read_numbers("0151 23456789\n13800138000", home_country="DE", most=NUMBERS_PER_ENTERING)
    assert read.numbers == (("+4915123456789", "DE"), ("+8613800138000", "CN"))


def test_a_task_to_the_mainland_takes_no_trunk_number_of_home_for_chinese() -> None:
    reading = NumberReader(Region.MAINLAND, "DE").read("0151 23456789")
    assert (reading.number, reading.country, reading.reason) == ("", "DE", "wrong_region")
    assert NumberReader(Region.MAINLAND, "DE").read("13800138000").number == "+8613800138000"
    assert NumberReader(Region.MAINLAND, "DE").read("013800138000").reason == "invalid_number"


def test_a_column_of_home_numbers_is_asked_about_before_a_task_to_the_mainland() -> None:
    germans = [f"151234567{n}" for n in range(10, 40)]
    assert "numbers of DE" in str(judge_column(germans, Region.MAINLAND, "DE").question)
    chinese = [
        f"{n}00138000{n % 10}"[:11] for n in (130, 135, 138, 139, 150, 151, 158, 159, 177, 186, 188, 189)
    ]
    assert judge_column(chinese, Region.MAINLAND, "DE").question is None


@pytest.mark.parametrize(
    "between",
    [",", ", ", ";", "；", "，", "、", "،", "\n\n", "\t", "  ", " / ", "|", " and ", "和", " 和 ", "\r\n,"],
)
@pytest.mark.parametrize(
    ("home", "first", "second"),
    [
        ("CN", "13800138000", "13900139000"),
        ("CN", "+86 138 0013 8000", "+1 202 555 0123"),
        ("GB", "07400 123456", "07400 123457"),
        ("US", "(415) 555-2671", "415 555 2672"),
    ],
)
def test_whatever_stands_between_two_numbers(home: str, first: str, second: str, between: str) -> None:
    read = read_numbers(first + between + second, home_country=home, most=NUMBERS_PER_ENTERING)
    if between == "和":  # without room around it, it belongs to neither
        assert len(read.bad) == 1
    else:
        assert (len(read.numbers), read.bad) == (2, ())


@pytest.mark.parametrize(
    ("typed", "home"),
    [
        ("13800138000 12", "CN"),
        ("010/62770000", "CN"),
        ("13800138000 ext 13900139000", "CN"),
        ("Ann 13800138000", "CN"),
        ("+44 12 7400123456", "GB"),
    ],
)
def test_what_is_not_wholly_numbers_stays_one_line(typed: str, home: str) -> None:
    read = read_numbers(typed, home_country=home, most=NUMBERS_PER_ENTERING)
    assert read.numbers == ()
    assert [line.text for line in read.bad] == [typed]


def test_numbers_in_one_line_count_one_by_one() -> None:
    typed = " ".join(f"139{at:08}" for at in range(NUMBERS_PER_ENTERING.value + 1))
    with pytest.raises(Invalid, match="at most 100"):
        read_numbers(typed, home_country="CN", most=NUMBERS_PER_ENTERING)


@given(st.from_regex(r"[+0-9 ()/-]{5,24}", fullmatch=True), st.sampled_from(HOMES))
def test_what_reads_as_one_number_is_never_taken_apart(typed: str, home: str) -> None:
    whole = AnyRegionReader(home).read(typed.strip())
    if typed.strip() and not whole.reason:
        read = read_numbers(typed, home_country=home, most=NUMBERS_PER_ENTERING)
        assert [number for number, _ in read.numbers] == [whole.number]
