"""The pool, groups, blocklist and import (C1–C4) on a real file."""

from __future__ import annotations

from pathlib import Path

import pytest

from smsdesk.domain.errors import Invalid, LimitReached, NotFound
from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.signatures import Purpose, SignatureType
from smsdesk.operations import blocklist, customers, groups, imports, signatures
from smsdesk.operations.desk import Cancelled, Desk, Progress


def enter(desk: Desk, typed: str, group_id: int | None = None) -> customers.CustomersAdded:
    return customers.enter_customers(desk, numbers=typed, sms_type=SmsType.REGULAR, group_id=group_id)


def numbers(desk: Desk, group_id: int | None = None) -> list[str]:
    page = customers.list_customers(desk, group_id=group_id)
    return sorted(customer.number for customer in page.customers)


def test_entering_keeps_the_good_tells_the_bad_and_merges_the_known(desk: Desk) -> None:
    first = enter(desk, "13800138000\n+44 7911 123456\n12\n13800138000")
    assert (first.added, first.merged, first.duplicates, [one.line for one in first.bad]) == (2, 0, 1, [3])
    again = enter(desk, "13800138000\n13900139000")
    assert (again.added, again.merged) == (1, 1)
    assert numbers(desk) == ["+447911123456", "+8613800138000", "+8613900139000"]


@pytest.mark.parametrize("typed", ["", "\n \n", "\n".join(["13800138000"] * 101)])
def test_nothing_or_too_many_lines_are_refused(desk: Desk, typed: str) -> None:
    with pytest.raises(Invalid):
        enter(desk, typed)


def test_a_group_counts_each_member_once_and_its_deletion_keeps_the_customers(desk: Desk) -> None:
    vip = groups.create_group(desk, name="VIP", sms_type=SmsType.MARKETING)
    enter(desk, "13800138000\n13800138001", vip.id)
    enter(desk, "13800138001\n13800138002", vip.id)
    assert groups.group(desk, group_id=vip.id).members == 3
    first = customers.list_customers(desk, group_id=vip.id).customers[0]
    assert first.groups == ("VIP",)
    assert groups.remove_from_group(desk, group_id=vip.id, customer_ids=[first.id]).members == 2
    groups.delete_group(desk, group_id=vip.id)
    assert len(numbers(desk)) == 3
    with pytest.raises(NotFound):
        groups.group(desk, group_id=vip.id)


def test_a_customer_who_is_deleted_leaves_every_group(desk: Desk) -> None:
    vip = groups.create_group(desk, name="VIP", sms_type=SmsType.REGULAR)
    enter(desk, "13800138000\n13800138001", vip.id)
    one = customers.list_customers(desk).customers[0]
    assert customers.delete_customers(desk, customer_ids=[one.id, 9_999]) == 1
    assert groups.group(desk, group_id=vip.id).members == 1


def test_pages_follow_each_other_without_gap_or_repeat(desk: Desk) -> None:
    enter(desk, "\n".join(f"138001380{number:02d}" for number in range(25)))
    seen: list[str] = []
    after = None
    while True:
        page = customers.list_customers(desk, after=after, most=10)
        seen += [customer.number for customer in page.customers]
        after = page.next_key
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 25


@pytest.mark.parametrize(
    ("search", "found"), [("8000", 1), ("Ann", 1), ("100%", 1), ("%", 1), ("_", 0), ("nobody", 0)]
)
def test_search_takes_every_character_as_itself(desk: Desk, search: str, found: int) -> None:
    enter(desk, "13800138000\n13800138001")
    one, other = customers.list_customers(desk).customers
    customers.update_customer(
        desk, customer_id=other.id, name="Ann", note="pays 100%", sms_type=SmsType.REGULAR
    )
    assert one.number.endswith("1")
    assert customers.customer_count(desk, search=search) == found


def test_blocking_needs_a_mainland_signature_and_is_undone_by_entry(desk: Desk) -> None:
    with pytest.raises(Invalid, match="signatures"):
        blocklist.block_numbers(desk, numbers="13800138000", signature="Nobody", sms_type=SmsType.REGULAR)
    signatures.create_signature(
        desk,
        region=Region.MAINLAND,
        type=SignatureType.COMPANY,
        purpose=Purpose.SELF_USE,
        content="河畔面包",
    )
    done = blocklist.block_numbers(
        desk, numbers="13800138000\n13800138001\nx", signature="河畔面包", sms_type=SmsType.REGULAR
    )
    assert (done.added, len(done.bad)) == (2, 1)
    entries = blocklist.list_blocked(desk)
    assert blocklist.unblock_numbers(desk, ids=[entries[0].id, 12_345]) == 1
    with pytest.raises(LimitReached):
        blocklist.block_numbers(
            desk,
            numbers="\n".join(f"1390{number:07d}" for number in range(1_000)),
            signature="河畔面包",
            sms_type=SmsType.REGULAR,
        )
    assert len(blocklist.list_blocked(desk)) == 1


def write_csv(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_an_import_takes_the_good_rows_and_tells_the_others_with_their_row(
    desk: Desk, tmp_path: Path
) -> None:
    file = write_csv(
        tmp_path / "customers.csv",
        "Mobile,Name\n13800138000,Ann\n13800138001,Bob\n123,Cid\n13800138000,\n+447911123456,Dan\n",
    )
    preview = imports.preview_import(desk, path=file, progress=Progress())
    assert preview.names == ("Mobile", "Name")
    assert preview.columns is not None
    assert (preview.columns.number, preview.columns.name) == (0, 1)
    done = imports.import_customers(
        desk, path=file, sms_type=SmsType.REGULAR, new_group="From file", progress=Progress()
    )
    assert (done.result.added, done.result.duplicates) == (3, 1)
    assert [(one.row, one.name) for one in done.refused] == [(4, "Cid")]
    assert done.group_id is not None
    assert len(numbers(desk, done.group_id)) == 3


def test_a_cancelled_import_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    lines = "".join(f"139{number:08d},x\n" for number in range(5_000))
    file = write_csv(tmp_path / "many.csv", "Mobile,Name\n" + lines)

    def stop(done: int, total: int) -> None:
        progress.cancel()

    progress = Progress(stop)
    with pytest.raises(Cancelled):
        imports.import_customers(
            desk, path=file, sms_type=SmsType.REGULAR, new_group="Half", progress=progress
        )
    assert numbers(desk) == []
    assert groups.list_groups(desk) == []
