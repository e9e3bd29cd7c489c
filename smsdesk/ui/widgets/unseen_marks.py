"""Small red marks with a name at the places of characters that nobody sees (T3).

The highlighter makes room for a mark by spacing the unseen character itself; the text is not changed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QTextBlock, QTextLine
from PySide6.QtWidgets import QApplication

from smsdesk.domain.character_names import short_name, unseen
from smsdesk.ui.palette import colour
from smsdesk.ui.style import font
from smsdesk.ui.widgets.text_places import Places

#: Characters that join the one before into one cluster: their room is at the cluster's end.
_JOINING = frozenset("\u200c\u200d\u034f\u00ad")
_BESIDE = 2.0


class Mark(NamedTuple):
    """One run of unseen characters in Qt's positions of the document."""

    start: int
    end: int
    words: str
    after: bool
    """Its room is at the end of the cluster that it belongs to, not at its own place."""
    spaced: int
    """Position of the character that is spaced."""


def small_font() -> QFont:
    """The typeface of the marks."""
    made = font("small", weight=QFont.Weight.DemiBold)
    made.setPixelSize(max(9, made.pixelSize() - 3))
    return made


def room_of(words: str) -> float:
    """Width that a mark needs, in logical pixels."""
    if QApplication.instance() is None:
        return 0
    return QFontMetricsF(small_font()).horizontalAdvance(words) + 6 + 2 * _BESIDE


def marks_of(text: str, spans: Sequence[tuple[int, int]]) -> list[Mark]:
    """The runs of unseen characters within these spans (Python positions, ascending)."""
    runs: list[list[int]] = []
    for start, end in spans:
        if end <= start or not all(unseen(each) for each in text[start:end]):
            continue
        if runs and runs[-1][1] == start:
            runs[-1][1] = end
        elif not runs or start > runs[-1][1]:
            runs.append([start, end])
    places = Places(text)
    return [_mark(text, places, start, end) for start, end in runs]


def _mark(text: str, places: Places, start: int, end: int) -> Mark:
    words = short_name(text[start])
    if end - start > 1:
        words = f"{words} +{end - start - 1}"
    first = text[start]
    before = text[start - 1 : start]
    joins = first in _JOINING or unicodedata.category(first).startswith("M")
    after = joins and before not in ("", "\n")
    # A soft hyphen takes no spacing; what stands before it does.
    spaced = start - 1 if after and first == "\u00ad" else start
    return Mark(places.unit(start), places.unit(end), words, after, places.unit(spaced))


def paint_mark(
    painter: QPainter, block: QTextBlock, mark: Mark, origin: QPointF, composing: tuple[int, int]
) -> None:
    """Paint it in a block whose layout stands at ``origin``; ``composing`` is place and length of what an
    input method holds."""
    start, end = mark.start - block.position(), mark.end - block.position()
    if composing[1] and start >= composing[0]:
        start, end = start + composing[1], end + composing[1]
    line = block.layout().lineForTextPosition(max(start - 1, 0) if mark.after else start)
    if not line.isValid():
        return
    at, width = _place(line, mark, start, end)
    height = line.height()
    # What the typeface draws for it, where it draws something, is covered.
    left = 0 if width > room_of(mark.words) + 1 else _BESIDE
    box = QRectF(origin.x() + at + left, origin.y() + line.y() + 1.5, width - left - _BESIDE, height - 3)
    painter.setPen(QPen(colour("danger"), 1))
    painter.setBrush(colour("danger_soft"))
    painter.drawRoundedRect(box, 3, 3)
    painter.setFont(small_font())
    painter.setPen(colour("danger"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, mark.words)


def _place(line: QTextLine, mark: Mark, start: int, end: int) -> tuple[float, float]:
    """Left side and width of the room that the layout left."""
    room = room_of(mark.words)
    first, last = _x(line, start), _x(line, end)
    if mark.after:
        return (last - room, room) if last >= _x(line, max(start - 1, 0)) else (last, room)
    if last > first:
        return first, max(room, last - first)
    if first - last >= room - 1:  # right to left
        return first - room, room
    return first, room


def _x(line: QTextLine, position: int) -> float:
    # The stubs say a number, the library gives it beside the position.
    found: Any = line.cursorToX(position)
    return float(found[0] if isinstance(found, tuple) else found)
