"""Reading a telephone number by rules, never guessed in silence (B4).

With + or 00 a number is international. In the mainland region a plain 11-digit mobile is mainland
China's, also with 86 before it, or with the old trunk 0 where China is home. In the global region a plain
number is the home country's in its national form, or country code + number; where both readings are mobile
numbers it is ``ambiguous_number`` until the caller has chosen one for the whole file. Territories with a
country code of their own may share that national form: 0639… in France is Mayotte's +262 639…. Only numbers
that can be a mobile are numbers; Hong Kong, Macao and Taiwan are global.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from smsdesk.domain import number_plans
from smsdesk.domain.number_plans import Kind, Verdict
from smsdesk.domain.number_text import tidy
from smsdesk.domain.profile import Region
from smsdesk.domain.text import Text, text

Ambiguity = Literal["national", "international"]

INVALID = "invalid_number"
WRONG_REGION = "wrong_region"
AMBIGUOUS = "ambiguous_number"

#: Mobile segments of mainland China in use (numbering of the MIIT, 2025-12): 154, 160, 161 but for 1610,
#: 163, 164, 168, 169, 179, 194 and 140–144 are not.
SEGMENTS = r"1(?:3\d|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])\d{8}|1610\d{7}"

_SEGMENT = re.compile(SEGMENTS, re.ASCII).fullmatch
_MAINLAND = re.compile(rf"(?:\+?86|0086)?({SEGMENTS})", re.ASCII).fullmatch
_MAINLAND_NATIONAL = re.compile(rf"0?({SEGMENTS})", re.ASCII).fullmatch
_INTERNATIONAL = re.compile(r"(?:\+|00)([1-9]\d{6,14})", re.ASCII).fullmatch
_PLAIN = re.compile(r"(?!00)\d{5,17}", re.ASCII).fullmatch
#: What may stand between digits without a doubt; dots may be decimals and need a second look.
_SPACING = {ord(character): None for character in " -()\u00a0"}
_BEGINNING = re.compile(r"1[3-9]").match
_LANDLINE = re.compile(r"0(?:10|2\d|[3-9]\d{2})\d{7,8}|[2-9]\d{6,7}|[48]00\d{7}", re.ASCII).fullmatch


class Reading(NamedTuple):
    """What a cell's number is. ``number`` is E.164 and empty when ``reason`` is not."""

    number: str
    country: str
    """ISO 3166 alpha-2, empty where it cannot be told."""
    reason: str = ""
    """``invalid_number``, ``wrong_region``, ``ambiguous_number`` or empty."""
    problem: Text | None = None
    """The reason in words."""


class NumberReader:
    """Reads the numbers of one file for one region (B4)."""

    __slots__ = ("_ambiguity", "_home", "_home_country", "_mainland")

    def __init__(self, region: Region, home_country: str, ambiguity: Ambiguity | None = None) -> None:
        """``home_country`` is ISO alpha-2; ``ambiguity`` is the user's answer for this file, if any."""
        self._mainland = region is Region.MAINLAND
        self._home_country = home_country.upper()
        self._home: number_plans.Home | None = None
        self._ambiguity = ambiguity

    def read(self, raw: str) -> Reading:
        """The number of a cell, or why it is none."""
        if self._mainland:
            if (found := _MAINLAND(raw)) or (found := _MAINLAND(raw.translate(_SPACING))):
                return Reading("+86" + found[1], "CN")
        elif (found := _INTERNATIONAL(raw)) or (found := _INTERNATIONAL(raw.translate(_SPACING))):
            return self._global(found[1]) if raw.startswith("+") else self._after_00(found[1])
        elif _PLAIN(raw):
            return self._plain(raw)
        return self._read_slowly(raw)

    def _read_slowly(self, raw: str) -> Reading:
        digits, problem = tidy(raw)
        if problem is not None:
            return Reading("", "", INVALID, problem)
        plus = abroad = digits.startswith("+")
        if plus:
            digits = digits[1:]
        elif digits.startswith("00"):
            abroad, digits = True, digits[2:]
        if abroad and digits.startswith("0"):
            return Reading("", "", INVALID, text("No country code begins with 0."))
        if self._mainland:
            return self._mainland_abroad(digits) if abroad else self._mainland_plain(digits)
        if not abroad:
            return self._plain(digits)
        return self._global(digits) if plus else self._after_00(digits)

    def _after_00(self, digits: str) -> Reading:
        """Global region, after 00; also after a home country's own way out, such as Australia's 0011."""
        reading = self._global(digits)
        if reading.reason == INVALID and self._home_country != "CN":
            verdict = self._national("00" + digits, explain=False)
            if verdict.kind is Kind.MOBILE:
                return _reading(verdict)
        return reading

    def _mainland_abroad(self, digits: str) -> Reading:
        """Mainland region, after + or 00."""
        if digits.startswith("86"):
            if found := _MAINLAND_NATIONAL(digits[2:]):
                return Reading("+86" + found[1], "CN")
            return _not_mainland(digits[2:])
        verdict = number_plans.international(digits)
        if verdict.kind is not Kind.MOBILE:
            return Reading("", "", INVALID, _problem(verdict.kind))
        return _other_country(verdict.country)

    def _mainland_plain(self, digits: str) -> Reading:
        """Mainland region, neither + nor 00."""
        if digits.startswith("0") and self._home_country != "CN":
            # The trunk 0 belongs to the home country: 0151… is a German's, not a Chinese's.
            verdict = self._national(digits, explain=False)
            if verdict.kind is not Kind.MOBILE:
                return _not_mainland(digits)
            if verdict.country == "CN":  # Behind home's own way out, such as America's 011.
                return Reading(verdict.number, "CN")
            return _other_country(verdict.country)
        rest = digits[2:] if digits.startswith("86") and len(digits) >= 13 else digits
        if found := _MAINLAND_NATIONAL(rest):
            return Reading("+86" + found[1], "CN")
        return _not_mainland(rest)

    def at_home(self, raw: str) -> Reading | None:
        """The number as it is dialled inside the home country; None where it is none of its mobiles.
        A landline is told as one."""
        verdict = self._national(tidy(raw)[0], explain=True)
        if verdict.kind is Kind.LANDLINE or (verdict.kind is Kind.MOBILE and verdict.country != "CN"):
            return _reading(verdict)
        return None

    def _global(self, digits: str) -> Reading:
        """Global region, country code + number."""
        if digits.startswith("86"):
            if _MAINLAND_NATIONAL(digits[2:]):
                return _MAINLAND_IN_GLOBAL
            return _not_mainland(digits[2:])
        return _reading(number_plans.international(digits))

    def _plain(self, digits: str) -> Reading:
        """Global region, neither + nor 00: national form, or country code + number."""
        national = self._national(digits, explain=False)
        abroad = _abroad(digits)
        if national.kind is Kind.MOBILE and abroad.kind is Kind.MOBILE and national.number != abroad.number:
            if self._ambiguity is None:
                return Reading("", "", AMBIGUOUS, _two_readings(national, abroad))
            return _reading(national if self._ambiguity == "national" else abroad)
        if national.kind is Kind.MOBILE:
            return _reading(national)
        if abroad.kind is Kind.MOBILE:
            return _reading(abroad)
        if _MAINLAND(digits):
            return _MAINLAND_IN_GLOBAL
        national = self._national(digits, explain=True)
        return _reading(
            national
            if national.kind is not Kind.UNASSIGNED or digits.startswith("0")
            else number_plans.international(digits)
        )

    def _national(self, digits: str, *, explain: bool) -> Verdict:
        if self._home_country == "CN":
            if found := _MAINLAND_NATIONAL(digits):
                return Verdict("+86" + found[1], "CN", Kind.MOBILE)
            return Verdict("", "", _mainland_fault(digits))
        if self._home is None:
            self._home = number_plans.home(self._home_country)
            if self._home is None:
                return number_plans.NOT_MOBILE
        return number_plans.national(digits, self._home, explain=explain)


def _mainland_fault(digits: str) -> Kind:
    """What digits are that are no mobile as it is dialled inside mainland China."""
    if _LANDLINE(digits):
        return Kind.LANDLINE
    rest = digits.removeprefix("0")
    if len(rest) == 11 or not _BEGINNING(rest):
        return Kind.UNASSIGNED
    return Kind.TOO_SHORT if len(rest) < 11 else Kind.TOO_LONG


_MAINLAND_IN_GLOBAL = Reading(
    "", "CN", WRONG_REGION, text("This is a number of mainland China; this task goes to other countries.")
)


def _abroad(digits: str) -> Verdict:
    if digits.startswith("86") and (found := _MAINLAND_NATIONAL(digits[2:])):
        return Verdict("+86" + found[1], "CN", Kind.MOBILE)
    return number_plans.international(digits, explain=False)


def _reading(verdict: Verdict) -> Reading:
    if verdict.kind is not Kind.MOBILE:
        return Reading("", "", INVALID, _problem(verdict.kind))
    if verdict.country == "CN":
        return _MAINLAND_IN_GLOBAL
    return Reading(verdict.number, verdict.country)


def _two_readings(national: Verdict, abroad: Verdict) -> Text:
    return text(
        "This can be {national} ({home}) or {abroad} ({country}).",
        national=national.number,
        home=national.country,
        abroad=abroad.number,
        country=abroad.country,
    )


_PROBLEMS = {
    Kind.LANDLINE: text("This is a landline, which receives no messages."),
    Kind.SERVICE: text("This is a service number, not a mobile phone."),
    Kind.TOO_SHORT: text("There are too few digits."),
    Kind.TOO_LONG: text("There are too many digits for one number."),
    Kind.WRONG_LENGTH: text("No mobile number has this many digits."),
    Kind.NO_COUNTRY: text("No country code begins like this."),
    Kind.UNASSIGNED: text("No mobile number begins like this."),
}


def _problem(kind: Kind) -> Text:
    return _PROBLEMS[kind]


def _not_mainland(digits: str) -> Reading:
    return Reading("", "", INVALID, _mainland_problem(digits))


def _other_country(country: str) -> Reading:
    return Reading(
        "",
        country,
        WRONG_REGION,
        text("This is a number of {country}; this task goes to mainland China.", country=country),
    )


def is_plain_mainland(raw: str) -> bool:
    """Whether this is written as a mainland mobile is inside China: 11 digits, no code before them."""
    return _SEGMENT(raw) is not None or (raw[:1] not in "+0" and _SEGMENT(tidy(raw)[0]) is not None)


def is_landline(digits: str) -> bool:
    """Whether digits have the form of a mainland landline or service number."""
    return _LANDLINE(digits) is not None


def _mainland_problem(digits: str) -> Text:
    """Why these digits, without country code, are no mainland mobile."""
    if _LANDLINE(digits):
        return _PROBLEMS[Kind.LANDLINE]
    if len(digits) == 22 and _MAINLAND(digits[:11]) and _MAINLAND(digits[11:]):
        return text("There are two numbers in this cell.")
    if len(digits) == 11:
        if digits[0] == "1" and digits[1] in "3456789":
            return text("No mainland mobile number begins with {segment}.", segment=digits[:3])
        return text("A mainland mobile number begins with 13 to 19.")
    if len(digits) < 11:
        return text("A mainland mobile number has 11 digits; this has {digits}.", digits=len(digits))
    return text("This has {digits} digits; a mainland mobile number has 11.", digits=len(digits))
