"""Exporting from a page of the window: the question, the file, the bar that opens it, the list (D8)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QPushButton

from smsdesk.app import App
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.text import text
from smsdesk.operations.exports import list_exports
from smsdesk.ui.exports import ExportButton, Exports
from smsdesk.ui.exports.dialog import ExportsDialog
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.menu_entries import ENTRIES
from tests.operations.shop import Fate, befall, furnish
from tests.ui.bulk.conftest import until
from tests.ui.customers.acting import answer_file, said

__all__ = ["until"]

Until = Callable[[Callable[[], object]], None]


@pytest.fixture
def button(opened: App, window: MainWindow, until: Until) -> ExportButton:
    """The overview's, with one message that was delivered."""
    shop = furnish(opened.desk)
    befall(opened.desk, shop.sent(shop.pasted("13800000000")), [Fate(MessageStatus.DELIVERED, "", 0, 100)])
    window.open_place("statistics", "overview")
    page = window.current_page()
    assert page is not None
    until(lambda: not window.context.runner._tasks)
    return next(each for each in window.findChildren(ExportButton) if each.isVisible())


def test_a_page_is_exported_and_opened_from_the_bar(
    button: ExportButton,
    window: MainWindow,
    opened: App,
    until: Until,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "week.xlsx"
    button.click()
    until(lambda: answer_file(window, path))
    until(lambda: said(window) == ["“week.xlsx” is written: 10 rows."])
    figures, _, about = openpyxl.load_workbook(path).worksheets
    assert [cell.value for cell in figures[9]][:3] == ["Total", 1, 1]
    assert about["A1"].value == "Business"
    shown: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: shown.append(url.toLocalFile()) is None)
    bar = window.bars.bars()[0]
    next(each for each in bar.findChildren(QPushButton) if each.text() == "Open").click()
    until(lambda: shown == [str(path)])
    [kept] = list_exports(opened.desk)
    assert (str(kept.title), kept.rows) == ("Overview", 10)


def test_a_question_without_an_answer_writes_nothing(
    button: ExportButton, window: MainWindow, until: Until
) -> None:
    button.click()

    def asked() -> list[QFileDialog]:
        return [each for each in window.findChildren(QFileDialog) if each.isVisible()]

    until(asked)
    asked()[0].reject()
    until(lambda: not asked())
    assert Exports.of(window.context).running() == []
    assert said(window) == []


def test_another_format_changes_the_end_of_the_name(
    button: ExportButton, window: MainWindow, until: Until
) -> None:
    button.click()
    until(lambda: [each for each in window.findChildren(QFileDialog) if each.isVisible()])
    dialog = next(each for each in window.findChildren(QFileDialog) if each.isVisible())
    before = Path(dialog.selectedFiles()[0])
    csv = next(each for each in dialog.nameFilters() if "csv" in each)
    dialog.selectNameFilter(csv)
    dialog.filterSelected.emit(csv)
    assert Path(dialog.selectedFiles()[0]) == before.with_suffix(".csv")
    assert dialog.defaultSuffix() == "csv"
    dialog.reject()


def test_what_is_written_last_is_told_alone_and_chosen_in_the_list(
    button: ExportButton, window: MainWindow, until: Until, tmp_path: Path
) -> None:
    button.begin(tmp_path / "one.xlsx")
    until(lambda: said(window) == ["“one.xlsx” is written: 10 rows."])
    button.begin(tmp_path / "two.xlsx")
    until(lambda: said(window) == ["“two.xlsx” is written: 10 rows."])
    (bar,) = window.bars.bars()
    # The first one is found in the list.
    next(each for each in bar.findChildren(QPushButton) if each.text() == "Exports…").click()
    until(lambda: [each for each in window.findChildren(ExportsDialog) if each.isVisible()])
    dialog = next(each for each in window.findChildren(ExportsDialog) if each.isVisible())
    until(lambda: dialog.open_button.isEnabled())
    assert [Path(one.path).name for one in dialog.table.selected()] == ["two.xlsx"]
    dialog.accept()


def test_a_name_in_quotes_is_asked_for_without_more_of_them(
    button: ExportButton, window: MainWindow, until: Until
) -> None:
    button._title = lambda: text("Group “{group}”", group="Wedding Saturday")
    button._name = lambda: "Wedding Saturday"
    button.click()

    def asked() -> list[QFileDialog]:
        return [each for each in window.findChildren(QFileDialog) if each.isVisible()]

    until(asked)
    assert asked()[0].windowTitle() == "Export “Wedding Saturday”"
    asked()[0].reject()
    until(lambda: not asked())


def test_the_list_is_in_the_menu(window: MainWindow, until: Until) -> None:
    entry = next(each for each in ENTRIES if str(each.title) == "Exports…")
    assert entry.act is not None
    opening: Any = entry.act(window.context)
    window.context.runner.spawn(opening)
    until(lambda: [each for each in window.findChildren(ExportsDialog) if each.isVisible()])
    next(each for each in window.findChildren(ExportsDialog) if each.isVisible()).accept()
