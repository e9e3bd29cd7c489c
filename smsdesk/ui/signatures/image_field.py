"""Choosing the picture of a document, with its thumbnail (G1)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from smsdesk.domain import limits
from smsdesk.domain.text import tr
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.confirm import choose_file
from smsdesk.ui.widgets.labels import ElidedLabel
from smsdesk.ui.widgets.layouts import STRETCH, column, row
from smsdesk.ui.widgets.page import Page

#: Longest side of a thumbnail, in pixels.
THUMBNAIL = 160
#: More pixels than this are not decoded for a thumbnail.
MOST_PIXELS = 50_000_000


class ImageField(QWidget):
    """A control for a form: the chosen file, or None to leave what is stored."""

    changed = Signal()

    def __init__(self, page: Page, stored: bytes | None = None) -> None:
        super().__init__()
        self._page = page
        self._path: Path | None = None
        self._name = ElidedLabel(tr("Stored image") if stored else tr("No image chosen"), "secondary")
        self._picture = QLabel()
        self._choose = button(tr("Choose image…"), page.act(self._ask), picture="image")
        line = row(self._choose, self._name)
        line.setStretch(1, 1)
        self.setLayout(column(line, row(self._picture, STRETCH), spacing=8))
        self.setFocusProxy(self._choose)
        self._show(thumbnail(stored) if stored else None)

    def value(self) -> Path | None:
        return self._path

    def set_value(self, path: Path | None) -> None:
        self._path = path
        self._name.setText(path.name if path else tr("No image chosen"))

    async def _ask(self) -> None:
        chosen = await choose_file(self._page, tr("Choose image"), tr("Images (*.jpg *.jpeg *.png)"))
        if chosen is None:
            return
        self.set_value(chosen)
        self._show(await self._page.context.runner.call(lambda: _read(chosen)))
        self.changed.emit()

    def _show(self, image: QImage | None) -> None:
        self._picture.setHidden(image is None or image.isNull())
        if image is not None and not image.isNull():
            self._picture.setPixmap(QPixmap.fromImage(image))


def thumbnail(content: bytes) -> QImage:
    """A small picture of the image; a null one when it cannot be shown. For a worker thread."""
    # The size is asked for before decoding, so that a picture of 30,000 pixels a side stays a file.
    buffer = QBuffer()
    buffer.setData(content)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > MOST_PIXELS:
        return QImage()
    if max(size.width(), size.height()) > THUMBNAIL:
        size.scale(THUMBNAIL, THUMBNAIL, Qt.AspectRatioMode.KeepAspectRatio)
        reader.setScaledSize(size)
    return reader.read()


def _read(path: Path) -> QImage:
    try:
        if path.stat().st_size > limits.CERTIFICATE_IMAGE_BYTES.value:
            return QImage()
        return thumbnail(path.read_bytes())
    except OSError:
        # Saving says what is wrong with the file; here there is only no picture of it.
        return QImage()
