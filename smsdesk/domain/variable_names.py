"""Which columns the names of a template's variables mean: "first name" is "First name", "date" is "Appt date"
(B2)."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

#: What stands between words; the underscore of "appt_date" too.
_BETWEEN = re.compile(r"[\W_]+")
#: Characters that a name in a script without blanks needs to be looked for within a title.
_FEWEST = 2


def columns_by_name(names: Mapping[int, str], titles: Sequence[str], free: Collection[int]) -> dict[int, int]:
    """Column by variable, where exactly one title means it and no other variable is meant by that title.

    ``names`` are those of the variables that are to be filled, ``free`` the columns that may fill them. Equal
    words come first (case, blanks and underscores aside), then those of which one contains the other.
    """
    found: dict[int, int] = {}
    for means in (_equal, _contained):
        fitting = {
            variable: [
                column for column in free if column not in found.values() and means(name, titles[column])
            ]
            for variable, name in names.items()
            if variable not in found
        }
        claims = [column for columns in fitting.values() for column in columns]
        found |= {
            variable: columns[0]
            for variable, columns in fitting.items()
            if len(columns) == 1 and claims.count(columns[0]) == 1
        }
    return found


def variable_words(variable: int, name: str) -> str:
    """A variable as a box or a sentence says it: "{1} first name", or "{1}" without a name."""
    shown = f"{{{variable}}}"
    return f"{shown} {name}" if name else shown


def _equal(name: str, title: str) -> bool:
    words = _folded(name).replace(" ", "")
    return bool(words) and words == _folded(title).replace(" ", "")


def _contained(name: str, title: str) -> bool:
    one, other = _folded(name), _folded(title)
    return _within(one, other) or _within(other, one)


def _within(short: str, long: str) -> bool:
    """Whole words; "name" is not in "Surname". Scripts without blanks have no words to tell apart."""
    if not short or not long:
        return False
    if short.isascii():
        return f" {short} " in f" {long} "
    return len(short) >= _FEWEST and short in long


def _folded(words: str) -> str:
    return _BETWEEN.sub(" ", words).strip().casefold()
