"""Buttons in the window's kinds."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QMenu, QPushButton, QToolButton

from smsdesk.ui.icons import icon
from smsdesk.ui.widgets.tips import plain_tip

_ICON_ROLE = {
    "primary": "on_accent",
    "danger": "on_danger",
    "danger-quiet": "danger",
    "quiet-danger": "danger",
    "link": "accent_text",
}


def button(
    words: str, on: Callable[[], object] | None = None, *, kind: str = "", picture: str = "", tip: str = ""
) -> QPushButton:
    """A push button. ``kind``: empty, ``primary`` (one a page), ``danger`` (red, says what it destroys),
    ``danger-quiet``, ``quiet`` and ``quiet-danger`` (no outline), ``link``. ``picture`` names an icon."""
    made = QPushButton(words)
    made.setProperty("kind", kind)
    made.setAutoDefault(False)
    made.setIconSize(QSize(20, 16))  # wider than the icon: its distance from the words, which may come later
    if picture:
        made.setIcon(icon(picture, _ICON_ROLE.get(kind, "text_secondary")))
    if kind == "link":
        made.setCursor(Qt.CursorShape.PointingHandCursor)
    if tip:
        made.setToolTip(plain_tip(tip))
    if on is not None:
        made.clicked.connect(lambda _checked=False: on())
    return made


def set_kind(made: QPushButton, kind: str, picture: str = "") -> None:
    """Make a button one of another kind; ``picture`` is the icon it has."""
    if made.property("kind") == kind:
        return
    made.setProperty("kind", kind)
    if picture:
        made.setIcon(icon(picture, _ICON_ROLE.get(kind, "text_secondary")))
    made.style().unpolish(made)
    made.style().polish(made)


def menu_button(words: str, menu: QMenu, *, kind: str = "", picture: str = "") -> QPushButton:
    """A push button that opens a menu, with an arrow at its right."""
    made = button(words, kind=kind, picture=picture)
    made.setProperty("menu", True)
    made.setMenu(menu)
    menu.setParent(made, menu.windowFlags())
    return made


def tool_button(picture: str, name: str, on: Callable[[], object] | None = None) -> QToolButton:
    """A button that is only an icon; ``name`` is its tool tip and accessible name."""
    made = QToolButton()
    made.setIcon(icon(picture))
    made.setIconSize(QSize(16, 16))
    made.setToolTip(plain_tip(name))
    made.setAccessibleName(name)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    if on is not None:
        made.clicked.connect(lambda _checked=False: on())
    return made


def more_button(menu: QMenu, name: str) -> QToolButton:
    """Three dots that open a menu."""
    made = tool_button("ellipsis", name)
    made.setMenu(menu)
    menu.setParent(made, menu.windowFlags())
    return made
