"""The check of one recipient row before anything is sent (B4).

Pure and fast: a file of 100,000 rows goes through ``RowChecker.check`` one by one. What depends on the
store (blocked, unsubscribed, over the limits) is added by the operations afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from smsdesk.domain import limits
from smsdesk.domain.fragments import measure
from smsdesk.domain.links import find_links, has_link
from smsdesk.domain.numbers import Ambiguity, NumberReader
from smsdesk.domain.profile import Identity, Region, SmsType
from smsdesk.domain.signatures import bracketed
from smsdesk.domain.templates import CODE_DIGITS, VARIABLE, carries_code, variables
from smsdesk.domain.text import Text, text


class Reason(StrEnum):
    """Why a row is not sent. The last three are found in the store, not here."""

    INVALID_NUMBER = "invalid_number"
    WRONG_REGION = "wrong_region"
    AMBIGUOUS_NUMBER = "ambiguous_number"
    MISSING_VARIABLE = "missing_variable"
    LINK_IN_VARIABLE = "link_in_variable"
    VARIABLE_TOO_LONG = "variable_too_long"
    NOT_A_CODE = "not_a_code"
    DUPLICATE = "duplicate"
    BLOCKED = "blocked"
    UNSUBSCRIBED = "unsubscribed"
    OVER_LIMIT = "over_limit"

    @property
    def label(self) -> Text:
        """The reason as a heading of the table of reasons."""
        return _LABELS[self]


_LABELS = {
    Reason.INVALID_NUMBER: text("Not a mobile number"),
    Reason.WRONG_REGION: text("Number of the other region"),
    Reason.AMBIGUOUS_NUMBER: text("Number can be read in two ways"),
    Reason.MISSING_VARIABLE: text("Variable is missing"),
    Reason.LINK_IN_VARIABLE: text("Link in a variable"),
    Reason.VARIABLE_TOO_LONG: text("Variable or message too long"),
    Reason.NOT_A_CODE: text("Not a verification code"),
    Reason.DUPLICATE: text("Duplicate"),
    Reason.BLOCKED: text("On the blocklist"),
    Reason.UNSUBSCRIBED: text("Unsubscribed"),
    Reason.OVER_LIMIT: text("Over a sending limit"),
}

#: What spreadsheets show in a cell whose formula failed.
_CELL_ERRORS = frozenset(
    ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA")
)


class ReadyRow(NamedTuple):
    """A row that can be sent."""

    row: int
    number: str
    """E.164."""
    country: str
    content: str
    """As it arrives, signature included."""
    characters: int
    fragments: int
    values: tuple[str, ...]
    first: int = 0
    """The first row with this number, when that says something else; 0 for none."""


class RejectedRow(NamedTuple):
    """A row that cannot be sent as it is."""

    row: int
    number_text: str
    """The number as it stands in the file."""
    values: tuple[str, ...]
    reason: Reason
    problem: Text
    """The reason in words."""
    column: str | int
    """What is wrong: ``"number"``, or the variable's number; 0 for the message as a whole."""


class _Fault(NamedTuple):
    reason: Reason
    problem: Text
    column: str | int


class RowChecker:
    """Checks the rows of one task (B4). Not safe for several threads: it remembers what it has seen."""

    def __init__(
        self,
        body: str,
        signature: str,
        region: Region,
        sms_type: SmsType,
        identity: Identity,
        home_country: str,
        ambiguity: Ambiguity | None = None,
        one_per_number: bool = False,
        variable_limit: int | None = None,
    ) -> None:
        """``body`` is a template's content that passed ``check_template``; ``signature`` has no brackets.

        ``variable_limit`` is the most characters of one value; left out, it is what the identity is
        allowed (P2): 12 for an individual, no limit for an organization.
        """
        self._region = region
        self._sms_type = sms_type
        self._body = body
        self._prefix = bracketed(signature, region)
        self._read = NumberReader(region, home_country, ambiguity).read
        numbers = variables(body)
        self._used = numbers
        self._count = max(numbers, default=0)
        #: The message as a %-pattern, and the values it takes in order of appearance.
        self._pattern = "%s".join(
            part.replace("%", "%%") for part in VARIABLE.split(self._prefix + body)[::2]
        )
        self._order = tuple(int(number) - 1 for number in VARIABLE.findall(body))
        self._straight = self._order == tuple(range(self._count))
        if variable_limit is None and identity is Identity.INDIVIDUAL:
            variable_limit = limits.VARIABLE_LENGTH_INDIVIDUAL.value
        self._limit = variable_limit if variable_limit is not None else limits.CONTENT_LENGTH.value
        self._is_code = carries_code(body, region)
        self._joined = _touches_a_variable(body)
        self._links = len(find_links(body))
        self._one_per_number = one_per_number
        self._constant = None if numbers else self._measured(self._prefix + body)
        self._one_content = one_per_number or self._constant is not None
        self._seen: dict[int, int] = {}
        #: The first row of each number, where not all get the same.
        self._numbers: dict[int, int] = {}

    def check(self, row: int, number_text: str, values: Sequence[str]) -> ReadyRow | RejectedRow:
        """The message of this row, or the first thing wrong with it.

        ``row`` is the row's number in the file, ``values`` the texts of variables 1, 2, … in order.
        A row that is rejected does not count for the duplicates of later rows.
        """
        reading = self._read(number_text)
        number = reading.number
        if not number:
            assert reading.problem is not None
            return RejectedRow(
                row, number_text, tuple(values), Reason(reading.reason), reading.problem, "number"
            )
        if self._constant is not None:
            texts: tuple[str, ...] = ()
            content, characters, fragments, length = self._constant
        else:
            texts = tuple(map(str.strip, values))
            fault = self._faulty_value(texts)
            if fault is not None:
                return RejectedRow(row, number_text, tuple(values), *fault)
            content, characters, fragments, length = self._measured(self._rendered(texts))
        if length > 500 or self._joined:
            fault = self._faulty_content(content, length)
            if fault is not None:
                return RejectedRow(row, number_text, tuple(values), *fault)
        first = self._seen.setdefault(hash(number if self._one_per_number else (number, content)), row)
        if first != row:
            return RejectedRow(
                row, number_text, tuple(values), Reason.DUPLICATE, self._repeated(first), "number"
            )
        first = row if self._one_content else self._numbers.setdefault(hash(number), row)
        other = first if first != row else 0
        return ReadyRow(row, number, reading.country, content, characters, fragments, texts, other)

    def _faulty_value(self, texts: tuple[str, ...]) -> _Fault | None:
        """The first value that cannot stand in the message."""
        limit = self._limit
        for position in range(self._count):
            value = texts[position] if position < len(texts) else ""
            problem: tuple[Reason, Text] | None
            if self._is_code:
                if value.isdecimal() and value.isascii() and len(value) <= min(limit, CODE_DIGITS):
                    continue
                problem = value_problem(value, limit) or (Reason.NOT_A_CODE, _NOT_A_CODE)
            elif value.isalnum() and len(value) <= limit and (value.isascii() or not _ODD(value)):
                continue
            else:
                problem = value_problem(value, limit)
            if problem is not None and position + 1 in self._used:
                return _Fault(*problem, position + 1)
        return None

    def _rendered(self, texts: tuple[str, ...]) -> str:
        if self._straight:
            return self._pattern % texts[: self._count]
        return self._pattern % tuple([texts[place] for place in self._order])

    def _measured(self, content: str) -> tuple[str, int, int, int]:
        """Content, counted characters, fragments, and length against the 500 characters (T1)."""
        size = measure(content, self._region)
        length = size.characters if size.encoding != "GSM-7" else len(content)
        return content, size.characters, size.fragments, length

    def _faulty_content(self, content: str, length: int) -> _Fault | None:
        """What is wrong with the message though each value is right."""
        if length > limits.CONTENT_LENGTH.value:
            return _Fault(
                Reason.VARIABLE_TOO_LONG,
                text(
                    "With its values the message has {characters} characters; {limit} are allowed.",
                    characters=length,
                    limit=limits.CONTENT_LENGTH.value,
                ),
                0,
            )
        if self._joined and len(find_links(content[len(self._prefix) :])) > self._links:
            return _Fault(
                Reason.LINK_IN_VARIABLE, text("The values form a link with the text around them."), 0
            )
        return None

    def _repeated(self, first: int) -> Text:
        if self._one_per_number:
            return text(
                "Row {row} has this number already. That row counts, this one is left out: only one message "
                "per number.",
                row=first,
            )
        return text(
            "Row {row} has this number with the same text. That row counts, this one is left out.", row=first
        )


def value_problem(value: str, limit: int) -> tuple[Reason, Text] | None:
    """What is wrong with the value of one variable, at most ``limit`` characters long (T1, P2, B4)."""
    if not value or value.isspace() or not _VISIBLE(value):
        return Reason.MISSING_VARIABLE, _MISSING
    if len(value) > limit:
        return Reason.VARIABLE_TOO_LONG, text(
            "The value has {characters} characters; {limit} are allowed.", characters=len(value), limit=limit
        )
    if value[0] == "#" and value.upper() in _CELL_ERRORS:
        return Reason.MISSING_VARIABLE, text("The spreadsheet shows an error here: {error}", error=value)
    if has_link(value) or (value[0] in ".．。｡" and has_link("x" + value)):
        return Reason.LINK_IN_VARIABLE, _LINK
    return None


#: A character that a phone shows; not one of the invisible ones that web pages leave in a copied cell.
_VISIBLE = re.compile(
    "[^\\s\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb]"
).search

#: Letters by their class that are invisible, and those that stand for a dot.
_ODD = re.compile("[点點\u115f\u1160\u3164\uffa0]").search

_MISSING = text("The value is missing.")
_NOT_A_CODE = text(
    "A text with 验证码 is a verification code: its values are digits only, at most {digits}.",
    digits=CODE_DIGITS,
)
_LINK = text("The value holds a link; links must stand in the template's own text.")


#: A variable next to what can join two texts into a link; ``. `` ends a sentence and joins nothing.
_JOINT = re.compile(r"\}(?:[.．。｡:：](?=[^\s])|[/／@{])|[^\s][.．｡](?=\{)|[/／@](?=\{)")


def _touches_a_variable(body: str) -> bool:
    """Whether a value could grow together with the text beside it into a link."""
    return VARIABLE.search(body) is not None and _JOINT.search(body) is not None
