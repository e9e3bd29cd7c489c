"""How many wait, as a small pill beside a name."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QTabBar, QWidget

from smsdesk.ui.palette import colour
from smsdesk.ui.style import font

HEIGHT = 18
_MOST = 99


def count_words(count: int) -> str:
    """The number, or that it is more than the pill has room for."""
    return str(count) if count <= _MOST else f"{_MOST}+"


def count_width(count: int) -> int:
    """How wide ``paint_count`` wants to be."""
    return max(HEIGHT, QFontMetrics(_face()).horizontalAdvance(count_words(count)) + 11)


def paint_count(painter: QPainter, rect: QRect, count: int) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour("accent"))
    painter.drawRoundedRect(QRectF(rect), HEIGHT / 2, HEIGHT / 2)
    painter.setFont(_face())
    painter.setPen(colour("on_accent"))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, count_words(count))
    painter.restore()


class CountBadge(QWidget):
    """Takes no room while there is nothing to count. A screen reader hears ``words``."""

    def __init__(self, after: int = 0) -> None:
        """``after``: room at its right, in pixels."""
        super().__init__()
        self.count = 0
        self._after = after
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_count(self, count: int, words: str) -> None:
        self.count = count
        self.setAccessibleName(words)
        self.setFixedSize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(count_width(self.count) + self._after, HEIGHT) if self.count else QSize(0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.count:
            paint_count(QPainter(self), self.rect().adjusted(0, 0, -self._after, 0), self.count)


def set_tab_count(bar: QTabBar, index: int, count: int, words: str, *, after: int) -> None:
    """Show a count at the right of a tab's name, or nothing for 0; ``words`` say what it counts, ``after`` is
    the distance of the tab's words from its right end (its padding and margin)."""
    side = QTabBar.ButtonPosition.RightSide
    badge = bar.tabButton(index, side)
    if not count:
        if badge is not None:
            bar.setTabButton(index, side, None)
            badge.deleteLater()
        return
    made = badge if isinstance(badge, CountBadge) else CountBadge(after)
    width = made.sizeHint().width()
    made.set_count(count, words)
    if badge is not made or made.sizeHint().width() != width:
        bar.setTabButton(index, side, made)


def _face() -> QFont:
    made = font("small", weight=QFont.Weight.DemiBold, tabular=True)
    made.setPixelSize(max(10, made.pixelSize() - 1))
    return made
