"""Help → Keyboard: every key the program has (a test compares it with the code)."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QGridLayout, QWidget

from smsdesk.domain.text import Text, text, tr
from smsdesk.ui.context import Context
from smsdesk.ui.widgets.confirm import show_dialog
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row

#: (keys, what they do), in three groups. Keys with a … are words; the others are named as the system does.
WINDOW: tuple[tuple[str, Text], ...] = (
    ("Ctrl+1 … Ctrl+6", text("Go to a tab")),
    ("Ctrl+Tab", text("Next page of the tab")),
    ("Ctrl+Shift+Tab", text("Page of the tab before")),
    ("Alt+Left", text("Back")),
    ("Ctrl+N", text("New, or the main button of the page")),
    ("Ctrl+F", text("Search")),
    ("Ctrl+S", text("Keep a new bulk task as a draft")),
    ("Ctrl+Z", text("Take back the last change, within a minute")),
    ("Esc", text("Close the panel or the question; empty the search")),
    ("F5", text("Load the page anew")),
    ("Ctrl+I", text("Import customers")),
    ("Ctrl+,", text("Settings")),
    ("F1", text("This list")),
    ("Ctrl+Q", text("Quit")),
)
TABLES: tuple[tuple[str, Text], ...] = (
    ("Enter", text("Open the row")),
    ("F2", text("Change the cell, in the pool")),
    ("Shift+↑ ↓ …", text("Select several rows")),
    ("Ctrl+A", text("Select all rows")),
    ("Ctrl+C", text("Copy the rows, ready to paste into a spreadsheet")),
    ("Del", text("Delete, after a question")),
    ("Esc", text("Select nothing")),
    ("A B C …", text("Type to find a row")),
    ("Menu", text("What can be done with the row")),
)
CHARTS: tuple[tuple[str, Text], ...] = (
    ("← → …", text("The values of a chart one by one")),
    ("Home", text("The first value")),
    ("End", text("The last value")),
    ("Enter", text("The records of that value")),
    ("Backspace", text("Take off a filter")),
)


def keyboard_table() -> QWidget:
    """The list as a widget: what works everywhere beside what works in some places."""
    groups = (tr("Everywhere"), WINDOW), (tr("In tables"), TABLES), (tr("In charts and filters"), CHARTS)
    first, tables, charts = (_group(title, keys) for title, keys in groups)
    beside = row(first, column(tables, charts, STRETCH, spacing=20), spacing=40)
    beside.setAlignment(first, Qt.AlignmentFlag.AlignTop)
    return holding(beside)


def _group(title: str, keys: tuple[tuple[str, Text], ...]) -> QWidget:
    group = QWidget()
    grid = QGridLayout(group)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(7)
    grid.addWidget(label(title, "heading"), 0, 0, 1, 2)
    for line, (keystroke, words) in enumerate(keys, 1):
        grid.addWidget(label(key_words(keystroke), "key"), line, 0, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(label(str(words), "secondary"), line, 1)
    grid.setColumnStretch(1, 1)
    return group


def key_words(keystroke: str) -> str:
    """A key as the system names it: on a Mac ``⌘N``."""
    if "…" in keystroke:
        return keystroke.removesuffix(" …")
    return QKeySequence(keystroke).toString(QKeySequence.SequenceFormat.NativeText) or keystroke


async def show_keyboard_map(context: Context) -> None:
    """F1."""
    await show_dialog(context.window, tr("Keyboard"), keyboard_table(), width=760)
