"""Cells of the pool changed in place, own columns, and what an older search may not do (C1)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from smsdesk.app import App
from smsdesk.domain.customers import Customer, CustomerGroup
from smsdesk.domain.profile import SmsType
from smsdesk.operations import customer_fields, customer_search, customers
from smsdesk.operations.customers import NewCustomer, put_customers
from smsdesk.ui.customers.own_columns import OwnColumns, open_own_columns
from smsdesk.ui.customers.pool_page import PoolPage
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.widgets.table_model import Slice
from tests.ui.customers.acting import bars, questions

Until = Callable[[Callable[[], object]], None]
Run = Callable[..., Any]


@pytest.fixture
def page(vip: CustomerGroup, opened: App, open_page: Callable[..., PoolPage]) -> PoolPage:
    size = customer_fields.put_field(opened.desk, name="Size")
    one = customer_search.list_customers(opened.desk, search="13800138001").customers[0]
    customers.update_customer(opened.desk, customer_id=one.id, name="Ann", fields={size.id: "42"})
    return open_page("pool")


def undo(page: PoolPage) -> None:
    offers = [each for each in page.bars.findChildren(QPushButton) if each.text().startswith("Undo")]
    assert len(offers) == 1
    offers[0].click()


def at(page: PoolPage, row: int, key: str) -> Any:
    return page.model.index(row, [column.key for column in page.model.columns].index(key))


def editor(page: PoolPage) -> QLineEdit | None:
    found = [each for each in page.table.view.viewport().findChildren(QLineEdit) if each.isVisible()]
    return found[0] if found else None


def type_into(page: PoolPage, qtbot: QtBot, words: str, end: Qt.Key) -> None:
    field = editor(page)
    assert field is not None
    field.selectAll()
    qtbot.keyClicks(field, words)
    qtbot.keyClick(field, end)


def stored(opened: App, number: str = "13800138001") -> Customer:
    return customer_search.list_customers(opened.desk, search=number).customers[0]


def test_a_double_click_edits_the_name_and_undo_takes_it_back(
    page: PoolPage, opened: App, qtbot: QtBot, until: Until
) -> None:
    place = page.table.view.visualRect(at(page, 1, "name")).center()
    qtbot.mouseClick(page.table.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(page.table.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    until(lambda: editor(page))
    type_into(page, qtbot, "Anna Lund", Qt.Key.Key_Return)
    until(lambda: stored(opened).name == "Anna Lund")
    until(lambda: bars(page) == ["“Name” of +8613800138001 was changed."])
    undo(page)
    until(lambda: stored(opened).name == "Ann")
    until(lambda: page.model.rows[1].name == "Ann")


def test_f2_edits_the_name_where_the_cell_cannot_be_edited(
    page: PoolPage, opened: App, qtbot: QtBot, until: Until
) -> None:
    page.table.view.setFocus()
    page.table.view.setCurrentIndex(at(page, 0, "number"))
    qtbot.keyClick(page.table.view, Qt.Key.Key_F2)
    until(lambda: editor(page))
    type_into(page, qtbot, "Bo", Qt.Key.Key_Return)
    until(lambda: stored(opened, "13800138002").name == "Bo")


@pytest.mark.parametrize(("key", "words"), [("note", "no nuts"), ("field:1", "40"), ("field:1", "")])
def test_notes_and_own_columns_are_edited_too(
    page: PoolPage, opened: App, qtbot: QtBot, until: Until, key: str, words: str
) -> None:
    column = at(page, 1, key).column()
    page.table.view.setCurrentIndex(at(page, 1, key))
    until(lambda: page.panel.is_open())
    page.panel.close_panel()
    until(lambda: not page.table.view.isColumnHidden(column))
    page.editing.begin()
    field = editor(page)
    assert field is not None
    assert field.text() == ("42" if key == "field:1" else "")
    field.setText(words)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    until(lambda: (stored(opened).note if key == "note" else stored(opened).fields.get(1, "")) == words)
    until(lambda: bars(page))
    undo(page)
    until(lambda: (stored(opened).note, dict(stored(opened).fields)) == ("", {1: "42"}))


def test_a_column_that_gave_way_to_the_panel_is_not_edited_unseen(page: PoolPage, until: Until) -> None:
    column = at(page, 1, "field:1").column()
    page.table.view.setCurrentIndex(at(page, 1, "field:1"))
    until(lambda: page.panel.is_open() and page.table.view.isColumnHidden(column))
    page.editing.begin()
    field = editor(page)
    assert field is not None
    assert field.text() == "Ann"


def test_escape_and_the_same_words_change_nothing(
    page: PoolPage, opened: App, qtbot: QtBot, until: Until
) -> None:
    page.table.view.setCurrentIndex(at(page, 1, "name"))
    page.editing.begin()
    type_into(page, qtbot, "Somebody", Qt.Key.Key_Escape)
    until(lambda: editor(page) is None)
    page.editing.begin()
    type_into(page, qtbot, "Ann", Qt.Key.Key_Return)
    until(lambda: editor(page) is None)
    assert (stored(opened).name, bars(page)) == ("Ann", [])


def test_a_note_of_several_lines_is_not_cut_into_one(page: PoolPage, opened: App, until: Until) -> None:
    customers.update_customer(opened.desk, customer_id=page.model.rows[1].id, note="one\ntwo")
    until(lambda: page.model.rows[1].note == "one\ntwo")
    assert not page.model.flags(at(page, 1, "note")) & Qt.ItemFlag.ItemIsEditable
    assert page.model.flags(at(page, 1, "name")) & Qt.ItemFlag.ItemIsEditable


def test_what_changes_meanwhile_waits_until_the_cell_is_left(
    page: PoolPage, opened: App, qtbot: QtBot, until: Until, settled: Callable[[], None]
) -> None:
    page.table.view.setCurrentIndex(at(page, 1, "name"))
    page.editing.begin()
    field = editor(page)
    assert field is not None
    field.setText("Half a na")
    customers.enter_customers(opened.desk, numbers="13700137000", sms_type=SmsType.REGULAR)
    settled()
    assert editor(page) is field
    assert field.text() == "Half a na"
    qtbot.keyClick(field, Qt.Key.Key_Return)
    until(lambda: len(page.model.rows) == 4 and stored(opened).name == "Half a na")


def test_a_refused_value_is_told_and_the_old_one_shown(page: PoolPage, opened: App, until: Until) -> None:
    page.model.setData(at(page, 1, "name"), "x" * 65)
    until(lambda: bars(page))
    assert "64" in bars(page)[0]
    assert page.model.rows[1].name == "Ann"


def test_a_cell_of_a_vanished_customer_is_told(page: PoolPage, opened: App, until: Until) -> None:
    one = page.model.rows[1]
    customers.delete_customers(opened.desk, customer_ids=[one.id])
    page.spawn(page._set_cell(one, "name", "Late"))
    until(lambda: bars(page) == ["This customer is not there any more."])


# Columns


def test_a_new_column_appears_and_widths_stay(page: PoolPage, opened: App, until: Until) -> None:
    header = page.table.view.horizontalHeader()
    header.resizeSection(1, 233)
    customer_fields.put_field(opened.desk, name="Shop")
    until(lambda: "Shop" in [column.title for column in page.model.columns])
    until(lambda: len(page.model.rows) == 3)
    assert page.table.view.columnWidth(1) == 233
    keys = [column.key for column in page.model.columns]
    customer_fields.put_field(opened.desk, name="Third")
    until(lambda: "Third" in [column.title for column in page.model.columns])
    assert page.table.view.isColumnHidden([each.title for each in page.model.columns].index("Third"))
    assert not page.table.view.isColumnHidden(keys.index("field:2"))


def test_the_order_of_columns_outlives_a_new_one(page: PoolPage, opened: App, until: Until) -> None:
    header = page.table.view.horizontalHeader()
    keys = [column.key for column in page.model.columns]
    header.moveSection(header.visualIndex(keys.index("last_reply")), 0)
    customer_fields.put_field(opened.desk, name="Shop")
    until(lambda: "Shop" in [column.title for column in page.model.columns])
    now = page.table.view.horizontalHeader()
    assert page.model.columns[now.logicalIndex(0)].key == "last_reply"


def own(page: PoolPage) -> OwnColumns:
    found = [each for each in page.panel.findChildren(OwnColumns) if each.isVisible()]
    assert len(found) == 1
    return found[0]


def test_own_columns_are_made_renamed_and_deleted(
    page: PoolPage, opened: App, window: MainWindow, qtbot: QtBot, until: Until
) -> None:
    open_own_columns(page)
    until(lambda: [one.name for one in own(page).fields] == ["Size"])
    qtbot.keyClicks(own(page).name, "size")
    assert not own(page).add.isEnabled()
    own(page).name.clear()
    qtbot.keyClicks(own(page).name, "Shop")
    qtbot.keyClick(own(page).name, Qt.Key.Key_Return)
    until(lambda: [one.name for one in own(page).fields] == ["Size", "Shop"])

    def tool(name: str) -> QToolButton:
        return next(each for each in own(page).findChildren(QToolButton) if each.accessibleName() == name)

    tool("Rename “Shop”").click()
    until(lambda: questions(window))
    questions(window)[0].findChildren(QLineEdit)[0].setText("Branch")
    questions(window)[0].accept_button.click()
    until(lambda: [one.name for one in own(page).fields] == ["Size", "Branch"])

    tool("Delete “Size”").click()
    until(lambda: questions(window))
    words = " ".join(each.text() for each in questions(window)[0].findChildren(type(page._count)))
    assert "1 customer loses the value" in words
    questions(window)[0].accept_button.click()
    until(lambda: [one.name for one in own(page).fields] == ["Branch"])
    assert dict(stored(opened).fields) == {}
    until(lambda: "Size" not in [column.title for column in page.model.columns])


# Searches


def test_an_older_search_never_overwrites_a_newer_one(page: PoolPage, run: Run, until: Until) -> None:
    asked: list[str] = []
    release = asyncio.Event()
    real = page._load_slice

    async def slow(after: Any, limit: int, sort: str, descending: bool) -> Slice[Customer]:
        search = page._shown.search
        asked.append(search)
        found = await real(after, limit, sort, descending)
        if search == "8000":
            await release.wait()
        return found

    page.model.set_loader(slow)
    page._searched("8000")
    until(lambda: asked == ["8000"])
    page._searched("8002")
    release.set()
    until(lambda: asked[-1] == "8002" and [one.number[-4:] for one in page.model.rows] == ["8002"])
    until(lambda: page._count.text() == "1 customer")


def test_a_count_of_a_search_that_is_over_is_not_shown(page: PoolPage, run: Run) -> None:
    old = page.filters.query("8000")
    page._count.setText("3 customers")
    run(page._tell_count(old))
    assert page._count.text() == "3 customers"


def test_few_letters_in_a_large_pool_say_more_than(
    page: PoolPage, opened: App, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, until: Until
) -> None:
    monkeypatch.setattr(customer_search, "COUNTED", 2)
    monkeypatch.setattr("smsdesk.ui.customers.pool_page.COUNTED", 2)
    qtbot.keyClicks(page.search, "13")
    until(lambda: page._count.text() == "more than 2 customers")


def test_filters_by_country_and_their_clearing(page: PoolPage, opened: App, until: Until) -> None:
    customers.enter_customers(opened.desk, numbers="+12025550123", sms_type=SmsType.REGULAR)
    until(lambda: page.filters.country.findData("US") >= 0)
    page.filters.country.setCurrentIndex(page.filters.country.findData("US"))
    until(lambda: [one.country for one in page.model.rows] == ["US"])
    assert page.filters.clear.isVisible()
    page.filters.clear.click()
    until(lambda: len(page.model.rows) == 4)
    assert not page.filters.clear.isVisible()


def test_the_menu_goes_back_to_the_newest(page: PoolPage, until: Until) -> None:
    newest = [one.number for one in page.model.rows]
    page.sort_by(customer_search.CustomerOrder.NUMBER)
    until(lambda: [one.number for one in page.model.rows] == sorted(newest))
    page.sort_by(None)
    until(lambda: [one.number for one in page.model.rows] == newest)


def test_whoever_is_shown_can_scroll_without_mixing_searches(
    opened: App, open_page: Callable[..., PoolPage], until: Until
) -> None:
    with opened.desk.writing("customer"):
        put_customers(
            opened.desk,
            [NewCustomer(f"+86139{at:08d}", "CN", "Ann" if at % 2 else "Bo") for at in range(1_000)],
            sms_type=SmsType.REGULAR,
            group_id=None,
        )
    page = open_page("pool")
    page._search = "Ann"  # typed, and not asked yet
    page.table.view.scrollToBottom()
    until(lambda: len(page.model.rows) > 200)
    found = [int(one.number[-8:]) for one in page.model.rows]
    assert found == list(range(999, 999 - len(found), -1))
