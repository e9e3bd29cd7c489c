"""A long list to choose from by typing a part of a name: countries, time zones."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QStyledItemDelegate, QWidget

from smsdesk.ui.widgets.layouts import column


def folded(words: str) -> str:
    """Without what people leave out when they type a name: capitals, accents, points and apostrophes."""
    plain = unicodedata.normalize("NFKD", words.strip().casefold()).replace("&", "and").replace("-", " ")
    kept = (one for one in plain if not unicodedata.combining(one) and one not in ".,'’")
    return " ".join("".join(kept).split()).removeprefix("the ")


class SearchableChoice(QWidget):
    """``value()`` is what stands there: a whole name, a code, another name, or the beginning of only one
    name; else None.

    Whoever leaves the field with such a beginning sees its name written out; other words stay as typed.
    """

    changed = Signal(object)
    chosen = Signal(str)
    """A name was chosen, written out or entered, and not only begun."""

    def __init__(
        self,
        choices: Sequence[tuple[str, str]],
        chosen: str = "",
        *,
        hint: str = "",
        aliases: Mapping[str, str] | None = None,
    ) -> None:
        """``choices`` are (value, name); a value that is not among them is shown as it is. ``aliases``: value
        by another name; every value is one for itself."""
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
        self._names = [folded(name) for _, name in choices]
        others = {value: value for value, _ in choices} | dict(aliases or {})
        self._others = {folded(name): value for name, value in others.items()}
        self._typing = False
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
                self._names.append(folded(wanted))
            self.box.setCurrentIndex(self.box.findData(wanted) if wanted else -1)
            if not wanted:
                self.box.setEditText("")
        self._chosen = wanted
        self._typing = False
        self._show_start()

    def words(self) -> str:
        """What stands in the field."""
        return self.box.currentText().strip()

    def is_half_typed(self) -> bool:
        """Whether it is being typed and may still become one of the names."""
        words = folded(self.words())
        if not self._typing or not words:
            return self._typing
        return any(words in name for name in self._names) or any(
            one.startswith(words) for one in self._others
        )

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
        """The name typed, else another name or code, else the only name that begins so; -1 for none."""
        shown = self.box.findText(self.words(), Qt.MatchFlag.MatchFixedString)
        words = folded(self.words())
        if shown >= 0 or not words:
            return shown if words else -1
        if words in self._names:
            return self._names.index(words)
        if words in self._others:
            return self.box.findData(self._others[words])
        begun = [place for place, name in enumerate(self._names) if name.startswith(words)]
        return begun[0] if len(begun) == 1 else -1

    def _typed(self) -> None:
        exact = self.box.findText(self.words(), Qt.MatchFlag.MatchFixedString)
        self._typing = exact < 0
        self.changed.emit(self.value())
        if exact >= 0:
            self._choose(str(self.box.itemData(exact)))

    def _choose(self, value: str) -> None:
        if value != self._chosen:
            self._chosen = value
            self.chosen.emit(value)

    def _settle(self) -> None:
        """Enter, or the field is left: the name that is meant is written out, an empty field has again what
        was chosen."""
        before, found = self._chosen, self.value() or ("" if self.words() else self._chosen)
        if found:
            self.set_value(found)
        self._typing = False
        self.changed.emit(self.value())
        if found != before and found:
            self.chosen.emit(found)

    def _show_start(self) -> None:
        assert self._field is not None
        self._field.setCursorPosition(0)
