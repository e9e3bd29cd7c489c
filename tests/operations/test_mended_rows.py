"""Rows that were wrong and are put right before anything is sent (B3)."""

from __future__ import annotations

from pathlib import Path

import pytest

from smsdesk.domain.errors import NotFound
from smsdesk.domain.profile import SmsType
from smsdesk.domain.recipients import Recipe
from smsdesk.operations import blocklist, recipients
from smsdesk.operations.desk import Desk
from smsdesk.operations.preparation import Preparation
from tests.operations.shop import Shop, furnish, write_csv
from tests.operations.test_recipients import HEADER, outcome


@pytest.fixture
def shop(desk: Desk) -> Shop:
    return furnish(desk)


@pytest.fixture
def faulty(shop: Shop, tmp_path: Path) -> Preparation:
    rows = [
        HEADER,
        ("13800138000", "Ann", "1042"),
        ("1390013", "Bob", "1043"),
        ("13700137000", "", "1044"),
        ("13600136000", "Dee", "1045"),
    ]
    return shop.prepared(shop.sheet(write_csv(tmp_path / "list.csv", rows)))


def test_a_wrong_row_is_mended_in_place_and_stands_where_it_stood(faulty: Preparation) -> None:
    fragments = faulty.fragments
    assert recipients.fix_row(preparation=faulty, row=3, number="13900139000", values=("Bob", "1043"))
    assert outcome(faulty) == [
        (2, "+8613800138000"),
        (3, "+8613900139000"),
        (4, "missing_variable"),
        (5, "+8613600136000"),
    ]
    assert [one.row for one in faulty.messages()] == [2, 3, 5]
    assert faulty.message(1).content == "【河畔面包】您好Bob，您的订单1043已发货。"
    assert (faulty.fragments, faulty.rows) == (fragments + 1, 4)
    assert (faulty.counts["invalid_number"], faulty.rejected_count()) == (0, 1)


def test_a_mended_row_can_still_be_wrong_in_another_way(faulty: Preparation) -> None:
    assert not recipients.fix_row(preparation=faulty, row=3, number="13800138000", values=("Ann", "1042"))
    assert outcome(faulty)[1] == (3, "duplicate")
    assert (faulty.counts["invalid_number"], faulty.counts["duplicate"]) == (0, 1)
    assert recipients.fix_row(preparation=faulty, row=3, number="13800138000", values=("Ann", "1043"))


def test_only_a_wrong_row_can_be_mended(faulty: Preparation) -> None:
    with pytest.raises(NotFound):
        recipients.fix_row(preparation=faulty, row=2, number="13900139000", values=("Bob", "1043"))


def test_mended_rows_hold_when_the_file_is_read_again(shop: Shop, faulty: Preparation) -> None:
    recipients.fix_row(preparation=faulty, row=4, number="13700137000", values=("Cid", "1044"))
    again = shop.prepared(Recipe.from_json(faulty.recipe.to_json()))
    assert outcome(again) == outcome(faulty)


def test_a_mended_row_is_read_anew_when_the_file_says_something_else_there(
    shop: Shop, faulty: Preparation, tmp_path: Path
) -> None:
    assert not recipients.fix_row(preparation=faulty, row=3, number="139", values=("Bob", "1043"))
    assert recipients.fix_row(preparation=faulty, row=3, number="13900139000", values=("Bob", "1043"))
    rows = [HEADER, ("13800138000", "Ann", "1042"), ("13500135000", "Eve", "1050")]
    write_csv(tmp_path / "list.csv", rows)
    again = shop.prepared(faulty.recipe)
    assert outcome(again) == [(2, "+8613800138000"), (3, "+8613500135000")]


def test_a_mended_number_is_still_held_against_the_blocklist(shop: Shop, desk: Desk, tmp_path: Path) -> None:
    blocklist.block_numbers(desk, numbers="13900139000", signature="河畔面包", sms_type=SmsType.REGULAR)
    prepared = shop.prepared(shop.pasted("1390013"))
    assert not recipients.fix_row(preparation=prepared, row=1, number="13900139000")
    assert outcome(prepared) == [(1, "blocked")]
