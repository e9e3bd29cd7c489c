"""The allowlist (A6)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from smsdesk.app import App
from smsdesk.operations.allowlist import add_to_allowlist, allowlist
from smsdesk.ui.applications.allow_file import AllowFile
from smsdesk.ui.applications.allowlist_section import AllowlistSection
from smsdesk.ui.applications.application_page import ApplicationPage
from tests.ui.applications.acting import Settled, bars, find, press
from tests.ui.applications.conftest import OpenSection
from tests.ui.bulk.conftest import Until


def numbers(page: ApplicationPage) -> AllowlistSection:
    found = page.sections["allowlist"]
    assert isinstance(found, AllowlistSection)
    return found


def put(opened: App, shop: int, count: int) -> None:
    add_to_allowlist(
        opened.desk, application_id=shop, numbers="\n".join(f"138{at:08}" for at in range(count))
    )


def box(page: ApplicationPage) -> QPlainTextEdit:
    return page.panel.findChildren(QPlainTextEdit)[-1]


def test_bad_lines_stay_to_be_mended_and_good_ones_are_kept(
    section: OpenSection, shop: int, opened: App, settled: Settled
) -> None:
    page = section("allowlist")
    press(page, "Add numbers")
    box(page).setPlainText("13800138000\nhello\n+1 415 555 2671\n12")
    press(page.panel, "Add to allowlist")
    settled()
    assert allowlist(opened.desk, application_id=shop) == ["+14155552671", "+8613800138000"]
    assert box(page).toPlainText() == "hello\n12"
    told = numbers(page).told.text().splitlines()
    assert told[0] == "2 numbers added. The rest could not be read:"
    assert told[1].startswith("Line 1: ")
    assert told[2].startswith("Line 2: ")
    assert page.panel.is_open()
    box(page).setPlainText("13800138000")
    press(page.panel, "Add to allowlist")
    settled()
    assert bars(page) == ["1 number was on the allowlist already."]
    assert not page.panel.is_open()


def test_numbers_are_removed_and_put_back(
    section: OpenSection, shop: int, opened: App, qtbot: QtBot, settled: Settled
) -> None:
    put(opened, shop, 5)
    page = section("allowlist")
    assert numbers(page).count.text() == "5 of 300"
    table = numbers(page).table
    table.view.selectRow(1)
    qtbot.keyClick(table.view, Qt.Key.Key_Delete)
    settled()
    assert "+8613800000001" not in allowlist(opened.desk, application_id=shop)
    table.view.selectAll()
    press(page, "Remove")
    settled()
    assert allowlist(opened.desk, application_id=shop) == []
    press(page, "Undo (10)")
    settled()
    assert len(allowlist(opened.desk, application_id=shop)) in (1, 4)
    press(page, "Undo (10)")
    settled()
    assert len(allowlist(opened.desk, application_id=shop)) == 5


def test_a_full_list_is_searched_and_says_that_it_is_full(
    section: OpenSection, shop: int, opened: App, qtbot: QtBot, until: Until
) -> None:
    put(opened, shop, 300)
    page = section("allowlist")
    assert numbers(page).count.text() == "300 of 300"
    add = find(page, "Add numbers")
    assert not add.isEnabled()
    assert "300 numbers" in add.toolTip()
    qtbot.keyClicks(numbers(page).search, "0000 0299")
    until(lambda: numbers(page).count.text() == "1 of 300 match")
    assert numbers(page).table.model.rowCount() == 1


def test_too_many_are_refused_and_stay_in_the_box(
    section: OpenSection, shop: int, opened: App, settled: Settled
) -> None:
    put(opened, shop, 299)
    page = section("allowlist")
    press(page, "Add numbers")
    box(page).setPlainText("13900000001\n13900000002")
    press(page.panel, "Add to allowlist")
    settled()
    assert "room for 1 more" in box(page).accessibleDescription()
    assert len(box(page).toPlainText().splitlines()) == 2


def test_typed_numbers_are_kept_when_the_user_looks_elsewhere(section: OpenSection, settled: Settled) -> None:
    page = section("allowlist")
    press(page, "Add numbers")
    box(page).setPlainText("13800138000")
    page.choose("information")
    settled()
    assert not page.panel.is_open()
    assert page._names.tabText(2) == "Allowlist •"
    page = section("allowlist")
    assert page.panel.is_open()
    assert box(page).toPlainText() == "13800138000"
    press(page.panel, "Cancel")
    assert page._names.tabText(2) == "Allowlist"


def test_there_is_one_primary_button_at_a_time(
    section: OpenSection, shop: int, opened: App, settled: Settled
) -> None:
    put(opened, shop, 1)
    page = section("allowlist")
    adding = numbers(page).add_button
    assert page.tools.primary is adding, "Ctrl+N adds here"
    assert adding.property("kind") == "primary"
    press(page, "Add numbers")
    assert adding.property("kind") == ""
    page.panel.close_panel()
    assert adding.property("kind") == "primary"
    page.choose("limits")
    assert page.tools.primary is None


@pytest.mark.parametrize(
    "typed",
    [
        "13800138000, 13800138001",
        "13800138000;13800138001;",
        "\n13800138000，\n\n 13800138001、\n",
        "13800138000；13800138001",
        "13800138000 13800138001",
    ],
)
def test_numbers_are_typed_with_anything_between_them(
    section: OpenSection, shop: int, opened: App, until: Until, typed: str
) -> None:
    page = section("allowlist")
    press(page, "Add numbers")
    box(page).setPlainText(typed)
    press(page.panel, "Add to allowlist")
    until(lambda: allowlist(opened.desk, application_id=shop) == ["+8613800138000", "+8613800138001"])
    until(lambda: not page.panel.is_open())


def test_numbers_of_a_file_are_added_and_taken_back(
    section: OpenSection, shop: int, opened: App, tmp_path: Path, until: Until
) -> None:
    put(opened, shop, 1)
    path = tmp_path / "our phones.csv"
    path.write_text("Who,Mobile\nAnn,13800000000\nBo,13800000001\nCy,12\n", encoding="utf-8")
    page = section("allowlist")
    assert page.file_words() == "Drop to add the numbers of this file"
    press(page, "From a file…")
    page.take_file(path)

    def form() -> AllowFile:
        return next(each for each in page.panel.findChildren(AllowFile) if each.isVisible())

    until(lambda: form().start.isEnabled())
    assert form().start.text() == "Add 1 number"
    form().start.click()
    until(lambda: len(allowlist(opened.desk, application_id=shop)) == 2)
    until(lambda: bars(page) == ["1 number added to the allowlist."])
    assert not page.panel.is_open()
    press(page, "Undo (10)")
    until(lambda: allowlist(opened.desk, application_id=shop) == ["+8613800000000"])
    assert section("information").file_words() == ""


def test_a_file_that_does_not_fit_is_told_before_anything_is_added(
    section: OpenSection, shop: int, opened: App, tmp_path: Path, until: Until
) -> None:
    path = tmp_path / "customers.csv"
    path.write_text("\n".join(["Mobile", *(f"139{at:08}" for at in range(301))]), encoding="utf-8")
    page = section("allowlist")
    page.take_file(path)
    form = next(each for each in page.panel.findChildren(AllowFile) if each.isVisible())
    until(lambda: "at most 300 numbers" in form.start.toolTip())
    assert not form.start.isEnabled()
    assert allowlist(opened.desk, application_id=shop) == []


def test_the_allowlist_is_exported(
    section: OpenSection, shop: int, opened: App, run: Callable[..., Any], tmp_path: Path
) -> None:
    put(opened, shop, 3)
    page = section("allowlist")
    path = tmp_path / "allowed.csv"
    assert run(numbers(page).export_button.export_to(path)).rows == 3
    assert "13800000002" in path.read_text(encoding="utf-8-sig")
