"""Shows a file in the system's file manager."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices


def show_in_folder(path: Path) -> bool:
    """Open the folder that holds the file; False where the system has no way to."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))
