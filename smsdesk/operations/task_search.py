"""Looking for somebody among the messages of one task (B8): a number however it is written, a name, a text.

What is typed is looked for in the task's own messages, one by one, as no index serves the middle of a number
or of a text. It is bounded by the task: a task of 100,000 messages beside 100,000 customers takes 60–90 ms,
up to 170 ms for words with letters beyond A–Z, 250 ms when nothing of it is in memory yet.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, exists, or_

from smsdesk.operations.searching import holds, number_conditions
from smsdesk.store.tables import CustomerRow, MessageRow


def message_holds(words: str, home_country: str) -> ColumnElement[bool]:
    """The message goes to that number, to somebody called so, or says so.

    ``words`` are not empty: a whole number in any form, some of its digits with or without blanks, or any
    part of the customer's name or of the text, letters in either case. ``home_country`` is ISO alpha-2.
    """
    found = number_conditions(MessageRow.number, words, home_country)
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
