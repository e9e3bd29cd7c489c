"""Many customers at once, undone whole; one person out of several; the pool as a spreadsheet (C1)."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from smsdesk.domain.customer_filters import CustomerFilter
from smsdesk.domain.customers import Customer
from smsdesk.domain.errors import Invalid, NotAllowed, NotFound
from smsdesk.domain.profile import SmsType
from smsdesk.operations import customer_batches, customer_fields, customers, erasing, groups, imports, merging
from smsdesk.operations.customer_export import export_customers
from smsdesk.operations.customer_search import CustomerQuery, customer_count, list_customers
from smsdesk.operations.customers import NewCustomer, put_customers
from smsdesk.operations.desk import Cancelled, Desk, Progress
from smsdesk.store.tables import AuditRow
from tests.operations.conftest import Clock

EVERYBODY = CustomerQuery()


def fill(desk: Desk, count: int, **more: Any) -> list[Customer]:
    with desk.writing("customer"):
        put_customers(
            desk,
            [NewCustomer(f"+861390000{at:04d}", "CN", f"Name {at}", **more) for at in range(count)],
            sms_type=SmsType.REGULAR,
            group_id=None,
        )
    return list(list_customers(desk, most=10_000).customers)


def everybody(desk: Desk) -> dict[str, Customer]:
    return {one.number: one for one in list_customers(desk, most=10_000).customers}


def stopping(after: int) -> Progress:
    """The user stops it at that report."""
    seen = 0

    def report(_done: int, _total: int) -> None:
        nonlocal seen
        seen += 1
        if seen == after:
            progress.cancel()

    progress = Progress(report)
    return progress


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(customer_batches, "PIECE", 3)


def test_all_that_match_join_a_group_and_only_the_new_ones_are_told(desk: Desk, small_pieces: None) -> None:
    people = fill(desk, 10)
    vip = groups.create_group(desk, name="VIP", sms_type=SmsType.REGULAR)
    groups.add_to_group(desk, group_id=vip.id, customer_ids=[people[0].id])
    done = customer_batches.put_into_group(
        desk, chosen=CustomerQuery(search="139"), group_id=vip.id, progress=Progress()
    )
    assert sorted(done.ids) == sorted(one.id for one in people[1:])
    assert groups.group(desk, group_id=vip.id).members == 10
    out = customer_batches.take_out_of_group(desk, chosen=done.ids, group_id=vip.id, progress=Progress())
    assert (out.count, groups.group(desk, group_id=vip.id).members) == (9, 1)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (CustomerQuery(search="Name 1"), {1, 10, 11}),
        (CustomerQuery(search="0007"), {7}),
        (CustomerQuery(country="SE"), set()),
        (CustomerQuery(sms_type=SmsType.MARKETING), {2}),
        (CustomerQuery(search="nobody"), set()),
    ],
)
def test_a_query_means_just_whom_the_list_shows(desk: Desk, query: CustomerQuery, found: set[int]) -> None:
    fill(desk, 12)
    two = everybody(desk)["+8613900000002"]
    customers.update_customer(desk, customer_id=two.id, sms_type=SmsType.MARKETING)
    vip = groups.create_group(desk, name="VIP", sms_type=SmsType.REGULAR)
    customer_batches.put_into_group(desk, chosen=query, group_id=vip.id, progress=Progress())
    inside = list_customers(desk, group_id=vip.id).customers
    assert {int(one.number[-4:]) for one in inside} == found
    assert customer_count(desk, **vars(query)) == len(found)


def test_a_smart_group_and_a_lost_one_take_nobody(desk: Desk) -> None:
    fill(desk, 1)
    smart = groups.create_group(
        desk, name="S", sms_type=SmsType.REGULAR, filter=CustomerFilter(countries=("CN",))
    )
    for group_id, fault in ((smart.id, NotAllowed), (999, NotFound)):
        with pytest.raises(fault):
            customer_batches.put_into_group(desk, chosen=EVERYBODY, group_id=group_id, progress=Progress())


def test_the_type_is_told_of_those_for_whom_it_changed(desk: Desk) -> None:
    people = fill(desk, 3)
    customers.update_customer(desk, customer_id=people[0].id, sms_type=SmsType.MARKETING)
    done = customer_batches.set_type(desk, chosen=EVERYBODY, sms_type=SmsType.MARKETING, progress=Progress())
    assert sorted(done.ids) == sorted(one.id for one in people[1:])
    customer_batches.set_type(desk, chosen=done.ids, sms_type=SmsType.REGULAR, progress=Progress())
    types = [one.sms_type for one in list_customers(desk).customers]
    assert types == [SmsType.MARKETING, SmsType.REGULAR, SmsType.REGULAR]


def test_what_was_deleted_comes_back_with_groups_and_fields(desk: Desk, small_pieces: None) -> None:
    field = customer_fields.put_field(desk, name="Size")
    vip = groups.create_group(desk, name="VIP", sms_type=SmsType.REGULAR)
    people = fill(desk, 10, fields={field.id: "42"}, note="两行\nnote")
    groups.add_to_group(desk, group_id=vip.id, customer_ids=[one.id for one in people[::2]])
    before = everybody(desk)
    gone = customer_batches.remove_customers(desk, chosen=EVERYBODY, progress=Progress())
    assert (gone.copies.count, customer_count(desk)) == (10, 0)
    assert customer_count(desk, search="Name") == 0
    came = customer_batches.restore_customers(desk, deleted=gone.copies, progress=Progress())
    assert came == 10
    assert everybody(desk) == before
    assert customer_count(desk, search="Name 3") == 1


def test_an_undo_spares_who_came_meanwhile(desk: Desk) -> None:
    people = fill(desk, 3)
    vip = groups.create_group(desk, name="VIP", sms_type=SmsType.REGULAR)
    groups.add_to_group(desk, group_id=vip.id, customer_ids=[one.id for one in people])
    gone = customer_batches.remove_customers(desk, chosen=[one.id for one in people], progress=Progress())
    # One of them is entered anew, and somebody else takes over the ids that are free now.
    customers.enter_customers(
        desk, numbers="13700000000\n13700000001\n13900000001", sms_type=SmsType.MARKETING
    )
    assert customer_batches.restore_customers(desk, deleted=gone.copies, progress=Progress()) == 2
    now = everybody(desk)
    assert len(now) == 5
    assert now["+8613900000001"].sms_type is SmsType.MARKETING
    assert now["+8613900000000"].name == "Name 0"
    assert now["+8613900000000"].groups == ("VIP",)
    assert now["+8613700000000"].groups == ()


def test_stopping_keeps_what_is_done_and_says_so(desk: Desk, small_pieces: None) -> None:
    fill(desk, 10)
    gone = customer_batches.remove_customers(desk, chosen=EVERYBODY, progress=stopping(2))
    assert gone.stopped
    assert (gone.copies.count, customer_count(desk)) == (6, 4)
    customer_batches.restore_customers(desk, deleted=gone.copies, progress=stopping(1))
    assert customer_count(desk) == 10
    changed = customer_batches.set_type(
        desk, chosen=EVERYBODY, sms_type=SmsType.MARKETING, progress=stopping(1)
    )
    assert (changed.stopped, changed.count) == (True, 3)


def test_the_audit_holds_nothing_of_the_people(desk: Desk) -> None:
    people = fill(desk, 2)
    merged = merging.merge_customers(desk, keep_id=people[0].id, customer_ids=[people[1].id])
    merging.unmerge(desk, merged=merged)
    customer_batches.remove_customers(desk, chosen=EVERYBODY, progress=Progress())
    with desk.database.read() as session:
        kept = "".join(str(row.before) + str(row.after) for row in session.scalars(select(AuditRow)))
    assert "MergeCustomers" not in kept
    for words in ("1390000", "Name"):
        assert words not in kept


def test_a_merge_fills_what_is_empty_and_joins_the_groups(desk: Desk, clock: Clock) -> None:
    size, shop = (customer_fields.put_field(desk, name=name) for name in ("Size", "Shop"))
    first, second = (groups.create_group(desk, name=name, sms_type=SmsType.REGULAR) for name in ("A", "B"))
    kept, other, third = fill(desk, 3)
    customers.update_customer(
        desk, customer_id=kept.id, name="", fields={size.id: "42"}, group_ids=[first.id]
    )
    customers.update_customer(
        desk, customer_id=other.id, name="Ann", fields={size.id: "40", shop.id: "East"}, group_ids=[second.id]
    )
    customers.update_customer(desk, customer_id=third.id, name="Anna", note="rye", group_ids=[first.id])
    before = everybody(desk)
    merged = merging.merge_customers(desk, keep_id=kept.id, customer_ids=[other.id, third.id])
    one = merged.kept
    assert (one.number, one.name, one.note) == (kept.number, "Ann", "rye")
    assert dict(one.fields) == {size.id: "42", shop.id: "East"}
    assert one.groups == ("A", "B")
    assert customer_count(desk) == 1
    assert merging.unmerge(desk, merged=merged) == 3
    assert everybody(desk) == before


def test_a_merge_needs_two_who_are_there(desk: Desk) -> None:
    people = fill(desk, 25)
    for ids in ([people[0].id], [one.id for one in people]):
        with pytest.raises(Invalid):
            merging.merge_customers(desk, keep_id=people[0].id, customer_ids=ids)
    with pytest.raises(NotFound):
        merging.merge_customers(desk, keep_id=people[0].id, customer_ids=[9_999])
    assert customer_count(desk) == 25


@pytest.mark.parametrize("ending", ["csv", "xlsx", "tsv"])
def test_an_export_is_taken_by_the_import_with_its_own_columns(
    desk: Desk, tmp_path: Path, ending: str
) -> None:
    field = customer_fields.put_field(desk, name="Size")
    fill(desk, 1_234, fields={field.id: "42"}, note="no nuts")
    path = tmp_path / f"pool.{ending}"
    assert export_customers(desk, chosen=EVERYBODY, path=path, progress=Progress()) == 1_234
    if ending == "csv":
        lines = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
        assert lines[0][:3] == ["Number", "Name", "Note"]
        assert lines[1][:4] == ["'+8613900001233", "Name 1233", "no nuts", "CN"]
        assert lines[1][-1] == "42"
    customer_batches.remove_customers(desk, chosen=EVERYBODY, progress=Progress())
    imports.import_customers(desk, path=path, sms_type=SmsType.REGULAR, progress=Progress())
    one = everybody(desk)["+8613900000007"]
    assert (one.name, one.note) == ("Name 7", "no nuts")


def test_a_stopped_export_leaves_no_file(desk: Desk, tmp_path: Path) -> None:
    fill(desk, 3_000)
    path = tmp_path / "pool.csv"
    with pytest.raises(Cancelled):
        export_customers(desk, chosen=EVERYBODY, path=path, progress=stopping(2))
    assert not path.exists()


def test_the_columns_count_their_values_and_a_deleted_one_takes_its_own(desk: Desk) -> None:
    size, shop, unused = (customer_fields.put_field(desk, name=name) for name in ("Size", "Shop", "Unused"))
    people = fill(desk, 3, fields={size.id: "42"})
    customers.update_customer(desk, customer_id=people[0].id, fields={shop.id: "East", size.id: ""})
    assert customer_fields.field_counts(desk) == {size.id: 2, shop.id: 1}
    customer_fields.delete_field(desk, field_id=size.id)
    assert customer_fields.field_counts(desk) == {shop.id: 1}
    assert [one.name for one in customer_fields.list_fields(desk)] == ["Shop", "Unused"]
    assert unused.id not in customer_fields.field_counts(desk)


def test_an_edit_leaves_what_it_does_not_name(desk: Desk) -> None:
    size, shop = (customer_fields.put_field(desk, name=name) for name in ("Size", "Shop"))
    one = fill(desk, 1, fields={size.id: "42", shop.id: "East"}, note="rye")[0]
    edited = customers.update_customer(desk, customer_id=one.id, fields={size.id: ""})
    assert (edited.name, edited.note, dict(edited.fields)) == ("Name 0", "rye", {shop.id: "East"})
    assert customers.update_customer(desk, customer_id=one.id, name="New").note == "rye"


def test_what_an_erasing_will_take_is_told_before(desk: Desk) -> None:
    people = fill(desk, 2)
    told = erasing.to_erase(desk, numbers=[one.number for one in people])
    assert told == erasing.erase(desk, numbers=[one.number for one in people])
    assert told.people == 2
