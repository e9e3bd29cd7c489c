"""A toast: one line at the foot of the window that goes by itself ("Copied")."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QWidget

from smsdesk.ui.widgets.labels import Picture, label
from smsdesk.ui.widgets.layouts import row


class Toast(QFrame):
    """Shown over the window that holds ``place`` for some seconds; never takes the focus."""

    def __init__(self, place: QWidget, words: str, *, milliseconds: int = 3000) -> None:
        window = place.window()
        super().__init__(window)
        self.setObjectName("toast")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setLayout(row(Picture("check", "success"), label(words), spacing=8, margins=(14, 9, 18, 9)))
        self.setAccessibleName(words)
        self.adjustSize()
        self.move((window.width() - self.width()) // 2, window.height() - self.height() - 56)
        QTimer.singleShot(milliseconds, self, self.deleteLater)
        self.show()
        self.raise_()


def toast(place: QWidget, words: str) -> Toast:
    """Tell in passing; nothing that matters, because it goes by itself."""
    for old in place.window().findChildren(Toast):
        old.hide()
    return Toast(place, words)
