"""A message's lines, its variables and its signature standing out: to be painted by who shows it."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QTextCharFormat, QTextLayout, QTextOption

from smsdesk.domain.templates import VARIABLE
from smsdesk.ui.palette import colour
from smsdesk.ui.style import font
from smsdesk.ui.widgets.text_places import Places

#: A line is never narrower: pixels.
_NARROWEST = 40


def laid_out(content: str, signature: str, width: float, leading: float) -> tuple[QTextLayout, float]:
    """The lines of ``content`` broken at ``width`` with ``leading`` between them, and how high they are
    together, in pixels. ``signature``: the part in brackets that it begins with."""
    # QTextLayout breaks lines only at its own separator; one without a line has no height.
    layout = QTextLayout(content.replace("\n", "\u2028") or " ", font())
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.setFormats(_formats(content, signature))
    layout.beginLayout()
    height = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(width, _NARROWEST))
        line.setPosition(QPointF(0, height))
        height += line.height() + leading
    layout.endLayout()
    return layout, height - leading


def _formats(content: str, signature: str) -> list[QTextLayout.FormatRange]:
    places = Places(content)
    found = [(one.start(), one.end(), "chip_text") for one in VARIABLE.finditer(content)]
    if signature and content.startswith(signature):
        found.append((0, len(signature), "phone_signature"))
    formats = []
    for start, end, role in found:
        look = QTextCharFormat()
        look.setForeground(colour(role))
        look.setFontWeight(QFont.Weight.DemiBold)
        if role == "chip_text":
            look.setBackground(colour("chip"))
        part = QTextLayout.FormatRange()
        part.start = places.unit(start)
        part.length = places.unit(end) - part.start
        part.format = look
        formats.append(part)
    return formats
