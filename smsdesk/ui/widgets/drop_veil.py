"""What lies over a window while a file is dragged across it: says what dropping it does, and does it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from smsdesk.ui import icons
from smsdesk.ui.palette import colour

_EDGE, _ROUND = 4, 10
_HINT_HEIGHT, _ICON, _PADDING = 56, 24, 24


@dataclass(frozen=True)
class DropPlace:
    """What dropping does here: ``take()``, or nothing but saying why not."""

    words: str
    take: Callable[[], object] | None = None
    marked: Sequence[QRect] = ()
    """The parts of the window that take it; none for the window as a whole."""
    at_them: bool = False
    """They are in view and speak for themselves."""


def dragged_files(mime: QMimeData) -> list[Path]:
    """The files of this computer that are dragged."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


class DropVeil(QWidget):
    """``begin`` when a drag enters; it goes by itself. Fields below never see the drag: they would write the
    file's address into themselves."""

    def __init__(
        self,
        over: QWidget,
        place: Callable[[list[Path], QPoint], DropPlace],
        refuse: Callable[[str], object],
    ) -> None:
        """``place`` is asked for each place in ``over``; ``refuse`` is told why a drop did nothing."""
        super().__init__(over)
        self._over = over
        self._place_of = place
        self._refuse = refuse
        self.place: DropPlace | None = None
        self.setAcceptDrops(True)
        self.hide()

    def begin(self) -> None:
        """Lie over the whole."""
        self.place = None
        self.setGeometry(self._over.rect())
        self.raise_()
        self.show()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._look(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._look(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self._look(event)
        self.hide()
        if self.place is not None and self.place.take is not None:
            self.place.take()
        elif self.place is not None:
            self._refuse(self.place.words)

    def _look(self, event: QDropEvent) -> None:
        self.look(dragged_files(event.mimeData()), event.position().toPoint())
        # A wrong one is taken and refused in words: a drag that is not accepted ends without any.
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()

    def look(self, files: list[Path], at: QPoint) -> None:
        """Say what dropping them there does."""
        found = self._place_of(files, at)
        if self.place is None or (found.words, found.marked) != (self.place.words, self.place.marked):
            self.update()
        self.place = found

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.place is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        taken = self.place.take is not None
        pen = QPen(colour("accent" if taken else "border_strong"))
        pen.setWidthF(2)
        if not self.place.marked:
            painter.fillRect(self.rect(), colour("window", 0.72))
        marked = self.place.marked or [self.rect().adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)]
        painter.setPen(pen)
        for each in marked:
            if self.place.marked:
                painter.setBrush(colour("accent", 0.08 if taken else 0.0))
            painter.drawRoundedRect(QRectF(each), _ROUND, _ROUND)
        if not self.place.at_them:
            self._paint_hint(painter, self.place)

    def _paint_hint(self, painter: QPainter, place: DropPlace) -> None:
        face = painter.font()
        face.setWeight(face.Weight.DemiBold)
        painter.setFont(face)
        most = self.width() - 5 * _PADDING - _ICON
        words = painter.fontMetrics().elidedText(place.words, Qt.TextElideMode.ElideMiddle, most)
        width = painter.fontMetrics().horizontalAdvance(words) + 2 * _PADDING + _ICON + 12
        card = QRect(0, 0, width, _HINT_HEIGHT)
        card.moveCenter(self.rect().center())
        painter.setPen(QPen(colour("border_strong")))
        painter.setBrush(colour("raised"))
        painter.drawRoundedRect(QRectF(card), _ROUND, _ROUND)
        picture = QRect(card.left() + _PADDING, card.center().y() - _ICON // 2, _ICON, _ICON)
        taken = place.take is not None
        icons.paint(
            painter, picture, "file-up" if taken else "circle-alert", "accent_text" if taken else "danger"
        )
        painter.setPen(colour("text"))
        text = card.adjusted(_PADDING + _ICON + 12, 0, -_PADDING, 0)
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, words)
