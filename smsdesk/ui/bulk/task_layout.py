"""Where the parts of a task's page stand: beside each other where there is room, else below each other."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLayout, QWidget

from smsdesk.ui.widgets.layouts import STRETCH, column, row

#: From these widths on, in pixels, the details stand beside the rest, and the two charts beside each other.
_DETAILS_BESIDE, _CHARTS_BESIDE = 1000, 640
_BESIDE = QBoxLayout.Direction.LeftToRight
_BELOW = QBoxLayout.Direction.TopToBottom


class TaskLayout(QWidget):
    """``top`` and ``bottom`` take the whole width of the left side; the two ``charts`` share it.

    ``turned``: parts stand otherwise than before, and have their new places.
    """

    turned = Signal()

    def __init__(
        self,
        *,
        top: tuple[QWidget | QLayout, ...],
        charts: tuple[QWidget, QWidget],
        bottom: QWidget,
        details: QWidget,
    ) -> None:
        super().__init__()
        self._details = details
        self._charts = row(*charts, spacing=16)
        self._charts.setStretch(0, 1)
        self._charts.setStretch(1, 1)
        for each in charts:  # one of them may be higher
            self._charts.setAlignment(each, Qt.AlignmentFlag.AlignTop)
        left = column(*top, self._charts, bottom, STRETCH, spacing=16)
        self._whole = row(left, column(details, STRETCH), spacing=16, margins=(0, 0, 4, 0))
        self._whole.setStretch(0, 1)
        self.setLayout(self._whole)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = event.size().width()
        self._whole.setDirection(_BESIDE if width >= _DETAILS_BESIDE else _BELOW)
        charts = _BESIDE if width >= _CHARTS_BESIDE else _BELOW
        if charts is not self._charts.direction():
            self._charts.setDirection(charts)
            QTimer.singleShot(0, self, self.turned.emit)
