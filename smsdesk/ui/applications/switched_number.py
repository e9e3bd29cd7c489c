"""A number that can be switched off: a switch in words and the number beside it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QSpinBox, QWidget

from smsdesk.ui.widgets.layouts import STRETCH, row


class SwitchedNumber(QWidget):
    """``value()`` is the number, or None while it is switched off. ``changed`` at every change."""

    changed = Signal()

    def __init__(self, words: str, *, most: int, unit: str, first: int) -> None:
        """``unit`` follows the number, with its blank; ``first`` stands there when nothing is stored."""
        super().__init__()
        self.switch = QCheckBox(words.replace("&", "&&"))
        self.number = QSpinBox()
        self.number.setRange(1, most)
        self.number.setSuffix(unit)
        self.number.setGroupSeparatorShown(True)
        self.number.setAccessibleName(words)
        self.number.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.number.wheelEvent = lambda event: event.ignore()  # type: ignore[method-assign]
        inner = self.number.findChild(QLineEdit)
        if inner is not None:  # a style sheet's padding does not reach the field inside a spin box
            inner.setTextMargins(8, 0, 0, 0)
        self.number.setValue(first)
        self.number.setEnabled(False)
        self.switch.toggled.connect(self.number.setEnabled)
        self.switch.toggled.connect(lambda _on: self.changed.emit())
        self.number.valueChanged.connect(lambda _now: self.changed.emit())
        self.setFocusProxy(self.switch)
        self.setLayout(row(self.switch, self.number, STRETCH, spacing=16))

    def value(self) -> int | None:
        return self.number.value() if self.switch.isChecked() else None

    def set_value(self, value: int | None) -> None:
        self.switch.setChecked(value is not None)
        if value is not None:
            self.number.setValue(value)


def align(*controls: SwitchedNumber) -> None:
    """Let their numbers stand below each other, however long the words are."""
    for each in controls:  # else the sizes of another style are measured, and a spin box keeps them
        each.switch.ensurePolished()
        each.number.ensurePolished()
    words = max(each.switch.sizeHint().width() for each in controls)
    numbers = max(each.number.sizeHint().width() for each in controls)
    for each in controls:
        each.switch.setMinimumWidth(words)
        each.number.setFixedWidth(max(160, numbers + 16))
