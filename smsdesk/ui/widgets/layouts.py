"""Rows and columns on the grid."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QLayoutItem, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import delete

#: What stands for a stretch in ``row`` and ``column``.
STRETCH = object()


def _fill(layout: QBoxLayout, items: tuple[object, ...], spacing: int, margins: tuple[int, ...]) -> None:
    layout.setSpacing(spacing)
    if len(margins) == 1:
        margins *= 4
    layout.setContentsMargins(*margins)
    for item in items:
        if item is STRETCH:
            layout.addStretch(1)
        elif isinstance(item, int):
            layout.addSpacing(item)
        elif isinstance(item, QWidget):
            layout.addWidget(item)
        elif isinstance(item, QLayout):
            layout.addLayout(item)
        else:
            raise TypeError(f"{item!r} cannot stand in a row or column")


def row(*items: object, spacing: int = 8, margins: tuple[int, ...] = (0,)) -> QHBoxLayout:
    """Side by side: widgets, layouts, ``STRETCH`` or a distance in pixels."""
    layout = QHBoxLayout()
    _fill(layout, items, spacing, margins)
    return layout


def column(*items: object, spacing: int = 8, margins: tuple[int, ...] = (0,)) -> QVBoxLayout:
    """One below the other."""
    layout = QVBoxLayout()
    _fill(layout, items, spacing, margins)
    return layout


def holding(layout: QLayout, parent: QWidget | None = None) -> QWidget:
    """A plain widget with that layout."""
    made = QWidget(parent)
    made.setLayout(layout)
    return made


def scrolling(content: QWidget) -> QScrollArea:
    """The widget in an area that scrolls up and down only, on the ground it stands on."""
    area = QScrollArea()
    content.setObjectName("scrolled")
    area.setWidget(content)
    area.setWidgetResizable(True)
    area.viewport().setAutoFillBackground(False)
    content.setAutoFillBackground(False)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and delete it."""
    while layout.count():
        item: QLayoutItem | None = layout.takeAt(0)
        if item is None:
            continue
        inner, widget = item.layout(), item.widget()
        if inner is not None:
            clear(inner)
            inner.deleteLater()  # else it stays with the outer one for good
            continue
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        delete(item)  # nobody else owns what was taken out
