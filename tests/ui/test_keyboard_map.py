"""Help → Keyboard says every key that the code has, and no other (issue 7)."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton

import smsdesk.ui
from smsdesk.ui.keyboard_map import CHARTS, TABLES, WINDOW, key_words
from smsdesk.ui.main_window import MainWindow

_WRITTEN = re.compile(r'"((?:Ctrl|Alt|Shift|Meta)\+[^" ]+|F\d+)"|\bKey\.Key_(F\d+)\b|StandardKey\.(\w+)')
#: What ``StandardKey`` stands for in the code.
_STANDARD = {"Save": "Ctrl+S", "Copy": "Ctrl+C"}
#: Handled by a widget as the key it is, or by Qt.
_OF_WIDGETS = {"Enter", "Ctrl+A", "Del", "Esc", "Menu", "Home", "End", "Backspace"}
TABS = {f"Ctrl+{digit}" for digit in range(1, 7)}


def told() -> set[str]:
    return {keys for keys, _ in (*WINDOW, *TABLES, *CHARTS) if "…" not in keys}


def written() -> dict[str, str]:
    """Every key that a module of the window names, and one such module."""
    found: dict[str, str] = {}
    for module in Path(smsdesk.ui.__file__).parent.rglob("*.py"):
        if module.name != "keyboard_map.py":
            for keys, function, standard in _WRITTEN.findall(module.read_text(encoding="utf-8")):
                found[keys or function or _STANDARD[standard]] = module.name
    return found


def test_every_key_in_the_code_is_told_and_none_is_told_that_is_not_there() -> None:
    assert set(written()) - told() == set()
    assert told() - set(written()) == _OF_WIDGETS


def test_every_shortcut_of_the_window_is_told(window: MainWindow) -> None:
    for tab in ("bulk", "customers", "statistics"):
        window.open_place(tab)
    window.open_place("bulk", "new")
    keys = {each.key() for each in window.findChildren(QShortcut)}
    keys |= {each.shortcut() for each in window.findChildren(QAction)}
    keys |= {each.shortcut() for each in window.findChildren(QAbstractButton)}
    found = {each.toString() for each in keys if not each.isEmpty()}
    assert found - TABS - {QKeySequence(each).toString() for each in told()} == set()
    assert TABS | {"F5", "Ctrl+N", "F1", "Alt+Left", "Ctrl+S"} <= found


def test_keys_are_named_as_words_where_they_are_several() -> None:
    assert key_words("Ctrl+1 … Ctrl+6") == "Ctrl+1 … Ctrl+6"
    assert key_words("A B C …") == "A B C"
    assert key_words("Ctrl+N")
