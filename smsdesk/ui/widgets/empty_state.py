"""What stands where there is nothing yet: an icon, one line, one button, one link to the sample."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from smsdesk.ui import icons
from smsdesk.ui.palette import colour
from smsdesk.ui.widgets.buttons import button, set_kind
from smsdesk.ui.widgets.header import tools_above
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column, row

#: The longest line of the words, in pixels.
_WIDEST = 440


class _Disc(QWidget):
    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.setFixedSize(64, 64)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("accent_soft"))
        painter.drawEllipse(self.rect())
        icons.paint(painter, QRect(18, 18, 28, 28), self._name, "accent_text")


def _balanced(metrics: QFontMetrics, words: str) -> int:
    """The width at which the words break into lines of like length, none of them with one word only."""

    def height(width: int) -> int:
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        return metrics.boundingRect(QRect(0, 0, width, 1_000), flags, words).height()

    wide = min(_WIDEST, metrics.horizontalAdvance(words) + 16)
    lines = height(wide)
    narrow = wide
    while narrow - 8 > wide // 2 and height(narrow - 8) == lines:
        narrow -= 8
    return narrow if narrow == wide else narrow + 8


class EmptyState(QWidget):
    """``sample`` is the link below the button, e.g. ("Try it with sample data", function)."""

    def __init__(
        self,
        picture: str,
        title: str,
        words: str = "",
        *,
        action: tuple[str, Callable[[], object]] | None = None,
        sample: tuple[str, Callable[[], object]] | None = None,
    ) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        middle = column(spacing=8, margins=(24, 24, 24, 40))
        middle.addStretch(2)
        middle.addWidget(_Disc(picture), alignment=Qt.AlignmentFlag.AlignHCenter)
        middle.addSpacing(8)
        heading = label(title, "heading", wrap=True)
        heading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        middle.addWidget(heading)
        if words:
            line = label(words, "secondary", wrap=True)
            line.setAlignment(Qt.AlignmentFlag.AlignCenter)
            line.setFixedWidth(_balanced(line.fontMetrics(), words))
            middle.addLayout(row(STRETCH, line, STRETCH))
        middle.addSpacing(8)
        self._action = button(action[0], action[1], kind="primary") if action else None
        if self._action is not None:
            middle.addLayout(row(STRETCH, self._action, STRETCH))
        if sample:
            middle.addLayout(row(STRETCH, button(sample[0], sample[1], kind="link"), STRETCH))
        middle.addStretch(3)
        self.setLayout(middle)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._stand_for_the_page(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self._stand_for_the_page(False)

    def _stand_for_the_page(self, here: bool) -> None:
        """Its button is the page's primary one while it is in view and no other comes after it."""
        tools = tools_above(self) if self._action is not None else None
        if tools is not None:
            tools.step_back(self, here, self._give_way)

    def _give_way(self, give: bool) -> None:
        if self._action is not None:
            set_kind(self._action, "" if give else "primary")

    def sizeHint(self) -> QSize:
        return QSize(480, 280)
