"""Cells of a text file that a spreadsheet program would take for a formula, and how they are kept text (D8).

A cell that begins with one of the signs gets an apostrophe before it; reading takes it off again. An
apostrophe that stood there before such a sign is doubled by the same rule, so every text comes back as it
was.
"""

from __future__ import annotations

import re

_BEGINS_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_PROTECTED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
#: What other programs write to keep a number's zeros: ``="0123"``.
_QUOTED_FORMULA = re.compile(r'="([^"]*)"')


def protect(cell: str) -> str:
    """The cell as a .csv file may hold it."""
    return "'" + cell if _BEGINS_FORMULA.match(cell) else cell


def unprotect(cell: str) -> str:
    """The cell as it was before ``protect``, and ``0123`` for ``="0123"``."""
    if _PROTECTED.match(cell):
        return cell[1:]
    quoted = _QUOTED_FORMULA.fullmatch(cell)
    return quoted.group(1) if quoted else cell
