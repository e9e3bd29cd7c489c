"""What a written table is made of: columns of a kind, and cells that every format can hold (D8)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

#: ``share``: 0–1, shown as a percentage.
Kind = Literal["text", "integer", "decimal", "share", "datetime", "phone"]

#: Characters that a cell can hold in Excel.
CELL_CHARACTERS = 32_767
#: Digits that a number keeps in a spreadsheet program; longer ones are written as text.
EXACT_DIGITS = 15

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n?")


@dataclass(frozen=True)
class Column:
    """A column: its title, what its cells are, and its width in characters (0: by the title)."""

    title: str
    kind: Kind = "text"
    width: int = 0

    @property
    def shown_width(self) -> int:
        """The width to set, in characters."""
        return self.width or max(10, min(40, len(self.title) + 2))


@dataclass(frozen=True)
class Sheet:
    """A table and its name; the rows may be taken once."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[object]]


def clean(cell: object) -> str:
    """The cell as a text that every format can hold."""
    words = cell if cell.__class__ is str else str(cell)
    assert isinstance(words, str)
    if words.isprintable() and len(words) <= CELL_CHARACTERS:  # nearly always
        return words
    words = _UNWRITABLE.sub("\ufffd", _LINE_ENDS.sub("\n", words))
    return words if len(words) <= CELL_CHARACTERS else words[: CELL_CHARACTERS - 1] + "…"
