"""A list with columns of its own, imported in the window, fills a message's variables later (C2, B3)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from smsdesk.app import App
from smsdesk.domain.recipients import GroupSource
from smsdesk.operations.customer_fields import list_fields
from smsdesk.operations.groups import list_groups
from smsdesk.ui.customers.group_choice import GroupTarget
from smsdesk.ui.customers.import_page import ImportPage
from smsdesk.ui.main_window import MainWindow
from tests.operations.shop import furnish
from tests.ui.customers.acting import answer_file, press

Until = Callable[[Callable[[], object]], None]


def take(window: MainWindow, until: Until, file: Path, group: GroupTarget, button: str) -> ImportPage:
    window.open_place("customers", "import")
    page = window.current_page()
    assert isinstance(page, ImportPage)
    if page.result is not None:
        press(page.tools, "Import another file")
        until(lambda: page.columns.found is None and page.start.isVisible())
    page.file.take(file)
    until(lambda: page.columns.found)
    page.target.choice.set_value(group)
    press(page.tools, button)
    until(lambda: page.result)
    return page


def test_imported_columns_fill_variables_and_refused_rows_come_back_mended(
    opened: App, window: MainWindow, until: Until, tmp_path: Path
) -> None:
    shop = furnish(opened.desk)
    file = tmp_path / "regulars.csv"
    file.write_text(
        "Mobile,First name,Last name,Bread\n13900000001,Ann,Lund,Rye\n139,Bo,Berg,Rolls\n", encoding="utf-8"
    )
    page = take(window, until, file, GroupTarget(new_group="Regulars"), "Import 2 rows")
    group, bread = list_groups(opened.desk)[0], list_fields(opened.desk)[0]
    refused = tmp_path / "refused.csv"
    press(page, "Export refused rows…")
    until(lambda: answer_file(window, refused))
    until(refused.exists)
    words = refused.read_text(encoding="utf-8-sig")
    assert '"139","Bo","Berg","Rolls","3",' in words
    refused.write_text(words.replace('"139"', '"13900000002"'), encoding="utf-8")
    take(window, until, refused, GroupTarget(group_id=group.id), "Import 1 row")

    source = GroupSource((group.id,), {1: "name", 2: f"field:{bread.id}"})
    prepared = shop.prepared(shop.recipe(source, shop.order))
    assert [one.content for one in prepared.messages()] == [
        "【河畔面包】您好Ann Lund，您的订单Rye已发货。",
        "【河畔面包】您好Bo Berg，您的订单Rolls已发货。",
    ]


def test_address_cards_feed_a_task_as_a_spreadsheet_does(opened: App, tmp_path: Path) -> None:
    shop = furnish(opened.desk)
    file = tmp_path / "contacts.vcf"
    file.write_text(
        "BEGIN:VCARD\nFN:Ann\nTEL;CELL:13900000001\nTEL;HOME:010-62770000\nEND:VCARD\n"
        "BEGIN:VCARD\nFN:Bo\nTEL;HOME:13900000002\nEND:VCARD\n",
        encoding="utf-8",
    )
    prepared = shop.prepared(shop.sheet(file, shop.notice))
    assert [one.number for one in prepared.messages()] == ["+8613900000001", "+8613900000002"]
