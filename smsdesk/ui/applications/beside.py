"""What is filled in, and beside it what follows from it; below it where there is no room."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row, scrolling

#: Widest either side gets, in pixels: longer lines are hard to read.
WIDTH = 820
#: From this width on there is room for something beside it.
WIDE = 1040


class Beside(QWidget):
    """The form, and what follows from it beside it and always in view; below it where there is no room."""

    def __init__(self, form: QWidget, *others: QWidget) -> None:
        super().__init__()
        self._others = holding(column(*others, spacing=16))
        self._left = column(form, STRETCH, spacing=16)
        self._right = column(STRETCH)
        self.left = scrolling(holding(self._left))
        self.right = scrolling(holding(self._right))
        self.left.setMaximumWidth(WIDE)
        self.right.setMaximumWidth(WIDTH)
        whole = row(self.left, self.right, spacing=16)
        whole.addStretch(0)
        whole.setStretch(0, 3)
        whole.setStretch(1, 2)
        self.setLayout(whole)
        self._left.insertWidget(1, self._others)
        self.right.hide()
        self._wide = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = event.size().width() >= WIDE
        if wide != self._wide:
            self._wide = wide
            (self._right if wide else self._left).insertWidget(0 if wide else 1, self._others)
            self.right.setVisible(wide)
            self.left.setMaximumWidth(WIDTH if wide else WIDE)
