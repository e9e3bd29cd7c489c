"""A segmented control: one of a few choices, always in view. Arrow keys choose."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QRadioButton, QSizePolicy

from smsdesk.ui.widgets.layouts import row


class SegmentedControl(QFrame):
    """``changed(value)`` when the user chooses; ``choices`` are (value, words)."""

    changed = Signal(object)

    def __init__(self, choices: Iterable[tuple[object, str]], name: str) -> None:
        """``name`` is the accessible name of the whole."""
        super().__init__()
        self.setObjectName("segmented")
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._values: list[object] = []
        self._group = QButtonGroup(self)
        layout = row(spacing=2, margins=(2,))  # and a border of 1
        for value, words in choices:
            segment = QRadioButton(words.replace("&", "&&"))
            segment.setProperty("segment", True)
            self._group.addButton(segment, len(self._values))
            self._values.append(value)
            layout.addWidget(segment)
        self.setLayout(layout)
        self._group.button(0).setChecked(True)
        self._group.idToggled.connect(self._toggled)

    def value(self) -> object:
        """The chosen value."""
        return self._values[self._group.checkedId()]

    def set_value(self, value: object) -> None:
        """Choose without telling. Raises ValueError for a value that is no choice."""
        self._group.blockSignals(True)
        self._group.button(self._values.index(value)).setChecked(True)
        self._group.blockSignals(False)

    def segments(self) -> list[QRadioButton]:
        """The single segments, in order."""
        return [self._group.button(index) for index in range(len(self._values))]  # type: ignore[misc]

    def _toggled(self, index: int, checked: bool) -> None:
        if checked:
            self.changed.emit(self._values[index])
