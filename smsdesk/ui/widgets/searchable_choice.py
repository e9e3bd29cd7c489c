"""A long list to choose from by typing a part of a name: countries, time zones."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QStyledItemDelegate, QWidget

from smsdesk.ui.widgets.layouts import column


class SearchableChoice(QWidget):
    """``value()`` is what stands there, or the best match of half a name; None when nothing matches.

    Whoever leaves the field with half a name sees that match written out, or again what was chosen.
    """

    changed = Signal(object)

    def __init__(self, choices: Sequence[tuple[str, str]], chosen: str = "", *, hint: str = "") -> None:
        """``choices`` are (value, name); a value that is not among them is shown as it is."""
        super().__init__()
        self.box = QComboBox()
        self.box.setEditable(True)
        self.box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.box.setMaxVisibleItems(12)
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(12)
        self.box.wheelEvent = lambda event: event.ignore()  # type: ignore[method-assign]
        for value, name in choices:
            self.box.addItem(name, value)
        self._field = self.box.lineEdit()
        assert self._field is not None
        self._field.setPlaceholderText(hint)
        completer = QCompleter(self.box.model(), self.box)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setMaxVisibleItems(10)
        # A completer's list takes the style of its items only from a delegate that heeds style sheets.
        popup = completer.popup()
        assert popup is not None
        popup.setItemDelegate(QStyledItemDelegate(completer))
        self.box.setCompleter(completer)
        self.setFocusProxy(self.box)
        self.setLayout(column(self.box))
        self._chosen = ""
        self.set_value(chosen)
        self.box.currentTextChanged.connect(self._typed)
        self._field.editingFinished.connect(self._settle)
        self._field.installEventFilter(self)

    def value(self) -> str | None:
        index = self._index()
        return None if index < 0 else str(self.box.itemData(index))

    def set_value(self, value: object) -> None:
        """Choose without telling; empty leaves nothing chosen."""
        wanted = str(value or "")
        with QSignalBlocker(self.box):
            if wanted and self.box.findData(wanted) < 0:
                self.box.addItem(wanted, wanted)
            self.box.setCurrentIndex(self.box.findData(wanted) if wanted else -1)
            if not wanted:
                self.box.setEditText("")
        self._chosen = wanted
        self._show_start()

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.box.setAccessibleName(name)
        assert self._field is not None
        self._field.setAccessibleName(name)

    def setAccessibleDescription(self, words: str) -> None:
        super().setAccessibleDescription(words)
        self.box.setAccessibleDescription(words)

    def event(self, event: QEvent) -> bool:
        # A form marks its control; what is seen is the box.
        if event.type() is QEvent.Type.DynamicPropertyChange:
            self.box.setProperty("wrong", self.property("wrong"))
            self.box.style().unpolish(self.box)
            self.box.style().polish(self.box)
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.FocusIn:
            assert self._field is not None
            self._field.selectAll()
            # A click that brings the focus puts the cursor somewhere after this.
            QTimer.singleShot(0, self._field, self._field.selectAll)
        return super().eventFilter(watched, event)

    def _index(self) -> int:
        """The name typed, else its value (a country's code), else a name that begins so, else one that
        holds it; -1 for none."""
        words = self.box.currentText().strip()
        if not words:
            return -1
        found = [
            self.box.findText(words, Qt.MatchFlag.MatchFixedString),
            self.box.findData(words, flags=Qt.MatchFlag.MatchFixedString),
            self.box.findText(words, Qt.MatchFlag.MatchStartsWith),
            self.box.findText(words, Qt.MatchFlag.MatchContains),
        ]
        return next((index for index in found if index >= 0), -1)

    def _typed(self) -> None:
        exact = self.box.findText(self.box.currentText().strip(), Qt.MatchFlag.MatchFixedString)
        if exact >= 0:
            self._chosen = str(self.box.itemData(exact))
        self.changed.emit(self.value())

    def _settle(self) -> None:
        """Enter, or the field is left: half a name is written out."""
        self.set_value(self.value() or self._chosen)
        self.changed.emit(self.value())

    def _show_start(self) -> None:
        assert self._field is not None
        self._field.setCursorPosition(0)
