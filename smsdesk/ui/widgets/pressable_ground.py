"""What stands behind a line that can be pressed: the ground under the pointer, and the ring of the focus."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QAbstractButton

from smsdesk.ui.palette import colour


def paint_ground(painter: QPainter, area: QRectF, line: QAbstractButton, *, pressable: bool) -> None:
    """Before the line itself is drawn; ``painter`` paints on it."""
    if pressable and line.underMouse():
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("hover"))
        painter.drawRoundedRect(area, 6, 6)
    if line.hasFocus():
        painter.setPen(QPen(colour("focus"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 6, 6)
