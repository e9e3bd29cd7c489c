"""Groups through the real window (C3)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from smsdesk.app import App
from smsdesk.domain.customer_filters import CustomerFilter
from smsdesk.domain.customers import CustomerGroup
from smsdesk.domain.profile import SmsType
from smsdesk.operations import groups
from smsdesk.operations.customer_search import customer_count
from smsdesk.ui.bulk.new_task import NewTaskPage
from smsdesk.ui.customers.group_panel import GroupDetails
from smsdesk.ui.customers.groups_page import GroupsPage
from smsdesk.ui.customers.import_page import ImportPage
from smsdesk.ui.customers.numbers_field import NumbersField
from smsdesk.ui.main_window import MainWindow
from tests.ui.customers.acting import answer_file, bars, button, press, questions, said

Until = Callable[[Callable[[], object]], None]
OpenPage = Callable[..., GroupsPage]


def names(page: GroupsPage) -> list[tuple[str, int | None]]:
    return [(one.name, one.members) for one in page.table.model.rows]


def details(page: GroupsPage) -> GroupDetails:
    found = [each for each in page.panel.findChildren(GroupDetails) if each.isVisible()]
    assert len(found) == 1
    return found[0]


@pytest.fixture
def chosen(vip: CustomerGroup, open_page: OpenPage, until: Until) -> GroupsPage:
    """The page with the group of three in the panel."""
    page = open_page("groups")
    page.table.select(vip.id)
    until(lambda: len(details(page).members.model.rows) == 3)
    return page


def test_the_first_group_is_made_from_the_empty_page(opened: App, open_page: OpenPage, until: Until) -> None:
    page = open_page("groups")
    press(page.table, "New group")
    create = button(page.panel, "Create group")
    assert not create.isEnabled()
    assert create.toolTip() == "Name is needed"
    assert page.form is not None
    page.form.set_values(name="Friday list", sms_type=SmsType.MARKETING)
    create.click()
    until(lambda: names(page) == [("Friday list", 0)])
    made = groups.list_groups(opened.desk)[0]
    assert made.sms_type is SmsType.MARKETING
    until(lambda: page.panel.is_open() and not button(page.panel, "Send SMS").isEnabled())
    assert button(page.panel, "Send SMS").toolTip() == "Nobody is in this group yet."
    until(lambda: button(page.panel, "Import a spreadsheet").isVisible())


def test_a_taken_name_is_told_while_it_is_typed_and_the_own_one_is_not(chosen: GroupsPage) -> None:
    chosen.new()
    assert chosen.form is not None
    name = chosen.form.fields["name"]
    assert isinstance(name.control, QLineEdit)
    name.control.setText("VIP")
    assert "already a group" in name.problem()
    press(chosen.panel, "Cancel")
    chosen.table.view.clearSelection()
    chosen.table.view.selectRow(0)
    press(chosen.panel, "Rename…")
    assert chosen.form.fields["name"].value() == "VIP"
    assert button(chosen.panel, "Save").isEnabled()


def test_a_group_is_renamed(chosen: GroupsPage, opened: App, until: Until) -> None:
    press(chosen.panel, "Rename…")
    assert chosen.form is not None
    chosen.form.set_values(name="Regulars", sms_type=SmsType.REGULAR)
    press(chosen.panel, "Save")
    until(lambda: names(chosen) == [("Regulars", 3)])
    assert groups.list_groups(opened.desk)[0].sms_type is SmsType.REGULAR


def test_a_deleted_group_comes_back_with_its_members(
    chosen: GroupsPage, opened: App, vip: CustomerGroup, until: Until
) -> None:
    press(chosen.panel, "Delete")
    until(lambda: names(chosen) == [] and not chosen.panel.is_open())
    assert customer_count(opened.desk) == 3
    assert bars(chosen) == ["“VIP” was deleted. Its customers stay in the pool."]
    chosen.bars.bars()[0].findChildren(QPushButton)[0].click()
    until(lambda: names(chosen) == [("VIP", 3)])
    assert groups.group(opened.desk, group_id=vip.id) == vip


@pytest.mark.parametrize("sure", [True, False])
def test_deleting_a_group_that_a_smart_one_asks_for_is_asked_about(
    chosen: GroupsPage, window: MainWindow, opened: App, vip: CustomerGroup, until: Until, sure: bool
) -> None:
    asked = CustomerFilter(group_ids=(vip.id,))
    groups.create_group(opened.desk, name="Smart", sms_type=SmsType.REGULAR, filter=asked)
    until(lambda: names(chosen) == [("Smart", 3), ("VIP", 3)])
    press(chosen.panel, "Delete")
    until(lambda: questions(window))
    question = questions(window)[0]
    assert any("“Smart”" in each.text() for each in question.findChildren(QLabel))
    assert question.refuse_button.isDefault()
    (question.accept_button if sure else question.refuse_button).click()
    until(lambda: not questions(window))
    if not sure:
        assert names(chosen) == [("Smart", 3), ("VIP", 3)]
        return
    until(lambda: names(chosen) == [("Smart", 0)])
    assert chosen.table.model.index(0, 2).data() == "Broken: in a group that was deleted"


def test_a_member_is_taken_out_and_put_back_by_undo(
    chosen: GroupsPage, opened: App, vip: CustomerGroup, until: Until
) -> None:
    shown = details(chosen)
    shown.members.view.selectRow(0)
    shown.members.view.delete_pressed.emit()
    until(lambda: names(chosen) == [("VIP", 2)])
    until(lambda: len(details(chosen).members.model.rows) == 2)
    assert bars(chosen) == ["1 customer taken out of “VIP”."]
    chosen.bars.bars()[0].findChildren(QPushButton)[0].click()
    until(lambda: names(chosen) == [("VIP", 3)])
    assert groups.group(opened.desk, group_id=vip.id).members == 3


def test_bad_lines_stay_in_the_box_until_they_are_mended(chosen: GroupsPage, until: Until) -> None:
    press(chosen.panel, "Enter numbers")
    assert chosen.entering is not None
    field: NumbersField = chosen.entering.numbers
    field.box.setPlainText("13900139000\n12345\n+1 202 555 0123")
    press(chosen.panel, "Add to the pool")
    until(lambda: field.value() == "12345")
    assert [line.text for line in field.bad] == ["12345"]
    assert "2 numbers added" in chosen.panel.bars.bars()[0].words.text()
    until(lambda: names(chosen) == [("VIP", 5)])
    field.box.setPlainText("13900139001")
    until(lambda: field.bad == [])
    press(chosen.panel, "Add to the pool")
    until(lambda: names(chosen) == [("VIP", 6)])
    until(lambda: len(details(chosen).members.model.rows) == 6)
    assert bars(chosen) == ["1 number added."]
    chosen.bars.bars()[0].findChildren(QPushButton)[0].click()
    until(lambda: names(chosen) == [("VIP", 5)])


def test_too_many_lines_are_told_before_anything_is_taken(chosen: GroupsPage) -> None:
    press(chosen.panel, "Enter numbers")
    assert chosen.entering is not None
    chosen.entering.numbers.box.setPlainText("\n".join(["13900139000"] * 101))
    save = button(chosen.panel, "Add to the pool")
    assert not save.isEnabled()
    assert save.toolTip() == "These are 101 lines; at most 100 at a time."


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_group_is_exported(
    chosen: GroupsPage, window: MainWindow, tmp_path: Path, until: Until, ending: str
) -> None:
    path = tmp_path / f"vip.{ending}"
    press(chosen.panel, "Export")
    until(lambda: answer_file(window, path))
    until(lambda: said(window) == [f"“vip.{ending}” is written: 3 rows."])
    assert path.stat().st_size > 100


def test_a_folder_that_is_not_there_is_told(
    chosen: GroupsPage, window: MainWindow, tmp_path: Path, until: Until
) -> None:
    """The folder goes while the dialog is open."""
    (tmp_path / "gone").mkdir()
    press(chosen.panel, "Export")
    gone = tmp_path / "gone"
    until(lambda: answer_file(window, gone / "vip.csv") and gone.rmdir() is None)
    until(lambda: said(window))
    assert "vip.csv" in said(window)[0]


def test_sending_to_a_group_opens_a_new_task_with_it(
    chosen: GroupsPage, window: MainWindow, vip: CustomerGroup, until: Until
) -> None:
    press(chosen.panel, "Send SMS")
    page = window.current_page()
    assert isinstance(page, NewTaskPage)
    until(lambda: page.recipients.groups.chosen.wanted == {vip.id})


def test_import_into_a_group_has_it_chosen(
    chosen: GroupsPage, window: MainWindow, vip: CustomerGroup, until: Until
) -> None:
    press(chosen.panel, "Import")
    page = window.current_page()
    assert isinstance(page, ImportPage)
    until(lambda: page.target.target().group_id == vip.id)
    assert page.target.sms_type() is SmsType.MARKETING


def test_a_group_that_vanishes_closes_its_panel(
    chosen: GroupsPage, opened: App, vip: CustomerGroup, until: Until
) -> None:
    groups.delete_group(opened.desk, group_id=vip.id)
    until(lambda: not chosen.panel.is_open() and names(chosen) == [])
