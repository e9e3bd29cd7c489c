"""Pictures of documents for the screen: decoded in a worker, small ones kept (G1)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QBuffer, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPixmap

from smsdesk.domain import limits
from smsdesk.domain.errors import NotFound
from smsdesk.operations.images import image
from smsdesk.ui.bridge import DeskRunner

#: Longest side of a small picture, in logical pixels.
THUMBNAIL = 160
#: Longest side of a large one, in pixels.
LARGE = 4_096
#: Small pictures have this many pixels for each logical one, so that they are sharp on every screen.
_DENSITY = 2
#: Small pictures that are kept: those of both regions, all places taken.
_KEPT = 4 * limits.SIGNATURES_PER_REGION.value


def decoded(content: bytes, side: int) -> QImage:
    """The picture, no side longer than ``side`` pixels; a null one when it cannot be shown. For a worker."""
    buffer = QBuffer()
    buffer.setData(content)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)  # a phone that was held upright says so in the remarks
    size = reader.size()
    # Asked for before decoding: what is stored has been checked, but it comes out of a file.
    if not size.isValid() or size.width() * size.height() > limits.CERTIFICATE_IMAGE_PIXELS.value:
        return QImage()
    if max(size.width(), size.height()) > side:
        reader.setScaledSize(
            size.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))
        )
    return reader.read()


def small(content: bytes) -> QImage:
    """The small picture for a list, a form or details. For a worker."""
    made = decoded(content, THUMBNAIL * _DENSITY)
    made.setDevicePixelRatio(_DENSITY)
    return made


class Thumbnails:
    """Small pictures by the name of the stored image."""

    def __init__(self, runner: DeskRunner) -> None:
        self._runner = runner
        self._kept: dict[str, QPixmap] = {}

    def get(self, name: str) -> QPixmap | None:
        """None while it has not been fetched, or when it cannot be shown."""
        found = self._kept.get(name)
        return found if found is not None and not found.isNull() else None

    async def fetch(self, names: Iterable[str]) -> bool:
        """Fetch those that are missing, one after the other; whether there was one."""
        missing = [name for name in dict.fromkeys(names) if name and name not in self._kept]
        for name in missing:
            try:
                content = await self._runner.run(image, name=name)
            except NotFound:  # its signature was deleted meanwhile
                continue
            made = await self._runner.call(partial(small, content))
            self._kept[name] = QPixmap.fromImage(made)
            if len(self._kept) > _KEPT:
                del self._kept[next(iter(self._kept))]
        return bool(missing)
