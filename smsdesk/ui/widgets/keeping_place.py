"""A page that scrolls and does not jump under the pointer when a part below becomes shorter for a while."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QScrollArea


class KeepingPlace(QObject):
    """The content is never shorter than what is scrolled past and in view: what stood at a place stays there.

    The room that this leaves below goes as soon as the user scrolls back.
    """

    def __init__(self, area: QScrollArea) -> None:
        super().__init__(area)
        self._area = area
        area.verticalScrollBar().valueChanged.connect(self._keep)
        area.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Another window size is a new beginning.
        if event.type() is QEvent.Type.Resize:
            self._hold(0)
        return super().eventFilter(watched, event)

    def _keep(self, scrolled: int) -> None:
        self._hold(scrolled + self._area.viewport().height() if scrolled else 0)

    def _hold(self, height: int) -> None:
        content = self._area.widget()
        if content is not None:
            content.setMinimumHeight(height)
