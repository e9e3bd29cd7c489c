"""A message as a bubble, as high as it needs: where a whole phone would push the rest out of view."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QPainter, QPaintEvent, QTextLayout
from PySide6.QtWidgets import QSizePolicy, QWidget

from smsdesk.domain.text import tr
from smsdesk.ui.palette import colour
from smsdesk.ui.widgets.message_layout import laid_out

#: Distance of the bubble from the ground's sides, of the words from the bubble's, and of the lines.
_INSET, _PAD, _LEAD = 12, 12, 3
#: Free at the right of the longest bubble: it is what came in, not what one writes.
_FREE = 20
#: Of a text that is absurdly long the beginning is painted; nobody can send it.
_MOST = 4_000


class MessageBubble(QWidget):
    """``content`` as it arrives or, of a template, with its variables; the signature in it stands out.

    Painted; its content is also its accessible description, and can be copied.
    """

    def __init__(self, content: str, *, signature: str = "", name: str = "") -> None:
        super().__init__()
        self._content = content[:_MOST]
        self._signature = signature
        self.setAccessibleName(name)
        self.setAccessibleDescription(self._content)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        copy = QAction(tr("Copy"), self)
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(content))
        self.addAction(copy)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    @property
    def content(self) -> str:
        """What is shown."""
        return self._content

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(self._laid_out(width)[1]) + 2 * _PAD + 2 * _INSET

    def sizeHint(self) -> QSize:
        return QSize(240, self.heightForWidth(240))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("phone_ground"))
        painter.drawRoundedRect(QRectF(self.rect()), 10, 10)
        layout, height = self._laid_out(self.width())
        natural = max(layout.lineAt(at).naturalTextWidth() for at in range(layout.lineCount()))
        bubble = QRectF(_INSET, _INSET, natural + 2 * _PAD + 1, height + 2 * _PAD)
        painter.setBrush(colour("phone_bubble"))
        painter.drawRoundedRect(bubble, 14, 14)
        # It hangs at the sender's side.
        painter.drawRoundedRect(QRectF(bubble.left(), bubble.bottom() - 18, 18, 18), 4, 4)
        painter.setPen(colour("phone_text"))
        layout.draw(painter, QPointF(_INSET + _PAD, _INSET + _PAD - 1))

    def _laid_out(self, width: int) -> tuple[QTextLayout, float]:
        return laid_out(self._content, self._signature, width - 2 * _INSET - 2 * _PAD - _FREE, _LEAD)
