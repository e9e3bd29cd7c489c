"""A message's text to read, its signature and variables highlighted."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QTextLayout
from PySide6.QtWidgets import QSizePolicy, QWidget

from smsdesk.ui.palette import colour
from smsdesk.ui.widgets.message_layout import laid_out

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
        return round(self._laid_out(width)[1]) + 2 * _PAD_Y

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
        self._laid_out(self.width())[0].draw(painter, QPointF(_PAD_X, _PAD_Y))

    def _laid_out(self, width: int) -> tuple[QTextLayout, float]:
        return laid_out(self._text, self._signature, width - 2 * _PAD_X, _LEADING)
