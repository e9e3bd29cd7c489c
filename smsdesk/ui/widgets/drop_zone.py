"""A place to drop a spreadsheet, or to press and choose one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from smsdesk.domain.text import tr
from smsdesk.ui import icons
from smsdesk.ui.palette import colour
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.drop_veil import dragged_files
from smsdesk.ui.widgets.labels import ElidedLabel, label
from smsdesk.ui.widgets.layouts import column, holding, row

#: File name endings of lists of people, without the dot.
SHEETS = ("xlsx", "csv", "tsv", "vcf")


def wrong_kind(files: list[Path], endings: tuple[str, ...]) -> str:
    """Why these cannot be taken, in one sentence; empty for one file with one of the endings (none: any)."""
    if len(files) != 1:
        return tr("Drop one file, please.")
    if endings and files[0].suffix.lower().removeprefix(".") not in endings:
        kinds = tr(", ").join(f".{ending}" for ending in endings)
        return tr("{name} is no {kinds} file.", name=files[0].name, kinds=kinds)
    return ""


class DropZone(QWidget):
    """``chosen(Path)`` when a fitting file was dropped; ``pressed`` when it was pressed by mouse, Enter or
    Space (the page then awaits ``choose_file``); ``refused(words)`` when what was dropped does not fit."""

    chosen = Signal(object)
    pressed = Signal()
    refused = Signal(str)
    takes_files = True
    """The window gives it what is dropped on its page (``ui/dropped_files.py``)."""

    def __init__(
        self,
        title: str,
        words: str,
        endings: tuple[str, ...] = SHEETS,
        *,
        picture: str = "file-spreadsheet",
    ) -> None:
        """``endings`` are file name endings without the dot; none where the content decides."""
        super().__init__()
        self._endings = endings
        self._title = title
        self._words = words
        self._over = False
        self._invitation = picture
        self._picture = picture
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setMinimumHeight(76)
        self._head = ElidedLabel(title, "label")
        self._line = label(words, "small", wrap=True)
        self._room = holding(column(self._head, self._line, spacing=2))
        # Not in the way of the keyboard: the zone itself is pressed with Enter.
        self._other = button(tr("Choose another"), self.pressed.emit, kind="link")
        self._other.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._other.hide()
        whole = row(self._room, self._other, spacing=16, margins=(68, 16, 20, 16))
        whole.setStretch(0, 1)
        self.setLayout(whole)
        self.setAccessibleName(title)
        self.setAccessibleDescription(words)

    def set_file(self, name: str, note: str) -> None:
        """Show the file that was taken ("5,210 rows"), still ready for another."""
        self._picture = "file-check"
        self._head.setText(name)
        self._line.setText(note)
        self._other.show()
        self.setAccessibleDescription(tr("{name}, {note}", name=name, note=note))
        self.update()

    def clear(self) -> None:
        """Back to the invitation."""
        self._picture = self._invitation
        self._head.setText(self._title)
        self._line.setText(self._words)
        self._other.hide()
        self.setAccessibleDescription(self._words)
        self.update()

    def offer(self, files: list[Path]) -> None:
        """As dropped on it."""
        if problem := wrong_kind(files, self._endings):
            self.refused.emit(problem)
        else:
            self.chosen.emit(files[0])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()
            self._over = True
            self.update()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._over = False
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        self._over = False
        self.update()
        event.acceptProposedAction()
        self.offer(dragged_files(event.mimeData()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.pressed.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lively = self._over or self.underMouse()
        painter.setBrush(colour("accent_soft" if self._over else "hover" if lively else "surface"))
        pen = QPen(colour("focus" if self.hasFocus() else "accent" if self._over else "border_strong"))
        pen.setWidthF(2 if self.hasFocus() or self._over else 1.2)
        if self._picture == self._invitation and not self.hasFocus():
            pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5), 10, 10)
        place = self.rect()
        place.setLeft(24)
        place.setWidth(28)
        place.setTop((self.height() - 28) // 2)
        place.setHeight(28)
        icons.paint(painter, place, self._picture, "accent_text" if not self._taken() else "success")

    def _taken(self) -> bool:
        return self._picture == "file-check"
