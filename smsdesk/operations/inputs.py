"""What a user typed, brought into shape or refused with a sentence at its field."""

from __future__ import annotations

import unicodedata

from smsdesk.domain.errors import Invalid
from smsdesk.domain.limits import Limit
from smsdesk.domain.text import text

#: Composing makes one character of at most so many.
_NEVER_SHORTER_THAN = 4
_LINE_ENDS = {"\r", "\n", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"}


def one_line(value: str, *, field: str, most: Limit, least: int = 1) -> str:
    """The text without blanks around it, ``least``–``most`` characters, no control characters."""
    value = composed(value, field=field, most=most)
    if any(unicodedata.category(char) in ("Cc", "Cs") or char in _LINE_ENDS for char in value):
        raise Invalid(
            text("This must be one line without control characters. Type it again, do not paste it."),
            field=field,
        )
    return _sized(value, field, least, most)


def some_lines(value: str, *, field: str, most: Limit, least: int = 0) -> str:
    """As ``one_line``, line breaks and tabs allowed."""
    value = composed(value.replace("\r\n", "\n").replace("\r", "\n"), field=field, most=most)
    if any(unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t" for char in value):
        raise Invalid(
            text("There are control characters in this text. Type it again, do not paste it."), field=field
        )
    return _sized(value, field, least, most)


def composed(value: str, *, field: str, most: Limit) -> str:
    """The text in the form in which each character is one wherever that can be, without blanks around it.

    Raises ``Invalid`` where it is far longer than ``most``: a million accents in a row take minutes to put
    in order.
    """
    value = value.strip()
    if len(value) > _NEVER_SHORTER_THAN * most.value:
        raise _too_long(value, field, most)
    return unicodedata.normalize("NFC", value).strip()


def within(value: int, most: Limit, *, field: str) -> int:
    """A whole number from 1 to ``most``."""
    if not 1 <= value <= most.value:
        raise Invalid(text("Choose a number from 1 to {most}.", most=f"{most.value:,}"), field=field)
    return value


def _sized(value: str, field: str, least: int, most: Limit) -> str:
    if len(value) < least:
        raise Invalid(
            text("This is empty. Fill it in.")
            if least == 1
            else text("This is too short: at least {least} characters.", least=least),
            field=field,
        )
    if most.exceeded(len(value)):
        raise _too_long(value, field, most)
    return value


def _too_long(value: str, field: str, most: Limit) -> Invalid:
    return Invalid(
        text(
            "This is too long: {count} characters, at most {most}.",
            count=f"{len(value):,}",
            most=most.value,
        ),
        field=field,
    )
