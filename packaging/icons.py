"""Draws the program's icon as the systems want it: ``python packaging/icons.py FOLDER``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SOURCE = Path(__file__).resolve().parents[1] / "resources" / "icons" / "smsdesk.svg"
SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)


def draw(folder: Path) -> None:
    """``NN.png`` of each size, ``smsdesk.ico`` and ``smsdesk.icns``."""
    application = QGuiApplication.instance() or QGuiApplication([])
    folder.mkdir(parents=True, exist_ok=True)
    renderer = QSvgRenderer(str(SOURCE))
    for size in (*SIZES, 1024):
        picture = QImage(size, size, QImage.Format.Format_ARGB32)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        renderer.render(painter)
        painter.end()
        if not picture.save(str(folder / f"{size}.png")):
            raise OSError(f"cannot write {folder / str(size)}.png")
    with Image.open(folder / "256.png") as large:
        large.save(folder / "smsdesk.ico", sizes=[(size, size) for size in SIZES if size <= 256])
    with Image.open(folder / "1024.png") as large:
        large.save(folder / "smsdesk.icns")
    del application


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
