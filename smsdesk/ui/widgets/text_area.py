"""A field for some lines that stays quick whatever is pasted into it."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy


class TextArea(QPlainTextEdit):
    """Takes at most ``most`` characters; of a longer text the first ones. Qt would lay out megabytes of a
    line for minutes."""

    shortened = Signal(int)
    """Something longer was pasted: so many characters did not fit."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)

    def setPlainText(self, text: str) -> None:
        super().setPlainText(self._fitting(text, self._most))

    def insertFromMimeData(self, source: QMimeData) -> None:
        # Plain text alone, and only as much of it as there is room for.
        if not source.hasText():
            return
        self.insert_text(source.text())

    def insert_text(self, text: str) -> None:
        """As pasted: in the place of what is selected, one step for undo."""
        cursor = self.textCursor()
        selected = cursor.selectionEnd() - cursor.selectionStart()
        room = self._most - (self.document().characterCount() - 1 - selected)
        self.insertPlainText(self._fitting(text, max(room, 0)))
        self.ensureCursorVisible()

    def _fitting(self, text: str, room: int) -> str:
        if len(text) <= room:
            return text
        self.shortened.emit(len(text) - room)
        return text[:room]
