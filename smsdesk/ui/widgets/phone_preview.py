"""A phone with the message on it exactly as it will arrive."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from smsdesk.ui.palette import colour
from smsdesk.ui.style import font
from smsdesk.ui.widgets.text_places import Places

_INSET = 12
_PAD = 12
_HEAD = 54
#: Of a text that is absurdly long the beginning is painted; nobody can send it.
_MOST = 4_000


class PhonePreview(QWidget):
    """Painted; its content is also its accessible description. Width 264, as high as there is room."""

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self._content = ""
        self._signature = ""
        self._note = ""
        self._sender = ""
        self._nothing = ""
        self._scrolled = 0.0
        self._hidden = 0.0
        self.setAccessibleName(name)
        self.setMinimumSize(232, 300)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setMaximumHeight(520)

    def sizeHint(self) -> QSize:
        return QSize(264, 440)

    def show_message(self, content: str, *, signature: str = "", note: str = "", sender: str = "") -> None:
        """``content`` is the whole message, ``signature`` the bracketed part of it to be highlighted,
        ``note`` a line under the bubble ("2 fragments"), ``sender`` the number at the top."""
        content = content[:_MOST]
        if content != self._content:
            self._scrolled = min(self._scrolled, self._hidden) if content else 0.0
        self._content, self._signature, self._note, self._sender = content, signature, note, sender
        self.setAccessibleDescription(" ".join(filter(None, (content, note))))
        self.update()

    def show_nothing(self, words: str) -> None:
        """No message yet; the words say what is missing."""
        self.show_message("")
        self._nothing = words
        self.setAccessibleDescription(words)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A message that is longer than the phone is high is turned up and down."""
        if not self._hidden:
            event.ignore()
            return
        self._scrolled = min(max(self._scrolled - event.angleDelta().y() / 4, 0.0), self._hidden)
        self.update()
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(colour("border_strong"), 1.5))
        painter.setBrush(colour("phone_ground"))
        painter.drawRoundedRect(body, 28, 28)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("border_strong"))
        painter.drawRoundedRect(QRectF(body.center().x() - 26, body.top() + 10, 52, 5), 2.5, 2.5)
        self._head(painter, body)
        if self._content:
            self._bubble(painter, body)
        elif self._nothing:
            painter.setPen(colour("text_secondary"))
            painter.setFont(font("small"))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(body.adjusted(24, _HEAD, -24, -24), flags, self._nothing)

    def _head(self, painter: QPainter, body: QRectF) -> None:
        painter.setPen(colour("text_secondary"))
        painter.setFont(font("small"))
        place = QRectF(body.left() + 16, body.top() + 22, body.width() - 32, 20)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self._sender)
        painter.setPen(QPen(colour("border"), 1))
        under = body.top() + _HEAD - 6
        painter.drawLine(QPointF(body.left() + 1, under), QPointF(body.right() - 1, under))

    def _bubble(self, painter: QPainter, body: QRectF) -> None:
        width = body.width() - 2 * _INSET - 18
        layout = self._laid_out(width - 2 * _PAD)
        natural = max(layout.lineAt(at).naturalTextWidth() for at in range(layout.lineCount()))
        high = layout.lineAt(layout.lineCount() - 1).rect().bottom()
        room = body.height() - _HEAD - 56
        shown = min(high, room)
        self._hidden = high - shown
        self._scrolled = min(self._scrolled, self._hidden)
        bubble = QRectF(
            body.left() + _INSET, body.top() + _HEAD + 6, natural + 2 * _PAD + 1, shown + 2 * _PAD - 4
        )
        path = QPainterPath()
        path.addRoundedRect(bubble, 16, 16)
        corner = QPainterPath()  # the bubble hangs at the sender's side
        corner.addRoundedRect(QRectF(bubble.left(), bubble.bottom() - 20, 20, 20), 4, 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("phone_bubble"))
        painter.drawPath(path.united(corner))
        painter.save()
        painter.setClipRect(bubble.adjusted(0, 4, 0, -2))
        painter.setPen(colour("phone_text"))
        layout.draw(painter, QPointF(bubble.left() + _PAD, bubble.top() + _PAD - 2 - self._scrolled))
        painter.restore()
        if self._hidden:
            self._scroll_mark(painter, bubble, high)
        if self._note:
            painter.setPen(colour("text_secondary"))
            painter.setFont(font("small"))
            place = QRectF(bubble.left() + 4, bubble.bottom() + 6, body.width() - 2 * _INSET - 8, 36)
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap, self._note)

    def _scroll_mark(self, painter: QPainter, bubble: QRectF, high: float) -> None:
        """Where in the message one is."""
        track = bubble.height() - 16
        length = max(track * (high - self._hidden) / high, 16)
        at = (track - length) * self._scrolled / self._hidden
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("border_strong"))
        painter.drawRoundedRect(QRectF(bubble.right() - 6, bubble.top() + 8 + at, 3, length), 1.5, 1.5)

    def _laid_out(self, width: float) -> QTextLayout:
        # QTextLayout breaks lines only at its own separator.
        layout = QTextLayout(self._content.replace("\n", "\u2028"), font())
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        if self._signature and self._signature in self._content:
            part = QTextLayout.FormatRange()
            places = Places(self._content)
            start = self._content.index(self._signature)
            part.start = places.unit(start)
            part.length = places.unit(start + len(self._signature)) - part.start
            look = QTextCharFormat()
            look.setForeground(QColor(colour("phone_signature")))
            look.setFontWeight(600)
            part.format = look
            layout.setFormats([part])
        layout.beginLayout()
        height = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, height))
            height += line.height() + 3
        layout.endLayout()
        return layout
