"""The pool, groups, blocklist and import (C1–C4) on a real file."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from smsdesk.domain.customers import ABROAD, Customer
from smsdesk.domain.errors import Invalid, LimitReached, NotFound
from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.signatures import Purpose, SignatureType
from smsdesk.operations import (
    blocklist,
    customer_search,
    customers,
    groups,
    imports,
    replies,
    signatures,
    unsubscribed,
)
from smsdesk.operations.desk import Cancelled, Desk, Progress
from smsdesk.store.reply_rows import ReplyFacts, store_replies
from smsdesk.store.tables import AuditRow, UnsubscribedRow
from tests.operations.shop import change_profile


def enter(desk: Desk, typed: str, group_id: int | None = None) -> customers.CustomersAdded:
    return customers.enter_customers(desk, numbers=typed, sms_type=SmsType.REGULAR, group_id=group_id)


def numbers(desk: Desk, group_id: int | None = None) -> list[str]:
    page = customer_search.list_customers(desk, group_id=group_id)
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
    first = customer_search.list_customers(desk, group_id=vip.id).customers[0]
    assert first.groups == ("VIP",)
    assert groups.remove_from_group(desk, group_id=vip.id, customer_ids=[first.id]).members == 2
    groups.delete_group(desk, group_id=vip.id)
    assert len(numbers(desk)) == 3
    with pytest.raises(NotFound):
        groups.group(desk, group_id=vip.id)


def test_a_customer_who_is_deleted_leaves_every_group(desk: Desk) -> None:
    vip = groups.create_group(desk, name="VIP", sms_type=SmsType.REGULAR)
    enter(desk, "13800138000\n13800138001", vip.id)
    one = customer_search.list_customers(desk).customers[0]
    assert customers.delete_customers(desk, customer_ids=[one.id, 9_999]) == 1
    assert groups.group(desk, group_id=vip.id).members == 1


def test_pages_follow_each_other_without_gap_or_repeat(desk: Desk) -> None:
    enter(desk, "\n".join(f"138001380{number:02d}" for number in range(25)))
    seen: list[str] = []
    after = None
    while True:
        page = customer_search.list_customers(desk, after=after, most=10)
        seen += [customer.number for customer in page.customers]
        after = page.next_key
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 25


def test_numbers_in_one_line_are_taken_apart(desk: Desk) -> None:
    done = enter(desk, "13800138000, 13800138001；+44 7911 123456,\n12")
    assert done.added == 3
    assert [(one.line, one.text) for one in done.bad] == [(2, "12")]


def test_what_was_entered_is_taken_back_and_nothing_else(desk: Desk) -> None:
    vip = groups.create_group(desk, name="VIP", sms_type=SmsType.REGULAR)
    enter(desk, "13800138000", vip.id)
    enter(desk, "13800138001")
    done = enter(desk, "13800138000\n13800138001\n13800138002", vip.id)
    assert done.entered is not None
    assert customers.take_back_entered(desk, entered=done.entered) == 1
    pool = {one.number for one in customer_search.list_customers(desk).customers}
    assert pool == {"+8613800138000", "+8613800138001"}
    inside = customer_search.list_customers(desk, group_id=vip.id).customers
    assert [one.number for one in inside] == ["+8613800138000"]
    assert enter(desk, "13800138000", vip.id).entered is None, "nothing was changed"


@pytest.mark.parametrize("order", customer_search.CustomerOrder)
@pytest.mark.parametrize("descending", [False, True])
def test_every_order_pages_through_all_customers(
    desk: Desk, order: customer_search.CustomerOrder, descending: bool
) -> None:
    enter(desk, "\n".join(f"138001380{number:02d}" for number in (7, 3, 9, 1, 5)))
    for one, name in zip(
        customer_search.list_customers(desk).customers, ["bo", "", "Al", "bo", ""], strict=True
    ):
        customers.update_customer(
            desk, customer_id=one.id, name=name, note="", sms_type=SmsType.REGULAR, group_ids=[]
        )
    seen: list[Customer] = []
    after = None
    while True:
        page = customer_search.list_customers(desk, order=order, descending=descending, after=after, most=2)
        seen += page.customers
        after = page.next_key
        if after is None:
            break
    keys = {
        customer_search.CustomerOrder.CREATED: [one.id for one in seen],
        customer_search.CustomerOrder.NUMBER: [one.number for one in seen],
        customer_search.CustomerOrder.NAME: [(not one.name, one.name.casefold(), one.id) for one in seen],
    }[order]
    assert len(seen) == 5
    assert keys == sorted(keys, reverse=descending)


@pytest.mark.parametrize(
    "typed", ["138 0013 8000", "+86 138-0013-8000", "0086138 0013 8000", "(138) 00138000"]
)
def test_a_number_is_found_however_it_is_typed(desk: Desk, typed: str) -> None:
    enter(desk, "13800138000\n13800138001")
    found = customer_search.list_customers(desk, search=typed).customers
    assert [one.number for one in found] == ["+8613800138000"]


def test_editing_puts_a_customer_into_just_these_groups(desk: Desk) -> None:
    first, second = (
        groups.create_group(desk, name=name, sms_type=SmsType.REGULAR) for name in ("First", "Second")
    )
    enter(desk, "13800138000\n13800138001", first.id)
    one = customer_search.list_customers(desk).customers[0]
    edited = customers.update_customer(
        desk,
        customer_id=one.id,
        name="Ann",
        note="",
        sms_type=SmsType.MARKETING,
        group_ids=[second.id, 9_999],
    )
    assert (edited.name, edited.groups, edited.sms_type) == ("Ann", ("Second",), SmsType.MARKETING)
    assert [each.members for each in groups.list_groups(desk)] == [1, 1]
    kept = customers.update_customer(
        desk, customer_id=one.id, name="Ann", note="", sms_type=SmsType.MARKETING
    )
    assert kept.groups == ("Second",)


@pytest.mark.parametrize(
    ("search", "found"), [("8000", 1), ("Ann", 1), ("100%", 1), ("%", 1), ("_", 0), ("nobody", 0)]
)
def test_search_takes_every_character_as_itself(desk: Desk, search: str, found: int) -> None:
    enter(desk, "13800138000\n13800138001")
    one, other = customer_search.list_customers(desk).customers
    customers.update_customer(
        desk, customer_id=other.id, name="Ann", note="pays 100%", sms_type=SmsType.REGULAR
    )
    assert one.number.endswith("1")
    assert customer_search.customer_count(desk, search=search) == found


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


def test_numbers_are_blocked_abroad_without_any_signature(desk: Desk, tmp_path: Path) -> None:
    for number, sms_type in (("+44 7730 438711", SmsType.MARKETING), ("+44 7730 438712", SmsType.REGULAR)):
        assert blocklist.block_numbers(desk, numbers=number, signature=ABROAD, sms_type=sms_type).added == 1
    done = blocklist.block_many(desk, numbers=["+447730438711"], signature=ABROAD, sms_type=SmsType.MARKETING)
    assert (done.added, done.already) == (0, 1)
    assert blocklist.blocked_signatures(desk) == [ABROAD]
    path = tmp_path / "blocked.csv"
    assert blocklist.export_blocked(desk, path=path, signature=ABROAD) == 2
    assert path.read_text(encoding="utf-8").count("All messages to other countries") == 2
    assert len(blocklist.list_blocked(desk)) == len(blocklist.list_blocked(desk, signature=ABROAD)) == 2
    assert not blocklist.list_blocked(desk, signature="河畔面包")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("07730 438711", ["+447730438711"]),
        ("07730438711", ["+447730438711"]),
        ("+44 7730 438711", ["+447730438711"]),
        ("0044 7730-438711", ["+447730438711"]),
        ("438711", ["+447730438711"]),
        ("7730", ["+447730438712", "+447730438711"]),
        ("07730 438713", []),
        ("Ann", []),
        (" ", ["+447730438712", "+447730438711"]),
    ],
)
def test_the_blocklist_is_searched_however_a_number_is_written(
    desk: Desk, typed: str, found: list[str]
) -> None:
    change_profile(desk, country="GB")
    blocklist.block_numbers(
        desk, numbers="07730 438711\n07730 438712", signature=ABROAD, sms_type=SmsType.REGULAR
    )
    assert [one.number for one in blocklist.list_blocked(desk, search=typed)] == found
    assert [one.number for one in blocklist.page_of_blocked(desk, search=typed).rows] == found


def write_csv(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_an_import_takes_the_good_rows_and_tells_the_others_with_their_row(
    desk: Desk, tmp_path: Path
) -> None:
    file = write_csv(
        tmp_path / "customers.csv",
        "Mobile,Name,Remarks\n13800138000,Ann,\n13800138001,Bob,\n123,Cid,early\n"
        "13800138000,,rye\n+447911123456,Dan,\n",
    )
    preview = imports.preview_import(desk, path=file, progress=Progress())
    assert preview.names == ("Mobile", "Name", "Remarks")
    assert preview.columns is not None
    assert (preview.columns.number, preview.columns.name, preview.columns.note) == (0, 1, 2)
    done = imports.import_customers(
        desk, path=file, sms_type=SmsType.REGULAR, new_group="From file", progress=Progress()
    )
    assert (done.result.added, done.result.duplicates) == (3, 1)
    assert [(one.row, one.name, one.note) for one in done.refused] == [(4, "Cid", "early")]
    notes = {one.number: one.note for one in customer_search.list_customers(desk).customers}
    assert notes["+8613800138000"] == "rye"
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


def test_an_import_stopped_while_it_is_taken_over_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    lines = "".join(f"139{number:08d},x\n" for number in range(3_000))
    file = write_csv(tmp_path / "many.csv", "Mobile,Name\n" + lines)

    def stop(done: int, total: int) -> None:
        if total == 3_000 and done >= 1_000:
            progress.cancel()

    progress = Progress(stop)
    with pytest.raises(Cancelled):
        imports.import_customers(desk, path=file, sms_type=SmsType.REGULAR, new_group="x", progress=progress)
    assert (numbers(desk), groups.list_groups(desk)) == ([], [])


def store(desk: Desk, *replies: tuple[str, str, int]) -> None:
    facts = [ReplyFacts(f"{number}-{at}", number, content, at, "") for number, content, at in replies]
    with desk.writing("reply") as session:
        store_replies(session, "sandbox", facts)


def test_replies_are_paged_searched_and_named(desk: Desk) -> None:
    enter(desk, "13800138000")
    one = customer_search.list_customers(desk).customers[0]
    customers.update_customer(desk, customer_id=one.id, name="Ann", note="", sms_type=SmsType.REGULAR)
    store(
        desk,
        ("+8613800138000", "Thanks", 3_000),
        ("+8613800138001", "When?", 3_000),
        ("+8613800138002", "100% yes", 1_000),
    )
    first = replies.list_replies(desk, most=2)
    rest = replies.list_replies(desk, most=2, after=first.next_key)
    assert [reply.content for reply in first.rows] == ["When?", "Thanks"]
    assert [reply.content for reply in rest.rows] == ["100% yes"]
    assert rest.next_key is None
    assert first.rows[1].name == "Ann"
    for wanted, found in [("138 0013 8001", ["When?"]), ("100%", ["100% yes"]), ("_", [])]:
        assert [reply.content for reply in replies.list_replies(desk, search=wanted).rows] == found


def test_unsubscribed_are_paged_and_found_by_number_and_signature(desk: Desk) -> None:
    with desk.writing("reply") as session:
        session.add_all(
            UnsubscribedRow(
                number=f"+861380013800{place}",
                signature=signature,
                sms_type="marketing",
                keyword="T",
                at=place,
                reply_id=None,
            )
            for place, signature in enumerate(["河畔", "面包", "河畔"])
        )
    first = unsubscribed.list_unsubscribed(desk, most=2)
    rest = unsubscribed.list_unsubscribed(desk, most=2, after=first.next_key)
    assert [one.at for one in [*first.rows, *rest.rows]] == [2, 1, 0]
    assert rest.next_key is None
    assert sorted(unsubscribed.unsubscribed_signatures(desk)) == sorted(["河畔", "面包"])
    assert [one.at for one in unsubscribed.list_unsubscribed(desk, signature="河畔").rows] == [2, 0]
    assert [one.at for one in unsubscribed.list_unsubscribed(desk, search="138 0013 8001").rows] == [1]


def test_what_was_typed_wrong_stays_out_of_the_audit(desk: Desk) -> None:
    enter(desk, "13800138000\n98765")
    with desk.reading() as session:
        kept = session.scalars(select(AuditRow.after)).all()
    assert not any("98765" in (entry or "") for entry in kept)
