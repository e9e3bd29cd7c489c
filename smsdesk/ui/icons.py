"""Icons: Lucide's SVGs (ISC licence, ``resources/icons/lucide``) in a colour of the palette.

An icon asks the palette when it is painted, so one that a button holds follows a change of scheme.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from smsdesk.ui import palette

FOLDER = Path(__file__).parents[2] / "resources" / "icons"


@cache
def _source(name: str) -> bytes:
    return (FOLDER / "lucide" / f"{name}.svg").read_bytes()


def recoloured(name: str, value: str) -> bytes:
    """The SVG of that name drawn in ``#rrggbb``. Raises FileNotFoundError for an unknown name."""
    return _source(name).replace(b"currentColor", value.encode())


@cache
def _renderer(name: str, value: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(recoloured(name, value)))


@cache
def _drawn(name: str, value: str, size: int, ratio: float) -> QPixmap:
    made = QPixmap(round(size * ratio), round(size * ratio))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    _renderer(name, value).render(painter)
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made


def pixmap(name: str, role: str = "text_secondary", size: int = 16, ratio: float = 1.0) -> QPixmap:
    """The icon as a picture of ``size`` logical pixels in the palette's colour ``role`` of this moment."""
    return _drawn(name, getattr(palette.current(), role), size, ratio)


def paint(painter: QPainter, rect: QRect, name: str, role: str = "text_secondary") -> None:
    """Paint the icon into a square rectangle."""
    device = painter.device()
    ratio = device.devicePixelRatioF() if device is not None else 1.0
    painter.drawPixmap(rect.topLeft(), pixmap(name, role, rect.width(), ratio))


class _Engine(QIconEngine):
    def __init__(self, name: str, role: str, checked_role: str) -> None:
        super().__init__()
        self._name = name
        self._role = role
        self._checked_role = checked_role

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._role, self._checked_role)

    def _value(self, mode: QIcon.Mode, state: QIcon.State) -> str:
        if mode is QIcon.Mode.Disabled:
            return palette.current().text_disabled
        role = self._checked_role if state is QIcon.State.On else self._role
        return str(getattr(palette.current(), role))

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        side = min(rect.width(), rect.height())
        square = QRectF(0, 0, side, side)
        square.moveCenter(QRectF(rect).center())
        square.moveLeft(rect.left())
        _renderer(self._name, self._value(mode, state)).render(painter, square)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        device = QSize(round(size.width() * scale), round(size.height() * scale))
        made = QPixmap(device)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        self.paint(painter, QRect(QPoint(0, 0), device), mode, state)
        painter.end()
        made.setDevicePixelRatio(scale)
        return made


#: Every icon is kept: an engine that Python forgets while Qt still paints with it would crash.
_kept: dict[tuple[str, str, str], QIcon] = {}


def icon(name: str, role: str = "text_secondary", checked_role: str = "") -> QIcon:
    """The icon of that name (file name in ``resources/icons/lucide`` without ending) for buttons and menus.

    ``role`` is a colour of the palette, ``checked_role`` the one while the button is checked. Raises
    FileNotFoundError for an unknown name.
    """
    key = (name, role, checked_role or role)
    if key not in _kept:
        _source(name)
        _kept[key] = QIcon(_Engine(*key))
    return _kept[key]


def app_icon() -> QIcon:
    """The program's own icon, in the sizes that desktops ask for."""
    made = QIcon()
    renderer = QSvgRenderer(str(FOLDER / "smsdesk.svg"))
    for side in (16, 24, 32, 48, 64, 128, 256):
        picture = QPixmap(side, side)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        renderer.render(painter)
        painter.end()
        made.addPixmap(picture)
    return made
