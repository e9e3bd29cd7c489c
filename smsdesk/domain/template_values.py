"""Reading a template's values back out of a text that was made from it (N1).

Some carriers are given a template's name and values instead of a text. Any values will do that give the same
text again, because that text is what the carrier sends.
"""

from __future__ import annotations

from collections.abc import Sequence

from smsdesk.domain.templates import VARIABLE, render

#: Steps of a search among several ways to cut a text; only a template that uses a variable twice needs one.
_STEPS = 2_000


def values_in(body: str, content: str) -> tuple[str, ...] | None:
    """Values of {1}, {2}, … with which ``body`` reads as ``content``; None where there are none.

    As many as the highest variable; empty for a body without variables. A text that can be cut in several
    ways is cut as early as possible. Time grows with the length of the text alone; in return a text may be
    given up (None) when a variable stands in the body several times and other ones confuse the search.
    """
    literals, numbers = _pieces(body)
    if not numbers:
        return () if body == content else None
    found = _distinct(literals, numbers, content)
    if found is None and len(set(numbers)) < len(numbers):
        found = _search(literals, numbers, content)
    if found is None:
        return None
    values = tuple(found.get(number, "") for number in range(1, max(numbers) + 1))
    return values if render(body, values) == content else None


def _pieces(body: str) -> tuple[list[str], list[int]]:
    """The text around the variables (one piece more than there are variables), and the variables' numbers."""
    parts = VARIABLE.split(body)
    return parts[::2], [int(number) for number in parts[1::2]]


def _distinct(literals: Sequence[str], numbers: Sequence[int], content: str) -> dict[int, str] | None:
    """Each value as short as possible; right whenever there is a way, if every variable stands once."""
    head, tail = literals[0], literals[-1]
    end = len(content) - len(tail)
    if end < len(head) or not content.startswith(head) or not content.endswith(tail):
        return None
    found: dict[int, str] = {}
    place = len(head)
    for number, literal in zip(numbers[:-1], literals[1:-1], strict=True):
        following = content.find(literal, place, end)
        if following < 0 or found.setdefault(number, content[place:following]) != content[place:following]:
            return None
        place = following + len(literal)
    last = content[place:end]
    return found if found.setdefault(numbers[-1], last) == last else None


def _search(literals: Sequence[str], numbers: Sequence[int], content: str) -> dict[int, str] | None:
    """With variables that stand several times: the value of a first time fixes the later ones."""
    if len(set(numbers)) == 1:
        # All values are alike, so that their length follows from the text's.
        length, left = divmod(len(content) - sum(map(len, literals)), len(numbers))
        start = len(literals[0])
        return {numbers[0]: content[start : start + length]} if length >= 0 and not left else None
    steps = _STEPS
    if not content.startswith(literals[0]):
        return None
    # Ways not tried yet: which variable comes next, where it begins, where to look for what follows, values.
    ways: list[tuple[int, int, int, dict[int, str]]] = [(0, len(literals[0]), len(literals[0]), {})]
    while ways and steps:
        steps -= 1
        which, place, look_from, found = ways.pop()
        if which == len(numbers):
            if place == len(content):
                return found
            continue
        number, literal, last = numbers[which], literals[which + 1], which + 1 == len(numbers)
        if number in found:
            whole = found[number] + literal
            if content.startswith(whole, place):
                ways.append((which + 1, place + len(whole), place + len(whole), found))
            continue
        if last:
            end = len(content) - len(literal)
            if end >= place and content.endswith(literal):
                return found | {number: content[place:end]}
            continue
        end = content.find(literal, look_from)
        if end < 0:
            continue
        if end < len(content):
            ways.append((which, place, end + 1, found))
        after = end + len(literal)
        ways.append((which + 1, after, after, found | {number: content[place:end]}))
    return None
