"""Reading and checking recipients before anything is sent (B2–B4, B9, A5, A6, C4, C5)."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from smsdesk.domain.applications import FrequencyLimit
from smsdesk.domain.errors import Cancelled, DeskError, Invalid, LimitReached, NotAllowed
from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.recipients import GroupSource, SheetSource
from smsdesk.domain.signatures import Purpose, SignatureType
from smsdesk.operations import allowlist, applications, blocklist, groups, recipients, signatures
from smsdesk.operations.customers import NewCustomer, put_customers
from smsdesk.operations.desk import Desk, Progress
from smsdesk.operations.preparation import Preparation
from smsdesk.store.tables import QuotaRow, UnsubscribedRow
from tests.operations.shop import Shop, change_profile, furnish, write_csv

HEADER = ("手机号", "{1}", "{2}")


@pytest.fixture
def shop(desk: Desk) -> Shop:
    return furnish(desk)


def outcome(prepared: Preparation) -> list[tuple[int, str]]:
    """What became of each row: the number, or the reason."""
    ready = [(one.row, one.number) for one in prepared.messages()]
    return sorted([*ready, *((one.row, str(one.reason)) for one in prepared.rejected())])


def test_every_row_of_a_file_is_ready_or_has_a_reason(shop: Shop, tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "customers.csv",
        [
            HEADER,
            ("13800138000", "Ann", "1042"),
            ("+86 139 0013 9000", "Bob", "1043"),
            ("12345", "Cid", "1044"),
            ("13800138000", "Ann", "1042"),
            ("13800138000", "Ann", "1099"),
            ("+447911123456", "Dee", "1045"),
            ("13700137000", "", "1046"),
            ("13700137000", "Eve", "see evil.example.com/x"),
        ],
    )
    prepared = shop.prepared(shop.sheet(path))
    assert outcome(prepared) == [
        (2, "+8613800138000"),
        (3, "+8613900139000"),
        (4, "invalid_number"),
        (5, "duplicate"),
        (6, "+8613800138000"),
        (7, "wrong_region"),
        (8, "missing_variable"),
        (9, "link_in_variable"),
    ]
    assert prepared.rows == 8
    assert prepared.ready + prepared.rejected_count() == prepared.rows
    assert prepared.message(0).content == "【河畔面包】您好Ann，您的订单1042已发货。"
    assert prepared.columns.assigned == {"number": 0, "1": 1, "2": 2}
    assert prepared.columns.header_row == 1
    assert prepared.sheet is not None
    assert (prepared.sheet.delimiter, prepared.question) == (",", None)
    assert prepared.preview[1] == (2, ("13800138000", "Ann", "1042"))
    assert prepared.source == "customers.csv"


def test_fragments_and_cost_are_those_of_the_ready_rows(shop: Shop, desk: Desk) -> None:
    change_profile(desk, price_mainland="0.045", currency="CNY")
    prepared = shop.prepared(shop.pasted("13800138000\n13900139000\n12345"))
    assert (prepared.ready, prepared.fragments, prepared.one_content) == (2, 2, True)
    assert (prepared.cost, prepared.currency) == (Decimal("0.090"), "CNY")


def test_without_a_price_no_cost_is_made_up(shop: Shop) -> None:
    assert shop.prepared(shop.pasted("13800138000")).cost is None


def test_a_number_with_several_texts_is_told_at_each_of_its_rows(shop: Shop, tmp_path: Path) -> None:
    rows = [
        ("13800138000", "Ann", "1042"),
        ("13900139000", "Bob", "1043"),
        ("+86 138 0013 8000", "Ann", "1099"),
        ("13800138000", "Ann", "1042"),
        ("138-0013-8000", "Eve", "1042"),
        ("12345", "Cid", "1044"),
        ("13900139000", "", "1046"),
    ]
    path = write_csv(tmp_path / "customers.csv", [HEADER, *rows])
    prepared = shop.prepared(shop.sheet(path))
    others = {one.row: one.others for one in prepared.messages()}
    assert others == {2: (4, 6), 3: (), 4: (2, 6), 6: (2, 4)}
    assert prepared.repeated_count == 3
    assert [(place, one.row) for place, one in prepared.repeated()] == [(0, 2), (2, 4), (3, 6)]
    assert [one.row for _, one in prepared.repeated(1, 1)] == [4]
    (same,) = prepared.rejected("duplicate")
    assert str(same.problem) == (
        "Row 2 has this number with the same text. That row counts, this one is left out."
    )

    # A row that is corrected may be one of them.
    assert recipients.fix_row(preparation=prepared, row=7, number="13900139000", values=("Cid", "1044"))
    assert prepared.messages()[1].others == (7,)
    assert [one.row for _, one in prepared.repeated()] == [2, 4, 6, 3, 7]

    once = shop.prepared(shop.sheet(path, one_per_number=True))
    assert (once.ready, once.repeated_count) == (2, 0)
    assert {str(one.problem) for one in once.rejected("duplicate")} == {
        "Row 2 has this number already. That row counts, this one is left out: only one message per number."
    }


def test_who_may_not_get_a_second_message_is_not_said_to_get_it(shop: Shop, tmp_path: Path) -> None:
    limit = FrequencyLimit(per_number_per_day=1)
    applications.set_frequency_limit(shop.desk, application_id=shop.application.id, limit=limit)
    rows = [("13800138000", "Ann", "1042"), ("13800138000", "Ann", "1099")]
    prepared = shop.prepared(shop.sheet(write_csv(tmp_path / "customers.csv", [HEADER, *rows])))
    assert outcome(prepared) == [(2, "+8613800138000"), (3, "over_limit")]
    assert prepared.repeated_count == 0
    assert prepared.messages()[0].others == ()


def test_one_per_number_refuses_the_second_row_of_a_number(shop: Shop, tmp_path: Path) -> None:
    rows = [HEADER, ("13800138000", "Ann", "1"), ("13800138000", "Ann", "2")]
    path = write_csv(tmp_path / "list.csv", rows)
    assert outcome(shop.prepared(shop.sheet(path))) == [(2, "+8613800138000"), (3, "+8613800138000")]
    once = shop.prepared(shop.sheet(path, one_per_number=True))
    assert outcome(once) == [(2, "+8613800138000"), (3, "duplicate")]


PASTED = {
    "lines": "13800138000\n\n13900139000\n",
    "one line": "13800138000, 13900139000",
    "full-width commas": "13800138000\uff0c13900139000",
    "semicolons and blanks": " 13800138000 ; 13900139000 ;",
    "a title above": "手机号\n13800138000\n13900139000",
}


@pytest.mark.parametrize("pasted", PASTED.values(), ids=PASTED.keys())
def test_numbers_may_be_pasted_as_people_have_them(shop: Shop, pasted: str) -> None:
    prepared = shop.prepared(shop.pasted(pasted))
    assert prepared.numbers() == ["+8613800138000", "+8613900139000"]
    assert prepared.question is None


def test_pasted_lines_carry_the_variables_too(shop: Shop) -> None:
    prepared = shop.prepared(shop.pasted("13800138000\tAnn\t1042", shop.order))
    assert prepared.message(0).content == "【河畔面包】您好Ann，您的订单1042已发货。"


def test_one_bad_pasted_number_is_told_as_such(shop: Shop) -> None:
    prepared = shop.prepared(shop.pasted("12345\n13800138000\n1"))
    assert outcome(prepared) == [(1, "invalid_number"), (2, "+8613800138000"), (3, "invalid_number")]
    assert prepared.question is None


def test_members_of_groups_are_taken_once_with_their_fields(shop: Shop, desk: Desk) -> None:
    one, two = (groups.create_group(desk, name=name, sms_type=SmsType.REGULAR) for name in ("VIP", "All"))
    with desk.writing("customer"):
        for group, people in ((one, ["Ann"]), (two, ["Ann", "Bob"])):
            customers = [
                NewCustomer(f"+861380013800{place}", "CN", name, "") for place, name in enumerate(people)
            ]
            put_customers(desk, customers, sms_type=SmsType.REGULAR, group_id=group.id)
    source = GroupSource((one.id, two.id), fields={1: "name"}, values={2: "1042"})
    prepared = shop.prepared(shop.recipe(source, shop.order))
    assert [message.content for message in prepared.messages()] == [
        "【河畔面包】您好Ann，您的订单1042已发货。",
        "【河畔面包】您好Bob，您的订单1042已发货。",
    ]
    assert prepared.source == "VIP, All"


# -- what the store knows ------------------------------------------------------------------------------


def test_blocked_and_unsubscribed_numbers_are_left_out_for_their_signature_and_type(
    shop: Shop, desk: Desk
) -> None:
    for sms_type, number in ((SmsType.REGULAR, "13800138000"), (SmsType.MARKETING, "13900139000")):
        blocklist.block_numbers(desk, numbers=number, signature="河畔面包", sms_type=sms_type)
    with desk.database.write() as session:
        for signature, number in (("河畔面包", "+8613700137000"), ("别家", "+8613600136000")):
            session.add(
                UnsubscribedRow(number=number, signature=signature, sms_type="regular", keyword="T", at=1)
            )
    prepared = shop.prepared(shop.pasted("13800138000\n13900139000\n13700137000\n13600136000"))
    assert outcome(prepared) == [
        (1, "blocked"),
        (2, "+8613900139000"),
        (3, "unsubscribed"),
        (4, "+8613600136000"),
    ]


@pytest.mark.parametrize("signed", [False, True])
def test_who_is_blocked_abroad_is_left_out_there_whatever_the_signature(
    shop: Shop, desk: Desk, signed: bool
) -> None:
    chosen = signatures.create_signature(
        desk,
        region=Region.GLOBAL,
        type=SignatureType.COMPANY,
        purpose=Purpose.SELF_USE,
        content="河畔面包",  # the same words as the mainland's
    )
    for numbers, under, sms_type in (
        ("+447730438711\n13800138000", "", SmsType.REGULAR),
        ("+447730438712\n13900139000", "河畔面包", SmsType.REGULAR),
        ("+447730438713", "", SmsType.MARKETING),
    ):
        blocklist.block_numbers(desk, numbers=numbers, signature=under, sms_type=sms_type)
    lines = "\n".join(f"+44773043871{at}" for at in (1, 2, 3))
    abroad = shop.prepared(shop.pasted(lines, shop.abroad, signature_id=chosen.id if signed else None))
    assert outcome(abroad) == [(1, "blocked"), (2, "+447730438712"), (3, "+447730438713")]
    assert "other countries" in str(abroad.rejected()[0].problem)
    mainland = shop.prepared(shop.pasted("13800138000\n13900139000"))
    assert outcome(mainland) == [(1, "+8613800138000"), (2, "blocked")]
    assert "signature" in str(mainland.rejected()[0].problem)


def count_today(desk: Desk, scope: str, key: str, count: int, day: str = "2026-03-02") -> None:
    with desk.database.write() as session:
        session.add(QuotaRow(day=day, scope=scope, key=key, count=count))


def test_a_number_over_its_daily_limit_is_told_unless_it_is_allowlisted(shop: Shop, desk: Desk) -> None:
    app = shop.application.id
    for number in ("+8613800138000", "+8613900139000"):
        count_today(desk, f"number:{app}", number, 10)
    count_today(desk, f"number:{app}", "+8613700137000", 9)
    allowlist.add_to_allowlist(desk, application_id=app, numbers="13900139000")
    prepared = shop.prepared(shop.pasted("13800138000\n13900139000\n13700137000"))
    assert outcome(prepared) == [(1, "over_limit"), (2, "+8613900139000"), (3, "+8613700137000")]


def test_messages_of_the_file_itself_count_against_the_daily_limit(
    shop: Shop, desk: Desk, tmp_path: Path
) -> None:
    limit = FrequencyLimit(per_number_per_day=2)
    applications.set_frequency_limit(desk, application_id=shop.application.id, limit=limit)
    rows = [HEADER, *(("13800138000", "Ann", str(order)) for order in range(3))]
    prepared = shop.prepared(shop.sheet(write_csv(tmp_path / "list.csv", rows)))
    assert outcome(prepared) == [(2, "+8613800138000"), (3, "+8613800138000"), (4, "over_limit")]


def test_a_task_for_another_day_is_measured_by_that_day(shop: Shop, desk: Desk) -> None:
    count_today(desk, f"number:{shop.application.id}", "+8613800138000", 10)
    tomorrow = shop.pasted("13800138000", send_at=desk.now() + 86_400_000)
    assert shop.prepared(tomorrow).ready == 1
    assert shop.prepared(shop.pasted("13800138000")).ready == 0


def test_the_global_limit_of_the_account_counts_what_was_sent_today(shop: Shop, desk: Desk) -> None:
    count_today(desk, "account:global", "", 998)
    lines = "\n".join(f"+4479111234{place:02}" for place in range(4))
    prepared = shop.prepared(shop.pasted(lines, shop.abroad))
    assert [reason for _, reason in outcome(prepared)][2:] == ["over_limit", "over_limit"]
    assert prepared.ready == 2


# -- what the user decides -----------------------------------------------------------------------------


ANSWERS = [("", "ambiguous_number"), ("national", "+16598765432"), ("international", "+6598765432")]


@pytest.mark.parametrize(("answer", "becomes"), ANSWERS)
def test_a_number_with_two_readings_waits_for_the_users_answer(
    shop: Shop, desk: Desk, answer: str, becomes: str
) -> None:
    # A mobile of Singapore with its country code, or a number of Alabama.
    change_profile(desk, country="US")
    prepared = shop.prepared(shop.pasted("+447911123456\n6598765432", shop.abroad, ambiguity=answer))
    assert outcome(prepared) == [(1, "+447911123456"), (2, becomes)]


def test_columns_can_be_assigned_by_index_header_letter_or_number(shop: Shop, tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "list.csv",
        [("who", "order", "a", "b"), ("Ann", "1042", "13800138000", "13900139000")],
    )
    for chosen in (3, "b", "D", "4"):
        source = SheetSource(str(path), columns={"number": chosen, "1": "who", "2": 1})
        prepared = shop.prepared(shop.recipe(source, shop.order))
        assert [one.number for one in prepared.messages()] == ["+8613900139000"], chosen
        assert prepared.message(0).content.endswith("您好Ann，您的订单1042已发货。")
    with pytest.raises(Invalid) as fault:
        shop.prepared(shop.recipe(SheetSource(str(path), columns={"number": "E"}), shop.order))
    assert fault.value.field == "columns"


def test_a_file_without_a_column_of_numbers_asks_and_checks_nothing(shop: Shop, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "list.csv", [("name", "town"), ("Ann", "York"), ("Bob", "Leeds")])
    prepared = shop.prepared(shop.sheet(path, shop.notice))
    assert (prepared.rows, prepared.ready) == (0, 0)
    assert prepared.columns.assigned == {"number": None}
    assert prepared.question is not None
    assert len(prepared.preview) == 3


def test_a_chosen_column_of_order_numbers_is_questioned(shop: Shop, tmp_path: Path) -> None:
    rows = [("order", "手机号"), *((f"20260302{n:08}", f"1380013{n:04}") for n in range(30))]
    path = write_csv(tmp_path / "list.csv", rows)
    assert shop.prepared(shop.sheet(path, shop.notice)).question is None
    source = SheetSource(str(path), columns={"number": "order"})
    assert shop.prepared(shop.recipe(source, shop.notice)).question is not None


def test_header_row_zero_takes_the_first_row_as_a_recipient(shop: Shop, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "list.csv", [("13800138000",), ("13900139000",)])
    for header_row in (None, 0):
        source = SheetSource(str(path), header_row=header_row)
        assert shop.prepared(shop.recipe(source, shop.notice)).ready == 2


def test_title_rows_above_a_chosen_header_are_passed_over(shop: Shop, tmp_path: Path) -> None:
    rows = [("Spring", ""), ("x", "y"), ("13800138000", "Ann"), ("13900139000", "Bob")]
    path = write_csv(tmp_path / "list.csv", rows)
    source = SheetSource(str(path), header_row=2)
    prepared = shop.prepared(shop.recipe(source, shop.notice))
    assert (prepared.columns.names, prepared.columns.header_row) == (("x", "y"), 2)
    assert outcome(prepared) == [(3, "+8613800138000"), (4, "+8613900139000")]


# -- what cannot be used -------------------------------------------------------------------------------


def test_a_source_that_cannot_be_used_is_one_sentence(shop: Shop, tmp_path: Path) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 and then nothing")
    for path in (broken, tmp_path / "missing.csv"):
        with pytest.raises(DeskError) as fault:
            shop.prepared(shop.sheet(path))
        assert path.name in str(fault.value)


def test_more_numbers_than_allowed_are_refused_not_cut(shop: Shop) -> None:
    lines = "\n".join(f"138{place:08}" for place in range(100_001))
    with pytest.raises(LimitReached):
        shop.prepared(shop.pasted(lines))


def test_preparing_ends_when_it_is_cancelled(shop: Shop, tmp_path: Path) -> None:
    rows = [HEADER, *((f"138{n:08}", "Ann", str(n)) for n in range(5_000))]
    path = write_csv(tmp_path / "list.csv", rows)
    reports: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        reports.append((done, total))
        progress.cancel()

    progress = Progress(stop)
    with pytest.raises(Cancelled):
        recipients.prepare(shop.desk, recipe=shop.sheet(path), progress=progress)
    assert len(reports) == 1


def test_mainland_needs_a_signature_and_takes_the_first_approved_one(shop: Shop, desk: Desk) -> None:
    assert shop.prepared(shop.pasted("13800138000")).wording.signature == "河畔面包"
    signatures.delete_signature(desk, signature_id=shop.signature.id)
    with pytest.raises(NotAllowed):
        shop.prepared(shop.pasted("13800138000"))
