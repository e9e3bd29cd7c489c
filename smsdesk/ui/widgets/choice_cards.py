"""A choice between a few things that want explaining: each is a card with a picture, a name and words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QRadioButton, QWidget

from smsdesk.ui.widgets.labels import Picture, label
from smsdesk.ui.widgets.layouts import STRETCH, column, row


@dataclass(frozen=True)
class Choice:
    """One card."""

    value: object
    picture: str
    title: str
    words: str


class ChoiceCards(QWidget):
    """One of a few; the whole card is pressed, the arrow keys choose. ``changed(value)``."""

    changed = Signal(object)

    def __init__(self, choices: Sequence[Choice], name: str) -> None:
        """``name`` is the accessible name of the whole. The first is chosen."""
        super().__init__()
        self.setAccessibleName(name)
        self._values = [each.value for each in choices]
        self._group = QButtonGroup(self)
        self.cards = [_Card(each) for each in choices]
        for index, card in enumerate(self.cards):
            self._group.addButton(card.radio, index)
        self.setFocusProxy(self.cards[0].radio)
        whole = row(*self.cards, spacing=12)
        for index in range(len(self.cards)):
            whole.setStretch(index, 1)
        self.setLayout(whole)
        self.cards[0].radio.setChecked(True)
        self._group.idToggled.connect(self._toggled)

    def value(self) -> object:
        return self._values[self._group.checkedId()]

    def set_value(self, value: object) -> None:
        """Choose without telling. Raises ValueError for a value that is no choice."""
        self._group.blockSignals(True)
        self.cards[self._values.index(value)].radio.setChecked(True)
        self._group.blockSignals(False)

    def _toggled(self, index: int, checked: bool) -> None:
        if checked:
            self.changed.emit(self._values[index])


class _Card(QFrame):
    def __init__(self, choice: Choice) -> None:
        super().__init__()
        self.setProperty("card", "choice")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.radio = QRadioButton(choice.title)
        self.radio.setProperty("heading", True)
        self.radio.setAccessibleDescription(choice.words)
        words = label(choice.words, "secondary", wrap=True)
        self._picture = Picture(choice.picture, "text_secondary", 20)
        self._name = choice.picture
        head = row(self.radio, STRETCH, self._picture)
        self.setLayout(column(head, words, STRETCH, spacing=4, margins=(16, 12, 16, 14)))
        self.radio.toggled.connect(self._mark)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.radio.setChecked(True)
            self.radio.setFocus(Qt.FocusReason.MouseFocusReason)
        super().mouseReleaseEvent(event)

    def _mark(self, chosen: bool) -> None:
        self._picture.show_icon(self._name, "accent_text" if chosen else "text_secondary")
        self.setProperty("chosen", chosen)
        self.style().unpolish(self)
        self.style().polish(self)
