"""Questioning a whole column before it is taken for telephone numbers (B4).

One cell may be wrong; a column that mostly reads as another country's, or looks like order numbers, bank
cards, identity numbers or landlines, is the wrong column or the wrong region, and the file is asked about.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from smsdesk.domain import number_plans
from smsdesk.domain.number_plans import Kind
from smsdesk.domain.number_text import tidy
from smsdesk.domain.numbers import AMBIGUOUS, WRONG_REGION, NumberReader, is_landline
from smsdesk.domain.profile import Region
from smsdesk.domain.text import Text, text

#: Cells looked at, spread evenly over the column.
SAMPLE = 400

_IDENTITY = re.compile(
    r"[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]", re.ASCII
).fullmatch
_CARD = re.compile(r"\d{15,19}", re.ASCII).fullmatch
_DATED = re.compile(r"[A-Za-z-]{0,6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{2,}").match
_CODE = re.compile(r"(?=.*\d)[A-Za-z]{1,5}[-_#]?\d{3,}|\d{16,}|\d{1,6}", re.ASCII).fullmatch
_NORTH_AMERICAN = re.compile(r"\+?1[2-9]\d{2}[2-9]\d{6}", re.ASCII).fullmatch


class ColumnVerdict(NamedTuple):
    """What a column looks like."""

    kind: str
    """``numbers``, ``other_country``, ``identities``, ``cards``, ``orders``, ``landlines``, ``other``
    or ``empty``."""
    share: float
    """Part of the filled cells, 0–1, that read as numbers for the region."""
    question: Text | None
    """What to ask before the column is accepted; None when nothing is doubtful."""


def judge_column(values: Sequence[str], region: Region, home_country: str) -> ColumnVerdict:
    """Look at a column as a whole. ``values`` are its cells without the header; blank ones do not count."""
    filled = [value.strip() for value in values if value and not value.isspace()]
    step = max(1, len(filled) // SAMPLE)
    sample = filled[::step]
    if not sample:
        return ColumnVerdict("empty", 0.0, text("This column is empty."))
    read = NumberReader(region, home_country).read
    readings = [read(value) for value in sample]
    good = sum(1 for reading in readings if reading.number or reading.reason == AMBIGUOUS)
    share = good / len(sample)
    abroad = Counter(reading.country for reading in readings if reading.reason == WRONG_REGION)
    if abroad and abroad.total() > len(sample) / 2:
        return _other_country(abroad.most_common(1)[0][0], share)
    digits = [tidy(value)[0] for value in sample]
    plain = [figure.removeprefix("+") for figure in digits]
    unlike = _unlike_numbers(sample, plain, share)
    if unlike is not None:
        return unlike
    if region is Region.MAINLAND:
        country = _home_of_plain(digits, home_country) or _country_of_plain(digits, share)
        if country:
            return _other_country(country, share)
    if share >= 0.5:
        return ColumnVerdict("numbers", share, None)
    if sum(map(is_landline, plain)) > len(sample) / 2:
        return ColumnVerdict(
            "landlines", share, text("Most of this column are landlines, which receive no messages. Use it?")
        )
    if sum(1 for value in sample if _DATED(value) or _CODE(value)) > len(sample) / 2:
        return ColumnVerdict(
            "orders", share, text("This column looks like order numbers, not telephone numbers. Use it?")
        )
    return ColumnVerdict("other", share, text("Most of this column are not mobile numbers. Use it?"))


def _unlike_numbers(sample: Sequence[str], plain: Sequence[str], share: float) -> ColumnVerdict | None:
    """Identity and card numbers, which have a form of their own."""
    most = 0.8 * len(sample)
    if sum(1 for value in sample if _IDENTITY(value)) >= most:
        return ColumnVerdict(
            "identities",
            share,
            text("This column looks like identity numbers, not telephone numbers. Use it?"),
        )
    if sum(1 for figure in plain if _CARD(figure) and _luhn(figure)) >= most:
        return ColumnVerdict(
            "cards", share, text("This column looks like bank cards, not telephone numbers. Use it?")
        )
    return None


def _country_of_plain(digits: Sequence[str], share: float) -> str:
    """The one country whose numbers nearly all of a mainland column are with a + before them.

    North American numbers written as 1 + 10 digits look like mainland ones cell by cell; that all of them
    have the form and an area code of theirs does not happen by chance in ten mainland numbers.
    """
    north_american = sum(1 for figure in digits if _NORTH_AMERICAN(figure))
    if share >= 0.8 and (len(digits) < 10 or north_american < 0.97 * len(digits)):
        return ""
    countries: Counter[str] = Counter()
    for figure in digits:
        if len(figure) >= 9:
            verdict = number_plans.international(figure.removeprefix("+"), explain=False)
            if verdict.kind is Kind.MOBILE:
                code = "US" if figure.removeprefix("+").startswith("1") else verdict.country
                countries[code] += 1
    if not countries:
        return ""
    country, count = countries.most_common(1)[0]
    needed = 0.97 if share >= 0.8 else 0.7
    return country if count >= needed * len(digits) and count > share * len(digits) * 0.99 else ""


def _home_of_plain(digits: Sequence[str], home_country: str) -> str:
    """The home country where nearly all of a mainland column are its mobiles in their national form.

    German 15123456789 reads as a mainland number; ten of them and no 138… among them are Germans.
    """
    home = number_plans.home(home_country.upper()) if home_country.upper() != "CN" else None
    if home is None or len(digits) < 10:
        return ""
    at_home = sum(
        1
        for figure in digits
        if figure[:1] != "+" and number_plans.national(figure, home, explain=False).kind is Kind.MOBILE
    )
    return home.country if at_home >= 0.97 * len(digits) else ""


def _other_country(country: str, share: float) -> ColumnVerdict:
    if country == "CN":
        question = text(
            "Most of this column are numbers of mainland China, but the task goes elsewhere. Use it?"
        )
    else:
        question = text(
            "Most of this column read as numbers of {country}, but the task goes to mainland China. Use it?",
            country=country,
        )
    return ColumnVerdict("other_country", share, question)


def _luhn(figure: str) -> bool:
    """The check digit of bank cards."""
    total = 0
    for place, digit in enumerate(reversed(figure)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
