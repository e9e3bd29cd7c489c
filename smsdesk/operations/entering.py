"""Numbers a user types or pastes, one a line: mainland plain, others country code + number (C2, A6, C4)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from smsdesk.domain.errors import Invalid
from smsdesk.domain.limits import Limit
from smsdesk.domain.numbers import NumberReader, Reading
from smsdesk.domain.profile import Region
from smsdesk.domain.text import Text, text

#: What people write between numbers that stand in one line.
_BETWEEN = re.compile("[,;，；、]")


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
    """Reads a number of either region, as a customer list holds both."""

    def __init__(self, home_country: str) -> None:
        self._mainland = NumberReader(Region.MAINLAND, home_country)
        self._global = NumberReader(Region.GLOBAL, home_country)

    def read(self, raw: str) -> Reading:
        """A plain mainland mobile wins; everything else is read as a number of the world."""
        mainland = self._mainland.read(raw)
        if not mainland.reason:
            return mainland
        return self._global.read(raw)


def read_numbers(typed: str, *, home_country: str, most: Limit, field: str = "numbers") -> EnteredNumbers:
    """Read what was typed; numbers with a comma or semicolon between them count as lines of their own.

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
    if most.exceeded(len(lines)):
        raise Invalid(
            text(
                "These are {count} lines; at most {most} at a time. Import a spreadsheet for more.",
                count=f"{len(lines):,}",
                most=most.value,
            ),
            field=field,
        )
    reader = AnyRegionReader(home_country)
    good: dict[str, str] = {}
    bad: list[BadLine] = []
    duplicates = 0
    for position, line in lines:
        reading = reader.read(line)
        if reading.reason:
            bad.append(BadLine(position, line, reading.problem or text("This is not a mobile number.")))
        elif reading.number in good:
            duplicates += 1
        else:
            good[reading.number] = reading.country
    return EnteredNumbers(tuple(good.items()), tuple(bad), duplicates)
