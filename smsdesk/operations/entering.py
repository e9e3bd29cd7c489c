"""Numbers a user types or pastes, one a line: the home country's plain, others with + (C2, A6, C4)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from smsdesk.domain.errors import Invalid
from smsdesk.domain.limits import Limit
from smsdesk.domain.numbers import WRONG_REGION, NumberReader, Reading, is_plain_mainland
from smsdesk.domain.profile import Region
from smsdesk.domain.text import Text, text

#: What people write between numbers that stand in one line.
_BETWEEN = re.compile("[,;，；、،]")
#: What else may stand between two numbers, and within one: only where the parts are numbers and the whole
#: is none.
_APART = (re.compile(r"\s*[\t|/&]\s*|\s+(?:and|or|和|及|或|\s)\s*"), re.compile(r"\s+"))
_LANDLINE_OR_MAINLAND = text(
    "This is a landline, which receives no messages. If it is a number of mainland China, write +86 before "
    "it."
)


@dataclass(frozen=True)
class BadLine:
    """A line that is not a number, and why. Lines count from 1."""

    line: int
    text: str
    problem: Text


@dataclass(frozen=True)
class EnteredNumbers:
    """What was read: E.164 numbers with their country, each once."""

    numbers: tuple[tuple[str, str], ...]
    bad: tuple[BadLine, ...]
    duplicates: int


class AnyRegionReader:
    """Reads a number of either region, as a customer list holds both: what has no country code is the
    home country's before it is anybody else's."""

    def __init__(self, home_country: str) -> None:
        """``home_country`` is ISO alpha-2."""
        self._china = home_country.upper() == "CN"
        self._mainland = NumberReader(Region.MAINLAND, home_country)
        self._global = NumberReader(Region.GLOBAL, home_country, None if self._china else "national")

    def read(self, raw: str) -> Reading:
        """The number, or why it is none. Away from China only what is no number at home may be one of
        mainland China in its plain form."""
        if self._china:
            mainland = self._mainland.read(raw)
            return self._global.read(raw) if mainland.reason else mainland
        if is_plain_mainland(raw):
            return self._either(raw)
        reading = self._global.read(raw)
        return self._mainland.read(raw) if reading.reason == WRONG_REGION else reading

    def could_be_mainland(self, raw: str, reading: Reading) -> bool:
        """Whether a number read as the home country's stands there as one of mainland China could."""
        return bool(reading.number) and reading.country != "CN" and is_plain_mainland(raw)

    def _either(self, raw: str) -> Reading:
        home = self._global.at_home(raw)
        if home is None:
            return self._mainland.read(raw)
        return home._replace(problem=_LANDLINE_OR_MAINLAND) if home.reason else home


def read_numbers(typed: str, *, home_country: str, most: Limit, field: str = "numbers") -> EnteredNumbers:
    """Read what was typed; numbers with a comma or semicolon between them count as lines of their own, and so
    do those with a space, a tab or a stroke where each of them is a number by itself.

    Raises ``Invalid`` when there are more than allowed or none at all.
    """
    lines = [
        (position, one.strip())
        for position, line in enumerate(typed.splitlines(), 1)
        for one in _BETWEEN.split(line)
        if one.strip()
    ]
    if not lines:
        raise Invalid(text("Enter at least one number, one a line."), field=field)
    _check_count(len(lines), most, field)
    reader = AnyRegionReader(home_country)
    good: dict[str, str] = {}
    bad: list[BadLine] = []
    duplicates = 0
    for position, line in lines:
        for reading in _readings(reader, line):
            if reading.reason:
                bad.append(BadLine(position, line, reading.problem or text("This is not a mobile number.")))
            elif reading.number in good:
                duplicates += 1
            else:
                good[reading.number] = reading.country
    _check_count(len(good), most, field)
    return EnteredNumbers(tuple(good.items()), tuple(bad), duplicates)


def _readings(reader: AnyRegionReader, line: str) -> list[Reading]:
    """The number that the line is, or those that stand in it beside each other, or why it is none."""
    whole = reader.read(line)
    if whole.reason:
        for apart in _APART:
            parts = [reader.read(part) for part in apart.split(line) if part]
            if len(parts) > 1 and not any(part.reason for part in parts):
                return parts
    return [whole]


def _check_count(count: int, most: Limit, field: str) -> None:
    if most.exceeded(count):
        raise Invalid(
            text(
                "These are {count} lines; at most {most} at a time. Import a spreadsheet for more.",
                count=f"{count:,}",
                most=most.value,
            ),
            field=field,
        )
