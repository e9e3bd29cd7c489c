"""Another style sheet for the whole program while it runs, without the price that Qt asks for it.

``QApplication.setStyleSheet`` polishes every widget it knows and, below each, all that is inside it: whatever
lies nine deep is polished nine times, pages that nobody sees included. So Qt is first made to forget which
widgets it knows, and each is polished once here: what is in view now, a hidden page when it is shown.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

_DIRECTLY = Qt.FindChildOption.FindDirectChildrenOnly
_POLISHED = Qt.WidgetAttribute.WA_WState_Polished


class StyleChange(QObject):
    """Sets style sheets on an application; one for each."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application

    def set_sheet(self, sheet: str) -> None:
        """The sheet holds for all that is painted from now on."""
        if self._application.styleSheet():
            # The only public way to have a style forget the widgets it knows rules for.
            self._application.style().unpolish(self._application)
        self._application.setStyleSheet(sheet)
        for window in QApplication.topLevelWidgets():
            if window.parent() is None:
                self._take(window)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget):
            watched.removeEventFilter(self)
            self._polish(watched)
        return False

    def _take(self, widget: QWidget) -> None:
        if not widget.isVisible() and (widget.isWindow() or isinstance(widget.parent(), QStackedWidget)):
            # Colours change and sizes do not, so it is soon enough after it has been laid out to be shown.
            widget.installEventFilter(self)
        else:
            self._polish(widget)

    def _polish(self, widget: QWidget) -> None:
        # What was never polished is when it is first shown.
        if widget.testAttribute(_POLISHED):
            widget.style().polish(widget)
            QCoreApplication.sendEvent(widget, QEvent(QEvent.Type.StyleChange))
            widget.update()
        for inner in _inside(widget):
            self._take(inner)


def _inside(widget: QWidget) -> Iterator[QWidget]:
    yield from widget.findChildren(QWidget, options=_DIRECTLY)
