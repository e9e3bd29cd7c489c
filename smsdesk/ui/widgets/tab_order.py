"""Where the Tab key goes among controls that are made while the window is open."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def set_after(place: QWidget, controls: Iterable[QWidget]) -> None:
    """Tab reaches the controls one after the other behind ``place``, which may take no keyboard itself.

    Without this what is made later comes last in the whole window. All must be in one window by now.
    """
    before = place
    while not before.focusPolicy() & Qt.FocusPolicy.TabFocus:  # Qt leaves such a one out of the order
        earlier = before.previousInFocusChain()
        if earlier is None or earlier is place:
            return
        before = earlier
    for control in controls:
        QWidget.setTabOrder(before, control)
        before = control
