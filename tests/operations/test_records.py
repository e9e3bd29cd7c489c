"""Message records by page, filter and number, and their export, held against a plain list (D2, D8)."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import python_calamine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert
from sqlalchemy import text as sql

from smsdesk.domain.errors import Cancelled, Invalid, NotFound
from smsdesk.domain.messages import Message, MessageStatus
from smsdesk.domain.profile import Region
from smsdesk.domain.records import RecordFilter, RecordKey
from smsdesk.operations import applications, customer_names, records, tasks
from smsdesk.operations.desk import Desk, Progress
from smsdesk.store.reckoning import mend
from smsdesk.store.record_search import page_statement
from smsdesk.store.tables import CustomerRow, MessageRow
from tests.operations.conftest import START
from tests.operations.shop import Shop, furnish

MINUTE = 60_000
STATUSES = (MessageStatus.DELIVERED, MessageStatus.FAILED, MessageStatus.ACCEPTED)
CODES = {MessageStatus.FAILED: "UNDELIV"}
ALL = RecordFilter(Region.MAINLAND)


@pytest.fixture
def shop(desk: Desk) -> Shop:
    return furnish(desk)


@pytest.fixture
def past(shop: Shop) -> list[Message]:
    """Sixty messages of both regions, some of one moment, every fifth not requested yet."""
    mainland = shop.sent(shop.pasted("13800138000"))
    abroad = shop.sent(shop.pasted("+447911123456", shop.abroad))
    with shop.desk.database.write() as session:
        session.connection().exec_driver_sql("DELETE FROM message")
        session.execute(
            insert(MessageRow), [_message(shop, place, mainland.id, abroad.id) for place in range(60)]
        )
        mend(session)
    return [records.record(shop.desk, message_id=place + 1) for place in range(60)]


def _message(shop: Shop, place: int, mainland: int, abroad: int) -> dict[str, object]:
    home = place % 3 != 0
    status = STATUSES[place % len(STATUSES)] if place % 5 else MessageStatus.QUEUED
    # Two clocks of requests, so that neither the id nor the time alone is the order.
    requested = START + (place * 7 % 20) * MINUTE if place % 5 else None
    return {
        "id": place + 1,
        "task_id": mainland if home else abroad,
        "position": place,
        "application_id": shop.application.id,
        "template_id": shop.notice.id if place % 2 else shop.order.id,
        "signature_id": shop.signature.id if home else None,
        "region": Region.MAINLAND if home else Region.GLOBAL,
        "sms_type": "regular",
        "number": f"+861380013{place % 7:04}" if home else f"+4479111234{place % 7:02}",
        "country": "CN" if home else "GB",
        "content": f"=Message {place}",
        "content_key": b"",
        "characters": 10,
        "fragments": 1,
        "status": status,
        "code": CODES.get(status, ""),
        "created_at": START,
        "due_at": START,
        "requested_at": requested,
    }


def expected(past: list[Message], keep: Callable[[Message], bool]) -> list[int]:
    """What a plain look through all messages gives, newest first."""
    found = [one for one in past if one.requested_at is not None and keep(one)]
    return [one.id for one in sorted(found, key=lambda one: (one.requested_at, one.id), reverse=True)]


def ids(desk: Desk, filter: RecordFilter) -> list[int]:
    return [one.id for one in records.records(desk, filter=filter, limit=1_000).rows]


FILTERS: list[tuple[dict[str, object], Callable[[Message], bool]]] = [
    ({}, lambda one: True),
    ({"status": MessageStatus.FAILED}, lambda one: one.status is MessageStatus.FAILED),
    ({"code": "UNDELIV"}, lambda one: one.code == "UNDELIV"),
    ({"codes": ("UNDELIV", "1015")}, lambda one: one.code == "UNDELIV"),
    ({"codes": ("1015",)}, lambda one: False),
    ({"application_id": 1}, lambda one: True),
    ({"application_id": 99}, lambda one: False),
    ({"start": START + 7 * MINUTE}, lambda one: (one.requested_at or 0) >= START + 7 * MINUTE),
    ({"end": START + 7 * MINUTE}, lambda one: (one.requested_at or 0) < START + 7 * MINUTE),
    ({"number": "13800130003"}, lambda one: one.number.endswith("0003")),
    ({"number": "+8613800130003"}, lambda one: one.number.endswith("0003")),
    ({"number": "0086 138 0013 0003"}, lambda one: one.number.endswith("0003")),
    ({"number": "0003"}, lambda one: one.number.endswith("0003")),
    ({"number": "30003"}, lambda one: one.number.endswith("30003")),
    ({"number": "90003"}, lambda one: False),
    (
        {"number": "0003", "status": MessageStatus.DELIVERED, "start": START + MINUTE},
        lambda one: (
            one.number.endswith("0003")
            and one.status is MessageStatus.DELIVERED
            and (one.requested_at or 0) >= START + MINUTE
        ),
    ),
]


@pytest.mark.parametrize(
    ("wanted", "keep"), FILTERS, ids=lambda part: str(part) if isinstance(part, dict) else ""
)
def test_a_filter_lets_through_what_it_says_in_the_order_of_time(
    past: list[Message], desk: Desk, wanted: dict[str, object], keep: Callable[[Message], bool]
) -> None:
    filter = replace(ALL, **wanted)  # type: ignore[arg-type]
    right = expected(past, lambda one: one.region is Region.MAINLAND and keep(one))
    assert ids(desk, filter) == right
    assert records.record_count(desk, filter=filter) == len(right)


def test_each_region_has_records_of_its_own_and_a_number_abroad_is_found_as_written(
    past: list[Message], desk: Desk
) -> None:
    abroad = RecordFilter(Region.GLOBAL)
    assert ids(desk, abroad) == expected(past, lambda one: one.region is Region.GLOBAL)
    right = expected(past, lambda one: one.number == "+447911123403")
    for written in ("+447911123403", "447911123403", "07911 123403", "3403"):
        assert ids(desk, replace(abroad, number=written)) == right, written
    assert right


@pytest.mark.parametrize("number", ["123", "abc", "+", "12a45", "१२३४"])
def test_what_is_no_number_is_refused_at_its_field(desk: Desk, number: str) -> None:
    with pytest.raises(Invalid) as fault:
        records.records(desk, filter=replace(ALL, number=number))
    assert fault.value.field == "number"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    limit=st.integers(1, 50),
    status=st.sampled_from([None, *STATUSES]),
    template=st.sampled_from([None, 1, 2]),
    steps=st.lists(st.booleans(), max_size=12),
)
def test_pages_walk_the_whole_list_in_both_directions(
    past: list[Message],
    desk: Desk,
    limit: int,
    status: MessageStatus | None,
    template: int | None,
    steps: list[bool],
) -> None:
    filter = replace(ALL, status=status, template_id=template)
    right = expected(
        past,
        lambda one: (
            one.region is Region.MAINLAND
            and status in (None, one.status)
            and template in (None, one.template_id)
        ),
    )
    page = records.records(desk, filter=filter, limit=limit)
    begin = 0
    for forward in steps:
        shown = [one.id for one in page.rows]
        assert shown == right[begin : begin + limit]
        assert (page.next_key is not None) == (begin + len(shown) < len(right))
        assert (page.previous_key is not None) == (begin > 0)
        if forward and page.next_key is not None:
            begin += limit
            page = records.records(desk, filter=filter, after=page.next_key, limit=limit)
        elif not forward and page.previous_key is not None:
            begin = max(0, begin - limit)
            page = records.records(desk, filter=filter, before=page.previous_key, limit=limit)
            if len(page.rows) < limit:
                break


def test_new_records_do_not_shift_the_page_that_is_open(past: list[Message], desk: Desk, shop: Shop) -> None:
    first = records.records(desk, filter=ALL, limit=10)
    second = records.records(desk, filter=ALL, after=first.next_key, limit=10)
    with desk.database.write() as session:
        row = {**_message(shop, 4, past[4].task_id, 0), "id": 900, "position": 900}
        session.execute(insert(MessageRow), [row | {"requested_at": START + 10**9}])
    again = records.records(desk, filter=ALL, after=first.next_key, limit=10)
    assert [one.id for one in again.rows] == [one.id for one in second.rows]


def test_a_record_says_all_of_its_message_even_when_its_application_is_deleted(
    past: list[Message], desk: Desk, shop: Shop
) -> None:
    for task in tasks.list_tasks(desk):
        tasks.stop_task(desk, task_id=task.id)
        tasks.cancel_task(desk, task_id=task.id)
    applications.disable_application(desk, application_id=shop.application.id)
    applications.delete_application(desk, application_id=shop.application.id, confirm_name="Bakery")
    shown = records.record(desk, message_id=2)
    assert (shown.application_name, shown.template_name, shown.signature) == ("Bakery", "Notice", "河畔面包")
    assert shown.content == "=Message 1"
    with pytest.raises(NotFound):
        records.record(desk, message_id=999)


@pytest.mark.parametrize("suffix", [".xlsx", ".csv", ".tsv"])
def test_all_rows_of_the_query_are_exported_and_none_begins_a_formula(
    past: list[Message], desk: Desk, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"records{suffix}"
    filter = replace(ALL, status=MessageStatus.FAILED)
    right = expected(past, lambda one: one.region is Region.MAINLAND and one.status is MessageStatus.FAILED)
    assert records.export_records(desk, filter=filter, path=path) == len(right) > 5
    if suffix == ".xlsx":
        rows = python_calamine.load_workbook(str(path)).get_sheet_by_index(0).to_python()
        cells = [[str(cell) for cell in row] for row in rows]
        assert [row[4] for row in cells[1:]] == [f"=Message {place - 1}" for place in right]
    else:
        with path.open(encoding="utf-8-sig", newline="") as file:
            cells = list(csv.reader(file, delimiter="," if suffix == ".csv" else "\t"))
        assert all(not row[4].startswith(("=", "+", "-", "@")) for row in cells[1:])
    assert len(cells) == len(right) + 1
    assert cells[1][12] == "UNDELIV"
    # Ten o'clock in Shanghai, two hours after midnight UTC.
    assert cells[1][0].startswith("2026-03-02 10:")


def test_an_export_of_many_records_goes_on_from_batch_to_batch(
    past: list[Message], desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "_EXPORT_BATCH", 7)
    path = tmp_path / "records.csv"
    right = expected(past, lambda one: one.region is Region.MAINLAND)
    assert records.export_records(desk, filter=ALL, path=path) == len(right)
    with path.open(encoding="utf-8-sig", newline="") as file:
        contents = [row[4].lstrip("'") for row in list(csv.reader(file))[1:]]
    assert contents == [f"=Message {place - 1}" for place in right]


def test_an_export_that_is_stopped_leaves_no_file(past: list[Message], desk: Desk, tmp_path: Path) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        records.export_records(desk, filter=ALL, path=tmp_path / "records.xlsx", progress=progress)
    assert list(tmp_path.glob("records*")) == []


# -- people by their names ------------------------------------------------------------------------------


def put_people(desk: Desk, people: dict[str, str]) -> None:
    with desk.writing("customer") as session:
        session.add_all(
            CustomerRow(
                number=number,
                name=name,
                country="CN",
                note="Wang’s list",
                sms_type="regular",
                created_at=START,
            )
            for number, name in people.items()
        )


PEOPLE = {
    "+8613800130001": "Élan Wang",
    "+8613800130002": "王芳",
    "+8613800130003": "Ann Wangari",
    "+8613800130004": "Bo",
}


@pytest.mark.parametrize(
    ("words", "endings"),
    [("wang", "13"), ("élan", "1"), ("王芳", "2"), ("王", "2"), ("bO", "4"), (" Ann W", "3")],
)
def test_a_name_finds_the_messages_of_all_who_are_called_so(
    past: list[Message], desk: Desk, tmp_path: Path, words: str, endings: str
) -> None:
    put_people(desk, PEOPLE)
    filter = replace(ALL, number=words)
    right = expected(past, lambda one: one.region is Region.MAINLAND and one.number[-1] in endings)
    found = records.records(desk, filter=filter).rows
    assert [one.id for one in found] == right
    assert right
    assert records.record_count(desk, filter=filter) == len(right)
    assert {one.customer_name for one in found} == {PEOPLE[one.number] for one in found}
    assert records.export_records(desk, filter=filter, path=tmp_path / "them.csv") == len(right)
    with (tmp_path / "them.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row[2] for row in list(csv.reader(file))[1:]] == [one.customer_name for one in found]


def test_a_number_nobody_in_the_pool_has_has_no_name(past: list[Message], desk: Desk) -> None:
    assert {one.customer_name for one in records.records(desk, filter=ALL).rows} == {""}


def test_a_name_of_nobody_or_of_too_many_is_not_looked_up(
    past: list[Message], desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_people(desk, PEOPLE)
    with pytest.raises(Invalid, match=r"No customer in the pool is called “list”\."):
        ids(desk, replace(ALL, number="list"))
    monkeypatch.setattr(customer_names, "MOST_CALLED", 1)
    with pytest.raises(Invalid, match=r"More than 1 customers are called so; type more\."):
        ids(desk, replace(ALL, number="wang"))


# -- the plans the speed rests on ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        ({}, "ix_message_records"),
        ({"status": MessageStatus.FAILED, "template_id": 3}, "ix_message_records"),
        ({"start": 1, "end": 2, "application_id": 3}, "ix_message_records"),
        ({"country": "GB", "statuses": (MessageStatus.QUEUED, MessageStatus.UNKNOWN)}, "ix_message_records"),
        ({"status": MessageStatus.FAILED, "code": "1015", "template_id": 3}, "ix_message_trouble"),
        ({"status": MessageStatus.FAILED, "codes": ("1015", "X")}, "ix_message_trouble"),
        ({"number": "13800138000"}, "ix_message_number"),
        ({"numbers": ("+8613800138000", "+8613800138001")}, "ix_message_number"),
        ({"number": "8000", "status": MessageStatus.FAILED}, "ix_message_ending"),
    ],
)
@pytest.mark.parametrize("side", ["after", "before"])
def test_every_filter_is_answered_from_its_index(
    desk: Desk, wanted: dict[str, object], index: str, side: str
) -> None:
    filter = replace(ALL, **wanted)  # type: ignore[arg-type]
    statement, values = page_statement(filter, **{side: RecordKey(5, 5)}, limit=10)
    with desk.database.read() as session:
        plan = [row[3] for row in session.execute(sql(f"EXPLAIN QUERY PLAN {statement}"), values)]
    assert any(f"INDEX {index}" in step for step in plan)
    assert (
        "codes" in wanted
        or index in ("ix_message_number", "ix_message_ending")
        or not any("TEMP B-TREE" in step for step in plan)
    )
    assert any("SEARCH f " in step for step in plan) == (index == "ix_message_records" and bool(wanted))
