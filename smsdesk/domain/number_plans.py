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
    NO_COUNTRY = "no_country"
    """No country code begins like this."""
    UNASSIGNED = "unassigned"
    """The length may be right, but no number begins like this."""


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


class Home(NamedTuple):
    """How plain numbers are read in the home country."""

    country: str
    plan: _Plan
    trunks: tuple[str, ...]
    """What is dialled before a national number, where that is plain digits; else empty."""
    abroad: _Match
    """The prefix for calls abroad."""
    general: _Match


#: The answer where nobody wants to know why it is no mobile number.
NOT_MOBILE = Verdict("", "", Kind.UNASSIGNED)


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

    ``explain`` as for ``international``; without it, home's own country code before the number may go
    unrecognised, which ``international`` reads.
    """
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
    return _ask_library(digits, home.country)


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
    )


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


def _ask_library(number: str, country: str | None) -> Verdict:
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
        return Verdict("", "", _impossible(library.is_possible_number_with_reason(parsed)))
    if region == "001" or parsed.extension:
        return Verdict("", "", Kind.SERVICE)
    if found in (kinds.MOBILE, kinds.FIXED_LINE_OR_MOBILE):
        return Verdict(written, region, Kind.MOBILE)
    if found == kinds.FIXED_LINE:
        return Verdict(written, region, Kind.LANDLINE)
    return Verdict("", "", Kind.SERVICE)


def _impossible(reason: int) -> Kind:
    results = _library().ValidationResult
    if reason == results.TOO_LONG:
        return Kind.TOO_LONG
    if reason in (results.TOO_SHORT, results.IS_POSSIBLE_LOCAL_ONLY):
        return Kind.TOO_SHORT
    return Kind.UNASSIGNED


def example(country: str) -> str:
    """A mobile number of a country (ISO alpha-2) as it is dialled there; empty where there is none."""
    library = _library()
    found = library.example_number_for_type(country, library.PhoneNumberType.MOBILE)
    return library.format_number(found, library.PhoneNumberFormat.NATIONAL) if found else ""


def shares_code(country: str, other: str) -> bool:
    """Whether two countries (ISO alpha-2) have one country code."""
    library = _library()
    return bool(library.country_code_for_region(country) == library.country_code_for_region(other))
