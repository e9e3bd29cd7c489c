"""Numbers as the cloud writes them, which is not always as they were given. Pure."""

from __future__ import annotations

import re

#: The last digits of a number, which no country writes differently.
_TELLING = 7


def same_number(said: str, number: str) -> bool:
    """Whether digits that came back can be these: the same, none at all, or with another beginning."""
    return not said or said == number or said[-_TELLING:] == number[-_TELLING:]


def digits(number: object) -> str:
    """A number to compare by; empty for none."""
    return re.sub(r"\D", "", number) if isinstance(number, str) else ""
