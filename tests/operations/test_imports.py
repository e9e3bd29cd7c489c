"""Importing customers from files of every kind, on a real file (C2)."""

from __future__ import annotations

import csv
import random
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text as sql

from smsdesk.domain import limits
from smsdesk.domain.customers import Customer
from smsdesk.domain.errors import DeskError, LimitReached
from smsdesk.domain.profile import Identity, Profile, SmsType
from smsdesk.operations import customer_fields, customer_search, customers, groups, imports
from smsdesk.operations.desk import Cancelled, Desk, Progress
from smsdesk.operations.import_words import result_sentences
from smsdesk.store.settings import write_profile
from tests.domain.test_contact_columns import GOOGLE_NEW, GOOGLE_OLD, OUTLOOK, SHOPIFY


def write(path: Path, *rows: str) -> Path:
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def table(path: Path, titles: str, *rows: dict[str, str]) -> Path:
    """A file with these titles, in which a row says only what is in it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, titles.split(","), restval="")
        out.writeheader()
        out.writerows(rows)
    return path


def preview(desk: Desk, path: Path, **options: Any) -> imports.ImportPreview:
    return imports.preview_import(desk, path=path, progress=Progress(), **options)


def take(desk: Desk, path: Path, **options: Any) -> imports.Imported:
    """As the window does: what is offered is taken."""
    options = {"columns": preview(desk, path).columns, "sms_type": SmsType.REGULAR, **options}
    return imports.import_customers(desk, path=path, progress=Progress(), **options)


def pool(desk: Desk) -> dict[str, Customer]:
    return {one.number: one for one in customer_search.list_customers(desk).customers}


def own(desk: Desk, one: Customer) -> dict[str, str]:
    names = {field.id: field.name for field in customer_fields.list_fields(desk)}
    return {names[key]: value for key, value in one.fields.items()}


def whole(desk: Desk) -> list[str]:
    """Everything in the database, table by table."""
    with desk.reading() as session:
        names = session.scalars(
            sql("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'customer_search%'")
        ).all()
        found = [
            f"{name}: {tuple(row)}"
            for name in sorted(names)
            for row in session.execute(sql(f'SELECT * FROM "{name}"'))
        ]
        return [*found, str(session.scalar(sql("SELECT count(*) FROM customer_search")))]


def test_the_files_own_columns_are_kept(desk: Desk, tmp_path: Path) -> None:
    customer_fields.put_field(desk, name="birthday")
    file = write(tmp_path / "a.csv", "Mobile,Name,Birthday,Size", "13800138000,Ann,4-15,L", "13800138001,,,M")
    found = preview(desk, file)
    assert found.columns is not None
    assert found.columns.own == {2: "birthday", 3: "Size"}
    assert found.samples == (("13800138000", "13800138001"), ("Ann",), ("4-15",), ("L", "M"))
    done = take(desk, file)
    assert done.result.added == 2
    ann, other = pool(desk)["+8613800138000"], pool(desk)["+8613800138001"]
    assert own(desk, ann) == {"birthday": "4-15", "Size": "L"}
    assert own(desk, other) == {"Size": "M"}


def test_what_is_known_stays_and_what_was_empty_is_filled_and_told(desk: Desk, tmp_path: Path) -> None:
    take(desk, write(tmp_path / "a.csv", "Mobile,Name,Remarks,Size", "13800138000,,,L", "13800138001,Bo,x,"))
    again = write(
        tmp_path / "b.csv",
        "Mobile,Name,Remarks,Size",
        "13800138000,Ann,rye,M",
        "13800138001,Bob,y,S",
        "13800138002,,,",
    )
    done = take(desk, again)
    assert (done.result.added, done.result.merged) == (1, 2)
    assert done.filled == {"name": 1, "note": 1, "Size": 1}
    found = pool(desk)
    assert (found["+8613800138000"].name, found["+8613800138000"].note) == ("Ann", "rye")
    assert own(desk, found["+8613800138000"]) == {"Size": "L"}
    assert (found["+8613800138001"].name, own(desk, found["+8613800138001"])) == ("Bo", {"Size": "S"})


def test_those_who_are_known_with_all_of_it_join_the_group(desk: Desk, tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv", "Mobile,Name", "13800138000,Ann", "13800138001,Bo")
    take(desk, file)
    done = take(desk, file, new_group="Both")
    assert (done.result.merged, done.filled, done.addition) == (2, {}, None)
    assert [one.members for one in groups.list_groups(desk)] == [2]


def test_a_mapping_is_offered_for_the_same_titles_again(desk: Desk, tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv", "Mobile,Called,Nick,Size", "13800138000,Anna Lund,Ann,L")
    first = preview(desk, file)
    assert first.used_at is None
    chosen = imports.ImportColumns(number=0, name=2, own={3: "Dress size"}, header_row=1)
    take(desk, file, columns=chosen)
    field = customer_fields.list_fields(desk)[0]
    customer_fields.rename_field(desk, field_id=field.id, name="Size of dress")
    later = write(
        tmp_path / "b.csv", "A list,,,", "mobile,CALLED,Nick,Size", "13800138001,B,Bo,M", "13900138001,C,Cy,S"
    )
    found = preview(desk, later)
    assert found.used_at == desk.now()
    assert found.columns is not None
    assert (found.columns.name, found.columns.own) == (2, {3: "Size of dress"})
    assert found.columns.header_row == found.header_row == 2
    assert found.recognised is not None
    assert found.recognised.own != found.columns.own
    assert preview(desk, write(tmp_path / "c.csv", "Mobile,Nick", "13800138001,B")).used_at is None


def test_google_contacts_of_both_kinds(desk: Desk, tmp_path: Path) -> None:
    old = table(
        tmp_path / "old.csv",
        GOOGLE_OLD,
        {
            "Name": "Ann Lund",
            "Given Name": "Ann",
            "Birthday": "1990-04-15",
            "Phone 1 - Type": "Home",
            "Phone 1 - Value": "+1 202-555-0100",
            "Phone 2 - Type": "* Mobile",
            "Phone 2 - Value": "+1 202-555-0123 ::: +44 7911 123456",
        },
    )
    found = preview(desk, old)
    assert found.export.value == "google"
    take(desk, old)
    assert set(pool(desk)) == {"+12025550123", "+447911123456"}
    assert own(desk, pool(desk)["+12025550123"]) == {"Birthday": "1990-04-15"}
    new = table(
        tmp_path / "new.csv",
        GOOGLE_NEW,
        {"First Name": "丽", "Last Name": "王", "Phone 1 - Label": "Work", "Phone 1 - Value": "13800138000"},
        {"First Name": "Nobody", "E-mail 1 - Value": "n@example.com"},
    )
    done = take(desk, new)
    assert pool(desk)["+8613800138000"].name == "王丽"
    assert [(one.row, one.name) for one in done.refused] == [(3, "Nobody")]


def test_outlook_prefers_the_mobile_and_falls_back(desk: Desk, tmp_path: Path) -> None:
    file = table(
        tmp_path / "outlook.csv",
        OUTLOOK,
        {
            "First Name": "Ann",
            "Last Name": "Lund",
            "Mobile Phone": "13800138000",
            "Home Phone": "13900139000",
        },
        {"First Name": "Bo", "Home Phone": "010-62770000", "Business Phone": "13700137000"},
    )
    take(desk, file)
    assert {one.number: one.name for one in pool(desk).values()} == {
        "+8613800138000": "Ann Lund",
        "+8613700137000": "Bo",
    }


def test_who_did_not_accept_marketing_is_kept_for_regular_messages(desk: Desk, tmp_path: Path) -> None:
    rows = [("Ann", "+12025550123", "yes"), ("Bo", "+12025550124", "no"), ("Cy", "+12025550125", "")]
    file = table(
        tmp_path / "shopify.csv",
        SHOPIFY,
        *(
            {"First Name": name, "Phone": phone, "Accepts SMS Marketing": consent, "Tags": "VIP"}
            for name, phone, consent in rows
        ),
    )
    done = take(desk, file, sms_type=SmsType.MARKETING, new_group="Sale")
    assert (done.unwilling, done.unwilling_outside, done.result.added) == (2, True, 3)
    kept = {one.name: (one.sms_type, one.groups) for one in pool(desk).values()}
    assert kept["Ann"] == (SmsType.MARKETING, ("Sale",))
    assert kept["Bo"] == kept["Cy"] == (SmsType.REGULAR, ())
    again = take(desk, file, new_group="All")
    assert not again.unwilling_outside
    assert len(groups.list_groups(desk)) == 2


def test_address_cards_are_imported_with_what_they_say(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "contacts.vcf"
    file.write_bytes(
        b"BEGIN:VCARD\r\nVERSION:3.0\r\nN:Lund;Ann;;;\r\nTEL;TYPE=CELL:+1 202 555 0123\r\n"
        b"BDAY:1990-04-15\r\nNOTE:rye\r\nEND:VCARD\r\n"
        b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Nobody\r\nEND:VCARD\r\n"
    )
    found = preview(desk, file)
    assert found.export.value == "vcard"
    done = take(desk, file)
    ann = pool(desk)["+12025550123"]
    assert (ann.name, ann.note, own(desk, ann)) == ("Ann Lund", "rye", {"Birthday": "1990-04-15"})
    assert [(one.row, one.name) for one in done.refused] == [(11, "Nobody")]


def test_refused_rows_go_out_whole_and_come_back_mended(desk: Desk, tmp_path: Path) -> None:
    file = write(
        tmp_path / "a.csv", "Mobile,Called,Size", "123,Cid,L", "13800138000,Ann,M", '456,"D, <b>ot</b>",S'
    )
    chosen = imports.ImportColumns(number=0, name=1, own={2: "Dress"}, header_row=1)
    done = take(desk, file, columns=chosen)
    refused = tmp_path / "refused.csv"
    count = imports.export_refused(
        desk, refused=done.refused, names=done.names, path=refused, progress=Progress()
    )
    lines = list(csv.reader(refused.read_text(encoding="utf-8-sig").splitlines()))
    assert count == 2
    assert lines[0] == ["Mobile", "Called", "Size", "Row in the file", "Reason"]
    assert [line[:4] for line in lines[1:]] == [["123", "Cid", "L", "2"], ["456", "D, <b>ot</b>", "S", "4"]]
    assert all(line[4] for line in lines[1:])
    lines[1][0], lines[2][0] = "13800138001", "13800138002"
    with refused.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(lines)
    again = take(desk, refused)
    assert (again.result.added, again.refused) == (2, ())
    cid = pool(desk)["+8613800138001"]
    assert (cid.name, own(desk, cid)) == ("Cid", {"Dress": "L"})


def test_an_import_is_taken_back_with_the_group_it_made(desk: Desk, tmp_path: Path) -> None:
    customers.enter_customers(desk, numbers="13800138000", sms_type=SmsType.REGULAR)
    done = take(
        desk, write(tmp_path / "a.csv", "Mobile,Name", "13800138001,A", "13800138002,B"), new_group="New"
    )
    assert done.addition is not None
    assert imports.take_back(desk, addition=done.addition) == 2
    assert (list(pool(desk)), groups.list_groups(desk)) == (["+8613800138000"], [])
    assert imports.take_back(desk, addition=done.addition) == 0


def test_a_cancelled_import_leaves_the_database_as_it_was(desk: Desk, tmp_path: Path) -> None:
    take(desk, write(tmp_path / "known.csv", "Mobile,Name,Size", "13900000001,,", "13900000002,Bo,L"))
    rows = [f"139{at:08d},Name {at},{at % 9},n{at % 7}" for at in range(4_000)]
    file = write(tmp_path / "many.csv", "Mobile,Name,Size,Shop", *rows)
    chosen = preview(desk, file).columns
    before = whole(desk)
    chance = random.Random(7)
    told = 0

    def imported(stop_at: int) -> None:
        seen = 0

        def stop(done: int, total: int) -> None:
            nonlocal seen, told
            seen += 1
            told = max(told, seen)
            if seen == stop_at:
                progress.cancel()

        progress = Progress(stop)
        imports.import_customers(
            desk,
            path=file,
            sms_type=SmsType.REGULAR,
            new_group="Half",
            columns=chosen,
            progress=progress,
        )

    for point in [1, 2, *chance.sample(range(3, 19), 6)]:
        with pytest.raises(Cancelled):
            imported(point)
        assert whole(desk) == before
    imported(10_000)
    assert told > 19
    assert customer_search.customer_count(desk) == 4_000


def test_values_that_are_too_long_are_cut_and_told(desk: Desk, tmp_path: Path) -> None:
    file = write(
        tmp_path / "a.csv", "Mobile,Name,Remarks,Size", f"13800138000,{'n' * 99},{'r' * 999},{'s' * 999}"
    )
    done = take(desk, file)
    one = pool(desk)["+8613800138000"]
    assert [len(one.name), len(one.note), len(own(desk, one)["Size"])] == [64, 500, 200]
    assert [str(note) for note in done.notes] == ["3 values were longer than the pool keeps and were cut."]


@pytest.mark.parametrize(
    ("titles", "fields"),
    [
        ("Mobile,Size,Size", ["Size", "Size (C)"]),
        ('Mobile,<b>x</b>,"a ""q"" b"', ["<b>x</b>", 'a "q" b']),
        ("Mobile,number,fields", ["fields"]),
        ("Mobile,field:1,{2}", ["field:1", "{2}"]),
        ("Mobile,'; DROP TABLE x; --,$.x", ["'; DROP TABLE x; --", "$.x"]),
    ],
)
def test_titles_are_taken_as_they_are(desk: Desk, tmp_path: Path, titles: str, fields: list[str]) -> None:
    file = write(tmp_path / "a.csv", titles, "13800138000,one,two", "13800138001,three,four")
    take(desk, file)
    assert [one.name for one in customer_fields.list_fields(desk)] == fields
    assert len(pool(desk)) == 2


def test_control_characters_do_not_come_in(desk: Desk, tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv", "Mobile,Name,Size", '13800138000,"A\x07nn\tLund","L\nM\u202e"')
    take(desk, file)
    one = pool(desk)["+8613800138000"]
    assert (one.name, own(desk, one)) == ("Ann Lund", {"Size": "L M"})


@pytest.mark.parametrize("width", [1_001, 16_384])
def test_a_file_that_is_too_wide_is_refused_in_words(desk: Desk, tmp_path: Path, width: int) -> None:
    file = write(tmp_path / "a.csv", "Mobile" + ",x" * (width - 1), "13800138000" + ",1" * (width - 1))
    with pytest.raises(DeskError, match="cells; 1,000 can be read"):
        preview(desk, file)


def test_more_own_columns_than_the_pool_has_are_refused_and_nothing_is_taken(
    desk: Desk, tmp_path: Path
) -> None:
    file = write(tmp_path / "a.csv", "Mobile,Size", "13800138000,L")
    for at in range(limits.CUSTOMER_FIELDS.value):
        customer_fields.put_field(desk, name=f"Own {at}")
    with pytest.raises(LimitReached):
        take(desk, file, columns=imports.ImportColumns(number=0, own={1: "Size"}, header_row=1))
    assert pool(desk) == {}


def test_an_old_mapping_is_forgotten_before_a_newer_one(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: Any
) -> None:
    monkeypatch.setattr("smsdesk.operations.contact_files.REMEMBERED", 2)
    files = [write(tmp_path / f"{at}.csv", f"Mobile,Size{at}", "13800138000,L") for at in range(3)]
    for file in files:
        take(desk, file)
        clock.move(seconds=1)
    assert [preview(desk, file).used_at is not None for file in files] == [False, True, True]


def test_the_countries_are_told_and_what_could_be_chinese_too(desk: Desk, tmp_path: Path) -> None:
    with desk.database.write() as session:
        write_profile(session, Profile("Brotzeit", Identity.ORGANIZATION, "DE", "Europe/Berlin"))
    file = write(
        tmp_path / "a.csv",
        "Mobil,Name",
        "0151 23456789,Ann",
        "15123456780,Bo",
        "15123456780,Bo",
        "13800138000,Cy",
        "0176/04001234,Di",
    )
    done = take(desk, file)
    assert set(pool(desk)) == {"+4915123456789", "+4915123456780", "+8613800138000", "+4917604001234"}
    assert done.countries == (("DE", 3), ("CN", 1))
    said = result_sentences(done)
    assert said[0] == "Countries: Germany 3 · China 1"
    assert said[1].startswith(
        "1 number could also be a number of mainland China; it was taken as one of Germany"
    )
