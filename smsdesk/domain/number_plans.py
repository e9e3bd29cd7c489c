"""The world's numbering plans (B4), from phonenumbers' metadata, read fast.

``phonenumbers`` takes 25 µs for one number. What the great majority of a file needs of it is one
question: is this a mobile number, and whose? Its own patterns answer that in about 2 µs when they are
compiled per country code; whatever they leave undecided goes to the library itself. The library is
loaded at the first number that is not mainland China's.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from types import ModuleType

_Match = Callable[[str], "re.Match[str] | None"]
_NEVER: _Match = re.compile(r"(?!)").match


class Kind(Enum):
    """What a number turned out to be."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    SERVICE = "service"
    """Toll-free, premium, pager, internet telephone, satellite: not a mobile of a country."""
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    WRONG_LENGTH = "wrong_length"
    """Shorter and longer ones exist, but none of this length."""
    NO_COUNTRY = "no_country"
    """No country code begins like this."""
    UNASSIGNED = "unassigned"
    """The length is right, but no mobile number begins like this."""


class Verdict(NamedTuple):
    """``number`` is E.164 and ``country`` ISO alpha-2; both empty unless ``kind`` is MOBILE or LANDLINE."""

    number: str
    country: str
    kind: Kind


class _Country(NamedTuple):
    """One country of a country code, with its patterns as ``match`` functions over the whole number."""

    country: str
    leading: _Match | None
    mobile: _Match
    """A mobile number (or one that may be either) of this country."""
    other: _Match
    """A number of any other kind of this country."""


class _Plan(NamedTuple):
    """A country code: its countries in the library's order and what may be stripped before a number."""

    code: str
    prefix: _Match
    countries: tuple[_Country, ...]


#: Countries that dial each other's numbers in one national form, though each has a country code of its own.
#: France and the overseas departments and communities in its plan; New Caledonia, French Polynesia and
#: Wallis are outside it. Where the code is shared too (44, 61, 358, 47, 1, 7) one plan holds them all.
_DIALLED_AS_ONE = (("FR", "GP", "BL", "MF", "GF", "MQ", "RE", "YT", "PM"),)


class Home(NamedTuple):
    """How plain numbers are read in the home country."""

    country: str
    plan: _Plan
    trunks: tuple[str, ...]
    """What is dialled before a national number, where that is plain digits; else empty."""
    abroad: _Match
    """The prefix for calls abroad."""
    general: _Match
    lengths: frozenset[int]
    """How many digits its national numbers have, without trunk."""
    territories: tuple[_Plan, ...]
    """The other country codes whose numbers are dialled in its national form."""


#: The answer where nobody wants to know why it is no mobile number.
NOT_MOBILE = Verdict("", "", Kind.UNASSIGNED)

_VALID = frozenset({Kind.MOBILE, Kind.LANDLINE, Kind.SERVICE})


@cache
def _library() -> ModuleType:
    import phonenumbers

    return phonenumbers


def international(digits: str, *, explain: bool = True) -> Verdict:
    """The reading of country code + national number, digits only.

    Without ``explain`` a number that is no mobile may come back as ``NOT_MOBILE``, which is much faster.
    """
    plan = _plan_of(digits)
    if plan is not None:
        country = _mobile_country(plan, digits[len(plan.code) :])
        if country:
            return Verdict("+" + digits, country, Kind.MOBILE)
        if country is not None and not explain:
            return NOT_MOBILE
    elif not explain:
        return NOT_MOBILE
    return _ask_library("+" + digits, None)


def national(digits: str, home: Home, *, explain: bool = True) -> Verdict:
    """The reading of a number as it is dialled inside the home country, digits only.

    A number that is none of the home country's, but a mobile of exactly one country that shares its national
    form, is that one's: in France 0639… is Mayotte's +262 639…. ``explain`` as for ``international``; without
    it, home's own country code before the number may go unrecognised, which ``international`` reads.
    """
    verdict = _at_home(digits, home, explain=explain)
    if verdict.kind is Kind.MOBILE or not home.territories:
        return verdict
    return _in_territory(digits, home) or verdict


def _in_territory(digits: str, home: Home) -> Verdict | None:
    """The one territory's mobile that is dialled like this at home, where it is no number of home's own."""
    rest = digits[len(next(filter(digits.startswith, home.trunks), "")) :]
    if home.abroad(digits) or len(rest) not in home.lengths:
        return None
    found = [
        Verdict(f"+{plan.code}{rest}", country, Kind.MOBILE)
        for plan in home.territories
        if (country := _mobile_country(plan, rest, stripped=True))
    ]
    if len(found) != 1 or _ask_library(digits, home.country, explain=False).kind in _VALID:
        return None
    return found[0]


def _at_home(digits: str, home: Home, *, explain: bool) -> Verdict:
    """The reading as a number of the home country's own country code, or behind its way out."""
    plan = home.plan
    if not home.abroad(digits):
        if not plan.prefix(digits):
            country = _mobile_country(plan, digits)
            if country:
                return Verdict(f"+{plan.code}{digits}", country, Kind.MOBILE)
            if country is not None and not explain:
                return NOT_MOBILE
        elif not home.general(digits):
            trunk = next(filter(digits.startswith, home.trunks), "")
            rest = digits[len(trunk) :]
            if trunk and (country := _mobile_country(plan, rest, stripped=True)):
                return Verdict(f"+{plan.code}{rest}", country, Kind.MOBILE)
    return _ask_library(digits, home.country, explain=explain)


@cache
def home(country: str) -> Home | None:
    """The home country's rules by its ISO alpha-2 code; None for a country without telephones of its own."""
    library = _library()
    metadata = library.PhoneMetadata.metadata_for_region(country, None)
    plan = _plan(str(metadata.country_code)) if metadata is not None else None
    if plan is None:
        return None
    prefixes = (metadata.national_prefix_for_parsing or "").split("|")
    plain = all(map(str.isdigit, prefixes)) and not metadata.national_prefix_transform_rule
    return Home(
        country,
        plan._replace(prefix=re.compile("|".join(prefixes)).match if prefixes != [""] else _NEVER),
        tuple(prefixes) if plain else (),
        re.compile(metadata.international_prefix or "(?!)").match,
        _whole(metadata.general_desc),
        frozenset(metadata.general_desc.possible_length),
        _territories(country, plan.code),
    )


def _territories(country: str, code: str) -> tuple[_Plan, ...]:
    family = next((family for family in _DIALLED_AS_ONE if country in family), ())
    codes = {str(_library().country_code_for_region(other)) for other in family} - {code}
    return tuple(plan for other in sorted(codes) if (plan := _plan(other)) is not None)


def calling_code(digits: str) -> str:
    """The country code that an international number begins with, digits only; empty when it has none."""
    plan = _plan_of(digits)
    return plan.code if plan else ""


def _plan_of(digits: str) -> _Plan | None:
    for length in (1, 2, 3):
        plan = _plan(digits[:length])
        if plan is not None:
            return plan
    return None


@cache
def _plan(code: str) -> _Plan | None:
    """The plan of a country code; None when there is none (at most 1,110 keys are ever asked)."""
    library = _library()
    if not code.isdigit() or code.startswith("0"):
        return None
    regions = library.COUNTRY_CODE_TO_REGION_CODE.get(int(code))
    if regions is None or regions[0] == "001":
        return None
    main = library.PhoneMetadata.metadata_for_region(regions[0], None)
    prefix = main.national_prefix_for_parsing
    return _Plan(
        code,
        re.compile(prefix).match if prefix else _NEVER,
        tuple(_country(library.PhoneMetadata.metadata_for_region(region, None)) for region in regions),
    )


def _country(metadata: Any) -> _Country:
    services = [
        metadata.premium_rate,
        metadata.toll_free,
        metadata.shared_cost,
        metadata.voip,
        metadata.personal_number,
        metadata.pager,
        metadata.uan,
        metadata.voicemail,
    ]
    same = metadata.same_mobile_and_fixed_line_pattern
    mobile = metadata.fixed_line if same else metadata.mobile
    service = "|".join(filter(None, map(_pattern, services)))
    kept = _pattern(mobile)
    others = "|".join(filter(None, (service, _pattern(metadata.fixed_line))))
    not_service = f"(?!(?:{service})\\Z)" if service else ""
    return _Country(
        metadata.id,
        re.compile(metadata.leading_digits).match if metadata.leading_digits else None,
        re.compile(f"(?={_pattern(metadata.general_desc)}\\Z){not_service}(?:{kept})\\Z").match
        if kept
        else _NEVER,
        re.compile(f"(?:{others})\\Z").match if others else _NEVER,
    )


def _pattern(description: Any) -> str:
    """A description's pattern with its possible lengths as a look-ahead; empty for none."""
    if description is None or not description.national_number_pattern:
        return ""
    lengths = [length for length in description.possible_length if length > 0]
    ahead = f"(?={'|'.join(f'[0-9]{{{length}}}' + chr(92) + 'Z' for length in lengths)})" if lengths else ""
    return f"(?:{ahead}(?:{description.national_number_pattern}))"


def _whole(description: Any) -> _Match:
    return re.compile(f"(?:{description.national_number_pattern})\\Z").match


def _mobile_country(plan: _Plan, number: str, *, stripped: bool = False) -> str | None:
    """The country whose mobile number this is; empty for surely none, None if only the library knows."""
    if not stripped and plan.prefix(number):
        return None
    for country in plan.countries:
        if country.leading is not None:
            if country.leading(number):
                return country.country if country.mobile(number) else ""
        elif country.mobile(number):
            return country.country
        elif country.other(number):
            return ""
    return ""


def _ask_library(number: str, country: str | None, *, explain: bool = True) -> Verdict:
    library = _library()
    try:
        parsed = library.parse(number, country)
    except library.NumberParseException as fault:
        if fault.error_type == library.NumberParseException.INVALID_COUNTRY_CODE:
            return Verdict("", "", Kind.NO_COUNTRY)
        too_long = fault.error_type == library.NumberParseException.TOO_LONG
        return Verdict("", "", Kind.TOO_LONG if too_long else Kind.TOO_SHORT)
    kinds = library.PhoneNumberType
    found = library.number_type(parsed)
    written = library.format_number(parsed, library.PhoneNumberFormat.E164)
    region = library.region_code_for_number(parsed) or ""
    if found == kinds.UNKNOWN:
        return Verdict("", "", _why_none(parsed, country)) if explain else NOT_MOBILE
    if region == "001" or parsed.extension:
        return Verdict("", "", Kind.SERVICE)
    if found in (kinds.MOBILE, kinds.FIXED_LINE_OR_MOBILE):
        return Verdict(written, region, Kind.MOBILE)
    if found == kinds.FIXED_LINE:
        return Verdict(written, region, Kind.LANDLINE)
    return Verdict("", "", Kind.SERVICE)


def _why_none(parsed: Any, country: str | None) -> Kind:
    """Why a number is none: its length, before its beginning is blamed. ``country``: where dialled."""
    plan = _plan(str(parsed.country_code))
    forms = _significant(parsed, country or _library().region_code_for_country_code(parsed.country_code))
    if plan is not None:
        short = any(_lacks_digits(plan, form) for form in forms)
        long = any(_has_spare_digits(plan, form) for form in forms)
        if short or long:
            return Kind.WRONG_LENGTH if short and long else Kind.TOO_SHORT if short else Kind.TOO_LONG
    library = _library()
    number = library.PhoneNumber(country_code=parsed.country_code, national_number=int(forms[0] or "0"))
    if forms[0].startswith("0"):
        number.italian_leading_zero = True
        number.number_of_leading_zeros = len(forms[0][:-1]) - len(forms[0][:-1].lstrip("0"))
    lengths = [library.is_possible_number_with_reason(number)]
    kind = library.PhoneNumberType.MOBILE
    if plan is not None and kind in library.supported_types_for_region(plan.countries[0].country):
        lengths.append(library.is_possible_number_for_type_with_reason(number, kind))
    return next((fault for length in lengths if (fault := _length_fault(length))), Kind.UNASSIGNED)


def _significant(parsed: Any, country: str) -> list[str]:
    """What may be the national number, the likeliest first.

    The library leaves the trunk where nothing valid stands behind it, and counts it as a digit; no number
    begins with a trunk 0 itself, but one may with an 8.
    """
    library = _library()
    number = library.national_significant_number(parsed)
    trunk = library.ndd_prefix_for_region(country, True)
    if not trunk or not number.startswith(trunk):
        return [number]
    rest = number[len(trunk) :]
    return [rest] if trunk.startswith("0") else [number, rest]


def _lacks_digits(plan: _Plan, number: str) -> bool:
    """Whether a mobile number begins like this and has one or two digits more."""
    return any(
        _mobile_country(plan, number + digit * count, stripped=True)
        for count in (1, 2)
        for digit in "0123456789"
    )


def _has_spare_digits(plan: _Plan, number: str) -> bool:
    """Whether this is a mobile number with one or two digits behind it."""
    return any(_mobile_country(plan, number[:-count], stripped=True) for count in (1, 2))


def _length_fault(reason: int) -> Kind | None:
    results = _library().ValidationResult
    return {
        results.TOO_LONG: Kind.TOO_LONG,
        results.TOO_SHORT: Kind.TOO_SHORT,
        results.IS_POSSIBLE_LOCAL_ONLY: Kind.TOO_SHORT,
        results.INVALID_LENGTH: Kind.WRONG_LENGTH,
    }.get(reason)


def example(country: str) -> str:
    """A mobile number of a country (ISO alpha-2) as it is dialled there; empty where there is none."""
    library = _library()
    found = library.example_number_for_type(country, library.PhoneNumberType.MOBILE)
    return library.format_number(found, library.PhoneNumberFormat.NATIONAL) if found else ""


def shares_code(country: str, other: str) -> bool:
    """Whether two countries (ISO alpha-2) have one country code."""
    library = _library()
    return bool(library.country_code_for_region(country) == library.country_code_for_region(other))
