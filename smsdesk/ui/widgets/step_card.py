"""One of the four steps: a number, a title, what is missing, and its contents once it is open."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from smsdesk.domain.text import tr
from smsdesk.ui import icons
from smsdesk.ui.palette import colour
from smsdesk.ui.style import font
from smsdesk.ui.widgets.labels import ElidedLabel, label
from smsdesk.ui.widgets.layouts import column, row

#: A step is not open yet, waits for the user, or is good.
CLOSED, OPEN, GOOD = "closed", "open", "good"


class StepMark(QWidget):
    """The number in a circle; a tick when the step is good."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self._state = CLOSED
        self.setFixedSize(24, 24)

    def set_state(self, state: str) -> None:
        self._state = state
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        circle = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self._state == GOOD:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("success_soft"))
            painter.drawEllipse(circle)
            icons.paint(painter, QRect(5, 5, 14, 14), "check", "success")
            return
        opened = self._state == OPEN
        painter.setPen(QPen(colour("accent" if opened else "border_strong"), 1.2))
        painter.setBrush(colour("accent" if opened else "surface"))
        painter.drawEllipse(circle)
        painter.setPen(colour("on_accent" if opened else "text_secondary"))
        painter.setFont(font("small", weight=QFont.Weight.DemiBold))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, str(self._number))


class StepCard(QFrame):
    """``body`` is the column to fill; it is shown from the moment the step before is good."""

    def __init__(self, number: int, title: str) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setAccessibleName(tr("Step {number}: {title}", number=number, title=title))
        self.state = CLOSED
        self.first: QWidget | None = None
        """Control to which the keyboard goes first."""
        self._mark = StepMark(number)
        self._words = ElidedLabel("", "secondary")
        self._words.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.heading = label(title, "heading")
        head = row(self._mark, self.heading, self._words, spacing=12)
        head.setStretch(2, 1)
        self.body: QVBoxLayout = column(spacing=16, margins=(36, 0, 0, 0))
        self._room = QWidget()
        self._room.setLayout(self.body)
        self._room.hide()
        self.setLayout(column(head, self._room, spacing=16, margins=(20, 16, 20, 16)))

    def set_state(self, state: str, words: str) -> None:
        """``words`` at the right of the title: what is missing, or what was chosen."""
        self.state = state
        self._mark.set_state(state)
        self._words.setText(words)
        self._room.setHidden(state == CLOSED)
        self.setAccessibleDescription(words)

    @property
    def words(self) -> str:
        """What stands at the right of the title."""
        return self._words.text()
