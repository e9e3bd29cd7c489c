"""Labels in the window's kinds, and pictures of icons."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from smsdesk.ui import icons
from smsdesk.ui.widgets.tips import plain_tip


def label(words: str = "", kind: str = "", *, wrap: bool = False, selectable: bool = False) -> QLabel:
    """Plain text. ``kind``: empty, ``title``, ``heading``, ``label``, ``secondary``, ``small``, ``figure``
    (a large number), ``danger``, ``warning``, ``success`` (small, coloured)."""
    made = QLabel(words)
    made.setTextFormat(Qt.TextFormat.PlainText)  # what came from outside is never markup
    made.setProperty("kind", kind)
    made.setWordWrap(wrap)
    if not wrap:  # one line stays one line high, however much room there is
        made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    if kind == "figure":
        face = made.font()
        face.setFeature(QFont.Tag("tnum"), 1)
        made.setFont(face)
    if selectable:
        made.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
    return made


class ElidedLabel(QLabel):
    """One line that ends in … where there is no room; the whole is its tool tip."""

    def __init__(self, words: str = "", kind: str = "") -> None:
        super().__init__(words)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("kind", kind)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        return QSize(16, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        words = self.text().replace("\n", " ")
        fitted = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, self.width())
        self.setToolTip(plain_tip(self.text()) if fitted != words else "")
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | self.alignment(), fitted)


class Picture(QWidget):
    """An icon on the page, in a colour of the palette."""

    def __init__(self, name: str, role: str = "text_secondary", side: int = 16) -> None:
        super().__init__()
        self._name = name
        self._role = role
        self.setFixedSize(side, side)

    def show_icon(self, name: str, role: str) -> None:
        self._name, self._role = name, role
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        icons.paint(painter, self.rect(), self._name, self._role)


def line() -> QFrame:
    """A hairline across."""
    made = QFrame()
    made.setProperty("line", True)
    made.setFixedHeight(1)
    return made
