"""Numbers of a file for the blocklist and the allowlist (C4, A6) on real files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import select

from smsdesk.domain.applications import ApplicationType
from smsdesk.domain.errors import Cancelled, DeskError, Invalid, LimitReached
from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.signatures import Purpose, SignatureType
from smsdesk.operations.allowlist import (
    allow_many,
    allowlist,
    allowlist_standing,
    export_allowlist,
    remove_from_allowlist,
)
from smsdesk.operations.applications import create_application
from smsdesk.operations.blocklist import (
    BlockedMany,
    block_many,
    block_numbers,
    blocklist_standing,
    list_blocked,
    page_of_blocked,
    take_back_blocked,
    unblock_numbers,
)
from smsdesk.operations.blocklist_limit import blocklist_limit, change_blocklist_limit
from smsdesk.operations.desk import Desk, Progress
from smsdesk.operations.number_files import NumberFile, read_number_file
from smsdesk.operations.signatures import create_signature
from smsdesk.sheets.writing import Column, write_table
from smsdesk.store.tables import AuditRow
from tests.operations.conftest import Clock

SIGNATURE = "河畔面包"


@pytest.fixture(autouse=True)
def signature(desk: Desk) -> None:
    create_signature(
        desk,
        region=Region.MAINLAND,
        type=SignatureType.COMPANY,
        purpose=Purpose.SELF_USE,
        content=SIGNATURE,
    )


def look(desk: Desk, path: Path, column: int | None = None) -> NumberFile:
    return read_number_file(desk, path=path, column=column, progress=Progress())


def block(desk: Desk, numbers: Sequence[str], type_: SmsType = SmsType.REGULAR) -> BlockedMany:
    return block_many(desk, numbers=numbers, signature=SIGNATURE, sms_type=type_)


def mainland(start: int, count: int) -> list[str]:
    return [f"+86139{at:08}" for at in range(start, start + count)]


ROWS = [
    ("No.", "Customer", "Phone", "Unsubscribed"),
    ("1", "Ann", "13800138000", "2025-11-01"),
    ("2", "Bo", "+44 7911 123456", "2025-11-01"),
    ("3", "Cy", "138 0013 8000", "2025-11-02"),
    ("4", "Dot", "12", "2025-11-03"),
    ("5", "Eve", "", "2025-11-03"),
    ("6", "Fay", "=HYPERLINK(1)", "2025-11-03"),
]


@pytest.fixture(params=["csv", "tsv", "gbk.csv", "xlsx"])
def sheet(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """What another program wrote, in every format there is."""
    path = tmp_path / f"unsubscribed.{request.param}"
    if path.suffix == ".xlsx":
        titles, *rows = ROWS
        write_table(path, [Column(title, "text", 20) for title in titles], iter(rows))
    else:
        between = "\t" if path.suffix == ".tsv" else ","
        encoding = "gbk" if "gbk" in path.name else "utf-8"
        lines = [between.join(row).replace("Ann", "安娜") for row in ROWS]
        path.write_text("\r\n".join(lines), encoding=encoding)
    return path


def test_a_file_is_told_before_anything_is_kept(desk: Desk, sheet: Path) -> None:
    found = look(desk, sheet)
    assert (found.column, found.names[2]) == (2, "Phone")
    assert found.numbers == ("+8613800138000", "+447911123456")
    assert found.duplicates == 1
    assert [(one.row, one.number_text) for one in found.wrong] == [(5, "12"), (6, ""), (7, "=HYPERLINK(1)")]
    assert all(str(one.problem) for one in found.wrong)
    assert not list_blocked(desk)


def test_another_column_can_be_chosen(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "two.csv"
    path.write_text("Mobile,Second\n13800138000,13900139000\n13800138001,x\n", encoding="utf-8")
    assert look(desk, path).numbers == ("+8613800138000", "+8613800138001")
    second = look(desk, path, 1)
    assert (second.column, second.numbers, len(second.wrong)) == (1, ("+8613900139000",), 1)
    with pytest.raises(Invalid, match="column"):
        look(desk, path, 9)


def test_without_a_column_of_numbers_one_must_be_chosen(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("Name,City\nAnn,Lund\nBo,Berg\n", encoding="utf-8")
    found = look(desk, path)
    assert (found.column, found.names, found.numbers) == (None, ("Name", "City"), ())


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("broken.xlsx", b"PK\x03\x04 no workbook"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 9),
        ("missing.csv", None),
    ],
)
def test_a_hostile_file_is_one_sentence(desk: Desk, tmp_path: Path, name: str, content: bytes | None) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DeskError) as told:
        look(desk, path)
    assert name in str(told.value)


def test_a_file_of_two_gigabytes_is_refused_at_once(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(2 * 1024**3)  # takes no room on the disk
    with pytest.raises(LimitReached, match="MB"):
        look(desk, path)


def test_reading_can_be_stopped(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_text("Mobile\n" + "\n".join(number[3:] for number in mainland(0, 3_000)), encoding="utf-8")
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        read_number_file(desk, path=path, progress=progress)


def test_blocking_many_counts_the_known_and_is_undone(desk: Desk, clock: Clock) -> None:
    block_numbers(desk, numbers="13900000000", signature=SIGNATURE, sms_type=SmsType.REGULAR)
    wanted = mainland(0, 900)
    standing = blocklist_standing(desk, numbers=wanted, signature=SIGNATURE, sms_type=SmsType.REGULAR)
    assert (standing.already, standing.room, standing.most) == (1, 999, 1_000)
    other = blocklist_standing(desk, numbers=wanted, signature=SIGNATURE, sms_type=SmsType.MARKETING)
    assert other.already == 0
    clock.move(seconds=1)
    done = block(desk, [*wanted, wanted[5]])
    assert (done.added, done.already) == (899, 1)
    assert block(desk, wanted).blocking is None
    clock.move(seconds=1)
    block(desk, mainland(5_000, 1))
    assert done.blocking is not None
    assert take_back_blocked(desk, blocking=done.blocking) == 899
    assert [one.number for one in list_blocked(desk)] == ["+8613900005000", "+8613900000000"]
    assert take_back_blocked(desk, blocking=done.blocking) == 0


def test_an_undo_spares_entries_that_took_over_the_ids(desk: Desk, clock: Clock) -> None:
    done = block(desk, mainland(0, 3))
    unblock_numbers(desk, ids=[one.id for one in list_blocked(desk)])
    clock.move(seconds=1)
    block(desk, mainland(10, 3))
    assert done.blocking is not None
    assert take_back_blocked(desk, blocking=done.blocking) == 0
    assert len(list_blocked(desk)) == 3


def test_the_limit_of_the_blocklist_is_raised_for_a_large_file(desk: Desk) -> None:
    wanted = mainland(0, 1_001)
    with pytest.raises(LimitReached, match="room for 1000 more"):
        block(desk, wanted)
    assert not list_blocked(desk)
    assert change_blocklist_limit(desk, most=8_000).most == 8_000
    assert block(desk, wanted).added == 1_001
    # Lowered below what is there, nobody goes and nobody comes.
    assert change_blocklist_limit(desk, most=10).used == 1_001
    assert blocklist_limit(desk).used == 1_001
    assert block(desk, wanted).added == 0
    with pytest.raises(LimitReached, match="room for 0 more"):
        block(desk, mainland(5_000, 1))


@pytest.mark.parametrize("most", [0, -5, 200_001])
def test_a_limit_out_of_range_is_refused(desk: Desk, most: int) -> None:
    with pytest.raises(Invalid, match="from 1 to 200,000"):
        change_blocklist_limit(desk, most=most)
    assert blocklist_limit(desk).most == 1_000


def test_blocking_that_is_stopped_blocks_nobody(desk: Desk) -> None:
    reported: list[int] = []

    def report(done: int, _total: int) -> None:
        reported.append(done)
        if done:
            progress.cancel()

    progress = Progress(report)
    with pytest.raises(Cancelled):
        block_many(
            desk,
            numbers=mainland(0, 2_000),
            signature=SIGNATURE,
            sms_type=SmsType.REGULAR,
            progress=progress,
        )
    assert reported == [0, 500]
    assert not list_blocked(desk)


@pytest.mark.parametrize("number", ["13800138000", "", "+86 138 0013 8000", "+0", "x" * 100])
def test_only_whole_numbers_are_taken(desk: Desk, number: str) -> None:
    with pytest.raises(Invalid, match="country code"):
        block(desk, [number])


def test_blocking_many_needs_a_signature_and_is_audited_without_numbers(desk: Desk) -> None:
    with pytest.raises(Invalid, match="signatures"):
        block_many(desk, numbers=mainland(0, 1), signature="Nobody", sms_type=SmsType.REGULAR)
    block(desk, mainland(0, 2))
    shop = create_application(desk, name="Shop", type=ApplicationType.WEBSITE).id
    allow_many(desk, application_id=shop, numbers=mainland(0, 2))
    with desk.reading() as session:
        kept = session.execute(
            select(AuditRow.action, AuditRow.after).where(
                AuditRow.action.in_(("AddBlocklist", "ModifyAppAllowlist"))
            )
        ).all()
    assert [(action, json.loads(after or "")["added"]) for action, after in kept] == [
        ("AddBlocklist", 2),
        ("ModifyAppAllowlist", 2),
    ]
    assert not any("139000" in (after or "") for _, after in kept)


@pytest.mark.parametrize(
    ("sort", "descending", "first"),
    [
        ("created", True, "+8613900000009"),
        ("created", False, "+8613900000000"),
        ("number", False, "+8613900000000"),
        ("number", True, "+8613900000009"),
        ("type", False, "+8613900000001"),
        ("nonsense", True, "+8613900000009"),
    ],
)
def test_the_blocklist_comes_in_pages(desk: Desk, sort: str, descending: bool, first: str) -> None:
    for at, number in enumerate(mainland(0, 10)):
        block(desk, [number], SmsType.MARKETING if at == 1 else SmsType.REGULAR)
    seen: list[str] = []
    after: int | None = 0
    while after is not None:
        page = page_of_blocked(desk, sort=sort, descending=descending, after=after, most=4)
        seen += [one.number for one in page.rows]
        after = page.next_key
    assert seen[0] == first
    assert sorted(seen) == mainland(0, 10)


def test_an_allowlist_takes_a_file_within_its_limit(desk: Desk, tmp_path: Path) -> None:
    shop = create_application(desk, name="Shop", type=ApplicationType.WEBSITE).id
    allow_many(desk, application_id=shop, numbers=mainland(0, 10))
    wanted = mainland(5, 295)
    standing = allowlist_standing(desk, application_id=shop, numbers=wanted)
    assert (standing.already, standing.room, standing.most) == (5, 290, 300)
    done = allow_many(desk, application_id=shop, numbers=wanted)
    assert (done.added, done.already, done.numbers[0]) == (290, 5, "+8613900000010")
    with pytest.raises(LimitReached, match="room for 0 more"):
        allow_many(desk, application_id=shop, numbers=mainland(900, 1))
    path = tmp_path / "allowed.csv"
    assert export_allowlist(desk, application_id=shop, path=path) == 300
    assert path.read_text(encoding="utf-8-sig").splitlines()[0].strip('"') == "Number"
    # What was exported is taken again, number by number.
    assert sorted(look(desk, path).numbers) == allowlist(desk, application_id=shop)
    assert remove_from_allowlist(desk, application_id=shop, numbers=done.numbers) == 290
    assert allowlist(desk, application_id=shop) == mainland(0, 10)
