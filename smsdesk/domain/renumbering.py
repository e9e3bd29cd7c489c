"""Variables in the order in which they stand in the text (T1, T2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from smsdesk.domain.templates import VARIABLE, variables

#: Highest number a variable can have.
HIGHEST = 999


class Renumbered(NamedTuple):
    """A text after its variables got other numbers."""

    content: str
    changes: dict[int, int]
    """New number by old one, of those that changed."""


class Inserted(NamedTuple):
    """A text with one variable more; ``start``/``end`` are the place of it."""

    content: str
    number: int
    start: int
    end: int
    changes: dict[int, int]


def in_order(content: str) -> bool:
    """Whether the variables are 1, 2, 3, … in the order of their first appearance."""
    return _appearing(content) == list(range(1, len(variables(content)) + 1))


def renumber(content: str) -> Renumbered:
    """Number the variables by their first appearance; the same variable stays the same."""
    changes = {old: new for new, old in enumerate(_appearing(content), 1) if old != new}
    return Renumbered(_with_numbers(content, changes), changes)


def insert_variable(content: str, place: int) -> Inserted | None:
    """A new variable at a place of the text; those after it move on by one.

    A text that has an order of its own keeps it, and the new one gets the next number. None when there
    are as many variables as there can be. A place inside a variable is taken for the one behind it.
    """
    place = min(max(place, 0), len(content))
    for found in VARIABLE.finditer(content):
        if found.start() < place < found.end():
            place = found.end()
    highest = max(variables(content), default=0)
    if highest >= HIGHEST:
        return None
    changes: dict[int, int] = {}
    number = highest + 1
    if in_order(content):
        number = len(variables(content[:place])) + 1
        changes = {old: old + 1 for old in range(number, highest + 1)}
    before = _with_numbers(content[:place], changes)
    added = f"{{{number}}}"
    after = _with_numbers(content[place:], changes)
    return Inserted(before + added + after, number, len(before), len(before) + len(added), changes)


def _appearing(content: str) -> list[int]:
    return list(dict.fromkeys(int(number) for number in VARIABLE.findall(content)))


def _with_numbers(content: str, changes: Mapping[int, int]) -> str:
    if not changes:
        return content
    return VARIABLE.sub(lambda found: f"{{{changes.get(int(found[1]), int(found[1]))}}}", content)
