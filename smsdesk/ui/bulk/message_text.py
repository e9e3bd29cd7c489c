"""A message's text to read, its signature and variables highlighted."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from smsdesk.domain.templates import VARIABLE
from smsdesk.ui.palette import colour
from smsdesk.ui.style import font

_PAD_X, _PAD_Y, _LEADING = 12, 10, 5


class MessageText(QWidget):
    """As high as its text; the text is its accessible description."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._text = ""
        self._signature = ""
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_text(self, text: str, signature: str = "") -> None:
        """``text`` is the whole message; ``signature`` the bracketed part at its begin."""
        self._text, self._signature = text, signature
        self.setAccessibleDescription(text)
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(self._laid_out(width - 2 * _PAD_X)[1]) + 2 * _PAD_Y

    def sizeHint(self) -> QSize:
        return QSize(320, self.heightForWidth(max(self.width(), 320)))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 40)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(colour("border"))
        painter.setBrush(colour("window"))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 8, 8)
        painter.setPen(colour("text"))
        self._laid_out(self.width() - 2 * _PAD_X)[0].draw(painter, QPointF(_PAD_X, _PAD_Y))

    def _laid_out(self, width: float) -> tuple[QTextLayout, float]:
        # QTextLayout breaks lines only at its own separator.
        layout = QTextLayout(self._text.replace("\n", "\u2028"), font())
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.setFormats(self._formats())
        layout.beginLayout()
        height = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(width, 40))
            line.setPosition(QPointF(0, height))
            height += line.height() + _LEADING
        layout.endLayout()
        return layout, max(height - _LEADING, 0)

    def _formats(self) -> list[QTextLayout.FormatRange]:
        chip = QTextCharFormat()
        chip.setBackground(colour("chip"))
        chip.setForeground(colour("chip_text"))
        chip.setFontWeight(QFont.Weight.DemiBold)
        made = [
            _range(self._text, found.start(), found.end(), chip) for found in VARIABLE.finditer(self._text)
        ]
        if self._signature and self._text.startswith(self._signature):
            named = QTextCharFormat()
            named.setForeground(colour("phone_signature"))
            named.setFontWeight(QFont.Weight.DemiBold)
            made.append(_range(self._text, 0, len(self._signature), named))
        return made


def _range(text: str, start: int, end: int, look: QTextCharFormat) -> QTextLayout.FormatRange:
    """Positions in Qt's counting, in which an emoji is two."""
    made = QTextLayout.FormatRange()
    first = len(text[:start].encode("utf-16-le")) // 2
    made.start = first
    made.length = len(text[:end].encode("utf-16-le")) // 2 - first
    made.format = look
    return made
