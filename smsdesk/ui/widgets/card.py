"""A card: a quiet frame around things that belong together, or a card that is pressed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column, row


class Card(QFrame):
    """``card.body`` is the column to fill; a title and actions at its right are optional."""

    def __init__(self, title: str = "", *actions: QWidget, note: str = "") -> None:
        super().__init__()
        self.setProperty("card", "true")
        self.body: QVBoxLayout = column(spacing=12, margins=(20, 16, 20, 20))
        if title or actions:
            heading = label(title, "heading")
            self.setAccessibleName(title)
            self.body.addLayout(row(heading, STRETCH, *actions))
        if note:
            self.body.addWidget(label(note, "secondary", wrap=True))
        self.setLayout(self.body)

    def add(self, *widgets: QWidget) -> Card:
        """Put widgets below each other."""
        for widget in widgets:
            self.body.addWidget(widget)
        return self


class PressableCard(QFrame):
    """A card that opens something: by mouse, Enter or Space."""

    pressed = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setProperty("card", "button")
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.body: QVBoxLayout = column(spacing=8, margins=(20, 16, 20, 16))
        self.setLayout(self.body)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.pressed.emit()
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.pressed.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        # A frame repaints its outline only when told.
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut, QEvent.Type.HoverEnter):
            self.update()
        return super().event(event)
