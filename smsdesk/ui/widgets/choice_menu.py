"""Several of a list: a button that says what is chosen and opens a menu of things to tick."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu, QWidget

from smsdesk.domain.text import tr
from smsdesk.ui.widgets.buttons import menu_button
from smsdesk.ui.widgets.layouts import row
from smsdesk.ui.widgets.tips import plain_tip


class _StayingMenu(QMenu):
    """Stays open while things are ticked."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._tick(self.actionAt(event.position().toPoint())):
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        toggles = event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if not (toggles and self._tick(self.activeAction())):
            super().keyPressEvent(event)

    @staticmethod
    def _tick(action: QAction | None) -> bool:
        if action is None or not action.isCheckable():
            return False
        action.trigger()
        return True


class ChoiceMenu(QWidget):
    """A control for a form: ``value()`` is a tuple of what is ticked, in the order of the list."""

    changed = Signal()

    def __init__(self, choices: Sequence[tuple[Hashable, str]], name: str, nothing: str) -> None:
        """``name`` is for screen readers, ``nothing`` the words of the button while nothing is ticked."""
        super().__init__()
        self._name, self._nothing = name, nothing
        self._menu = _StayingMenu()
        self._actions: dict[Any, QAction] = {}
        for value, words in choices:
            action = self._menu.addAction(words.replace("&", "&&"))
            action.setCheckable(True)
            action.toggled.connect(self._ticked)
            self._actions[value] = action
        self.button = menu_button(nothing, self._menu)
        self.setLayout(row(self.button))
        self.setFocusProxy(self.button)
        self._show()

    def value(self) -> tuple[Any, ...]:
        return tuple(value for value, action in self._actions.items() if action.isChecked())

    def set_value(self, values: Iterable[Any]) -> None:
        wanted = set(values)
        for value, action in self._actions.items():
            action.blockSignals(True)
            action.setChecked(value in wanted)
            action.blockSignals(False)
        self._show()

    def words(self) -> str:
        """What is chosen, in words."""
        return tr(", ").join(
            action.text().replace("&&", "&") for action in self._actions.values() if action.isChecked()
        )

    def _ticked(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        words = self.words()
        shown = self.fontMetrics().elidedText(words or self._nothing, Qt.TextElideMode.ElideRight, 240)
        self.button.setText(shown.replace("&", "&&"))
        self.button.setToolTip(plain_tip(words) if shown != words else "")
        self.button.setAccessibleName(f"{self._name}: {words or self._nothing}")
