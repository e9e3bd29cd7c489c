"""The import through the real window (C2)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from smsdesk.app import App
from smsdesk.domain.customers import CustomerGroup
from smsdesk.domain.profile import SmsType
from smsdesk.operations import customer_search, groups
from smsdesk.ui.bulk.new_task import NewTaskPage
from smsdesk.ui.customers.group_choice import GroupTarget
from smsdesk.ui.customers.import_page import ImportPage
from smsdesk.ui.customers.pool_page import PoolPage
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.widgets.figures import FigureRow
from smsdesk.ui.widgets.work_bar import WorkBar
from tests.ui.customers.acting import answer_file, bars, button, press

Until = Callable[[Callable[[], object]], None]
Sheet = Callable[..., Path]

ROWS = ("Mobile,Name,Remarks", "13800138000,Ann,rye", "12345,Bo,", "13800138000,,", "+12025550123,Cid,")


@pytest.fixture
def page(open_page: Callable[..., ImportPage]) -> ImportPage:
    return open_page("import")


@pytest.fixture
def previewed(page: ImportPage, sheet: Sheet, until: Until) -> ImportPage:
    """The page with the columns of ``ROWS`` recognised."""
    page.file.take(sheet(*ROWS))
    until(lambda: page.columns.found)
    return page


def test_without_a_file_it_says_what_is_missing(page: ImportPage) -> None:
    start = button(page.tools, "Import")
    assert not start.isEnabled()
    assert start.toolTip() == "Choose a file first."


def test_columns_are_recognised_and_shown(previewed: ImportPage) -> None:
    chosen = {key: control.currentText() for key, control in previewed.columns.controls.items()}
    assert chosen == {"number": "A · Mobile", "name": "B · Name", "note": "C · Remarks"}
    model = previewed.columns.preview.model()
    assert model is not None
    assert (model.rowCount(), model.index(0, 1).data()) == (4, "13800138000")
    assert button(previewed.tools, "Import").isEnabled()


def test_a_column_used_twice_or_no_number_cannot_be_imported(previewed: ImportPage) -> None:
    number = previewed.columns.controls["number"]
    start = button(previewed.tools, "Import")
    number.setCurrentIndex(number.findData(1))
    assert start.toolTip() == "A column can be used only once."
    number.setCurrentIndex(number.findData(-1))
    assert start.toolTip() == "Which column holds the numbers?"
    number.setCurrentIndex(number.findData(0))
    assert start.isEnabled()


def test_a_remapped_column_is_what_is_taken(
    page: ImportPage, opened: App, sheet: Sheet, until: Until
) -> None:
    page.file.take(sheet("Mobile,Called,Nick", "13800138000,Anna Lund,Ann", "13800138001,Bo Berg,Bo"))
    until(lambda: page.columns.found)
    name = page.columns.controls["name"]
    name.setCurrentIndex(name.findData(2))
    press(page.tools, "Import")
    until(lambda: page.result)
    found = customer_search.list_customers(opened.desk).customers
    assert {one.name for one in found} == {"Ann", "Bo"}


def test_the_result_counts_and_tells_every_refused_row(
    previewed: ImportPage, opened: App, window: MainWindow, tmp_path: Path, until: Until
) -> None:
    previewed.target.choice.set_value(GroupTarget(new_group="From file"))
    press(previewed.tools, "Import")
    until(lambda: previewed.result)
    assert previewed.result is not None
    figures = previewed.result.findChildren(FigureRow)[0]
    values = [value.text() for value, _ in figures._parts]
    assert values == ["2", "0", "1", "1"]
    refused = previewed.result.table.model.rows
    assert [(one.row, one.number_text, one.name) for one in refused] == [(3, "12345", "Bo")]
    assert [(one.name, one.members) for one in groups.list_groups(opened.desk)] == [("From file", 2)]

    saved = tmp_path / "refused.csv"
    press(previewed, "Export refused rows…")
    until(lambda: answer_file(window, saved))
    until(lambda: bars(previewed) == ["Saved as refused.csv, each row with its reason."])
    assert "12345" in saved.read_text(encoding="utf-8-sig")

    press(previewed.tools, "Show in the pool")
    pool = window.current_page()
    assert isinstance(pool, PoolPage)
    until(lambda: len(pool.model.rows) == 2 and pool.group_filter.currentText() == "From file")


def test_sending_to_the_new_group(previewed: ImportPage, window: MainWindow, until: Until) -> None:
    previewed.target.choice.set_value(GroupTarget(new_group="From file"))
    press(previewed.tools, "Import")
    until(lambda: previewed.result)
    press(previewed.tools, "Send SMS to the group")
    assert isinstance(window.current_page(), NewTaskPage)


def test_a_group_that_is_there_gets_them_with_its_type(
    vip: CustomerGroup, previewed: ImportPage, opened: App, until: Until
) -> None:
    previewed.target.choice.combo.setCurrentIndex(previewed.target.choice.combo.findData(vip.id))
    assert previewed.target.sms_type() is SmsType.MARKETING
    press(previewed.tools, "Import")
    until(lambda: previewed.result)
    # One of the three was in the group before.
    assert groups.group(opened.desk, group_id=vip.id).members == 4


def test_a_new_group_needs_a_free_name(
    vip: CustomerGroup, previewed: ImportPage, opened: App, until: Until
) -> None:
    choice = previewed.target.choice
    choice.combo.setCurrentIndex(choice.combo.count() - 1)
    start = button(previewed.tools, "Import")
    assert start.toolTip() == "Name the new group."
    choice.name.setText("VIP")
    start.click()
    until(lambda: "already a group" in previewed.target.form.fields["group"].problem())
    assert customer_search.customer_count(opened.desk) == 3
    choice.name.setText("Others")
    press(previewed.tools, "Import")
    until(lambda: previewed.result)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("list.xlsx", b"%PDF-1.7 not a workbook", "PDF"),
        ("empty.csv", b"", "empty"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_and_another_one_taken(
    page: ImportPage, sheet: Sheet, tmp_path: Path, until: Until, name: str, content: bytes, said: str
) -> None:
    bad = tmp_path / name
    bad.write_bytes(content)
    page.file.take(bad)
    until(lambda: page.file._problem.isVisible())
    assert said in page.file._problem.text()
    assert not button(page.tools, "Import").isEnabled()
    page.file.take(sheet(*ROWS))
    until(lambda: page.columns.found)
    assert not page.file._problem.isVisible()


def test_a_file_is_chosen_in_the_dialog(
    page: ImportPage, window: MainWindow, sheet: Sheet, until: Until
) -> None:
    file = sheet(*ROWS)
    page.file.zone.pressed.emit()
    until(lambda: answer_file(window, file))
    until(lambda: page.columns.found)
    assert not [each for each in window.findChildren(QFileDialog) if each.isVisible()]


def test_a_large_import_can_be_stopped_and_leaves_nothing(
    page: ImportPage, opened: App, sheet: Sheet, until: Until
) -> None:
    rows = [f"139{at:08d},Name {at}" for at in range(60_000)]
    page.file.take(sheet("Mobile,Name", *rows))
    until(lambda: page.columns.found)
    press(page.tools, "Import")
    until(lambda: page.findChildren(WorkBar))
    press(page.findChildren(WorkBar)[0], "Cancel")
    until(lambda: button(page.tools, "Import").isEnabled())
    assert page.result is None
    assert customer_search.customer_count(opened.desk) == 0


def test_importing_another_file_begins_anew(previewed: ImportPage, sheet: Sheet, until: Until) -> None:
    press(previewed.tools, "Import")
    until(lambda: previewed.result)
    press(previewed.tools, "Import another file")
    until(lambda: previewed.columns.found is None and button(previewed.tools, "Import").isVisible())
    previewed.file.take(sheet("Mobile", "13900139000", name="other.csv"))
    until(lambda: previewed.columns.found)
    press(previewed.tools, "Import")
    until(lambda: previewed.result)
