"""Places of a text in Python's counting and in Qt's, in which an emoji is two."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


class Places:
    """Turns positions of one text into those of the other counting."""

    def __init__(self, text: str) -> None:
        self._length = len(text)
        #: Python positions of the characters that are two units.
        self._astral = [] if text.isascii() else [found.start() for found in _ASTRAL.finditer(text)]
        #: Their positions in units.
        self._units = [position + before for before, position in enumerate(self._astral)]

    def unit(self, position: int) -> int:
        """Qt's position of a Python one; beyond the end is the end."""
        position = min(max(position, 0), self._length)
        return position + bisect_left(self._astral, position)

    def position(self, unit: int) -> int:
        """Python's position of one of Qt's; within a pair is behind it."""
        pairs = bisect_right(self._units, unit - 1)
        return min(max(unit - pairs, 0), self._length)
