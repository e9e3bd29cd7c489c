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
from smsdesk.operations.customer_fields import list_fields, put_field
from smsdesk.ui.bulk.new_task import NewTaskPage
from smsdesk.ui.customers.group_choice import GroupTarget
from smsdesk.ui.customers.import_page import ImportPage
from smsdesk.ui.customers.pool_page import PoolPage
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.widgets.figures import FigureRow
from smsdesk.ui.widgets.work_bar import WorkBar
from tests.ui.customers.acting import answer_file, bars, press, questions

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
    start = page.start
    assert not start.isEnabled()
    assert start.toolTip() == "Choose a file first."


def test_columns_are_recognised_and_shown(previewed: ImportPage) -> None:
    chosen = [control.currentText() for control in previewed.columns.mapping.controls.values()]
    assert chosen == ["Number", "Name", "Note"]
    model = previewed.columns.preview.model()
    assert model is not None
    assert (model.rowCount(), model.index(0, 1).data()) == (4, "13800138000")
    assert previewed.start.isEnabled()
    assert previewed.start.text() == f"Import {model.rowCount()} rows"


def test_a_use_moves_to_the_column_it_was_chosen_for_and_numbers_are_needed(previewed: ImportPage) -> None:
    mapping, start = previewed.columns.mapping, previewed.start
    mapping.take(1, "number")
    assert dict(mapping.uses()) == {0: "out", 1: "number", 2: "note"}
    mapping.take(1, "out")
    assert start.toolTip() == "Which column holds the numbers?"
    mapping.take(0, "number")
    assert start.isEnabled()


def test_a_remapped_column_is_what_is_taken(
    page: ImportPage, opened: App, sheet: Sheet, until: Until
) -> None:
    page.file.take(sheet("Mobile,Called,Nick", "13800138000,Anna Lund,Ann", "13800138001,Bo Berg,Bo"))
    until(lambda: page.columns.found)
    page.columns.mapping.take(2, "name")
    page.start.click()
    until(lambda: page.result)
    found = customer_search.list_customers(opened.desk).customers
    assert {one.name for one in found} == {"Ann", "Bo"}


def test_own_columns_are_offered_taken_and_remembered(
    page: ImportPage, opened: App, sheet: Sheet, until: Until
) -> None:
    put_field(opened.desk, name="Birthday")
    rows = ("Mobile,First name,Last name,BIRTHDAY,Size,<b>Size</b>", "13800138000,Ann,Lund,4-15,L,x")
    page.file.take(sheet(*rows))
    until(lambda: page.columns.found)
    mapping = page.columns.mapping
    assert [control.currentText() for control in mapping.controls.values()] == [
        "Number",
        "First name",
        "Last name",
        "Column “Birthday”",
        "New column “Size”",
        "New column “<b>Size</b>”",
    ]
    mapping.take(5, "out")
    mapping.take(4, "own:Birthday")
    assert mapping.uses()[3] == "out"
    mapping.take(4, "own:Size")
    mapping.take(3, "own:Birthday")
    page.start.click()
    until(lambda: page.result)
    one = customer_search.list_customers(opened.desk).customers[0]
    assert (one.name, list(one.fields.values())) == ("Ann Lund", ["4-15", "L"])
    assert [each.name for each in list_fields(opened.desk)] == ["Birthday", "Size"]

    press(page.tools, "Import another file")
    until(lambda: page.columns.found is None and page.start.isVisible())
    page.file.take(sheet(rows[0], "13800138001,Bo,Berg,,,y", name="later.csv"))
    until(lambda: page.columns.found)
    assert page.columns.origin.text().startswith("Taken as the last time")
    assert mapping.uses()[4] == "own:Size"
    # Its only example is in a column that was left out the last time.
    assert mapping.uses()[5] == "out"
    press(page.columns, "Recognise again")
    assert mapping.uses()[5] == "own:<b>Size</b>"


def test_address_cards_are_taken_and_more_columns_than_there_is_room_are_told(
    page: ImportPage, opened: App, tmp_path: Path, sheet: Sheet, until: Until
) -> None:
    cards = tmp_path / "cards.vcf"
    cards.write_text("BEGIN:VCARD\nFN:Ann\nTEL;CELL:13800138000\nORG:Bakery\nEND:VCARD\n", encoding="utf-8")
    page.file.take(cards)
    until(lambda: page.columns.found)
    assert page.columns.origin.text() == "Address cards (vCard)"
    page.start.click()
    until(lambda: page.result)
    assert [each.name for each in list_fields(opened.desk)] == ["Company"]
    for at in range(29):
        put_field(opened.desk, name=f"Own {at}")
    press(page.tools, "Import another file")
    until(lambda: page.columns.found is None and page.start.isVisible())
    page.file.take(sheet("Mobile,Size", "13800138000,L"))
    until(lambda: page.columns.found)
    assert page.columns.mapping.uses()[1] == "out"
    page.columns.mapping.take(1, "own:Size")
    assert "these make 31" in page.start.toolTip()


def test_a_wide_file_shows_the_columns_that_hold_something(
    page: ImportPage, sheet: Sheet, until: Until
) -> None:
    titles = ",".join(["Mobile", *(f"T{at}" for at in range(900))])
    page.file.take(sheet(titles, "13800138000" + ",x" * 900))
    until(lambda: page.columns.found)
    assert len(page.columns.mapping.controls) == 60
    assert page.start.isEnabled()


def test_an_import_is_undone_after_a_question(
    previewed: ImportPage, opened: App, window: MainWindow, until: Until
) -> None:
    previewed.start.click()
    until(lambda: previewed.result)
    press(previewed.tools, "Undo the import")
    until(lambda: questions(window))
    assert customer_search.customer_count(opened.desk) == 2
    press(questions(window)[0], "Delete")
    until(lambda: bars(previewed) == ["2 customers were deleted."])
    assert customer_search.customer_count(opened.desk) == 0


def test_the_result_counts_and_tells_every_refused_row(
    previewed: ImportPage, opened: App, window: MainWindow, tmp_path: Path, until: Until
) -> None:
    previewed.target.choice.set_value(GroupTarget(new_group="From file"))
    previewed.start.click()
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
    previewed.start.click()
    until(lambda: previewed.result)
    press(previewed.tools, "Send SMS to the group")
    assert isinstance(window.current_page(), NewTaskPage)


def test_a_group_that_is_there_gets_them_with_its_type(
    vip: CustomerGroup, previewed: ImportPage, opened: App, until: Until
) -> None:
    previewed.target.choice.combo.setCurrentIndex(previewed.target.choice.combo.findData(vip.id))
    assert previewed.target.sms_type() is SmsType.MARKETING
    previewed.start.click()
    until(lambda: previewed.result)
    # One of the three was in the group before.
    assert groups.group(opened.desk, group_id=vip.id).members == 4


def test_a_new_group_needs_a_free_name(
    vip: CustomerGroup, previewed: ImportPage, opened: App, until: Until
) -> None:
    choice = previewed.target.choice
    choice.combo.setCurrentIndex(choice.combo.count() - 1)
    start = previewed.start
    assert start.toolTip() == "Name the new group."
    choice.name.setText("VIP")
    start.click()
    until(lambda: "already a group" in previewed.target.form.fields["group"].problem())
    assert customer_search.customer_count(opened.desk) == 3
    choice.name.setText("Others")
    previewed.start.click()
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
    assert not page.start.isEnabled()
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
    page.start.click()
    until(lambda: page.findChildren(WorkBar))
    press(page.findChildren(WorkBar)[0], "Cancel")
    until(lambda: page.start.isEnabled())
    assert page.result is None
    assert customer_search.customer_count(opened.desk) == 0


def test_importing_another_file_begins_anew(previewed: ImportPage, sheet: Sheet, until: Until) -> None:
    previewed.start.click()
    until(lambda: previewed.result)
    press(previewed.tools, "Import another file")
    until(lambda: previewed.columns.found is None and previewed.start.isVisible())
    previewed.file.take(sheet("Mobile", "13900139000", name="other.csv"))
    until(lambda: previewed.columns.found)
    previewed.start.click()
    until(lambda: previewed.result)
