"""Help → About: the licences that came with the package."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPlainTextEdit, QPushButton

from smsdesk.ui import about
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.widgets.confirm import Question


def _licences(window: MainWindow) -> list[QPushButton]:
    return [one for one in window.findChildren(QPushButton) if one.text() == "Licenses…" and one.isVisible()]


def _close(window: MainWindow) -> None:
    for each in reversed([one for one in window.findChildren(Question) if one.isVisible()]):
        each.reject()


def test_it_shows_the_licences_of_the_package(
    window: MainWindow, settled: Callable[[], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "LICENSES.txt"
    path.write_text("Qt: LGPL-3.0\n", encoding="utf-8")
    monkeypatch.setattr(about, "LICENCES", path)
    window.context.runner.spawn(about.show_about(window.context), window.bars)
    settled()
    [button] = _licences(window)
    button.click()
    settled()
    [shown] = [one for one in window.findChildren(QPlainTextEdit) if one.isVisible()]
    assert shown.toPlainText() == "Qt: LGPL-3.0\n"
    _close(window)
    settled()


def test_from_source_there_are_none(window: MainWindow, settled: Callable[[], None]) -> None:
    window.context.runner.spawn(about.show_about(window.context), window.bars)
    settled()
    assert _licences(window) == []
    _close(window)
    settled()
