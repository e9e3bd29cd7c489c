"""Looking for somebody among the messages of one task (B8): a number however it is written, a name, a text.

What is typed is looked for in the task's own messages, one by one, as no index serves the middle of a number
or of a text. It is bounded by the task: a task of 100,000 messages beside 100,000 customers takes 60–90 ms,
up to 170 ms for words with letters beyond A–Z, 250 ms when nothing of it is in memory yet.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_

from smsdesk.domain.number_text import tidy
from smsdesk.domain.numbers import Ambiguity, NumberReader
from smsdesk.domain.profile import Region
from smsdesk.operations.searching import holds
from smsdesk.store.tables import CustomerRow, MessageRow

#: Fewest digits behind a leading 0 that are the end of a number in its national form.
_NATIONAL_DIGITS = 4
_READINGS: tuple[Ambiguity, ...] = ("national", "international")


def message_holds(words: str, home_country: str) -> ColumnElement[bool]:
    """The message goes to that number, to somebody called so, or says so.

    ``words`` are not empty: a whole number in any form, some of its digits with or without blanks, or any
    part of the customer's name or of the text, letters in either case. ``home_country`` is ISO alpha-2.
    """
    found = _number_conditions(words, home_country)
    for written in _cases(words):
        found.append(holds(MessageRow.content, written))
        found.append(
            exists().where(CustomerRow.number == MessageRow.number, holds(CustomerRow.name, written))
        )
    return or_(*found)


def _cases(words: str) -> Iterable[str]:
    """The ways to write it that LIKE, which knows the case of A–Z only, tells apart."""
    if words.isascii():
        return (words,)
    return dict.fromkeys((words, words.lower(), words.upper(), words.capitalize(), words.title()))


def _number_conditions(words: str, home_country: str) -> list[ColumnElement[Any]]:
    """Where the digits may stand in a number; none for what is no number."""
    digits, problem = tidy(words.lstrip("…*. "))
    if problem is not None or not digits.strip("+"):
        return []
    found: list[ColumnElement[Any]] = [func.instr(MessageRow.number, digits) > 0]
    whole = {
        NumberReader(region, home_country, reading).read(words).number
        for region in Region
        for reading in _READINGS
    } - {""}
    if whole:
        found.append(MessageRow.number.in_(sorted(whole)))
    if digits.startswith("00") and len(digits) > 2:
        found.append(func.instr(MessageRow.number, f"+{digits[2:]}") == 1)
    if digits.startswith("0") and len(digits) > _NATIONAL_DIGITS:
        # The 0 of the national form is no part of the number with its country code.
        tail = digits.lstrip("0")
        if len(tail) >= _NATIONAL_DIGITS:
            found.append(func.substr(MessageRow.number, -len(tail)) == tail)
    return found
