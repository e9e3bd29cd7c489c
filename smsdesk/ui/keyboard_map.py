"""Help → Keyboard: every key that works everywhere."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QGridLayout, QWidget

from smsdesk.domain.text import Text, text, tr
from smsdesk.ui.context import Context
from smsdesk.ui.widgets.confirm import show_dialog
from smsdesk.ui.widgets.labels import label

#: (keys, what they do), in two groups.
WINDOW: tuple[tuple[str, Text], ...] = (
    ("Ctrl+1 … Ctrl+6", text("Go to a tab")),
    ("Ctrl+Tab", text("Next page of the tab")),
    ("Ctrl+N", text("New, or the main button of the page")),
    ("Ctrl+F", text("Search")),
    ("F5", text("Load the page anew")),
    ("Ctrl+Z", text("Take back the last change, within a minute")),
    ("Esc", text("Close the panel or the question; empty the search")),
    ("Alt+Left", text("Back")),
    ("Ctrl+I", text("Import customers")),
    ("Ctrl+,", text("Settings")),
    ("F1", text("This list")),
    ("Ctrl+Q", text("Quit")),
)
TABLES: tuple[tuple[str, Text], ...] = (
    ("Enter", text("Open the row")),
    ("Shift+↑ ↓", text("Select several rows")),
    ("Ctrl+A", text("Select all rows")),
    ("Ctrl+C", text("Copy the rows, ready to paste into a spreadsheet")),
    ("Del", text("Delete, after a question")),
    ("A B C …", text("Type to find a row")),
    ("Menu", text("What can be done with the row")),
    ("← →", text("In a chart: the values one by one")),
)


def keyboard_table() -> QWidget:
    """The list as a widget."""
    table = QWidget()
    grid = QGridLayout(table)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(7)
    line = 0
    for title, keys in ((tr("Everywhere"), WINDOW), (tr("In tables"), TABLES)):
        if line:
            grid.setRowMinimumHeight(line, 8)
            line += 1
        grid.addWidget(label(title, "heading"), line, 0, 1, 2)
        line += 1
        for keystroke, words in keys:
            shown = QKeySequence(keystroke).toString(QKeySequence.SequenceFormat.NativeText)
            key = label(shown if shown and "…" not in keystroke else keystroke, "key")
            grid.addWidget(key, line, 0, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(label(str(words), "secondary"), line, 1)
            line += 1
    grid.setColumnStretch(1, 1)
    return table


async def show_keyboard_map(context: Context) -> None:
    """F1."""
    await show_dialog(context.window, tr("Keyboard"), keyboard_table(), width=480)
